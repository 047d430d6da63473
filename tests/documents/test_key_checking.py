"""The office's key is tried when a server starts, and when somebody asks; what is wrong is told in sentences."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import create_app
from app.cli.certificates import command
from app.documents import stamping
from app.documents.key_checking import troubles
from app.documents.key_place import KeyPlace
from app.documents.signing import demonstration_signer
from app.documents.trusted_keys import EARLIER
from app.settings import from_environment
from tests.authorities import PASSPHRASE, TODAY, Held, issued, office_below_a_root
from tests.stamp_server import StampServer, serving, stamp_authority
from tests.test_settings import FIT


def kept(held: Held, folder: Path) -> KeyPlace:
    return KeyPlace(held.kept_in(folder / "office.p12"), PASSPHRASE)


def test_a_sound_key_has_no_troubles(tmp_path: Path) -> None:
    assert list(troubles(tmp_path, kept(issued("Office"), tmp_path), TODAY)) == []


def test_each_trouble_is_a_sentence(tmp_path: Path) -> None:
    place = kept(issued("Office"), tmp_path)
    [soon] = troubles(tmp_path, place, TODAY + timedelta(days=271))
    assert soon.startswith("The certificate of the signing key, “Office”, ends on ")
    [wrong] = troubles(tmp_path, KeyPlace(place.file, "wrong"), TODAY)
    assert wrong.startswith("Nothing can be signed. The signing key ")
    ended = kept(issued("Office", ends=TODAY - timedelta(days=1)), tmp_path)
    [over] = troubles(tmp_path, ended, TODAY)
    assert over.startswith("Nothing can be signed. The signing key's certificate is valid from ")
    (tmp_path / EARLIER).mkdir()
    (tmp_path / EARLIER / "one.pem").write_text("none")
    [fewer] = troubles(tmp_path, kept(issued("Office"), tmp_path), TODAY)
    assert "one.pem holds no certificate" in fewer


def test_a_server_starts_without_its_key_and_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    given = {**FIT, "FENJI_DATA_DIRECTORY": str(tmp_path), "FENJI_SIGNING_KEY_FILE": str(tmp_path / "lost.p12")}
    with caplog.at_level(logging.ERROR):
        create_app(from_environment(given))
    assert f"Nothing can be signed. The signing key {tmp_path / 'lost.p12'} cannot be read" in caplog.text
    caplog.clear()
    create_app(from_environment({**FIT, "FENJI_DATA_DIRECTORY": str(tmp_path)}))
    assert caplog.text == ""
    assert list(tmp_path.iterdir()) == []  # no demonstration key is made only because a server starts


@pytest.fixture(scope="module")
def server() -> Iterator[StampServer]:
    with serving(StampServer(stamp_authority())) as found:
        yield found
    stamping.stamper_at.cache_clear()


def asked(monkeypatch: pytest.MonkeyPatch, **settings: str) -> Result:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(command, ["key"], catch_exceptions=False)


def test_the_command_tells_the_key_and_tries_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: StampServer
) -> None:
    monkeypatch.setenv("FENJI_DATA_DIRECTORY", str(tmp_path / "data"))
    done = asked(monkeypatch)
    assert (done.exit_code, "no signing key here" in done.output) == (2, True)
    demonstration_signer(tmp_path / "data")
    assert "without legal effect" in asked(monkeypatch).output
    _root, office = office_below_a_root()
    done = asked(
        monkeypatch,
        FENJI_SIGNING_KEY_FILE=str(office.kept_in(tmp_path / "office.p12")),
        FENJI_SIGNING_KEY_PASSPHRASE=PASSPHRASE,
        FENJI_TIMESTAMP_ADDRESS=server.address,
    )
    assert done.exit_code == 0, done.output
    for line in (
        f"Key: in the file {tmp_path / 'office.p12'}.",
        "Certificate: “Governance Office”, valid from ",
        "Above it: “Riverside Signing”, “Riverside Root”.",
        "Earlier certificates: 0.",
        "Time stamps: 127.0.0.1 gave one of ",
        "The key signs.",
    ):
        assert line in done.output
    server.otherwise = lambda _question: (500, "text/plain", b"")
    done = asked(monkeypatch)
    assert done.exit_code == 1
    assert "The time-stamp server 127.0.0.1 answered with status 500." in done.output
    server.otherwise = None
    done = asked(monkeypatch, FENJI_SIGNING_KEY_PASSPHRASE="wrong")
    assert done.exit_code == 1
    assert done.output.count("passphrase is wrong") == 1
    assert "hunter2" not in done.output
