"""What holds a level where it is prunes the search for proposals, and never a proposal itself."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from app.domain import scoring
from app.domain.explanation import what_would_lower
from app.domain.holding import candidates
from tests.domain.test_proposals import default_plan, random_answers, smallest
from tests.domain.tiny import plan_of

A, B, C = frozenset("ab"), frozenset("cd"), frozenset("ac")


def test_sets_that_are_apart_need_a_change_each() -> None:
    assert candidates([], 1) is None
    assert candidates([A, C], 1) == frozenset("a")
    assert candidates([A, B], 1) == frozenset()
    assert candidates([A, B], 2) == frozenset("abcd")
    assert candidates([A, B], 3) is None
    assert candidates([A, B, frozenset("e")], 2) == frozenset()


@pytest.mark.parametrize("seed", range(12))
def test_nothing_smaller_is_missed_whatever_the_rules_do(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - answers, not secrets
    matrix = plan_of("proposals").matrix
    rules = tuple(
        replace(rule, effect=chance.choice(["set", "at_least", "at_most"]), level=chance.choice(matrix.levels).id)
        for rule in (*matrix.rules, *matrix.rules)
    )
    plan = scoring.compile(replace(matrix, rules=rules))
    for _ in range(12):
        answers = random_answers(plan, chance)
        found = what_would_lower(plan, answers)
        assert (len(found.changes) if found else None) == smallest(plan, answers, -1)


def test_what_would_lower_is_decided_for_random_answers_to_the_default_matrix() -> None:
    plan, chance = default_plan(), Random(20261123)  # noqa: S311 - answers, not secrets
    found = [what_would_lower(plan, random_answers(plan, chance)) for _ in range(60)]
    assert all(each is None or each.decided for each in found)
