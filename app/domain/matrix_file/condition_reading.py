"""Nodes -> conditions: what `when` and `show_when` may say, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.conditions import (
    AllOf,
    AnswerCompares,
    Answered,
    AnswerIs,
    AnyOf,
    Comparison,
    Condition,
    CountAtLeast,
    InCategory,
    IncludesAll,
    LevelCompares,
    LevelIs,
    Not,
    ScoreCompares,
    ScoreInBand,
)
from app.domain.matrix_file.mistakes import Mistakes, listed, quoted, suggestion
from app.domain.matrix_file.names import RESERVED, KnownQuestion, KnownValue, Names, check_name
from app.domain.matrix_file.nodes import Broken, Entry, Fields, Listing, Node, Scalar
from app.domain.matrix_file.scalars import SWITCHES, day, number, percent

MAXIMUM_NESTING = 12
COMPARISONS = ("at_least", "above", "at_most", "below")
OF_QUESTIONS = (*COMPARISONS, "answered", "includes_all", "count_at_least")
OF_SCORES = (*COMPARISONS, "band")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a condition at its place may speak of; None where it may not at all.

    `questions`, `values` and `categories` count how many, in file order, are known at this place.
    """

    questions: int
    values: int | None = None
    categories: int | None = None
    levels: bool = False


@dataclass(slots=True)
class ConditionReader:
    """Reads the conditions of one file."""

    names: Names
    mistakes: Mistakes

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
            self.mistakes.add(node.line, 'Speak of one question or one score; put each under "all"')
        allowed = {"question": OF_QUESTIONS, "score": OF_SCORES}.get(subjects[0], ()) if subjects else ()
        for name, entry in node.entries.items():
            if name in OF_QUESTIONS + OF_SCORES and name not in allowed:
                of = (
                    "a score" if name == "band" else "a question" if name in OF_QUESTIONS[4:] else "a question or score"
                )
                beside = "question" if of == "a question" else "score"
                self.mistakes.add(entry.line, f'{quoted(name)} needs {of} beside it, such as "{beside}: …"')

    def _parts(self, name: str, entry: Entry, node: Fields, scope: Scope, nesting: int) -> list[Condition | None]:
        match name:
            case "all" | "any":
                return [self._group(name, entry, scope, nesting)]
            case "not":
                part = self.read(entry.value, scope, nesting + 1)
                return [None if part is None else Not(part)]
            case "category":
                return [self._category(entry, scope)]
            case "level":
                return [self._level(entry, scope)]
            case "question":
                return self._question(entry, node, scope)
            case "score":
                return self._score(entry, node, scope)
            case _ if name in RESERVED:
                return []
            case _:
                return [self._answer_is(name, entry, scope)]

    def _group(self, name: str, entry: Entry, scope: Scope, nesting: int) -> Condition | None:
        if not isinstance(entry.value, Listing) or not entry.value.items:
            self.mistakes.add(entry.line, f'{quoted(name)} needs a list of conditions, each after "- "')
            return None
        parts = [self.read(item, scope, nesting + 1) for item in entry.value.items]
        known = tuple(part for part in parts if part is not None)
        if len(known) < len(parts):
            return None
        return AllOf(known) if name == "all" else AnyOf(known)

    def _category(self, entry: Entry, scope: Scope) -> Condition | None:
        if scope.categories is None:
            self.mistakes.add(entry.line, "Categories are not known yet here; speak of questions or scores")
            return None
        words = self._words(entry, "category", self.names.categories[: scope.categories])
        return InCategory(words) if words else None

    def _level(self, entry: Entry, scope: Scope) -> Condition | None:
        if not scope.levels:
            self.mistakes.add(entry.line, "The level is not known yet here; only tests and obligations speak of it")
            return None
        if not isinstance(entry.value, Fields):
            words = self._words(entry, "level", self.names.levels)
            return LevelIs(words) if words else None
        bounds: dict[str, str] = {}
        for name, bound in entry.value.entries.items():
            if name not in COMPARISONS:
                sentence = f"{quoted(name)} does not compare levels; {listed(COMPARISONS)} does."
                self.mistakes.add(bound.line, sentence + suggestion(name, COMPARISONS))
            elif words := self._words(bound, "level", self.names.levels):
                bounds[name] = words[0]
        if len(bounds) < len(entry.value.entries) or not bounds:
            return None
        return LevelCompares(**bounds)

    def _answer_is(self, name: str, entry: Entry, scope: Scope) -> Condition | None:
        question = self._known_question(name, entry.line, scope)
        if question is None:
            return None
        if not question.choices:
            sentence = f"{quoted(name)} offers no choices; write {{question: {name}, at_least: …}} or {{question: {name}, answered: yes}}"
            self.mistakes.add(entry.line, sentence)
            return None
        words = self._choices(entry, question)
        return AnswerIs(name, words) if words else None

    def _choices(self, entry: Entry, question: KnownQuestion) -> tuple[str, ...]:
        return self._words(entry, f"choice of {quoted(question.id)} called", question.choices)

    def _known_question(self, name: str, line: int, scope: Scope) -> KnownQuestion | None:
        offered = [*self.names.questions, *(word for word in RESERVED[:7] if word != "question")]
        question = self.names.questions.get(name)
        if question is None:
            self.mistakes.add(line, f"There is no question {quoted(name)}.{suggestion(name, offered)}")
            return None
        if question.place >= scope.questions:
            self.mistakes.add(
                line,
                f"{quoted(name)} is asked later (line {question.line}); only earlier questions can decide what is shown",
            )
            return None
        return question

    def _question(self, entry: Entry, node: Fields, scope: Scope) -> list[Condition | None]:
        name = self._word(entry)
        question = self._known_question(name, entry.line, scope) if name else None
        if question is None:
            return [None]
        parts: list[Condition | None] = []
        bounds = {key: node.entries[key] for key in COMPARISONS if key in node.entries}
        if bounds:
            parts.append(self._answer_compares(question, bounds))
        for key in OF_QUESTIONS[4:]:
            if key in node.entries:
                parts.append(self._of_question(question, key, node.entries[key]))
        if not parts:
            self.mistakes.add(entry.line, f"Say what of {quoted(name)}: {listed(OF_QUESTIONS)}")
            return [None]
        return parts

    def _of_question(self, question: KnownQuestion, key: str, entry: Entry) -> Condition | None:
        if key == "answered":
            word = self._word(entry).lower()
            if word not in SWITCHES:
                self.mistakes.add(entry.line, f'"answered" must be yes or no, not {quoted(word)}')
                return None
            return Answered(question.id, SWITCHES[word])
        if question.kind != "many":
            self.mistakes.add(
                entry.line,
                f"{quoted(key)} needs a question of kind many; {quoted(question.id)} is {quoted(question.kind)}",
            )
            return None
        if key == "includes_all":
            words = self._choices(entry, question)
            return IncludesAll(question.id, words) if words else None
        word = self._word(entry)
        if not re.fullmatch("[1-9][0-9]{0,4}", word):
            self.mistakes.add(entry.line, f'"count_at_least" must be a whole number from 1, not {quoted(word)}')
            return None
        return CountAtLeast(question.id, int(word))

    def _answer_compares(self, question: KnownQuestion, bounds: dict[str, Entry]) -> Condition | None:
        if question.kind not in {"number", "date"}:
            line = next(iter(bounds.values())).line
            self.mistakes.add(
                line, f"{quoted(question.id)} is of kind {quoted(question.kind)}; only numbers and dates compare"
            )
            return None
        known: dict[str, Decimal | date] = {}
        for key, entry in bounds.items():
            scalar = entry.value if isinstance(entry.value, Scalar) else Scalar("", "", entry.line)
            bound = number(scalar) if question.kind == "number" else day(scalar)
            if bound is None:
                what = "a number" if question.kind == "number" else "a date such as 2026-12-01"
                self.mistakes.add(entry.line, f"{quoted(key)} must be {what}, not {quoted(scalar.text)}")
            else:
                known[key] = bound
        return AnswerCompares(question.id, Comparison(**known)) if len(known) == len(bounds) else None

    def _score(self, entry: Entry, node: Fields, scope: Scope) -> list[Condition | None]:
        name = self._word(entry)
        if scope.values is None:
            self.mistakes.add(entry.line, "Scores are not known yet here; only questions can decide what is shown")
            return [None]
        if not name or not check_name(name, self.names.values, "score", entry.line, self.mistakes):
            return [None]
        value = self.names.values[name]
        if value.place >= scope.values:
            self.mistakes.add(entry.line, f"{quoted(name)} is computed later; speak of scores that stand before")
            return [None]
        parts = self._score_compares(value, {key: node.entries[key] for key in COMPARISONS if key in node.entries})
        if "band" in node.entries:
            words = self._words(node.entries["band"], f"band of {quoted(name)} called", value.bands)
            parts.append(ScoreInBand(name, words) if words else None)
        if not parts:
            self.mistakes.add(entry.line, f"Say what of {quoted(name)}: {listed(OF_SCORES)}")
            return [None]
        return parts

    def _score_compares(self, value: KnownValue, bounds: dict[str, Entry]) -> list[Condition | None]:
        if bounds and not value.scaled:
            line = next(iter(bounds.values())).line
            self.mistakes.add(line, f'{quoted(value.id)} is a grid and has no number; compare with "band"')
            return [None]
        shares: dict[str, Decimal] = {}
        amounts: dict[str, Decimal] = {}
        for key, entry in bounds.items():
            scalar = entry.value if isinstance(entry.value, Scalar) else Scalar("", "", entry.line)
            if (share := percent(scalar)) is not None:
                shares[key] = share
            elif (amount := number(scalar)) is not None:
                amounts[key] = amount
            else:
                self.mistakes.add(
                    entry.line,
                    f'{quoted(key)} must be a number or a percentage such as "80%", not {quoted(scalar.text)}',
                )
        if len(shares) + len(amounts) < len(bounds):
            return [None]
        parts: list[Condition | None] = []
        if amounts:
            parts.append(ScoreCompares(value.id, Comparison(**amounts)))
        if shares:
            parts.append(ScoreCompares(value.id, Comparison(**shares, percent=True)))
        return parts

    def _word(self, entry: Entry) -> str:
        if isinstance(entry.value, Scalar) and entry.value.text:
            return entry.value.text
        if not isinstance(entry.value, Broken):
            self.mistakes.add(entry.line, "One word is missing after the colon")
        return ""

    def _words(self, entry: Entry, what: str, offered: tuple[str, ...]) -> tuple[str, ...]:
        """One word or a list of words, each on offer; nothing when one is mistaken."""
        items = entry.value.items if isinstance(entry.value, Listing) else [entry.value]
        words = []
        for item in items:
            if not isinstance(item, Scalar) or not item.text:
                self.mistakes.add(item.line or entry.line, "Write one word, or several in [ ]")
                continue
            # A switch written as true or false means yes or no, as everywhere in the format.
            word = item.text
            if isinstance(item.value, bool) and word not in offered:
                word = "yes" if item.value else "no"
            if check_name(word, offered, what, item.line, self.mistakes):
                words.append(word)
        if not items:
            self.mistakes.add(entry.line, "The list is empty; name at least one")
        return tuple(words) if len(words) == len(items) else ()
