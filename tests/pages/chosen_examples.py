"""Examples of the shipped matrix that are asked every section between them."""

from __future__ import annotations

from app.domain.answers import read_answers
from app.domain.matrix import Example
from app.domain.scoring import Plan


def sections_of(plan: Plan, example: Example) -> tuple[str, ...]:
    """The sections that this example is asked."""
    return plan.visible_sections(read_answers(plan.matrix, example.answers)[0])


def examples_for_every_section(plan: Plan) -> list[Example]:
    """A few examples that are asked every section between them, those with the most sections first."""
    chosen: list[Example] = []
    left = {section.id for section in plan.matrix.sections}
    for example in sorted(plan.matrix.examples, key=lambda each: -len(sections_of(plan, each))):
        if left & set(sections_of(plan, example)):
            chosen.append(example)
            left -= set(sections_of(plan, example))
    assert not left, f"no example is asked {left}"
    return chosen
