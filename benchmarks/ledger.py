"""Measures `ledger verify`: a history of 100,000 events, from drafts to certificates with their files, then walked."""

# Run it with `.venv/bin/python -m benchmarks.ledger`; `--events 20000` for less, `--url postgresql://…` for a database
# that is there and empty. Everything else lies in a folder that is gone afterwards.

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.storage.engine import make_engine, session_factory
from app.storage.mapping import Table
from app.storage.schema import migrate
from app.storage.tables import Certificate, Decision, LedgerEntry, Submission
from app.storage.verification import verify
from benchmarks.ledger_history import build

GOAL = 10.0  # seconds for 100,000 events


def main() -> None:
    """Build, verify, print; exit 1 when anything is at fault."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=100_000, help="events in the ledger (100,000)")
    options.add_argument("--url", help="an empty database (otherwise SQLite in a folder of its own)")
    options.add_argument("--rounds", type=int, default=3, help="how often it is walked (3)")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="fenji-ledger-") as name:
        folder = Path(name)
        engine = make_engine(chosen.url or f"sqlite:///{folder / 'fenji.db'}")
        migrate(engine)
        begin = perf_counter()
        build(engine, chosen.events, folder)
        with session_factory(engine)() as session:
            print(
                f"built     {_counts(session)} on {engine.dialect.name}, in {perf_counter() - begin:.0f} s", flush=True
            )
        url = engine.url.render_as_string(hide_password=False)
        engine.dispose()
        faults = 0
        for _ in range(chosen.rounds):
            # In a process of its own, as an operator runs it, so that its memory is its own.
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                faults += pool.apply(walk, (url, folder))
    sys.exit(1 if faults else 0)


def walk(url: str, folder: Path) -> int:
    """Verify, and print how long it took and how much memory; gives the number of faults."""
    engine = make_engine(url)
    before = _most_memory()
    with session_factory(engine)() as session:
        events = _count(session, LedgerEntry)
        begin, worked = perf_counter(), process_time()
        faults = verify(session, folder)
        seconds, worked = perf_counter() - begin, process_time() - worked
    grown = (_most_memory() - before) // 1024
    print(
        f"verified  {seconds:.2f} s (processor {worked:.2f} s, {seconds / events * 1e6:.0f} µs an event), "
        f"{grown} MB, {len(faults)} faults; the goal is {GOAL * events / 100_000:.1f} s",
        flush=True,
    )
    for fault in faults[:5]:
        print(f"          {fault}", flush=True)
    return len(faults)


def _most_memory() -> int:
    """The most memory that this process held so far, in KiB; getrusage would tell that of the process before it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def _counts(session: Session) -> str:
    tables = {"events": LedgerEntry, "submissions": Submission, "decisions": Decision, "certificates": Certificate}
    return ", ".join(f"{_count(session, table):,} {name}" for name, table in tables.items())


def _count(session: Session, table: type[Table]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


if __name__ == "__main__":
    main()
