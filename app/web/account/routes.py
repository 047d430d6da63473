"""Signing in and out, and choosing a language."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.domain.devices import device_of
from app.domain.lifecycle import Role
from app.domain.sign_in_stages import Stage
from app.settings import Settings
from app.storage import people
from app.web import database
from app.web.access import EVERYONE, SIGN_IN, audience
from app.web.account import links, own_account
from app.web.account.begun import too_many
from app.web.account.begun_sign_ins import CAME_BY
from app.web.account.entering import enter
from app.web.account.forms import SignInForm
from app.web.clock import now
from app.web.kept_form import read_kept_form
from app.web.language_switch import keep_language
from app.web.localisation import LANGUAGES
from app.web.localisation import gettext as _
from app.web.own_path import own_path
from app.web.sign_in_stages import opens_before
from app.workflow import signing_in
from app.workflow.errors import SignInRefused

blueprint = Blueprint("account", __name__)

for address, name, view, methods in (
    ("/forgotten", "forgotten", links.forgotten, ["GET", "POST"]),
    ("/invitation/<token>", "open_invitation", links.open_invitation, ["GET"]),
    ("/reset/<token>", "open_reset", links.open_reset, ["GET"]),
    ("/choose-password", "choose_password", links.choose_password, ["GET", "POST"]),
    ("/account", "own", own_account.show_account, ["GET"]),
    ("/account/language", "change_language", own_account.change_language, ["POST"]),
    ("/account/password", "change_password", own_account.change_password, ["GET", "POST"]),
    ("/account/sessions/<uuid:sign_in_id>/end", "end_session", own_account.end_session, ["POST"]),
    ("/account/sessions/end-others", "end_other_sessions", own_account.end_other_sessions, ["POST"]),
):
    blueprint.add_url_rule(address, name, view, methods=methods)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@audience(EVERYONE)
@opens_before(Stage.SECOND_FACTOR, Stage.ENROLMENT)
def sign_in() -> ResponseReturnValue:
    """One form, and one answer for every wrong pair."""
    form = SignInForm()
    if g.held is not None and request.method == "GET":
        return redirect(_afterwards())
    if request.method == "GET":
        form.next.data = own_path(request.args.get("next")) or ""
        return _form_page(form)
    if g.actor is not None and (kept := read_kept_form(form.kept.data)):
        return render_template("account/welcome_back.html", kept=kept, next=_afterwards())  # signed in in another tab
    if "begin" in request.form:
        return _form_page(form)
    _choose_demonstration_person(form)
    if not form.validate():
        return _form_page(form, 400)
    try:
        token = signing_in.sign_in(
            database.session(),
            email=form.email.data or "",
            password=form.password.data or "",
            address=request.remote_addr or "",
            now=now(),
            replaces=session.get(SIGN_IN),
            device=device_of(request.user_agent.string),
        )
    except SignInRefused as refused:
        return _refused_page(form, refused)
    return enter(token, next_path=form.next.data, kept=form.kept.data)


def _choose_demonstration_person(form: SignInForm) -> None:
    """In a demonstration a button with a name stands for the name and the password, which the page shows anyway."""
    settings: Settings = current_app.config["FENJI_SETTINGS"]
    chosen = request.form.get("demonstration")
    if chosen and settings.demonstration:
        form.email.data, form.password.data = chosen, settings.demonstration_password


def _refused_page(form: SignInForm, refused: SignInRefused) -> ResponseReturnValue:
    form.password.data = ""
    if refused.wait_seconds:
        form.form_errors.append(too_many(refused.wait_seconds))
        body, status = _form_page(form, 429)
        return body, status, {"Retry-After": str(refused.wait_seconds)}
    form.form_errors.append(_("Email address and password do not go together. Check both and try again."))
    return _form_page(form, 400)


def _form_page(form: SignInForm, status: int = 200) -> tuple[str, int]:
    settings: Settings = current_app.config["FENJI_SETTINGS"]
    known = people.people(database.session()) if settings.demonstration else ()
    shown = sorted((person for person in known if person.active and person.password_hash), key=_place_of)
    ended = request.args.get("ended") == "yes"
    password = settings.demonstration_password
    page = render_template("account/sign_in.html", form=form, ended=ended, people=shown, password=password)
    return page, status


def _place_of(person: people.Person) -> int:
    """Where somebody stands in the list: by role, in the order in which an assessment meets them."""
    return min((list(Role).index(role) for role in person.role_names()), default=len(Role))


def _afterwards() -> str:
    return own_path(request.values.get("next")) or url_for("welcome.start")


@blueprint.post("/sign-out")
@audience(EVERYONE)
@opens_before(Stage.SECOND_FACTOR, Stage.ENROLMENT)
def sign_out() -> ResponseReturnValue:
    """End the session here and in the database; once more does no harm."""
    if token := session.get(SIGN_IN):
        signing_in.sign_out(database.session(), token, now())
    federated = session.get(CAME_BY)
    session.clear()
    if federated and current_app.config["FENJI_SETTINGS"].provider is not None:
        response = redirect(url_for("federation.signed_out"))
    else:
        flash(_("You are signed out."), "success")
        response = redirect(url_for("welcome.start"))
    response.headers["Clear-Site-Data"] = '"storage"'  # what a tab kept because it was not saved yet
    return response


@blueprint.get("/language/<code>")
@audience(EVERYONE)
@opens_before(Stage.SECOND_FACTOR, Stage.ENROLMENT)
def choose_language(code: str) -> ResponseReturnValue:
    """Keep the language in a cookie, and show the same page in it."""
    if code not in LANGUAGES:
        abort(404)
    response = redirect(own_path(request.args.get("next")) or "/")
    keep_language(response, code)
    return response
