"""Questions that are whole: their choices, points and limits fit their kind and each other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from app.domain.matrix_file.mistakes import Mistakes, listed, quoted
from app.domain.matrix_file.names import KnownQuestion, Names, check_name
from app.domain.matrix_file.question_shapes import CHOOSING
from app.domain.matrix_file.records import Record


def check_questions(file: Record, names: Names, mistakes: Mistakes) -> None:
    """Note what does not fit in any question of the file."""
    for section in file.many("sections", Record):
        for question in section.many("questions", Record):
            known = names.questions.get(question.id)
            if known is None or not known.kind:
                continue  # its own mistake is told already, and what follows from it would be noise
            _check_choices(question, known, mistakes)
            _check_points(question, known, mistakes)
            _check_limits(question, mistakes)
            for key in ("comment", "evidence"):
                _check_required_for(question, key, known, mistakes)


def _check_choices(question: Record, known: KnownQuestion, mistakes: Mistakes) -> None:
    if known.kind in {"one", "many"} and "choices" not in question.lines:
        sentence = f"The question {quoted(known.id)} needs “choices”, as its kind is {quoted(known.kind)}"
        mistakes.add(question.line, sentence)
    if known.kind == "yes_no":
        for needed in ("yes", "no"):
            if needed not in known.choices:
                sentence = f"The choices of a question of kind “yes_no” must include {quoted(needed)}"
                mistakes.add(question.line_of("choices"), sentence)
    for choice in question.many("choices", Record):
        if choice.get("alone", bool) and known.kind != "many":
            sentence = f"“alone” is for questions of kind “many”; {quoted(known.id)} takes one answer anyway"
            mistakes.add(choice.line_of("alone"), sentence)
        if "counts_as" in choice.lines and "points" in choice.lines:
            sentence = f"{quoted(choice.id)} counts as the worst; it cannot have points of its own as well"
            mistakes.add(choice.line_of("points"), sentence)


def _check_points(question: Record, known: KnownQuestion, mistakes: Mistakes) -> None:
    line = question.line_of("points")
    for score, ranges in question.mapped("points", tuple).items():
        if known.kind != "number":
            mistakes.add(line, f"The points of {quoted(known.id)} are a number: what yes is worth for {quoted(score)}")
            continue
        _check_ascending([step for step in ranges if isinstance(step, Record)], mistakes)
    for score in question.mapped("points", Decimal):
        if known.kind == "number":
            sentence = f"The points of a number for {quoted(score)} are ranges, such as [{{from: 0, points: 1}}]"
            mistakes.add(line, sentence)
    if known.kind == "yes_no" and "points" in question.lines:
        for choice in question.many("choices", Record):
            if choice.id == "yes" and "points" in choice.lines:
                sentence = f"The points of yes stand at the question {quoted(known.id)} already"
                mistakes.add(choice.line_of("points"), sentence)


def _check_ascending(ranges: Iterable[Record], mistakes: Mistakes) -> None:
    before: Decimal | None = None
    for step in ranges:
        start = step.get("from", Decimal)
        if before is not None and start is not None and start <= before:
            mistakes.add(step.line, f"Ranges stand lowest first: {start} does not come after {before}")
        before = start if start is not None else before


def _check_limits(question: Record, mistakes: Mistakes) -> None:
    dates = question.get("kind", str) == "date"
    limits: list[Decimal | date] = []
    for key in ("minimum", "maximum"):
        text = question.get(key, str)
        if text is None:
            continue
        is_date = text[4:5] == "-" and text[7:8] == "-"
        if is_date != dates:
            wanted = "a date such as 2026-12-01" if dates else "a number"
            mistakes.add(question.line_of(key), f"{quoted(key)} must be {wanted}, not {quoted(text)}")
            return
        limits.append(date.fromisoformat(text) if dates else Decimal(text))
    if len(limits) == 2 and str(limits[0]) != str(limits[1]) and sorted(limits) != limits:
        mistakes.add(question.line_of("maximum"), "“maximum” is lower than “minimum”")


def _check_required_for(question: Record, key: str, known: KnownQuestion, mistakes: Mistakes) -> None:
    some = question.get(key, Record)
    if some is None:
        return
    line = some.line_of("required_for")
    if known.kind not in CHOOSING:
        kinds = listed(CHOOSING)
        mistakes.add(line, f"“required_for” names choices, and only questions of kind {kinds} have them")
        return
    for choice in some.many("required_for", str):
        check_name(choice, known.choices, f"choice of {quoted(known.id)} called", line, mistakes)
