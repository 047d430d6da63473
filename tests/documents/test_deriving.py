"""The level derived from the PDF alone: everything is compared, whatever was altered is named, and trouble ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.documents.apart import derive_apart
from app.documents.certificate import certificate_pdf
from app.documents.certificate_reading import Examined, examine
from app.documents.deriving import derive
from app.domain.canonical import canonical_json
from app.domain.matrix import Matrix
from tests.documents.example import facts_and_answers, serious
from tests.documents.triage import ADDRESS, FACTS
from tests.domain.tiny import matrix_of
from tests.journeys.examples import default_matrix

Told = dict[str, Any]


def told_by(matrix: Matrix, example: int) -> Told:
    """What a certificate for an example of the matrix has attached."""
    facts, enclosed = facts_and_answers(matrix, example)
    told: Told = json.loads(canonical_json(facts.to_json() | {"derivation": enclosed.to_json()}))
    return told


SHIPPED = default_matrix()


@pytest.mark.parametrize("example", range(len(SHIPPED.examples)))
def test_every_example_of_the_shipped_matrix_comes_to_what_its_certificate_says(example: int) -> None:
    found = derive(Examined(None, told=told_by(SHIPPED, example)))
    assert [each.sentence for each in found.compared if not each.same] == []
    assert len(found.compared) == 11
    assert found.same


@pytest.mark.parametrize(
    "name",
    ["every_kind", "thresholds", "computed_steps", "chained_grids", "decision_tree", "table", "average", "every_key"],
)
def test_so_do_matrices_of_other_shapes(name: str) -> None:
    matrix = matrix_of(name)
    for example in range(len(matrix.examples)):
        found = derive(Examined(None, told=told_by(matrix, example)))
        assert found.same, found


def changed(told: Told, *path: str | int, to: object) -> Told:
    *way, last = path
    part: Any = told
    for step in way:
        part = part[step]
    part[last] = to
    return told


ALTERATIONS: dict[str, Callable[[Told], object]] = {
    "Logic of the matrix": lambda told: changed(told, "matrix", "logic_digest", to="0" * 64),
    "Matrix": lambda told: changed(told, "matrix", "version", to="9.9.9"),
    "Level": lambda told: changed(told, "level", "id", to="low"),
    "Level before the rules": lambda told: changed(told, "method_level", to={"en": "Unheard of"}),
    "Rules that fired": lambda told: told["rules"].pop(),
    "Cell of the matrix": lambda told: changed(told, "grid", "row", to=99),
    "Categories": lambda told: told["categories"].pop(),
    "Obligations": lambda told: told["obligations"].pop(),
    "Tests": lambda told: told["tests"].pop(),
    "Scores": lambda told: changed(told, "scores", 0, "value", to="0"),
}


@pytest.mark.parametrize("subject", ALTERATIONS)
def test_whatever_the_certificate_says_otherwise_is_named(subject: str) -> None:
    told = told_by(SHIPPED, serious(SHIPPED))
    ALTERATIONS[subject](told)
    found = derive(Examined(None, told=told))
    assert not found.same
    assert {each.sentence.partition(":")[0] for each in found.compared if not each.same} == {subject}


def test_an_altered_answer_comes_to_another_level() -> None:
    told = told_by(SHIPPED, serious(SHIPPED))
    told["derivation"]["answers"] = told_by(SHIPPED, 0)["derivation"]["answers"]
    different = [each.sentence for each in derive(Examined(None, told=told)).compared if not each.same]
    assert any(sentence.startswith("Level: the answers come to low") for sentence in different)


def test_altered_logic_is_found_even_if_it_comes_to_the_same() -> None:
    told = told_by(SHIPPED, 0)
    told["derivation"]["logic"]["version"] = "1.0.1"
    found = derive(Examined(None, told=told))
    assert [each.same for each in found.compared[:2]] == [False, False]


def test_a_certificate_of_before_is_said_to_hold_none() -> None:
    found = derive_apart(certificate_pdf(FACTS, "en", address=ADDRESS, signer=None))
    assert found is not None
    assert (found.number, found.refused) == (
        FACTS.number,
        "It holds no logic and no answers: it was made before certificates carried them.",
    )


HOSTILE: dict[str, Callable[[Told], object]] = {
    "no logic": lambda told: changed(told, "derivation", to={}),
    "a list": lambda told: changed(told, "derivation", to=[1, 2]),
    "none": lambda told: changed(told, "derivation", to=None),
    "another class": lambda told: changed(told, "derivation", "logic", "is", to="Plan"),
    "a question of no kind": lambda told: changed(told, "derivation", "logic", "sections", 0, "questions", 0, to=7),
    "answers that are a text": lambda told: changed(told, "derivation", "answers", to="all of them"),
    "floats": lambda told: changed(told, "derivation", "logic", "version", to=1.5),
    "a level that is none": lambda told: changed(told, "derivation", "logic", "levels", to=[]),
    "words that are no words": lambda told: changed(told, "level", "label", to=[[]]),
    "half a letter": lambda told: changed(told, "derivation", "logic", "version", to="\ud800"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_attachment_ends_in_a_sentence(name: str) -> None:
    told = told_by(SHIPPED, 0)
    HOSTILE[name](told)
    found = derive(Examined(None, told=told))
    assert not found.same
    assert found.refused or any(not each.same for each in found.compared)


def test_what_a_file_says_cannot_command_a_terminal() -> None:
    told = told_by(SHIPPED, 0)
    told["level"]["id"] = "\x1b[2J" + "x" * 1000
    sentences = [each.sentence for each in derive(Examined(None, told=told)).compared]
    assert all(sentence.isprintable() and len(sentence) < 600 for sentence in sentences)


def test_what_is_derived_is_what_is_in_the_file() -> None:
    facts, enclosed = facts_and_answers(SHIPPED, 0)
    pdf = certificate_pdf(facts, "en", address=ADDRESS, signer=None, enclosed=enclosed)
    found = derive_apart(pdf)
    assert found is not None
    assert found.same
    assert found == derive(examine(pdf, ()))
