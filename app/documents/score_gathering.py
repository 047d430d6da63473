"""Gathers what led to each score, section by section, and the shares of principles, for a certificate."""

from __future__ import annotations

from app.documents.facts import BandFacts, BarFacts, PrincipleFacts, ScoreFacts, ShareFacts, Words
from app.documents.speaking import Say, axis
from app.domain.amount import Amount, as_decimal
from app.domain.matrix import Computed, Matrix
from app.domain.outcome import Outcome
from app.domain.principle_scores import by_principle
from app.domain.questions import Section
from app.domain.text import Text
from app.domain.waterfall import Bar, Waterfall, waterfalls

MOST_BARS = 8  # of one score; smaller ones are gathered


def score_facts(matrix: Matrix, outcome: Outcome, say: Say) -> tuple[ScoreFacts, ...]:
    """The scores that led to the level. A certificate is passed on, so it tells sections and no single answer."""
    sections = {question.id: section.id for section in matrix.sections for question in section.questions}
    return tuple(_score(found, say) for found in waterfalls(matrix, outcome, MOST_BARS, sections))


def _score(found: Waterfall, say: Say) -> ScoreFacts:
    def band(place: int) -> Words:
        return say(lambda m: axis(m, found.score).bands[place].label)

    stretches = found.scale.stretches
    reached = next((place for place, part in enumerate(stretches) if part.band == found.scale.band), None)
    return ScoreFacts(
        label=say(lambda m: axis(m, found.score).label),
        way=found.way,
        value=_number(found.value),
        maximum=_number(found.scale.maximum),
        band={} if reached is None else band(reached),
        divisor=found.divisor,
        bands=tuple(BandFacts(band(place), _number(part.start)) for place, part in enumerate(stretches)),
        bars=tuple(_bar(bar, found.score, say) for bar in found.bars),
    )


def _bar(bar: Bar, score: str, say: Say) -> BarFacts:
    if bar.kind == "answer":
        raise TypeError("A certificate tells sections, not answers.")
    return BarFacts(bar.kind, _label(bar, score, say), _number(bar.value), bar.count)


def _label(bar: Bar, score: str, say: Say) -> Words:
    match bar.kind:
        case "section":
            return say(lambda m: _section(m, bar.id).title)
        case "start":
            return say(lambda m: axis(m, bar.id).label)
        case "step":
            return say(lambda m: _step_label(m, score, bar.id))
        case _:
            return {}


def _section(matrix: Matrix, section_id: str) -> Section:
    return next(section for section in matrix.sections if section.id == section_id)


def _step_label(matrix: Matrix, score: str, step_id: str) -> Text | None:
    computed = axis(matrix, score)
    steps = computed.steps if isinstance(computed, Computed) else ()
    return next(step.label for step in steps if step.id == step_id)


def principle_facts(matrix: Matrix, outcome: Outcome, say: Say) -> tuple[PrincipleFacts, ...]:
    """The principles whose questions fed a score, each with its shares; none where the matrix has no principles."""
    if not matrix.principles:
        return ()
    return tuple(
        PrincipleFacts(
            _principle(each.principle, say),
            tuple(
                ShareFacts(
                    say(lambda m, score=share.score: axis(m, score).label),  # type: ignore[misc]
                    _number(share.value),
                    _number(share.possible),
                )
                for share in each.shares
            ),
        )
        for each in by_principle(matrix, outcome)
        if each.shares
    )


def _principle(principle_id: str, say: Say) -> Words:
    return say(lambda m: next((its.label for its in m.principles if its.id == principle_id), None))


def _number(amount: Amount) -> str:
    return format(as_decimal(amount), "f")
