"""Documents made ahead by the outbox: once, whoever else asks at that moment, and again after what goes wrong."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event, Lock, Thread
from uuid import UUID

import pytest
from click.testing import CliRunner
from flask import Flask

from app.cli.outbox import command
from app.documents import press as presses
from app.documents.key_place import KeyPlace
from app.documents.press import Press
from app.storage import certificates, outbox
from app.storage.certificates import CertificateFile
from app.storage.columns import reference
from app.storage.ledger import entries
from app.storage.verification import verify
from app.web.made_ahead import document_shift
from app.workflow.asking import CERTIFICATE_FILE, LETTER_FILE
from app.workflow.delivering import MOST_TRIES, PAUSES, retry
from tests.outbox import approve, office_of, speaking, turn_down
from tests.people import World
from tests.web.visiting import application_of, visit

HANGS = ("/bin/sh", "-c", "exec sleep 600")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """A press that lays nothing out; how often it made which document."""
    count, turn = Counter[str](), Lock()

    def certificate(_press: Press, facts: object, language: str, **_more: object) -> bytes:
        with turn:
            count[language] += 1
            return f"%PDF {facts} in {language}, copy {count[language]}".encode()

    def letter(_press: Press, facts: object, language: str, **_more: object) -> bytes:
        return certificate(_press, facts, language)

    monkeypatch.setattr(Press, "certificate", certificate)
    monkeypatch.setattr(Press, "letter", letter)
    return count


def work(app: Flask) -> list[str]:
    """Make what is due; what the operator is told meanwhile."""
    told: list[str] = []
    document_shift(app, told.append, Event()).once()
    return told


def files(world: World, key: UUID) -> list[CertificateFile]:
    with world.session() as session:
        found = certificates.of_assessment(session, key)
        assert found is not None
        return list(certificates.files_of(session, found.id))


def kept(world: World) -> list[Path]:
    return sorted(world.data_directory.glob("certificates/*"))


def waiting(world: World) -> dict[str, int]:
    with world.session() as session:
        return outbox.waiting_by_kind(session)


def number_of(world: World, key: UUID) -> str:
    with world.session() as session:
        found = certificates.of_assessment(session, key)
        assert found is not None
        return found.number


def test_after_approval_the_outbox_makes_the_files_that_the_owner_is_offered(world: World) -> None:
    key = world.certified()
    office = office_of(world, demonstration=True, address="http://localhost")
    assert waiting(world)[CERTIFICATE_FILE] == 2
    with speaking(world, "zh-Hans"):
        assert work(office.app) == []
    assert CERTIFICATE_FILE not in waiting(world)
    assert [file.language for file in files(world, key)] == ["zh-Hans", "zh-Hans+en"]
    assert presses.patient_press._process is None  # it is let go when nothing more is due
    alice, address = visit(office.app, "alice"), f"/certificates/{number_of(world, key)}.pdf?language=zh-Hans"
    answer = alice.get(address)
    assert answer.data == (world.data_directory / "certificates" / f"{files(world, key)[0].sha256}.pdf").read_bytes()
    assert answer.data.startswith(b"%PDF-1.7")
    assert alice.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    with world.session() as session:
        assert verify(session, world.data_directory) == []


def test_what_was_downloaded_before_is_not_made_again(world: World, made: Counter[str]) -> None:
    key = world.certified()
    app = application_of(world)
    first = visit(app, "alice").get(f"/certificates/{number_of(world, key)}.pdf?language=en").data
    assert work(app) == []
    assert made == {"en": 1, "en+zh-Hans": 1}
    assert first in [path.read_bytes() for path in kept(world)]
    assert len(kept(world)) == 2


def test_the_letter_of_a_decision_is_made_ahead_too(world: World, made: Counter[str]) -> None:
    key = world.in_review()
    turn_down(world, key, "Nobody can stop it.", reject=True)
    app = application_of(world)
    assert waiting(world)[LETTER_FILE] == 2
    assert work(app) == []
    assert made == {"en": 1, "en+zh-Hans": 1}
    answer = visit(app, "alice").get(f"/assessments/{key}/decision.pdf?language=both")
    assert answer.data.endswith(b"in en+zh-Hans, copy 1")
    assert made == {"en": 1, "en+zh-Hans": 1}
    with world.session() as session:
        assert verify(session, world.data_directory) == []


def test_what_goes_wrong_with_a_letter_names_it(world: World, made: Counter[str]) -> None:
    key = world.in_review("forbidden")
    approve(world, key, "dora")
    told = work(application_of(world, signing=KeyPlace(file=world.data_directory / "no.p12")))
    assert len(told) == 2
    assert told[0].startswith("letter_file ")
    assert f": letter {reference(key)} (en): The signing key" in told[0]


def test_the_outbox_and_a_first_download_at_once_make_one_file(
    each_world: World, made: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    key, together = each_world.certified(), Barrier(3)
    app = office_of(each_world, demonstration=True, address="http://localhost").app  # whose connections are closed
    alone = Press.certificate

    def certificate(press: Press, facts: object, language: str, **more: object) -> bytes:
        data: bytes = alone(press, facts, language, **more)  # type: ignore[arg-type] # the stand-in takes anything
        if language == "en":
            together.wait(20)  # all have laid it out before one of them keeps it
        return data

    monkeypatch.setattr(Press, "certificate", certificate)
    clients = [visit(app, "alice"), visit(app, "dora")]
    address, given = f"/certificates/{number_of(each_world, key)}.pdf?language=en", set[bytes]()
    threads = [Thread(target=lambda client=each: given.add(client.get(address).data)) for each in clients]
    threads.append(Thread(target=work, args=(app,)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made["en"] == 3
    (data,) = given
    assert CERTIFICATE_FILE not in waiting(each_world)
    (found, _both) = files(each_world, key)
    assert (each_world.data_directory / "certificates" / f"{found.sha256}.pdf").read_bytes() == data
    assert len(kept(each_world)) == 2
    with each_world.session() as session:
        told = [entry.details for entry in entries(session) if entry.action == "file"]
        assert len(told) == 2
        assert sum(found.sha256 in details for details in told) == 1
        assert verify(session, each_world.data_directory) == []


def test_a_stuck_one_is_ended_tried_again_and_given_up_with_a_line_that_names_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, tries = number_of(world, world.certified()), 0
    monkeypatch.setattr(presses, "patient_press", Press(longest=0.02, command=HANGS, patient=True))
    office = office_of(world)
    told = [line for line in work(office.app) if "(en)" in line]
    assert len(told) == 1
    assert told[0].startswith("certificate_file ")
    assert f": certificate {number} (en): A document could not be laid out within 0 seconds. Try 1, again at" in told[0]
    while CERTIFICATE_FILE in waiting(world):
        office.clock.pass_by(days=1)
        told += [line for line in work(office.app) if "(en)" in line]
        tries += 1
    assert (tries, len(told)) == (MOST_TRIES - 1, MOST_TRIES)
    assert told[-1].endswith(f"Try {MOST_TRIES}, given up.")
    assert kept(world) == []
    monkeypatch.setenv("FENJI_DATABASE_URL", world.url)
    status = CliRunner().invoke(command, ["status"]).output
    assert "given up       2\n" in status
    assert f": certificate {number} (en): A document could not be laid out" in status


def test_the_pauses_grow_as_those_of_mail(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.certified()
    office = office_of(world, signing=KeyPlace(file=world.data_directory / "no.p12"))
    for pause in PAUSES:
        assert len(work(office.app)) == 2
        office.clock.time += pause - timedelta(seconds=1)
        assert work(office.app) == []
        office.clock.pass_by(seconds=1)


def test_an_unusable_key_is_told_by_its_path_and_waited_for(world: World, made: Counter[str]) -> None:
    key, key_file = world.certified(), world.data_directory / "office.p12"
    office = office_of(world, signing=KeyPlace(file=key_file))
    lines = work(office.app)
    assert len(lines) == 2
    assert f"certificate {number_of(world, key)} (en): The signing key {key_file} cannot be read" in "".join(lines)
    assert made == {}
    with world.session() as session:
        assert {message.last_error for message in outbox.given_up(session, 9)} == set()
        assert retry(session, office.clock.time) == 0
    usable = office_of(world)
    usable.clock.pass_by(minutes=1)
    assert work(usable.app) == []
    assert len(files(world, key)) == 2


def test_what_was_made_before_is_served_without_a_key(world: World, made: Counter[str]) -> None:
    key = world.certified()
    work(office_of(world).app)
    without = application_of(world, signing=KeyPlace(file=world.data_directory / "no.p12"))
    answer = visit(without, "alice").get(f"/certificates/{number_of(world, key)}.pdf?language=en")
    assert answer.status_code == 200
    assert answer.data == (world.data_directory / "certificates" / f"{files(world, key)[0].sha256}.pdf").read_bytes()


def test_a_file_that_is_lost_is_given_up_at_once_and_not_made_anew(world: World, made: Counter[str]) -> None:
    key = world.certified()
    app = application_of(world)
    visit(app, "alice").get(f"/certificates/{number_of(world, key)}.pdf?language=en")
    kept(world)[0].unlink()
    told = work(app)
    assert len(told) == 1
    assert told[0].endswith(f"of certificate {number_of(world, key)} cannot be read. Try 1, given up.")
    assert made["en"] == 1


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyError("a secret answer")])
def test_other_failures_say_what_they_may(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception, made: Counter[str]
) -> None:
    world.certified()

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("app.workflow.keeping_files.write_file", fail)
    told = work(application_of(world))
    assert len(told) == 2
    assert "secret" not in "".join(told)
    why = "No space left on device." if isinstance(error, OSError) else "An unforeseen error: KeyError."
    assert all(why in line for line in told)
