"""Everything that a matrix file defines, by id, and the check that nothing else is mentioned."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.matrix_file.mistakes import Mistakes, listed, quoted
from app.domain.matrix_file.records import Link, Record

RESERVED = (
    "question", "score", "category", "level", "all", "any", "not",
    "at_least", "above", "at_most", "below", "answered", "includes_all", "count_at_least", "band",
)  # fmt: skip


Ids = Mapping[str, int]  # id -> its place, in the file's order


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """What a condition must know of a question; `place` counts through the file."""

    id: str
    kind: str
    choices: Ids
    place: int
    line: int


@dataclass(frozen=True, slots=True)
class KnownValue:
    """What a mention of a score or computed score must know; a chained grid has no number (`scaled` False)."""

    id: str
    bands: Ids
    place: int
    scaled: bool
    computed: bool


@dataclass(slots=True)
class Names:
    """The ids of a file, each kind in the file's order."""

    questions: dict[str, KnownQuestion] = field(default_factory=dict)
    values: dict[str, KnownValue] = field(default_factory=dict)
    levels: Ids = field(default_factory=dict)
    categories: Ids = field(default_factory=dict)
    principles: Ids = field(default_factory=dict)
    rules: Ids = field(default_factory=dict)
    tests: Ids = field(default_factory=dict)

    def offered(self) -> dict[str, Collection[str]]:
        """For each kind of mention, the names that it may use."""
        return {
            "level": self.levels,
            "category": self.categories,
            "principle": self.principles,
            "rule": self.rules,
            "test": self.tests,
            "value": self.values,
            "total": {value.id: 0 for value in self.values.values() if not value.computed},
        }


MOST_QUESTIONS = 2_000  # many times more than anybody answers

# Checked where they stand, because what they may name depends on the place.
LOCAL_LINKS = frozenset({"own choice", "row band", "result"})
_SPOKEN = {"value": "score", "total": "score that takes points"}


def collect(file: Record, mistakes: Mistakes) -> Names:
    """The names that a file defines; ids used twice across lists are noted."""
    names = Names(
        levels=_ids(file, "levels"),
        categories=_ids(file, "categories"),
        principles=_ids(file, "principles"),
        rules=_ids(file, "rules"),
        tests=_ids(file, "tests"),
    )
    _collect_questions(file, names, mistakes)
    for name, score in file.mapped("scores", Record).items():
        names.values[name] = KnownValue(name, _ids(score, "bands"), len(names.values), True, False)
    for name, computed in file.mapped("computed", Record).items():
        if name in names.values:
            mistakes.add(computed.line, f"There is a score with the id {quoted(name)} already")
            continue
        scaled = "grid" not in computed.lines
        names.values[name] = KnownValue(name, _ids(computed, "bands"), len(names.values), scaled, True)
    return names


def _collect_questions(file: Record, names: Names, mistakes: Mistakes) -> None:
    place = 0
    for section in file.many("sections", Record):
        for question in section.many("questions", Record):
            name, line = question.id, question.line_of("id")
            place += 1
            if place > MOST_QUESTIONS:
                mistakes.stop(question.line, f"There are more than {MOST_QUESTIONS:,} questions")
            if name in RESERVED:
                sentence = f"A question cannot have the id {quoted(name)}: conditions use that word"
                mistakes.add(line, sentence)
            first = names.questions.get(name)
            if first is not None:
                mistakes.add(line, f"There are two questions with the id {quoted(name)} (first on line {first.line})")
            if not name or first is not None:
                continue
            kind = question.get("kind", str) or ""
            choices = _ids(question, "choices")
            if kind == "yes_no" and not choices:
                choices = {"yes": 0, "no": 1}
            names.questions[name] = KnownQuestion(name, kind, choices, place - 1, line)


def _ids(record: Record, name: str) -> Ids:
    unique = dict.fromkeys(item.id for item in record.many(name, Record) if item.id)
    return {item: place for place, item in enumerate(unique)}


def check_links(links: Iterable[Link], names: Names, mistakes: Mistakes) -> None:
    """Note every mention of something that the file does not define."""
    offered = names.offered()
    for link in links:
        if link.to not in LOCAL_LINKS:
            check_name(link.word, offered[link.to], _SPOKEN.get(link.to, link.to), link.line, mistakes)


def check_name(word: str, offered: Collection[str], what: str, line: int, mistakes: Mistakes) -> bool:
    """Whether a name is on offer; when not, that is noted with the nearest one."""
    if word in offered:
        return True
    near = mistakes.near(word, offered)
    if not near:
        near = f" There is {listed(offered, 'and')}." if offered else " The file defines none."
    mistakes.add(line, f"There is no {what} {quoted(word)}.{near}")
    return False
