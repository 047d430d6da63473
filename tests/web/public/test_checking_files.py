"""Dropping a PDF on the public page: genuine, altered, foreign, locked, damaged, hostile, too large, too many."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from sqlalchemy import text

from app.documents.certificate import certificate_pdf
from app.documents.facts import CertificateFacts
from app.documents.signing import demonstration_signer, sign
from app.storage import certificates, ledger
from app.workflow import certifying, limiting_checks
from tests.documents.hostile import HOSTILE, attached, encrypted
from tests.documents.triage import ADDRESS, FACTS
from tests.people import NOW, World, copied
from tests.web.client import StrictClient
from tests.web.public.offering import number_of, offer
from tests.web.visiting import application_of, text_of, token_of, visit

PRIVATE = ("Alice Adler", "Dora Diallo", "harm", "none of them")


@dataclass(frozen=True)
class Office:
    """A world with a certificate whose file was issued; each test gets a copy."""

    world: World
    key: UUID
    number: str
    issued: bytes


@pytest.fixture(scope="module")
def office(first_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with copied(first_world, tmp_path_factory.mktemp("office")) as world:
        key = world.certified()
        number = number_of(world, key)
        data = visit(application_of(world), "alice").get(f"/certificates/{number}.pdf?language=en").data
        yield Office(world, key, number, data)


@pytest.fixture
def world(office: Office, tmp_path: Path) -> Iterator[World]:
    with copied(office.world, tmp_path) as world:
        yield world


@pytest.fixture
def number(office: Office) -> str:
    return office.number


@pytest.fixture
def issued(office: Office) -> bytes:
    return office.issued


def facts_of(world: World, number: str) -> CertificateFacts:
    with world.session() as session:
        found = certificates.by_number(session, number)
        assert found is not None
        return CertificateFacts.from_json(found.facts)


def assert_nothing_private(words: str) -> None:
    assert [name for name in PRIVATE if name in words] == []


def test_the_file_that_was_issued_is_genuine_and_everything_was_checked(app: Flask, issued: bytes, number: str) -> None:
    page = offer(visit(app), issued)
    words = text_of(page)
    assert page.status_code == 200
    for expected in (
        "Genuine and valid",
        "It is valid until 22 November 2027.",
        "byte for byte",
        "Its signature holds and covers the whole file.",
        "It was made with a demonstration key, without legal effect.",
        "The facts inside it are those that the office keeps.",
        number,
    ):
        assert expected in words
    assert_nothing_private(words)
    assert "真实有效" in text_of(offer(visit(app, language="zh-Hans"), issued))


@pytest.mark.parametrize("state", ["suspend", "revoke", "expire"])
def test_a_genuine_file_tells_how_the_certificate_stands_now(
    world: World, app: Flask, office: Office, state: str
) -> None:
    if state == "expire":
        app = application_of(world, now=NOW.replace(year=2027, month=11, day=23))
    else:
        with world.session() as session:
            change = certifying.suspend if state == "suspend" else certifying.revoke
            change(session, actor=world.actor("dora"), assessment_id=office.key, reason="Secret matter", now=NOW)
    words = text_of(offer(visit(app), office.issued))
    heading, sentence = {
        "suspend": ("Genuine, but suspended", "It has been suspended since 23 November 2026."),
        "revoke": ("Genuine, but revoked", "It was revoked on 23 November 2026"),
        "expire": ("Genuine, but expired", "It was valid until 22 November 2027."),
    }[state]
    assert heading in words
    assert sentence in words
    assert "byte for byte" in words
    assert "Secret matter" not in words


def test_a_file_whose_facts_are_no_longer_on_record_is_not_called_genuine(
    world: World, app: Flask, issued: bytes, number: str
) -> None:
    with world.engine.connect() as connection, connection.begin():
        connection.execute(text("DROP TRIGGER certificates_refuse_update"))
        connection.execute(text("UPDATE certificates SET facts = replace(facts, 'Traffic lights', 'Weapons')"))
    words = text_of(offer(visit(app), issued))
    assert "This file and the office do not agree" in words
    assert "Genuine" not in words
    assert "System" in words


def changed_byte(data: bytes) -> bytes:
    place = data.index(b"stream") + 30
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def saved_anew(data: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(data))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()  # type: ignore[no-untyped-call]
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


ALTERED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "one byte": (changed_byte, "Its signature is broken"),
    "something behind it": (saved_anew, "Its signature is broken"),
    "half of it": (lambda data: data[len(data) // 3 :] + data[: len(data) // 3], "It cannot be read as a PDF."),
    "no longer a PDF": (lambda data: b"no" + data[8:], "It cannot be read as a PDF."),
}


@pytest.mark.parametrize("name", ALTERED)
def test_an_altered_file_says_what_is_wrong_and_leads_to_the_page(
    app: Flask, issued: bytes, number: str, name: str
) -> None:
    change, sentence = ALTERED[name]
    page = offer(visit(app), change(issued))
    words = text_of(page)
    assert "This file was altered" in words
    assert sentence in words
    assert f"It names certificate {number}" in words
    assert f'href="/certificates/{number}"' in page.get_data(as_text=True)
    assert "Genuine" not in words
    assert_nothing_private(words)


def test_other_facts_are_named_whoever_signed_them(world: World, app: Flask, number: str, tmp_path: Path) -> None:
    facts = facts_of(world, number)
    better = replace(facts, system_name="Another system", valid_until="2099-01-01", owners=("Mallory",))
    stranger = demonstration_signer(tmp_path / "elsewhere")
    words = text_of(offer(visit(app), certificate_pdf(better, "en", address=ADDRESS, signer=stranger)))
    wrong = words[words.index("What is wrong with it") : words.index("Somebody has changed it")]
    assert "not with the key of this office" in wrong
    assert "It tells these facts otherwise than the office does" in wrong
    for named in ("System", "Valid until", "Details that are not on the public page"):
        assert named in wrong
    assert "Level" not in wrong
    assert "Another system" not in words
    assert "Mallory" not in words


def test_the_same_facts_signed_by_the_office_but_never_issued_are_not_genuine(
    world: World, app: Flask, number: str
) -> None:
    own = demonstration_signer(world.data_directory)
    data = certificate_pdf(facts_of(world, number), "en", address=ADDRESS, signer=own)
    words = text_of(offer(visit(app), data))
    assert "This is not the file that was issued" in words
    assert "is none of the files that were issued" in words
    assert "Genuine" not in words


FOREIGN: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "This is not a PDF"),
    "a picture": (lambda: b"\x89PNG" + b"\x00" * 400_000, "This is not a PDF"),
    "a number and no more": (lambda: b"FJ-2026-0000-0000", "This is not a PDF"),
    "a header": (lambda: b"%PDF-1.7 something else", "This file cannot be read"),
    "without signature": (lambda: attached({"a": 1}), "It is not signed."),
    "behind a password": (lambda: encrypted(attached({})), "This file is encrypted"),
    "an unknown number": (lambda: attached(FACTS.to_json()), "This file was not issued here"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_each_other_file_gets_its_own_words(client: StrictClient, name: str) -> None:
    make, sentence = FOREIGN[name]
    page = offer(client, make())
    assert page.status_code == 200
    assert sentence in text_of(page)
    assert "Genuine" not in text_of(page)


def test_somebody_elses_signature_is_told_from_ours(client: StrictClient, world: World, tmp_path: Path) -> None:
    stranger, own = demonstration_signer(tmp_path / "elsewhere"), demonstration_signer(world.data_directory)
    words = text_of(offer(client, sign(attached({"a": 1}), stranger)))
    assert "This file was not issued here" in words
    assert "It is signed, but not with the key of this office." in words
    words = text_of(offer(client, sign(attached({"a": 1}), own)))
    assert "This file was not issued here" in words
    assert "It is signed with the key of this office, but is none of the files that were issued." in words


@pytest.mark.parametrize("name", ["deep names", "wrong kinds"])
def test_a_hostile_file_gets_a_page(client: StrictClient, name: str) -> None:
    page = offer(client, HOSTILE[name]())
    assert page.status_code == 200
    assert re.search("This file (cannot be read|was not issued here)", text_of(page))


def test_a_file_that_takes_too_much_gets_a_page(client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.documents.apart.SECONDS", 0.01)
    page = offer(client, attached(FACTS.to_json()))
    assert page.status_code == 200
    assert "This file cannot be read" in text_of(page)


def test_a_file_of_fifty_megabytes_is_refused_on_the_same_page_before_it_is_read(client: StrictClient) -> None:
    class Body(BytesIO):
        def read(self, *_: Any) -> bytes:
            raise AssertionError("the body was read")

        readline = readinto = read  # type: ignore[assignment]

    told: Mapping[str, str] = {
        "CONTENT_LENGTH": str(50 * 1024 * 1024),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
    }
    for language, sentence in (("en", "larger than any certificate"), ("zh-Hans", "大于任何证书")):
        visitor = visit(client.application, language=language)
        page = visitor.post("/verify", input_stream=Body(), environ_overrides=dict(told))
        assert page.status_code == 413
        assert sentence in text_of(page)
        assert 'id="by-file"' in page.get_data(as_text=True)


def test_other_pages_keep_their_own_words_for_too_much(client: StrictClient) -> None:
    page = client.post("/certificates/FJ-2026-0000-0000/incident", data={"description": "x" * 5_000_000})
    assert page.status_code == 413
    assert "That is too much at once" in text_of(page)


def test_no_file_comes_back_in_words(client: StrictClient) -> None:
    token = token_of(client.get("/verify"))
    page = client.post("/verify", data={"csrf_token": token}, content_type="multipart/form-data")
    assert page.status_code == 400
    assert "Choose the PDF file of the certificate" in text_of(page)


def test_a_file_is_kept_nowhere(world: World, app: Flask, number: str) -> None:
    def kept() -> set[Path]:
        # The key is made and the database opens its log when somebody first needs them.
        passing = (".p12", ".db-wal", ".db-shm")
        return {path for path in world.data_directory.rglob("*") if path.suffix not in passing}

    before = kept()
    with world.session() as session:
        entries = len(ledger.entries(session))
    offer(visit(app), b"%PDF-1.7 a secret of somebody")
    assert kept() == before
    now = [path for path in world.data_directory.rglob("*") if path.is_file()]
    assert b"a secret of somebody" not in b"".join(path.read_bytes() for path in now)
    with world.session() as session:
        assert len(ledger.entries(session)) == entries


def test_too_many_files_are_told_to_wait(client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiting_checks, "FILES_BY_ADDRESS", 2)
    assert [offer(client, b"no pdf").status_code for _ in range(2)] == [200, 200]
    page = offer(client, b"no pdf")
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) <= 15 * 60
    assert "Too many files are being checked. Try again in 15 minutes" in text_of(page)
