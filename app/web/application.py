"""The table of contents of the web: which parts an application is made of, and in which order."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app.settings import Settings, SettingsRefused
from app.web import (
    access,
    clock,
    compression,
    cookie_session,
    database,
    decision_letters,
    errors,
    evidence_files,
    indentation,
    input_gate,
    language_switch,
    levels,
    listings,
    localisation,
    navigation,
    page_templates,
    security_headers,
    static_files,
    tested,
    words,
)
from app.web.account import factor_routes as factors
from app.web.account import routes as account
from app.web.account import with_provider
from app.web.administrator import routes as administrator
from app.web.auditor import routes as auditor
from app.web.public import routes as public
from app.web.register import routes as register
from app.web.respondent import routes as respondent
from app.web.reviewer import routes as reviewer
from app.web.welcome import routes as welcome

LARGEST_BODY = 4 * 1024 * 1024  # a million bytes of Chinese are sent as three million: %E5%88%86 …
MOST_FIELDS = 2000


class Application(Flask):
    """Flask, which is asked only once whether a function is to be waited for, instead of with every request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is called."""
        known = self._called.get(func)
        if known is None:
            known = self._called[func] = super().ensure_sync(func)
        return known

    @cached_property
    def _called(self) -> dict[Callable[..., Any], Callable[..., Any]]:
        return {}


def build(settings: Settings) -> Flask:
    """An application for these settings; raises SettingsRefused when they are not fit to serve."""
    if mistakes := settings.mistakes():
        raise SettingsRefused("\n".join(mistakes))
    app = Application("app", static_folder=None, template_folder="../templates")
    app.config.from_mapping(_configuration(settings))
    page_templates.install(app)
    cookie_session.install(app)
    indentation.install(app)
    clock.install(app, settings.time_zone)
    database.install(app, settings.database_url)
    # The order of these is that of the questions: is it text, in which language, who asks, may they, is it their form?
    input_gate.install(app)
    language_switch.install(app)
    access.install(app)
    CSRFProtect(app)
    compression.install(app)
    security_headers.install(app, secure=settings.secure)
    localisation.install(app)
    errors.install(app)
    static_files.install(app)
    navigation.install(app)
    levels.install(app)
    listings.install(app)
    words.install(app)
    tested.install(app)
    decision_letters.install(app)
    with_provider.install(app, settings.provider)
    app.context_processor(lambda: {"demonstration": settings.demonstration})
    _open_rooms(app)
    if settings.proxy_hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign] # Flask's documented way
            app.wsgi_app, x_for=settings.proxy_hops, x_proto=settings.proxy_hops
        )
    return app


def _open_rooms(app: Flask) -> None:
    for room in (
        welcome,
        account,
        factors,
        with_provider,
        administrator,
        respondent,
        reviewer,
        auditor,
        public,
        register,
        evidence_files,
        decision_letters,
    ):
        app.register_blueprint(room.blueprint)


def _configuration(settings: Settings) -> dict[str, object]:
    return {
        "FENJI_SETTINGS": settings,
        "SECRET_KEY": settings.secret_key,
        "SESSION_COOKIE_NAME": "__Host-fenji" if settings.secure else "fenji",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "TRUSTED_HOSTS": list(settings.hosts()),
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
        "MAX_FORM_MEMORY_SIZE": LARGEST_BODY,
        "MAX_FORM_PARTS": MOST_FIELDS,
        "WTF_CSRF_TIME_LIMIT": None,  # an hour would lose long forms
        "WTF_CSRF_SSL_STRICT": False,  # input_gate compares the origin with the configured address instead
    }
