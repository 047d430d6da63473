"""Signing in with a provider of OpenID Connect: the way there, the way back, and a page for each way it can fail."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.domain.devices import device_of
from app.oidc_settings import Provider
from app.settings import Settings
from app.web import database
from app.web.access import EVERYONE, SIGN_IN, audience
from app.web.account import begun_sign_ins
from app.web.account.begun_sign_ins import NotBegun, TooLate
from app.web.account.provider_problems import problem_page
from app.web.clock import now
from app.web.errors import error_page
from app.web.localisation import language
from app.web.own_path import own_path
from app.workflow import federating
from app.workflow.errors import SignInRefused
from app.workflow.federating import Identity, Newcomer, NotLetIn

if TYPE_CHECKING:
    from app.web.account.provider import ProviderClient

blueprint = Blueprint("federation", __name__)
EXTENSION = "fenji.provider"
LONGEST_CODE = 4000
_making = Lock()


def install(app: Flask, provider: Provider | None) -> None:
    """Tell templates whether there is a provider, and what it is called."""
    app.add_template_global(lambda: provider.named(language()) if provider else None, "provider_name")


@blueprint.get("/sign-in/provider")
@audience(EVERYONE)
def begin() -> ResponseReturnValue:
    """Go to the provider; the answer must come back to this browser, once, within minutes."""
    from app.web.account.provider import ProviderAway

    client = _client()
    goes_on_at = own_path(request.args.get("next"))
    if g.actor is not None:
        return redirect(goes_on_at or url_for("welcome.start"))
    begun = begun_sign_ins.begin(goes_on_at, now())
    try:
        return redirect(client.way_there(begun, language()))
    except ProviderAway as away:
        return _away(away, goes_on_at)


@blueprint.get("/sign-in/provider/return")
@audience(EVERYONE)
def come_back() -> ResponseReturnValue:
    """Take the provider's answer up, once, and open a session for whoever it vouches for."""
    from app.web.account.provider import AnswerRefused, ProviderAway

    client = _client()
    state = request.args.get("state", "")
    try:
        begun = begun_sign_ins.take(state, now())
        tried = federating.use_up(database.session(), state=state, address=request.remote_addr or "", now=now())
    except (NotBegun, TooLate) as problem:
        return problem_page("late" if isinstance(problem, TooLate) else "not_begun")
    except SignInRefused as refused:
        return _refused(refused)
    goes_on_at = begun.goes_on_at()
    try:
        client.check_sender(request.args.get("iss"))
        code = request.args.get("code", "")
        if "error" in request.args or not 0 < len(code) <= LONGEST_CODE:
            return _not_done(request.args.get("error", ""), goes_on_at)
        return _let_in(client.provider, client.claims(code, begun, now()), tried, goes_on_at)
    except ProviderAway as away:
        return _away(away, goes_on_at)
    except AnswerRefused as refused:
        current_app.logger.warning("a sign-in with the provider was refused: %s", refused)
        return problem_page("answer", goes_on_at)


def _let_in(
    provider: Provider, claims: Mapping[str, Any], tried: list[UUID], goes_on_at: str | None
) -> ResponseReturnValue:
    """Open a session in this browser for whoever these claims are about, if they may come in."""
    try:
        token = federating.enter(
            database.session(),
            identity=_identity(provider, claims),
            newcomer=_newcomer(provider, claims),
            tried=tried,
            now=now(),
            replaces=session.get(SIGN_IN),
            device=device_of(request.user_agent.string),
        )
    except NotLetIn as refused:
        current_app.logger.info("a sign-in with the provider was refused: %s", refused.reason)
        return problem_page(refused.reason, goes_on_at)
    # A new session, as after signing in with a password.
    session.clear()
    g.pop("csrf_token", None)
    session[SIGN_IN] = token
    session[begun_sign_ins.CAME_BY] = True
    return redirect(goes_on_at or url_for("welcome.start"))


@blueprint.get("/signed-out")
@audience(EVERYONE)
def signed_out() -> ResponseReturnValue:
    """Say that the provider was not told, and where to sign out there as well."""
    from app.web.account.provider import ProviderAway

    client = _client()
    if g.actor is not None:
        return redirect(url_for("welcome.start"))
    try:
        way_out = client.way_out()
    except ProviderAway:
        way_out = None
    return render_template("account/signed_out.html", way_out=way_out)


def _not_done(error: str, goes_on_at: str | None) -> ResponseReturnValue:
    """The provider sent somebody back without a code."""
    if error == "access_denied":
        return problem_page("denied", goes_on_at)
    known = error if error.isascii() and error.replace("_", "").isalpha() and len(error) <= 40 else "no code"
    current_app.logger.warning("the provider sent somebody back with %s", known)
    return problem_page("away" if error in ("temporarily_unavailable", "server_error") else "answer", goes_on_at)


def _away(away: Exception, goes_on_at: str | None) -> ResponseReturnValue:
    current_app.logger.error("the provider of OpenID Connect cannot be used: %s", away)
    return problem_page("away", goes_on_at)


def _refused(refused: SignInRefused) -> Response | ResponseReturnValue:
    if not refused.wait_seconds:
        return problem_page("not_begun")
    page = error_page(429)
    page.headers["Retry-After"] = str(refused.wait_seconds)
    return page


def _identity(provider: Provider, claims: Mapping[str, Any]) -> Identity:
    """Who this is, of checked claims; what has another shape than it should counts as not said."""
    methods, level = claims.get("amr"), claims.get("acr")
    used = {each for each in methods if isinstance(each, str)} if isinstance(methods, list) else set()
    return Identity(
        issuer=provider.issuer,
        subject=claims["sub"],
        email=_words(claims, "email"),
        email_verified=claims.get("email_verified") is True,
        name=_words(claims, "name") or _words(claims, "preferred_username"),
        second_factor=bool(used & provider.second_factor_amr) or level in provider.second_factor_acr,
    )


def _newcomer(provider: Provider, claims: Mapping[str, Any]) -> Newcomer | None:
    if not provider.creates_people:
        return None
    return Newcomer(provider.organisation or _words(claims, provider.organisation_claim), language())


def _words(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) else ""


def _client() -> ProviderClient:
    """The provider of this application, met when it is first needed; 404 where there is none."""
    settings: Settings = current_app.config["FENJI_SETTINGS"]
    if settings.provider is None:
        abort(404)
    with _making:
        found: ProviderClient | None = current_app.extensions.get(EXTENSION)
        if found is None:
            from app.web.account.provider import ProviderClient

            address = settings.address + url_for("federation.come_back")
            found = current_app.extensions[EXTENSION] = ProviderClient(settings.provider, address)
    return found
