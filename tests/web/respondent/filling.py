"""How tests fill in a section: the real page, its token and version, and what a person types."""

from __future__ import annotations

import re
from uuid import UUID

import html5lib
from sqlalchemy import update
from werkzeug.test import TestResponse

from app.storage.assessments import Assessment
from app.workflow import assessing
from tests.people import MATRICES, NOW, World, publish_matrix
from tests.web.client import StrictClient


def every_kind(world: World, owner: str = "alice") -> UUID:
    """A draft with one question of each kind (tests/matrices/every_kind.yaml)."""
    with world.session() as session:
        key = publish_matrix(session, {"": (MATRICES / "every_kind.yaml").read_bytes()})
        draft = assessing.create(session, actor=world.actor(owner), system_name="Chess tutor", now=NOW)
        session.execute(update(Assessment).where(Assessment.id == draft).values(published_matrix_id=key))
        session.commit()
    return draft


def hidden_fields(page: TestResponse) -> dict[str, str]:
    """The hidden fields of the page's form, as a browser sends them back."""
    text = page.get_data(as_text=True)
    form = text[text.index("<main") :]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


def typed_fields(page: TestResponse) -> dict[str, list[str]]:
    """Everything the form of a section holds, as a browser sends it when nobody touches it."""
    root = html5lib.parse(page.get_data(as_text=True), namespaceHTMLElements=False)
    form = next(element for element in root.iter("form") if element.get("id") == "form")
    found: dict[str, list[str]] = {}
    for element in form.iter("input"):
        if element.get("type") not in {"radio", "checkbox"} or element.get("checked") is not None:
            found.setdefault(element.get("name", ""), []).append(element.get("value", ""))
    for element in form.iter("textarea"):
        found.setdefault(element.get("name", ""), []).append(element.text or "")
    return found


def send(client: StrictClient, draft: UUID, typed: dict[str, object], section: str = "kinds") -> TestResponse:
    """Open the section, type and save."""
    address = f"/assessments/{draft}/{section}"
    return client.post(address, data={**hidden_fields(client.get(address)), "then": "continue", **typed})


def saved(world: World, draft: UUID) -> dict[str, object]:
    """The answers that are kept."""
    with world.session() as session:
        return dict(world.find(session, draft).answers)


def errors_of(page: TestResponse) -> list[str]:
    """The lines of the error summary, without their links."""
    text = page.get_data(as_text=True)
    found = re.search(r'<div class="summary".*?</div>', text, re.DOTALL)
    if found is None:
        return []
    items = re.findall(r"<li>(.*?)</li>", found[0], re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", item).split()).replace("&#39;", "'") for item in items]
