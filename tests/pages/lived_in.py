"""A product that has been lived in: the shipped matrix, people, and an assessment in every state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.cli._demonstration_history import Episode, _Telling
from app.cli._demonstration_people import CITY, add_characters
from app.documents.stuck import Stuck
from app.documents.unsigned import Unsigned
from app.domain.answers import Answers, read_answers
from app.domain.incident import Outcome
from app.domain.lifecycle import Refused, Role, State
from app.domain.matrix import Example
from app.domain.scoring import Plan
from app.settings import Settings
from app.storage import assessments, certificates, incidents, matrices, people
from app.storage.attempts import key_of
from app.storage.engine import make_engine, session_factory
from app.storage.schema import migrate
from app.web import clock, database
from app.web.access import EVERYONE, audience
from app.web.application import build
from app.web.input_gate import ForeignForm
from app.workflow import answering_incidents, assessing, certifying, reporting, sharing
from app.workflow.actor import SYSTEM_ACTOR, actor_of
from app.workflow.inviting import add_person
from app.workflow.limiting_attempts import count_by
from app.workflow.publishing import publish
from tests.journeys.examples import read_default
from tests.pages.chosen_examples import examples_for_every_section, sections_of
from tests.pages.coming_and_going import come_and_go
from tests.pages.remarked_in import answer_remarks, remarks_for
from tests.people import NOW
from tests.web.visiting import COMPILED, SECRET

PASSWORD = "correct horse battery"
OFFICE = {"en": "AI Governance Office", "zh-Hans": "人工智能治理办公室"}
RESPONDENT, REVIEWER = "amara.okafor@example.org", "qiming.he@example.org"
SECOND_REVIEWER = "elena.ionescu@example.org"
NEWCOMER, NEW_REVIEWER = "newcomer@example.org", "new.reviewer@example.org"  # people to whom nothing has happened yet
COLLEAGUE = "colleague@example.org"  # works on the complete draft by invitation
MORE_PEOPLE = (
    (NEWCOMER, "Nadia Newman", CITY, Role.RESPONDENT),
    (COLLEAGUE, "Cosima Coleman-Featherstonehaugh", CITY, Role.RESPONDENT),
    (NEW_REVIEWER, "Noor Novak", OFFICE["en"], Role.REVIEWER),
)
REASON = "Say which data the system reads, and how people object.\nThen send it again."
TOO_MANY = "203.0.113.10"  # an address from which as many incidents were reported as may be
MUCH_LATER = NOW + timedelta(days=4000)

# What each assessment is called in the list of pages: the level of its answers, and how far it came.
STATES: dict[str, tuple[int, State]] = {
    "draft": (2, State.DRAFT),
    "complete": (3, State.SENT_BACK),  # and revised: a draft in which nothing is missing
    "withdrawn": (0, State.DRAFT),  # and withdrawn
    "submitted": (3, State.SUBMITTED),
    "in_review": (3, State.IN_REVIEW),
    "sent_back": (1, State.SENT_BACK),
    "remarked": (2, State.SENT_BACK),  # and revised: a draft with remarks to answer
    "resubmitted": (2, State.SENT_BACK),  # and revised, replied to, submitted and in review again
    "rejected": (4, State.REJECTED),
    "approved": (4, State.APPROVED),  # the highest level has no certificate
    "certified": (2, State.APPROVED),
    "suspended": (1, State.APPROVED),  # and suspended
    "revoked": (1, State.APPROVED),  # and revoked
    "superseded": (0, State.APPROVED),  # and begun again
}


@dataclass
class LivedIn:
    """Applications on one database, with the keys of assessments by the names of STATES, and of people.

    `app` stands at NOW, `later` long after every certificate has expired, `away` has lost its database.
    """

    settings: Settings
    engine: Engine
    plan: Plan
    keys: dict[str, UUID] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    drafts_of: dict[str, str] = field(default_factory=dict)  # section → a complete draft in which it is asked
    certificate_file: bytes = b""
    apps: dict[str, Flask] = field(default_factory=dict)
    clients: dict[tuple[str, str | None], FlaskClient] = field(default_factory=dict)
    shown: dict[tuple[str, str], TestResponse] = field(default_factory=dict)  # by name of page and language
    rendered: set[str] = field(default_factory=set)  # the templates that these took

    @property
    def app(self) -> Flask:
        """The application at NOW."""
        return self.apps["present"]

    def client(self, who: str | None, app: str = "present") -> FlaskClient:
        """A client of somebody who is signed in, or of nobody; each is made once."""
        if (app, who) not in self.clients:
            client = self.apps[app].test_client()
            # What browsers send when somebody follows a link inside the product.
            client.environ_base |= {"HTTP_ACCEPT_ENCODING": "gzip, br", "HTTP_SEC_FETCH_SITE": "same-origin"}
            if who:
                sign_in(client, who)
            self.clients[app, who] = client
        return self.clients[app, who]

    def answers(self, level: int) -> Answers:
        """The answers of the shipped matrix's first example of this level."""
        return read_answers(self.plan.matrix, self.example(level).answers)[0]

    def example(self, level: int) -> Example:
        """The shipped matrix's first example of this level; the lowest is 0."""
        wanted = self.plan.matrix.levels[level].id
        return next(each for each in self.plan.matrix.examples if each.level == wanted)


def sign_in(client: FlaskClient, email: str) -> None:
    """Sign in by the form, with the token switched off for this one request."""
    app = client.application
    before = app.config.get("WTF_CSRF_ENABLED", True)
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        answer = client.post("/sign-in", data={"email": email, "password": PASSWORD})
    finally:
        app.config["WTF_CSRF_ENABLED"] = before
    assert answer.status_code == 302, answer.get_data(as_text=True)


def live(folder: Path) -> LivedIn:
    """Make the database in this folder and live through everything."""
    settings = Settings(
        data_directory=folder,
        database_url=f"sqlite:///{folder / 'fenji.db'}",
        address="http://localhost",
        secret_key=SECRET,
        demonstration=True,
        demonstration_password=PASSWORD,
        office_name=OFFICE["en"],
        office_name_zh_hans=OFFICE["zh-Hans"],
    )
    engine = make_engine(settings.database_url)
    migrate(engine)
    with session_factory(engine)() as session:
        publish(session, reading=read_default(), actor=SYSTEM_ACTOR, now=NOW - timedelta(days=30))
        _add_people(session)
        published = matrices.in_force(session, NOW.date())
        assert published is not None
        lived = LivedIn(settings, engine, matrices.plan_of(published))
        moments = _moments()
        for name, (level, until) in STATES.items():
            _tell(session, lived, name, lived.example(level), until, moments)
        _tell(session, lived, "replacing", lived.example(0), State.APPROVED, moments, again="superseded")
        for example in examples_for_every_section(lived.plan):
            name = f"complete_{example.name}"
            _tell(session, lived, name, example, State.SENT_BACK, moments)
            lived.drafts_of |= dict.fromkeys(sections_of(lived.plan, example), name)
        _finish(session, lived)
        _report(session, lived)
        _keep_numbers(session, lived)
    lived.apps = {
        "present": _application(settings, NOW),
        "later": _application(settings, MUCH_LATER),
        "away": _application(settings, NOW),
    }
    lived.apps["away"].extensions[database.EXTENSION] = session_factory(make_engine("sqlite:////nowhere/at/all.db"))
    file = f"/certificates/{lived.numbers['certified']}.pdf"
    lived.certificate_file = lived.client(RESPONDENT).get(file).get_data()
    return lived


def _add_people(session: Session) -> None:
    add_characters(session, PASSWORD, NOW - timedelta(days=30))
    for email, name, organisation, role in MORE_PEOPLE:
        add_person(
            session,
            name=name,
            email=email,
            organisation=organisation,
            roles=frozenset({role}),
            password=PASSWORD,
            language="en",
            now=NOW - timedelta(days=30),
        )


def _moments() -> Iterator[datetime]:
    moment = NOW - timedelta(days=14)
    while True:
        yield min(moment, NOW)
        moment += timedelta(hours=3, minutes=7)


def _tell(
    session: Session,
    lived: LivedIn,
    name: str,
    example: Example,
    until: State,
    moments: Iterator[datetime],
    again: str = "",
) -> None:
    """Live through one assessment; `again` names the one whose answers it is begun with."""
    system = f"{(again or name).replace('_', ' ').capitalize()} 分级 system"
    answers, _mistakes = read_answers(lived.plan.matrix, example.answers)
    signatures, remarks = 1 if name == "in_review" else 99, remarks_for(name, list(answers))
    episode = Episode(
        example.name, system, RESPONDENT, until, signatures, REASON, again=bool(again), remarks=remarks, listed=True
    )
    _Telling(session, episode, lived.plan, answers, OFFICE, moments, lived.settings.data_directory).tell()
    mine = assessments.mine(session, _person(session, RESPONDENT).id)
    lived.keys[name] = next(each.id for each in mine if each.system_name == system and each.id != lived.keys.get(again))


def _person(session: Session, email: str) -> people.Person:
    found = people.person_by_email(session, email)
    assert found is not None, email
    return found


def _finish(session: Session, lived: LivedIn) -> None:
    """The moves that come after a history of the demonstration ends."""
    owner, reviewer, colleague = (_person(session, email) for email in (RESPONDENT, REVIEWER, COLLEAGUE))
    for name in ("complete", *set(lived.drafts_of.values())):
        assessing.revise(session, actor=actor_of(owner), assessment_id=lived.keys[name], now=NOW)
    answer_remarks(session, lived.keys, lived.plan, actor_of(owner), actor_of(reviewer))
    assessing.withdraw(session, actor=actor_of(owner), assessment_id=lived.keys["withdrawn"], now=NOW)
    for name, move in (("suspended", certifying.suspend), ("revoked", certifying.revoke)):
        move(session, actor=actor_of(reviewer), assessment_id=lived.keys[name], reason=REASON, now=NOW)
    sharing.invite_colleague(
        session, actor=actor_of(owner), assessment_id=lived.keys["complete"], person_id=colleague.id, now=NOW
    )
    lived.keys |= {"colleague": colleague.id} | come_and_go(session, CITY, PASSWORD, NOW)
    lived.keys["empty"] = assessing.create(session, actor=actor_of(owner), system_name="Empty system", now=NOW)


def _report(session: Session, lived: LivedIn) -> None:
    """Incidents: open ones on a valid and a suspended certificate, and one that was dismissed."""
    for name, hours in (("certified", 30), ("suspended", 400), ("replacing", 50)):
        found = certificates.of_assessment(session, lived.keys[name])
        assert found is not None
        lived.numbers[f"incident_{name}"] = reporting.report(
            session,
            certificate_id=found.id,
            description="It told a passenger that the door was open.\nNobody was hurt.",
            happened_on=NOW.date(),
            contact="passenger@example.org" if name == "certified" else "",
            reporter=actor_of(_person(session, RESPONDENT)) if name == "replacing" else None,
            address="192.0.2.1",
            now=NOW - timedelta(hours=hours),
        ).reference
    for _ in range(reporting.BY_ADDRESS):
        limits = [(key_of("address", TOO_MANY), reporting.BY_ADDRESS)]
        count_by(session, reporting.KIND, limits, window=reporting.WINDOW, now=NOW)
    dismissed = incidents.by_reference(session, lived.numbers["incident_replacing"])
    assert dismissed is not None
    reviewer = actor_of(_person(session, SECOND_REVIEWER))
    answering_incidents.decide(
        session, actor=reviewer, incident_id=dismissed.id, outcome=Outcome.DISMISS, reason=REASON, now=NOW
    )


def _keep_numbers(session: Session, lived: LivedIn) -> None:
    for name in ("certified", "suspended", "revoked", "superseded", "replacing"):
        found = certificates.of_assessment(session, lived.keys[name])
        assert found is not None
        lived.numbers[name] = found.number


def _application(settings: Settings, now: datetime) -> Flask:
    """The application at this moment, with addresses that fail on purpose."""
    app = build(settings)
    app.jinja_env.bytecode_cache = COMPILED
    clock.set_clock(app, lambda: now)

    def fail(status: int) -> str:
        if status == 409:
            raise Refused("contributor")
        if status == 4000:
            raise ForeignForm
        if status == 500:
            raise RuntimeError("on purpose")
        if status == 5030:
            raise Stuck("on purpose")
        if status == 5031:
            raise Unsigned("on purpose")
        abort(status)

    app.add_url_rule("/fails/<int:status>", "fails", audience(EVERYONE)(fail))
    return app
