"""The two sides that `benchmarks/web.py` measures: the product as it is served, and a bare Flask application."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, Self
from urllib.parse import urlencode, urlsplit

from app.domain.answers import Answer
from app.web.seen_answers import seen_name, trace
from app.web.shown_fields import answer_name, comment_name
from benchmarks import bare_route
from benchmarks.load import Line, Said, request

ROOT = Path(__file__).resolve().parents[1]
MATRIX = ROOT / "benchmarks" / "ten_questions.yaml"
PERSON = "amara.okafor@example.org"
QUESTION = re.compile(rb'id="question-[a-z]+"')
BODIES = 100  # even, so that the last and the first differ in every answer
DESCRIBED = "It reads what people send to the office, sorts it by subject and tells a clerk what seems urgent. "


@dataclass(frozen=True, slots=True)
class Form:
    """A body for each post, used in turns: an answer to each question, none of them as it was before."""

    first: str  # for a draft that nothing is in yet
    bodies: tuple[str, ...]

    @classmethod
    def of(cls, hidden: Mapping[str, str]) -> Self:
        """The bodies for a page with these fields besides its questions.

        They are written before anything is measured, with what a page shows of the answers before, so that a post
        costs the client little.
        """
        everything = [_answers(number) for number in range(BODIES)]
        traces = [_traces(each) for each in everything]
        first, *written = [
            urlencode({**hidden, **_fields(answers), **seen, "then": "continue"}, doseq=True)
            for answers, seen in zip([everything[-1], *everything], [{}, traces[-1], *traces], strict=False)
        ]
        return cls(first, tuple(written))


def _answers(number: int) -> dict[str, tuple[Answer, str]]:
    """An answer and a comment for each question, all of them others than those of the number before."""
    odd, named = bool(number % 2), f"{number:03}"
    return {
        "purpose": ("deciding" if odd else "advising", ""),
        "data": (("health", "location") if odd else ("finances",), ""),
        "children": ("yes" if odd else "no", ""),
        "people": (Decimal(f"4{named}"), ""),
        "supplier": (f"Laboratory {named}", ""),
        "appeal": ("no_way" if odd else "form", f"As agreed with the council, number {named}."),
        "watched": ("no" if odd else "yes", ""),
        "wrong": ("harm" if odd else "delay", ""),
        "since": ("2025-11-03" if odd else "2025-11-04", ""),
        "described": (DESCRIBED * 4 + f"It is number {named}.", ""),
    }


def _fields(answers: Mapping[str, tuple[Answer, str]]) -> dict[str, object]:
    """The answers as a browser sends them."""
    fields: dict[str, object] = {answer_name(question): answer for question, (answer, _comment) in answers.items()}
    fields[comment_name("appeal")] = answers["appeal"][1]
    year, month, day = str(fields.pop(answer_name("since"))).split("-")
    for part, value in (("day", day), ("month", month), ("year", year)):
        fields[f"{answer_name('since')}.{part}"] = value.lstrip("0")
    return fields


def _traces(answers: Mapping[str, tuple[Answer, str]]) -> dict[str, str]:
    return {seen_name(question): trace(*answer) for question, answer in answers.items()}


class Side:
    """A server that was started for the benchmark, and how many posts it acknowledged."""

    def __init__(self, folder: Path, command: list[str], environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.posts = 0
        self._lines: list[Line] = []
        folder.mkdir(exist_ok=True)
        with (folder / "server.log").open("w") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env={**os.environ, **environment},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    @property
    def pid(self) -> int:
        """The process that serves."""
        return self._process.pid

    def said(self) -> IO[str]:
        """What the server prints."""
        assert self._process.stdout is not None
        return self._process.stdout

    def line(self, port: int) -> Line:
        """A connection that is closed at the end."""
        opened = Line(port)
        self._lines.append(opened)
        return opened

    def __enter__(self) -> Self:
        """Nothing more to do: the server was started already."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop the server."""
        for line in self._lines:
            line.close()
        self._process.terminate()
        self._process.wait(30)
        self.said().close()


class Product(Side):
    """The product as `make run` serves it, with a matrix of ten questions and one person who is signed in."""

    def __init__(self, folder: Path) -> None:
        command = ["flask", "--app", "app", "demo", "--empty", "--port", "0", "--matrix", str(MATRIX)]
        super().__init__(folder, command, {"FENJI_DATA_DIRECTORY": str(folder)})
        self.port, password = 0, ""
        for told in self.said():
            if found := re.search(r"runs at http://127\.0\.0\.1:(\d+)", told):
                self.port = int(found[1])
            if found := re.search(r"password (\S+):", told):
                password = found[1]
                break
        assert self.port, "the product did not start"
        self._visitor = self.line(self.port)
        self._cookie = ""
        self._sign_in(password)

    def _sign_in(self, password: str) -> None:
        token = _token(self._ask("GET", "/sign-in"))
        self._ask("POST", "/sign-in", {"csrf_token": token, "email": PERSON, "password": password})

    def _ask(self, method: str, path: str, fields: Mapping[str, str] | None = None) -> Said:
        """Ask as a browser would: with the cookie, and keeping the one that comes back."""
        body = urlencode(fields or {})
        answer = self._visitor.ask(request(method, path, self.port, self._cookie, body))
        if found := re.search(rb"Set-Cookie: (fenji=[^;]+)", answer.head):
            self._cookie = found[1].decode()
        assert answer.status in (200, 302), (path, answer.head)
        return answer

    def open_section(self, name: str) -> System:
        """Begin an assessment of its own for one connection, and open its section of ten questions."""
        token = _token(self._ask("GET", "/assessments/new"))
        begun = self._ask("POST", "/assessments/new", {"csrf_token": token, "system_name": name})
        path = urlsplit(_location(begun)).path + "/use"
        page = self._ask("GET", path)
        hidden = {"csrf_token": _token(page), "matrix": _field(page, "matrix")}
        return System(self, path, self._cookie, Form.of(hidden))

    def saved(self) -> int:
        """How many posts are in the database: by the versions of the drafts, and by the ledger as well."""
        with sqlite3.connect(self.folder / "fenji.db") as database:
            [[versions]] = database.execute("SELECT sum(version - 1) FROM assessments")
            [[entries]] = database.execute("SELECT count(*) FROM ledger_entries WHERE action = 'save'")
        database.close()
        assert versions == entries, (versions, entries)
        return int(entries)

    def row_size(self) -> int:
        """The bytes of what a post saves in the draft, besides its entry in the ledger."""
        with sqlite3.connect(self.folder / "fenji.db") as database:
            columns = "length(answers) + length(comments) + length(section_edits)"
            [[size]] = database.execute(f"SELECT max({columns}) FROM assessments")  # noqa: S608 - words of our own
        database.close()
        return int(size)


class System:
    """The system that one connection answers questions about."""

    def __init__(self, side: Product, path: str, cookie: str, form: Form) -> None:
        self.cookie, self.form = cookie, form
        self._side, self._path, self._line = side, path, side.line(side.port)
        self._page = request("GET", path, side.port, cookie)
        self._saves = [request("POST", path, side.port, cookie, body) for body in form.bodies]
        self._number = 0
        self._save(request("POST", path, side.port, cookie, form.first))

    def get(self) -> Said:
        """The page with its ten questions."""
        answer = self._line.ask(self._page)
        assert answer.status == 200
        assert b"question-described" in answer.body
        return answer

    def post(self) -> Said:
        """Other answers to all ten; the server says where to go on."""
        self._number += 1
        return self._save(self._saves[(self._number - 1) % BODIES])

    def _save(self, asked: bytes) -> Said:
        answer = self._line.ask(asked)
        assert answer.status == 302, (answer.status, answer.head)
        assert b"/after" in answer.head, answer.head
        self._side.posts += 1
        return answer


class Bare(Side):
    """One Flask application with the same page as a template, and a route that commits one row."""

    def __init__(self, folder: Path, page: bytes) -> None:
        folder.mkdir()
        (folder / bare_route.PAGE).write_text("{% raw %}" + page.decode() + "{% endraw %}", encoding="utf-8")
        super().__init__(folder, ["benchmarks.bare_route", str(folder)], {})
        self.port = int(self.said().readline())

    def caller(self, form: Form, cookie: str) -> tuple[Callable[[], Said], Callable[[], Said]]:
        """What one connection asks: the page, and the same body with the same cookie as the product gets."""
        line, asked, number = self.line(self.port), request("GET", "/page", self.port, cookie), 0
        saves = [request("POST", "/row", self.port, cookie, body) for body in form.bodies]

        def get() -> Said:
            answer = line.ask(asked)
            assert answer.status == 200
            assert b"question-described" in answer.body
            return answer

        def post() -> Said:
            nonlocal number
            answer = line.ask(saves[number % BODIES])
            number += 1
            assert answer.status == 302, answer.head
            assert b"/page" in answer.head, answer.head
            self.posts += 1
            return answer

        return get, post

    def saved(self) -> int:
        """How many rows are in the database."""
        with sqlite3.connect(self.folder / bare_route.DATABASE) as database:
            [[rows]] = database.execute("SELECT count(*) FROM saved")
        database.close()
        return int(rows)

    def row_size(self) -> int:
        """The bytes of a row."""
        with sqlite3.connect(self.folder / bare_route.DATABASE) as database:
            [[size]] = database.execute("SELECT max(length(words)) FROM saved")
        database.close()
        return int(size)


def _token(page: Said) -> str:
    return _field(page, "csrf_token")


def _field(page: Said, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page.body.decode())
    assert found, f"the page has no field {name}"
    return found[1]


def _location(answer: Said) -> str:
    found = re.search(r"(?i)location: (\S+)", answer.head.decode())
    assert found, "the answer leads nowhere"
    return found[1]
