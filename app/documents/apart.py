"""Reads a PDF that anybody may have made in a process of its own, with little time and little memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from app.documents.certificate_reading import Examined, Fault, examine
from app.documents.deriving import Derived, derive

SECONDS = 20  # on a busy machine, the libraries alone take a few
SECONDS_OF_WORK = 10
MEMORY = 512 * 1024 * 1024
AT_ONCE = 2  # files that are read at once, so that many hostile ones do not take the whole machine
ROOT = Path(__file__).parents[2]
Known = Mapping[str, Sequence[x509.Certificate]]
_places = BoundedSemaphore(AT_ONCE)


class Busy(Exception):
    """Other files are being read, and no place became free in time."""


def examine_apart(
    data: bytes, trusted: Sequence[x509.Certificate], clocks: Sequence[x509.Certificate] = ()
) -> Examined:
    """What these bytes are, as certificate_reading.examine says; Fault.TOO_MUCH when it takes too long or too much.

    Raises Busy.
    """
    found = _apart("examine", data, {"trusted": trusted, "clocks": clocks})
    return Examined(Fault.TOO_MUCH) if found is None else Examined.from_json(found)


def derive_apart(data: bytes) -> Derived | None:
    """The level derived from these bytes alone, as deriving.derive says; None when that takes too long or too much.

    Raises Busy.
    """
    found = _apart("derive", data, {})
    return None if found is None else Derived.from_json(found)


def _apart(job: str, data: bytes, known: Known) -> Mapping[str, Any] | None:
    keys = {name: [each.public_bytes(Encoding.PEM).decode("ascii") for each in known[name]] for name in known}
    order = json.dumps({"job": job, "known": keys}).encode("ascii") + b"\n"
    if not _places.acquire(timeout=SECONDS):
        raise Busy
    try:
        done = subprocess.run(
            [sys.executable, "-m", "app.documents.apart"],
            input=order + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            env={"PYTHONPATH": str(ROOT), "PATH": os.defpath},  # no setting of ours, so no secret, goes along
            check=True,
        )
        found = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError, RecursionError):
        return None
    finally:
        _places.release()
    return found if isinstance(found, dict) else None


def _examine(data: bytes, known: Known) -> dict[str, Any]:
    try:
        return examine(data, known.get("trusted", ()), known.get("clocks", ())).to_json()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - whatever a reader of PDFs raises, this is none that it can read
        return Examined(Fault.DAMAGED).to_json()


def _derive(data: bytes, known: Known) -> dict[str, Any]:
    return derive(Examined.from_json(_examine(data, known))).to_json()


JOBS: Mapping[str, Callable[[bytes, Known], dict[str, Any]]] = {
    "examine": _examine,
    "derive": _derive,
}


def _work() -> None:
    """What the other process does: read an order and a file, write what was found."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_OF_WORK, SECONDS_OF_WORK))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # nothing of it reaches the disk
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    order = json.loads(sys.stdin.buffer.readline())
    known = {
        name: [x509.load_pem_x509_certificate(each.encode("ascii")) for each in pems]
        for name, pems in order["known"].items()
    }
    sys.stdout.write(json.dumps(JOBS[order["job"]](sys.stdin.buffer.read(), known)))


if __name__ == "__main__":
    _work()
