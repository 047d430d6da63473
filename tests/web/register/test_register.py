"""The public register: what it lists, how it is searched, and what it never says."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from app.storage.certificates import of_assessment
from app.storage.columns import reference
from app.workflow import assessing, certifying, listing
from tests.people import NOW, World
from tests.web.visiting import application_of, text_of, visit
from tests.workflow.test_superseding import approve, begun_again


def number_of(world: World, key: UUID) -> str:
    with world.session() as session:
        found = of_assessment(session, key)
        assert found is not None
        return found.number


def certified(world: World, system: str = "Traffic lights", *, listed: bool = True) -> UUID:
    key = world.certified(system=system)
    if listed:
        choose(world, key, listed=True)
    return key


def choose(world: World, key: UUID, *, listed: bool) -> None:
    with world.session() as session:
        listing.set_listed(session, actor=world.actor("alice"), assessment_id=key, listed=listed, now=NOW)


def change(world: World, key: UUID, how: str) -> None:
    with world.session() as session:
        getattr(certifying, how)(session, actor=world.actor("dora"), assessment_id=key, reason="Secret why.", now=NOW)


def listed_in(app: Flask, address: str = "/register.json") -> list[str]:
    return [each["number"] for each in json.loads(visit(app).get(address).get_data())["systems"]]


def test_an_empty_register_says_so(app: Flask) -> None:
    page = text_of(visit(app).get("/register"))
    assert "No system is listed yet. Systems appear here when they are certified and their owner has agreed." in page
    assert listed_in(app) == []


def test_only_what_an_owner_agreed_to_and_what_is_certified(world: World, app: Flask) -> None:
    certified(world, "Parking", listed=False)
    waiting = world.draft(system="Night bus")
    with world.session() as session:
        version = world.find(session, waiting).version
        who = world.actor("alice")
        assessing.submit(session, actor=who, assessment_id=waiting, version=version, now=NOW, listed=True)
    key = certified(world)
    page = text_of(visit(app).get("/register"))
    assert "Traffic lights" in page
    assert "Parking" not in page
    assert "Night bus" not in page
    assert "1 system, last certified first." in page
    choose(world, key, listed=False)
    assert listed_in(app) == []


@pytest.mark.parametrize(("how", "said"), [("suspend", "Suspended"), ("revoke", "Revoked")])
def test_what_is_taken_away_stays_and_is_shown_as_such_at_once(world: World, app: Flask, how: str, said: str) -> None:
    key = certified(world)
    change(world, key, how)
    client = visit(app)
    page = text_of(client.get("/register"))
    assert f'<span class="tag need">{said}</span>' in page
    state = said.lower()
    assert listed_in(app, f"/register.json?state={state}") == [number_of(world, key)]
    assert listed_in(app, "/register.json?state=certified") == []
    assert "Secret why." not in page + text_of(client.get("/register.atom")) + text_of(client.get("/register.json"))


def test_what_has_expired_is_shown_as_such_before_the_clock_has_done_its_work(world: World) -> None:
    key = certified(world)
    later = application_of(world, NOW + timedelta(days=4_000))
    assert json.loads(visit(later).get("/register.json").get_data())["systems"][0]["state"] == "expired"
    assert listed_in(later, "/register.json?state=expired") == [number_of(world, key)]
    assert listed_in(later, "/register.json?state=certified") == []


def test_a_superseded_one_leads_to_the_newer_and_back(world: World, app: Flask) -> None:
    old = certified(world)
    new = begun_again(world, old)
    approve(world, new)
    choose(world, new, listed=True)
    client = visit(app)
    assert "Superseded" in text_of(client.get("/register"))
    page = text_of(client.get(f"/certificates/{number_of(world, new)}"))
    assert "Earlier certificates of this system" in page
    choose(world, old, listed=False)
    assert "Earlier certificates" not in text_of(client.get(f"/certificates/{number_of(world, new)}"))


def test_it_is_searched_by_system_and_organisation_in_any_writing(world: World, app: Flask) -> None:
    lights, helper = certified(world, "Traffic ＬＩＧＨＴＳ"), certified(world, "市民办事问答助手")
    assert listed_in(app, "/register.json?q=lights") == [number_of(world, lights)]
    assert listed_in(app, "/register.json?q=问答") == [number_of(world, helper)]
    assert set(listed_in(app, "/register.json?q=MINISTRY")) == {number_of(world, lights), number_of(world, helper)}
    assert listed_in(app, "/register.json?q=%25") == []
    assert "No listed system fits these filters." in text_of(visit(app).get("/register?q=zebra"))


def test_the_reference_of_an_assessment_finds_nothing(world: World, app: Flask) -> None:
    key = certified(world)
    assert listed_in(app, f"/register.json?q={reference(key)}") == []
    assert listed_in(app, f"/register.json?q={reference(key)[-4:]}") == []


def test_levels_and_categories_filter_and_what_nobody_offers_is_left_out(world: World, app: Flask) -> None:
    key = certified(world)
    page = json.loads(visit(app).get("/register.json").get_data())["systems"][0]
    assert listed_in(app, f"/register.json?level={page['level']['id']}") == [number_of(world, key)]
    assert listed_in(app, "/register.json?level=high") == []
    assert listed_in(app, "/register.json?level=nonsense") == [number_of(world, key)]
    sentence = "The address asks for something that there is not here; it was left out."
    assert sentence in text_of(visit(app).get("/register?category=nonsense"))


def test_pages_go_on_behind_a_place(world: World, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [number_of(world, certified(world, f"System {number}")) for number in range(5)]
    monkeypatch.setattr("app.web.register.routes.IN_A_FILE", 2)
    client, found, address = visit(app), [], "/register.json?q=system"
    while address:
        data = json.loads(client.get(address).get_data())
        found += [each["number"] for each in data["systems"]]
        address = (data["next"] or "").removeprefix("http://localhost")
    assert found == keys[::-1]


def test_the_data_say_what_the_documentation_says(world: World, app: Flask) -> None:
    key = certified(world)
    answer = visit(app).get("/register.json")
    data = json.loads(answer.get_data())
    number = number_of(world, key)
    assert data.keys() == {"format", "systems", "next"}
    system = data["systems"][0]
    assert system.keys() == {
        *("number", "system", "organisation", "level", "categories", "state", "issued_at", "valid_until"),
        *("page", "badge"),
    }
    assert system["level"]["label"].keys() == {"en", "zh-Hans"}
    assert system["page"] == f"http://localhost/certificates/{number}"
    again = visit(app).get("/register.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_page_of_a_certificate_that_is_not_listed_says_nothing_more(world: World, app: Flask) -> None:
    number = number_of(world, certified(world, listed=False))
    page = text_of(visit(app).get(f"/certificates/{number}"))
    for said in ("badge.svg", "register.atom", "Show it on your own site"):
        assert said not in page


def test_no_people_and_no_answers(world: World, app: Flask) -> None:
    number, client = number_of(world, certified(world)), visit(app)
    pages = [f"/certificates/{number}", f"/certificates/{number}/badge.svg"]
    for page in ("/register", "/register.json", "/register.atom", "/register.zh-Hans.atom", *pages):
        said = text_of(client.get(page))
        for private in ("Alice", "Dora", "Adler", "Diallo", "@example.org"):
            assert private not in said, f"{page} names {private}"
