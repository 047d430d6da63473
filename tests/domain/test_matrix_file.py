"""A matrix file read into values: every key, every default, and the way through the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from app.domain.conditions import (
    AllOf,
    AnswerCompares,
    Answered,
    AnswerIs,
    AnyOf,
    Comparison,
    CountAtLeast,
    InCategory,
    IncludesAll,
    LevelCompares,
    LevelIs,
    Not,
    ScoreCompares,
    ScoreInBand,
)
from app.domain.matrix import Bound, Duration, Grid, Matrix, ReviewStep
from app.domain.matrix_file import matrix_from_documents, read_matrix
from app.domain.matrix_file.shapes import FILE
from app.domain.matrix_file.vocabulary import Either, ListOf, MapOf, Shape, Type
from app.domain.questions import PointRange, Requirement
from tests.domain.tiny import MATRICES, matrix_of

SMALLEST = (MATRICES / "smallest.yaml").read_text()
EVERY_KEY = (MATRICES / "every_key.yaml").read_text()


def read(text: str) -> Matrix:
    reading = read_matrix(text)
    assert reading.mistakes == ()
    assert reading.matrix is not None
    return reading.matrix


def test_what_is_left_out_has_the_default_that_the_reference_states() -> None:
    matrix = matrix_of("smallest")
    level, question = matrix.levels[0], matrix.question("purpose")
    assert (level.colour, level.certificate, level.valid_for, level.remind) == ("#4a5663", True, None, ())
    assert level.review == (ReviewStep("reviewer", 1, None),)
    assert (question.required, question.weight, question.fixed) == (True, Decimal(1), False)
    assert (question.comment, question.evidence) == (Requirement(), Requirement())
    assert (matrix.scores[0].combine, matrix.scores[0].maximum, matrix.scores[0].maximum_factor) == (
        "sum",
        "visible",
        1,
    )
    assert (matrix.rules, matrix.categories, matrix.tests, matrix.computed) == ((), (), (), ())


def test_a_label_that_is_left_out_is_made_from_the_id() -> None:
    assert [band.label for band in matrix_of("smallest").scores[0].bands] == ["Minor", "Major"]
    assert matrix_of("every_key").principles[1].label == "Fairness"


def test_levels_scores_and_grids_are_read() -> None:
    matrix = matrix_of("every_key")
    high = matrix.level("high")
    assert (high.valid_for, high.remind) == (Duration(12, "months"), (Duration(90, "days"), Duration(1, "months")))
    assert high.respond_within == Duration(24, "hours")
    assert high.review[1] == ReviewStep("ethics_reviewer", 2)
    assert [score.maximum for score in matrix.scores] == ["all", "visible", Decimal(10)]
    assert matrix.scores[1].maximum_factor == Decimal("0.5")
    assert matrix.scores[1].bands[1].start == Bound(Decimal(50), percent=True)
    assert isinstance(matrix.method, Grid)
    assert matrix.method.cells == {"slight": ("low", "low"), "wide": ("low", "high")}
    steps = matrix.computed[0].steps
    assert (steps[0].reduce_percent, steps[0].round_whole) == (Decimal(15), True)
    assert (steps[1].increase_percent, steps[2].add, steps[3].multiply) == (10, Decimal("0.5"), 2)
    assert matrix.tests[1].measure is not None
    assert matrix.tests[1].measure.at_least == Decimal("0.95")


def test_questions_are_read() -> None:
    matrix = matrix_of("every_key")
    users, flag = matrix.question("users"), matrix.question("flag")
    assert users.ranges == {
        "likelihood": (PointRange(Decimal(0), Decimal(0)), PointRange(Decimal("1000.5"), Decimal(2)))
    }
    assert (users.minimum, users.maximum, users.whole, users.unanswered) == ("0", "1000000", True, "worst")
    assert [(choice.id, choice.label, choice.points) for choice in flag.choices] == [
        ("yes", "Yes", {"mitigation": 10}),
        ("no", "No", {}),
    ]
    assert flag.evidence == Requirement("never", ("yes",))
    assert [choice.id for choice in matrix.question("data").choices] == ["health", "children", "3rd_party", "none"]
    assert matrix.question("purpose").choices[3].worst
    assert matrix.question("since").minimum == "2000-01-01"


def test_every_kind_of_condition_is_read() -> None:
    matrix = matrix_of("every_key")
    steps = matrix.computed[0].steps
    assert steps[0].when == ScoreCompares("mitigation", Comparison(at_least=Decimal(80), percent=True))
    assert steps[1].when == Not(Answered("users", answered=True))
    assert steps[3].when == AnswerIs("users_known", ("no",))
    assert matrix.rules[1].when == AnyOf((AnswerIs("data", ("health", "children")), InCategory(("sensitive",))))
    purposes = AnswerIs("purpose", ("games", "scoring_people"))
    assert matrix.rules[2].when == AllOf((purposes, ScoreInBand("exposure", ("slight",))))
    assert matrix.categories[1].when == IncludesAll("data", ("health", "children"))
    assert matrix.tests[0].when == AllOf((LevelCompares(at_least="high"), InCategory(("generative",))))
    assert matrix.tests[1].when == LevelIs(("low", "high"))
    assert matrix.sections[1].show_when == AnswerCompares("users", Comparison(at_least=Decimal(10)))
    assert matrix.question("since").show_when == AllOf((AnswerIs("flag", ("yes",)), AnswerIs("data", ("health",))))
    assert matrix.question("notes").show_when == AnswerCompares("since", Comparison(below=date(2026, 1, 1)))
    assert matrix.question("name").show_when == CountAtLeast("data", 2)


def test_a_score_may_be_compared_with_a_number_and_a_percentage_at_once() -> None:
    rule = "rules: [{id: r, when: {score: severity, at_least: 1, below: 50%}, set: high}]\n"
    assert read(SMALLEST + rule).rules[0].when == AllOf(
        (
            ScoreCompares("severity", Comparison(at_least=Decimal(1))),
            ScoreCompares("severity", Comparison(below=Decimal(50), percent=True)),
        )
    )


def test_the_way_through_the_database_loses_nothing() -> None:
    texts = {"zh-Hans": (MATRICES / "every_key.zh-Hans.yaml").read_bytes()}
    reading = read_matrix(EVERY_KEY, texts)
    assert reading.mistakes == ()
    assert matrix_from_documents(reading.documents) == reading.matrix


def test_words_that_yaml_likes_to_change_stay_as_they_are_written() -> None:
    text = (
        SMALLEST.replace("label: Games", "label: 1.50")
        .replace("id: games", "id: no")
        .replace("label: Low risk", "label: on")
    )
    reading = read_matrix(text.replace("purpose: hiring", "purpose: no").replace("level: high}\n", "level: low}\n"))
    assert reading.matrix is not None
    for matrix in (reading.matrix, matrix_from_documents(reading.documents)):
        choice = matrix.question("purpose").choices[0]
        assert (choice.id, choice.label, matrix.levels[0].label) == ("no", "1.50", "on")
        assert matrix.examples[0].answers == {"purpose": "no"}


def test_true_and_yes_mean_the_same_for_a_switch_and_for_a_yes_or_no_question() -> None:
    text = EVERY_KEY.replace("certificate: yes", "certificate: true").replace("when: {flag: yes}", "when: {flag: true}")
    assert read(text) == read(EVERY_KEY)


def test_numbers_are_exact() -> None:
    text = SMALLEST.replace("severity: 4", "severity: 0.1")
    assert read(text).question("purpose").choices[1].points == {"severity": Decimal("0.1")}


def test_an_empty_list_may_be_left_empty() -> None:
    assert read(SMALLEST + "rules:\ntests: []\n").rules == ()


def test_the_example_file_has_every_key_of_the_format() -> None:
    words = set(EVERY_KEY.replace("{", " ").replace("[", " ").split())
    keys = {key for shape in _shapes(FILE) for key in shape.by_name} - {"of", "thresholds", "up_to"}
    assert {key for key in keys if f"{key}:" not in words} == set()


def _shapes(holds: Type) -> Iterator[Shape]:
    match holds:
        case Shape():
            yield holds
            for key in holds.keys:
                yield from _shapes(key.holds)
        case ListOf(item=inner) | MapOf(value=inner):
            yield from _shapes(inner)
        case Either():
            for option in holds.options:
                yield from _shapes(option)
        case _:
            pass


def test_text_that_is_no_stored_matrix_is_refused_with_its_mistakes() -> None:
    with pytest.raises(ValueError, match="needs “levels”"):
        matrix_from_documents({"": {"format": 1}})
