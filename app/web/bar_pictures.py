"""Waterfalls and scores by principle in the words of the page, for templates/components/bars.html to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.domain.amount import Amount, as_decimal
from app.domain.answers import Answers
from app.domain.bar_layout import BarRow, Look
from app.domain.bar_measures import Label
from app.domain.bar_scale import NamedStretch
from app.domain.matrix import Computed, Matrix, Score
from app.domain.outcome import Outcome
from app.domain.principle_scores import PrincipleScore, Share, by_principle
from app.domain.text import Text
from app.domain.waterfall import Bar, Waterfall, waterfalls
from app.web.answer_words import answer_in_words
from app.web.bar_rows import BarPicture, bar_picture
from app.web.localisation import gettext as _
from app.web.localisation import language, ngettext, number_in_words

MOST_BARS = 8  # of one waterfall; smaller ones are gathered


@dataclass(frozen=True, slots=True)
class PrinciplePicture:
    """The shares of principles as a picture and as the rows of a table, and the principles that no question serves."""

    picture: BarPicture
    scores: tuple[Text, ...]
    rows: tuple[tuple[Text, tuple[str, ...]], ...]  # one figure for each score, empty where there is none
    silent: tuple[Text, ...]


def waterfall_pictures(words: Matrix, outcome: Outcome, answers: Answers) -> dict[str, BarPicture]:
    """The waterfall of each score that led to the level, by its id.

    In: the matrix in the language of the page, the outcome and its answers.
    """
    return {found.score: _waterfall(found, words, answers) for found in waterfalls(words, outcome, MOST_BARS)}


def _waterfall(found: Waterfall, words: Matrix, answers: Answers) -> BarPicture:
    score = _scored(words, found.score)
    labels = [_labels(bar, found, words, answers) for bar in found.bars]
    figures = [_figure(bar, found) for bar in found.bars]
    rows = [
        BarRow(its, figure, _look(bar), bar.start, bar.end, leads_on=found.way != "highest")
        for bar, its, figure in zip(found.bars, labels, figures, strict=True)
    ]
    band = next((band.label for band in score.bands if band.id == found.scale.band), None)
    value = _number(found.value)
    rows.append(
        BarRow(
            (_label(band, strong=True) if band else Label(_("Result"), strong=True),),
            value,
            "total",
            min(0, found.value),
            max(0, found.value),
            apart=True,
        )
    )
    stretches = [
        NamedStretch(
            _label(named.label), _number(part.start), part.start, part.end, reached=part.band == found.scale.band
        )
        for part, named in zip(found.scale.stretches, score.bands, strict=True)
    ]
    return bar_picture(_("What led to “%(score)s”", score=score.label), rows, stretches)


def _labels(bar: Bar, found: Waterfall, words: Matrix, answers: Answers) -> tuple[Label, ...]:
    """What a bar stands for: the question and what was answered, a step, or how many are gathered."""
    if bar.kind == "rest":
        if found.way == "highest":
            return (Label(ngettext("%(num)s other, not higher", "%(num)s others, none higher", bar.count)),)
        return (Label(ngettext("%(num)s smaller", "%(num)s smaller ones together", bar.count)),)
    if bar.kind == "start":
        return (_label(_scored(words, bar.id).label),)
    if bar.kind == "step":
        step = next(step for step in _computed(words, found.score).steps if step.id == bar.id)
        return (_label(step.label) if step.label else Label(_("Correction")),)
    question = words.question(bar.id)
    return (_label(question.ask, quiet=True), _answer(bar, words, answers))


def _answer(bar: Bar, words: Matrix, answers: Answers) -> Label:
    question = words.question(bar.id)
    choice = next((choice.label for choice in question.choices if choice.id == bar.choice), None)
    if choice is not None:
        return _label(choice, strong=True, most=2)
    if bar.id not in answers:
        return Label(_("No answer"), strong=True)
    return Label(answer_in_words(question, answers[bar.id])[0], strong=True, most=1)


def _figure(bar: Bar, found: Waterfall) -> str:
    number = _number(bar.value)
    if found.way == "average":
        return f"{number} ÷ {number_in_words(found.divisor)}"
    if found.way == "highest":
        return f"≤ {number}" if bar.kind == "rest" else number
    return f"+{number}" if bar.value > 0 and bar.kind != "start" else number


def _look(bar: Bar) -> Look:
    if not bar.counts:
        return "idle"
    if bar.end < bar.start:
        return "less"
    return "rest" if bar.kind == "rest" else "full"


def principle_picture(words: Matrix, outcome: Outcome) -> PrinciplePicture | None:
    """How much of their possible points the questions of each principle gave; None without principles.

    In: the matrix in the language of the page, and the outcome.
    """
    found = by_principle(words, outcome)
    shown = [each for each in found if each.shares]
    if not words.principles or not any(each.principle for each in shown):
        return None
    labels = {principle.id: principle.label for principle in words.principles}
    labels[""] = Text(_("Questions that serve no principle"), language())
    fed = {share.score for each in shown for share in each.shares}
    scores = [score for score in words.scores if score.id in fed]
    rows: list[BarRow] = []
    for each in shown:
        rows.append(BarRow((_label(labels[each.principle], strong=True),), apart=bool(rows)))
        rows += [_share_row(share, _scored(words, share.score).label) for share in each.shares]
    return PrinciplePicture(
        bar_picture(_("Scores by principle"), rows, ()),
        tuple(score.label for score in scores),
        tuple((labels[each.principle], _figures(each, scores)) for each in shown),
        tuple(labels[each.principle] for each in found if not each.shares and each.principle),
    )


def _share_row(share: Share, score: Text) -> BarRow:
    reached = Fraction(max(share.value, 0)) / share.possible if share.possible > 0 else 0
    return BarRow((_label(score, most=1),), _of(share), "full", 0, reached, of=1)


def _figures(each: PrincipleScore, scores: Sequence[Score]) -> tuple[str, ...]:
    known = {share.score: _of(share) for share in each.shares}
    return tuple(known.get(score.id, "") for score in scores)


def _of(share: Share) -> str:
    return _("%(value)s of %(possible)s", value=_number(share.value), possible=_number(share.possible))


def _number(amount: Amount) -> str:
    return number_in_words(as_decimal(amount)).replace("-", "−")


def _label(text: Text, *, strong: bool = False, quiet: bool = False, most: int = 2) -> Label:
    foreign = text.language if text.language != language() else ""
    return Label(str(text), strong, quiet, foreign, most)


def _scored(words: Matrix, name: str) -> Score | Computed:
    scored: list[Score | Computed] = [*words.scores, *words.computed]
    return next(score for score in scored if score.id == name)


def _computed(words: Matrix, name: str) -> Computed:
    return next(computed for computed in words.computed if computed.id == name)
