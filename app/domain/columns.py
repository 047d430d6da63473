"""Columns of many rows at once: each distinct value is worked on once, and rows are moved as whole numbers."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import lcm, prod
from struct import unpack
from typing import Generic, TypeVar

from app.domain.amount import Amount

# A column of up to 256 distinct values holds one byte a row. All its bytes together are also one
# very long whole number, and adding two such numbers adds every row at once: no sum reaches into
# the neighbouring row, because the bytes of a row are made wide enough beforehand.

Value = TypeVar("Value", bound=Hashable)
Value_co = TypeVar("Value_co", bound=Hashable, covariant=True)
NARROW = 256
_UNPACKED = {2: "H", 4: "I", 8: "Q"}


@dataclass(frozen=True)
class Column(Generic[Value_co]):
    """One value for each row: `values[codes[row]]`."""

    codes: bytes | array[int]
    values: tuple[Value_co, ...]

    @cached_property
    def number(self) -> int:
        """The bytes of all rows as one whole number; only for a narrow column."""
        return int.from_bytes(self.codes, "little")

    def rows(self) -> list[Value_co]:
        """The value of each row."""
        return list(map(self.values.__getitem__, self.codes))

    @property
    def narrow(self) -> bool:
        """Whether a byte a row is enough."""
        return isinstance(self.codes, bytes)


def constant(value: Value, rows: int) -> Column[Value]:
    """The same value in each row."""
    return Column(bytes(rows), (value,))


def numbered(codes: Iterable[int], values: Sequence[Value]) -> Column[Value]:
    """A column from codes and the values they stand for, as narrow as may be."""
    codes = iter(codes)  # the bytes of an array would be another thing
    return Column(bytes(codes) if len(values) <= NARROW else array("I", codes), tuple(values))


def mapped(column: Column[Value_co], function: Callable[[Value_co], Value]) -> Column[Value]:
    """Another value in the place of each."""
    places, values = _distinct(map(function, column.values))
    if len(values) == 1:
        return constant(values[0], len(column.codes))
    if isinstance(column.codes, bytes):
        return Column(column.codes.translate(bytes(places).ljust(NARROW, b"\0")), values)
    return numbered(map(places.__getitem__, column.codes), values)


def combined(function: Callable[..., Value], *columns: Column[Hashable]) -> Column[Value]:
    """What the function makes of the values that meet in each row; each set of values is asked for once."""
    varying = [place for place, column in enumerate(columns) if len(column.values) > 1]
    fixed = [column.values[0] for column in columns]
    if not varying:
        return constant(function(*fixed), len(columns[0].codes))

    def outcome(codes: Sequence[int]) -> Value:
        values = list(fixed)
        for place, code in zip(varying, codes, strict=True):
            values[place] = columns[place].values[code]
        return function(*values)

    several = [columns[place] for place in varying]
    sizes = [len(column.values) for column in several]
    if prod(sizes) > NARROW or not all(column.narrow for column in several):
        return _met(outcome, several)
    number = 0
    for column, size in zip(several, sizes, strict=True):
        number = number * size + column.number
    raw = number.to_bytes(len(several[0].codes), "little")
    present = [(key, codes) for key, codes in enumerate(product(*map(range, sizes))) if key in raw]
    places, values = _distinct(outcome(codes) for _key, codes in present)
    table = bytearray(NARROW)
    for (key, _codes), place in zip(present, places, strict=True):
        table[key] = place
    return Column(raw.translate(table), values)


def added(columns: Sequence[Column[Amount]], rows: int) -> Column[Amount]:
    """The exact sum of the columns in each row."""
    scale = lcm(*(value.denominator for column in columns for value in column.values))
    start, highest, parts = 0, 0, []
    for column in columns:
        whole = [int(value * scale) for value in column.values]
        low = min(whole)
        start += low
        if len(whole) > 1:
            parts.append((column.codes, [number - low for number in whole]))
            highest += max(whole) - low
    if not parts:
        return constant(_amount(start, scale), rows)
    size = max(1, -(-highest.bit_length() // 8))
    size = next((width for width in (1, 2, 4, 8) if width >= size), size)
    total = sum(int.from_bytes(_widened(codes, numbers, size), "little") for codes, numbers in parts)
    sums = _separated(total.to_bytes(rows * size, "little"), size)
    found = {number: code for code, number in enumerate(sorted(set(sums)))}
    return numbered(map(found.__getitem__, sums), [_amount(number + start, scale) for number in found])


def _met(outcome: Callable[[Sequence[int]], Value], columns: Sequence[Column[Hashable]]) -> Column[Value]:
    """As `combined`, where too many values can meet to number them all."""
    if len(columns) == 1:
        codes = columns[0].codes
        used = sorted(set(codes))
        places, values = _distinct(outcome((code,)) for code in used)
        of_code = dict(zip(used, places, strict=True))
        return numbered(map(of_code.__getitem__, codes), values)
    keys = list(zip(*(column.codes for column in columns), strict=True))
    present = sorted(set(keys))
    places, values = _distinct(map(outcome, present))
    of_key = dict(zip(present, places, strict=True))
    return numbered(map(of_key.__getitem__, keys), values)


def _distinct(values: Iterable[Value]) -> tuple[list[int], tuple[Value, ...]]:
    """The place of each value among the distinct ones, and those."""
    known: dict[Value, int] = {}
    places = [known.setdefault(value, len(known)) for value in values]
    return places, tuple(known)


def _amount(number: int, scale: int) -> Amount:
    return number // scale if number % scale == 0 else Fraction(number, scale)


def _widened(codes: bytes | array[int], numbers: Sequence[int], size: int) -> bytes | bytearray:
    """The number of each row, one row after another, each so many bytes wide."""
    if not isinstance(codes, bytes):
        return b"".join(map([number.to_bytes(size, "little") for number in numbers].__getitem__, codes))
    wide = bytearray(len(codes) * size)
    for at in range(size):
        table = bytes(number >> 8 * at & 255 for number in numbers)
        if any(table):
            wide[at::size] = codes.translate(table.ljust(NARROW, b"\0"))
    return wide


def _separated(raw: bytes, size: int) -> Sequence[int]:
    """The numbers that stand one after another in the bytes."""
    if size == 1:
        return raw
    if size in _UNPACKED:
        return unpack(f"<{len(raw) // size}{_UNPACKED[size]}", raw)
    return [int.from_bytes(raw[at : at + size], "little") for at in range(0, len(raw), size)]
