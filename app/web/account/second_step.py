"""The second step of signing in, and signing in by a passkey alone."""

from __future__ import annotations

from flask import (
    Response,
    abort,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.domain.devices import device_of
from app.domain.sign_in_stages import Stage
from app.storage import second_factors, sign_ins
from app.storage.second_factors import APP, PASSKEY
from app.storage.sign_ins import Holder
from app.web import database
from app.web.access import EVERYONE, SIGN_IN, SIGNED_IN, audience
from app.web.account.begun import too_many
from app.web.account.begun_sign_ins import CAME_BY
from app.web.account.entering import enter
from app.web.account.factor_forms import SecondStepForm, wrong_code
from app.web.account.passkey_site import site, works_here
from app.web.clock import now
from app.web.form_token import NAME as FORM_TOKEN
from app.web.form_token import form_token
from app.web.localisation import gettext as _
from app.web.localisation import ngettext
from app.web.own_path import own_path
from app.web.sign_in_stages import opens_before
from app.workflow import passkeys
from app.workflow.confirming import RECOVERY_CODE, confirm_by_code
from app.workflow.errors import SignInRefused
from app.workflow.recovery_codes import FEW


@audience(SIGNED_IN)
@opens_before(Stage.SECOND_FACTOR)
def second_step() -> ResponseReturnValue:
    """Ask for the second factor: after the password, or before something that a borrowed browser must not do."""
    form, held = SecondStepForm(), _held()
    if not held.has_factor:
        return redirect(url_for("factors.second_factors"))
    if request.method == "GET":
        form.next.data = own_path(request.args.get("next")) or ""
        return _page(form, held)
    if "begin" in request.form:
        return _page(form, held)
    if not form.validate():
        return _page(form, held, 400)
    try:
        token = _confirmed(form)
    except SignInRefused as refused:
        return _refused(form, held, refused)
    came_by = session.get(CAME_BY)
    answer = enter(token, next_path=form.next.data, kept=form.kept.data)
    if came_by:
        session[CAME_BY] = came_by  # so that signing out tells of the provider, as if there had been no second step
    _warn_of_few_codes(token)
    return answer


@audience(SIGNED_IN)
@opens_before(Stage.SECOND_FACTOR)
def second_step_options() -> Response:
    """What the browser asks a passkey for at the second step, for its script."""
    found = site() or abort(404)
    options = passkeys.options_to_confirm(database.session(), found, token=session[SIGN_IN], now=now())
    return _json(options)


@audience(EVERYONE)
@opens_before(Stage.SECOND_FACTOR, Stage.ENROLMENT)
def sign_in_options() -> Response:
    """What the browser asks any passkey for on the sign-in page, for its script; it says nothing of anybody."""
    found = site() or abort(404)
    form_token()  # lets the cookie hold what the challenge is bound to
    return _json(passkeys.options_to_sign_in(found, bound_to=session[FORM_TOKEN], now=now()))


@audience(EVERYONE)
@opens_before(Stage.SECOND_FACTOR, Stage.ENROLMENT)
def sign_in_by_passkey() -> ResponseReturnValue:
    """Sign in by a passkey alone; whatever is wrong with it gets the same answer."""
    found, form = site() or abort(404), SecondStepForm()
    try:
        token = passkeys.sign_in_by_passkey(
            database.session(),
            found,
            answer=form.answer.data or "",
            bound_to=str(session.get(FORM_TOKEN, "")),
            address=request.remote_addr or "",
            now=now(),
            replaces=session.get(SIGN_IN),
            device=device_of(request.user_agent.string),
        )
    except SignInRefused as refused:
        status, headers = _status_of(refused)
        words = (
            too_many(refused.wait_seconds) if refused.wait_seconds else _("Nobody can be signed in with this passkey.")
        )
        page = render_template("account/passkey_refused.html", sentence=words, next=form.next.data, kept=form.kept.data)
        return make_response(page, status, headers)
    return enter(token, next_path=form.next.data, kept=form.kept.data)


def _confirmed(form: SecondStepForm) -> str:
    """The token of the session that takes the place of this one; raises SignInRefused."""
    token, found = session[SIGN_IN], site()
    given = {"token": token, "address": request.remote_addr or "", "now": now()}
    if form.answer.data and found is not None:
        return passkeys.confirm_by_passkey(database.session(), found, answer=form.answer.data, **given)
    secret_key = current_app.config["FENJI_SETTINGS"].secret_key
    return confirm_by_code(database.session(), code=form.code.data or "", secret_key=secret_key, **given)


def _refused(form: SecondStepForm, held: Holder, refused: SignInRefused) -> ResponseReturnValue:
    status, headers = _status_of(refused)
    if refused.wait_seconds:
        form.form_errors.append(too_many(refused.wait_seconds))
    elif form.answer.data:
        form.form_errors.append(_("The passkey did not confirm that it is you. Try again, or enter a code."))
    else:
        form.code.errors = [wrong_code()]
    form.code.data, form.answer.data = "", ""
    body, _status = _page(form, held)
    return make_response(body, status, headers)


def _page(form: SecondStepForm, held: Holder, status: int = 200) -> tuple[str, int]:
    kinds = {each.kind for each in second_factors.factors_of(database.session(), held.person_id)}
    page = render_template(
        "account/second_step.html",
        form=form,
        has_app=APP in kinds,
        has_passkey=PASSKEY in kinds and works_here(),
        begun=g.actor is None,
        focus_stays=bool(form.code.errors),
    )
    return page, status


def _warn_of_few_codes(token: str) -> None:
    opened = sign_ins.current(database.session(), token, now())
    if opened is None or opened.second_factor != RECOVERY_CODE:
        return
    left = second_factors.codes_left(database.session(), opened.person_id)
    said = ngettext("That was a recovery code. %(num)s is left.", "That was a recovery code. %(num)s are left.", left)
    flash(said, "notice")
    if left <= FEW:
        flash(_("Make new recovery codes soon, on the page of your second factors."), "notice")


def _held() -> Holder:
    held: Holder | None = g.get("held")
    return held or abort(404)


def _status_of(refused: SignInRefused) -> tuple[int, dict[str, str]]:
    if refused.wait_seconds:
        return 429, {"Retry-After": str(refused.wait_seconds)}
    return 400, {}


def _json(options: str | None) -> Response:
    return current_app.response_class(options or abort(404), mimetype="application/json")
