"""Everybody's own account: who they are to the product, their password, their language, their sessions."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.storage.people import Person, person
from app.web import database
from app.web.access import SIGN_IN, SIGNED_IN, audience, signed_in
from app.web.account.begun import too_many
from app.web.account.password_forms import ChangePasswordForm, LanguageForm
from app.web.clock import now
from app.web.devices import session_rows
from app.web.language_switch import keep_language
from app.web.localisation import gettext as _
from app.web.localisation import language
from app.workflow import changing_passwords, ending_sessions
from app.workflow.errors import Invalid, SignInRefused
from app.workflow.passwords import known_of


@audience(SIGNED_IN)
def show_account() -> ResponseReturnValue:
    """The page of one's own account."""
    form = LanguageForm(formdata=None)
    form.language.data = language()
    return _page(form)


@audience(SIGNED_IN)
def change_language() -> ResponseReturnValue:
    """Read another language from now on, here and in mails."""
    form = LanguageForm()
    if not form.validate():
        return _page(form, 400)
    changing_passwords.change_language(database.session(), actor=signed_in(), language=form.language.data, now=now())
    answer = redirect(url_for("account.own"))
    keep_language(answer, form.language.data)
    return answer


@audience(SIGNED_IN)
def change_password() -> ResponseReturnValue:
    """Choose another password by giving the present one."""
    you = _you()
    if you.password_hash is None:
        abort(404)
    form = ChangePasswordForm(known_of(you.name, you.email, you.organisation.name))
    if request.method == "GET":
        return render_template("account/change_password.html", form=form, you=you)
    if not form.validate():
        return render_template("account/change_password.html", form=form, you=you), 400
    try:
        changing_passwords.change_password(
            database.session(),
            actor=signed_in(),
            present=form.password.data or "",
            chosen=form.new_password.data or "",
            token=str(session.get(SIGN_IN)),
            address=request.remote_addr or "",
            now=now(),
        )
    except Invalid:
        form.password.errors = [_("This is not your present password")]
        return render_template("account/change_password.html", form=form, you=_you()), 400
    except SignInRefused as refused:
        form.form_errors.append(too_many(refused.wait_seconds))
        page = render_template("account/change_password.html", form=form, you=_you())
        return page, 429, {"Retry-After": str(refused.wait_seconds)}
    flash(_("Your password is changed, and every other session has ended."), "success")
    return redirect(url_for("account.own"))


@audience(SIGNED_IN)
def end_session(sign_in_id: UUID) -> ResponseReturnValue:
    """End one of one's own sessions."""
    try:
        ending_sessions.end_own(database.session(), actor=signed_in(), sign_in_id=sign_in_id, now=now())
    except Invalid:
        abort(404)
    flash(_("The session has ended."), "success")
    return redirect(url_for("account.own"))


@audience(SIGNED_IN)
def end_other_sessions() -> ResponseReturnValue:
    """End all of one's own sessions but this one."""
    ending_sessions.end_others(database.session(), actor=signed_in(), token=str(session.get(SIGN_IN)), now=now())
    flash(_("Every other session has ended."), "success")
    return redirect(url_for("account.own"))


def _page(form: LanguageForm, status: int = 200) -> ResponseReturnValue:
    you = _you()
    rows = session_rows(database.session(), you.id, session.get(SIGN_IN))
    return make_response(render_template("account/own.html", form=form, you=you, sessions=rows), status)


def _you() -> Person:
    key = signed_in().person_id
    found = person(database.session(), key) if key else None
    return found or abort(404)
