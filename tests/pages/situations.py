"""Pages that somebody only comes to by doing something: a mistake, a second tab, a session that has ended."""

from __future__ import annotations

import json
from hashlib import sha256
from io import BytesIO
from itertools import count

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.domain.questions import Question
from app.storage import one_time_links, people
from app.storage.engine import session_factory
from app.storage.evidence import path_of
from app.workflow import assessing, inviting
from app.workflow.actor import SYSTEM_ACTOR, actor_of
from app.workflow.linking import Kind, link_key, token_of
from tests.beside_answers import IN_FORCE
from tests.evidence import PDF
from tests.pages.forms import ORIGIN, forms_of, parse, send
from tests.pages.lived_in import PASSWORD, RESPONDENT, TOO_MANY, LivedIn
from tests.pages.showing import Show
from tests.people import MATRICES, NOW, publish_matrix
from tests.web.client import html_of
from tests.web.visiting import SECRET

REPORTERS = count(1)


def number_question(lived: LivedIn) -> tuple[str, Question]:
    """A question for a number that the complete draft is asked, with its section."""
    answers = lived.answers(3)
    return next(
        (section.id, question)
        for section in lived.plan.matrix.sections
        for question in section.questions
        if question.kind == "number" and question.id in answers
    )


def file_page(lived: LivedIn) -> str:
    """The page for the files beside a question, of a draft with a small matrix whose questions take some."""
    if "beside" not in lived.keys:
        with session_factory(lived.engine)() as session:
            publish_matrix(session, {"": (MATRICES / "comments_and_evidence.yaml").read_bytes()})
            owner = actor_of(next(person for person in people.people(session) if person.email == RESPONDENT))
            lived.keys["beside"] = assessing.create(session, actor=owner, system_name="Chess tutor", now=IN_FORCE)
    return f"/assessments/{lived.keys['beside']}/evidence/checks"


def evidence(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """The page of a question with a file, whether or not it was there already."""
    fields = dict(forms_of(client.get(file_page(lived)))["upload"].fields)
    client.post(file_page(lived), data={**fields, "files": (BytesIO(PDF), "Report.pdf")}, headers=ORIGIN)
    return client.get(file_page(lived))


def evidence_without_file(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """Pressing the button without having chosen a file."""
    return send(client, file_page(lived), form="upload")


def evidence_lost(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """A file whose bytes have gone from the disk, asked for; they come back afterwards."""
    page = html_of(evidence(lived, client))
    address = next(a.get("href") or "" for a in parse(page).iter("a") if a.get("download") is not None)
    path = path_of(lived.settings.data_directory, sha256(PDF).hexdigest())
    path.unlink()
    try:
        return client.get(address)
    finally:
        path.write_bytes(PDF)


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


def _remark_page(lived: LivedIn) -> str:
    """Where a reviewer remarks on an answer on which something was said before."""
    return f"/reviews/{lived.keys['resubmitted']}/remarks/{next(iter(lived.answers(2)))}"


def remark(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """The page for a remark on an answer."""
    return client.get(_remark_page(lived))


def remark_without_words(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """Pressing the button without having written anything."""
    return send(client, _remark_page(lived), {"remark": ""}, form="form")


def session_ended(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """A form that is sent after the session has ended."""
    section, question = number_question(lived)
    address = f"/assessments/{lived.keys['complete']}/{section}"
    token = dict(forms_of(client.get("/sign-in"))["form"].fields)
    data = {**token, f"answer.{question.id}": "4321"}
    return client.post(address, data=data, headers=ORIGIN)


def session_ended_begun(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """The sign-in page that carries along what was typed."""
    fields = dict(next(iter(forms_of(session_ended(lived, client)).values())).fields)
    return client.post("/sign-in", data={**fields, "begin": "yes"}, headers=ORIGIN)


def welcome_back(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """The same, after signing in again."""
    stranger = lived.app.test_client()
    language = client.get_cookie("fenji_language")
    stranger.set_cookie("fenji_language", language.value if language else "en")
    ended = session_ended(lived, stranger)
    fields = dict(next(iter(forms_of(ended).values())).fields)
    data = {**fields, "email": RESPONDENT, "password": PASSWORD}
    return stranger.post("/sign-in", data=data, headers=ORIGIN)


def too_many_attempts(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """Sign-in after many wrong passwords."""
    client.environ_base["REMOTE_ADDR"] = "203.0.113.9"  # attempts are counted by address too
    try:
        attempts = (send(client, "/sign-in", {"email": "x@example.org", "password": "wrong"}) for _ in range(30))
        return next(answer for answer in attempts if answer.status_code == 429)
    finally:
        client.environ_base["REMOTE_ADDR"] = "127.0.0.1"


def incident_reported(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """The answer to a report, which is sent once, so that the lists stay as they are."""
    address = f"/certificates/{lived.numbers['certified']}/incident"
    if client.get(f"{address}/reported").status_code != 200:
        client.environ_base["REMOTE_ADDR"] = f"192.0.2.{next(REPORTERS)}"  # reports are counted by address
        try:
            answer = send(client, address, {"description": "It told a passenger that the door was open."})
        finally:
            client.environ_base["REMOTE_ADDR"] = "127.0.0.1"
        assert answer.status_code == 302, html_of(answer)
    return client.get(f"{address}/reported")


def too_many_reports(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """A report after many others from the same address."""
    address = f"/certificates/{lived.numbers['replacing']}/incident"
    client.environ_base["REMOTE_ADDR"] = TOO_MANY
    try:
        day = {"happened-day": "1", "happened-month": "2", "happened-year": "2026"}
        return send(client, address, {"description": "The door was open.", **day})
    finally:
        client.environ_base["REMOTE_ADDR"] = "127.0.0.1"


def incident_decided(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """An incident that somebody else has decided on while the reason was being written."""
    address = f"/incidents/{lived.numbers['incident_certified']}"
    decided = f"/incidents/{lived.numbers['incident_replacing']}/dismiss"
    return send(client, address, {"reason": "Looked into."}, form="form", action=decided)


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


def file_of_answers(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """A file of JSON that would change two answers."""
    questions = {question.kind: question for question in lived.plan.matrix.questions()}
    answers = {questions["long_text"].id: "Other words.", questions["date"].id: "2026-02-03"}
    content = json.dumps({"id": "another", "answers": answers}).encode()
    return send(client, f"/assessments/{lived.keys['complete']}/import", form="form", file=("file", content))


def invitation(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """The form behind the link of somebody who was invited."""
    client.get(f"/invitation/{_newest_token(lived)}")
    return client.get("/choose-password")


def invitation_with_mistake(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """A password that everybody would guess."""
    client.get(f"/invitation/{_newest_token(lived)}")
    return send(client, "/choose-password", {"password": "password1234"}, form="form")


def invitation_replaced(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """The link of an invitation after another was sent."""
    before = _newest_token(lived)
    with session_factory(lived.engine)() as session:
        inviting.invite_again(
            session, actor=SYSTEM_ACTOR, person_id=lived.keys["invited"], key=link_key(SECRET), now=NOW
        )
    return client.get(f"/invitation/{before}")


def _newest_token(lived: LivedIn) -> str:
    with session_factory(lived.engine)() as session:
        link = one_time_links.latest(session, lived.keys["invited"], Kind.INVITATION)
        assert link is not None
        return token_of(link.id, link_key(SECRET))
