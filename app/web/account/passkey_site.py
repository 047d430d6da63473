"""Where passkeys are good: the domain of the configured address, never what a request calls itself."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import current_app, request

from app.settings import Settings
from app.web.localisation import office
from app.workflow.passkeys import Site

THIS_MACHINE = "localhost"  # a passkey belongs to a name: browsers take none for 127.0.0.1


def site() -> Site | None:
    """The site that passkeys belong to; None where the configured address has no name but a number."""
    settings: Settings = current_app.config["FENJI_SETTINGS"]
    domain = settings.host
    if _is_number(domain):
        if not settings.demonstration:
            return None
        domain = THIS_MACHINE
    origins = tuple(sorted(origin for origin in settings.origins() if urlsplit(origin).hostname == domain))
    return Site(domain, office(), origins, settings.secret_key)


def works_here() -> bool:
    """Whether the page is open under the name that passkeys belong to."""
    found = site()
    return found is not None and urlsplit(f"//{request.host}").hostname == found.domain


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
