"""Mistakes in a matrix file: each is one sentence on its line, and none hides another."""

from __future__ import annotations

import pytest

from app.domain.matrix_file import read_matrix
from tests.domain.tiny import MATRICES

EVERY_KEY = (MATRICES / "every_key.yaml").read_text()

# What stands in every_key.yaml, what somebody writes instead, and what the check says to it.
PLANTED = [
    ("format: 1", "format: 2", "“format” must be “1”, not “2”."),
    ('  version: "2.1"\n', "", "The matrix “every_key” needs “version”"),
    ("id: every_key", "id: Every Key", "“id” must be lower-case words joined by _"),
    ("effective_from: 2026-12-01", "effective_from: 2026-13-01", "“effective_from” must be a date such as 2026-12-01"),
    ("languages: [en, zh-Hans]", "languages: [english]", "an item of “languages” must be a language tag"),
    ("languages: [en, zh-Hans]", "languages: [en, en]", "“en” is listed twice"),
    ("label: High risk", "lable: High risk", "“lable” is not a key of a level. Did you mean “label”?"),
    ('colour: "#a2540a"', "colour: brown", "“colour” must be a colour such as"),
    ("valid_for: 12 months", "valid_for: a year", "“valid_for” must be a length of time"),
    ("by: ethics_reviewer, approvals: 2", "by: ethics_reviewer, approvals: 0", "“approvals” must be 1 or more"),
    ("by: ethics_reviewer", "by: ethics", "“by” must be “reviewer” or “ethics_reviewer”, not “ethics”."),
    ("certificate: yes", "certificate: maybe", "“certificate” must be yes or no, not “maybe”"),
    (
        "{id: unacceptable, label: U",
        "{id: high, label: U",
        "There are two levels with the id “high” (first on line 17)",
    ),
    ("id: told, text", "id: human_oversight, text", "There are two obligations with the id “human_oversight”"),
    ("combine: highest", "combine: maximum", "“combine” must be “sum”, “highest” or “average”"),
    ("maximum: 10\n", "maximum: most\n", "“maximum” must be “visible” or “all”, not “most”."),
    ("maximum_factor: 0.5", 'maximum_factor: "0.5"', "“maximum_factor” must be a number: write 0.5 without"),
    ("maximum_factor: 0.5", "maximum_factor: 1e9", "“maximum_factor” must be a number, not “1e9”"),
    ("id: major, from: 3", "id: major, from: 0", "Bands stand lowest first: 0 does not come after 0"),
    ("{id: major, from: 3, ", "{id: major, ", "The band “major” needs “from”, its lowest value"),
    ("start_from: likelihood", "start_from: residual", "“residual” is not computed before this"),
    ("start_from: likelihood", "start_from: liklihood", "There is no score “liklihood”. Did you mean “likelihood”?"),
    ("    start_from: likelihood\n", "", "“residual” needs either “start_from” (with steps) or “grid”"),
    ("multiply: 2", "multiply: 2, add: 1", "A step does exactly one of"),
    ("  residual:\n", "  severity:\n", "There is a score with the id “severity” already"),
    ("columns: residual", "columns: mitigation", "“mitigation” has no bands"),
    ("columns: residual", "columns: exposure", "“exposure” is not computed before this grid"),
    ("major: [slight, wide]", "major: [slight]", "The row “major” has 1 cell for the 2 columns “small” and “large”"),
    ("minor: [slight, slight], ", "", "The grid has no row for “minor”"),
    ("major: [slight, wide]", "major: [slight, broad]", "There is no band of “exposure” called “broad”"),
    (
        "slight: [low, low]",
        "slihgt: [low, low]",
        "There is no band of “exposure” called “slihgt”. Did you mean “slight”?",
    ),
    ("wide: [low, high]", "wide: [low, hihg]", "There is no level “hihg”. Did you mean “high”?"),
    (
        "method: grid",
        "method: gird",
        "“method” must be “grid”, “thresholds” or “table”, not “gird”. Did you mean “grid”?",
    ),
    ("method: grid", "method: table", "“columns” belongs to method “grid”, not “table”"),
    ("set: unacceptable", "set: forbidden", "There is no level “forbidden”."),
    ("set: unacceptable", "set: high\n    at_most: high", "“forbidden” needs exactly one of"),
    (
        "when: {purpose: scoring_people}",
        "when: {purpose: scoring}",
        "There is no choice of “purpose” called “scoring”.",
    ),
    (
        "when: {purpose: scoring_people}",
        "when: {porpose: chat}",
        "There is no question “porpose”. Did you mean “purpose”?",
    ),
    ("when: {purpose: scoring_people}", "when: {}", "The condition says nothing"),
    ("when: {purpose: scoring_people}", "when: purpose", "A condition is a mapping such as {purpose: hiring}"),
    ("when: {purpose: scoring_people}", "when: {level: high}", "The level is not known yet here"),
    ("when: {purpose: scoring_people}", "when: {users: 5}", "“users” offers no choices; write {question: users"),
    ("when: {purpose: scoring_people}", "when: {at_least: 5}", "“at_least” needs a question (or a score) beside it"),
    ("when: {purpose: scoring_people}", "when: {question: data, at_least: 5}", "only numbers and dates compare"),
    ("when: {purpose: scoring_people}", "when: {question: users, at_least: many}", "“at_least” must be a number"),
    ("when: {purpose: scoring_people}", "when: {question: users}", "Say what of “users”"),
    ("when: {purpose: scoring_people}", "when: {question: flag, count_at_least: 2}", "needs a question of kind many"),
    (
        "when: {purpose: scoring_people}",
        "when: {score: exposure, at_least: 5}",
        "“exposure” is a grid and has no number",
    ),
    ("when: {purpose: scoring_people}", "when: {score: severity, band: huge}", "There is no band of “severity” called"),
    ("when: {purpose: [games, chat]}", "when: {category: sensitive}", "“sensitive” is not known yet here"),
    ("when: {level: {at_least: high}, ", "when: {level: {least: high}, ", "“least” does not compare levels"),
    ("principle: safety", "principle: saftey", "There is no principle “saftey”. Did you mean “safety”?"),
    (", at_most: 5}", "}", "A measure needs “at_least” or “at_most”"),
    ("- id: purpose", "- id: score", "A question cannot have the id “score”: conditions use that word"),
    ("- id: purpose", "- id: 1st", "“id” cannot be “1st”: an id begins with a letter"),
    ("{id: notes, ask", "{id: data, ask", "There are two questions with the id “data” (first on line 121)"),
    ("kind: one", "kind: on", "“kind” must be “one”, “many”"),
    (
        "required_for: [other]",
        "required_for: [others]",
        "There is no choice of “purpose” called “others”. Did you mean “other”?",
    ),
    ("severity: 2}", "severity: two}", "“severity” in “points” must be a number, not “two”"),
    ("severity: 2}", "residual: 2}", "There is no score that takes points “residual”."),
    (
        "label: Something else, counts_as: worst",
        "label: Something else, counts_as: best",
        "“counts_as” must be “worst”",
    ),
    (
        "counts_as: worst}\n      - id",
        "counts_as: worst, alone: yes}\n      - id",
        "“alone” is for questions of kind “many”",
    ),
    ("weight: 2", "weight: -2", "“weight” must be 0 or more"),
    (
        "    kind: many\n        weight: 2\n        count: highest\n",
        "    kind: text\n",
        "“choices” belongs to kind “one”, “many” or “yes_no”, not “text”",
    ),
    ("from: 1000.5, points: 2", "from: 0, points: 2", "Ranges stand lowest first: 0 does not come after 0"),
    ("maximum: 1000000", "maximum: -1", "“maximum” is lower than “minimum”"),
    ("minimum: 2000-01-01", "minimum: 5", "“minimum” must be a date such as 2026-12-01, not “5”"),
    ("{id: no, label: They do not}, ", "", "The choices of a question of kind “yes_no” must include “no”"),
    ("show_when: {question: users, at_least: 10}", "show_when: {flag: yes}", "“flag” is not asked before this"),
    (
        "show_when: {question: users, at_least: 10}",
        "show_when: {score: severity, at_least: 1}",
        "Scores are not known yet",
    ),
    ("answers: {purpose: games", "answers: {purpose: game", "There is no choice of “purpose” called “game”."),
    ("answers: {purpose: games", "answers: {porpose: games", "There is no question “porpose”. Did you mean “purpose”?"),
    ("rules: [ceiling]", "rules: [cieling]", "There is no rule “cieling”. Did you mean “ceiling”?"),
    ("principles:\n", "principals:\n", "“principals” is not a key of a file. Did you mean “principles”?"),
]


@pytest.mark.parametrize(
    ("was", "planted", "sentence"), PLANTED, ids=[f"{place}: {row[2][:50]}" for place, row in enumerate(PLANTED)]
)
def test_a_planted_mistake_is_told_on_its_line(was: str, planted: str, sentence: str) -> None:
    assert was in EVERY_KEY, "the table speaks of something that the file no longer has"
    before, _, after = EVERY_KEY.partition(was)
    reading = read_matrix(f"{before}{planted}{after}")
    told = [mistake for mistake in reading.mistakes if sentence in mistake.message]
    assert reading.matrix is None
    assert told, "\n".join(str(mistake) for mistake in reading.mistakes)
    # An omission is told at the thing that lacks it, which begins a few lines above.
    line = before.count("\n") + 1
    assert line - 6 <= told[0].line <= line + 3


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text = EVERY_KEY.replace('colour: "#a2540a"', "colour: brown").replace("set: unacceptable", "set: hihg")
    reading = read_matrix(text.replace("kind: date", "kind: day"), name="office.yaml")
    assert [str(mistake) for mistake in reading.mistakes] == [
        'office.yaml:19: “colour” must be a colour such as "#bc4c00", in quotation marks, not “brown”',
        "office.yaml:80: There is no level “hihg”. Did you mean “high”?",
        "office.yaml:143: “kind” must be “one”, “many”, “yes_no”, “number”, “text”, “long_text” or “date”, not “day”.",
    ]


def test_conditions_nest_twelve_deep_and_no_deeper() -> None:
    def nested(depth: int) -> str:
        condition = "{not: " * depth + "{purpose: chat}" + "}" * depth
        return EVERY_KEY.replace("when: {purpose: scoring_people}", f"when: {condition}")

    assert read_matrix(nested(12)).matrix is not None
    assert "Conditions are nested more than 12 deep" in str(read_matrix(nested(13)).mistakes[0])


def test_a_thousand_mistakes_are_enough() -> None:
    principles = "".join(f"  - {{id: principle_{place}, lable: Nothing}}\n" for place in range(2_000))
    reading = read_matrix(f"format: 1\nprinciples:\n{principles}")
    assert len(reading.mistakes) == 1_001
    assert "There are 1,000 mistakes up to here" in reading.mistakes[-1].message


@pytest.mark.parametrize(
    ("method", "sentence"),
    [
        ("thresholds: [{level: low}, {level: high}]", "Only the last threshold has no “up_to”"),
        (
            "thresholds: [{up_to: 3, level: low}, {up_to: 1, level: high}, {level: high}]",
            "Thresholds stand lowest first",
        ),
        ("thresholds: [{up_to: 1, level: low}]", "The last threshold must have no “up_to”"),
    ],
)
def test_thresholds_rise_and_end_open(method: str, sentence: str) -> None:
    smallest = (MATRICES / "smallest.yaml").read_text()
    text = smallest.replace("thresholds: [{up_to: 1, level: low}, {level: high}]", method)
    assert sentence in str(read_matrix(text).mistakes[0])
