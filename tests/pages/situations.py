"""Pages that somebody only comes to by doing something: a mistake, a second tab, a session that has ended."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.domain.questions import Question
from tests.pages.forms import ORIGIN, forms_of, send
from tests.pages.lived_in import PASSWORD, RESPONDENT, LivedIn
from tests.pages.showing import Show


def number_question(lived: LivedIn) -> tuple[str, Question]:
    """A question for a number that the complete draft is asked, with its section."""
    answers = lived.answers(3)
    return next(
        (section.id, question)
        for section in lived.plan.matrix.sections
        for question in section.questions
        if question.kind == "number" and question.id in answers
    )


def section_filled(section: str) -> Show:
    """A section of a draft in which every question is answered."""

    def show(lived: LivedIn, client: FlaskClient) -> TestResponse:
        return client.get(f"/assessments/{lived.keys[lived.drafts_of[section]]}/{section}")

    return show


def section_with_mistake(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """A number that is none, saved."""
    section, question = number_question(lived)
    address = f"/assessments/{lived.keys['complete']}/{section}"
    return send(client, address, {f"answer.{question.id}": "about 十", "then": "continue"})


def section_with_clash(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """A second tab that saves over what was saved meanwhile."""
    section, question = number_question(lived)
    address = f"/assessments/{lived.keys['complete']}/{section}"
    return send(client, address, {f"answer.{question.id}": "4321", f"seen.{question.id}": "older", "then": "continue"})


def session_ended(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """A form that is sent after the session has ended."""
    section, question = number_question(lived)
    address = f"/assessments/{lived.keys['complete']}/{section}"
    token = dict(forms_of(client.get("/sign-in"))["form"].fields)
    data = {**token, f"answer.{question.id}": "4321"}
    return client.post(address, data=data, headers=ORIGIN)


def welcome_back(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """The same, after signing in again."""
    stranger = lived.app.test_client()
    language = client.get_cookie("fenji_language")
    stranger.set_cookie("fenji_language", language.value if language else "en")
    ended = session_ended(lived, stranger)
    fields = dict(next(iter(forms_of(ended).values())).fields)
    data = {**fields, "email": RESPONDENT, "password": PASSWORD}
    return stranger.post("/sign-in", data=data, headers=ORIGIN)


FILES: dict[str, Callable[[bytes], bytes]] = {
    "genuine": lambda data: data,
    "altered": lambda data: data + b" ",
    "unknown": lambda _data: b"something else",
}


def file_checked(change: Callable[[bytes], bytes]) -> Show:
    """The certificate's file, or what became of it, offered to be checked."""

    def show(lived: LivedIn, client: FlaskClient) -> TestResponse:
        return send(client, "/verify", form="1", file=("file", change(lived.certificate_file)))

    return show


def too_many_attempts(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """Sign-in after many wrong passwords."""
    client.environ_base["REMOTE_ADDR"] = "203.0.113.9"  # attempts are counted by address too
    try:
        attempts = (send(client, "/sign-in", {"email": "x@example.org", "password": "wrong"}) for _ in range(30))
        return next(answer for answer in attempts if answer.status_code == 429)
    finally:
        client.environ_base["REMOTE_ADDR"] = "127.0.0.1"


def form_without_token(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """A form whose token is missing."""
    return client.post("/assessments/new", data={"system_name": "Traffic lights"}, headers=ORIGIN)


def foreign_form(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """A form that another site sends."""
    return client.post("/sign-in", data={}, headers={"Origin": "https://elsewhere.example"})


def signed_out(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """Somebody leaves, and reads that they have left."""
    token = dict(forms_of(client.get("/sign-in"))["form"].fields)
    client.post("/sign-out", data=token, headers=ORIGIN)
    return client.get("/")


def named_section(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """The first section under its longer address."""
    return client.get(f"/assessments/{lived.keys['complete']}/sections/{lived.plan.matrix.sections[0].id}")


def one_test(more: str = "") -> Show:
    """The first test of the complete draft's plan, in which something is recorded, or a page below it."""

    def show(lived: LivedIn, client: FlaskClient) -> TestResponse:
        return client.get(_test_address(lived) + more)

    return show


def one_test_with_mistake(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """A result without a name of the tester, recorded."""
    return send(client, _test_address(lived), {"answer.tester": ""}, form="form")


def one_test_with_clash(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """A second tab that records over what was recorded meanwhile."""
    return send(client, _test_address(lived), {"answer.tester": "Somebody Else", "version": "1"}, form="form")


def _test_address(lived: LivedIn) -> str:
    tests = lived.plan.assess(lived.answers(3)).tests
    return f"/assessments/{lived.keys['complete']}/tests/{tests[0]}"
