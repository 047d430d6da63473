"""Finds choices that give fewer points than another, and yet a higher level with the same other answers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from app.domain.answers import Answers
from app.domain.checking.directions import DOWN, UP, Directions, Exchange
from app.domain.checking.finding import Finding
from app.domain.checking.outlook import Outlook
from app.domain.checking.search import Domains, Exploration, children
from app.domain.conditions import AnswerIs
from app.domain.matrix import Grid, Matrix, Thresholds
from app.domain.questions import Choice, Question
from app.domain.relevance import parts

STEPS_FOR_ALL = 100_000
STEPS_FOR_ONE = 20_000
STEPS_OF_PROOF = 500_000


def fewer_points(found: Exploration) -> Iterator[Finding]:
    """A warning for each such choice of a question with one answer, with answers that show it.

    Points count as fewer in scores where more raise the level; where more lower it, as in a score of
    safeguards, the other way round. A choice without points that a condition names is left aside: an
    office that writes a rule for it does not mean that it is harmless. Where nothing on the way to
    the level can make the exchange lower it, that is proof enough; else answers are searched for.
    """
    search = PairSearch(found)
    for section in found.frame.plan.matrix.sections:
        for question in section.questions:
            if question.kind in {"one", "yes_no"} and ("shown", question.id) in found.met:
                for choice in question.choices:
                    path = f"sections.{section.id}.questions.{question.id}.choices.{choice.id}"
                    yield from search.of_choice(path, question, choice)


class PairSearch:
    """One search over all questions; its steps are counted together."""

    def __init__(self, found: Exploration) -> None:
        self.found, self.frame = found, found.frame
        self.whole = Outlook(self.frame, self.frame.domains)
        self.steps = self.proof_steps = 0
        matrix = self.frame.plan.matrix
        self.rising = {score.id: self._moves(Exchange(raised=score.id)) for score in matrix.scores}
        self.axes = _axes(matrix)
        found_in = [rule.when for rule in matrix.rules] + [row.when for row in self.frame.rows]
        found_in += [category.when for category in matrix.categories]
        self.named = [
            part for when in found_in if when is not None for part in parts(when) if isinstance(part, AnswerIs)
        ]

    def of_choice(self, path: str, question: Question, lower: Choice) -> Iterator[Finding]:
        """At most one finding for the choice, else at most one note."""
        open_question = ""
        for one, other in permutations(question.choices, 2):
            if one is not lower or not self.fewer(question, lower, other):
                continue
            if not self._moves(Exchange(question.id, lower.id, other.id)) & DOWN:
                continue
            pair = self._pair(question.id, lower.id, other.id)
            if pair is None:
                open_question = open_question or other.id
            elif pair:
                yield self._finding(path, lower, other, pair)
                return
        if open_question:
            asked = f"whether “{lower.id}” can lead to a higher level than “{open_question}”, which gives more points"
            yield Finding("note", path, f"Not decided within the steps of the search: {asked}")

    def _finding(self, path: str, lower: Choice, other: Choice, pair: tuple[Answers, ...]) -> Finding:
        one, two = (self.frame.plan.assess(answers).level for answers in pair)
        levels = f"leads to the level “{one}” where “{other.id}” leads to “{two}”"
        return Finding("warning", path, f"“{lower.id}” gives fewer points than “{other.id}”, but {levels}", pair)

    def _moves(self, exchange: Exchange) -> int:
        self.proof_steps += len(self.frame.domains)
        if self.proof_steps > STEPS_OF_PROOF:
            return UP | DOWN
        return Directions(self.frame, self.whole, exchange).level()

    def fewer(self, question: Question, lower: Choice, other: Choice) -> bool:
        """Whether the first choice is the safer one by its points."""
        if not lower.points and not lower.worst and self._named_alone(question.id, lower.id, other.id):
            return False
        domain, fewer = self.frame.domains[question.id], False
        for place, score in enumerate(self.frame.plan.matrix.scores):
            moves = UP if score.id in self.axes and self.rising[score.id] & UP else self.rising[score.id]
            less, more = (self.frame.value(domain, place, choice.id) or 0 for choice in (lower, other))
            if moves == DOWN:
                less, more = more, less
            if moves and less != more:
                if less > more or moves == UP | DOWN:
                    return False
                fewer = True
        return fewer

    def _named_alone(self, question: str, lower: str, other: str) -> bool:
        return any(
            part.question == question and lower in part.choices and other not in part.choices for part in self.named
        )

    def _pair(self, question: str, lower: str, other: str) -> tuple[Answers, ...] | None:
        """Answers with either choice of which the first have the higher level; () for never, None for not decided."""
        end = min(self.steps + STEPS_FOR_ONE, STEPS_FOR_ALL)
        one, two = (self.frame.alone(question, choice) for choice in (lower, other))
        pending: list[Domains] = [dict(self.frame.domains)]
        while pending:
            if self.steps >= end:
                return None
            domains = pending.pop()
            self.steps += 2 * len(domains)
            high, low = (Outlook(self.frame, {**domains, question: only}) for only in (one, two))
            if max(high.conclude()) <= min(low.conclude()) or high.visible(question) is False:
                continue
            first = self.found.look({**domains, question: one})
            second = self.found.note({**first.drawn, question: other})
            places = [self.frame.names.levels[sight.outcome.level] for sight in (first, second)]
            if places[0] > places[1] and question in first.answers:
                return first.answers, second.answers
            opened = {key: None for key in (*high.opened, *low.opened) if key[0] != question}
            # Where nothing is open the answers just tried stand for all.
            pending += reversed(children(self.frame, domains, opened) or [])
        return ()


def _axes(matrix: Matrix) -> frozenset[str]:
    """The scores from which the method reads the level; more of them is commonly worse."""
    found: set[str] = set()
    match matrix.method:
        case Grid(rows, columns, _):
            found |= {rows, columns}
        case Thresholds(of, _):
            found.add(of)
    for computed in reversed(matrix.computed):
        if computed.id in found:
            grid = computed.grid
            found |= {computed.start_from or ""} if grid is None else {grid.rows, grid.columns}
    return frozenset(found)
