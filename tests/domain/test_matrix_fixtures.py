"""The tiny matrices of tests/matrices: each is sound, runs its examples, and together they show all of format 1."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import UnionType

import pytest

from app.domain import scoring
from app.domain.checking import check
from app.domain.matrix_file import Reading, matrix_from_documents, read_matrix
from app.domain.matrix_file.condition_parts import COMPARISONS
from app.domain.matrix_file.names import RESERVED
from app.domain.matrix_file.reference import shapes
from app.domain.matrix_file.shapes import FILE
from app.domain.matrix_file.translation_reading import TRANSLATED_FILE
from app.domain.matrix_file.vocabulary import Either, Key, ListOf, MapOf, Number, OneOf, Shape, Type, When
from app.domain.translation import texts
from tests.domain.tiny import MATRICES

FILES = sorted(path for path in MATRICES.glob("*.yaml") if "." not in path.stem)
EVERYTHING = MATRICES / "every_key.yaml"  # shows every key at once; the others show what they mean


@cache
def reading_of(path: Path) -> Reading:
    beside = {other.stem.partition(".")[2]: other.read_bytes() for other in path.parent.glob(f"{path.stem}.*.yaml")}
    return read_matrix(path.read_bytes(), beside, name=path.name)


def used(value: object, holds: Type, place: str) -> Iterator[str]:
    """Every key, word and form of the format that a value uses, by the shape in which it stands."""
    if isinstance(holds, Shape) and isinstance(value, Mapping):
        for name, inner in value.items():
            yield f"{holds.name}.{name}"
            yield from used(inner, holds.by_name[name].holds, f"{holds.name}.{name}")
    elif isinstance(holds, ListOf | MapOf):
        for item in items_of(value):
            yield from used(item, holds.item if isinstance(holds, ListOf) else holds.value, place)
    elif isinstance(holds, Either):
        yield from used(value, option_of(value, holds), place)
    elif isinstance(holds, OneOf):
        yield f"{place}: {value}"
    elif isinstance(holds, Number):
        yield f"{place}: a number"
    elif isinstance(holds, When):
        yield from used_by_condition(value)


def items_of(value: object) -> Iterable[object]:
    """What a list or a mapping holds."""
    return value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()


def option_of(value: object, holds: Either) -> Type:
    """The form that a value takes where several are allowed."""
    word = any(isinstance(option, OneOf) and value in option.words for option in holds.options)
    fits: type | UnionType = OneOf if word else Number
    if isinstance(value, Mapping | list):
        fits = ListOf if isinstance(value, list) else Shape | MapOf
    return next((option for option in holds.options if isinstance(option, fits)), holds.options[-1])


def used_by_condition(value: object) -> Iterator[str]:
    """The words of conditions, and whether one or several things are named."""
    if not isinstance(value, Mapping):
        return
    for name, inner in value.items():
        word = name if name in RESERVED or name == "level" else "an answer"
        form = "several" if isinstance(inner, list) else "compared" if isinstance(inner, Mapping) else "one"
        if word in COMPARISONS:
            form = "of a score" if "score" in value else "of a question"
            if isinstance(inner, str) and inner.endswith("%"):
                form = "a share of a score"
        yield f"condition.{word}: {form}" if word not in {"all", "any", "not"} else f"condition.{word}"
        for part in inner if isinstance(inner, list) else [inner]:
            yield from used_by_condition(part) if word in {"all", "any", "not"} else ()


def offered(holds: Type, place: str = "", seen: tuple[str, ...] = ()) -> Iterator[str]:
    """Every key and word that a shape knows."""
    match holds:
        case Shape() if holds.name not in seen:
            for key in holds.keys:
                yield f"{holds.name}.{key.name}"
                yield from offered(key.holds, f"{holds.name}.{key.name}", (*seen, holds.name))
        case ListOf():
            yield from offered(holds.item, place, seen)
        case MapOf():
            yield from offered(holds.value, place, seen)
        case Either():
            for option in holds.options:
                yield from offered(option, place, seen)
        case OneOf():
            yield from (f"{place}: {word}" for word in holds.words)
        case Number():
            yield f"{place}: a number"


CONDITIONS = {
    *(f"condition.{word}" for word in ("all", "any", "not")),
    *(
        f"condition.{word}: {form}"
        for word in ("an answer", "category", "level", "band")
        for form in ("one", "several")
    ),
    *(f"condition.{word}: {form}" for word in COMPARISONS for form in ("of a question", "of a score")),
    "condition.at_least: a share of a score",
    "condition.below: a share of a score",
    "condition.level: compared",
    "condition.question: one",
    "condition.score: one",
    "condition.answered: one",
    "condition.includes_all: several",
    "condition.count_at_least: one",
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_fixture_is_sound_and_its_examples_come_out(path: Path) -> None:
    reading = reading_of(path)
    assert reading.mistakes == ()
    assert reading.matrix is not None
    assert reading.matrix.examples
    assert [finding for finding in check(reading.matrix) if finding.severity == "error"] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_fixture_begins_with_what_it_shows(path: Path) -> None:
    first = path.read_text(encoding="utf-8").partition("\nformat: 1\n")[0]
    assert all(line.startswith("# ") for line in first.splitlines())
    assert first.endswith((".", "”."))


def test_every_key_and_word_is_shown_by_a_fixture_of_its_own() -> None:
    shown = {part for path in FILES if path != EVERYTHING for part in used(reading_of(path).documents[""], FILE, "")}
    assert (set(offered(FILE)) | CONDITIONS) - shown == set()


def test_one_fixture_shows_every_key_at_once() -> None:
    other_methods = ("level method.", "threshold.", "table row.")
    keys = {part for part in offered(FILE) if ":" not in part and not part.startswith(other_methods)}
    assert keys - set(used(reading_of(EVERYTHING).documents[""], FILE, "")) == set()


def test_every_text_is_translated_in_a_fixture() -> None:
    shown: set[str] = set()
    for path in FILES:
        for language, document in reading_of(path).documents.items():
            shown |= set(used(document, TRANSLATED_FILE, "")) if language else set()
    keys = {part for part in offered(TRANSLATED_FILE) if ":" not in part}
    # Where a law or a rule is cited, the citation may stay as it is.
    assert {key for key in keys - shown if not key.endswith(".source")} == set()


def test_a_key_that_no_fixture_shows_would_be_missed() -> None:
    more = Shape("file", "", (*FILE.keys, Key("colour_of_the_paper", OneOf(("white", "grey")), "")))
    assert set(offered(more)) - set(offered(FILE)) == {
        "file.colour_of_the_paper",
        "file.colour_of_the_paper: white",
        "file.colour_of_the_paper: grey",
    }


def test_leaving_a_default_out_means_the_same() -> None:
    reading = reading_of(MATRICES / "defaults.yaml")
    document = without_defaults(reading.documents[""], FILE)
    assert len(json.dumps(document)) < len(json.dumps(reading.documents[""])) * 0.8
    assert reading.matrix is not None
    assert matrix_from_documents({"": document}) == reading.matrix


def test_the_fixture_of_defaults_writes_down_each() -> None:
    written = set(defaults_in(reading_of(MATRICES / "defaults.yaml").documents[""], FILE))
    assert written == {
        f"{shape.name}.{key.name}" for shape in shapes() for key in shape.keys if key.default is not None
    }


def defaults_in(value: object, holds: Type) -> Iterator[str]:
    """The keys that a value writes down with what they hold by default anyway."""
    if isinstance(holds, Shape) and isinstance(value, Mapping):
        for name, inner in value.items():
            key = holds.by_name[name]
            if key.default is not None and inner == spoken(key.default):
                yield f"{holds.name}.{name}"
            yield from defaults_in(inner, key.holds)
    elif isinstance(holds, ListOf | MapOf):
        for item in items_of(value):
            yield from defaults_in(item, holds.item if isinstance(holds, ListOf) else holds.value)


def without_defaults(value: object, holds: Type) -> object:
    """The same document without what the shapes call defaults, and without empty lists."""
    match holds:
        case Shape() if isinstance(value, Mapping):
            kept = {
                name: without_defaults(inner, holds.by_name[name].holds)
                for name, inner in value.items()
                if inner not in ([], spoken(holds.by_name[name].default))
            }
            return {name: inner for name, inner in kept.items() if name != "review"}
        case ListOf() if isinstance(value, list):
            return [without_defaults(item, holds.item) for item in value]
        case MapOf() if isinstance(value, Mapping):
            return {name: without_defaults(item, holds.value) for name, item in value.items()}
    return value


def spoken(default: object) -> object:
    """A default as the file writes it."""
    if isinstance(default, bool):
        return "yes" if default else "no"
    return int(default) if isinstance(default, Decimal) else default


def test_labels_are_made_from_ids() -> None:
    reading = reading_of(MATRICES / "labels_from_ids.yaml")
    assert reading.matrix is not None
    words = {path: str(text) for path, text in texts(reading.matrix).items()}
    assert (
        words.items()
        >= {
            "principles.people_first.label": "People first",
            "levels.low.obligations.keep_a_register.text": "Keep a register",
            "scores.total_loss.label": "Total loss",
            "scores.total_loss.bands.very_small.label": "Very small",
            "computed.after_measures.label": "After measures",
            "categories.in_public.label": "In public",
            "tests.red_team.title": "Red team",
            "tests.red_team.measure.label": "Red team",
        }.items()
    )


def test_leaving_an_optional_number_open_is_never_above_its_greatest() -> None:
    text = (MATRICES / "number_ranges.yaml").read_text(encoding="utf-8").partition("\nexamples:")[0]
    good = text.replace("[{from: 100, points: 1}, ", "[{from: 0, points: -2}, {from: 100, points: -1}]}  # ")
    for required, greatest in (("yes", -1), ("no", 0)):
        matrix = read_matrix(good.replace("whole: yes", f"required: {required}")).matrix
        assert matrix is not None
        assert scoring.compile(matrix).assess({}).scores["likelihood"].maximum == greatest
