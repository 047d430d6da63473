"""Nodes -> conditions: what `when` and `show_when` may say, and where."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.conditions import AllOf, AnyOf, Condition, Not
from app.domain.matrix_file.condition_parts import OF_QUESTIONS, OF_SCORES, ONLY_QUESTIONS, PartReader, Scope
from app.domain.matrix_file.mistakes import Mistakes, quoted
from app.domain.matrix_file.names import RESERVED, Names
from app.domain.matrix_file.nodes import Broken, Entry, Fields, Listing, Node

MAXIMUM_NESTING = 12


@dataclass(slots=True)
class ConditionReader:
    """Reads the conditions of one file."""

    names: Names
    mistakes: Mistakes
    parts: PartReader = field(init=False)

    def __post_init__(self) -> None:
        """Share names and mistakes with the reader of the parts."""
        self.parts = PartReader(self.names, self.mistakes)

    def read(self, node: Node, scope: Scope, nesting: int = 0) -> Condition | None:
        """The condition written here; None, with the reason noted, when it is mistaken."""
        if isinstance(node, Broken):
            return None
        if not isinstance(node, Fields):
            self.mistakes.add(node.line, "A condition is a mapping such as {purpose: hiring}")
            return None
        if nesting > MAXIMUM_NESTING:
            self.mistakes.add(node.line, f"Conditions are nested more than {MAXIMUM_NESTING} deep")
            return None
        if not node.entries:
            self.mistakes.add(node.line, "The condition says nothing; leave it out")
            return None
        self._refuse_strays(node)
        parts: list[Condition | None] = []
        for name, entry in node.entries.items():
            parts += self._parts(name, entry, node, scope, nesting)
        known = tuple(part for part in parts if part is not None)
        if len(known) < len(parts) or not known:
            return None
        return known[0] if len(known) == 1 else AllOf(known)

    def _refuse_strays(self, node: Fields) -> None:
        subjects = [name for name in ("question", "score") if name in node.entries]
        if len(subjects) == 2:
            self.mistakes.add(node.line, "Speak of one question or one score; put each under “all”")
        allowed = {"question": OF_QUESTIONS, "score": OF_SCORES}.get(subjects[0], ()) if subjects else ()
        for name, entry in node.entries.items():
            if name in OF_QUESTIONS + OF_SCORES and name not in allowed:
                self.mistakes.add(entry.line, f"{quoted(name)} needs {_beside(name)}")

    def _parts(self, name: str, entry: Entry, node: Fields, scope: Scope, nesting: int) -> list[Condition | None]:
        match name:
            case "all" | "any":
                return [self._group(name, entry, scope, nesting)]
            case "not":
                part = self.read(entry.value, scope, nesting + 1)
                return [None if part is None else Not(part)]
            case "category":
                return [self.parts.category(entry, scope)]
            case "level":
                return [self.parts.level(entry, scope)]
            case "question":
                return self.parts.question(entry, node, scope)
            case "score":
                return self.parts.score(entry, node, scope)
            case _ if name in RESERVED:
                return []
            case _:
                return [self.parts.answer_is(name, entry, scope)]

    def _group(self, name: str, entry: Entry, scope: Scope, nesting: int) -> Condition | None:
        if not isinstance(entry.value, Listing) or not entry.value.items:
            self.mistakes.add(entry.line, f'{quoted(name)} needs a list of conditions, each after "- "')
            return None
        parts = [self.read(item, scope, nesting + 1) for item in entry.value.items]
        known = tuple(part for part in parts if part is not None)
        if len(known) < len(parts):
            return None
        return AllOf(known) if name == "all" else AnyOf(known)


def _beside(name: str) -> str:
    if name == "band":
        return "a score beside it: {score: …, band: …}"
    of_both = "" if name in ONLY_QUESTIONS else " (or a score)"
    return f"a question{of_both} beside it: {{question: …, {name}: …}}"
