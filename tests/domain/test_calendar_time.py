"""Lengths of time on the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.calendar_time import after, after_months, after_working_days, before, deadline, last_valid_day
from app.domain.matrix import Duration

DAYS = some.dates(date(1990, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("2026-11-23", 5, "2026-11-30"),  # Monday to Monday
        ("2026-11-27", 1, "2026-11-30"),  # Friday to Monday
        ("2026-11-28", 1, "2026-11-30"),  # from a Saturday, Monday is the first
        ("2026-11-29", 2, "2026-12-01"),
        ("2026-11-25", 0, "2026-11-25"),
    ],
)
def test_working_days_leave_weekends_out(start: str, days: int, expected: str) -> None:
    assert after_working_days(date.fromisoformat(start), days) == date.fromisoformat(expected)


@given(DAYS, some.integers(1, 60))
def test_there_are_as_many_working_days_between_as_were_asked_for(start: date, days: int) -> None:
    end = after_working_days(start, days)
    between = [start + timedelta(days=each) for each in range(1, (end - start).days + 1)]
    assert sum(day.weekday() < 5 for day in between) == days
    assert end.weekday() < 5


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-11-23", 12, "2027-11-23"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
    ],
)
def test_months_end_where_the_month_ends(start: str, months: int, expected: str) -> None:
    assert after_months(date.fromisoformat(start), months) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (Duration(72, "hours"), "2026-11-26"),
        (Duration(25, "hours"), "2026-11-25"),
        (Duration(10, "days"), "2026-12-03"),
        (Duration(2, "weeks"), "2026-12-07"),
        (Duration(10, "working days"), "2026-12-07"),
        (Duration(1, "months"), "2026-12-23"),
        (Duration(2, "years"), "2028-11-23"),
    ],
    ids=str,
)
def test_every_unit(length: Duration, expected: str) -> None:
    assert after(date(2026, 11, 23), length) == date.fromisoformat(expected)


def test_a_certificate_is_valid_through_the_day_before() -> None:
    assert last_valid_day(date(2026, 11, 30), Duration(3, "months")) == date(2027, 2, 27)
    assert last_valid_day(date(2026, 11, 30), None) is None


def test_a_deadline_keeps_the_time_of_day() -> None:
    now = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)
    assert deadline(now, Duration(1, "working days")) == datetime(2026, 11, 30, 16, 30, tzinfo=UTC)
    assert deadline(now, Duration(36, "hours")) == datetime(2026, 11, 29, 4, 30, tzinfo=UTC)
    assert deadline(now, None) is None


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (Duration(72, "hours"), "2026-11-20"),
        (Duration(10, "days"), "2026-11-13"),
        (Duration(2, "weeks"), "2026-11-09"),
        (Duration(5, "working days"), "2026-11-16"),
        (Duration(1, "months"), "2026-10-23"),
        (Duration(1, "years"), "2025-11-23"),
    ],
)
def test_before_counts_back(length: Duration, expected: str) -> None:
    assert before(date(2026, 11, 23), length) == date.fromisoformat(expected)


@given(DAYS, some.integers(1, 60))
def test_counting_back_leaves_as_many_working_days_between(end: date, days: int) -> None:
    start = before(end, Duration(days, "working days"))
    between = [start + timedelta(days=each) for each in range((end - start).days)]
    assert sum(day.weekday() < 5 for day in between) == days
    assert start.weekday() < 5


@given(
    DAYS, some.builds(Duration, some.integers(1, 30), some.sampled_from(["days", "working days", "weeks", "months"]))
)
def test_counting_back_and_forward_again_differs_by_less_than_a_week(end: date, length: Duration) -> None:
    assert abs((after(before(end, length), length) - end).days) < 7
