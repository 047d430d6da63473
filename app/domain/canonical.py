"""Canonical JSON and the digests by which submissions pin a matrix."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal

from app.domain.matrix import Matrix
from app.domain.text import Text
from app.domain.translation import texts

# What people see or what only tests the matrix: changing it changes no outcome.
_NOT_LOGIC = frozenset({"translations", "languages", "examples", "colour"})


def canonical_json(value: object) -> bytes:
    """The one way to write a value: sorted keys, no spaces, UTF-8, no floats.

    Decimals become whole numbers or strings such as "1.5", tuples become lists. Raises TypeError
    for anything else than JSON data (floats too), ValueError for half letters and for NaN.
    """
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(
        "utf-8"
    )


def digest(value: object) -> str:
    """The SHA-256 of a value's canonical JSON, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def logic_digest(matrix: Matrix) -> str:
    """The digest of what decides outcomes: ids, points, conditions, grids, rules, tests and policies."""
    return digest(_logic(matrix))


def text_digests(matrix: Matrix) -> dict[str, str]:
    """The digest of the texts of each language; the colours of levels go with the first."""
    first, *others = matrix.languages
    colours = {f"levels.{level.id}.colour": level.colour for level in matrix.levels}
    found = {first: digest(colours | {path: str(text) for path, text in texts(matrix).items()})}
    for language in others:
        found[language] = digest(matrix.translations.get(language, {}))
    return found


def _plain(value: object) -> object:
    match value:
        case None | bool() | int():
            return value
        case str():
            return str(value)
        case Decimal():
            return _number(value)
        case date():
            return value.isoformat()
        case list() | tuple():
            return [_plain(item) for item in value]
        case Mapping():
            return {_key(key): _plain(item) for key, item in value.items()}
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical JSON")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key must be a text, not {type(key).__name__}")
    return str(key)


def _number(number: Decimal) -> int | str:
    if not number.is_finite():
        raise ValueError("NaN and infinity have no canonical JSON")
    if number == number.to_integral_value():
        return int(number)
    return format(number, "f").rstrip("0")


def _logic(value: object) -> object:
    """A dataclass as its kind and values, without texts.

    What is left at its default is left out: when a later Fenji knows one key more, old matrices
    keep their digest.
    """
    match value:
        case tuple():
            return [_logic(item) for item in value]
        case Mapping():
            return {key: _logic(item) for key, item in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            known = [
                (field.name, getattr(value, field.name)) for field in fields(value) if field.name not in _NOT_LOGIC
            ]
            defaults = {field.name: _default(field) for field in fields(value)}
            return {"is": type(value).__name__} | {
                name: _logic(item) for name, item in known if not isinstance(item, Text) and item != defaults[name]
            }
        case _:
            return value


def _default(field: Field[object]) -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default
