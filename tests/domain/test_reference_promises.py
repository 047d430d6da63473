"""What the reference promises where the format could be read in two ways, one small matrix for each."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain import scoring
from app.domain.answers import read_answers
from app.domain.canonical import logic_digest
from app.domain.matrix import Matrix
from app.domain.matrix_file import read_matrix
from app.domain.outcome import Outcome

FILE = """
format: 1
matrix: {{id: promise, version: "1", effective_from: 2026-12-01, title: Promise, languages: [en]}}
levels: [{{id: low, label: Low}}, {{id: high, label: High}}]
scores:
  s: {{{score}}}
{computed}
level:
  method: thresholds
  of: s
  thresholds: [{{up_to: "50%", level: low}}, {{level: high}}]
sections:
  - id: all
    title: All
    questions:
{questions}
"""


def matrix_with(*questions: str, score: str = "label: S", computed: str = "") -> Matrix:
    """A matrix with these questions, one score and perhaps something computed from it."""
    lines = "\n".join(f"      - {{{question}}}" for question in questions)
    reading = read_matrix(FILE.format(questions=lines, score=score, computed=computed))
    assert reading.mistakes == ()
    assert reading.matrix is not None
    return reading.matrix


def outcome_of(matrix: Matrix, **raw: object) -> Outcome:
    answers, mistakes = read_answers(matrix, raw)
    assert mistakes == ()
    return scoring.compile(matrix).assess(answers)


def value_and_maximum(matrix: Matrix, **raw: object) -> tuple[Decimal | None, Decimal | None]:
    score = outcome_of(matrix, **raw).scores["s"]
    return score.value, score.maximum


YES = "id: a, ask: A?, kind: yes_no, points: {s: 2}"
MANY = (
    "id: m, ask: M?, kind: many, choices: [{id: x, label: X, points: {s: 3}}, {id: y, label: Y, points: {s: 2}},"
    " {id: z, label: Z, points: {s: -1}}, {id: w, label: W, counts_as: worst},"
    " {id: o, label: O, alone: yes, points: {s: 4}}]"
)


def test_a_required_question_that_is_open_counts_nothing_and_is_missing() -> None:
    outcome = outcome_of(matrix_with(YES))
    assert (outcome.scores["s"].value, outcome.missing) == (0, ("a",))


def test_a_required_question_may_count_its_worst_while_open() -> None:
    outcome = outcome_of(matrix_with(YES + ", unanswered: worst"))
    assert (outcome.scores["s"].value, outcome.missing) == (2, ("a",))


def test_not_knowing_decides_alone_among_several_choices() -> None:
    assert value_and_maximum(matrix_with(MANY), m=["x", "w", "z"]) == (5, 5)


def test_a_choice_that_stands_alone_never_adds_to_a_maximum() -> None:
    assert value_and_maximum(matrix_with(MANY.replace("points: {s: 4}", "points: {s: 9}"))) == (0, 9)


@pytest.mark.parametrize(("required", "maximum"), [("yes", -2), ("no", 0)])
def test_the_greatest_of_an_optional_question_is_never_below_nothing(required: str, maximum: int) -> None:
    question = f"id: a, ask: A?, kind: one, required: {required}, choices: [{{id: x, label: X, points: {{s: -2}}}}]"
    assert value_and_maximum(matrix_with(question))[1] == maximum


def test_an_average_counts_a_question_once_also_one_that_is_open_and_worst() -> None:
    matrix = matrix_with(MANY, YES + ", unanswered: worst", score="combine: average")
    assert value_and_maximum(matrix, m=["x", "y"]) == (Decimal("3.5"), Decimal("3.5"))
    assert value_and_maximum(matrix) == (2, Decimal("3.5"))


def test_the_maximum_of_the_highest_is_the_highest_contribution() -> None:
    assert value_and_maximum(matrix_with(MANY, YES, score="combine: highest"), m=["x", "y"], a="yes") == (3, 4)


@pytest.mark.parametrize(("kind", "maximum"), [("visible", 1), ("all", 1), ("7", Decimal("3.5"))])
def test_the_factor_multiplies_every_kind_of_maximum(kind: str, maximum: Decimal) -> None:
    assert value_and_maximum(matrix_with(YES, score=f"maximum: {kind}, maximum_factor: 0.5"))[1] == maximum


@pytest.mark.parametrize(("points", "band"), [(0, "none"), (1, "all"), (-1, "none")])
def test_percentages_of_a_maximum_of_nothing(points: int, band: str) -> None:
    bands = 'maximum_factor: 0, bands: [{id: none, from: 0}, {id: some, from: "1%"}, {id: all, from: "999%"}]'
    matrix = matrix_with(YES.replace("s: 2", f"s: {points}"), score=bands)
    assert outcome_of(matrix, a="yes").scores["s"].band == band


def test_a_value_below_the_first_band_belongs_to_it() -> None:
    matrix = matrix_with(YES, score="bands: [{id: some, from: 1}, {id: more, from: 3}]")
    assert outcome_of(matrix, a="no").scores["s"].band == "some"


def test_percentages_of_a_computed_score_are_of_the_maximum_it_starts_from() -> None:
    computed = (
        'computed: {c: {start_from: s, steps: [{id: x, add: 8}], bands: [{id: l, from: 0}, {id: h, from: "450%"}]}}'
    )
    score = outcome_of(matrix_with(YES, computed=computed), a="yes").scores["c"]
    assert (score.value, score.maximum, score.band) == (10, 2, "h")


@pytest.mark.parametrize(("add", "value"), [("0.5", 3), ("-4.5", -3), ("0.4", 2), ("-4.4", -2)])
def test_a_half_rounds_away_from_zero(add: str, value: int) -> None:
    computed = f"computed: {{c: {{start_from: s, steps: [{{id: x, add: {add}, round: whole}}]}}}}"
    assert outcome_of(matrix_with(YES, computed=computed), a="yes").scores["c"].value == value


@pytest.mark.parametrize("nothing", [None, "", []])
def test_null_and_empty_mean_unanswered(nothing: object) -> None:
    assert outcome_of(matrix_with(YES), a=nothing).missing == ("a",)


def test_true_and_false_answer_yes_or_no() -> None:
    assert value_and_maximum(matrix_with(YES), a=True)[0] == 2
    assert value_and_maximum(matrix_with(YES), a=False)[0] == 0


@pytest.mark.parametrize(("number", "fits"), [("9" * 18, True), ("9" * 19, False), ("0." + "1" * 12, True)])
def test_digits_of_an_answer(number: str, *, fits: bool) -> None:
    _, mistakes = read_answers(matrix_with("id: n, ask: N?, kind: number"), {"n": number})
    assert (mistakes == ()) is fits
    assert read_answers(matrix_with("id: n, ask: N?, kind: number"), {"n": "0." + "1" * 13})[1] != ()


@pytest.mark.parametrize(
    ("number", "fits"), [("9" * 15, True), ("9" * 16, False), ("0." + "1" * 9, True), ("0." + "1" * 10, False)]
)
def test_digits_in_the_file(number: str, *, fits: bool) -> None:
    lines = FILE.format(questions=f"      - {{{YES}, weight: {number}}}", score="", computed="")
    assert (read_matrix(lines).mistakes == ()) is fits


def test_a_hidden_answer_fulfils_nothing_but_answered_no() -> None:
    shown = "show_when: {question: h, answered: no}"
    matrix = matrix_with(
        YES, "id: h, ask: H?, kind: yes_no, show_when: {a: yes}", f"id: l, ask: L?, kind: text, {shown}"
    )
    assert scoring.compile(matrix).visible({"a": "no", "h": "yes"}) == ("a", "l")


def test_the_logic_leaves_out_defaults_and_knows_the_version() -> None:
    plain = matrix_with(YES)
    assert logic_digest(matrix_with(YES + ", weight: 1, required: yes, fixed: no")) == logic_digest(plain)
    assert logic_digest(matrix_with(YES + ", weight: 2")) != logic_digest(plain)
    for was, becomes in (('version: "1"', 'version: "2"'), ("id: promise", "id: other"), ("2026-12-01", "2026-12-02")):
        text = FILE.format(questions=f"      - {{{YES}}}", score="label: S", computed="").replace(was, becomes)
        matrix = read_matrix(text).matrix
        assert matrix is not None
        assert logic_digest(matrix) != logic_digest(plain)
