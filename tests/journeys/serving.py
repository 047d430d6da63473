"""The product, served as a newcomer would serve it: by the demonstration command."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60  # two cores share this with the other tests


@dataclass(frozen=True)
class Served:
    """Where the product answers, and where it keeps its data."""

    address: str
    data_directory: Path
    log: Path

    @property
    def password(self) -> str:
        """The password of everybody in the demonstration, made when it first starts."""
        return (self.data_directory / "demonstration-password").read_text(encoding="utf-8").strip()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Run `flask --app app demo --empty` on a free port until the block ends."""
    port = free_port()
    house = Served(f"http://127.0.0.1:{port}", folder / "data", folder / "demo.log")
    with house.log.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "app", "demo", "--empty", "--port", str(port)],
            env=os.environ | {"FENJI_DATA_DIRECTORY": str(house.data_directory), "PYTHONUTF8": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_it_answers(house, process)
        yield house
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_it_answers(house: Served, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{house.address}/healthz", timeout=1):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the demonstration did not start:\n{house.log.read_text(encoding='utf-8')}")
