"""Every condition of a file read in its place, where only some things are known already."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.matrix_file.condition_parts import Scope
from app.domain.matrix_file.condition_reading import ConditionReader
from app.domain.matrix_file.mistakes import Mistakes
from app.domain.matrix_file.names import Names
from app.domain.matrix_file.nodes import Broken, Fields, Listing, Scalar
from app.domain.matrix_file.records import Record


def link_conditions(file: Record, names: Names, mistakes: Mistakes) -> None:
    """Put conditions in the place of their nodes in all records; mistaken ones are taken out and noted."""
    reader = ConditionReader(names, mistakes)
    for record, key, scope in _places(file, names):
        node = record.values.pop(key, None)
        if isinstance(node, Fields | Listing | Scalar | Broken):
            condition = reader.read(node, scope)
            if condition is not None:
                record.values[key] = condition


def _before_the_level(file: Record, names: Names) -> Iterator[tuple[Record, str, Scope]]:
    asked = len(names.questions)
    for name, computed in file.mapped("computed", Record).items():
        value = names.values.get(name)
        for step in computed.many("steps", Record):
            # A step may speak of the score that is being computed: of its value so far.
            yield step, "when", Scope(asked, value.place + 1 if value else 0)
    for place, category in enumerate(file.many("categories", Record)):
        yield category, "when", Scope(asked, len(names.values), place)


def _places(file: Record, names: Names) -> Iterator[tuple[Record, str, Scope]]:
    """Each record that may hold a condition, its key, and what is known there, by the order of evaluation."""
    asked = 0
    for section in file.many("sections", Record):
        yield section, "show_when", Scope(asked)
        for question in section.many("questions", Record):
            known = names.questions.get(question.id)
            asked = known.place if known else asked
            yield question, "show_when", Scope(asked)
            asked += 1
    everything = Scope(len(names.questions), len(names.values), len(names.categories))
    yield from _before_the_level(file, names)
    method = file.get("level", Record)
    for row in method.many("rows", Record) if method else ():
        yield row, "when", everything
    for rule in file.many("rules", Record):
        yield rule, "when", everything
    final = Scope(everything.questions, everything.values, everything.categories, levels=True)
    for test in file.many("tests", Record):
        yield test, "when", final
    for level in file.many("levels", Record):
        for obligation in level.many("obligations", Record):
            yield obligation, "when", final
