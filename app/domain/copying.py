"""Taking earlier answers over into a newer edition of a matrix: only what still means the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.domain.answers import Answer, Answers, read_answers, to_json
from app.domain.matrix import Matrix
from app.domain.questions import Question
from app.domain.scoring import Plan

Reason = Literal["gone", "changed", "not_asked"]


@dataclass(frozen=True, slots=True)
class Left:
    """An answer that could not be taken over: its question, as the earlier edition asked it, and why."""

    question: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Copied:
    """What a new draft begins with, and what had to be left behind, in the earlier edition's order."""

    answers: dict[str, Answer]
    comments: dict[str, str]
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """What an answer was earlier; None and an empty comment where there was none."""

    answer: Answer | None
    comment: str


def take_over(earlier: Plan, now: Plan, raw: object, comments: Mapping[str, str]) -> Copied:
    """Copy the answers and comments that were asked for earlier and still fit the edition of now.

    An answer is left behind when its question is gone, when its kind, its unit or the choices it names changed, when
    it is out of the new bounds, and when the new edition does not ask it with the other answers. A matrix of another
    name is another method: equal ids mean nothing there, so nothing is taken over.
    """
    given, _mistakes = read_answers(earlier.matrix, raw)
    asked = earlier.visible(given)
    told = {question: given[question] for question in asked if question in given}
    fitting, left = _fitting(earlier.matrix, now.matrix, told)
    visible = frozenset(now.visible(fitting))
    left |= {question: "not_asked" for question in fitting if question not in visible}
    questions = {question.id: question for question in now.matrix.questions()}
    return Copied(
        answers={name: fitting[name] for name in questions if name in fitting and name in visible},
        comments={
            name: comments[name]
            for name in questions
            if name in visible and name in asked and _keeps_comment(name, comments, fitting, told, questions[name])
        },
        left=tuple(Left(question, left[question]) for question in asked if question in left),
    )


def changes(
    earlier: Mapping[str, Answer], earlier_comments: Mapping[str, str], now: Answers, comments: Mapping[str, str]
) -> dict[str, Before]:
    """What became different from an earlier state: for each such question, what was there before."""
    named = dict.fromkeys((*now, *earlier, *comments, *earlier_comments))
    return {
        question: Before(earlier.get(question), earlier_comments.get(question, ""))
        for question in named
        if earlier.get(question) != now.get(question)
        or earlier_comments.get(question, "") != comments.get(question, "")
    }


def _fitting(earlier: Matrix, now: Matrix, told: Answers) -> tuple[dict[str, Answer], dict[str, Reason]]:
    old = {question.id: question for question in earlier.questions()}
    new = {question.id: question for question in now.questions()} if earlier.id == now.id else {}
    left: dict[str, Reason] = {name: "gone" for name in told if name not in new}
    left |= {name: "changed" for name in told if name in new and not _means_the_same(old[name], new[name])}
    kept = {name: answer for name, answer in told.items() if name not in left}
    fitting, mistakes = read_answers(now, to_json(kept))
    left |= {mistake.question: "changed" for mistake in mistakes}
    return fitting, left


def _means_the_same(old: Question, new: Question) -> bool:
    """Whether an answer to one is an answer to the other; a number in another unit is another number."""
    return old.kind == new.kind and old.unit == new.unit


def _keeps_comment(name: str, comments: Mapping[str, str], fitting: Answers, told: Answers, question: Question) -> bool:
    """A comment goes with its answer, and only where one is asked for; one without an answer goes alone."""
    wanted = question.comment.mode != "never" or bool(question.comment.required_for)
    return bool(comments.get(name)) and wanted and (name in fitting or name not in told)
