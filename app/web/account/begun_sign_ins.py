"""Sign-ins that began here and are finished at a provider, kept in the signed cookie of the browser that began them."""

from __future__ import annotations

import secrets
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from flask import session

from app.web.own_path import own_path

KEY = "begun"
CAME_BY = "federated"  # whoever holds this session may still be signed in at the provider when it ends
MOST = 3  # tabs
LONGEST_PATH = 500  # a cookie holds 4 KB
PATIENCE = timedelta(minutes=10)


class NotBegun(Exception):
    """This browser began no such sign-in, or it was finished before."""


class TooLate(Exception):
    """The sign-in began longer ago than one may take."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What the answer must fit: none of it was told to anybody but the provider and this browser."""

    state: str
    nonce: str
    verifier: str  # of PKCE: whoever steals the code does not have it
    next: str
    at: int

    def goes_on_at(self) -> str | None:
        """The page to go to afterwards, None for the usual one."""
        return own_path(self.next)


def begin(goes_on_at: str | None, now: datetime) -> Begun:
    """Begin a sign-in in this browser; the oldest of many is forgotten."""
    path = goes_on_at if goes_on_at and len(goes_on_at) <= LONGEST_PATH else ""
    begun = Begun(
        secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), path, int(now.timestamp())
    )
    session[KEY] = [*session.get(KEY, [])[-(MOST - 1) :], astuple(begun)]
    return begun


def take(state: str, now: datetime) -> Begun:
    """The sign-in that this browser began with this state, and forget it; raises NotBegun or TooLate."""
    kept = [Begun(*each) for each in session.get(KEY, [])]
    found = next((each for each in kept if compare_digest(each.state.encode(), state.encode())), None)
    if found is None:
        raise NotBegun
    session[KEY] = [astuple(each) for each in kept if each is not found]
    if now.timestamp() - found.at > PATIENCE.total_seconds():
        raise TooLate
    return found
