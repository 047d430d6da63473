"""Lays documents out in a process of its own, which is ended when it takes too long; it never holds the signing key."""

from __future__ import annotations

import atexit
import gc
import os
import pickle
import resource
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import IO

from app.documents.answers import Enclosed
from app.documents.decision_facts import DecisionFacts
from app.documents.facts import CertificateFacts
from app.documents.signing import Promise, Signer, sign
from app.documents.stuck import Stuck

ROOT = Path(__file__).parents[2]
LONGEST = 120.0  # seconds for one document; the largest of the default matrix takes about one
MEMORY = 3 << 30  # bytes of addresses, most of which are fonts that are only mapped
TRIES = 2
LATEST = int(LONGEST) + 15  # seconds after which a process ends itself: whoever should have ended it is gone
PATIENTLY = "patiently"  # said to a process that makes what nobody waits for yet
STEPS_BACK = 10  # of priority, for such a process
MOST = 500  # documents of one process, so that whatever it gathers does not grow for ever
HEAD = 8  # bytes that say how long what follows is


@dataclass(slots=True)
class Press:
    """A process that lays documents out, started at first use, one document at a time.

    `command` is what is started; it reads what to make from its input and answers on its output. One that is
    `patient` leaves the processor to whoever waits for a page.
    """

    longest: float = LONGEST
    command: tuple[str, ...] = (sys.executable, "-m", "app.documents.press")
    patient: bool = False
    _process: subprocess.Popen[bytes] | None = None
    _made: int = 0
    _closed: bool = False
    _turn: Lock = field(default_factory=Lock)

    def certificate(
        self, facts: CertificateFacts, language: str, *, address: str, signer: Signer, enclosed: Enclosed | None
    ) -> bytes:
        """A signed certificate, as `certificate_pdf` makes it; raises Stuck when it cannot be made in time."""
        asked = ("certificate", facts, language, address, signer.demonstration, enclosed)
        return sign(self.unsigned(asked), signer)

    def letter(self, facts: DecisionFacts, language: str, *, signer: Signer) -> bytes:
        """A signed letter of a decision; raises Stuck when it cannot be made in time."""
        return sign(self.unsigned(("letter", facts, language, signer.demonstration)), signer)

    def unsigned(self, asked: tuple[object, ...]) -> bytes:
        """What is asked for, before its signature; a process that was too slow or died is replaced once."""
        with self._turn:
            for _ in range(TRIES):
                if self._closed:
                    break
                with suppress(EOFError, BrokenPipeError, TimeoutError):
                    return self._once(pickle.dumps(asked))
                self.end()
        if self._closed:
            raise Stuck("A document was not laid out, because the product is being stopped.")
        raise Stuck(f"A document could not be laid out within {self.longest:.0f} seconds.")

    def end(self) -> None:
        """End the process, at once; the next document starts another."""
        process, self._process, self._made = self._process, None, 0
        if process is not None:
            process.kill()
            process.communicate()

    def close(self) -> None:
        """End the process for good: whoever waits for it, or asks from now on, is told Stuck at once."""
        self._closed = True
        if (process := self._process) is not None:
            process.kill()  # whoever waits for it hears the end, and clears it away
        if self._turn.acquire(blocking=False):
            self.end()
            self._turn.release()

    def _once(self, asked: bytes) -> bytes:
        if self._process is None or self._process.poll() is not None or self._made >= MOST:
            self.end()
            self._process = _started((*self.command, PATIENTLY) if self.patient else self.command)
            if self._closed:
                self._process.kill()  # somebody closed it while it was being started
        self._made += 1
        until = time.monotonic() + self.longest
        told, given = self._process.stdin, self._process.stdout
        assert told is not None  # noqa: S101 - both were asked for
        assert given is not None  # noqa: S101
        told.write(len(asked).to_bytes(HEAD, "big") + asked)
        told.flush()
        answered = _read(given, int.from_bytes(_read(given, HEAD, until), "big"), until)
        made, failed = pickle.loads(answered)  # noqa: S301 - from the process that was started here
        if failed is not None:
            raise failed
        return bytes(made)


press = Press()
patient_press = Press(patient=True)
for each in (press, patient_press):
    atexit.register(each.close)


def press_for(*, patient: bool) -> Press:
    """The press for documents that nobody waits for yet, or the one for a download."""
    return patient_press if patient else press


def _started(command: tuple[str, ...]) -> subprocess.Popen[bytes]:
    # Nothing of what the product is told by its environment: no passphrase, no address of the database.
    known = {"PATH": os.defpath, "LANG": "C.UTF-8"}
    return subprocess.Popen(  # noqa: S603 - our own program
        command, cwd=ROOT, env=known, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )


def _read(source: IO[bytes], count: int, until: float) -> bytes:
    """So many bytes; TimeoutError when they do not come in time, EOFError when they end."""
    read = BytesIO()
    with selectors.DefaultSelector() as waiting:
        waiting.register(source, selectors.EVENT_READ)
        while read.tell() < count:
            if not waiting.select(max(0.0, until - time.monotonic())):
                raise TimeoutError
            part = os.read(source.fileno(), count - read.tell())
            if not part:
                raise EOFError
            read.write(part)
    return read.getvalue()


def work(source: IO[bytes], target: IO[bytes], make: Callable[[tuple[object, ...]], bytes]) -> None:
    """Answer what is asked until the asking ends."""
    gc.disable()
    while head := source.read(HEAD):
        asked = pickle.loads(source.read(int.from_bytes(head, "big")))  # noqa: S301 - from the product itself
        signal.alarm(LATEST)
        answer: tuple[bytes | None, Exception | None]
        try:
            answer = make(asked), None
        except Exception as failed:  # noqa: BLE001 - whatever it is, whoever asked hears of it
            answer = None, RuntimeError(f"{type(failed).__name__}: {failed}"[:2_000])
        written = pickle.dumps(answer)
        target.write(len(written).to_bytes(HEAD, "big") + written)
        target.flush()
        signal.alarm(0)
        # What a document leaves behind is cleared away between two of them: looking for it meanwhile takes an eighth.
        del asked, answer, written
        gc.collect()


def _make(asked: tuple[object, ...]) -> bytes:
    from app.documents.certificate import unsigned_pdf
    from app.documents.decision import unsigned_letter

    match asked:
        case ("certificate", CertificateFacts() as facts, str(language), str(address), bool(demonstration), enclosed):
            assert enclosed is None or isinstance(enclosed, Enclosed)  # noqa: S101 - the press asks for it so
            return unsigned_pdf(facts, language, address=address, signer=Promise(demonstration), enclosed=enclosed)
        case ("letter", DecisionFacts() as facts, str(language), bool(demonstration)):
            return unsigned_letter(facts, language, signer=Promise(demonstration))
    raise ValueError("Nobody makes such a document.")


if __name__ == "__main__":
    if PATIENTLY in sys.argv:
        os.nice(STEPS_BACK)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no part of an answer
    work(sys.stdin.buffer, answers, _make)
