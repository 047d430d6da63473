"""The answers of a submission in the words of the matrix, and what is needed to derive their level again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.documents.facts import Words
from app.documents.speaking import Say, speaker
from app.documents.words import LOCALES, long_date, with_unit
from app.domain.answers import Answer, Answers, to_json
from app.domain.logic import logic_of
from app.domain.matrix import Matrix

FORMAT = 1
NOT_ANSWERED: Words = {"en": "Not answered", "zh-Hans": "未作答"}
HAN = re.compile("[\u3400-\u9fff\U00020000-\U000323af]")
KANA_OR_HANGUL = re.compile("[\u3040-\u30ff\uac00-\ud7a3]")


@dataclass(frozen=True, slots=True)
class AnsweredFacts:
    """A question with its answer, a line for each choice."""

    question: Words
    lines: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """A section of the questionnaire with the questions that were asked."""

    title: Words
    answered: tuple[AnsweredFacts, ...]


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What goes with a certificate's facts: the answers in words, and for machines as they are, with the logic."""

    sections: tuple[SectionFacts, ...]
    logic: Mapping[str, Any]
    answers: Mapping[str, Any]

    def to_json(self) -> dict[str, object]:
        """What a machine needs to derive the level again."""
        return {"format": FORMAT, "logic": self.logic, "answers": self.answers}


def enclose(matrix: Matrix, answers: Answers, visible: tuple[str, ...]) -> Enclosed:
    """What goes with the certificate of a submission: its visible questions, in the file's order, and their answers."""
    say = speaker(matrix)
    asked = frozenset(visible)
    sections = []
    for place, section in enumerate(matrix.sections):
        answered = tuple(
            _answered(matrix, say, (place, row), answers.get(question.id))
            for row, question in enumerate(section.questions)
            if question.id in asked
        )
        if answered:
            sections.append(SectionFacts(say(lambda m, place=place: m.sections[place].title), answered))  # type: ignore[misc]
    return Enclosed(tuple(sections), logic_of(matrix), to_json(answers))


def typed(text: str, otherwise: str) -> Words:
    """What somebody typed, marked as Chinese where it is, so that it gets Chinese forms; else as in `otherwise`."""
    chinese = HAN.search(text) and not KANA_OR_HANGUL.search(text)
    return {"zh-Hans" if chinese else otherwise: text}


def _answered(matrix: Matrix, say: Say, where: tuple[int, int], answer: Answer | None) -> AnsweredFacts:
    place, row = where
    question = say(lambda m: m.sections[place].questions[row].ask)
    if answer is None or answer == ():
        return AnsweredFacts(question, (NOT_ANSWERED,))
    if isinstance(answer, tuple):
        return AnsweredFacts(question, tuple(_choice(matrix, say, where, each) for each in answer))
    return AnsweredFacts(question, (_one(matrix, say, where, answer),))


def _one(matrix: Matrix, say: Say, where: tuple[int, int], answer: str | int | Decimal) -> Words:
    place, row = where
    question = matrix.sections[place].questions[row]
    if isinstance(answer, int | Decimal):
        unit = say(lambda m: m.sections[place].questions[row].unit)
        return with_unit(f"{answer:,f}", unit)
    if question.kind == "date":
        return {language: long_date(answer, language) for language in LOCALES}
    return _choice(matrix, say, where, answer) if question.choices else typed(answer, matrix.languages[0])


def _choice(matrix: Matrix, say: Say, where: tuple[int, int], choice: str) -> Words:
    place, row = where
    known = [each.id for each in matrix.sections[place].questions[row].choices]
    if choice not in known:
        return typed(choice, matrix.languages[0])
    return say(lambda m: m.sections[place].questions[row].choices[known.index(choice)].label)
