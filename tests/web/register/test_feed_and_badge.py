"""The feeds are Atom whatever names hold, and the badge says level and state to whoever embeds it."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, fromstring

import pytest
from flask import Flask

from app.web.levels import colour_of, contrast_of
from app.web.register.badge import GROUNDS, width_of
from tests.people import World
from tests.web.register.test_register import certified, change, choose, number_of
from tests.web.visiting import visit
from tests.workflow.test_superseding import approve, begun_again

ATOM, SVG = "{http://www.w3.org/2005/Atom}", "{http://www.w3.org/2000/svg}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
WHITE = (1.0, 1.0, 1.0)


def feed(app: Flask, address: str = "/register.atom") -> Element:
    answer = visit(app).get(address)
    assert answer.mimetype == "application/atom+xml"
    return fromstring(answer.get_data())  # noqa: S314 - our own


def actions(root: Element) -> list[str]:
    return [str(entry.find(f"{ATOM}category").get("term")) for entry in root.iter(f"{ATOM}entry")]  # type: ignore[union-attr]


def test_each_change_is_an_entry_newest_first(world: World, app: Flask) -> None:
    old = certified(world)
    for how in ("suspend", "lift"):
        change(world, old, how)
    new = begun_again(world, old)
    approve(world, new)
    choose(world, new, listed=True)
    change(world, new, "revoke")
    assert actions(feed(app)) == ["revoked", "listed", "superseded", "lifted", "suspended", "listed"]
    choose(world, new, listed=False)
    assert actions(feed(app)) == ["superseded", "lifted", "suspended", "listed"]


def test_what_happened_before_its_owner_agreed_is_not_told(world: World, app: Flask) -> None:
    key = certified(world, listed=False)
    for how in ("suspend", "lift"):
        change(world, key, how)
    choose(world, key, listed=True)
    assert actions(feed(app)) == ["listed"]


@pytest.mark.parametrize("address", ["/register.atom", "/register.zh-Hans.atom"])
def test_a_feed_has_what_atom_asks_for(world: World, app: Flask, address: str) -> None:
    certified(world)
    root = feed(app, address)
    ids = [each.text for each in root.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids)) == 2
    assert all(str(each).startswith("urn:uuid:") for each in ids)
    for part in (root, *root.iter(f"{ATOM}entry")):
        assert part.findtext(f"{ATOM}title")
        assert MOMENT.fullmatch(part.findtext(f"{ATOM}updated") or "")
        assert all((link.get("href") or "").startswith("http://localhost/") for link in part.findall(f"{ATOM}link"))
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"] == [
        "http://localhost" + address
    ]
    assert [each.text for each in feed(app, address).iter(f"{ATOM}id")] == ids


def test_the_feed_in_chinese_is_in_chinese(world: World, app: Flask) -> None:
    certified(world, "问答助手")
    root = feed(app, "/register.zh-Hans.atom")
    assert root.findtext(f"{ATOM}entry/{ATOM}title") == "列入名录：问答助手（Ministry of Transport）"
    assert visit(app).get("/register.fr.atom").status_code == 404


def test_an_empty_feed_is_whole(app: Flask) -> None:
    root = feed(app)
    assert MOMENT.fullmatch(root.findtext(f"{ATOM}updated") or "")
    assert actions(root) == []


@pytest.mark.parametrize("name", ['<b>&amp;"]]>', "a & b 'c'", "مرحبا 𠮷 👩‍🚒", "\ufffeodd\ufdd0"])
def test_names_are_text_whatever_they_hold(world: World, app: Flask, name: str) -> None:
    key = certified(world)
    with world.engine.begin() as connection:  # what no form lets in may be there all the same
        connection.exec_driver_sql("DROP TRIGGER submissions_refuse_update")
        connection.exec_driver_sql("UPDATE submissions SET system_name = ?", (name,))
    root = feed(app)
    said = name.replace("\ufffe", "\ufffd")
    assert root.findtext(f"{ATOM}entry/{ATOM}title") == f"Listed: {said} (Ministry of Transport)"
    assert visit(app).get(f"/certificates/{number_of(world, key)}").status_code == 200


@pytest.mark.parametrize(("how", "said"), [(None, "Valid"), ("suspend", "Suspended"), ("revoke", "Revoked")])
def test_a_badge_says_level_and_state_today(world: World, app: Flask, how: str | None, said: str) -> None:
    key = certified(world)
    if how:
        change(world, key, how)
    answer = visit(app).get(f"/certificates/{number_of(world, key)}/badge.svg")
    root = fromstring(answer.get_data())  # noqa: S314 - our own
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert words[1] == said
    assert said in (root.findtext(f"{SVG}title") or "")
    assert root.findtext(f"{SVG}desc")
    assert list(root.iter(f"{SVG}script")) == []


def test_a_badge_may_be_embedded_and_is_kept_for_minutes(world: World, app: Flask) -> None:
    number = number_of(world, certified(world))
    answer = visit(app).get(f"/certificates/{number}/badge.svg")
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.cache_control.must_revalidate
    assert (answer.cache_control.max_age or 0) <= 300
    again = visit(app).get(f"/certificates/{number}/badge.svg", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert visit(app).get("/register").headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_badge_is_of_listed_systems_only(world: World, app: Flask) -> None:
    number = number_of(world, certified(world, listed=False))
    assert visit(app).get(f"/certificates/{number}/badge.svg").status_code == 404
    assert visit(app).get("/certificates/FJ-2026-0000-0000/badge.svg").status_code == 404


def test_a_badge_in_chinese(world: World, app: Flask) -> None:
    number = number_of(world, certified(world))
    drawn = visit(app).get(f"/certificates/{number}/badge.svg?language=zh-Hans").get_data(as_text=True)
    assert "有效" in drawn
    assert width_of("有效") == 24


def test_the_words_of_a_badge_can_be_read(world: World, app: Flask) -> None:
    for ground in GROUNDS.values():
        assert contrast_of(colour_of(ground), WHITE) >= 4.5
    drawn = visit(app).get(f"/certificates/{number_of(world, certified(world))}/badge.svg").get_data(as_text=True)
    ink = re.search(r'color="(#[0-9a-f]{6})"', drawn)
    assert ink
    assert contrast_of(colour_of(ink[1]), WHITE) >= 4.5


def test_programs_find_the_feeds(world: World, app: Flask) -> None:
    number = number_of(world, certified(world))
    for page in ("/register", f"/certificates/{number}"):
        said = visit(app).get(page).get_data(as_text=True)
        assert '<link rel="alternate" type="application/atom+xml" href="/register.atom" hreflang="en"' in said
        assert 'href="/register.zh-Hans.atom"' in said
