"""A matrix file and its translations -> a Matrix, or every mistake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.domain.matrix import Matrix
from app.domain.matrix_file.asking import check_questions
from app.domain.matrix_file.building import build
from app.domain.matrix_file.examples import example_answers
from app.domain.matrix_file.linking import link_conditions
from app.domain.matrix_file.mistakes import Mistake, Mistakes, TooManyMistakes, listed, quoted
from app.domain.matrix_file.names import check_links, collect
from app.domain.matrix_file.nodes import Node, from_plain, plain
from app.domain.matrix_file.reading import Reader
from app.domain.matrix_file.records import Record
from app.domain.matrix_file.scales import check_scales
from app.domain.matrix_file.shapes import FILE
from app.domain.matrix_file.translation_reading import Translation, read_translation
from app.domain.matrix_file.tree import read_tree
from app.domain.translation import texts, yes_and_no


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
    texts_by_language = {"": text, **(translations or {})}
    notes = {language: Mistakes(translation_name(name, language)) for language in texts_by_language}
    try:
        nodes = {language: read_tree(words, notes[language]) for language, words in texts_by_language.items()}
        return _read(nodes, notes, name)
    except TooManyMistakes:
        return Reading(None, _in_order(notes), name=name)


def translation_name(name: str, language: str) -> str:
    """The name of a translation file: `risk_matrix.zh-Hans.yaml` beside `risk_matrix.yaml`; "" is the main file."""
    if not language:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{language}{dot}{ending}" if stem and "/" not in ending else f"{name}.{language}"


def matrix_from_documents(documents: Mapping[str, object]) -> Matrix:
    """The matrix from what a database stored; raises ValueError, with the mistakes, when it is not one."""
    nodes: dict[str, Node | None] = {key: from_plain(data) for key, data in documents.items()}
    reading = _read(nodes, {key: Mistakes(f"stored matrix {key}".strip()) for key in nodes}, "stored matrix")
    if reading.matrix is None:
        raise ValueError("; ".join(str(mistake) for mistake in reading.mistakes))
    return reading.matrix


def _read(nodes: Mapping[str, Node | None], notes: Mapping[str, Mistakes], name: str) -> Reading:
    reader = Reader(notes[""])
    main = nodes[""]
    file = None if main is None else reader.record(main, FILE, "")
    if file is None:
        return Reading(None, _in_order(notes), name=name)
    answers = _check(file, reader)
    unlisted, warnings = _unlisted(file, nodes, notes)
    nodes = {language: node for language, node in nodes.items() if language not in unlisted}
    notes = {language: mistakes for language, mistakes in notes.items() if language not in unlisted}
    translations = _translations(file, nodes, notes, reader)
    matrix: Matrix | None = None
    if not notes[""].found:
        words = {language: translation.texts for language, translation in translations.items()}
        matrix = build(file, answers, words)
        warnings += _compare(matrix, translations, notes)
    if matrix is None or any(mistakes.found for mistakes in notes.values()):
        return Reading(None, _in_order(notes), name=name, lines=reader.lines)
    documents = {language: plain(node) for language, node in nodes.items() if node is not None}
    return Reading(matrix, (), warnings, documents, name, reader.lines)


def _in_order(notes: Mapping[str, Mistakes]) -> tuple[Mistake, ...]:
    return tuple(mistake for mistakes in notes.values() for mistake in mistakes.in_order())


def _unlisted(
    file: Record, nodes: Mapping[str, Node | None], notes: Mapping[str, Mistakes]
) -> tuple[set[str], tuple[Mistake, ...]]:
    """Files that look like translations but whose language the matrix does not list: old copies, perhaps."""
    head = file.get("matrix", Record)
    listed_languages = head.many("languages", str) if head else ()
    if head is None or not listed_languages:
        return set(), ()
    unlisted = {language for language in nodes if language and language not in listed_languages[1:]}
    line = head.line_of("languages")
    return unlisted, tuple(
        Mistake(notes[""].file, line, f"{notes[language].file} is not used: {quoted(language)} is not listed here")
        for language in sorted(unlisted)
    )


def _translations(
    file: Record, nodes: Mapping[str, Node | None], notes: Mapping[str, Mistakes], reader: Reader
) -> dict[str, Translation]:
    found: dict[str, Translation] = {}
    for language, node in nodes.items():
        if language and node is not None:
            found[language] = read_translation(node, reader, notes[language])
            found[language].texts.update(_yes_and_no(file, language, found[language].texts))
    return found


def _yes_and_no(file: Record, language: str, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The words of yes-or-no questions that leave them to the product."""
    words = yes_and_no(language)
    if words[0].language != language:
        return
    for section in file.many("sections", Record):
        for question in section.many("questions", Record):
            if question.get("kind", str) == "yes_no" and "choices" not in question.lines:
                for choice, word in zip(("yes", "no"), words, strict=True):
                    path = f"{question.path}.choices.{choice}.label"
                    if path not in known:
                        yield path, str(word)


def _compare(
    matrix: Matrix, translations: Mapping[str, Translation], notes: Mapping[str, Mistakes]
) -> tuple[Mistake, ...]:
    """Note texts of translations that the matrix has no place for; warn where they are for another version."""
    places = texts(matrix)
    warnings = []
    for language, translation in translations.items():
        mistakes = notes[language]
        for path in translation.texts:
            if path not in places:
                sentence = f"{notes[''].file} has no text at {quoted(path)}; remove this one"
                mistakes.add(translation.lines.get(path, 0), sentence)
        if translation.version not in {None, matrix.version}:
            line, version = translation.version_line, quoted(str(translation.version))
            sentence = f"These texts are for version {version}; the matrix is version {quoted(matrix.version)}"
            warnings.append(Mistake(mistakes.file, line, sentence))
    return tuple(warnings)


def _check(file: Record, reader: Reader) -> tuple[Mapping[str, object], ...]:
    names = collect(file, reader.mistakes)
    check_links(reader.links, names, reader.mistakes)
    link_conditions(file, names, reader.mistakes)
    check_questions(file, names, reader.mistakes)
    check_scales(file, names, reader.mistakes, reader.lines)
    _check_languages(file, reader.mistakes)
    return example_answers(file, names, reader.mistakes)


def _check_languages(file: Record, mistakes: Mistakes) -> None:
    head = file.get("matrix", Record)
    languages = head.many("languages", str) if head else ()
    twice = [language for language, times in Counter(languages).items() if times > 1]
    if head and twice:
        mistakes.add(head.line_of("languages"), f"{listed(twice, 'and')} is listed twice")
