"""Where nothing can be signed: the page says so, the log says why, nothing is kept, and a later try works."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from app.documents import stamping
from app.documents.key_place import KeyPlace
from app.documents.press import Press
from app.storage import certificates
from app.workflow import reviewing
from tests.people import NOW, World
from tests.stamp_server import StampServer, serving, stamp_authority
from tests.web.visiting import application_of, text_of, visit


@pytest.fixture(autouse=True)
def _nothing_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signing is looked at here, not layout: each document is an empty page."""
    writer, written = pypdf.PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(written)
    monkeypatch.setattr(Press, "unsigned", lambda _press, _asked: written.getvalue())


@pytest.fixture(scope="module")
def server() -> Iterator[StampServer]:
    with serving(StampServer(stamp_authority())) as found:
        yield found


def addresses(world: World) -> dict[str, str]:
    """Whatever carries the office's signature, and who may ask for it."""
    certified, rejected = world.certified(), world.in_review()
    with world.session() as session:
        reviewing.reject(
            session,
            actor=world.actor("dora"),
            assessment_id=rejected,
            digest=world.digest(rejected),
            reason="Nobody can stop it.",
            now=NOW,
        )
        found = certificates.of_assessment(session, certified)
        assert found is not None
        number = found.number
    return {
        f"/certificates/{number}.pdf": "alice",
        f"/assessments/{rejected}/decision.pdf": "alice",
        "/ledger/checkpoint.json": "aude",
    }


def files_kept(world: World) -> int:
    """How many files of certificates there are."""
    return len(list((world.data_directory / "certificates").rglob("*.pdf")))


def test_without_a_key_each_signed_thing_says_so_and_the_log_says_why(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = application_of(world, signing=KeyPlace(file=tmp_path / "lost.p12", passphrase="hunter2"))
    for address, who in addresses(world).items():
        caplog.clear()
        with caplog.at_level(logging.ERROR):
            answer = visit(app, who).get(address)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert "nothing unsigned was kept" in text_of(answer)
        assert f"GET {address}: The signing key {tmp_path / 'lost.p12'} cannot be read" in caplog.text
        assert "hunter2" not in caplog.text
    assert files_kept(world) == 0


def test_without_a_stamp_nobody_gets_a_document_and_a_later_try_works(
    world: World, server: StampServer, caplog: pytest.LogCaptureFixture
) -> None:
    app = application_of(world, signing=KeyPlace(stamps=server.address))
    asked = addresses(world)
    assert visit(app, "aude").get(asked.popitem()[0]).status_code == 200  # a checkpoint tells its time itself
    server.otherwise = lambda _question: (503, "text/plain", b"closed for lunch")
    for address, who in asked.items():
        answer = visit(app, who).get(address)
        assert answer.status_code == 503
        assert "nothing unsigned was kept" in text_of(answer)
        assert f"GET {address}: The time-stamp server 127.0.0.1 answered with status 503." in caplog.text
        assert "hunter2" not in caplog.text
    assert files_kept(world) == 0
    server.otherwise = None
    for address, who in asked.items():
        answer = visit(app, who).get(address)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert b"/ByteRange" in answer.data
    assert files_kept(world) == 1
    stamping.stamper_at.cache_clear()
