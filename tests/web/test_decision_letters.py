"""The letter of a decision from the pages: offered where there is one, to those who may read the assessment."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

import pypdf
import pytest
from flask import Flask

from app.documents.press import Press
from app.documents.stuck import Stuck
from app.workflow import reviewing
from tests.people import NOW, World
from tests.web.public.offering import offer
from tests.web.visiting import text_of, visit


@pytest.fixture
def rejected(world: World) -> UUID:
    """An assessment that Dora rejected."""
    key = world.in_review()
    with world.session() as session:
        reviewing.reject(
            session,
            actor=world.actor("dora"),
            assessment_id=key,
            digest=world.digest(key),
            reason="Nobody can stop it.",
            now=NOW,
        )
    return key


@pytest.fixture
def uncertified(world: World) -> UUID:
    """An assessment that Dora approved, of a level without certificates."""
    key = world.in_review("forbidden")
    with world.session() as session:
        reviewing.approve(session, actor=world.actor("dora"), assessment_id=key, digest=world.digest(key), now=NOW)
    assert world.state(key) == "approved"
    return key


@pytest.mark.parametrize("ending", ["rejected", "uncertified"])
def test_the_pages_of_both_sides_offer_it(
    world: World, app: Flask, ending: str, request: pytest.FixtureRequest
) -> None:
    key, given = request.getfixturevalue(ending), set[bytes]()
    for who, page in (("alice", f"/assessments/{key}/result"), ("dora", f"/reviews/{key}")):
        client = visit(app, who)
        assert f'href="/assessments/{key}/decision.pdf?language=both"' in client.get(page).get_data(as_text=True)
        answer = client.get(f"/assessments/{key}/decision.pdf?language=both")
        assert answer.mimetype == "application/pdf"
        assert "attachment" in answer.headers["Content-Disposition"]
        assert answer.headers["Cache-Control"] == "private, no-cache"
        given.add(answer.data)
        etag, part = answer.headers["ETag"], {"Range": "bytes=100-299"}
        address = f"/assessments/{key}/decision.pdf?language=both"
        assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
        assert client.get(address, headers=part).data == answer.data[100:300]
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(answer.data)).pages)
        assert "Dora Diallo" in text
        assert ("Nobody can stop it." in text) == (ending == "rejected")
        assert ("This letter is no permission." in text) == (ending == "uncertified")
    (data,) = given  # the same bytes for everybody
    for language, sentence in (("en", "A decision letter, not a certificate"), ("zh-Hans", "这是决定书，不是证书")):
        words = text_of(offer(visit(app, language=language), data))
        assert sentence in words
        assert not any(private in words for private in ("Dora Diallo", "Alice Adler", "Traffic lights", "Nobody can"))
    altered = text_of(offer(visit(app), data + b" "))
    assert "This file was not issued here" in altered
    assert "A decision letter" not in altered


def test_strangers_and_unfinished_assessments_get_none(world: World, app: Flask, rejected: UUID) -> None:
    address = f"/assessments/{rejected}/decision.pdf"
    assert visit(app, "charlie").get(address).status_code == 404
    assert visit(app, "alice").get(f"{address}?language=fr").status_code == 404
    for key in (world.draft(), world.in_review(), world.certified()):
        assert visit(app, "alice").get(f"/assessments/{key}/decision.pdf").status_code == 404
    assert "decision.pdf" not in text_of(visit(app, "alice").get(f"/assessments/{world.in_review()}/result"))


def test_what_cannot_be_set_in_time_is_told_in_words(
    app: Flask, rejected: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(_press: Press, _asked: object) -> bytes:
        raise Stuck("A document could not be laid out within 1 seconds.")

    monkeypatch.setattr(Press, "unsigned", never)
    answer = visit(app, "alice").get(f"/assessments/{rejected}/decision.pdf")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "nothing half done was kept" in text_of(answer)
