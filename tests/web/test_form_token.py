"""The quick token of a form is one that Flask-WTF takes, of this session and no other."""

from __future__ import annotations

import pytest
from flask import Flask, g, session
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms import ValidationError

from app.web.cookie_session import CookieSession
from app.web.form_token import form_token


def test_it_is_taken_for_its_own_session_only(app: Flask) -> None:
    with app.test_request_context():
        generate_csrf()
        own = session["csrf_token"]
        del g.csrf_token
        token = form_token()
        validate_csrf(token)
        assert form_token() == generate_csrf() == token
        assert session["csrf_token"] == own
    with app.test_request_context():
        session["csrf_token"] = "another"
        form_token()
        with pytest.raises(ValidationError):
            validate_csrf(token)


def test_a_session_without_one_is_given_one(app: Flask) -> None:
    with app.test_request_context():
        validate_csrf(form_token())
        assert session["csrf_token"]


def test_a_cookie_is_signed_as_flask_signs_it_and_for_its_own_secret(app: Flask) -> None:
    from flask.sessions import SecureCookieSessionInterface

    theirs = SecureCookieSessionInterface().get_signing_serializer(app)
    ours = CookieSession().get_signing_serializer(app)
    assert theirs is not None
    for _ in range(2):
        assert theirs.loads(ours.dumps({"a": 1})) == ours.loads(theirs.dumps({"a": 1})) == {"a": 1}
    before = ours.dumps({"a": 1})
    app.secret_key = "another secret, as long as the one before it"
    assert CookieSession().get_signing_serializer(app).loads_unsafe(before)[0] is False
