"""The file of a certificate that was suspended, then replaced: what the public page and the command say of it."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner
from flask import Flask

from app.cli.certificates import command
from app.workflow import assessing, certifying, repeating, reviewing
from tests.people import NOW, World
from tests.web.public.offering import number_of, offer
from tests.web.visiting import text_of, visit

SUSPENDED = ("证书真实，但已暂停", "自2026年11月23日起暂停。")  # in English: test_checking_files.py
SUPERSEDED = {
    "en": (
        "Genuine, but replaced by a newer one",
        "A newer one took its place on 23 November 2026.",
        '<a href="/certificates/{0}">Superseded by {0}</a>',
    ),
    "zh-Hans": (
        "证书真实，但已被新证书取代",
        "已于2026年11月23日被新证书取代。",
        '<a href="/certificates/{0}">已被{0}取代</a>',
    ),
}


def said(app: Flask, data: bytes, language: str) -> str:
    """The page about a file, in words."""
    page = offer(visit(app, language=language), data)
    assert page.status_code == 200
    return text_of(page)


def replaced(world: World, old: UUID) -> str:
    """Let a reassessment take its place; the new number."""
    alice, dora = world.actor("alice"), world.actor("dora")
    with world.session() as session:
        new = repeating.assess_again(session, actor=alice, assessment_id=old, now=NOW)
        assessing.submit(session, actor=alice, assessment_id=new, version=1, now=NOW)
    world.open(new, "dora")
    digest = world.digest(new)
    with world.session() as session:
        reviewing.start_review(session, actor=dora, assessment_id=new, now=NOW)
        reviewing.approve(session, actor=dora, assessment_id=new, digest=digest, now=NOW)
    return number_of(world, new)


def test_a_file_tells_how_its_certificate_stands_in_both_languages_and_the_command_what_it_can(
    world: World, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = world.certified()
    before, alice = number_of(world, old), visit(app, "alice")
    data = alice.get(f"/certificates/{before}.pdf?language=en").data
    with world.session() as session:
        certifying.suspend(session, actor=world.actor("dora"), assessment_id=old, reason="Secret matter", now=NOW)
    words = said(app, data, "zh-Hans")
    assert [each for each in SUSPENDED if each not in words] == []
    after = replaced(world, old)
    for language, sentences in SUPERSEDED.items():
        words = said(app, data, language)
        assert [each for each in sentences if each.format(after) not in words] == []
        assert "Secret matter" not in words
    # Without the office's database only the files speak, and the command says what it cannot know.
    monkeypatch.setenv("FENJI_DATA_DIRECTORY", str(world.data_directory))
    monkeypatch.setenv("FENJI_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    files = [tmp_path / "before.pdf", tmp_path / "after.pdf"]
    files[0].write_bytes(data)
    files[1].write_bytes(alice.get(f"/certificates/{after}.pdf?language=en").data)
    told = CliRunner().invoke(command, ["verify", *map(str, files), "--on", "2026-11-24"])
    assert told.exit_code == 0, told.output
    assert told.output.count("Genuine, and valid on 2026-11-24 by its dates.") == 2
    assert told.output.count("Whether it was suspended, revoked or replaced since, only its public page can tell") == 2
    of_before, of_after = told.output.split(str(files[1]))
    assert "Replaces" not in of_before
    assert f"Replaces certificate {before}." in of_after
