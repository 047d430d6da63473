"""A matrix file and its translations -> a Matrix, or every mistake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.matrix import Matrix
from app.domain.matrix_file.building import build
from app.domain.matrix_file.examples import example_answers
from app.domain.matrix_file.linking import link_conditions
from app.domain.matrix_file.mistakes import Mistake, Mistakes
from app.domain.matrix_file.names import check_links, collect
from app.domain.matrix_file.nodes import Node, from_plain, plain
from app.domain.matrix_file.reading import Reader
from app.domain.matrix_file.records import Record
from app.domain.matrix_file.shapes import FILE
from app.domain.matrix_file.tree import read_tree


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading: the matrix, or the mistakes; `documents` is what a database stores."""

    matrix: Matrix | None
    mistakes: tuple[Mistake, ...] = ()
    warnings: tuple[Mistake, ...] = ()
    documents: Mapping[str, object] = field(default_factory=dict)
    name: str = "risk_matrix.yaml"
    lines: Mapping[str, int] = field(default_factory=dict)

    def at(self, path: str, message: str) -> Mistake:
        """A message about a path such as `levels.high.colour`, with the line of its nearest known part."""
        while path and path not in self.lines:
            path = path.rpartition(".")[0]
        return Mistake(self.name, self.lines.get(path, 0), message)


def read_matrix(
    text: str | bytes,
    translations: Mapping[str, str | bytes] | None = None,
    *,
    name: str = "risk_matrix.yaml",
) -> Reading:
    """Read a matrix file, with its translation files by language tag.

    Never raises: whatever is wrong is in `mistakes`, and then `matrix` is None.
    """
    mistakes = Mistakes(name)
    node = read_tree(text, mistakes)
    if node is None:
        return Reading(None, mistakes.in_order(), name=name)
    return _read({"": node}, mistakes, name)


def matrix_from_documents(documents: Mapping[str, object]) -> Matrix:
    """The matrix from what a database stored; raises ValueError, with the mistakes, when it is not one."""
    name = "stored matrix"
    reading = _read({key: from_plain(data) for key, data in documents.items()}, Mistakes(name), name)
    if reading.matrix is None:
        raise ValueError("; ".join(str(mistake) for mistake in reading.mistakes))
    return reading.matrix


def _read(nodes: Mapping[str, Node], mistakes: Mistakes, name: str) -> Reading:
    reader = Reader(mistakes)
    file = reader.record(nodes[""], FILE, "")
    answers: tuple[Mapping[str, object], ...] = ()
    if file is not None:
        answers = _check(file, reader)
    if file is None or mistakes.found:
        return Reading(None, mistakes.in_order(), name=name, lines=reader.lines)
    documents = {language: plain(node) for language, node in nodes.items()}
    matrix = build(file, answers, {})
    return Reading(matrix, documents=documents, name=name, lines=reader.lines)


def _check(file: Record, reader: Reader) -> tuple[Mapping[str, object], ...]:
    names = collect(file, reader.mistakes)
    check_links(reader.links, names, reader.mistakes)
    link_conditions(file, names, reader.mistakes)
    return example_answers(file, names, reader.mistakes)
