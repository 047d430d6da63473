"""Reading what another server answers within bounds of size and time, whatever it sends."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from requests import RequestException, Response

PATIENCE = (3.0, 5.0)  # seconds to connect, and between two pieces
LONGEST = 10.0  # seconds for the whole of a body
LARGEST = 256 * 1024  # bytes; the documents of the largest providers have a tenth of it
PIECE = 16 * 1024


class AnswerTooLong(RequestException):
    """An answer that had no end, in bytes or in seconds."""


class _Bounded:
    """The body of an answer, as requests reads it: piece by piece as it comes, until it is too much or too late."""

    def __init__(self, body: Any) -> None:
        self._body = body
        self._end = time.monotonic() + LONGEST

    def stream(self, _size: int, decode_content: bool) -> Iterator[bytes]:  # as urllib3 has it
        """The pieces; raises AnswerTooLong. A server that sends a byte a second is cut off as well."""
        size = 0
        while piece := self._body.read1(PIECE, decode_content=decode_content):
            size += len(piece)
            if size > LARGEST or time.monotonic() > self._end:
                raise AnswerTooLong(f"more than {LARGEST} bytes or {LONGEST} seconds")
            yield piece

    def close(self) -> None:
        """Let the connection go."""
        self._body.close()

    def release_conn(self) -> None:
        """Let others use the connection."""
        self._body.release_conn()


def bound(response: Response, *_arguments: Any, **_named: Any) -> Response:
    """Let the body of an answer be read within bounds; a hook of requests, called before anything reads it."""
    response.raw = _Bounded(response.raw)
    return response
