"""Sound matrices spoilt at random, and any JSON as answers: an outcome or a worded mistake, never an exception."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.canonical import canonical_json
from app.domain.matrix_file import Reading, read_matrix
from app.domain.outcome_json import assess_line, outcome_to_json
from app.domain.scoring import compile as compile_plan
from tests.domain.tiny import MATRICES, plan_of

NAMES = sorted(path.stem for path in MATRICES.glob("*.yaml") if "." not in path.stem)
TREES: dict[str, object] = {name: read_matrix((MATRICES / f"{name}.yaml").read_bytes()).documents[""] for name in NAMES}
# Every fixture is spoilt, so a few times each are many.
SPOILT = 1_000 if settings.get_current_profile_name() == "thorough" else 6
STRANGE: tuple[object, ...] = (
    None, True, "", " ", "no", "x" * 70, "深" * 3_000, "\u202e\u2028", "\U0001f600", "a\nb", "<<", "*a", "&a", "!x",
    "80%", "-1%", "1e999", ".nan", 0, -1, 10**30, "0.1234567891", [], {}, [[]], {"a": {"b": []}}, ["yes", "yes"],
    {"all": []}, {"not": {}}, {"question": "x"}, {"score": "x", "at_least": "999%"}, "2026-02-30", "9999 years",
)  # fmt: skip


def places(node: object) -> list[list[object] | dict[str, object]]:
    """Every list and mapping that holds something."""
    found: list[list[object] | dict[str, object]] = []
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict | list) and here:
            found.append(here)
            waiting += here.values() if isinstance(here, dict) else here
    return found


def spoil(tree: object, draw: Callable[[st.SearchStrategy[int]], int]) -> None:
    """One thing put in another's place, taken away, doubled, renamed, wrapped or moved."""
    everywhere = places(tree)
    if not everywhere:
        return
    here = everywhere[draw(st.integers(0, len(everywhere) - 1))]
    other = everywhere[draw(st.integers(0, len(everywhere) - 1))]
    keys: list[str] | range = list(here) if isinstance(here, dict) else range(len(here))
    key = keys[draw(st.integers(0, len(keys) - 1))]
    old = here[key]  # type: ignore[index]
    strange = deepcopy(STRANGE[draw(st.integers(0, len(STRANGE) - 1))])  # it may be spoilt in turn
    copied = json.loads(json.dumps(other))
    new = [strange, copied, [old], {"id": old}, [old, old]][draw(st.integers(0, 4))]
    match draw(st.integers(0, 2)):
        case 0:
            here[key] = new  # type: ignore[index]
        case 1:
            del here[key]  # type: ignore[arg-type]
        case _ if isinstance(here, list):
            here.append(old)
        case _:
            here[str(strange)[:80]] = here.pop(str(key))


def judged(reading: Reading) -> None:
    """Mistakes are sentences, and a matrix can be used."""
    assert (reading.matrix is None) == bool(reading.mistakes)
    for mistake in reading.mistakes:
        assert mistake.message
        assert "\n" not in mistake.message
        assert len(mistake.message) < 2_000
    if reading.matrix is not None:
        plan = compile_plan(reading.matrix)
        canonical_json(outcome_to_json(plan.assess({})))
        for example in reading.matrix.examples:
            json.dumps(assess_line(plan, 1, example.answers), allow_nan=False)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=SPOILT)
def test_a_spoilt_matrix_is_told_in_sentences(name: str, data: st.DataObject) -> None:
    tree = json.loads(json.dumps(TREES[name]))
    for _ in range(data.draw(st.integers(1, 4))):
        spoil(tree, data.draw)
    # JSON is YAML, so this is the whole way from the text of a file.
    judged(read_matrix(json.dumps(tree, ensure_ascii=data.draw(st.booleans()))))


@given(place=st.integers(0, 20_000), length=st.integers(0, 40), put=st.binary(max_size=12))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_file_with_bytes_put_in_is_told_in_sentences(place: int, length: int, put: bytes) -> None:
    content = (MATRICES / "small_office.yaml").read_bytes()
    place %= len(content)
    judged(read_matrix(content[:place] + put + content[place + length :]))


answers = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**40, 10**60)
    | st.floats()
    | st.decimals()
    | st.text(st.characters(), max_size=12)
    | st.sampled_from(["yes", "no", "hiring", "2026-02-30", "1e999", "\ud800", "0" * 5_000]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("name", ["every_key", "every_kind", "proposals", "answer_limits"])
@given(data=st.data())
def test_any_json_as_answers_gives_an_outcome_or_a_worded_error(name: str, data: st.DataObject) -> None:
    plan = plan_of(name)
    asked = [question.id for question in plan.matrix.questions()]
    raw = data.draw(st.dictionaries(st.sampled_from([*asked, "unknown", ""]), answers, max_size=5) | answers)
    line = assess_line(plan, "x", raw)
    json.dumps(line, allow_nan=False)
    assert (line["level"] is None) == bool(line["errors"])


def test_a_list_of_a_million_answers_is_refused_soon() -> None:
    line = assess_line(plan_of("proposals"), 1, {"losses": ["work"] * 1_000_000})
    assert line["errors"] == ["losses: “work” is chosen twice."]


def test_numbers_without_end_are_refused_by_name() -> None:
    for number in (Decimal("1E+999999999"), Decimal("NaN"), 10**5_000, float("inf")):
        assert assess_line(plan_of("proposals"), 1, {"people": number})["errors"]
