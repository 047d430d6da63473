"""One's own second factors: seen, set up, made anew, removed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Response, abort, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.documents.pictures import qr_svg
from app.domain.sign_in_stages import Stage
from app.storage import second_factors as factors
from app.storage.people import person
from app.storage.second_factors import APP, SecondFactor
from app.storage.sign_ins import Holder
from app.web import database
from app.web.access import SIGN_IN, SIGNED_IN, audience, signed_in
from app.web.account.factor_forms import AppForm, PasskeyForm, wrong_code
from app.web.account.passkey_site import site, works_here
from app.web.clock import now
from app.web.localisation import gettext as _
from app.web.localisation import office
from app.web.own_path import own_path
from app.web.sign_in_stages import opens_before, stage_now
from app.workflow import passkeys
from app.workflow.authenticator_apps import NewApp, new_app
from app.workflow.errors import Invalid
from app.workflow.recovery_codes import DIGITS, FEW
from app.workflow.second_factors import FRESH, Added, add_app, remove_factor, renew_codes

LATELY = timedelta(minutes=10)  # a page may be read for a while before its form is sent


@audience(SIGNED_IN)
@opens_before(Stage.ENROLMENT)
def second_factors() -> ResponseReturnValue:
    """Which second factors one has, and ways to change them; where one must be set up first, that."""
    due = stage_now(_held()) is Stage.ENROLMENT
    return render_template("account/second_factors.html", due=due, next=own_path(request.args.get("next")))


@audience(SIGNED_IN)
@opens_before(Stage.ENROLMENT)
def set_up_app() -> ResponseReturnValue:
    """Show the secret as a picture and as text, and take the app once its first code fits."""
    if asked := _confirm_first():
        return asked
    form = AppForm()
    app = _app(form.sealed.data)
    if request.method == "GET":
        form.next.data = own_path(request.args.get("next")) or ""
    form.sealed.data = app.sealed
    if request.method == "GET" or not form.validate():
        return _app_page(form, app, 200 if request.method == "GET" else 400)
    try:
        added = add_app(
            database.session(),
            token=session[SIGN_IN],
            sealed=app.sealed,
            code=form.code.data or "",
            secret_key=_secret_key(),
            now=now(),
        )
    except Invalid:
        form.code.errors, form.code.data = [wrong_code()], ""
        return _app_page(form, app, 400)
    return _added(added, _("Your authenticator app is set up."), form.next.data)


@audience(SIGNED_IN)
@opens_before(Stage.ENROLMENT)
def add_passkey() -> ResponseReturnValue:
    """Let the browser make a passkey, and keep it under a name."""
    if asked := _confirm_first():
        return asked
    form, found = PasskeyForm(), site()
    if request.method == "GET":
        form.name.data, form.next.data = _("Passkey"), own_path(request.args.get("next")) or ""
        return _passkey_page(form)
    if not form.validate() or found is None:
        return _passkey_page(form, 400)
    given = {"token": session[SIGN_IN], "answer": form.answer.data or "", "name": form.name.data or "", "now": now()}
    try:
        added = passkeys.add_passkey(database.session(), found, **given)
    except Invalid:
        form.form_errors.append(_("The passkey could not be added. Try again, perhaps with another device."))
        return _passkey_page(form, 400)
    return _added(added, _("Your passkey is set up."), form.next.data)


@audience(SIGNED_IN)
@opens_before(Stage.ENROLMENT)
def add_passkey_options() -> Response:
    """What the browser is asked to make, for the script of the page."""
    found = site() or abort(404)
    options = passkeys.options_to_add(database.session(), found, token=session[SIGN_IN], now=now())
    return current_app.response_class(options or abort(404), mimetype="application/json")


@audience(SIGNED_IN)
def recovery_codes() -> ResponseReturnValue:
    """Ask whether to make new recovery codes, and show them this once."""
    if not _held().has_factor:
        return redirect(url_for("factors.second_factors"))
    if asked := _confirm_first():
        return asked
    if request.method == "GET":
        return render_template("account/renew_codes.html")
    codes = renew_codes(database.session(), token=session[SIGN_IN], secret_key=_secret_key(), now=now())
    return _codes_page(codes, _("You have new recovery codes."), None)


@audience(SIGNED_IN)
def recovery_codes_text() -> Response:
    """The codes of the page as a text file; the page sends them, since nobody keeps them."""
    codes = [code for code in request.form.getlist("code") if code.isascii() and code.isdigit() and len(code) == DIGITS]
    lines = [_("Recovery codes of %(name)s for %(office)s", name=signed_in().name, office=office())]
    lines += ["", *(_in_groups(code) for code in codes), "", _("Each of them works once.")]
    answer = current_app.response_class("\r\n".join([*lines, ""]), mimetype="text/plain")
    answer.headers["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return answer


@audience(SIGNED_IN)
def remove(factor_id: UUID) -> ResponseReturnValue:
    """Ask whether to remove a factor, and remove it."""
    own = signed_in().person_id
    factor = (own and factors.factor_of(database.session(), own, factor_id)) or abort(404)
    if asked := _confirm_first():
        return asked
    required = current_app.config["FENJI_SETTINGS"].roles_with_second_factor()
    if request.method == "GET":
        return render_template("account/remove_factor.html", factor=factor, stays=_must_stay(factor))
    words = _factor_in_words(factor)
    remove_factor(database.session(), token=session[SIGN_IN], factor_id=factor_id, required=required, now=now())
    flash(_("Removed: %(name)s.", name=words), "success")
    return redirect(url_for("factors.second_factors"))


def own_factors() -> dict[str, object]:
    """What the section of one's account says about second factors; a template takes it from here by itself."""
    held = _held()
    found = factors.factors_of(database.session(), held.person_id)
    return {
        "app": next((each for each in found if each.kind == APP), None),
        "passkeys": [each for each in found if each.kind != APP],
        "codes_left": factors.codes_left(database.session(), held.person_id),
        "few": FEW,
        "required": not held.roles.isdisjoint(current_app.config["FENJI_SETTINGS"].roles_with_second_factor()),
        "passkeys_possible": site() is not None,
    }


def _added(added: Added, words: str, next_path: str | None) -> ResponseReturnValue:
    session[SIGN_IN] = added.token
    if added.codes:
        return _codes_page(added.codes, words, next_path)
    flash(words, "success")
    return redirect(own_path(next_path) or url_for("factors.second_factors"))


def _codes_page(codes: tuple[str, ...], words: str, next_path: str | None) -> str:
    shown = [(code, _in_groups(code)) for code in codes]
    return render_template("account/recovery_codes.html", codes=shown, done=words, next=own_path(next_path))


def _app_page(form: AppForm, app: NewApp, status: int) -> ResponseReturnValue:
    secret = " ".join(app.secret[place : place + 4] for place in range(0, len(app.secret), 4))
    code = qr_svg(app.address, _("QR code for the authenticator app"))
    replaces = factors.app_of(database.session(), _held().person_id) is not None
    page = render_template(
        "account/set_up_app.html",
        form=form,
        secret=secret,
        picture=code,
        address=app.address,
        replaces=replaces,
        focus_stays=bool(form.code.errors),
    )
    return page, status


def _passkey_page(form: PasskeyForm, status: int = 200) -> ResponseReturnValue:
    found = site()
    form.answer.data = ""
    other_name = min(found.origins) if found and not works_here() else None
    return render_template("account/add_passkey.html", form=form, here=works_here(), other_name=other_name), status


def _app(sealed: str | None) -> NewApp:
    you = person(database.session(), _held().person_id) or abort(404)
    return new_app(_secret_key(), you.id, account=you.email, issuer=f"Fenji ({office()})", sealed=sealed)


def _confirm_first() -> ResponseReturnValue | None:
    """The second step, when somebody who has a factor did not confirm it lately: the browser may be borrowed."""
    held = _held()
    age = now() - held.opened_at
    fresh = held.second_factor is not None and age < (LATELY if request.method == "GET" else FRESH)
    return redirect(url_for("factors.second_step", next=request.path)) if held.has_factor and not fresh else None


def _must_stay(factor: SecondFactor) -> bool:
    required = current_app.config["FENJI_SETTINGS"].roles_with_second_factor()
    others = [each for each in factors.factors_of(database.session(), factor.person_id) if each.id != factor.id]
    return not others and not _held().roles.isdisjoint(required)


def _factor_in_words(factor: SecondFactor) -> str:
    return _("Authenticator app") if factor.kind == APP else factor.name


def _in_groups(code: str) -> str:
    return " ".join(code[place : place + 4] for place in range(0, len(code), 4))


def _secret_key() -> str:
    secret_key: str = current_app.config["FENJI_SETTINGS"].secret_key
    return secret_key


def _held() -> Holder:
    held: Holder | None = g.get("held")
    return held or abort(404)
