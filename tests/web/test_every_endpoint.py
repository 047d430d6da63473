"""Every endpoint × everybody × GET and POST: whoever has no part in something cannot even tell that it is there."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.lifecycle import Role
from app.storage import ledger
from app.storage.certificates import of_assessment
from app.web.access import EVERYONE, SIGNED_IN
from app.workflow import inviting, reporting, sharing
from tests.architecture.endpoints import ABOUT, ENDPOINTS, OWN, READ, REVIEW, SELF
from tests.people import NOW, PASSWORD, PEOPLE, World, address_of
from tests.web.client import StrictClient
from tests.web.visiting import visit

ORIGIN = {"Origin": "http://localhost"}
METHODS = ("GET", "POST")
PROTECTED = sorted(name for name, who in ENDPOINTS.items() if EVERYONE not in who)
SUBMITTED_READERS = {str(Role.REVIEWER), str(Role.ETHICS_REVIEWER), str(Role.AUDITOR)}
SUBMITTED_REVIEWERS = {str(Role.REVIEWER), str(Role.ETHICS_REVIEWER)}

# Beside the people of every test: a colleague whom Alice invited, one of the same organisation whom she did not, one
# who was sent away while signed in, and one without any role.
MORE: dict[str, tuple[str, frozenset[Role]]] = {
    "cora": ("Ministry of Transport", frozenset({Role.RESPONDENT})),
    "cyril": ("Ministry of Transport", frozenset({Role.RESPONDENT})),
    "gone": ("Ministry of Transport", frozenset({Role.RESPONDENT, Role.REVIEWER, Role.AUDITOR})),
    "nora": ("Ministry of Transport", frozenset()),
}
ROLES = {name: roles for name, (_, _, roles) in PEOPLE.items()} | {name: roles for name, (_, roles) in MORE.items()}
RESPONSIBLE = {"alice", "cora"}
EVERYBODY = (None, *(name for name in ROLES if name != "emil"))  # who is to the product what Dora is


def everybody(world: World) -> None:
    """Add those who are not among the people of every test."""
    with world.session() as session:
        for name, (organisation, roles) in MORE.items():
            world.keys[name] = inviting.add_person(
                session,
                name=name.capitalize(),
                email=address_of(name),
                organisation=organisation,
                roles=roles,
                password=PASSWORD,
                language="en",
                now=NOW,
            )


def told_of(world: World, *, certified: bool) -> dict[str, object]:
    """An assessment of Alice's that Cora works on, and what addresses are made of."""
    assessment = world.certified() if certified else world.draft()
    with world.session() as session:
        if not certified:
            sharing.invite_colleague(
                session,
                actor=world.actor("alice"),
                assessment_id=assessment,
                person_id=world.keys["cora"],
                now=NOW,
            )
        certificate = of_assessment(session, assessment)
        number = certificate.number if certificate else "FJ-2026-ABCD-EFGH"
        reference = reported(session, certificate.id) if certificate else "IN-2026-ABCD-EFGH"
    return {
        "assessment_id": assessment,
        "section_id": "use",
        "test_id": "works",
        "number": number,
        "sequence": 1,
        "ending": "csv",
        "reference": reference,
        "question_id": "harm",
        "file_id": assessment,  # of nobody: tests/web/test_evidence_files.py has real ones
        "name": "report.pdf",
        "person_id": world.keys["bob"],
        "sign_in_id": assessment,  # of nobody: tests/web/account has real ones
        "token": "guess",
        "code": "zh-Hans",
        "factor_id": assessment,  # of nobody: tests/web/test_second_factors.py has real ones
    }


def reported(session: Session, certificate: UUID) -> str:
    """An incident on the certificate, reported by the public; its reference."""
    return reporting.report(
        session,
        certificate_id=certificate,
        description="It let two streams of traffic go at once.",
        happened_on=None,
        contact="",
        reporter=None,
        address="192.0.2.1",
        now=NOW,
    ).reference


def addresses(app: Flask, endpoint: str, values: dict[str, object]) -> Iterator[tuple[str, frozenset[str]]]:
    """Each address of an endpoint about this assessment, with the methods it knows."""
    for rule in app.url_map.iter_rules(endpoint):
        built = rule.build({name: values[name] for name in rule.arguments - set(rule.defaults or ())})
        assert built is not None
        yield built[1], frozenset(rule.methods or ())


def refusals(name: str | None, endpoint: str, *, certified: bool) -> set[int]:
    """How an endpoint answers somebody who may not open it; empty when they may."""
    if name is None or name == "gone":
        return {HTTPStatus.FOUND, HTTPStatus.FORBIDDEN}  # to the sign-in page, or what was typed is kept
    who, roles = ENDPOINTS[endpoint], {str(role) for role in ROLES[name]}
    if SIGNED_IN not in who and not who & roles:
        return {HTTPStatus.FORBIDDEN}
    part_in = {
        OWN: name in RESPONSIBLE if not certified else name == "alice",
        READ: name == "alice" or bool(certified and roles & SUBMITTED_READERS) or (name == "cora" and not certified),
        SELF: False,  # the session in the addresses is of nobody
        REVIEW: bool(certified and roles & SUBMITTED_REVIEWERS),
    }
    return set() if part_in.get(ABOUT.get(endpoint, ""), True) else {HTTPStatus.NOT_FOUND}


def visitor(app: Flask, world: World, name: str | None) -> StrictClient:
    """Somebody's client; whoever is gone was signed in before."""
    client = visit(app, name)
    if name == "gone":
        with world.session() as session:
            inviting.deactivate(session, actor=world.actor("adam"), person_id=world.keys["gone"], now=NOW)
    return client


def entries(world: World) -> int:
    """How many things have happened so far."""
    with world.session() as session:
        return ledger.count(session)


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("certified", [False, True], ids=["draft", "certified"])
def test_everybody_reaches_what_is_theirs_and_nothing_else(
    world: World, app: Flask, name: str | None, certified: bool
) -> None:
    everybody(world)
    values = told_of(world, certified=certified)
    client = visitor(app, world, name)
    app.config["WTF_CSRF_ENABLED"] = False  # so that a forgotten check is not hidden behind a missing token
    refused = {each: refusals(name, each, certified=certified) if each in PROTECTED else set() for each in ENDPOINTS}
    before = entries(world)
    assert [each for each in ENDPOINTS if refused[each]]
    assert list(let_in(app, client, values, refused)) == []
    assert entries(world) == before, "something that was refused left a trace"
    # Without this, a product that refuses everybody everything would be called safe.
    assert list(kept_out(app, client, values, [each for each in ENDPOINTS if not refused[each]])) == []


def let_in(app: Flask, client: StrictClient, values: dict[str, object], refused: dict[str, set[int]]) -> Iterator[str]:
    """Each request that was answered, though it is to be refused."""
    for endpoint, expected in refused.items():
        for address, known in addresses(app, endpoint, values) if expected else ():
            for method in METHODS:
                if method not in known and shared(app, address, method):
                    continue
                answer = client.open(address, method=method, headers=ORIGIN)
                if answer.status_code not in (expected if method in known else {HTTPStatus.METHOD_NOT_ALLOWED}):
                    yield f"{method} {address} ({endpoint}) answers {answer.status_code}, not {expected}"


def kept_out(app: Flask, client: StrictClient, values: dict[str, object], open_to_them: list[str]) -> Iterator[str]:
    """Each page that was refused, though it is theirs."""
    for endpoint in sorted(set(open_to_them) - HANGS_ON_MORE):
        for address, known in addresses(app, endpoint, values):
            if "GET" in known:
                answer = client.get(address)
                if answer.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
                    yield f"GET {address} ({endpoint}) answers {answer.status_code}"


def shared(app: Flask, address: str, method: str) -> bool:
    """Whether another endpoint answers this method at the address; it is tried under its own name."""
    adapter = app.url_map.bind("localhost")
    return adapter.test(address.partition("?")[0], method=method)


# What these show hangs on more than who asks: files and numbers that the assessment above does not have, or a provider
# to sign in with.
HANGS_ON_MORE = {
    "decisions.letter",
    "evidence.download",
    "federation.begin",
    "federation.come_back",
    "federation.signed_out",
    "factors.remove",
    "levels.stylesheet",
    "static_files.serve",
    "account.choose_language",
    "account.choose_password",
    "account.open_invitation",
    "account.open_reset",
    "public.certificate",
    "public.certificate_json",
    "public.certificate_pdf",
    "public.incident_reported",
    "public.report_incident",
    "register.badge",
    "respondent.change_evidence",
    "respondent.evidence",
    "respondent.hand_over",
    "respondent.remove_test",
    "respondent.test",
    "respondent.test_evidence",
}


def test_every_address_about_something_says_whose_it_is(app: Flask) -> None:
    about = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint in PROTECTED
        and {name for name in rule.arguments if name.endswith(("_id", "number", "reference"))}
    }
    assert about == ABOUT.keys()
