"""The administrator's pages: finding people, inviting them, changing what they may do, letting them go."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from app.domain.lifecycle import Role
from app.storage import one_time_links, people
from app.storage.ledger import entries_of
from app.workflow import inviting
from app.workflow.actor import SYSTEM_ACTOR
from app.workflow.linking import Kind, token_of
from tests.links import KEY
from tests.people import NOW, World, address_of
from tests.web.client import StrictClient
from tests.web.visiting import sign_in, text_of, visit
from tests.web.visiting import token_of as csrf_of

INVITATION = {
    "name": "Hana Horak",
    "email": "hana@example.org",
    "roles": ["respondent", "reviewer"],
    "language": "zh-Hans",
}


@pytest.fixture
def adam(app: Flask) -> StrictClient:
    """The administrator."""
    return visit(app, "adam")


def post(
    client: StrictClient, address: str, data: dict[str, object] | None = None, at: str = "/people"
) -> TestResponse:
    """Send a form of a page with its token."""
    return client.post(address, data={**(data or {}), "csrf_token": csrf_of(client.get(at))})


def names(page: str) -> Sequence[str]:
    """The addresses of the people on the list, in its order."""
    return [part.split("<")[0] for part in page.split('small address">')[1:]]


def organisation_key(world: World, name: str) -> UUID:
    with world.session() as session:
        found = people.organisation_by_name(session, name)
        assert found is not None
        return found.id


def test_an_administrator_finds_the_list_from_the_first_page(adam: StrictClient) -> None:
    assert 'href="/people"' in text_of(adam.get("/"))
    page = text_of(adam.get("/people"))
    assert "Alice Adler" in page
    assert "Ethics reviewer, Reviewer" in page
    assert names(page) == sorted(names(page))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=alice", ["alice"]),
        ("words=DORA", ["dora"]),
        ("words=harbour+laboratory", ["charlie", "hana"]),
        ("words=example.org+fei", ["fang"]),
        ("words=%25", []),
        ("words=_", []),
        ("words=%5C", []),
        ("role=administrator", ["adam"]),
        ("role=ethics_reviewer&words=governance", ["fang", "grace"]),
        ("standing=deactivated", ["emil"]),
        ("standing=invited", ["hana"]),
        ("role=steward&standing=active", ["stella"]),
        ("role=system&standing=nothing&words=aude", ["aude"]),
    ],
)
def test_the_list_is_narrowed_in_the_address(world: World, adam: StrictClient, query: str, found: list[str]) -> None:
    with world.session() as session:
        inviting.deactivate(session, actor=SYSTEM_ACTOR, person_id=world.keys["emil"], now=NOW)
    invite(world, adam)
    assert names(text_of(adam.get(f"/people?{query}"))) == [address_of(name) for name in found]


def test_a_long_list_goes_on_by_key_and_shows_everybody_once(world: World, adam: StrictClient) -> None:
    with world.session() as session:
        for number in range(120):
            inviting.add_person(
                session,
                name="Same Name" if number % 2 else f"Person {number:03}",
                email=f"person{number}@example.org",
                organisation="Crowd",
                roles=[Role.RESPONDENT],
                password=None,
                language=None,
                now=NOW,
            )
    address, page = "/people?words=crowd", ""
    seen: list[str] = []
    for _ in range(4):
        page = text_of(adam.get(address))
        seen += names(page)
        if "Next page" not in page:
            break
        address = page.split("Next page")[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 120
    assert "120 people" in page
    assert adam.get("/people?after=nothing").status_code == 200


def invite(world: World, adam: StrictClient, **changes: object) -> TestResponse:
    """Adam fills in the form."""
    known = {"organisation": str(organisation_key(world, "Harbour Laboratory"))}
    return post(adam, "/people/invite", {**INVITATION, **known, **changes}, at="/people/invite")


def hana(world: World) -> people.Person:
    with world.session() as session:
        found = people.person_by_email(session, "hana@example.org")
        assert found is not None
        return found


def test_somebody_is_invited_with_a_mail_that_holds_no_token(world: World, adam: StrictClient) -> None:
    answer = invite(world, adam)
    assert answer.headers["Location"] == f"/people/{hana(world).id}"
    page = text_of(adam.get(answer.headers["Location"]))
    assert "An invitation to hana@example.org is on its way." in page
    assert "Send the invitation again" in page
    assert "Not come yet" in page
    with world.session() as session:
        assert hana(world).language == "zh-Hans"
        assert [entry.action for entry in entries_of(session, "person", hana(world).id)] == ["invite"]
        link = one_time_links.latest(session, hana(world).id, Kind.INVITATION)
        assert link is not None
    with world.engine.connect() as connection:
        (payload,) = connection.execute(text("SELECT payload FROM outbox_messages")).scalars()
    assert str(link.id) in str(payload)
    assert token_of(link.id, KEY) not in str(payload)


def test_an_organisation_that_is_new_is_made(world: World, adam: StrictClient) -> None:
    invite(world, adam, organisation="another", new_organisation="  City   Clinic ")
    with world.session() as session:
        assert people.organisation_by_name(session, "City Clinic") is not None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter the person’s name"),
        ({"name": "a\u200bb"}, "Remove the invisible characters from the name"),
        ({"name": "x" * 201}, "Shorten the name to 200 characters"),
        ({"email": "hana"}, "Enter an email address such as name@example.org"),
        ({"email": "a@b@c"}, "Enter an email address such as name@example.org"),
        ({"email": "alice@example.org"}, "Somebody has this address already"),
        ({"email": " ALICE@example.org"}, "Somebody has this address already"),
        ({"organisation": ""}, "Choose an organisation, or “A new organisation”"),
        ({"organisation": "guess"}, "Choose an organisation, or “A new organisation”"),
        ({"organisation": "another"}, "Enter the name of the new organisation"),
        ({"new_organisation": "City Clinic"}, "Choose an organisation or name a new one, not both"),
        ({"roles": []}, "Choose at least one role"),
        ({"roles": ["system"]}, "Choose roles from the list"),
        ({"roles": ["king"]}, "Choose roles from the list"),
        ({"language": "xx"}, "Choose a language"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    world: World, adam: StrictClient, changes: dict[str, object], sentence: str
) -> None:
    answer = invite(world, adam, **changes)
    assert answer.status_code == 400
    assert sentence in text_of(answer)
    assert changes.get("name") == "" or "hana@example.org" in text_of(answer) or "email" in changes
    with world.session() as session:
        assert people.person_by_email(session, "hana@example.org") is None


def test_a_name_of_two_alphabets_is_marked(world: World, adam: StrictClient) -> None:
    invite(world, adam, name="H\u0430na Horak")
    assert "alphabets that look alike" in text_of(adam.get(f"/people/{hana(world).id}"))
    assert "alphabets that look alike" not in text_of(adam.get(f"/people/{world.keys['alice']}"))


def test_roles_are_given_and_taken(world: World, adam: StrictClient) -> None:
    page = f"/people/{world.keys['bob']}"
    answer = post(adam, f"{page}/roles", {"roles": ["auditor"]}, at=page)
    assert answer.headers["Location"] == page
    assert world.actor("bob").roles == {Role.AUDITOR}
    assert post(adam, f"{page}/roles", {"roles": ["system"]}, at=page).status_code == 400
    assert post(adam, f"{page}/roles", {"roles": []}, at=page).status_code == 302
    assert world.actor("bob").roles == frozenset()


def test_nobody_changes_themselves(world: World, adam: StrictClient) -> None:
    own = f"/people/{world.keys['adam']}"
    page = text_of(adam.get(own))
    assert "Nobody changes their own roles." in page
    assert "Deactivate this account" not in page
    for act, said in (
        ("roles", "Nobody gives roles to themselves."),
        ("deactivate", "Nobody closes their own account."),
    ):
        answer = post(adam, f"{own}/{act}", {"roles": ["administrator", "reviewer"]})
        assert answer.status_code == 409
        assert said in text_of(answer)
    assert adam.get(f"{own}/deactivate").status_code == 409
    assert world.actor("adam").roles == {Role.ADMINISTRATOR}


def test_letting_go_ends_sessions_at_once_and_taking_back_opens_none(
    app: Flask, world: World, adam: StrictClient
) -> None:
    bob, page = visit(app, "bob"), f"/people/{world.keys['bob']}"
    assert "Unknown browser" in text_of(adam.get(page))
    assert "Deactivate Bob Bauer?" in text_of(adam.get(f"{page}/deactivate"))
    assert bob.get("/assessments").status_code == 200
    post(adam, f"{page}/deactivate", at=f"{page}/deactivate")
    assert bob.get("/assessments").status_code == 302
    assert "Deactivated" in text_of(adam.get(page))
    assert sign_in(visit(app), "bob").status_code == 400
    assert post(adam, f"{page}/send-reset").status_code == 409
    post(adam, f"{page}/reactivate")
    assert bob.get("/assessments").status_code == 302
    assert sign_in(visit(app), "bob").status_code == 302


def test_sessions_are_ended_and_links_are_sent(app: Flask, world: World, adam: StrictClient) -> None:
    bob, page = visit(app, "bob"), f"/people/{world.keys['bob']}"
    post(adam, f"{page}/end-sessions")
    assert bob.get("/assessments").status_code == 302
    assert "is on its way to bob@example.org" in text_of(adam.get(post(adam, f"{page}/send-reset").headers["Location"]))
    assert post(adam, f"{page}/invite-again").status_code == 409  # has come
    invite(world, adam)
    invited = f"/people/{hana(world).id}"
    assert "A new invitation" in text_of(adam.get(post(adam, f"{invited}/invite-again").headers["Location"]))
    assert post(adam, f"{invited}/send-reset").status_code == 409  # has no password yet
    with world.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM outbox_messages")) == 3


def test_nothing_happens_on_a_get_and_nobody_is_there_by_chance(world: World, adam: StrictClient) -> None:
    page = f"/people/{world.keys['bob']}"
    for act in ("roles", "invite-again", "send-reset", "end-sessions", "reactivate"):
        assert adam.get(f"{page}/{act}").status_code == 405
    adam.get(f"{page}/deactivate")
    assert world.actor("bob").roles
    assert adam.get(f"/people/{world.matrix}").status_code == 404
    assert post(adam, f"/people/{world.matrix}/deactivate").status_code == 404


def test_organisations_are_listed_and_added(adam: StrictClient) -> None:
    answer = post(adam, "/organisations", {"name": "City Clinic"}, at="/organisations")
    assert answer.status_code == 302
    page = text_of(adam.get("/organisations"))
    assert "City Clinic" in page
    for name, sentence in (("City  Clinic", "There is an organisation with this name already"), ("", "Enter the name")):
        answer = post(adam, "/organisations", {"name": name}, at="/organisations")
        assert answer.status_code == 400
        assert sentence in text_of(answer)
