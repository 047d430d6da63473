"""Checking at the command line who signed: through a chain to a root, with a time stamp, with a key of before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import _certificate_checking
from app.cli.certificates import command
from app.documents.certificate_reading import examine
from app.documents.signing import demonstration_signer, sign, signer_from_file
from app.documents.stamping import Stamper
from app.documents.trusted_keys import EARLIER
from tests.authorities import PASSPHRASE, TODAY, Held, issued, office_below_a_root
from tests.documents.hostile import attached
from tests.documents.triage import FACTS
from tests.stamp_server import StampServer, serving, stamp_authority

Run = Callable[..., Result]
ROOT, OFFICE = office_below_a_root()
CLOCK = stamp_authority(issued("Riverside Time Root", authority=True))


@pytest.fixture(scope="module")
def server() -> Iterator[StampServer]:
    with serving(StampServer(CLOCK)) as found:
        yield found


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command of `flask --app app certificates` in a folder of its own, which is the data directory too."""
    # That files are read in a process of their own is looked at elsewhere; here it would take a second each.
    monkeypatch.setattr(_certificate_checking, "examine_apart", examine)
    monkeypatch.setenv("FENJI_DATA_DIRECTORY", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "root.pem").write_bytes(ROOT.pem())
    (tmp_path / "office.pem").write_bytes(OFFICE.pem())
    (tmp_path / "clock.pem").write_bytes(CLOCK.pem(*CLOCK.above))
    return lambda *arguments: CliRunner().invoke(command, arguments, catch_exceptions=False)


def signed_by(held: Held, stamper: Stamper | None = None) -> str:
    """The name of a certificate's file that was signed with this key."""
    signer = signer_from_file(held.kept_in(Path("key.p12")), PASSPHRASE)
    Path("certificate.pdf").write_bytes(sign(attached(FACTS.to_json()), replace(signer, stamper=stamper)))
    return "certificate.pdf"


def test_a_root_that_is_trusted_vouches_and_is_named(run: Run) -> None:
    name = signed_by(OFFICE)
    done = run("verify", name, "--trust", "root.pem", "--on", "2026-11-25")
    assert done.exit_code == 0
    assert "signed by “Governance Office”, for whom “Riverside Root” vouches.\n" in done.output
    done = run("verify", name, "--trust", "office.pem", "--on", "2026-11-25")
    assert "signed by “Governance Office”.\n" in done.output
    assert "Time stamp" not in done.output
    done = run("verify", name, "--trust", "clock.pem")
    assert (done.exit_code, "stranger's key" in done.output) == (1, True)


def test_a_time_stamp_is_told_in_one_line(run: Run, server: StampServer) -> None:
    name = signed_by(OFFICE, Stamper(server.address))
    done = run("verify", name, "--trust", "office.pem", "--trust-time", "clock.pem", "--on", "2026-11-25")
    line = next(line for line in done.output.splitlines() if "Time stamp" in line)
    assert line.startswith(f"  Time stamp: {TODAY:%Y-%m-}")
    assert line.endswith(" UTC by “Clock of Riverside”.")
    done = run("verify", name, "--trust", "office.pem", "--on", "2026-11-25")
    assert "by “Clock of Riverside”; nobody who was named with --trust-time vouches for them." in done.output


def test_a_key_whose_certificate_has_ended_counts_and_what_says_when_it_signed_is_told(
    run: Run, server: StampServer
) -> None:
    day = f"{TODAY + timedelta(days=301):%Y-%m-%d}"
    ended = f"The certificate of its key ended on {OFFICE.certificate.not_valid_after_utc:%Y-%m-%d}."
    name = signed_by(OFFICE)
    done = run("verify", name, "--trust", "office.pem", "--on", day)
    assert f"{ended} That it was signed before then, only the signer's own clock says." in done.output
    name = signed_by(OFFICE, Stamper(server.address))
    done = run("verify", name, "--trust", "office.pem", "--on", day)
    assert f"{ended} That it was signed before then, only the time stamp says." in done.output
    done = run("verify", name, "--trust", "office.pem", "--trust-time", "clock.pem", "--on", day)
    assert ended not in done.output


def test_an_office_that_changed_its_key_still_knows_what_it_signed_before(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: StampServer
) -> None:
    demonstration_signer(tmp_path)
    name = signed_by(OFFICE, Stamper(server.address))
    assert "stranger's key" in run("verify", name).output
    (tmp_path / EARLIER).mkdir()
    (tmp_path / EARLIER / "2025.pem").write_bytes(OFFICE.pem())
    monkeypatch.setenv("FENJI_TIMESTAMP_CA_FILE", str(tmp_path / "clock.pem"))
    done = run("verify", name, "--on", "2026-11-25")
    assert done.exit_code == 0
    assert "signed by “Governance Office”." in done.output
    assert "vouches for them" not in done.output
    (tmp_path / "all.pem").write_text(run("trust").output)
    assert run("verify", name, "--trust", "all.pem", "--on", "2026-11-25").exit_code == 0
    (tmp_path / EARLIER / "2024.pem").write_text("nothing")
    done = run("verify", name)
    assert done.exit_code == 2
    assert "2024.pem holds no certificate" in done.output
