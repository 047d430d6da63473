"""The demonstration as a newcomer starts it: a process of its own, spoken to over its port."""

from __future__ import annotations

import os
import re
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from app.storage.engine import make_engine, session_factory
from app.storage.queue import count_by_state
from app.storage.verification import verify

ROOT = Path(__file__).resolve().parents[2]
FLASK = [sys.executable, "-m", "flask", "--app", "app"]


def environment(data: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FENJI_")}
    return kept | {"FENJI_DATA_DIRECTORY": str(data), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"} | more


@contextmanager
def running(data: Path, *arguments: str) -> Iterator[tuple[str, list[str]]]:
    """A demonstration on a free port; its address, and what it printed until it served."""
    process = subprocess.Popen(
        [*FLASK, "demo", "--port", "0", *arguments],
        cwd=ROOT,
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(14)]
        address = re.search(r"http://127\.0\.0\.1:\d+", lines[0])
        assert address, "".join(lines)
        yield address[0], lines
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


def status_of(address: str) -> int:
    connection = HTTPConnection(address.removeprefix("http://"), timeout=30)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    finally:
        connection.close()


def processor_seconds() -> float:
    """What ended processes of this test took; the time on the wall depends on what else runs on the machine."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def refused(data: Path, *arguments: str, **more: str) -> str:
    done = subprocess.run(
        [*FLASK, "demo", *arguments],
        check=False,
        cwd=ROOT,
        env=environment(data, **more),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    return done.stderr


def test_it_begins_with_people_and_a_living_queue_and_starts_again_quickly(tmp_path: Path) -> None:
    with running(tmp_path) as (address, lines):
        assert sum("@example.org" in line for line in lines) == 10
        assert status_of(address) == 200
    engine = make_engine(f"sqlite:///{tmp_path / 'fenji.db'}")
    with session_factory(engine)() as session:
        states = count_by_state(session)
        assert {"draft", "submitted", "in_review", "sent_back", "rejected", "certified"} <= states.keys()
        assert verify(session, tmp_path) == []
    began = processor_seconds()
    with running(tmp_path) as (address, _):
        assert status_of(address) == 200
    assert processor_seconds() - began < 3
    with session_factory(engine)() as session:
        assert count_by_state(session) == states
    engine.dispose()


def test_it_can_begin_empty(tmp_path: Path) -> None:
    with running(tmp_path, "--empty"):
        engine = make_engine(f"sqlite:///{tmp_path / 'fenji.db'}")
        with session_factory(engine)() as session:
            assert count_by_state(session) == {}
        engine.dispose()


def test_a_broken_matrix_is_told_line_by_line(tmp_path: Path) -> None:
    broken = tmp_path / "risk_matrix.yaml"
    broken.write_text("format: 1\nmatrix: {id: x}\nlevels: 3\ncolour: blue\n", encoding="utf-8")
    told = refused(tmp_path / "data", "--port", "0", "--matrix", str(broken)).splitlines()
    assert all(re.match(rf"{re.escape(str(broken))}:\d+: ", line) for line in told[:-1])
    assert len(told) > 3
    assert told[-1] == f"Nothing was published and nothing is served: {len(told) - 1} mistakes in the matrix."


def test_a_failing_example_is_a_mistake(tmp_path: Path) -> None:
    main = (ROOT / "tests/matrices/smallest.yaml").read_text(encoding="utf-8")
    file = tmp_path / "matrix.yaml"
    file.write_text(main.replace("answers: {purpose: hiring}, level: high", "answers: {purpose: hiring}, level: low"))
    assert "1 mistake in the matrix" in refused(tmp_path / "data", "--port", "0", "--matrix", str(file))


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = refused(tmp_path, "--port", str(port))
    assert told.count("\n") == 1
    assert told.startswith(f"Error: Port {port} of 127.0.0.1 cannot be used")


def test_it_listens_to_this_machine_only(tmp_path: Path) -> None:
    assert "is not one of" in refused(tmp_path, "--host", "0.0.0.0")  # noqa: S104
    assert "this machine only" in refused(tmp_path, FENJI_ADDRESS="https://fenji.example")
