"""The bars that lead to each score, worked out exactly from the trace of an outcome; pictures are drawn from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from app.domain.amount import Amount, exact
from app.domain.matrix import Band, Bound, Computed, Matrix, Score
from app.domain.outcome import Contribution, Outcome
from app.domain.relevance import relevance

Way = Literal["sum", "highest", "average", "steps"]
Kind = Literal["answer", "section", "rest", "start", "step"]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar from `start` to `end`.

    `value` is what it gives before an average divides it. `id` names the question, section, score or step, and is
    empty for the rest, which gathers `count` smaller bars. `counts` is no where a higher one counts instead.
    """

    kind: Kind
    id: str
    value: Amount
    choice: str | None = None
    count: int = 1
    reason: str = "answer"
    start: Amount = 0
    end: Amount = 0
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a band lies on the scale; the last one has no end."""

    band: str
    start: Amount
    end: Amount | None


@dataclass(frozen=True, slots=True)
class Scale:
    """What the bars stand on: the most points there can be, where each band lies, and the band that was reached."""

    maximum: Amount
    stretches: tuple[Stretch, ...]
    band: str | None


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The bars of one score, biggest first, and the scale that they stand on.

    The bars of a `sum`, an `average` and of `steps` each begin where the last one ended, and the last ends at `value`;
    those of a `highest` all begin at nothing. An average divides each bar by `divisor`, the questions that count.
    """

    score: str
    way: Way
    bars: tuple[Bar, ...]
    value: Amount
    divisor: int
    scale: Scale


def waterfalls(
    matrix: Matrix, outcome: Outcome, most: int, sections: Mapping[str, str] | None = None
) -> tuple[Waterfall, ...]:
    """The waterfall of each score that the level depends on and each computed score that steps changed.

    In: the matrix of the outcome; how many bars one picture may have, the rest is gathered into the last of them; the
    section of each question, where a bar should stand for a section instead of an answer.
    """
    needed = relevance(matrix).scores
    found = [_of_score(score, outcome, most, sections) for score in matrix.scores if score.id in needed]
    found += [_of_steps(computed, outcome) for computed in matrix.computed if computed.id in needed and computed.steps]
    return tuple(waterfall for waterfall in found if waterfall.bars)


def _of_score(score: Score, outcome: Outcome, most: int, sections: Mapping[str, str] | None) -> Waterfall:
    fed = [part for part in outcome.contributions if part.score == score.id]
    highest = score.combine == "highest"
    values = [exact(part.value) for part in fed]
    divisor = max(1, len({part.question for part in fed})) if score.combine == "average" else 1
    value: Amount = max(values, default=0) if highest else _whole(Fraction(sum(values), divisor))
    pieces = _by_section(fed, sections, highest=highest) if sections is not None else [_piece(part) for part in fed]
    shown = gathered([piece for piece in pieces if piece.value], most, highest=highest)
    return Waterfall(
        score=score.id,
        way=score.combine,
        bars=stood(shown, score.combine, value, divisor),
        value=value,
        divisor=divisor,
        scale=_scale(score, outcome),
    )


def _piece(part: Contribution) -> Bar:
    return Bar("answer", part.question, exact(part.value), part.choice, reason=part.reason)


def _by_section(fed: Iterable[Contribution], sections: Mapping[str, str], *, highest: bool) -> list[Bar]:
    values: dict[str, list[Amount]] = {}
    for part in fed:
        values.setdefault(sections[part.question], []).append(exact(part.value))
    return [
        Bar("section", section, max(its) if highest else sum(its), count=len(its)) for section, its in values.items()
    ]


def gathered(bars: Sequence[Bar], most: int, *, highest: bool) -> list[Bar]:
    """The biggest bars, biggest first, and the smaller ones gathered into one when there are more than `most`.

    Gathered bars add up; where the highest counts, the highest of them stands for all.
    """
    ordered = sorted(bars, key=_value if highest else _size, reverse=True)
    if len(ordered) <= most:
        return sorted(ordered, key=_value, reverse=True)
    kept, smaller = ordered[: most - 1], [bar.value for bar in ordered[most - 1 :]]
    rest = Bar("rest", "", max(smaller) if highest else sum(smaller), count=len(smaller))
    return [*sorted(kept, key=_value, reverse=True), rest]


def _value(bar: Bar) -> Fraction:
    return Fraction(bar.value)


def _size(bar: Bar) -> Fraction:
    return abs(Fraction(bar.value))


def stood(bars: Iterable[Bar], way: Way, value: Amount, divisor: int = 1) -> tuple[Bar, ...]:
    """The bars where they stand: each where the last one ended, or all on nothing where the highest counts."""
    if way == "highest":
        return tuple(replace(bar, end=bar.value, counts=bar.value == value) for bar in bars)
    standing, so_far = [], Fraction(0)
    for bar in bars:
        end = so_far + Fraction(bar.value) / divisor
        standing.append(replace(bar, start=_whole(so_far), end=_whole(end)))
        so_far = end
    return tuple(standing)


def _of_steps(computed: Computed, outcome: Outcome) -> Waterfall:
    steps = [step for step in outcome.steps if step.computed == computed.id]
    bars = [Bar("start", computed.start_from or "", exact(steps[0].before))] if steps else []
    bars += [Bar("step", step.step, exact(step.after) - exact(step.before)) for step in steps]
    value: Amount = exact(steps[-1].after) if steps else 0
    return Waterfall(
        computed.id, "steps", stood(bars, "steps", value), value, divisor=1, scale=_scale(computed, outcome)
    )


def _scale(score: Score | Computed, outcome: Outcome) -> Scale:
    result = outcome.scores[score.id]
    maximum = exact(result.maximum) if result.maximum is not None else 0
    return Scale(maximum, _stretches(score.bands, maximum), result.band)


def _stretches(bands: Sequence[Band], maximum: Amount) -> tuple[Stretch, ...]:
    starts = [_place(band.start, maximum) for band in bands]
    ends = dict(enumerate(starts[1:]))
    return tuple(
        Stretch(band.id, start, ends.get(place)) for place, (band, start) in enumerate(zip(bands, starts, strict=True))
    )


def _place(start: Bound | None, maximum: Amount) -> Amount:
    if start is None:
        return 0
    number = exact(start.value)
    return _whole(Fraction(number) * max(maximum, 0) / 100) if start.percent else number


def _whole(amount: Fraction) -> Amount:
    return amount.numerator if amount.denominator == 1 else amount
