"""Documents laid out in a process of their own: the same bytes, and an end to what is stuck."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from app.documents import press as press_module
from app.documents.certificate import unsigned_pdf
from app.documents.press import HEAD, STEPS_BACK, Press, work
from app.documents.signing import Promise
from app.documents.stuck import Stuck
from tests.documents.triage import ADDRESS, FACTS

ASKED = ("certificate", FACTS, "en+zh-Hans", ADDRESS, True, None)


@pytest.fixture
def press() -> Iterator[Press]:
    """A press of this test."""
    mine = Press()
    yield mine
    mine.end()


def test_a_process_of_its_own_makes_the_same_bytes_and_so_does_the_next_one(press: Press) -> None:
    here = unsigned_pdf(FACTS, "en+zh-Hans", address=ADDRESS, signer=Promise(demonstration=True))
    first = press.unsigned(ASKED)
    press.end()
    assert here == first == press.unsigned(ASKED)


def program(tmp_path: Path, body: str) -> tuple[str, ...]:
    """A press that does something else."""
    path = tmp_path / "other_press.py"
    path.write_text(f"import os, pathlib, sys, time\nhere = pathlib.Path({str(tmp_path)!r})\n{body}\n", "utf-8")
    return (sys.executable, str(path))


def test_what_hangs_is_ended_after_its_time_and_tried_once_more(tmp_path: Path) -> None:
    hangs = program(tmp_path, "(here / str(os.getpid())).touch()\ntime.sleep(600)")
    stuck = Press(longest=1.5, command=hangs)
    began = time.monotonic()
    with pytest.raises(Stuck, match="within 2 seconds"):
        stuck.unsigned(ASKED)
    assert time.monotonic() - began < 30
    tried = [int(path.name) for path in tmp_path.iterdir() if path.name.isdigit()]
    assert len(tried) == 2
    assert not any(Path(f"/proc/{process}").exists() for process in tried)


def test_a_process_that_dies_is_replaced_and_the_document_is_made(tmp_path: Path) -> None:
    dies_once = program(
        tmp_path,
        "mark = here / 'died'\n"
        "if not mark.exists():\n"
        "    mark.touch()\n"
        "    sys.exit(1)\n"
        "os.execv(sys.executable, [sys.executable, '-m', 'app.documents.press'])",
    )
    mortal = Press(command=dies_once)
    try:
        assert mortal.unsigned(ASKED).startswith(b"%PDF-1.7")
    finally:
        mortal.end()


def test_a_mistake_is_told_and_the_process_goes_on(press: Press) -> None:
    broken: tuple[Any, ...] = ("certificate", FACTS, "fr", ADDRESS, True, None)
    with pytest.raises(RuntimeError, match="cannot be made in 'fr'"):
        press.unsigned(broken)
    assert press.unsigned(ASKED).startswith(b"%PDF-1.7")


def test_the_process_is_told_nothing_of_the_environment_and_a_patient_one_lets_others_go_first(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FENJI_SIGNING_KEY_PASSPHRASE", "not for everyone")
    press.patient = True
    press.unsigned(ASKED)
    process = press._process
    assert process is not None
    assert b"FENJI" not in Path(f"/proc/{process.pid}/environ").read_bytes()
    here = os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getpriority(os.PRIO_PROCESS, process.pid) == min(here + STEPS_BACK, 19)


def test_one_that_is_closed_lets_nobody_wait_and_starts_nothing_more(tmp_path: Path) -> None:
    closing = Press(command=program(tmp_path, "(here / str(os.getpid())).touch()\ntime.sleep(600)"), patient=True)
    Timer(1, closing.close).start()
    for _ in range(2):
        with pytest.raises(Stuck, match="is being stopped"):
            closing.unsigned(ASKED)
    (tried,) = [int(path.name) for path in tmp_path.iterdir() if path.name.isdigit()]
    assert not Path(f"/proc/{tried}").exists()


class TooLate(BaseException):
    """The process would have been ended."""


def test_a_process_whose_asker_is_gone_ends_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*_: object) -> None:
        raise TooLate

    def sleep(_asked: object) -> bytes:
        time.sleep(30)
        return b""

    asked = pickle.dumps(ASKED)
    monkeypatch.setattr(press_module, "LATEST", 1)
    before = signal.signal(signal.SIGALRM, ended)
    try:
        with pytest.raises(TooLate):
            work(BytesIO(len(asked).to_bytes(HEAD, "big") + asked), BytesIO(), sleep)
        work(BytesIO(len(asked).to_bytes(HEAD, "big") + asked), BytesIO(), lambda _asked: b"")
        assert signal.alarm(0) == 0  # nothing is left of it when a document is done
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
