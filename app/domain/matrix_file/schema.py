"""The JSON Schema of format 1, made from the shapes, so that editors complete and explain every key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from app.domain.matrix_file.condition_parts import COMPARISONS
from app.domain.matrix_file.shapes import FILE
from app.domain.matrix_file.translation_reading import TRANSLATED_FILE
from app.domain.matrix_file.vocabulary import (
    Answers,
    Day,
    Either,
    Identifier,
    Key,
    LengthOfTime,
    Limit,
    ListOf,
    MapOf,
    Number,
    OneOf,
    Plain,
    Portion,
    Reference,
    Shape,
    Switch,
    Type,
    When,
    Words,
)

Json = dict[str, object]

_SWITCH: Json = {"enum": [True, False, "yes", "no"]}
_PERCENT: Json = {"type": "string", "pattern": "^[-+]?[0-9]+(\\.[0-9]+)? ?%$"}
_DAY: Json = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_DURATION = "^[1-9][0-9]* (hours?|days?|working days?|weeks?|months?|years?)$"
_NAME = "[A-Za-z0-9_-]{0,63}$"
# A name may look like a number or a switch: YAML's `no` and `5` are good ids of choices.
_WORD: Json = {"type": ["string", "integer", "boolean"]}
_WORDS: Json = {"anyOf": [_WORD, {"type": "array", "items": _WORD, "minItems": 1}]}


def json_schema() -> Json:
    """The whole schema of a matrix file as plain JSON data."""
    return _schema("Fenji risk matrix, format 1", FILE, {"condition": _condition()})


def translation_schema() -> Json:
    """The whole schema of a translation file, which mirrors the ids of a matrix and carries only texts."""
    return _schema("Texts of a Fenji risk matrix, format 1", TRANSLATED_FILE, {})


def _schema(title: str, shape: Shape, definitions: dict[str, Json]) -> Json:
    whole = _shape(shape, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **whole,
        "$defs": dict(sorted(definitions.items())),
    }


def _shape(shape: Shape, definitions: dict[str, Json]) -> Json:
    properties = {key.name: _key(key, definitions) for key in shape.keys}
    schema: Json = {
        "type": "object",
        "description": shape.doc,
        "properties": properties,
        "required": [key.name for key in shape.keys if key.required and not key.kinds],
        "additionalProperties": False,
    }
    decider = shape.by_name.get(shape.decider)
    if decider is not None and isinstance(decider.holds, OneOf):
        schema["allOf"] = [_when_kind(kind, shape) for kind in decider.holds.words]
    return schema


def _when_kind(kind: str, shape: Shape) -> Json:
    """The keys that one kind does not have, and those that it needs."""
    foreign = [key.name for key in shape.keys if key.kinds and kind not in key.kinds]
    needed = [key.name for key in shape.keys if key.required and kind in key.kinds]
    if shape.name == "question" and kind in {"one", "many"}:
        needed.append("choices")
    then: Json = {"properties": dict.fromkeys(foreign, False)}
    if needed:
        then["required"] = needed
    return {"if": {"properties": {shape.decider: {"const": kind}}, "required": [shape.decider]}, "then": then}


def _key(key: Key, definitions: dict[str, Json]) -> Json:
    schema: Json = {"description": key.doc, **_type(key.holds, definitions)}
    if key.default is not None:
        number = isinstance(key.default, Decimal)
        schema["default"] = int(str(key.default)) if number else key.default
    return schema


def _type(holds: Type, definitions: dict[str, Json]) -> Json:
    match holds:
        case Shape():
            name = holds.name.replace(" ", "_")
            if name not in definitions:
                definitions[name] = {}  # holds the place while the shape is written, should it contain itself
                definitions[name] = _shape(holds, definitions)
            return {"$ref": f"#/$defs/{name}"}
        case ListOf():
            least: Json = {"minItems": holds.at_least} if holds.at_least else {}
            most: Json = {"maxItems": holds.at_most} if holds.at_most else {}
            return {"type": "array", "items": _type(holds.item, definitions), **least, **most}
        case MapOf():
            names: Json = {"propertyNames": {"pattern": f"^[A-Za-z]{_NAME}"}}
            most = {"maxProperties": holds.at_most} if holds.at_most else {}
            return {"type": "object", **names, "additionalProperties": _type(holds.value, definitions), **most}
        case Either():
            return {"anyOf": [_type(option, definitions) for option in holds.options]}
        case _:
            return _SIMPLE[type(holds)](holds)


def _plain(holds: object) -> Json:
    pattern = holds.pattern if isinstance(holds, Plain) else ""
    return {"type": "string", "pattern": f"^({pattern})$"} if pattern else {"type": "string"}


def _one_of(holds: object) -> Json:
    words = holds.words if isinstance(holds, OneOf) else ()
    return {"enum": [int(word) if word.isdigit() else word for word in words]}


def _identifier(holds: object) -> Json:
    if isinstance(holds, Identifier) and holds.digit_first:
        return {"type": ["string", "integer", "boolean"], "pattern": f"^[A-Za-z0-9]{_NAME}"}
    return {"type": "string", "pattern": f"^[A-Za-z]{_NAME}"}


def _number(holds: object) -> Json:
    schema: Json = {"type": "number"}
    if isinstance(holds, Number) and holds.whole:
        schema["type"] = "integer"
    if isinstance(holds, Number) and holds.lowest is not None:
        schema["minimum"] = int(holds.lowest)
    return schema


_SIMPLE: Mapping[type, Callable[[object], Json]] = {
    Words: lambda _: {"type": ["string", "number"]},
    Plain: _plain,
    Identifier: _identifier,
    Reference: lambda _: _WORD,
    OneOf: _one_of,
    Switch: lambda _: _SWITCH,
    Number: _number,
    Portion: lambda _: {"anyOf": [{"type": "number"}, _PERCENT]},
    LengthOfTime: lambda _: {"type": "string", "pattern": _DURATION},
    Day: lambda _: _DAY,
    Limit: lambda _: {"anyOf": [{"type": "number"}, _DAY]},
    When: lambda _: {"$ref": "#/$defs/condition"},
    Answers: lambda _: {"type": "object"},
}


def _condition() -> Json:
    this: Json = {"$ref": "#/$defs/condition"}
    bound: Json = {"anyOf": [{"type": "number"}, _PERCENT, _DAY]}
    compares = dict.fromkeys(COMPARISONS, _WORD)
    several: Json = {"type": "array", "items": this, "minItems": 1}
    return {
        "type": "object",
        "description": "Question ids with the choices that they must have, or the words below; all keys must hold.",
        "minProperties": 1,
        "properties": {
            "all": several,
            "any": several,
            "not": this,
            "question": {"type": "string"},
            "score": {"type": "string"},
            **dict.fromkeys(COMPARISONS, bound),
            "answered": _SWITCH,
            "includes_all": _WORDS,
            "count_at_least": {"type": "integer", "minimum": 1},
            "band": _WORDS,
            "category": _WORDS,
            "level": {
                "anyOf": [
                    _WORD,
                    {"type": "array", "items": _WORD, "minItems": 1},
                    {"type": "object", "properties": compares, "additionalProperties": False, "minProperties": 1},
                ]
            },
        },
        "additionalProperties": _WORDS,
    }
