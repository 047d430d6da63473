"""Records of sections and questions -> frozen sections."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, cast

from app.domain.conditions import Condition
from app.domain.matrix_file.records import Record
from app.domain.matrix_file.texts import Writer
from app.domain.questions import Choice, Kind, PointRange, Points, Question, Requirement, Section
from app.domain.translation import yes_and_no


def build_section(record: Record, write: Writer) -> Section:
    """A section with its questions."""
    return Section(
        id=record.id,
        title=write.sure(record, "title"),
        questions=tuple(_question(question, write) for question in record.many("questions", Record)),
        principle=record.get("principle", str),
        show_when=_shown(record),
        intro=write.text(record, "intro"),
    )


def _shown(record: Record) -> Condition | None:
    return cast("Condition | None", record.values.get("show_when"))


def _question(record: Record, write: Writer) -> Question:
    kind = cast("Kind", record.sure("kind", str))
    return Question(
        id=record.id,
        ask=write.sure(record, "ask"),
        kind=kind,
        help=write.text(record, "help"),
        why=write.text(record, "why"),
        required=record.sure("required", bool),
        show_when=_shown(record),
        weight=record.sure("weight", Decimal),
        count=cast("Literal['sum', 'highest']", record.sure("count", str)),
        unanswered=cast("Literal['zero', 'worst']", record.sure("unanswered", str)),
        fixed=record.sure("fixed", bool),
        comment=_requirement(record, "comment"),
        evidence=_requirement(record, "evidence"),
        choices=_choices(record, kind, write),
        unit=write.text(record, "unit"),
        minimum=record.get("minimum", str),
        maximum=record.get("maximum", str),
        whole=record.sure("whole", bool),
        ranges={
            score: tuple(
                PointRange(step.sure("from", Decimal), step.sure("points", Decimal))
                for step in ranges
                if isinstance(step, Record)
            )
            for score, ranges in record.mapped("points", tuple).items()
        },
        source=write.text(record, "source"),
    )


def _requirement(record: Record, key: str) -> Requirement:
    some = record.get(key, Record)
    if some is not None:
        return Requirement("never", some.many("required_for", str))
    return Requirement(cast("Literal['never', 'optional', 'required']", record.sure(key, str)))


def _choices(record: Record, kind: Kind, write: Writer) -> tuple[Choice, ...]:
    choices = tuple(_choice(choice, write) for choice in record.many("choices", Record))
    if kind != "yes_no":
        return choices
    of_yes: Points = record.mapped("points", Decimal)
    if not choices:
        yes, no = yes_and_no(write.language)
        return (Choice("yes", yes, of_yes), Choice("no", no))
    return tuple(
        Choice(
            choice.id,
            choice.label,
            of_yes if choice.id == "yes" and of_yes else choice.points,
            choice.worst,
            choice.alone,
            choice.source,
            choice.help,
        )
        for choice in choices
    )


def _choice(record: Record, write: Writer) -> Choice:
    return Choice(
        id=record.id,
        label=write.label(record),
        points=record.mapped("points", Decimal),
        worst=record.get("counts_as", str) is not None,
        alone=record.sure("alone", bool),
        source=write.text(record, "source"),
        help=write.text(record, "help"),
    )
