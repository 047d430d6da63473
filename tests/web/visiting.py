"""How tests visit the product as somebody: a settled application, strict clients, the tokens of real forms."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.test import TestResponse

from app.settings import Settings
from app.web import clock
from app.web.application import build
from tests.people import NOW, PASSWORD, World, address_of
from tests.web.client import StrictClient, strict_client

SECRET = "0f7Kq-vT2mXc9RzLw4Ns8Yb1HdGj6PaE"
HTTPS = "https://fenji.example"


def settings_of(world: World, **changes: object) -> Settings:
    """A demonstration on this world's database; `changes` are fields of Settings."""
    given = Settings(
        data_directory=world.data_directory,
        database_url=world.url,
        address="http://localhost",
        secret_key=SECRET,
        demonstration=True,
        demonstration_password=PASSWORD,
        office_name="Governance Office",
        office_name_zh_hans="治理办公室",
    )
    return replace(given, **changes)  # type: ignore[arg-type] # a test names the fields of a dataclass


class Compiled(BytecodeCache):
    """Templates compiled once for all applications of a test run."""

    def __init__(self) -> None:
        self.codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what another application compiled, when it is of the same source."""
        if bucket.key in self.codes:
            bucket.bytecode_from_string(self.codes[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.codes[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


def application_of(world: World, now: datetime = NOW, **changes: object) -> Flask:
    """The application on this world, at this moment."""
    app = build(settings_of(world, **changes))
    app.jinja_env.bytecode_cache = COMPILED
    clock.set_clock(app, lambda: now)
    return app


def token_of(page: TestResponse) -> str:
    """The token in a form of a page, as a browser would send it back."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.get_data(as_text=True))
    assert found, f"no form on {page.request.path}"
    return found[1]


def visit(app: Flask, name: str | None = None, language: str | None = None) -> StrictClient:
    """A client of its own, signed in as somebody of tests.people, or nobody."""
    client = strict_client(app)
    if language:
        client.get(f"/language/{language}")
    if name:
        answer = sign_in(client, name)
        assert answer.status_code == 302, answer.get_data(as_text=True)
    return client


def sign_in(client: StrictClient, name: str, password: str = PASSWORD, **fields: str) -> TestResponse:
    """Fill in the sign-in form."""
    token = token_of(client.get("/sign-in"))
    typed = {"email": address_of(name), "password": password, "csrf_token": token, **fields}
    return client.post("/sign-in", data=typed)


def text_of(answer: TestResponse) -> str:
    """The page as text, with its spaces folded."""
    return " ".join(answer.get_data(as_text=True).split())
