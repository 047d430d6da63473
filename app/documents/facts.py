"""The facts of a certificate as frozen values, to and from the plain JSON that is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

LATER = ("scores", "principles", "replaces", "ledger")  # what older certificates do not tell
BESIDE = "derivation"  # the key under which a file holds answers and logic beside the facts
Words = Mapping[str, str]  # language tag -> the same thing said in that language


@dataclass(frozen=True, slots=True)
class MatrixFacts:
    """The matrix that was in force, with the digests that pin it."""

    id: str
    version: str
    title: Words
    logic_digest: str
    text_digests: Words


@dataclass(frozen=True, slots=True)
class LevelFacts:
    """A level: `place` is 0 for the lowest of `count` levels."""

    id: str
    place: int
    count: int
    colour: str
    label: Words
    summary: Words


@dataclass(frozen=True, slots=True)
class GridFacts:
    """The matrix picture: labels lowest first, the place of a level in each cell, and the cell reached."""

    row_title: Words
    column_title: Words
    rows: tuple[Words, ...]
    columns: tuple[Words, ...]
    cells: tuple[tuple[int, ...], ...]  # one tuple a row, one place of a level a column
    levels: tuple[LevelFacts, ...]
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """A rule that fired; `before` and `after` are labels of levels."""

    id: str
    because: Words
    source: Words
    before: Words
    after: Words


@dataclass(frozen=True, slots=True)
class ObligationFacts:
    """Something the level asks of the owner; `source` may be empty."""

    text: Words
    source: Words


@dataclass(frozen=True, slots=True)
class TestFacts:
    """A test that the level and the categories call for; `bar` is `at_least`, `at_most`, `between` or empty.

    `value` is the bar, of two the upper one, and `lowest` the lower. `verdict` is `passed`, `failed` or `not_recorded`,
    and empty in certificates from before results were recorded; the rest says what came of the test, by whom and when.
    """

    __test__ = False  # not a test of pytest's

    title: Words
    independent: bool
    measure: Words
    unit: Words
    bar: str = ""
    value: str = ""
    lowest: str = ""
    verdict: str = ""
    figure: str = ""
    tester: str = ""
    organisation: str = ""
    tester_independent: bool = False
    day: str = ""


@dataclass(frozen=True, slots=True)
class BandFacts:
    """A band of a score and where it begins, in points."""

    label: Words
    start: str


@dataclass(frozen=True, slots=True)
class BarFacts:
    """What led to a score and what it gave: a section, a start, a step, or `count` smaller ones (a rest, no label)."""

    kind: Literal["section", "start", "step", "rest"]
    label: Words
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class ScoreFacts:
    """A score that led to the level; `way` is sum, highest, average or steps, an average divides by `divisor`."""

    label: Words
    way: Literal["sum", "highest", "average", "steps"]
    value: str
    maximum: str
    band: Words
    divisor: int
    bands: tuple[BandFacts, ...]
    bars: tuple[BarFacts, ...]


@dataclass(frozen=True, slots=True)
class ShareFacts:
    """What the questions of a principle gave to one score, and could have given."""

    score: Words
    value: str
    possible: str


@dataclass(frozen=True, slots=True)
class PrincipleFacts:
    """A principle with its share of each score; without a label, the questions that serve none."""

    label: Words
    shares: tuple[ShareFacts, ...]


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved, in which role (a value of `Role`), and when (ISO date or date and time in UTC)."""

    name: str
    role: str
    at: str


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """Where the ledger ended before the certificate was issued: how many entries, and the hash of the last one."""

    size: int
    hash: str


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Everything a certificate says; dates are ISO dates, digests 64 hexadecimal digits."""

    number: str
    system_name: str
    organisation: str
    office: Words
    owners: tuple[str, ...]
    matrix: MatrixFacts
    level: LevelFacts
    method_level: Words  # the level before the rules
    grid: GridFacts | None
    categories: tuple[Words, ...]
    obligations: tuple[ObligationFacts, ...]
    tests: tuple[TestFacts, ...]
    rules: tuple[RuleFacts, ...]
    approvals: tuple[Approval, ...]
    revision: int
    submitted_on: str
    issued_on: str
    valid_until: str | None
    submission_digest: str
    scores: tuple[ScoreFacts, ...] = ()
    principles: tuple[PrincipleFacts, ...] = ()
    replaces: str = ""  # the number of the certificate whose place this one takes
    ledger: LedgerFacts | None = None

    def to_json(self) -> dict[str, Any]:
        """The facts as plain JSON data: text, numbers, lists, dictionaries, yes and no, and None.

        Facts from before there were scores, or a ledger in them, are written as they were, so that the same file is
        made of them; so are those of a certificate that replaces none.
        """
        plain = _plain(asdict(self))
        assert isinstance(plain, dict)  # noqa: S101 - a dataclass is written as a dictionary
        return {key: value for key, value in plain.items() if value or key not in LATER}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> CertificateFacts:
        """The facts that `to_json` wrote; KeyError or TypeError where one is missing or strange.

        What lies beside them in a file, of which the level can be derived, is left aside.
        """
        data = {key: value for key, value in data.items() if key != BESIDE}
        grid = data["grid"]
        parts = {
            "owners": tuple(data["owners"]),
            "matrix": MatrixFacts(**data["matrix"]),
            "level": LevelFacts(**data["level"]),
            "grid": None if grid is None else _grid(grid),
            "categories": tuple(data["categories"]),
            "obligations": tuple(ObligationFacts(**item) for item in data["obligations"]),
            "tests": tuple(TestFacts(**item) for item in data["tests"]),
            "rules": tuple(RuleFacts(**item) for item in data["rules"]),
            "approvals": tuple(Approval(**item) for item in data["approvals"]),
            "scores": tuple(_score(item) for item in data.get("scores", ())),
            "principles": tuple(
                PrincipleFacts(item["label"], tuple(ShareFacts(**share) for share in item["shares"]))
                for item in data.get("principles", ())
            ),
            "ledger": LedgerFacts(**data["ledger"]) if "ledger" in data else None,
        }
        return cls(**{**data, **parts})


def _grid(data: Mapping[str, Any]) -> GridFacts:
    parts = {
        "rows": tuple(data["rows"]),
        "columns": tuple(data["columns"]),
        "cells": tuple(tuple(row) for row in data["cells"]),
        "levels": tuple(LevelFacts(**item) for item in data["levels"]),
    }
    return GridFacts(**{**data, **parts})


def _score(data: Mapping[str, Any]) -> ScoreFacts:
    parts = {
        "bands": tuple(BandFacts(**item) for item in data["bands"]),
        "bars": tuple(BarFacts(**item) for item in data["bars"]),
    }
    return ScoreFacts(**{**data, **parts})


def _plain(value: object) -> object:
    """Tuples as lists, all the way down, so that the data is what JSON gives back."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value
