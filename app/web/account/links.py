"""Coming in by a one-time link: an invitation accepted, a forgotten password chosen anew."""

from __future__ import annotations

from flask import current_app, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.domain.devices import device_of
from app.settings import Settings
from app.storage.people import Person
from app.web import database
from app.web.access import EVERYONE, SIGN_IN, audience
from app.web.account.begun import begin, too_many
from app.web.account.password_forms import AcceptForm, ChoosePasswordForm, ForgottenForm
from app.web.clock import now
from app.web.language_switch import keep_language
from app.web.localisation import gettext as _
from app.web.localisation import language
from app.workflow import resetting
from app.workflow.errors import SignInRefused
from app.workflow.linking import Kind, LinkDead, link_key, opened_by
from app.workflow.passwords import known_of

LINK = "link"  # the key of the token in the cookie session


@audience(EVERYONE)
def forgotten() -> ResponseReturnValue:
    """Ask for a link; the answer is the same whether anybody has this address."""
    form = ForgottenForm()
    if request.method == "GET" or not form.validate():
        status = 200 if request.method == "GET" else 400
        sent = request.args.get("sent") == "yes" and request.method == "GET"
        return render_template("account/forgotten.html", form=form, sent=sent), status
    settings: Settings = current_app.config["FENJI_SETTINGS"]
    key = link_key(settings.secret_key)
    try:
        resetting.ask_for_reset(
            database.session(), email=form.email.data or "", address=request.remote_addr or "", key=key, now=now()
        )
    except SignInRefused as refused:
        form.form_errors.append(too_many(refused.wait_seconds))
        page = render_template("account/forgotten.html", form=form, sent=False)
        return page, 429, {"Retry-After": str(refused.wait_seconds)}
    return redirect(url_for("account.forgotten", sent="yes"))


@audience(EVERYONE)
def open_invitation(token: str) -> ResponseReturnValue:
    """The address in an invitation."""
    return _opened(token, Kind.INVITATION)


@audience(EVERYONE)
def open_reset(token: str) -> ResponseReturnValue:
    """The address in the mail to somebody who forgot their password."""
    return _opened(token, Kind.RESET)


def _opened(token: str, kind: Kind) -> ResponseReturnValue:
    """Take the token out of the address, so that no history and no referrer keeps it; the link is not used up."""
    found = _found(token)
    if isinstance(found, Response):
        answer = found
    elif found[0] is not kind:
        answer = _unknown()
    else:
        session[LINK] = token
        answer = redirect(url_for("account.choose_password"))
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@audience(EVERYONE)
def choose_password() -> ResponseReturnValue:
    """The form behind a link, and what it does; only this uses the link up."""
    token = str(session.get(LINK) or "")
    found = _found(token)
    if isinstance(found, Response):
        return found
    kind, person = found
    known = known_of(person.name, person.email, person.organisation.name)
    form = AcceptForm(known) if kind is Kind.INVITATION else ChoosePasswordForm(known)
    if request.method == "GET":
        if isinstance(form, AcceptForm):
            form.language.data = language()
        return _form_page(form, person, kind)
    if not form.validate():
        return _form_page(form, person, kind, 400)
    try:
        return _accepted(form, token) if isinstance(form, AcceptForm) else _chosen(form, token)
    except LinkDead:
        return _dead()


def _accepted(form: AcceptForm, token: str) -> Response:
    opened = resetting.accept(
        database.session(),
        token=token,
        password=form.password.data or "",
        language=form.language.data,
        now=now(),
        replaces=session.get(SIGN_IN),
        device=device_of(request.user_agent.string),
    )
    begin(opened)
    flash(_("Welcome. You are signed in, and your password is set."), "success")
    answer = redirect(url_for("welcome.start"))
    keep_language(answer, form.language.data)
    return answer


def _chosen(form: ChoosePasswordForm, token: str) -> Response:
    resetting.reset(database.session(), token=token, password=form.password.data or "", now=now())
    session.clear()
    flash(_("Your password is changed, and every session has ended. Sign in with the new one."), "success")
    return redirect(url_for("account.sign_in"))


def _found(token: str) -> tuple[Kind, Person] | Response:
    """What a token opens and for whom, or the page that says why it opens nothing."""
    try:
        link, person = opened_by(database.session(), token, now())
    except LookupError:
        return _unknown()
    except LinkDead:
        return _dead()
    return Kind(link.kind), person


def _form_page(form: ChoosePasswordForm, person: Person, kind: Kind, status: int = 200) -> ResponseReturnValue:
    page = render_template("account/choose_password.html", form=form, person=person, invited=kind is Kind.INVITATION)
    return make_response(page, status)


def _dead() -> Response:
    session.pop(LINK, None)
    return make_response(render_template("account/link_dead.html", unknown=False), 410)


def _unknown() -> Response:
    session.pop(LINK, None)
    return make_response(render_template("account/link_dead.html", unknown=True), 404)
