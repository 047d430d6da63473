"""Hostile files, each in a process of its own with little time and memory: a sentence, never a hang or a traceback."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SECONDS, MEMORY = 20, 500_000_000  # twenty seconds on a busy machine are fewer than five on an idle one
REPOSITORY = Path(__file__).parents[2]
READ = """
import sys
from app.domain.matrix_file import read_matrix
from app.domain.scoring import compile
for name in sys.argv[1:]:
    with open(name, "rb") as file:
        reading = read_matrix(file.read(3_000_000))
    if reading.matrix is not None:
        compile(reading.matrix).assess({})
    print(reading.mistakes[0] if reading.mistakes else "a matrix")
"""
HEAD = """format: 1
matrix: {id: x, version: "1", effective_from: 2026-01-01, title: X, languages: [en]}
levels: [{id: low, label: Low}, {id: high, label: High}]
"""
TABLE = "level: {method: table, rows: [{when: {a: yes}, level: high}, {level: low}]}\n"
ASKED = "sections: [{id: s, title: S, questions: [{id: a, ask: A, kind: yes_no}]}]\n"


def many(row: str, times: int) -> str:
    return ", ".join(row.replace("#", str(place)) for place in range(times))


def asking(row: str, times: int) -> str:
    return f"sections: [{{id: s, title: S, questions: [{many(row, times)}]}}]\n"


def with_condition(condition: str) -> str:
    return HEAD + TABLE.replace("{a: yes}", condition) + ASKED


def grid(size: int) -> str:
    bands, row = many("{id: b#, from: #}", size), many("low", size)
    scores = f"scores: {{r: {{bands: [{bands}]}}, c: {{bands: [{bands}]}}}}\n"
    cells = many(f"b#: [{row}]", size)
    return f"{HEAD}{scores}level: {{method: grid, rows: r, columns: c, cells: {{{cells}}}}}\n{ASKED}"


HOSTILE: dict[str, tuple[Callable[[], str | bytes], str]] = {
    "ten megabytes": (lambda: b"a: b\n" * 2_000_000, "larger than 2 MB"),
    "100,000 questions": (lambda: HEAD + TABLE + asking("{id: q#, ask: A, kind: date}", 100_000), "larger than 2 MB"),
    "2,001 questions": (lambda: HEAD + TABLE + asking("{id: q#, ask: A, kind: date}", 2_001), "2,000 questions"),
    "many values": (lambda: HEAD + TABLE + asking("{id: q#, ask: A, kind: date}", 20_000), "75,000 values"),
    "aliases": (lambda: "a: &a [x]\n" + "\n".join(f"b{i}: &b{i} [*a, *a, *a]" for i in range(9_000)), "is an anchor"),
    "merges": (lambda: "a: &a {x: 1}\n" + "b: {<<: *a}\n" * 80_000, "is an anchor"),
    "anchors": (lambda: "\n".join(f"a{i}: &a{i} 1" for i in range(90_000)), "is an anchor"),
    "flow brackets": (lambda: "[ " * 990_000, "Nested more than 40 deep"),
    "flow braces": (lambda: "{" * 1_000_000, "Before a colon"),
    "block lists": (lambda: "- " * 900_000, "Nested more than 40 deep"),
    "unhashable keys": (lambda: "? [x]\n: y\n" * 100_000, "Before a colon"),
    "an endless tag": (lambda: "a: !" + "x" * 1_900_000, "A word of more than 5,000 letters"),
    "tags": (lambda: "".join(f"a{i}: !!python/object:os.system x\n" for i in range(40_000)), "is a tag"),
    "an open quotation": (lambda: "a: '" + "x\n" * 300_000, "A quotation mark is opened on line 1"),
    "nothing but lines": (lambda: "\n" * 500_000, "The file is empty"),
    "long keys": (lambda: "".join("k" * 1_500 + f"{i}: 1\n" for i in range(1_200)), "A colon is out of place"),
    "null bytes": (lambda: b"\0" * 1_900_000, "U+0000"),
    "UTF-16": (lambda: (HEAD + TABLE + ASKED).encode("utf-16"), "saved as UTF-16"),
    "half letters": (lambda: HEAD.replace("title: X", 'title: "\\ud800"') + TABLE + ASKED, "half a letter"),
    "13 deep": (lambda: with_condition("{not: " * 13 + "{a: yes}" + "}" * 13), "more than 12 deep"),
    "100,000 deep": (lambda: with_condition("{not: " * 100_000 + "{a: yes}" + "}" * 100_000), "more than 40 deep"),
    "a wide condition": (lambda: with_condition(f"{{any: [{many('{a: yes}', 8_000)}]}}"), "a matrix"),
    "a huge number": (lambda: HEAD + TABLE + ASKED.replace("yes_no", "yes_no, weight: " + "9" * 4_990), "many digits"),
    "infinity": (lambda: HEAD + TABLE + ASKED.replace("yes_no", "yes_no, weight: 1e999"), "must be a number"),
    "not a number": (lambda: HEAD + TABLE + ASKED.replace("yes_no", "yes_no, weight: .nan"), "must be a number"),
    "unknown keys": (lambda: HEAD + TABLE + ASKED + "".join(f"levle{i}: 1\n" for i in range(9_000)), "is not a key"),
    "names that are nearly alike": (
        lambda: HEAD
        + f"level: {{method: table, rows: [{many('{when: {' + 'ab' * 29 + '#x: yes}, level: high}', 1_900)}]}}\n"
        + asking("{id: " + "ba" * 28 + "#, ask: A, kind: yes_no}", 1_900),
        "There is no question",
    ),
    "a table of 8,000 rows": (
        lambda: HEAD
        + f"level: {{method: table, rows: [{many('{when: {a: no}, level: low}', 8_000)}, {{level: low}}]}}\n"
        + ASKED,
        "a matrix",
    ),
    "a grid of 200 x 200": (lambda: grid(200), "a matrix"),
    "101 levels": (lambda: HEAD.replace("levels: [", f"levels: [{many('{id: l#, label: L}', 99)}, "), "101 items"),
    "101 scores": (lambda: HEAD + f"scores: {{{many('s#: {}', 101)}}}\n" + TABLE + ASKED, "101 ids"),
    "1,001 choices": (
        lambda: HEAD
        + TABLE
        + ASKED.replace("kind: yes_no", f"kind: many, choices: [{many('{id: c#, label: C}', 1_001)}]"),
        "1,001 items",
    ),
    "steps that fill the memory": (
        lambda: HEAD
        + "scores: {s: {}}\ncomputed: {c: {start_from: s}, d: {start_from: c, steps: ["
        + many("{id: a#, multiply: 999999999999999.123456789}", 100)
        + "]}, e: {start_from: d, steps: [{id: one, add: 1}]}}\n"
        + TABLE
        + ASKED,
        "more than 100 steps",
    ),
    "steps just within": (
        lambda: HEAD
        + "scores: {s: {}}\ncomputed: {c: {start_from: s, steps: ["
        + many("{id: a#, multiply: 999999999999999.123456789}", 100)
        + "]}}\n"
        + TABLE
        + ASKED.replace("yes_no", "yes_no, unanswered: worst, required: no, points: {s: 1.123456789}"),
        "a matrix",
    ),
}  # fmt: skip
# One process reads several files, as starting one takes a while.
NAMES = list(HOSTILE)
GROUPS = [NAMES[start : start + 6] for start in range(0, len(NAMES), 6)]


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


@pytest.mark.parametrize("names", GROUPS, ids=lambda names: names[0])
def test_a_hostile_file_is_told_in_a_sentence_soon_and_in_little_memory(names: list[str], tmp_path: Path) -> None:
    files = []
    for place, name in enumerate(names):
        content = HOSTILE[name][0]()
        file = tmp_path / str(place)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        files.append(str(file))
    ended = subprocess.run(
        [sys.executable, "-c", READ, *files],
        cwd=REPOSITORY,
        preexec_fn=_limits,  # the child does nothing but set its limits
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stderr == ""
    told = ended.stdout.splitlines()
    assert len(told) == len(names)
    for name, sentence in zip(names, told, strict=True):
        assert HOSTILE[name][1] in sentence, name
