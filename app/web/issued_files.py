"""Giving out a PDF that was made once: with its digest as ETag, and in parts to whoever asks for parts."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from flask import Response, send_file

PRIVATE = "private, no-cache"


def issued_file(path: Path, name: str) -> Response:
    """The answer to a download; `path` is named after the digest of its bytes, `name` is what it is saved as."""
    # It is small: read whole, no handle stays open however the answer ends.
    answer = send_file(
        BytesIO(path.read_bytes()),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=name,
        etag=path.stem,
        conditional=True,
    )
    answer.headers["Cache-Control"] = PRIVATE
    return answer
