"""Who gets an evidence file, and how it is given out: as a download that no browser opens as a page."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from flask import Flask

from app.storage.evidence import path_of
from tests.beside_answers import CALLED_FOR, attach, draft_beside, remove, submit_beside
from tests.evidence import PDF, WHOLE
from tests.people import World
from tests.web.visiting import text_of, visit


def address_of(draft: UUID, file: UUID, name: str = "report.pdf") -> str:
    return f"/assessments/{draft}/evidence/{file}/{quote(name)}"


def complete(world: World) -> tuple[UUID, UUID]:
    """A draft that lacks nothing, and a file of it."""
    draft = draft_beside(world)
    (file,) = attach(world, draft, "checks", {"report.pdf": PDF})
    for question in CALLED_FOR[1:]:
        attach(world, draft, question, {f"{question}.pdf": PDF})
    return draft, file


@pytest.mark.parametrize("name", [*WHOLE, "报告 “终稿”; v=1.pdf", "it's 100%.pdf"])
def test_it_comes_as_it_was_uploaded_and_is_never_a_page(world: World, app: Flask, name: str) -> None:
    draft, data = draft_beside(world), WHOLE.get(name, PDF)
    (file,) = attach(world, draft, "checks", {name: data})
    answer = visit(app, "alice").get(address_of(draft, file, name))
    assert (answer.status_code, answer.get_data()) == (200, data)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "html" not in answer.content_type
    if not name.isascii():
        assert f"filename*=UTF-8''{quote(name, safe='')}" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("who", "draft_status", "submitted_status"),
    [
        ("alice", 200, 200),
        ("bob", 404, 200),  # a colleague who was not invited, and a reviewer
        ("charlie", 404, 404),
        ("dora", 404, 200),
        ("fang", 404, 200),
        ("aude", 404, 200),
        ("stella", 404, 404),
        ("adam", 404, 404),
        (None, 302, 302),
    ],
)
def test_who_gets_it(world: World, app: Flask, who: str | None, draft_status: int, submitted_status: int) -> None:
    draft, file = complete(world)
    assert visit(app, who).get(address_of(draft, file)).status_code == draft_status
    submit_beside(world, draft)
    assert visit(app, who).get(address_of(draft, file)).status_code == submitted_status


def test_reviewers_see_only_what_was_submitted(world: World, app: Flask) -> None:
    draft, _file = complete(world)
    (withdrawn,) = attach(world, draft, "use", {"private.pdf": PDF + b"\n"})
    remove(world, draft, "use", withdrawn)
    submit_beside(world, draft)
    address = address_of(draft, withdrawn, "private.pdf")
    assert visit(app, "dora").get(address).status_code == 404
    assert visit(app, "alice").get(address).status_code == 200


def test_a_made_up_address_leads_nowhere(world: World, app: Flask) -> None:
    draft, file = complete(world)
    other, client = world.draft(), visit(app, "alice")
    for address in (
        address_of(other, file),
        address_of(draft, uuid4()),
        address_of(uuid4(), file),
        address_of(draft, file, "other.pdf"),
        address_of(draft, file, "..") + "/x",
    ):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("how", ["altered", "lost"])
def test_what_is_not_what_was_uploaded_is_not_given_out(world: World, app: Flask, how: str) -> None:
    draft, file = complete(world)
    (path,) = (found for found in (world.data_directory / "evidence").glob("*/*"))
    assert path == path_of(world.data_directory, path.name)
    if how == "lost":
        path.unlink()
    else:
        path.write_bytes(PDF.replace(b"Catalog", b"Another"))
    answer = visit(app, "alice").get(address_of(draft, file))
    assert answer.status_code == 500
    assert b"Another" not in answer.get_data()
    assert "The stored file is missing, or is no longer the one that was uploaded." in text_of(answer)


def test_reviewers_read_answers_beside_their_files(world: World, app: Flask) -> None:
    draft, file = complete(world)
    submit_beside(world, draft)
    page = visit(app, "dora").get(f"/reviews/{draft}")
    assert f'href="{address_of(draft, file)}"' in page.get_data(as_text=True)
    assert f"PDF, {len(PDF)} bytes" in text_of(page)
