"""The pages that answer a file or a number which a stranger has checked, in each of the ways in which that can end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from io import BytesIO
from unittest.mock import patch

from cryptography.x509 import Certificate
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.documents import apart
from app.documents.certificate_reading import Examined, examine
from app.storage.attempts import key_of
from app.storage.engine import session_factory
from app.web.public.numbers import number_inside
from app.workflow.errors import TooMany
from app.workflow.limiting_attempts import count_by
from app.workflow.limiting_checks import FILE, FILES_BY_ADDRESS, NUMBERS_BY_ADDRESS, UNKNOWN_NUMBER, WINDOW
from app.workflow.writing_letters import letter_file, letter_of
from tests.documents.hostile import attached, encrypted
from tests.pages.forms import ORIGIN, send
from tests.pages.lived_in import LivedIn
from tests.pages.showing import Show
from tests.people import NOW

FILES: dict[str, Callable[[bytes], bytes]] = {
    "genuine": lambda data: data,
    "altered": lambda data: data + b" ",
    "without signature": lambda data: attached({"number": number_inside(data), "level": {"id": "none"}}),
    "unknown": lambda _data: attached({"number": "FJ-2026-0000-0000"}),
    "no pdf": lambda _data: b"something else",
    "damaged": lambda _data: b"%PDF-1.7\n",
    "encrypted": lambda _data: encrypted(attached({})),
}


def file_checked(change: Callable[[bytes], bytes]) -> Show:
    """The certificate's file, or what became of it, offered to be checked."""
    changed = cache(change)  # not every change makes the same bytes twice

    def show(lived: LivedIn, client: FlaskClient) -> TestResponse:
        with patch.object(apart, "examine_apart", _examine_here):
            return send(client, "/verify", form="1", file=("file", changed(lived.certificate_file)))

    return show


def _examine_here(data: bytes, *known: Sequence[Certificate]) -> Examined:
    """The finding of the process apart, which takes a second to begin, and these files harm nobody."""
    return _examined_once(data, *map(tuple, known))


@cache
def _examined_once(data: bytes, *known: tuple[Certificate, ...]) -> Examined:
    with ThreadPoolExecutor(1) as apart_from_the_browser:  # whose event loop is this thread's
        return apart_from_the_browser.submit(examine, data, *known).result()


def letter_checked(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """A decision letter, offered as if it were a certificate."""
    folder = lived.settings.data_directory
    with session_factory(lived.engine)() as session:
        letter = letter_of(session, assessment_id=lived.keys["rejected"], office=None, now=NOW)
        assert letter is not None
        path = letter_file(
            session, letter=letter, language="en", data_directory=folder, render=lambda *_: b"%PDF a letter", now=NOW
        )
    return send(client, "/verify", form="1", file=("file", path.read_bytes()))


def file_too_large(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """A file of fifty megabytes, offered to be checked; only its beginning is sent."""
    kind = {"CONTENT_LENGTH": str(50 * 1024 * 1024), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    return client.post("/verify", input_stream=BytesIO(b"--x"), environ_overrides=kind, headers=ORIGIN)


def too_many_numbers(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """A number that does not exist, after many others from the same address."""
    return _after_many(lived, client, UNKNOWN_NUMBER, lambda: client.get("/certificates/FJ-2026-0000-0000"))


def too_many_files(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """A file to check, after many others from the same address."""
    return _after_many(lived, client, FILE, lambda: send(client, "/verify", form="1", file=("file", b"%PDF-")))


def _after_many(lived: LivedIn, client: FlaskClient, kind: str, ask: Callable[[], TestResponse]) -> TestResponse:
    many = NUMBERS_BY_ADDRESS if kind == UNKNOWN_NUMBER else FILES_BY_ADDRESS
    client.environ_base["REMOTE_ADDR"] = "203.0.113.11"
    try:
        with session_factory(lived.engine)() as session, suppress(TooMany):
            for _ in range(many):
                key = key_of("address", "203.0.113.11")
                count_by(session, kind, [(key, many)], window=WINDOW, now=NOW)
        return ask()
    finally:
        client.environ_base["REMOTE_ADDR"] = "127.0.0.1"
