"""Which passwords may be chosen: any long one, unless everybody would guess it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.password_choice import LONGEST, SHORTEST, fault_in

KNOWN = ("Hana Horáková", "hana.horak@ministry-of-transport.example", "Ministry of Transport")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "tea in the long garden",
        "kd83!mZqp-w2",
        "雨后的石板路上有一只白猫",
        "a b c d e f g h i k q",
    ],
)
def test_a_long_one_may_be_chosen_without_digits_capitals_or_signs(password: str) -> None:
    assert fault_in(password, KNOWN) is None


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("", "short"),
        ("kd83!mZqp-w", "short"),
        ("é" * 6 + "e\u0301" * 5, "short"),  # eleven characters, whatever they are made of
        ("x" * (LONGEST + 1), "long"),
        ("aaaaaaaaaaaa", "common"),
        ("            ", "common"),
        ("123456789012", "common"),
        ("987654321098", "common"),
        ("abcdefghijklmnop", "common"),
        ("Password1234", "common"),
        ("P@ssw0rd2026!", "common"),
        ("qwertyuiop123", "common"),
        ("1q2w3e4r5t6y", "common"),
        ("administrator1", "common"),
        ("iloveyou12345", "common"),
        ("ＰＡＳＳＷＯＲＤ１２３４", "common"),
        ("correcthorsebatterystaple", "common"),
        ("woaini1314520", "common"),
        ("我爱你我爱你我爱你我爱你", "common"),
        ("hanahorakova1", "own"),
        ("Hana.Horak.2026", "own"),
        ("horakhorakhorak", "own"),
        ("MinistryTransport", "own"),
        ("hana.horak@ministry-of-transport.example", "own"),
    ],
)
def test_what_everybody_would_guess_may_not(password: str, fault: str) -> None:
    assert fault_in(password, KNOWN) == fault


def test_the_name_of_somebody_else_is_no_secret_of_this_person() -> None:
    assert fault_in("Hana.Horak.2026", ["Bob Bauer"]) is None


@given(st.text(max_size=LONGEST + 20), st.lists(st.text(max_size=40), max_size=3))
def test_every_text_is_judged(password: str, known: list[str]) -> None:
    fault = fault_in(password, known)
    assert fault in {None, "short", "long", "common", "own"}
    if fault is None:
        assert len(password) * 3 >= SHORTEST
