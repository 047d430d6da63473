"""Checking a certificate as a stranger: by number, by file, and what is never told."""

from __future__ import annotations

import re
from io import BytesIO

import pypdf
import pytest
import segno
from flask import Flask

from app.storage import ledger
from app.web.public.numbers import read_number
from app.workflow import certifying
from tests.people import NOW, World
from tests.web.client import StrictClient
from tests.web.public.offering import number_of, offer
from tests.web.visiting import application_of, text_of, visit


@pytest.mark.parametrize(
    "typed",
    [
        "FJ-2026-7K3M-91X0",
        "fj-2026-7k3m-91x0",
        " FJ 2026 7K3M 91X0 ",
        "FJ20267K3M91X0",
        "2026-7K3M-91X0",
        "FJ-2026-7K3M-9IXO",
        "fj–2026–7k3m–9lxo",
        "ＦＪ－２０２６－７Ｋ３Ｍ－９１Ｘ０",
    ],
)
def test_a_number_is_understood_however_it_is_typed(typed: str) -> None:
    assert read_number(typed) == "FJ-2026-7K3M-91X0"


@pytest.mark.parametrize("typed", ["", "FJ", "FJ-2026-7K3M", "FJ-2026-7K3M-91X00", "XX-2026-7K3M-91X0", "9" * 1000])
def test_what_cannot_be_a_number(typed: str) -> None:
    assert read_number(typed) is None


def test_a_valid_certificate_says_so_and_nothing_private(world: World, client: StrictClient) -> None:
    number = number_of(world, world.certified())
    page = client.get(f"/certificates/{number}")
    assert page.status_code == 200
    text = text_of(page)
    for expected in (number, "Genuine and valid", "Traffic lights", "Ministry of Transport", "Low risk"):
        assert expected in text
    assert "It is valid until 22 November 2027." in text
    for private in ("Alice Adler", "Dora Diallo", "Download", ".pdf?language"):
        assert private not in text
    assert "真实有效" in text_of(visit(client.application, language="zh-Hans").get(f"/certificates/{number}"))


def test_a_small_picture_of_the_paper_carries_the_code_that_is_on_it(world: World, app: Flask) -> None:
    number = number_of(world, world.certified())
    page = text_of(visit(app).get(f"/certificates/{number}"))
    picture = page[page.index('class="sheet"') : page.index("How to check it")]
    assert number in picture
    assert "Certificate of AI risk level" in picture
    code = segno.make(f"{app.config['FENJI_SETTINGS'].address}/certificates/{number}", error="m", micro=False)
    drawn = re.search(r' d="[^"]+"', code.svg_inline(border=0))
    assert drawn is not None
    assert drawn[0] in picture


def test_another_way_of_writing_leads_to_the_number(world: World, client: StrictClient) -> None:
    number = number_of(world, world.certified())
    answer = client.get(f"/certificates/{number.lower().replace('-', ' ')}")
    assert answer.status_code == 302
    assert answer.location == f"/certificates/{number}"
    found = client.get(f"/verify?number={number.lower()}")
    assert found.location == f"/certificates/{number}"


@pytest.mark.parametrize("number", ["FJ-2026-0000-0000", "nonsense", "<script>", "x" * 500])
def test_an_unknown_number_has_its_own_words(client: StrictClient, number: str) -> None:
    page = client.get(f"/certificates/{number}")
    assert page.status_code == 404
    assert "No certificate has this number" in text_of(page)
    assert "<script>" not in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Enter the number of the certificate"), ("hello", "Enter a number such as FJ-2026-7K3M-9QXZ")],
)
def test_a_number_that_cannot_be_one_comes_back(client: StrictClient, typed: str, sentence: str) -> None:
    page = client.get(f"/verify?number={typed}")
    assert page.status_code == 400
    assert sentence in text_of(page)
    assert "Error:" in text_of(page)


def test_suspended_and_revoked_are_told_at_once(world: World, client: StrictClient) -> None:
    key = world.certified()
    number, dora = number_of(world, key), world.actor("dora")
    with world.session() as session:
        certifying.suspend(session, actor=dora, assessment_id=key, reason="Secret matter", now=NOW)
    text = text_of(client.get(f"/certificates/{number}"))
    assert "Genuine, but suspended" in text
    assert "since 23 November 2026" in text
    assert "Secret matter" not in text
    with world.session() as session:
        certifying.revoke(session, actor=dora, assessment_id=key, reason="Secret matter", now=NOW)
    assert "Genuine, but revoked" in text_of(client.get(f"/certificates/{number}"))


def test_an_expired_certificate_is_told_before_the_clock_did_its_work(world: World) -> None:
    number = number_of(world, world.certified())
    last_day = application_of(world, now=NOW.replace(year=2027, month=11, day=22))
    assert "Genuine and valid" in text_of(visit(last_day).get(f"/certificates/{number}"))
    after = application_of(world, now=NOW.replace(year=2027, month=11, day=23))
    text = text_of(visit(after).get(f"/certificates/{number}"))
    assert "Genuine, but expired" in text
    assert "It was valid until 22 November 2027." in text


def test_people_with_access_download_the_file(world: World, app: Flask) -> None:
    key = world.certified()
    number = number_of(world, key)
    alice = visit(app, "alice")
    assert f"/certificates/{number}.pdf?language=both" in alice.get(f"/certificates/{number}").get_data(as_text=True)
    answer = alice.get(f"/certificates/{number}.pdf?language=zh-Hans")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={number}-zh-Hans.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    text = pypdf.PdfReader(BytesIO(answer.data)).pages[0].extract_text()
    assert "低风险" in text
    again = alice.get(f"/certificates/{number}.pdf?language=zh-Hans")
    assert again.data == answer.data
    unchanged = alice.get(
        f"/certificates/{number}.pdf?language=zh-Hans", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert unchanged.status_code == 304
    part = alice.get(f"/certificates/{number}.pdf?language=zh-Hans", headers={"Range": "bytes=100-299"})
    assert part.status_code == 206
    assert part.data == answer.data[100:300]
    assert part.headers["Content-Range"] == f"bytes 100-299/{len(answer.data)}"
    assert visit(app, "dora").get(f"/certificates/{number}.pdf").status_code == 200
    assert alice.get(f"/certificates/{number}.pdf?language=fr").status_code == 404


@pytest.mark.parametrize("name", ["charlie", "stella", "adam"])
def test_strangers_do_not_get_the_file(world: World, app: Flask, name: str) -> None:
    number = number_of(world, world.certified())
    client = visit(app, name)
    assert client.get(f"/certificates/{number}.pdf").status_code == 404
    assert "Download" not in text_of(client.get(f"/certificates/{number}"))
    assert visit(app).get(f"/certificates/{number}.pdf").status_code == 302


def test_checking_changes_nothing(world: World, app: Flask) -> None:
    number = number_of(world, world.certified())
    with world.session() as session:
        before = len(ledger.entries(session))
    client = visit(app)
    client.get(f"/certificates/{number}")
    client.get(f"/verify?number={number}")
    offer(client, b"%PDF-")
    with world.session() as session:
        assert len(ledger.entries(session)) == before
