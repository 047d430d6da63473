"""What a page says when a sign-in with the provider was not finished, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, make_response, render_template
from werkzeug.wrappers import Response

from app.settings import Settings
from app.web.localisation import gettext as _
from app.web.localisation import language

AGAIN_IN = "30"  # seconds


@dataclass(frozen=True, slots=True)
class Problem:
    """The words of a page, its status, and whether beginning again may help."""

    title: str
    sentences: tuple[str, ...]
    status: int = 400
    again: bool = True


def problem_page(reason: str, goes_on_at: str | None = None) -> Response:
    """The page for a reason of this module or of `NotLetIn`; `goes_on_at` is where signing in would lead."""
    settings: Settings = current_app.config["FENJI_SETTINGS"]
    name = settings.provider.named(language()) if settings.provider else ""
    problem = {**_of_the_way(name), **_of_people(name)}[reason]
    page = make_response(
        render_template("account/provider_problem.html", problem=problem, next=goes_on_at), problem.status
    )
    if problem.status == 503:
        page.headers["Retry-After"] = AGAIN_IN
    return page


def _of_the_way(name: str) -> dict[str, Problem]:
    """What went wrong between here and the provider."""
    return {
        "away": Problem(
            _("%(name)s cannot be reached", name=name),
            (
                _("Nobody can sign in with it at the moment."),
                _("Sign in with your password instead, or try again in a minute."),
            ),
            503,
        ),
        "denied": Problem(
            _("You were not signed in with %(name)s", name=name),
            (_("You said no there, or you may not use it for Fenji. Nothing was changed."),),
            403,
        ),
        "not_begun": Problem(
            _("This sign-in cannot be finished"),
            (
                _("It was finished before, or it began in another browser. The back button leads here too."),
                _("Begin again from this page."),
            ),
        ),
        "late": Problem(
            _("This sign-in took too long"),
            (_("It has to be finished within 10 minutes."), _("Begin again from this page.")),
        ),
        "answer": Problem(
            _("The answer of %(name)s was not accepted", name=name),
            (
                _("It was not what Fenji had asked for, so nobody was signed in."),
                _("Try again. If it happens twice, tell the people who run Fenji at your office."),
            ),
        ),
    }


def _of_people(name: str) -> dict[str, Problem]:
    """Why the provider's word was not enough."""
    return {
        "nobody": Problem(
            _("There is no account here for you"),
            (
                _("You signed in with %(name)s, but no account of Fenji goes with it.", name=name),
                _("Ask an administrator of Fenji to invite you with the email address that you use there."),
            ),
            403,
            again=False,
        ),
        "unverified": Problem(
            _("%(name)s does not vouch for your email address", name=name),
            (
                _("The first time, your account is found by an email address that was confirmed there."),
                _("Confirm it there and try again, or sign in with your password."),
            ),
            403,
        ),
        "linked": Problem(
            _("This account belongs to another sign-in"),
            (
                _("The account with your email address is linked to somebody else at %(name)s.", name=name),
                _("If that was you, ask an administrator of Fenji to unlink it."),
            ),
            403,
            again=False,
        ),
        "incomplete": Problem(
            _("%(name)s says too little about you", name=name),
            (
                _("To make an account, Fenji needs your name, your email address and your organisation."),
                _("Ask an administrator of Fenji to invite you."),
            ),
            403,
            again=False,
        ),
    }
