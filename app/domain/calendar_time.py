"""Lengths of time as offices say them, counted on the calendar: working days, months done right."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

from app.domain.matrix import Duration

WORKING_DAYS_A_WEEK = 5  # Monday to Friday; public holidays differ by place and are not known here


def after_working_days(start: date, days: int) -> date:
    """The date so many working days (Monday to Friday) after a day; from a weekend, Monday is the first."""
    day = start
    for _ in range(days):
        day += timedelta(days=1)
        while day.weekday() >= WORKING_DAYS_A_WEEK:
            day += timedelta(days=1)
    return day


def before_working_days(end: date, days: int) -> date:
    """The date so many working days before a day; from a weekend, Friday is the first."""
    day = end
    for _ in range(days):
        day -= timedelta(days=1)
        while day.weekday() >= WORKING_DAYS_A_WEEK:
            day -= timedelta(days=1)
    return day


def after_months(start: date, months: int) -> date:
    """The same day so many months later, or that month's last day: 30 November and 3 months is 28 February."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def after(start: date, length: Duration) -> date:
    """The date this length of time after a day; hours count as whole days begun."""
    match length.unit:
        case "working days":
            return after_working_days(start, length.amount)
        case "months":
            return after_months(start, length.amount)
        case "years":
            return after_months(start, 12 * length.amount)
        case "weeks":
            return start + timedelta(weeks=length.amount)
        case "days":
            return start + timedelta(days=length.amount)
        case "hours":
            return start + timedelta(days=-(-length.amount // 24))


def before(end: date, length: Duration) -> date:
    """The date this length of time before a day; hours count as whole days begun, months as `after_months` does."""
    match length.unit:
        case "working days":
            return before_working_days(end, length.amount)
        case "months":
            return after_months(end, -length.amount)
        case "years":
            return after_months(end, -12 * length.amount)
        case "weeks":
            return end - timedelta(weeks=length.amount)
        case "days":
            return end - timedelta(days=length.amount)
        case "hours":
            return end - timedelta(days=-(-length.amount // 24))


def deadline(start: datetime, within: Duration | None) -> datetime | None:
    """By when something begun now is due, at the same time of day; None when there is no hurry."""
    if within is None:
        return None
    if within.unit == "hours":
        return start + timedelta(hours=within.amount)
    return datetime.combine(after(start.date(), within), start.timetz())


def last_valid_day(issued: date, valid_for: Duration | None) -> date | None:
    """The last day on which a certificate is valid: the day before the length of time is over; None for ever."""
    return None if valid_for is None else after(issued, valid_for) - timedelta(days=1)
