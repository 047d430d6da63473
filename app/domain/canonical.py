"""Canonical JSON and the digests by which submissions pin a matrix."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from app.domain.logic import logic_of
from app.domain.matrix import Matrix
from app.domain.translation import texts


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
