"""The pictures of scores and principles in a certificate, in its one or two languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest

from app.documents.facts import BarFacts, PrincipleFacts, ScoreFacts, ShareFacts
from app.documents.words import Said, Spoken, Voice
from app.domain.amount import Amount, exact
from app.domain.bar_layout import BarLayout, BarRow, Look, laid_out
from app.domain.bar_measures import PAPER, THIN, Label
from app.domain.bar_scale import NamedStretch
from app.domain.waterfall import Bar, stood


@dataclass(frozen=True, slots=True)
class DrawnBars:
    """A picture and what it says, in the document's first language, for those who do not see it."""

    layout: BarLayout
    words: str


def score_picture(score: ScoreFacts, voice: Voice) -> DrawnBars:
    """The waterfall of a score, with its bands."""
    value = _amount(score.value)
    bars = stood((Bar(bar.kind, "", _amount(bar.value)) for bar in score.bars), score.way, value, score.divisor)
    rows = [
        BarRow(
            _bar_labels(bar, score, voice),
            _figure(bar, score),
            _look(standing),
            standing.start,
            standing.end,
            leads_on=score.way != "highest",
        )
        for bar, standing in zip(score.bars, bars, strict=True)
    ]
    total = voice.of(score.band).parts or voice.t("Result").parts
    rows.append(
        BarRow(_labels(total, strong=True), _number(score.value), "total", min(0, value), max(0, value), apart=True)
    )
    stretches = [
        NamedStretch(
            Label(voice.one(band.label)),
            _number(band.start),
            _amount(band.start),
            _amount(following.start) if following else None,
            reached=band.label == score.band,
        )
        for band, following in zip_longest(score.bands, score.bands[1:])
    ]
    told = [f"{row.labels[0].text} {row.figure}" for row in rows]
    return DrawnBars(laid_out(rows, stretches, PAPER), f"{voice.one(score.label)}: {'; '.join(told)}")


def score_sentence(score: ScoreFacts, voice: Voice) -> Spoken:
    """How many points there are and how they came together."""
    value, maximum = _number(score.value), _number(score.maximum)
    sentence = {
        "highest": "The highest counts: {value} of {maximum} points.",
        "average": "The average counts: {value} of {maximum} points.",
    }.get(score.way, "{value} of {maximum} points.")
    return voice.t(sentence, value=value, maximum=maximum)


def principles_picture(principles: Sequence[PrincipleFacts], voice: Voice) -> DrawnBars:
    """The share of each principle in each score, never added up across scores."""
    rows: list[BarRow] = []
    told = []
    for principle in principles:
        named = voice.of(principle.label).parts or voice.t("Questions that serve no principle").parts
        rows.append(BarRow((Label("  ".join(part.text for part in named)),), apart=bool(rows)))
        shares = [_share_row(share, voice) for share in principle.shares]
        rows += shares
        told.append(f"{named[0].text}: " + ", ".join(f"{row.labels[0].text} {row.figure}" for row in shares))
    return DrawnBars(laid_out(rows, (), replace(PAPER, **THIN)), "; ".join(told))


def _share_row(share: ShareFacts, voice: Voice) -> BarRow:
    value, possible = _amount(share.value), _amount(share.possible)
    reached = Fraction(max(value, 0)) / possible if possible > 0 else 0
    label = Label("  ".join(part.text for part in voice.of(share.score).parts), most=1)
    return BarRow((label,), f"{_number(share.value)}/{_number(share.possible)}", "full", 0, reached, of=1)


def _bar_labels(bar: BarFacts, score: ScoreFacts, voice: Voice) -> tuple[Label, ...]:
    if bar.label:
        return _labels(voice.of(bar.label).parts)
    if bar.kind != "rest":
        return _labels(voice.t("Correction").parts)
    sentence = "{count} others, none higher" if score.way == "highest" else "{count} smaller ones together"
    return _labels(voice.t(sentence, count=bar.count).parts)


def _labels(said: Sequence[Said], *, strong: bool = False) -> tuple[Label, ...]:
    return tuple(
        Label(part.text, strong=strong and not place, quiet=place > 0, language=part.language, most=1)
        for place, part in enumerate(said)
    )


def _figure(bar: BarFacts, score: ScoreFacts) -> str:
    number = _number(bar.value)
    if score.way == "average":
        return f"{number} ÷ {score.divisor}"
    if score.way == "highest":
        return f"≤ {number}" if bar.kind == "rest" else number
    return f"+{number}" if _amount(bar.value) > 0 and bar.kind != "start" else number


def _look(bar: Bar) -> Look:
    if not bar.counts:
        return "idle"
    if bar.end < bar.start:
        return "less"
    return "rest" if bar.kind == "rest" else "full"


def _amount(written: str) -> Amount:
    return exact(Decimal(written))


def _number(written: str) -> str:
    """A number as a document writes it: at most two places after the point, and a true minus."""
    short = format(round(Decimal(written), 2).normalize(), "f")
    return short.replace("-", "−")
