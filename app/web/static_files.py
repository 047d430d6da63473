"""Style, script and pictures of the product, under addresses that change with their content."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request, url_for

from app.web.access import EVERYONE, audience
from app.web.page_templates import once

FOLDER = Path(__file__).parents[1] / "static"
STYLES = (
    "tokens.css",
    "page.css",
    "header.css",
    "components.css",
    "forms.css",
    "tables.css",
    "pictures.css",
    "sheet.css",
    "respondent.css",
    "tests.css",
    "before.css",
    "reviewer.css",
    "factors.css",
    "print.css",
)
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
FOR_EVER = "public, max-age=31536000, immutable"
EXTENSION = "fenji.static_files"

blueprint = Blueprint("static_files", __name__)


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is sent: its bytes, the same bytes compressed, its kind and a digest of its content."""

    content: bytes
    compressed: bytes
    kind: str
    digest: str


def install(app: Flask) -> None:
    """Read the files once; templates reach them with `static_url("fenji.css")`."""
    files = {"fenji.css": _file("fenji.css", _bundle())}
    for path in sorted(FOLDER.iterdir()):
        if path.suffix in KINDS and path.suffix != ".css":
            files[path.name] = _file(path.name, path.read_bytes())
    app.extensions[EXTENSION] = files
    app.register_blueprint(blueprint)
    app.add_template_global(static_url)


def static_url(name: str) -> str:
    """The address of a static file; KeyError when there is none of this name."""

    def make() -> str:
        files: dict[str, StaticFile] = current_app.extensions[EXTENSION]
        return url_for("static_files.serve", digest=files[name].digest, name=name)

    known: str = once((request.root_path, "static", name), make)
    return known


@blueprint.get("/static/<digest>/<name>")
@audience(EVERYONE)
def serve(digest: str, name: str) -> Response:
    """Send the file, to be kept for ever under this address."""
    files: dict[str, StaticFile] = current_app.extensions[EXTENSION]
    file = files.get(name)
    if file is None or file.digest != digest:
        abort(404)
    return cached_for_ever(file.content, file.kind, compressed=file.compressed)


def cached_for_ever(content: bytes, kind: str, *, compressed: bytes | None = None) -> Response:
    """A response for content that never changes under its address."""
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
    if compressed is not None and request.accept_encodings["gzip"]:
        return Response(compressed, content_type=kind, headers={**headers, "Content-Encoding": "gzip"})
    return Response(content, content_type=kind, headers=headers)


def _bundle() -> bytes:
    """All styles as one file, without comments and indentation."""
    text = "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in STYLES)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", text).strip().encode()


def _file(name: str, content: bytes) -> StaticFile:
    digest = hashlib.sha256(content).hexdigest()[:16]
    return StaticFile(content, gzip.compress(content, mtime=0), KINDS[Path(name).suffix], digest)
