"""Translation files: texts by the same ids, what is missing, what is stale."""

from __future__ import annotations

import pytest

from app.domain.matrix import Matrix
from app.domain.matrix_file import read_matrix
from app.domain.text import Text
from app.domain.translation import in_language, missing_texts, texts
from tests.domain.tiny import MATRICES

EVERY_KEY = (MATRICES / "every_key.yaml").read_text()
CHINESE = (MATRICES / "every_key.zh-Hans.yaml").read_text()


def read(chinese: str) -> Matrix:
    reading = read_matrix(EVERY_KEY, {"zh-Hans": chinese})
    assert reading.mistakes == ()
    assert reading.matrix is not None
    return reading.matrix


def test_every_text_is_there_in_the_other_language_and_knows_it() -> None:
    matrix = in_language(read(CHINESE), "zh-Hans")
    assert (matrix.title, matrix.level("high").label) == ("全部键", "高风险")
    assert matrix.question("purpose").choices[1].help == "也包括文字"
    assert matrix.tests[0].measure is not None
    assert matrix.tests[0].measure.label == "成功的攻击"
    assert {text.language for path, text in texts(matrix).items() if not path.endswith(".source")} == {"zh-Hans"}


def test_only_texts_change() -> None:
    matrix = read(CHINESE)
    chinese = in_language(matrix, "zh-Hans")
    assert (chinese.method, chinese.rules[0].when, chinese.scores[0].bands[1].start) == (
        matrix.method,
        matrix.rules[0].when,
        matrix.scores[0].bands[1].start,
    )


def test_a_missing_text_stays_in_the_first_language_and_is_listed() -> None:
    matrix = read(CHINESE.replace("    title: 用途\n", ""))
    section = in_language(matrix, "zh-Hans").sections[0]
    assert (section.title, section.title.language) == ("What it is for", "en")
    assert missing_texts(matrix, "zh-Hans") == ("sections.use.title",)


def test_a_source_may_stay_as_it_is_cited() -> None:
    matrix = read(CHINESE)
    assert missing_texts(matrix, "zh-Hans") == ()
    source = in_language(matrix, "zh-Hans").rules[0].source
    assert isinstance(source, Text)
    assert source.language == "en"


def test_yes_and_no_need_no_translation() -> None:
    labels = [choice.label for choice in in_language(read(CHINESE), "zh-Hans").question("flag").choices]
    assert [(str(label), label.language) for label in labels] == [("是", "zh-Hans"), ("否", "zh-Hans")]


def test_asking_again_costs_nothing_and_the_first_language_is_the_matrix_itself() -> None:
    matrix = read(CHINESE)
    assert in_language(matrix, "zh-Hans") is in_language(matrix, "zh-Hans")
    assert in_language(matrix, "en") is matrix
    assert in_language(matrix, "fr") is matrix


@pytest.mark.parametrize(
    ("was", "planted", "sentence"),
    [
        ("{id: low, label", "{id: lwo, label", "risk_matrix.yaml has no level “lwo”. Did you mean “low”?"),
        ("id: low, label", "id: low, colour", "“colour” is not a key of a translated level."),
        (
            "{id: flag, ask",
            "{id: flog, ask",
            "has no question “flog” in “sections.safeguards.questions”. Did you mean “flag”?",
        ),
        (
            "  - {id: since, ask: ",
            "  - {id: since, help: ",
            "risk_matrix.yaml has no text at “sections.safeguards.questions.since.help”",
        ),
        ("label: 安全", "label: {a: b}", "“label” must be a single value, not a mapping"),
    ],
)
def test_a_mistake_is_told_in_the_translation_file(was: str, planted: str, sentence: str) -> None:
    assert was in CHINESE
    line = CHINESE[: CHINESE.index(was)].count("\n") + 1
    reading = read_matrix(EVERY_KEY, {"zh-Hans": CHINESE.replace(was, planted, 1)})
    assert reading.matrix is None
    assert str(reading.mistakes[0]).startswith(f"risk_matrix.zh-Hans.yaml:{line}: ")
    assert sentence in str(reading.mistakes[0])


def test_texts_for_another_version_are_a_warning() -> None:
    reading = read_matrix(EVERY_KEY, {"zh-Hans": CHINESE.replace('version: "2.1"', 'version: "2.0"')})
    assert [str(warning) for warning in reading.warnings] == [
        "risk_matrix.zh-Hans.yaml:3: These texts are for version “2.0”; the matrix is version “2.1”"
    ]


def test_a_file_of_a_language_that_is_not_listed_is_passed_over_with_a_warning() -> None:
    reading = read_matrix(EVERY_KEY, {"zh-Hans": CHINESE, "old": "[[["})
    assert reading.matrix is not None
    assert set(reading.documents) == {"", "zh-Hans"}
    assert str(reading.warnings[0]) == "risk_matrix.yaml:9: risk_matrix.old.yaml is not used: “old” is not listed here"
