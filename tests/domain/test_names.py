"""Names that can be seen, and texts that can be stored."""

from __future__ import annotations

import pytest

from app.domain.names import NameRefused, clean_name, fit_text, mixed_scripts


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Traffic \t lights ", "Traffic lights"),
        ("Cafe\u0301", "Café"),
        ("分级\u3000助手", "分级 助手"),
        ("Приём 2.0 (β)", "Приём 2.0 (β)"),
        ("x" * 200, "x" * 200),
    ],
)
def test_names_are_kept_as_they_are_meant(typed: str, name: str) -> None:
    assert clean_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "empty"),
        (" \u3000 ", "empty"),
        ("x" * 201, "long"),
        ("a\u202eb", "characters"),
        ("a\u200bb", "characters"),
        ("a\x00b", "characters"),
        ("a\ud800b", "characters"),
        ("a\ufffeb", "characters"),
    ],
)
def test_unfit_names_are_refused_for_a_reason(typed: str, problem: str) -> None:
    with pytest.raises(NameRefused) as refused:
        clean_name(typed)
    assert refused.value.problem == problem


def test_texts_hold_what_every_database_holds() -> None:
    assert fit_text("Line one\r\n\tline two: 分级, emoji 🚦, العربية\u200f")
    for unfit in ("\x00", "\x1b[1m", "\ud800", "\ufffe", "\U0001ffff"):
        assert not fit_text(f"a{unfit}b")


@pytest.mark.parametrize(
    ("name", "mixed"),
    [
        ("Alice Adler", ()),
        ("陈思远 Siyuan Chen", ()),
        ("Ελένη Παπαδοπούλου", ()),
        ("Анна Иванова", ()),
        ("Zoë O’Brien-Łuczak 3", ()),
        ("Pаul Smith", ("CYRILLIC", "LATIN")),  # the second letter is Cyrillic
        ("Οlga Novak", ("GREEK", "LATIN")),  # the first letter is Greek
        ("Ａdam Aziz", ("FULLWIDTH", "LATIN")),
        ("Adam 𝐀ziz", ("FULLWIDTH", "LATIN")),
    ],
)
def test_names_of_several_alphabets_that_look_alike_are_known(name: str, mixed: tuple[str, ...]) -> None:
    assert mixed_scripts(name) == mixed
