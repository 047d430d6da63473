"""What tests of second factors do on pages: send a form, set an app up, let time pass."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.web import clock
from tests.pages.forms import forms_of
from tests.people import NOW
from tests.web.client import StrictClient
from tests.web.visiting import text_of

STEP, FACTORS = "/sign-in/second-factor", "/account/second-factors"
ORIGIN = {"Origin": "http://localhost", "Referer": "http://localhost/assessments/new"}


def set_clock(app: Flask, minutes: float) -> None:
    clock.set_clock(app, lambda: NOW + timedelta(minutes=minutes))


def sent(client: StrictClient, address: str, form: str = "form", **typed: str) -> TestResponse:
    """Open a page and send its form with what is typed."""
    found = forms_of(client.get(address))[form]
    return client.post(found.action, data=MultiDict(found.with_typed(typed)), headers=ORIGIN)


def with_app(client: StrictClient, minutes: float = 0) -> tuple[str, list[str]]:
    """Set an app up on its page; gives the secret and the recovery codes."""
    shown = client.get(f"{FACTORS}/app")
    secret = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', shown.get_data(as_text=True))
    assert secret
    plain, form = secret[1].replace(" ", ""), forms_of(shown)["form"]
    answer = client.post(
        form.action, data=MultiDict(form.with_typed({"code": code_at(plain, minutes)})), headers=ORIGIN
    )
    assert answer.status_code in (200, 302), text_of(answer)
    return plain, [
        code.replace(" ", "") for code in re.findall(r"<code>([\d ]+)</code>", answer.get_data(as_text=True))
    ]


def code_at(secret: str, minutes: float) -> str:
    return pyotp.TOTP(secret).at(NOW + timedelta(minutes=minutes))
