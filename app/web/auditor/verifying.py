"""Verifying the ledger beside the requests: one thread at a time, which says how far it is and what it found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock, Thread

from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from app.storage import ledger
from app.storage.verification import Fault, first_of_each_kind, verify
from app.workflow.actor import Actor
from app.workflow.verifying import verified

EXTENSION = "fenji.verification"
MOST_KINDS = 50  # kinds of faults that a page names; the command names all


@dataclass(slots=True)
class Verification:
    """What this process verified last, or is verifying now; the ledger remembers who did and when."""

    lock: Lock = field(default_factory=Lock)
    running: bool = False
    failed: bool = False
    done: int = 0
    entries: int = 0
    faults: list[tuple[Fault, int]] = field(default_factory=list)


def verification(app: Flask) -> Verification:
    """The one verification of this application."""
    found: Verification = app.extensions.setdefault(EXTENSION, Verification())
    return found


def begin(
    app: Flask, sessions: sessionmaker[Session], actor: Actor, data_directory: Path, clock: Callable[[], datetime]
) -> None:
    """Begin to verify, unless somebody did already."""
    state = verification(app)
    with state.lock:
        if state.running:
            return
        state.running, state.failed, state.done, state.faults = True, False, 0, []

    def run() -> None:
        try:
            with sessions() as session:
                _verify(state, session, actor, data_directory, clock)
        except Exception:
            state.failed = True
            app.logger.exception("the ledger could not be verified")
        finally:
            state.running = False

    Thread(target=run, name="ledger-verification", daemon=True).start()


def _verify(
    state: Verification, session: Session, actor: Actor, data_directory: Path, clock: Callable[[], datetime]
) -> None:
    state.entries = ledger.count(session)

    def progress(entry: int) -> None:
        state.done = entry

    faults = verify(session, data_directory, progress)
    state.faults = first_of_each_kind(faults)[:MOST_KINDS]
    verified(session, actor=actor, entries=state.entries, faults=len(faults), now=clock())
