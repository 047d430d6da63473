"""Three versions of an answer are compared: what a page showed, what is saved, what was typed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.answers import Answer
from app.web.seen_answers import NOTHING, Verdict, trace, verdict


@pytest.mark.parametrize(
    ("seen", "saved", "typed", "choice", "expected"),
    [
        ("a", "a", "a", None, Verdict.TYPED),  # nobody changed anything
        ("a", "a", "b", None, Verdict.TYPED),  # only this page did
        ("a", "a", None, None, Verdict.TYPED),  # it did, and wrongly: the field says so
        ("a", "b", "a", None, Verdict.SAVED),  # only somebody else did
        ("a", "b", "b", None, Verdict.TYPED),  # both did the same
        ("a", "b", "c", None, Verdict.CLASH),
        ("a", "b", None, None, Verdict.CLASH),
        ("made up", "a", "b", None, Verdict.CLASH),
        ("made up", "a", "a", None, Verdict.TYPED),
        ("b", "b", "c", "mine", Verdict.TYPED),
        ("b", "b", "c", "saved", Verdict.SAVED),
        ("b", "b", None, "saved", Verdict.SAVED),
        ("b", "b", "c", "", Verdict.UNDECIDED),
        ("b", "b", "c", "both", Verdict.UNDECIDED),
        ("b", "b", "b", "", Verdict.TYPED),  # typed over until it was the same
        ("b", "d", "c", "mine", Verdict.CLASH),  # saved once more since the person was asked
        ("b", "d", "c", "saved", Verdict.CLASH),
    ],
)
def test_what_becomes_of_an_answer(
    seen: str, saved: str, typed: str | None, choice: str | None, expected: Verdict
) -> None:
    assert verdict(seen=seen, saved=saved, typed=typed, choice=choice) is expected


def test_a_trace_tells_answers_apart_and_knows_equal_ones() -> None:
    different: list[tuple[Answer | None, str | None]] = [
        (None, None), ("", "x"), ("x", None), ("1", None), (Decimal(1), None),
        (("x",), None), (("x", "y"), None), ("x", "y"),
    ]  # fmt: skip
    assert len({trace(*each) for each in different}) == len(different)
    assert trace(None, "") == NOTHING
    assert trace(Decimal("0.50"), None) == trace(Decimal("0.5"), "")
