"""The sessions of a person as pages list them: the device in words, and which one this is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.devices import parts_of
from app.storage import sign_ins
from app.web.clock import now
from app.web.localisation import gettext as _


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session: its device in words, when it began and was last used, and whether it is this one."""

    id: UUID
    device: str
    begun: datetime
    seen: datetime
    here: bool


def session_rows(session: Session, person_id: UUID, token: str | None = None) -> Sequence[SessionRow]:
    """The open sessions of a person, this one first; `token` is that of the browser that asks."""
    own = sign_ins.hash_of(token) if token else None
    rows = [
        SessionRow(each.id, device_in_words(each.device), each.created_at, each.seen_at, each.token_hash == own)
        for each in sign_ins.live(session, person_id, now())
    ]
    return sorted(rows, key=lambda row: not row.here)


def device_in_words(device: str) -> str:
    """The browser and the system of a stored device, as far as they are known."""
    browser, system = parts_of(device)
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    if system:
        return _("Unknown browser on %(system)s", system=system)
    return browser or _("Unknown browser")
