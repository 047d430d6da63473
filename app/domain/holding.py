"""Finds what holds a level where it is: rules, and the method, that fewer changes than these cannot undo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

from app.domain.matrix import Matrix, Rule, Table
from app.domain.questions import Question
from app.domain.relevance import feeds, relevance
from app.domain.scoring import Plan, Walk

_METHOD = ""  # beside the ids of rules


class Holding:
    """What keeps answers at a level or above, and the questions of which one must change to undo it."""

    def __init__(self, plan: Plan, place: int) -> None:
        """In: the place of the level to come below."""
        self.matrix, self.place = plan.matrix, place
        self.rules = {rule.id: rule for rule in plan.matrix.rules}
        self.firm: set[str] = set()  # rules after which nothing goes below the level
        firm = True
        for rule in reversed(plan.matrix.rules):
            high = plan.matrix.place(rule.level) >= place
            if firm and high and rule.effect != "at_most":
                self.firm.add(rule.id)
            firm = firm and (high or rule.effect == "at_least")
        self.method_is_firm = firm
        self.known: dict[str, frozenset[str]] = {}

    def after(self, walk: Walk) -> list[frozenset[str]]:
        """For each that holds in a concluded walk, the questions on which that depends."""
        holding = [rule for rule, _before, _after in walk.rules if rule in self.firm]
        if self.method_is_firm and walk.method[0] >= self.place:
            holding.append(_METHOD)
        return [self._questions(each) for each in holding]

    def _questions(self, name: str) -> frozenset[str]:
        if name not in self.known:
            self.known[name] = _asked_by(self.matrix, self.rules.get(name))
        return self.known[name]


def _asked_by(matrix: Matrix, rule: Rule | None) -> frozenset[str]:
    """The questions on which a rule, or else the method, depends, with those that show them."""
    alone = replace(matrix, rules=(rule,), method=Table(())) if rule else replace(matrix, rules=())
    found = relevance(alone)

    def matters(question: Question) -> bool:
        return question.id in found.conditions or any(feeds(question, score) for score in found.scores)

    return frozenset(question.id for question in matrix.questions() if matters(question))


def candidates(holding: Iterable[frozenset[str]], left: int) -> frozenset[str] | None:
    """The questions of which each of so many changes must be about; None where it may be any.

    Each of the sets must be hit by a change, and disjoint ones by a change each.
    """
    sets = sorted(set(holding), key=len)
    if not sets:
        return None
    if left == 1:
        return reduce(frozenset.intersection, sets)
    apart: list[frozenset[str]] = []
    for each in sets:
        if all(each.isdisjoint(other) for other in apart):
            apart.append(each)
    if len(apart) > left:
        return frozenset()
    return frozenset().union(*apart) if len(apart) == left else None
