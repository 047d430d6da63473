"""Records without mistakes -> the frozen Matrix."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, cast

from app.domain.conditions import Condition
from app.domain.matrix import (
    Band,
    Bound,
    Category,
    Computed,
    Duration,
    Example,
    Grid,
    Level,
    Matrix,
    Measure,
    Obligation,
    Principle,
    ReviewStep,
    Row,
    Rule,
    Score,
    Step,
    Table,
    Test,
    Threshold,
    Thresholds,
)
from app.domain.matrix_file.question_building import build_section
from app.domain.matrix_file.records import Record
from app.domain.matrix_file.texts import Writer
from app.domain.questions import Section
from app.domain.text import Text

Evidence = Literal["never", "optional", "required"]


def build(
    file: Record,
    examples: tuple[Mapping[str, object], ...],
    translations: Mapping[str, Mapping[str, str]],
) -> Matrix:
    """The matrix of a file that has no mistakes; `examples` are their answers in file order."""
    head = file.sure("matrix", Record)
    write = Writer(head.many("languages", str)[0])
    return Matrix(
        id=head.id,
        version=head.sure("version", str),
        effective_from=head.sure("effective_from", str),
        title=write.sure(head, "title"),
        languages=head.many("languages", str),
        levels=tuple(_level(level, write) for level in file.many("levels", Record)),
        method=_method(file.sure("level", Record)),
        sections=_sections(file, write),
        change_note=write.text(head, "change_note"),
        principles=tuple(Principle(record.id, write.label(record)) for record in file.many("principles", Record)),
        scores=tuple(_score(record, write) for record in file.mapped("scores", Record).values()),
        computed=tuple(_computed(record, write) for record in file.mapped("computed", Record).values()),
        rules=tuple(_rule(record, write) for record in file.many("rules", Record)),
        categories=tuple(
            Category(record.id, write.label(record), condition(record)) for record in file.many("categories", Record)
        ),
        tests=tuple(_test(record, write) for record in file.many("tests", Record)),
        examples=tuple(
            _example(record, place, answers)
            for place, (record, answers) in enumerate(zip(file.many("examples", Record), examples, strict=True))
        ),
        translations=translations,
    )


def _sections(file: Record, write: Writer) -> tuple[Section, ...]:
    return tuple(build_section(record, write) for record in file.many("sections", Record))


def condition(record: Record, key: str = "when") -> Condition | None:
    """The condition that `linking` put in the place of its node."""
    return cast("Condition | None", record.values.get(key))


def _level(record: Record, write: Writer) -> Level:
    steps = tuple(
        ReviewStep(step.sure("by", str), int(step.sure("approvals", Decimal)), step.get("within", Duration))
        for step in record.many("review", Record)
    )
    return Level(
        id=record.id,
        label=write.label(record),
        colour=record.sure("colour", str).lower(),
        summary=write.text(record, "summary"),
        certificate=record.sure("certificate", bool),
        valid_for=record.get("valid_for", Duration),
        remind=record.many("remind", Duration),
        review=steps or (ReviewStep("reviewer"),),
        respond_within=record.get("respond_within", Duration),
        obligations=tuple(_obligation(item, write) for item in record.many("obligations", Record)),
    )


def _obligation(record: Record, write: Writer) -> Obligation:
    return Obligation(
        id=record.id,
        text=write.label(record, "text"),
        source=write.text(record, "source"),
        evidence=cast("Evidence", record.sure("evidence", str)),
        when=condition(record),
    )


def _bands(record: Record, write: Writer) -> tuple[Band, ...]:
    return tuple(Band(band.id, write.label(band), band.get("from", Bound)) for band in record.many("bands", Record))


def _score(record: Record, write: Writer) -> Score:
    maximum = record.get("maximum", Decimal)
    return Score(
        id=record.id,
        label=write.label(record),
        combine=cast("Literal['sum', 'highest', 'average']", record.sure("combine", str)),
        maximum=cast("Literal['visible', 'all']", record.sure("maximum", str)) if maximum is None else maximum,
        maximum_factor=record.sure("maximum_factor", Decimal),
        bands=_bands(record, write),
    )


def _computed(record: Record, write: Writer) -> Computed:
    grid = record.get("grid", Record)
    return Computed(
        id=record.id,
        label=write.label(record),
        start_from=record.get("start_from", str),
        steps=tuple(_step(step, write) for step in record.many("steps", Record)),
        bands=_bands(record, write),
        grid=_grid(grid) if grid else None,
    )


def _step(record: Record, write: Writer) -> Step:
    return Step(
        id=record.id,
        when=condition(record),
        reduce_percent=record.get("reduce_percent", Decimal),
        increase_percent=record.get("increase_percent", Decimal),
        add=record.get("add", Decimal),
        multiply=record.get("multiply", Decimal),
        round_whole=record.get("round", str) is not None,
        label=write.text(record, "label"),
    )


def _grid(record: Record) -> Grid:
    cells = {row: tuple(results) for row, results in record.mapped("cells", tuple).items()}
    return Grid(record.sure("rows", str), record.sure("columns", str), cells)


def _method(record: Record) -> Grid | Thresholds | Table:
    match record.sure("method", str):
        case "grid":
            return _grid(record)
        case "thresholds":
            return Thresholds(
                record.sure("of", str),
                tuple(
                    Threshold(item.sure("level", str), item.get("up_to", Bound))
                    for item in record.many("thresholds", Record)
                ),
            )
        case _:
            return Table(tuple(Row(row.sure("level", str), condition(row)) for row in record.many("rows", Record)))


EFFECTS: tuple[Literal["set", "at_least", "at_most"], ...] = ("set", "at_least", "at_most")


def _rule(record: Record, write: Writer) -> Rule:
    effect = next(effect for effect in EFFECTS if effect in record.values)
    when = condition(record)
    if when is None:
        raise KeyError(f"{record.path}.when")
    return Rule(
        id=record.id,
        effect=effect,
        level=record.sure(effect, str),
        when=when,
        because=write.text(record, "because"),
        source=write.text(record, "source"),
    )


def _test(record: Record, write: Writer) -> Test:
    measure = record.get("measure", Record)
    title = write.label(record, "title")
    return Test(
        id=record.id,
        title=title,
        principle=record.get("principle", str),
        when=condition(record),
        measure=_measure(measure, title, write) if measure else None,
        evidence=cast("Evidence", record.sure("evidence", str)),
        tester=cast("Literal['anyone', 'independent']", record.sure("tester", str)),
        on_fail=cast("Literal['block', 'note']", record.sure("on_fail", str)),
    )


def _measure(record: Record, title: Text, write: Writer) -> Measure:
    return Measure(
        label=write.text(record, "label") or title,
        unit=write.text(record, "unit"),
        at_least=record.get("at_least", Decimal),
        at_most=record.get("at_most", Decimal),
    )


def _example(record: Record, place: int, answers: Mapping[str, object]) -> Example:
    def named(key: str) -> tuple[str, ...] | None:
        return record.many(key, str) if key in record.values else None

    return Example(
        name=record.get("name", str) or f"example {place + 1}",
        answers=answers,
        level=record.get("level", str),
        rules=named("rules"),
        categories=named("categories"),
        scores=record.mapped("scores", Decimal) if "scores" in record.values else None,
        tests=named("tests"),
    )
