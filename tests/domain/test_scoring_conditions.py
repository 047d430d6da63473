"""Every condition, the rules, and what follows from a level."""

from __future__ import annotations

import pytest

from tests.domain.tiny import assess

CONDITIONS = [
    ("is_one", {"purpose": "hiring"}, {"purpose": "credit"}),
    ("is_either", {"purpose": "credit"}, {"purpose": "games"}),
    ("both_keys", {"purpose": "credit", "data": ["health"]}, {"purpose": "credit", "data": ["money"]}),
    ("includes", {"data": ["money", "open"]}, {"data": ["open"]}),
    ("includes_all", {"data": ["health", "money", "open"]}, {"data": ["health", "open"]}),
    ("counts", {"data": ["health", "open"]}, {"data": ["open"]}),
    ("at_least", {"users": 1000}, {"users": "999.99"}),
    ("above", {"users": "1000.01"}, {"users": 1000}),
    ("at_most", {"users": 1000}, {"users": 1001}),
    ("below", {"users": 999}, {"users": 1000}),
    ("between", {"users": 10}, {"users": 20}),
    ("after", {"start": "2026-12-02"}, {"start": "2026-12-01"}),
    ("answered", {"users": 0}, {}),
    ("unanswered", {}, {"users": 0}),
    ("score", {"purpose": "hiring"}, {"purpose": "credit"}),
    ("percent", {"purpose": "hiring"}, {"purpose": "credit"}),
    ("band", {"purpose": "hiring"}, {"purpose": "credit"}),
    ("all_of", {"purpose": "hiring", "data": ["health"]}, {"purpose": "hiring"}),
    ("any_of", {"data": ["health"]}, {"purpose": "credit"}),
    ("not_it", {"purpose": "games"}, {"purpose": "hiring"}),
]


@pytest.mark.parametrize(("category", "holds", "fails"), CONDITIONS)
def test_each_condition(category: str, holds: dict[str, object], fails: dict[str, object]) -> None:
    assert category in assess("conditions", **holds).categories
    assert category not in assess("conditions", **fails).categories


@pytest.mark.parametrize("category", [name for name, *_ in CONDITIONS if name not in {"unanswered", "not_it"}])
def test_no_condition_holds_of_an_empty_form(category: str) -> None:
    assert category not in assess("conditions").categories


def test_a_table_may_ask_for_categories() -> None:
    outcome = assess("conditions", purpose="hiring")
    assert (outcome.level, outcome.threshold, outcome.cell()) == ("high", 0, None)
    assert assess("conditions").threshold == 1


@pytest.mark.parametrize(
    ("flags", "level", "fired"),
    [
        ([], "low", []),
        (["floor"], "medium", [("floor", "low", "medium"), ("again", "medium", "medium")]),
        (["grave", "floor"], "high", [("floor", "high", "high"), ("again", "high", "high")]),
        (["grave", "cap"], "medium", [("cap", "high", "medium")]),
        (["cap"], "low", [("cap", "low", "low")]),
        (["ban", "cap"], "unacceptable", [("cap", "low", "low"), ("ban", "low", "unacceptable")]),
        (["ban", "pardon"], "low", [("ban", "low", "unacceptable"), ("pardon", "unacceptable", "low")]),
    ],
)
def test_rules_run_top_to_bottom_and_each_is_recorded(
    flags: list[str], level: str, fired: list[tuple[str, str, str]]
) -> None:
    outcome = assess("rules", flags=flags)
    assert outcome.level == level
    assert outcome.method_level == ("high" if "grave" in flags else "low")
    assert [(rule.id, rule.before, rule.after) for rule in outcome.rules] == fired


@pytest.mark.parametrize(
    ("risk", "techniques", "level", "categories", "tests", "obligations"),
    [
        ("low", ["rules"], "low", (), ("accuracy", "calm"), ("register",)),
        ("low", ["generative"], "high", ("generative",), ("accuracy", "red_team"), ("overseer", "mark_content")),
        ("high", ["agent"], "high", ("agentic",), ("accuracy", "limits"), ("overseer",)),
    ],
)
def test_tests_and_obligations_follow_the_final_level_and_the_categories(
    risk: str, techniques: list[str], level: str, categories: object, tests: object, obligations: object
) -> None:
    outcome = assess("what_follows", risk=risk, techniques=techniques)
    assert (outcome.level, outcome.categories) == (level, categories)
    assert (outcome.tests, outcome.obligations) == (tests, obligations)
