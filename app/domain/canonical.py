"""Canonical JSON and the digests by which submissions pin a matrix."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NoReturn

from app.domain.logic import logic_of
from app.domain.matrix import Matrix
from app.domain.translation import texts

_write = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode

_quote = json.encoder.encode_basestring


class Canonical(str):
    """A value that was written as canonical JSON already, so that it need not be written twice."""

    __slots__ = ()


def canonical_json(value: object) -> bytes:
    """The one way to write a value: sorted keys, no spaces, UTF-8, no floats.

    Decimals become whole numbers or strings such as "1.5", tuples become lists. Raises TypeError
    for anything else than JSON data (floats too), ValueError for half letters and for NaN.
    """
    return canonical(value).encode("utf-8")


def canonical(value: object) -> Canonical:
    """The same as text; what is written already stays. Raises as `canonical_json`, for half letters later."""
    return value if isinstance(value, Canonical) else Canonical(_write(_plain(value)))


def read_exactly(stored: str) -> object:
    """The value of JSON text from a database; ValueError when it is no JSON or holds a float."""
    return _read(stored)


def canonical_of_read(value: object) -> Canonical:
    """What `read_exactly` gave, as canonical JSON: nothing in it needs a look."""
    return Canonical(_write(value))


def quoted(text: str) -> str:
    """A text as canonical JSON; TypeError for anything else."""
    return _quote(text)


def canonical_object(parts: Mapping[str, object]) -> Canonical:
    """An object of values some of which may be written already."""
    return Canonical("{" + ",".join(f"{_write(key)}:{canonical(parts[key])}" for key in sorted(parts)) + "}")


def digest(value: object) -> str:
    """The SHA-256 of a value's canonical JSON, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def _refuse(number: str) -> NoReturn:
    raise ValueError(f"{number} has no canonical JSON")


_read = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse).decode


def logic_digest(matrix: Matrix) -> str:
    """The digest of what decides outcomes: ids, points, conditions, grids, rules, tests and policies."""
    return digest(logic_of(matrix))


def text_digests(matrix: Matrix) -> dict[str, str]:
    """The digest of the texts of each language; the colours of levels go with the first."""
    first, *others = matrix.languages
    colours = {f"levels.{level.id}.colour": level.colour for level in matrix.levels}
    found = {first: digest(colours | {path: str(text) for path, text in texts(matrix).items()})}
    for language in others:
        found[language] = digest(matrix.translations.get(language, {}))
    return found


def _plain(value: object) -> object:
    # The ledger is walked with this: the kinds of nearly every value are told apart without a match.
    kind = type(value)
    if kind is str or kind is int or kind is bool:
        return value
    if kind is dict:
        return {_key(key): _plain(item) for key, item in value.items()}  # type: ignore[attr-defined]
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
