"""The ways through the product that the top of each page offers, to whom they are of use."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, request, url_for

from app.domain.lifecycle import REVIEWERS, Role
from app.web.localisation import gettext as _
from app.web.own_path import own_path


@dataclass(frozen=True, slots=True)
class Item:
    """One link: its words, its address, and whether it leads to this very page."""

    words: str
    address: str
    here: bool


def install(app: Flask) -> None:
    """Offer `navigation()` and `this_page()` to templates."""
    app.add_template_global(navigation)
    app.add_template_global(this_page)


def navigation(roles: frozenset[Role] | None, here: str | None) -> list[Item]:
    """The links for somebody with these roles who looks at the page of this endpoint."""
    roles = roles or frozenset()
    offered = [
        (Role.RESPONDENT in roles, "respondent.assessments", _("Your assessments")),
        (bool(roles & REVIEWERS), "reviewer.queue", _("Waiting for you")),
        (Role.ADMINISTRATOR in roles, "administrator.people", _("People")),
        (Role.AUDITOR in roles, "auditor.entries", _("Ledger")),
        (True, "public.verify", _("Check a certificate")),
        (True, "welcome.help_page", _("Help")),
    ]
    return [Item(words, url_for(endpoint), here == endpoint) for useful, endpoint, words in offered if useful]


def this_page() -> str:
    """The path to come back to after choosing a language; after a form was sent, its page without the form."""
    if request.endpoint == "account.choose_language" or request.endpoint is None:
        return "/"
    shown = request.full_path.removesuffix("?") if request.method in ("GET", "HEAD") else request.path
    return own_path(shown) or "/"
