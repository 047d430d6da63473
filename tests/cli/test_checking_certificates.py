"""Checking a certificate at the command line: offline, without a database, with nothing but a public certificate."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from app.cli.certificates import command
from app.documents.certificate import certificate_pdf
from app.documents.signing import KEY_FILE, Signer, demonstration_signer, sign
from tests.cli.page import DOCS
from tests.documents.example import facts_and_answers, serious
from tests.documents.hostile import HOSTILE, encrypted
from tests.documents.triage import ADDRESS, FACTS
from tests.journeys.examples import default_matrix

Run = Callable[..., Result]
PAGE = (DOCS / "checking-a-certificate.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of an office that has signed; there is no database in it."""
    directory = tmp_path_factory.mktemp("office")
    demonstration_signer(directory)
    return directory


@pytest.fixture(scope="module")
def signed(office: Path) -> bytes:
    matrix = default_matrix()
    facts, enclosed = facts_and_answers(matrix, serious(matrix))
    return certificate_pdf(facts, "en", address=ADDRESS, signer=demonstration_signer(office), enclosed=enclosed)


@pytest.fixture
def run(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command of `flask --app app certificates` in a folder of its own."""
    monkeypatch.setenv("FENJI_DATA_DIRECTORY", str(office))
    monkeypatch.setenv("FENJI_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(command, arguments, catch_exceptions=False)


def written(data: bytes, name: str = "certificate.pdf") -> str:
    Path(name).write_bytes(data)
    return name


def test_the_page_about_it_says_what_the_commands_print(run: Run, signed: bytes) -> None:
    written(signed)
    place = signed.index(b"stream") + 40
    written(signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :], "altered.pdf")
    codes: list[int] = []

    def carried_out(found: re.Match[str]) -> str:
        said = ""
        for line in found[1].splitlines():
            if not line.startswith("$ "):
                continue
            said += line + "\n"
            if line == "$ echo $?":
                said += f"{codes[-1]}\n"
            elif line.startswith("$ pdfsig "):
                said += pdfsig(line.split()[-1], found[1])
            else:
                asked, _, into = line.removeprefix("$ flask --app app certificates ").partition(" > ")
                done = run(*asked.split())
                codes.append(done.exit_code)
                said += "" if into else done.output
                if into:
                    Path(into).write_text(done.output)
        return f"```console\n{said}```"

    assert without_digests(BLOCK.sub(carried_out, PAGE)) == without_digests(PAGE)
    assert {0, 1} <= set(codes)


def without_digests(page: str) -> str:
    """The page without the digests of the shipped matrix, which another question in it would change."""
    return re.sub(r"\b[0-9a-f]{16,64}", "0f", page)


def pdfsig(name: str, shown: str) -> str:
    """Those lines of what poppler says that the page shows."""
    done = subprocess.run(["pdfsig", name], capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines(keepends=True) if line in shown]
    return "".join(lines)


def test_a_genuine_one_needs_no_more_than_the_offices_certificate(
    run: Run, signed: bytes, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = run("trust").output
    Path("office.pem").write_text(pem)
    Path("office.der").write_bytes(x509.load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER))
    monkeypatch.setenv("FENJI_DATA_DIRECTORY", "nowhere")
    for key in ("office.pem", "office.der"):
        done = run("verify", written(signed), "--trust", key, "--on", "2026-11-25")
        assert done.exit_code == 0
        assert "Genuine, and valid on 2026-11-25" in done.output
        assert "DEMONSTRATION" in done.output
    assert not Path("nowhere").exists()


def test_the_dates_are_held_against_the_day(run: Run, signed: bytes) -> None:
    name = written(signed)
    for day, code, words in (
        ("2026-11-22", 1, "not valid yet on 2026-11-22"),
        ("2026-11-23", 0, "valid on 2026-11-23"),
        ("2027-11-22", 0, "valid on 2027-11-22"),
        ("2027-11-23", 1, "expired: 2027-11-23 is after 2027-11-22"),
    ):
        done = run("verify", name, "--on", day)
        assert (done.exit_code, words in done.output) == (code, True), done.output


def test_each_file_gets_its_answer_and_the_worst_one_the_code(run: Run, signed: bytes, tmp_path: Path) -> None:
    stranger = certificate_pdf(FACTS, "en", address=ADDRESS, signer=demonstration_signer(tmp_path / "elsewhere"))
    names = [written(signed, "good.pdf"), written(stranger, "stranger.pdf")]
    done = run("verify", *names, "--on", "2026-11-25")
    assert done.exit_code == 1
    assert "Genuine" in done.output
    assert "stranger's key" in done.output
    done = run("verify", *names, written(encrypted(signed), "locked.pdf"), "nowhere.pdf")
    assert done.exit_code == 2
    assert "It is encrypted" in done.output
    assert "No such file" in done.output


def test_without_any_key_it_says_so_and_makes_none(run: Run, signed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENJI_DATA_DIRECTORY", str(Path.cwd() / "empty"))
    for arguments in (("verify", written(signed)), ("trust",)):
        done = run(*arguments)
        assert done.exit_code == 2
        assert "--trust" in done.output
    assert not Path("empty").exists()
    done = run("verify", "certificate.pdf", "--trust", written(b"no certificate", "key.pem"))
    assert done.exit_code == 2
    assert "holds no certificate in PEM or DER" in done.output


def test_facts_that_are_none_are_no_certificate_even_signed(run: Run, office: Path) -> None:
    signer: Signer = demonstration_signer(office)
    done = run("verify", written(sign(HOSTILE["wrong kinds"](), signer)))
    assert done.exit_code == 1
    assert "no facts of a certificate" in done.output


@pytest.mark.parametrize(
    ("job", "name"), [("verify", "nothing"), ("verify", "deep JSON"), ("derive", "wrong kinds"), ("derive", "zeros")]
)
def test_hostile_files_end_in_a_sentence(run: Run, job: str, name: str) -> None:
    done = run(job, written(HOSTILE[name]()))
    assert done.exit_code in {1, 2}
    assert re.search(r"^  It (is|holds) .+\.$", done.output, re.MULTILINE), done.output


@pytest.mark.parametrize("job", ["verify", "derive"])
def test_a_file_that_takes_too_much_ends_in_a_sentence(run: Run, job: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.documents.apart.SECONDS", 0.01)
    done = run(job, written(HOSTILE["wrong kinds"]()))
    assert done.exit_code in {1, 2}
    assert re.search(r"^  It takes .+\.$", done.output, re.MULTILINE), done.output


def test_a_certificate_of_before_holds_nothing_to_derive_from(run: Run, office: Path) -> None:
    data = certificate_pdf(FACTS, "en", address=ADDRESS, signer=demonstration_signer(office))
    done = run("derive", written(data))
    assert done.exit_code == 1
    assert "made before certificates carried them" in done.output


def test_poppler_agrees(signed: bytes, tmp_path: Path) -> None:
    for data, verdict in ((signed, "Signature is Valid."), (signed[:2000] + b"x" + signed[2001:], "Digest Mismatch.")):
        (tmp_path / "certificate.pdf").write_bytes(data)
        done = subprocess.run(["pdfsig", tmp_path / "certificate.pdf"], capture_output=True, text=True, check=False)
        assert f"Signature Validation: {verdict}" in done.stdout
        assert "Total document signed" in done.stdout


def test_a_key_file_that_was_named_is_the_office(run: Run, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENJI_SIGNING_KEY_FILE", str(office / KEY_FILE))
    monkeypatch.setenv("FENJI_SIGNING_KEY_PASSPHRASE", "wrong")
    done = run("trust")
    assert done.exit_code == 2
    assert "passphrase is wrong" in done.output
