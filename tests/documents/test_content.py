"""Numbers and glyphs written briefly: as fine as anybody sees, and the same glyphs at the same places."""

from __future__ import annotations

from app.documents.content import path_line, rounded, short, shown


def test_glyphs_that_follow_each_other_are_one_string() -> None:
    assert shown(b"[<0035>0<0049>-12<0046>0] TJ", {0x35: 1, 0x49: 2, 0x46: 40}) == b"[(\x00\x01\x00\x02)-12(\x00\\()]TJ"
    assert shown(b"[<0035>0<0049>0] TJ", {0x35: 1, 0x49: 2}) == b"(\x00\x01\x00\x02)Tj"


def test_a_font_that_was_not_numbered_anew_keeps_its_glyphs() -> None:
    assert shown(b"[<0041>0] TJ", None) == b"(\x00A)Tj"


def test_a_glyph_that_reads_like_the_end_of_a_line_is_escaped() -> None:
    assert shown(b"[<0d5c>0] TJ", None) == b"(\\r\\\\)Tj"


def test_what_magnifies_stays_finer_than_what_places() -> None:
    assert rounded(b"0.2834657 0 0 0.2834657 0 0 cm", b"cm") == b".28347 0 0 .28347 0 0 cm"
    assert path_line(b"71.811024 482.898748 m") == b"71.81 482.9 m"
    assert rounded(b"0.086275 0.12549 -0.0004 rg", b"rg") == b".086 .125 0 rg"


def test_numbers_lose_what_need_not_be_written() -> None:
    assert [short(number) for number in (0.5, -0.5, -0.001, 12.0, 100.004, -3.25)] == [
        b".5",
        b"-.5",
        b"0",
        b"12",
        b"100",
        b"-3.25",
    ]
