"""Pages for everything that goes wrong, in the person's language, with what to do next."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from app.documents.stuck import Stuck
from app.documents.unsigned import Unsigned
from app.domain.lifecycle import Refused
from app.storage.evidence import EvidenceLost
from app.web.input_gate import ForeignForm, UnreadableInput
from app.web.kept_form import sent_form
from app.web.words import refusal_sentence

PAGES = frozenset({400, 403, 404, 405, 409, 413, 429, 500, 503})
RETRY_AFTER = "30"  # seconds; a database that restarts is back by then


def install(app: Flask) -> None:
    """Answer every mistake with a page that has words."""
    app.register_error_handler(HTTPException, _http_page)
    app.register_error_handler(CSRFError, _form_page)
    app.register_error_handler(ForeignForm, _foreign_page)
    app.register_error_handler(UnreadableInput, _unreadable_page)
    app.register_error_handler(Refused, _refused_page)
    app.register_error_handler(EvidenceLost, _lost_page)
    app.register_error_handler(Stuck, _slow_page)
    app.register_error_handler(Unsigned, _unsigned_page)
    app.register_error_handler(Exception, _failure_page)
    for away in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(away, _away_page)


def error_page(status: int, template: str | None = None, **values: object) -> Response:
    """The page for this status; plain words when even the page fails."""
    name = template or str(status if status in PAGES else 400 if status < 500 else 500)
    try:
        words = render_template(f"errors/{name}.html", **values)
    except Exception:  # noqa: BLE001 # the page of a failure must not fail itself
        phrase = HTTPStatus(status).phrase
        return Response(f"{status} {phrase}\n", status, content_type="text/plain; charset=utf-8")
    return make_response(words, status)


def _http_page(error: HTTPException) -> Response:
    status = error.code or 500
    ready = error.get_response()
    if status < 400:
        return Response(ready.get_data(), status, headers=ready.headers)
    page = error_page(status, megabytes=(request.max_content_length or 0) // 1024**2)
    for name in ("Allow", "Retry-After"):
        if name in ready.headers:
            page.headers[name] = ready.headers[name]
    return page


def _slow_page(error: Stuck) -> Response:
    current_app.logger.error("%s %s: %s", request.method, request.path, error)
    page = error_page(503, "slow")
    page.headers["Retry-After"] = RETRY_AFTER
    return page


def _unsigned_page(error: Unsigned) -> Response:
    current_app.logger.error("%s %s: %s", request.method, request.path, error)
    page = error_page(503, "unsigned")
    page.headers["Retry-After"] = RETRY_AFTER
    return page


def _form_page(_error: CSRFError) -> Response:
    return error_page(
        400, "form_expired", has_cookies=bool(request.cookies), kept=sent_form() if g.get("actor") else None
    )


def _foreign_page(_error: ForeignForm) -> Response:
    return error_page(400, "form_foreign")


def _unreadable_page(error: UnreadableInput) -> Response:
    return error_page(400, "unreadable", sentence=error.description)


def _refused_page(error: Refused) -> Response:
    return error_page(409, sentence=refusal_sentence(error.reason))


def _lost_page(error: EvidenceLost) -> Response:
    current_app.logger.error("an evidence file is not given out: %s", error)
    return error_page(500, "evidence_lost")


def _away_page(error: Exception) -> Response:
    current_app.logger.error("the database did not answer", exc_info=error)
    g.actor = None
    page = error_page(503)
    page.headers["Retry-After"] = RETRY_AFTER
    return page


def _failure_page(error: Exception) -> Response:
    current_app.logger.error("a page failed: %s %s", request.method, request.path, exc_info=error)
    return error_page(500)
