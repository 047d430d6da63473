"""Drawing written briefly: the same glyphs at the same places, and numbers as fine as anybody sees."""

from __future__ import annotations

from app.documents.content import shorter


def test_glyphs_that_follow_each_other_are_one_string() -> None:
    content = b"BT\n/F 9 Tf\n[<0035>0<0049>-12<0046>0] TJ\nET"
    assert shorter(content, {b"F": {0x35: 1, 0x49: 2, 0x46: 40}}) == (
        b"BT\n/F 9 Tf\n[(\x00\x01\x00\x02) -12 (\x00\\()]TJ\nET"
    )


def test_a_font_that_was_not_numbered_anew_keeps_its_glyphs() -> None:
    content = b"q\n/F 9 Tf\nQ\n/G 9 Tf\n[<0041>0] TJ"
    assert shorter(content, {b"F": {0x41: 7}}).endswith(b"[(\x00A)]TJ")
    back = b"/F 9 Tf\nq\n/G 9 Tf\nQ\n[<0041>0] TJ"
    assert shorter(back, {b"F": {0x41: 7}}).endswith(b"[(\x00\x07)]TJ")


def test_what_magnifies_stays_finer_than_what_places() -> None:
    assert shorter(b"0.2834657 0 0 0.2834657 0 0 cm", {}) == b"0.28347 0 0 0.28347 0 0 cm"
    assert shorter(b"1 0 0 -1 71.811024 482.898748 Tm", {}) == b"1 0 0 -1 71.81 482.9 Tm"
    assert shorter(b"0.086275 0.12549 -0.0004 rg", {}) == b"0.086 0.125 0 rg"


def test_spaces_alone_draw_nothing() -> None:
    assert shorter(b"BT\nET\nEMC\n", {}) == b"EMC\n"
