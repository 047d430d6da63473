"""A question that was drawn before looks as if it were drawn anew, and tells nothing of whoever it was drawn for."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from app.cli._matrix_files import read_matrix_files
from app.domain.answers import Answer
from app.domain.matrix import Matrix
from app.domain.questions import Question
from app.domain.scoring import compile as compile_matrix
from app.domain.translation import in_language
from app.web.earlier_words import Mark
from app.web.evidence_shown import FileShown
from app.web.localisation import language
from app.web.respondent import drawn_questions
from app.web.respondent.drawn_questions import TEMPLATE, drawn_question
from app.web.respondent.section_page import Draft, QuestionBlock, blocks_of, blocks_to_show
from app.web.respondent.task_list import Edit
from app.web.section_form import section_form
from tests.people import NOW

MATRICES = Path(__file__).parents[2] / "matrices"
STRANGE = ("words of mine", "<b>\"bold\" & 'quoted'</b>", "{{ 1 }} %(x)s", "多行\n文字", "\u2028 \ue000")


def read(name: str) -> Matrix:
    """A matrix of the tests, with its translations."""
    found = read_matrix_files(MATRICES / f"{name}.yaml").matrix
    assert found is not None
    return found


def answer_to(question: Question, chance: random.Random) -> Answer | None:
    """Some answer, or none."""
    if chance.random() < 0.3:
        return None
    if question.kind == "many":
        alone = [choice.id for choice in question.choices if choice.alone]
        others = [choice.id for choice in question.choices if not choice.alone]
        picked = tuple(choice for choice in others if chance.random() < 0.5)
        return picked or tuple(alone[:1]) or None
    if question.kind == "number":
        return Decimal(chance.randrange(1, 1_000))
    if question.kind == "date":
        return f"20{chance.randrange(10, 26)}-0{chance.randrange(1, 9)}-1{chance.randrange(10)}"
    return chance.choice([choice.id for choice in question.choices] or STRANGE)


def blocks(matrix: Matrix, seed: int, fresh: tuple[str, ...] = ()) -> list[QuestionBlock]:
    """Every question of the matrix that is asked, with some answers and comments."""
    chance = random.Random(seed)  # noqa: S311 - a test is no secret
    plan, words = compile_matrix(matrix), in_language(matrix, language())
    answers = {question.id: answer_to(question, chance) for question in matrix.questions()}
    saved = {question: answer for question, answer in answers.items() if answer is not None}
    comments = {question: chance.choice(STRANGE) for question in answers if chance.random() < 0.5}
    draft = Draft(plan, words, saved, comments, {}, {}, {}, {})
    file = FileShown(uuid4(), f"{seed}.pdf", "PDF", "1 KB", "0" * 64, "Alice", NOW, "/file")
    files = {question: (file,) for question in answers if chance.random() < 0.5}
    asked = plan.visible(saved)
    found: list[QuestionBlock] = []
    for section in words.sections:
        as_form = blocks_of(section_form(plan, section, saved, comments), draft, files, fresh=fresh)
        found += as_form
        only_shown = blocks_to_show(section, draft, asked, files, fresh=fresh)
        assert [_told(block) for block in only_shown] == [_told(block) for block in as_form]
    return found


def _told(block: QuestionBlock) -> tuple[object, ...]:
    """Everything that a template can tell of a block, whether its fields can be sent or are only shown."""
    comment = (block.comment.id, block.comment.name, block.comment.typed) if block.comment else None
    field = (block.field.id, block.field.name, block.field.typed, block.field.data)
    labels = (block.comment_label, block.comment_folded, block.help, block.has_errors)
    rest = replace(block, field=None, comment=None)  # type: ignore[arg-type] # compared beside it
    return (rest, field, comment, labels)


def drawn_anew(app: Flask, block: QuestionBlock) -> str:
    module: Any = app.jinja_env.get_template(TEMPLATE).module
    return str(module.question(block))


@pytest.mark.parametrize("tag", ["en", "zh-Hans"])
@pytest.mark.parametrize("name", ["every_kind", "every_key", "comments_and_evidence", "translated"])
def test_what_was_drawn_before_is_as_if_it_were_drawn_anew(app: Flask, name: str, tag: str) -> None:
    matrix = read(name)
    with app.test_request_context(headers={"Accept-Language": tag}):
        for seed in range(60):
            for block in blocks(matrix, seed):
                assert str(drawn_question(block)) == drawn_anew(app, block)


def test_what_is_kept_holds_nothing_that_was_typed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn_questions, "_drawn", {})
    with app.test_request_context():
        for block in blocks(read("every_kind"), 3):
            drawn_question(block)
    kept = " ".join(piece for _question, pieces in drawn_questions._drawn.values() for piece in pieces)
    assert "What is it called?" in kept
    assert not any(words in kept for words in ("words of mine", "quoted", "文字", "{{ 1 }}"))


def test_what_has_more_to_tell_is_drawn_anew(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn_questions, "_drawn", {})
    with app.test_request_context():
        fresh = blocks(read("every_kind"), 3, fresh=("name",))
        new = [block for block in fresh if block.fresh]
        assert all("New" in drawn_question(block) for block in new)
    assert new
    assert drawn_questions._drawn == {}


def test_who_else_answered_and_what_changed_is_drawn_each_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn_questions, "_drawn", {})
    edit = Edit("Bob Bauer", datetime(2026, 11, 23, tzinfo=UTC))
    mark = Mark(edit.at, ("Hiring",), "", answer_changed=True, comment_changed=False)
    with app.test_request_context():
        plain = blocks(read("every_kind"), 3)[0]
        assert "Bob Bauer" in drawn_question(replace(plain, author=edit))
        assert "Hiring" in drawn_question(replace(plain, mark=mark))
        assert "Bob Bauer" not in drawn_question(plain)
    kept = " ".join(piece for _question, pieces in drawn_questions._drawn.values() for piece in pieces)
    assert "Bob" not in kept


def test_only_so_many_are_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn_questions, "_drawn", {})
    monkeypatch.setattr(drawn_questions, "MOST", 3)
    with app.test_request_context():
        for seed in range(5):
            for block in blocks(read("every_kind"), seed):
                drawn_question(block)
    assert len(drawn_questions._drawn) == 3
