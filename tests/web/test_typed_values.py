"""What people type is read with good will, and never guessed at."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.typed_values import Unreadable, read_date, read_number, read_text


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0", "0"),
        ("-3", "-3"),
        ("\u22123", "-3"),
        ("1,234,567.5", "1234567.5"),
        ("1'000", "1000"),
        ("１２３．５", "123.5"),
        ("12万", "120000"),
        ("1.2万", "12000"),
        ("3 亿", "300000000"),
    ],
)
def test_numbers_as_people_write_them(typed: str, number: str) -> None:
    assert read_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    ["", "x", "1,5", "1,00,000", "1.5.2", "1e3", "inf", "NaN", "0x10", "万", "--1", "1 2", "9" * 19, "9" * 18 + "万"],
)
def test_what_is_no_number_is_not_guessed_at(typed: str) -> None:
    with pytest.raises(Unreadable, match="not_a_number"):
        read_number(typed)


@pytest.mark.parametrize("typed", ["1.000", "1.5", "0.00001万"])
def test_a_point_in_a_whole_number_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable, match="not_whole"):
        read_number(typed, whole=True)


@given(st.integers(-(10**18) + 1, 10**18 - 1))
def test_every_whole_number_is_read_back(number: int) -> None:
    assert read_number(str(number), whole=True) == read_number(f"{number:,}", whole=True) == number


@given(st.text())
def test_nothing_typed_breaks_the_reader(typed: str) -> None:
    for read in (read_number, lambda text: read_date(text, text, text), lambda text: read_text(text, longest=50)):
        with suppress(Unreadable):
            read(typed)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_is_read_back(day: date) -> None:
    assert read_date(str(day.day), f"{day.month:02}", str(day.year)) == day


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        (("1", "1", ""), "year_missing"),
        (("1", " ", "2026"), "month_missing"),
        (("", "1", "2026"), "day_missing"),
        (("29", "2", "2026"), "not_a_date"),
        (("1", "Jan", "2026"), "not_a_date"),
        (("1", "1", "26"), "year_in_full"),
        (("1", "-1", "2026"), "not_a_date"),
    ],
)
def test_a_date_says_what_is_wrong_with_it(parts: tuple[str, str, str], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        read_date(*parts)


def test_text_is_one_normal_form_without_space_around_it() -> None:
    assert read_text(" e\u0301 \r\n b ", longest=10) == "é \n b"
    with pytest.raises(Unreadable, match="too_long"):
        read_text("x" * 11, longest=10)
    for hidden in ("a\u202eb", "a\u200bb", "a\nb", "a\x07b"):
        with pytest.raises(Unreadable, match="strange_character"):
            read_text(hidden, longest=10, one_line=True)
    assert read_text("می‌خواهم", longest=20, one_line=True) == "می‌خواهم"
