"""The queue's pages: filters that live in the address, counts, views and pages, whatever the address says."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.storage.columns import reference
from tests.people import NOW, World
from tests.web.client import StrictClient
from tests.web.visiting import application_of, text_of, visit


def links(page: TestResponse) -> dict[str, str]:
    """The addresses of a page by the words of their links."""
    found = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', page.get_data(as_text=True), re.DOTALL)
    return {" ".join(re.sub(r"<[^>]+>", " ", words).split()): unescape(address) for address, words in found}


def shown(client: StrictClient, **filters: str) -> set[str]:
    """The systems that the queue shows with these filters."""
    page = client.get(f"/queue?{urlencode(filters)}")
    assert page.status_code == 200
    return set(re.findall(r"data-item>([^<]*)</a>", page.get_data(as_text=True)))


def several(world: World) -> None:
    world.submitted(system="城市交通信号优化")
    world.submitted("serious", system="Loan 100% check", owner="charlie")
    world.in_review("serious", system="Straße_lights")
    world.certified(system="Certified one")
    world.draft(system="A draft")


def test_filters_are_combined_in_the_address(world: World, app: Flask) -> None:
    several(world)
    dora = visit(app, "dora")
    assert len(shown(dora)) == 3
    assert shown(dora, q="交通") == {"城市交通信号优化"}
    assert shown(dora, q="STRASSE") == {"Straße_lights"}
    assert shown(dora, q="%") == {"Loan 100% check"}
    assert shown(dora, q="_") == {"Straße_lights"}
    assert shown(dora, q="harbour lab") == {"Loan 100% check"}
    assert shown(dora, state="in_review", q="transport") == {"Straße_lights"}
    assert shown(dora, view="all", state="certified") == {"Certified one"}
    assert shown(dora, view="all", due="none") == {"Certified one"}


def test_the_reference_finds_its_assessment(world: World, app: Flask) -> None:
    key = world.submitted(system="This one")
    world.submitted(system="Another")
    assert shown(visit(app, "dora"), q=reference(key).lower()) == {"This one"}


def test_a_filter_can_be_taken_away_and_survives_other_links(world: World, app: Flask) -> None:
    several(world)
    dora = visit(app, "dora")
    page = dora.get("/queue?view=all&q=s&state=in_review")
    found = links(page)
    assert found["Take the filter away: “s” ×"] == "/queue?view=all&state=in_review"
    assert found["Take the filter away: In review ×"] == "/queue?view=all&q=s"
    assert found["Take all filters away"] == "/queue?view=all"
    assert found["Submitted 1"] == "/queue?view=all&q=s&state=submitted"
    assert found["In review 1"] == "/queue?view=all&q=s"
    assert 'name="view" value="all"' in page.get_data(as_text=True)
    assert 'name="state" value="in_review"' in page.get_data(as_text=True)


def test_filters_survive_leafing_there_and_back(world: World, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.reviewer.routes.A_PAGE", 2)
    for number in range(5):
        world.submitted(system=f"System {number}")
    world.submitted(system="Other")
    dora = visit(app, "dora")
    pages, page = [], dora.get("/queue?q=system")
    while True:
        pages.append(re.findall(r"System \d", text_of(page)))
        assert "Other" not in text_of(page)
        if "Next page" not in links(page):
            break
        page = dora.get(links(page)["Next page"])
    assert [system for each in pages for system in each] == [f"System {number}" for number in range(5)]
    back = links(page)["Previous page"]
    assert re.findall(r"System \d", text_of(dora.get(back))) == pages[1]
    assert "Previous page" not in links(dora.get("/queue?q=system"))


def test_level_and_those_above(world: World, app: Flask) -> None:
    several(world)
    dora = visit(app, "dora")
    page = dora.get("/queue").get_data(as_text=True)
    values = re.findall(r'<option value="([^"]+)"', page.split('name="level"')[1].split("</select>")[0])
    alone = [shown(dora, level=value) for value in values if not value.endswith("+")]
    assert sum(map(len, alone)) == 3
    for value in values:
        if value.endswith("+"):
            assert shown(dora, level=value) >= shown(dora, level=value[:-1])


def test_overdue_is_counted_and_filtered(world: World) -> None:
    world.submitted("serious", system="Slow one")
    world.submitted(system="No hurry")
    late = visit(application_of(world, now=NOW + timedelta(days=30)), "dora")
    overdue = [words for words in links(late.get("/queue")) if words.startswith("Overdue")]
    assert len(overdue) == 1
    assert "Slow one" in shown(late, due="overdue")


ODD = ("", "x", "0", "-1", "%00", "😀", "'; DROP TABLE people", "9" * 40, "../..", "٣")


@pytest.mark.parametrize("name", ["view", "level", "category", "organisation", "state", "due", "after", "before", "q"])
def test_an_odd_address_is_answered_with_a_page(world: World, app: Flask, name: str) -> None:
    world.submitted()
    dora = visit(app, "dora")
    for odd in ODD:
        page = dora.get(f"/queue?{urlencode({name: odd})}")
        assert page.status_code in (200, 400), odd
        if name not in ("q", "after", "before") and odd and page.status_code == 200:
            assert "it was left out" in text_of(page)
    assert dora.get(f"/queue?after=0.{'9' * 17}.1.{'f' * 32}").status_code == 200
    assert dora.get(f"/queue?q={'%25_' * 500}").status_code == 200


def test_nothing_fits(world: World, app: Flask) -> None:
    world.submitted()
    dora = visit(app, "dora")
    assert "No assessment fits these filters." in text_of(dora.get("/queue?q=zebra"))
    past_the_end = dora.get(f"/queue?after=4..1.{'0' * 32}")
    assert "There is nothing more on this page." in text_of(past_the_end)


def test_all_shows_what_others_work_on_and_marks_mine(world: World, app: Flask) -> None:
    several(world)
    page = visit(app, "fang").get("/queue?view=all")
    assert "4 assessments" in text_of(page)
    assert "A draft" not in text_of(page)
    assert text_of(visit(app, "dora").get("/queue?view=all")).count("Waiting for you") > text_of(page).count("Waiting")


def test_the_queue_in_chinese(world: World, app: Flask) -> None:
    several(world)
    text = text_of(visit(app, "dora", language="zh-Hans").get("/queue?view=all&q=s"))
    for expected in ("全部已提交", "移除筛选条件", "键盘快捷键", "所有等级"):
        assert expected in text
    assert "Filter by" not in text
