"""The filters of the ledger's page, as they stand in its address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from app.storage.ledger_search import Wanted, keys_called
from app.web.clock import local

NAMES = ("from", "to", "who", "action", "kind", "subject", "text")


def asked(arguments: Mapping[str, str]) -> dict[str, str]:
    """The filters that were filled in."""
    return {name: words for name in NAMES if (words := arguments.get(name, "").strip())}


def wanted(session: Session, chosen: Mapping[str, str]) -> Wanted:
    """Which entries these filters ask for; a day that is none finds nothing."""
    since, until = _day(chosen.get("from")), _day(chosen.get("to"))
    subjects = keys_called(session, chosen["subject"]) if "subject" in chosen else ()
    return Wanted(
        since=_midnight(since) if since else None,
        before=_midnight(until + timedelta(days=1)) if until and until < date.max else None,
        who=chosen.get("who", ""),
        action=chosen.get("action", ""),
        kind=chosen.get("kind", ""),
        subjects=subjects,
        words=chosen.get("text", ""),
        nothing=("subject" in chosen and not subjects)
        or ("from" in chosen and since is None)
        or ("to" in chosen and until is None),
    )


def _day(words: str | None) -> date | None:
    try:
        return date.fromisoformat(words) if words else None
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    """When a day begins where this installation is."""
    zone = local(datetime(2000, 1, 1)).tzinfo  # noqa: DTZ001 - only its zone is of interest
    return datetime.combine(day, time(), zone)
