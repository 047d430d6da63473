"""Text that is hardly a matrix: tricks of YAML, broken bytes, nonsense; always a sentence, never a traceback."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.matrix_file import matrix_from_documents, read_matrix
from app.domain.matrix_file.mistakes import Mistakes
from app.domain.matrix_file.nodes import Fields, Listing, Node, Scalar, plain
from app.domain.matrix_file.tree import read_tree, resolved
from tests.domain.tiny import MATRICES

EVERY_KEY = (MATRICES / "every_key.yaml").read_text()


REFUSED = [
    ("", "risk_matrix.yaml:1: The file is empty"),
    ("# only a comment\n", "risk_matrix.yaml:1: The file is empty"),
    ("format: 1\nlevels: &all []\n", "risk_matrix.yaml:2: “&all” is an anchor"),
    ("a: &x 1\nb: *x\n", "risk_matrix.yaml:1: “&x” is an anchor"),
    ("a: *x\n", "risk_matrix.yaml:1: “*x” refers to another place"),
    ("a: !!python/object:os.system x\n", "risk_matrix.yaml:1: “!!python/object:os.system” is a tag"),
    ("<<: {a: 1}\n", "risk_matrix.yaml:1: “<<” merges other places in"),
    ("format: 1\nformat: 1\n", "risk_matrix.yaml:2: “format” stands here twice (first on line 1)"),
    ("format: 1\n---\nformat: 1\n", "risk_matrix.yaml:2: A second document begins here"),
    ("%YAML 1.1\n---\nformat: 1\n", "risk_matrix.yaml:2: Lines that begin with % are not used"),
    ("? [a]\n: b\n", "risk_matrix.yaml:1: Before a colon stands one word"),
    ("format: 1\n\tlevels: 2\n", "risk_matrix.yaml:2: "),
    ("title: Tiering: a guide\n", "risk_matrix.yaml:1: A colon is out of place"),
    ('a: 1\ntitle: "never closed\n', "risk_matrix.yaml:3: A quotation mark is opened on line 2 and never closed"),
    ("a: [1, 2\nb: 3\n", "risk_matrix.yaml:2: The list in [ ] that begins on line 1 is not closed"),
    ("a: {b: 1\n", "risk_matrix.yaml:2: The mapping in { } that begins on line 1 is not closed"),
    ("a: @home\n", "risk_matrix.yaml:1: A text cannot begin with this character"),
    ("a:\n  - b\n c: d\n", "risk_matrix.yaml:3: This line is not indented like its neighbours"),
    ('a: "\\ud800"\n', "risk_matrix.yaml:1: An escape such as \\ud800 is half a letter"),
    ('a: "\\0"\n', "risk_matrix.yaml:1: An escape stands for a character that cannot be shown"),
    ("a: \ud800\n", "risk_matrix.yaml:1: The character U+D800 cannot be shown"),
    (b"a: 1\nb: \xff\n", "risk_matrix.yaml:2: The file is not saved as UTF-8 from here on"),
    (b"\xff\xfef\x00", "risk_matrix.yaml:1: The file is saved as UTF-16; save it as UTF-8"),
    (b"a: 1\nb: x\x00y\n", "risk_matrix.yaml:2: The character U+0000 cannot be shown"),
    (b"x" * 2_000_001, "risk_matrix.yaml: The file is larger than 2 MB"),
    ("[" * 1_000, "risk_matrix.yaml:1: Nested more than 40 deep"),
    ("- a\n- b\n", "risk_matrix.yaml:1: The file must be a mapping of keys and values, not a list"),
    ("just words\n", "risk_matrix.yaml:1: The file must be a mapping of keys and values, not “just words”"),
    ('a: "\\UFFFFFFFF"\n', "risk_matrix.yaml:1: The file cannot be read as YAML from about here on"),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED, ids=[f"{i}: {row[1][17:60]}" for i, row in enumerate(REFUSED)])
def test_what_is_not_a_plain_file_is_refused_with_a_sentence(text: str | bytes, sentence: str) -> None:
    reading = read_matrix(text)
    assert reading.matrix is None
    told = [str(mistake) for mistake in reading.mistakes]
    assert any(line.startswith(sentence) for line in told), told


@pytest.mark.parametrize(
    "text", [b"\xef\xbb\xbf" + EVERY_KEY.encode(), EVERY_KEY.replace("\n", "\r\n"), EVERY_KEY.encode()]
)
def test_a_byte_order_mark_and_line_endings_of_windows_do_no_harm(text: str | bytes) -> None:
    assert read_matrix(text).matrix == read_matrix(EVERY_KEY).matrix


def test_an_escaped_pair_of_surrogates_is_one_letter() -> None:
    node = read_tree('a: "\\ud83d\\ude00"\n', Mistakes("x"))
    assert node is not None
    assert plain(node) == {"a": "\N{GRINNING FACE}"}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("null", None),
        ("~", None),
        ("", None),
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("No", "No"),
        ("on", "on"),
        ("12", 12),
        ("-3", -3),
        ("007", 7),
        ("1.50", Decimal("1.50")),
        (".5", Decimal("0.5")),
        ("1e3", "1e3"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        (".nan", ".nan"),
        (".inf", ".inf"),
        ("2026-12-01", "2026-12-01"),
        ("12:30", "12:30"),
        ("9" * 50, "9" * 50),
    ],
)
def test_an_unquoted_word_means_what_yaml_1_2_says_and_no_more(written: str, meant: object) -> None:
    assert resolved(written) == meant
    assert type(resolved(written)) is type(meant)


def test_a_quoted_word_is_always_a_text() -> None:
    node = read_tree("a: 'true'\nb: \"12\"\nc: |\n  null\n", Mistakes("x"))
    assert node is not None
    assert plain(node) == {"a": "true", "b": "12", "c": "null\n"}


def test_nodes_know_their_lines() -> None:
    node = read_tree("a:\n  - b\n  - {c: 1,\n     d: 2}\n", Mistakes("x"))
    assert isinstance(node, Fields)
    assert [_line(node.entries["a"].value, *path) for path in ((0,), (1, "c"), (1, "d"))] == [2, 3, 4]


def _line(node: Node, *path: int | str) -> int:
    for step in path:
        if isinstance(step, int):
            assert isinstance(node, Listing)
            node = node.items[step]
        else:
            assert isinstance(node, Fields)
            node = node.entries[step].value
    assert isinstance(node, Scalar)
    return node.line


@given(st.binary(max_size=300))
@example(b"%YAML " + b"9" * 5_000 + b".1\n---\na")
@example(b'"\\x')
@example(b"? ? ?")
@example(b"!<")
def test_any_bytes_are_a_matrix_or_mistakes(content: bytes) -> None:
    reading = read_matrix(content)
    assert (reading.matrix is None) == bool(reading.mistakes)


@given(st.text(alphabet="ab:-[]{}#&*!|>'\"%@`,?\n \t01~\\<.é中\u2028\ufeff", max_size=60))
@settings(max_examples=300)
def test_any_text_of_the_characters_that_yaml_uses_is_a_matrix_or_mistakes(text: str) -> None:
    reading = read_matrix(text, {"zh-Hans": text})
    assert (reading.matrix is None) == bool(reading.mistakes)


@given(st.data())
@settings(max_examples=60)
def test_a_file_with_any_damage_is_a_matrix_or_mistakes(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(EVERY_KEY)))
    end = data.draw(st.integers(start, min(len(EVERY_KEY), start + 80)))
    damage = data.draw(
        st.sampled_from(["", "{", "[", ": ", "null", "- x", "\n", "{a: 1}", "[a]", "-1", "99999999999999999999"])
    )
    reading = read_matrix(EVERY_KEY[:start] + damage + EVERY_KEY[end:])
    assert (reading.matrix is None) == bool(reading.mistakes)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "format",
                    "matrix",
                    "levels",
                    "id",
                    "label",
                    "level",
                    "scores",
                    "sections",
                    "when",
                    "rules",
                    "all",
                    "not",
                    "cells",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)


@given(JSON)
def test_any_stored_document_is_a_matrix_or_a_value_error(document: object) -> None:
    with suppress(ValueError):
        matrix_from_documents({"": document})
