"""Plain text is set in lines of 72 columns, and no link is broken."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.web.mail.wrapping import COLUMNS, width, wrapped

WORDS = st.text(alphabet="ab，。（）分级系统 -1", max_size=300)


def test_latin_breaks_at_spaces_and_lists_keep_their_edge() -> None:
    made = wrapped("1. " + "word " * 20)
    assert made.splitlines() == ["1. " + "word " * 13 + "word", "   " + "word " * 5 + "word"]


def test_chinese_breaks_between_letters_and_never_before_a_closing_mark() -> None:
    made = wrapped("分" * 35 + "，" + "级" * 3 + "。")
    assert made.splitlines() == ["分" * 35 + "，", "级级级。"]
    made = wrapped("分" * 36 + "，" + "级")
    assert made.splitlines() == ["分" * 35, "分，级"]


def test_a_link_stays_whole() -> None:
    link = "https://fenji.example/" + "a" * 100
    assert wrapped(f"See the result: {link}").splitlines() == ["See the result:", link]


@given(WORDS)
def test_nothing_is_lost_and_nothing_too_wide_but_a_single_piece(text: str) -> None:
    made = wrapped(text)
    assert "".join(made.split()) == "".join(text.split())
    for line in made.splitlines():
        assert width(line) <= COLUMNS or " " not in line.strip()
