"""What the public page says of who signed a file, and when: a time stamp, a key of before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.documents import apart, stamping
from app.documents.certificate_reading import examine
from app.documents.facts import CertificateFacts
from app.documents.key_place import KeyPlace
from app.documents.press import Press
from app.documents.signing import sign, signer_from_file
from app.documents.trusted_keys import EARLIER
from app.web.public import verdicts
from tests.authorities import PASSPHRASE, issued
from tests.documents.hostile import attached
from tests.documents.triage import FACTS
from tests.people import World
from tests.stamp_server import StampServer, serving, stamp_authority
from tests.web.public.offering import number_of, offer
from tests.web.visiting import application_of, text_of, visit


@pytest.fixture(autouse=True)
def _read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """That files are read in a process of their own is looked at elsewhere; here it would take a second each."""
    monkeypatch.setattr(apart, "examine_apart", examine)


@pytest.fixture(scope="module")
def server() -> Iterator[StampServer]:
    with serving(StampServer(stamp_authority())) as found:
        yield found
    stamping.stamper_at.cache_clear()


def bare(_press: Press, asked: tuple[object, ...]) -> bytes:
    """A document without layout, which carries its facts all the same."""
    assert isinstance(asked[1], CertificateFacts)
    return attached(asked[1].to_json())


def test_the_time_stamp_of_a_genuine_file_is_told(
    world: World, server: StampServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Press, "unsigned", bare)
    app = application_of(world, signing=KeyPlace(stamps=server.address))
    number = number_of(world, world.certified())
    issued_file = visit(app, "alice").get(f"/certificates/{number}.pdf?language=en").data
    words = text_of(offer(visit(app), issued_file))
    assert "Genuine and valid" in words
    assert "Time stamped on" in words
    assert "by Clock of Riverside." in words
    assert "由Clock of Riverside签发" in text_of(offer(visit(app, language="zh-Hans"), issued_file))


def test_a_key_of_before_is_the_offices_once_its_certificate_lies_in_the_folder(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    held = issued("Office of last year")
    file = sign(attached(FACTS.to_json()), signer_from_file(held.kept_in(tmp_path / "key.p12"), PASSPHRASE))
    client = visit(application_of(world))
    assert "not with the key of this office" in text_of(offer(client, file))
    folder = world.data_directory / EARLIER
    folder.mkdir()
    (folder / "2025.pem").write_bytes(held.pem())
    assert "signed with the key of this office, but is none of the files" in text_of(offer(client, file))
    (folder / "2024.pem").write_text("nothing")
    assert "not with the key of this office" in text_of(offer(client, file))
    assert "2024.pem holds no certificate" in caplog.text
    with client.application.app_context():
        own, clocks = verdicts._known()
    assert (len(own), clocks) == (1, [])
