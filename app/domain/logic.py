"""The logic of a matrix as plain data and back: what decides outcomes, without the texts that people read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from app.domain import conditions, matrix, questions
from app.domain.matrix import Matrix
from app.domain.text import Text

# What people see or what only tests the matrix: changing it changes no outcome.
_NOT_LOGIC = frozenset({"translations", "languages", "examples", "colour"})
DEEPEST = 200  # parts inside parts; the deepest matrix that can be read has far fewer
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class LogicRefused(ValueError):
    """Data that is not the logic of a matrix; the message says where."""


def logic_of(value: object) -> Any:
    """A matrix, or a part of one, as its kind and values, without texts.

    What is left at its default is left out: when a later Fenji knows one key more, old matrices
    keep their digest.
    """
    match value:
        case tuple():
            return [logic_of(item) for item in value]
        case Mapping():
            return {key: logic_of(item) for key, item in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            known = [
                (field.name, getattr(value, field.name)) for field in fields(value) if field.name not in _NOT_LOGIC
            ]
            defaults = {field.name: _default(field) for field in fields(value)}
            return {"is": type(value).__name__} | {
                name: logic_of(item) for name, item in known if not isinstance(item, Text) and item != defaults[name]
            }
        case _:
            return value


def matrix_from_logic(data: object) -> Matrix:
    """The matrix whose logic this is, with each text empty: it gives the same outcomes as the one it was made of.

    In: what canonical JSON of `logic_of` reads back to. Raises LogicRefused for anything else.
    """
    try:
        read = _read(Matrix, data, 0)
    except (TypeError, ValueError, ArithmeticError, RecursionError) as error:
        raise LogicRefused(f"This is not the logic of a matrix: {error}") from None
    assert isinstance(read, Matrix)  # noqa: S101 - it was asked for
    return read


def _default(field: Field[object]) -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


@cache
def _kinds() -> dict[str, type]:
    """Every class that logic can name."""
    found: dict[str, type] = {}
    for module in (conditions, matrix, questions):
        found |= {name: kind for name, kind in vars(module).items() if isinstance(kind, type) and is_dataclass(kind)}
    return found


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(hint: Any, data: object, depth: int) -> object:
    """The value of this type that the data stands for."""
    if depth > DEEPEST:
        raise LogicRefused("it is nested too deeply")
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _one_of(get_args(hint), data, depth)
    if origin is Literal:
        return _checked(data, data in get_args(hint))
    if origin is tuple:
        items = data if isinstance(data, list) else _checked(data, fits=False)
        return tuple(_read(get_args(hint)[0], item, depth + 1) for item in items)  # type: ignore[attr-defined]
    if origin is not None:
        return _mapping(get_args(hint)[1], data, depth)
    return _dataclass(hint, data, depth) if is_dataclass(hint) else _plain(hint, data)


def _one_of(hints: tuple[Any, ...], data: object, depth: int) -> object:
    if isinstance(data, dict) and "is" in data:
        return _dataclass(_kinds().get(str(data["is"])), data, depth, hints)
    for hint in hints:
        try:
            return _read(hint, data, depth + 1)
        except (TypeError, ValueError, ArithmeticError):
            continue
    return _checked(data, fits=False)


def _mapping(hint: Any, data: object, depth: int) -> dict[str, object]:
    if not isinstance(data, dict):
        raise LogicRefused(f"{str(data)[:60]!r} should have names")
    return {str(key): _read(hint, item, depth + 1) for key, item in data.items()}


def _dataclass(kind: Any, data: object, depth: int, among: tuple[Any, ...] = ()) -> object:
    if not isinstance(data, dict) or kind is None or data.get("is") != kind.__name__ or (among and kind not in among):
        raise LogicRefused(f"{str(data)[:60]!r} is not what belongs there")
    hints = _hints(kind)
    given = {name: _read(hints[name], item, depth + 1) for name, item in data.items() if name in hints}
    if unknown := data.keys() - hints.keys() - {"is"}:
        raise LogicRefused(f"{kind.__name__} has no {min(unknown)!r}")
    texts = {field.name: Text("") for field in fields(kind) if hints[field.name] is Text}
    return kind(**{**texts, **({"languages": ("en",)} if kind is Matrix else {}), **given})


def _plain(hint: Any, data: object) -> object:
    readers: dict[Any, Callable[[object], object]] = {Decimal: _decimal, date: _date}
    if hint in readers:
        return readers[hint](data)
    if hint is NoneType:
        return _checked(data, data is None)
    if hint is int:
        return _checked(data, isinstance(data, int) and not isinstance(data, bool))
    return _checked(data, hint in (str, bool) and isinstance(data, hint))


def _decimal(data: object) -> Decimal:
    try:
        number = Decimal(str(_checked(data, isinstance(data, int | str) and not isinstance(data, bool))))
    except InvalidOperation:
        raise LogicRefused(f"{str(data)[:60]!r} is no number") from None
    if not number.is_finite():
        raise LogicRefused(f"{number} is no number to count with")
    return number


def _date(data: object) -> date:
    return date.fromisoformat(str(_checked(data, isinstance(data, str) and bool(ISO_DATE.fullmatch(data)))))


def _checked(data: object, fits: bool) -> object:
    if not fits:
        raise LogicRefused(f"{str(data)[:60]!r} is not what belongs there")
    return data
