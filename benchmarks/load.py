"""A small load of the web: a few connections that are kept open, each sending one request after the other."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import quantiles
from threading import Thread
from time import perf_counter, process_time

LONGEST_WAIT = 30.0


@dataclass(frozen=True, slots=True)
class Said:
    """What a server said: its status, its head and its body."""

    status: int
    head: bytes
    body: bytes


@dataclass(slots=True)
class Turn:
    """One side's turn: the seconds that each request took, how long all took, and how long the client worked itself."""

    taken: list[float] = field(default_factory=list)
    seconds: float = 0.0
    client: float = 0.0

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.taken) / self.seconds


class Line:
    """A connection that stays open; it reads no more of an answer than its status and its length."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), LONGEST_WAIT)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> Said:
        """Send one request and wait for all of its answer."""
        self._socket.sendall(request)
        said = b""
        while (end := said.find(b"\r\n\r\n")) < 0:
            said += self._more()
        head = said[:end]
        start = head.lower().index(b"content-length:") + len(b"content-length:")
        length = int(head[start : start + 12].split(b"\r\n", 1)[0])
        parts, missing = [said[end + 4 :]], length - (len(said) - end - 4)
        while missing > 0:
            parts.append(self._more())
            missing -= len(parts[-1])
        return Said(int(head[9:12]), head, b"".join(parts))

    def _more(self) -> bytes:
        part = self._socket.recv(65_536)
        if not part:
            raise ConnectionError("The server closed a connection that should stay open.")
        return part

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def turn(callers: Sequence[Callable[[], object]], seconds: float) -> Turn:
    """Let every caller ask again and again for so long; what is asked by then is still waited for."""
    done, began, working = Turn(), perf_counter(), process_time()
    failures: list[BaseException] = []
    threads = [Thread(target=_call, args=(call, began + seconds, done.taken, failures)) for call in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    done.seconds, done.client = perf_counter() - began, process_time() - working
    return done


def _call(call: Callable[[], object], until: float, taken: list[float], failures: list[BaseException]) -> None:
    try:
        begin = perf_counter()
        while begin < until and not failures:
            call()
            end = perf_counter()
            taken.append(end - begin)
            begin = end
    except BaseException as failure:  # noqa: BLE001 # told to whoever started the turn
        failures.append(failure)


def percentiles(taken: Sequence[float]) -> tuple[float, float, float]:
    """What half, 95 % and 99 % of the requests took at most, in milliseconds."""
    cut = quantiles(taken, n=100, method="inclusive")
    return cut[49] * 1e3, cut[94] * 1e3, cut[98] * 1e3


def request(method: str, path: str, port: int, cookie: str = "", body: str = "") -> bytes:
    """The bytes of a request as a browser would send them, without what does not matter here."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept: text/html", "Accept-Language: en"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if method == "POST":
        lines += [f"Origin: http://127.0.0.1:{port}", "Content-Type: application/x-www-form-urlencoded"]
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode("ascii")
