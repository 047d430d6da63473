"""Every endpoint, asked for by everybody: strangers learn that there is nothing, other roles that it is not theirs."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

import pytest
from flask import Flask

from app.storage.certificates import of_assessment
from app.web.access import EVERYONE, SIGNED_IN
from tests.architecture.endpoints import ENDPOINTS
from tests.people import PEOPLE, World
from tests.web.visiting import visit

ORIGIN = "http://localhost"
PROTECTED = sorted(name for name, who in ENDPOINTS.items() if EVERYONE not in who)
# Each of them has no part in what Alice makes; once it is submitted, these may read it because of their work.
NOT_ALICES = ["charlie", "dora", "fang", "stella", "aude", "adam"]
READERS = {"dora", "fang", "aude"}


def requests(app: Flask, endpoint: str, values: dict[str, object]) -> list[tuple[str, str]]:
    """Each method and address of an endpoint, about this assessment."""
    found = []
    for rule in app.url_map.iter_rules(endpoint):
        built = rule.build({name: values[name] for name in rule.arguments - set(rule.defaults or ())})
        assert built is not None
        found += [(method, built[1]) for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})]
    return found


def values_of(world: World, assessment: UUID) -> dict[str, object]:
    """What the addresses are made of; a draft has no certificate, so its number is made up."""
    with world.session() as session:
        certificate = of_assessment(session, assessment)
        number = certificate.number if certificate else "FJ-2026-ABCD-EFGH"
    return {
        "assessment_id": assessment,
        "section_id": "use",
        "test_id": "works",
        "number": number,
        "question_id": "harm",
        "file_id": assessment,  # of nobody: tests/web/test_evidence_files.py has real ones
        "name": "report.pdf",
        "person_id": world.keys["bob"],
    }


def expected(name: str | None, endpoint: str, *, about_one: bool, submitted: bool) -> set[int]:
    """How an endpoint may answer somebody who has no part in the assessment; empty when it is theirs to open."""
    if name is None:
        return {HTTPStatus.FOUND}
    who = ENDPOINTS[endpoint]
    if SIGNED_IN not in who and not who & {str(role) for role in PEOPLE[name][2]}:
        return {HTTPStatus.FORBIDDEN}
    if about_one and not (submitted and name in READERS):
        return {HTTPStatus.NOT_FOUND}
    return set()


@pytest.mark.parametrize("name", [None, *NOT_ALICES])
@pytest.mark.parametrize("submitted", [False, True], ids=["draft", "certified"])
def test_nobody_reaches_what_is_not_theirs(world: World, app: Flask, name: str | None, submitted: bool) -> None:
    assessment = world.certified() if submitted else world.draft()
    values = values_of(world, assessment)
    client = visit(app, name)
    app.config["WTF_CSRF_ENABLED"] = False  # so that a forgotten check is not hidden behind a missing token
    wrong, tried = [], 0
    for endpoint in PROTECTED:
        for method, address in requests(app, endpoint, values):
            about_one = str(assessment) in address or str(values["number"]) in address
            allowed = expected(name, endpoint, about_one=about_one, submitted=submitted)
            if allowed:
                tried += 1
                answer = client.open(address, method=method, headers={"Origin": ORIGIN})
                if answer.status_code not in allowed:
                    wrong.append(f"{method} {address} answers {answer.status_code}, not {allowed}")
    assert tried
    assert wrong == []
