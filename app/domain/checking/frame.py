"""A matrix prepared for the search: who feeds which score, what shows which question, what answers mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.domain.amount import Amount
from app.domain.answers import Answer
from app.domain.checking.domains import Domain, Holds, whole_domain
from app.domain.checking.spans import Gain, Span
from app.domain.conditions import (
    AnswerCompares,
    Answered,
    AnswerIs,
    Condition,
    CountAtLeast,
    IncludesAll,
    LevelCompares,
    LevelIs,
)
from app.domain.deciding import Names, Standing, decider
from app.domain.matrix import (
    Category,
    Computed,
    Grid,
    Matrix,
    Obligation,
    Row,
    Rule,
    Score,
    Step,
    Table,
    Test,
)
from app.domain.placing import derived
from app.domain.relevance import AnswerCondition, parts
from app.domain.scoring import Plan


@dataclass(slots=True, init=False)
class Frame:
    """What every node of a search looks up; worked out once for a matrix."""

    plan: Plan
    names: Names
    shown_by: dict[str, tuple[Condition, ...]]
    feeders: list[list[tuple[str, Amount]]]
    computed: dict[str, Computed]
    steps: dict[str, list[tuple[Step, Callable[[Amount], Amount]]]]
    categories: dict[str, Category]
    domains: dict[str, Domain]
    shows: dict[tuple[bool, str], Condition | None]  # (of a section?, its id)
    scored: dict[str, Score | Computed]
    grids: dict[str, Grid]
    rows: tuple[Row, ...]
    rules: dict[str, Rule]
    tests: dict[str, Test]
    obligations: dict[tuple[str, str], Obligation]
    _alone: dict[tuple[str, Answer | None], Domain] = field(repr=False)
    _holds: dict[int, Holds] = field(repr=False)
    _truths: dict[tuple[Domain, int], frozenset[bool]] = field(repr=False)
    _gains: dict[tuple[Domain, int], Gain | None] = field(repr=False)

    def __init__(self, plan: Plan) -> None:
        matrix = plan.matrix
        self.plan, self.names = plan, plan.names
        self.shown_by = {
            question.id: tuple(show for show in (section.show_when, question.show_when) if show is not None)
            for section in matrix.sections
            for question in section.questions
        }
        worths = {question.id: plan.asked[question.id].worth for question in matrix.questions()}
        self.feeders = [
            [(name, dict(its.greatest)[place]) for name, its in worths.items() if place in dict(its.greatest)]
            for place in range(len(matrix.scores))
        ]
        self.computed = {computed.id: computed for computed in matrix.computed}
        self.steps = {
            computed.id: [
                (step, change.apply)
                for step, change in zip(computed.steps, derived(computed, plan.names).changes, strict=True)
            ]
            for computed in matrix.computed
            if computed.grid is None
        }
        self.categories = {category.id: category for category in matrix.categories}
        asked: dict[str, list[AnswerCondition]] = {question.id: [] for question in matrix.questions()}
        for condition in all_conditions(matrix):
            for part in parts(condition):
                if isinstance(part, AnswerIs | AnswerCompares | Answered | IncludesAll | CountAtLeast):
                    asked[part.question].append(part)
        self.domains = {question.id: whole_domain(question, asked[question.id]) for question in matrix.questions()}
        self._name(matrix)
        self._alone, self._holds, self._truths, self._gains = {}, {}, {}, {}

    def _name(self, matrix: Matrix) -> None:
        self.shows = {(True, section.id): section.show_when for section in matrix.sections}
        self.shows |= {(False, question.id): question.show_when for question in matrix.questions()}
        self.scored = {score.id: score for score in matrix.scores}
        self.scored |= {computed.id: computed for computed in matrix.computed}
        self.grids = {computed.id: computed.grid for computed in matrix.computed if computed.grid is not None}
        self.grids |= {"level": matrix.method} if isinstance(matrix.method, Grid) else {}
        self.rows = matrix.method.rows if isinstance(matrix.method, Table) else ()
        self.rules = {rule.id: rule for rule in matrix.rules}
        self.tests = {test.id: test for test in matrix.tests}
        self.obligations = {(level.id, one.id): one for level in matrix.levels for one in level.obligations}

    def alone(self, question: str, answer: Answer | None) -> Domain:
        """The domain of this one answer."""
        if (question, answer) not in self._alone:
            self._alone[question, answer] = Domain(self.domains[question].question, (answer,))
        return self._alone[question, answer]

    def holds(self, condition: AnswerCondition) -> Holds:
        """Whether an answer to a visible question, or none, meets the condition."""
        if id(condition) not in self._holds:
            decide = decider(condition, self.names)
            question = condition.question

            def holds(answer: Answer | None) -> bool:
                answers = {} if answer is None else {question: answer}
                return decide is None or decide(Standing(answers, [], [], []))

            self._holds[id(condition)] = holds
        return self._holds[id(condition)]

    def truths(self, domain: Domain, condition: AnswerCondition) -> frozenset[bool]:
        """What the condition can be while the question has an answer of the domain."""
        key = (domain, id(condition))
        if key not in self._truths:
            self._truths[key] = domain.truths(condition, self.holds(condition))
        return self._truths[key]

    def gain(self, domain: Domain, score: int) -> Gain | None:
        """What the question can give to the score; None when it cannot count."""
        key = (domain, score)
        if key not in self._gains:
            self._gains[key] = self._gain(domain, score)
        return self._gains[key]

    def value(self, domain: Domain, score: int, answer: Answer | None) -> Amount | None:
        """What one answer gives to the score; None when it does not count."""
        worth = self.plan.asked[domain.question.id].worth
        return dict(worth.if_unanswered if answer is None else worth.gains(answer)).get(score)

    def _gain(self, domain: Domain, score: int) -> Gain | None:
        values = [self.value(domain, score, single) for single in domain.singles]
        counted = [value for value in values if value is not None]
        sure = len(counted) == len(values)
        if domain.several:
            counted += self._several(domain, score)
        if not counted:
            return None
        return Gain(Span(min(counted), max(counted)), sure)

    def _several(self, domain: Domain, score: int) -> list[Amount]:
        question = domain.question
        of = {name: self.value(domain, score, (name,)) or 0 for name in (*domain.must, *domain.may)}
        worst = frozenset(choice.id for choice in question.choices if choice.worst)
        if worst & domain.must:
            return [of[next(iter(worst & domain.must))]]
        ends: list[Amount] = [of[name] for name in domain.may if name in worst]
        must = [of[name] for name in domain.must]
        may = [of[name] for name in domain.may if name not in worst]
        if not must and not may:
            return ends
        if question.count == "sum" and score not in self.plan.peaks:
            if must or any(value < 0 for value in may):
                ends.append(sum(must) + sum(min(0, value) for value in may))
            else:
                ends.append(min(may))
            more = sum(max(0, value) for value in may)
            ends.append(sum(must) + more if must or more else max(may))
        else:
            ends += [max(must) if must else min(may), max([*must, *may])]
        return ends

    def places_of(self, condition: LevelIs | LevelCompares) -> frozenset[int]:
        """The places of the levels that a condition on the level means."""
        decide = decider(condition, self.names)
        return frozenset(
            place
            for place in self.names.levels.values()
            if decide is None or decide(Standing({}, [], [], [], place=place))
        )

    def moved(self, rule: Rule, places: frozenset[int]) -> frozenset[int]:
        """Where the rule moves these levels when it fires."""
        target = self.names.levels[rule.level]
        if rule.effect == "set":
            return frozenset({target})
        move = max if rule.effect == "at_least" else min
        return frozenset(move(place, target) for place in places)


def all_conditions(matrix: Matrix) -> list[Condition]:
    """Every condition of the matrix."""
    found = [
        show for section in matrix.sections for show in (section.show_when, *(q.show_when for q in section.questions))
    ]
    found += [step.when for computed in matrix.computed for step in computed.steps]
    found += [category.when for category in matrix.categories]
    found += [row.when for row in (matrix.method.rows if isinstance(matrix.method, Table) else ())]
    found += [rule.when for rule in matrix.rules]
    found += [test.when for test in matrix.tests]
    found += [obligation.when for level in matrix.levels for obligation in level.obligations]
    return [condition for condition in found if condition is not None]
