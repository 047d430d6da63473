"""Canonical JSON is one way to write a value, and digests change with what they stand for, and nothing else."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.canonical import canonical_json, digest, logic_digest, text_digests
from app.domain.matrix import Matrix
from app.domain.matrix_file import read_matrix
from tests.domain.tiny import MATRICES

EVERY_KEY = (MATRICES / "every_key.yaml").read_text()
CHINESE = (MATRICES / "every_key.zh-Hans.yaml").read_text()
WORDS = st.text(alphabet=st.characters(codec="utf-8"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner),
    max_leaves=20,
)


def read(text: str, chinese: str = CHINESE) -> Matrix:
    reading = read_matrix(text, {"zh-Hans": chinese})
    assert reading.mistakes == ()
    assert reading.matrix is not None
    return reading.matrix


def test_it_is_short_sorted_and_readable() -> None:
    value = {"b": (1, Decimal("2.50")), "a": "分级", "c": [Decimal("3.0"), None, True, Decimal("1E+2")]}
    assert canonical_json(value).decode() == '{"a":"分级","b":[1,"2.5"],"c":[3,null,true,100]}'


@given(JSON)
def test_it_is_read_back_as_the_same_value(value: object) -> None:
    assert json.loads(canonical_json(value)) == value


@given(st.dictionaries(WORDS, st.integers()), st.randoms())
def test_the_order_of_keys_does_not_matter(value: dict[str, int], random: object) -> None:
    shuffled = list(value.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert digest(dict(shuffled)) == digest(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_trailing_zeros_do_not_matter(number: Decimal) -> None:
    assert digest(number) == digest(Decimal(f"{number:f}0"))


@pytest.mark.parametrize("value", [1.5, {1: 2}, {"a": object()}, b"x", {"a"}])
def test_what_has_no_one_way_to_be_written_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), "\ud800"])
def test_what_is_no_number_or_letter_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"canonical|surrogates"):
        canonical_json(value)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("label: High risk", "label: Great risk"),
        ("#a2540a", "#a2540b"),
        ("languages: [en, zh-Hans]", "languages: [en, zh-Hans, fr]"),
        ("name: Games are harmless", "name: Games do no harm"),
        ("ask: Since when?", "ask: Since which day?"),
        ("change_note: Shows every key", "change_note: Another"),
        ("because: Scoring people is forbidden\n", "because: It is forbidden\n"),
        ("weight: 2", "weight: 2.0"),
        ("maximum: all", "maximum: all # of them"),
    ],
)
def test_texts_and_spelling_leave_the_logic_alone(was: str, becomes: str) -> None:
    assert was in EVERY_KEY
    assert logic_digest(read(EVERY_KEY.replace(was, becomes))) == logic_digest(read(EVERY_KEY))


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("severity: 4", "severity: 5"),
        ('at_least: "80%"', "at_least: 80"),
        ("wide: [low, high]", "wide: [low, unacceptable]"),
        ("on_fail: block", "on_fail: note"),
        ("approvals: 2", "approvals: 3"),
        ("certificate: no", "certificate: yes"),
        ("alone: yes", "alone: no"),
        ("fixed: yes", "fixed: no"),
        ("show_when: {flag: yes, data: health}", "show_when: {flag: yes}"),
        ('version: "2.1"', 'version: "2.2"'),
    ],
)
def test_whatever_decides_changes_the_logic(was: str, becomes: str) -> None:
    assert was in EVERY_KEY
    chinese = CHINESE
    assert logic_digest(read(EVERY_KEY.replace(was, becomes), chinese)) != logic_digest(read(EVERY_KEY))


def test_each_language_has_a_digest_of_its_own() -> None:
    first = text_digests(read(EVERY_KEY))
    assert set(first) == {"en", "zh-Hans"}
    other = text_digests(read(EVERY_KEY, CHINESE.replace("label: 安全", "label: 保障")))
    assert (other["en"], other["zh-Hans"] == first["zh-Hans"]) == (first["en"], False)
    paler = text_digests(read(EVERY_KEY.replace("#a2540a", "#a2540b")))
    assert (paler["en"] == first["en"], paler["zh-Hans"]) == (False, first["zh-Hans"])


def test_the_digest_is_the_same_on_every_machine_and_in_every_version_of_the_product() -> None:
    """Submissions pin it: when this fails, stored certificates no longer match their matrix."""
    assert logic_digest(read(EVERY_KEY)) == "8ef798a7576027c934cb2465d0831e25970e023e247cc63392628be4213b643a"
