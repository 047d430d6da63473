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


@dataclass
class Served:
    """Where the product answers, and where it keeps its data."""

    port: int
    data_directory: Path
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def password(self) -> str:
        """The password of everybody in the demonstration, made when it first starts."""
        return (self.data_directory / "demonstration-password").read_text(encoding="utf-8").strip()

    def start(self) -> None:
        """Start it on its data, and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "app", "demo", "--empty", "--port", str(self.port)],
                env=os.environ | {"FENJI_DATA_DIRECTORY": str(self.data_directory), "PYTHONUTF8": "1"},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        _wait_until_it_answers(self, self.process)

    def kill(self) -> None:
        """End it as a power cut does, without a chance to tidy up."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=20)

    def stop(self) -> None:
        """Ask it to end."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=20)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Run `flask --app app demo --empty` on a free port until the block ends."""
    house = Served(free_port(), folder / "data", folder / "demo.log")
    try:
        house.start()
        yield house
    finally:
        house.stop()


def _wait_until_it_answers(house: Served, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{house.address}/healthz", timeout=1):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the demonstration did not start:\n{house.log.read_text(encoding='utf-8')}")
