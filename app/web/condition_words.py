"""The conditions of a matrix in words: when a question is asked, for those who cannot see the page change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from app.domain.conditions import (
    AllOf,
    AnswerCompares,
    Answered,
    AnswerIs,
    AnyOf,
    Comparison,
    Condition,
    CountAtLeast,
    IncludesAll,
    Not,
)
from app.domain.matrix import Matrix
from app.domain.questions import Question
from app.web.localisation import date_in_words, ngettext, number_in_words
from app.web.localisation import gettext as _


def condition_in_words(words: Matrix, condition: Condition) -> str:
    """The condition as a part of a sentence; `words` is the matrix in the language of the page."""
    questions = {question.id: question for question in words.questions()}
    return _said(questions, condition, inner=False)


def _said(questions: dict[str, Question], condition: Condition, *, inner: bool = True) -> str:
    match condition:
        case AllOf(parts):
            return _joined(questions, parts, _(" and "), inner)
        case AnyOf(parts):
            return _joined(questions, parts, _(" or "), inner)
        case Not(part):
            return _("not (%(condition)s)", condition=_said(questions, part, inner=False))
        case Answered(name, answered) if name in questions:
            ask = questions[name].ask
            return _("“%(ask)s” is answered", ask=ask) if answered else _("“%(ask)s” is not answered", ask=ask)
        case AnswerIs(name, choices) if name in questions:
            said = _choices(questions[name], choices, _("” or “"))
            return _("the answer to “%(ask)s” is “%(choices)s”", ask=questions[name].ask, choices=said)
        case IncludesAll(name, choices) if name in questions:
            said = _choices(questions[name], choices, _("” and “"))
            return _("the answer to “%(ask)s” includes “%(choices)s”", ask=questions[name].ask, choices=said)
        case CountAtLeast(name, count) if name in questions:
            return ngettext(
                "at least %(num)s answer is chosen for “%(ask)s”",
                "at least %(num)s answers are chosen for “%(ask)s”",
                count,
                ask=questions[name].ask,
            )
        case AnswerCompares(name, comparison) if name in questions:
            return _("the answer to “%(ask)s” is %(bounds)s", ask=questions[name].ask, bounds=_bounds(comparison))
        case _:
            return _("the other answers call for it")


def _joined(questions: dict[str, Question], parts: Iterable[Condition], word: str, inner: bool) -> str:
    said = word.join(_said(questions, part) for part in parts)
    return _("(%(condition)s)", condition=said) if inner else said


def _choices(question: Question, choices: Iterable[str], word: str) -> str:
    labels = {choice.id: choice.label for choice in question.choices}
    return word.join(labels.get(choice, choice) for choice in choices)


def _bounds(comparison: Comparison) -> str:
    parts = (
        (comparison.at_least, _("%(bound)s or more")),
        (comparison.above, _("more than %(bound)s")),
        (comparison.at_most, _("%(bound)s or less")),
        (comparison.below, _("less than %(bound)s")),
    )
    return _(" and ").join(sentence % {"bound": _bound(bound)} for bound, sentence in parts if bound is not None)


def _bound(bound: Decimal | date) -> str:
    return date_in_words(bound) if isinstance(bound, date) else number_in_words(bound)
