"""What one part of a condition says: of an answer, a score, a category or the level."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.conditions import (
    AnswerCompares,
    Answered,
    AnswerIs,
    Comparison,
    Condition,
    CountAtLeast,
    InCategory,
    IncludesAll,
    LevelCompares,
    LevelIs,
    ScoreCompares,
    ScoreInBand,
)
from app.domain.matrix_file.mistakes import Mistakes, listed, quoted, suggestion
from app.domain.matrix_file.names import KnownQuestion, KnownValue, Names, check_name
from app.domain.matrix_file.nodes import Broken, Entry, Fields, Listing, Scalar
from app.domain.matrix_file.scalars import SWITCHES, day, number, percent

COMPARISONS = ("at_least", "above", "at_most", "below")
ONLY_QUESTIONS = ("answered", "includes_all", "count_at_least")
OF_QUESTIONS = (*COMPARISONS, *ONLY_QUESTIONS)
OF_SCORES = (*COMPARISONS, "band")
# Words of conditions that one may have meant by a mistyped question id.
SUBJECTS = ("score", "category", "level", "all", "any", "not")


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
class PartReader:
    """Reads the parts of conditions; a mistaken part is None, with the reason noted."""

    names: Names
    mistakes: Mistakes

    def category(self, entry: Entry, scope: Scope) -> Condition | None:
        """`category: generative`."""
        if scope.categories is None:
            self.mistakes.add(entry.line, "Categories are not known yet here; speak of questions or scores")
            return None
        words = self._words(entry, "category", self.names.categories)
        later = [word for word in words if self.names.categories[word] >= scope.categories]
        if later:
            self.mistakes.add(entry.line, f"The category {quoted(later[0])} is not known yet here; it stands later")
        return InCategory(words) if words and not later else None

    def level(self, entry: Entry, scope: Scope) -> Condition | None:
        """`level: high`, or `level: {at_least: high}`."""
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

    def answer_is(self, name: str, entry: Entry, scope: Scope) -> Condition | None:
        """`purpose: hiring`, or several choices in a list."""
        question = self._known_question(name, entry.line, scope)
        if question is None:
            return None
        if not question.choices:
            instead = f"{{question: {name}, at_least: …}} or {{question: {name}, answered: yes}}"
            sentence = f"{quoted(name)} offers no choices; write {instead}"
            self.mistakes.add(entry.line, sentence)
            return None
        words = self._choices(entry, question)
        return AnswerIs(name, words) if words else None

    def _choices(self, entry: Entry, question: KnownQuestion) -> tuple[str, ...]:
        return self._words(entry, f"choice of {quoted(question.id)} called", question.choices)

    def _known_question(self, name: str, line: int, scope: Scope) -> KnownQuestion | None:
        question = self.names.questions.get(name)
        if question is not None and not question.kind:
            return None  # its own mistake is told already, and this might be none
        if question is None:
            near = self.mistakes.near(name, {**self.names.questions, **dict.fromkeys(SUBJECTS)})
            self.mistakes.add(line, f"There is no question {quoted(name)}.{near}")
            return None
        if question.place >= scope.questions:
            where = f"{quoted(name)} is not asked before this (it stands on line {question.line})"
            self.mistakes.add(line, f"{where}; only earlier questions can decide what is shown")
            return None
        return question

    def question(self, entry: Entry, node: Fields, scope: Scope) -> list[Condition | None]:
        """`question: users` with what stands beside it."""
        name = self._word(entry)
        question = self._known_question(name, entry.line, scope) if name else None
        if question is None:
            return [None]
        parts: list[Condition | None] = []
        bounds = {key: node.entries[key] for key in COMPARISONS if key in node.entries}
        if bounds:
            parts.append(self._answer_compares(question, bounds))
        more = [key for key in ONLY_QUESTIONS if key in node.entries]
        parts += [self._of_question(question, key, node.entries[key]) for key in more]
        if not parts:
            self.mistakes.add(entry.line, f"Say what of {quoted(name)}: {listed(OF_QUESTIONS)}")
            return [None]
        return parts

    def _of_question(self, question: KnownQuestion, key: str, entry: Entry) -> Condition | None:
        if key == "answered":
            word = self._word(entry).lower()
            if word not in SWITCHES:
                self.mistakes.add(entry.line, f"“answered” must be yes or no, not {quoted(word)}")
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
            self.mistakes.add(entry.line, f"“count_at_least” must be a whole number from 1, not {quoted(word)}")
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
        return AnswerCompares(question.id, _comparison(known)) if len(known) == len(bounds) else None

    def score(self, entry: Entry, node: Fields, scope: Scope) -> list[Condition | None]:
        """`score: severity` with what stands beside it."""
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
            self.mistakes.add(line, f"{quoted(value.id)} is a grid and has no number; compare with “band”")
            return [None]
        shares: dict[str, Decimal | date] = {}
        amounts: dict[str, Decimal | date] = {}
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
            parts.append(ScoreCompares(value.id, _comparison(amounts)))
        if shares:
            parts.append(ScoreCompares(value.id, _comparison(shares, percent=True)))
        return parts

    def _word(self, entry: Entry) -> str:
        if isinstance(entry.value, Scalar) and entry.value.text:
            return entry.value.text
        if not isinstance(entry.value, Broken):
            self.mistakes.add(entry.line, "One word is missing after the colon")
        return ""

    def _words(self, entry: Entry, what: str, offered: Collection[str]) -> tuple[str, ...]:
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


def _comparison(bounds: dict[str, Decimal | date], *, percent: bool = False) -> Comparison:
    get = bounds.get
    return Comparison(get("at_least"), get("above"), get("at_most"), get("below"), percent)
