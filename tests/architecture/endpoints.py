"""Every endpoint of the product with the people it is for; an endpoint that is not here fails the tests."""

from __future__ import annotations

from app.domain.lifecycle import Role
from app.web.access import EVERYONE, SIGNED_IN

REVIEWERS = frozenset({str(Role.REVIEWER), str(Role.ETHICS_REVIEWER)})
PUBLIC = frozenset({EVERYONE})
PEOPLE = frozenset({SIGNED_IN})  # which assessment each may see is decided when it is loaded

ENDPOINTS: dict[str, frozenset[str]] = {
    "account.choose_language": PUBLIC,
    "account.sign_in": PUBLIC,
    "account.sign_out": PUBLIC,
    "static_files.serve": PUBLIC,
    "welcome.start": PUBLIC,
}
