"""Where the parts of a picture of bars stand: in order, in their room, and no line through a word."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from app.domain.bar_layout import BarRow, laid_out
from app.domain.bar_measures import PAPER, SCREEN, Label, Room
from app.domain.bar_scale import NamedStretch, head_of, scale_of
from app.domain.lettering import letters_in, lines_of

ROOMS = st.sampled_from([SCREEN, PAPER])
NAMES = st.sampled_from(["Rare", "Almost certain", "几乎必然", "M", "A rather long name of a band", "中等"])


@st.composite
def stretches(draw: st.DrawFn) -> list[NamedStretch]:
    """Named stretches one after the other, some of them very short."""
    starts = sorted(draw(st.lists(st.integers(0, 60), min_size=1, max_size=7)))
    ends = [*starts[1:], None]
    return [
        NamedStretch(Label(draw(NAMES)), str(start), start, end, reached=draw(st.booleans()))
        for start, end in zip(starts, ends, strict=True)
    ]


@given(parts=stretches(), room=ROOMS, peak=st.integers(0, 80))
def test_no_edge_runs_through_a_name(parts: list[NamedStretch], room: Room, peak: int) -> None:
    head = head_of(parts, scale_of([peak], parts, room), room)
    for line in head.lines:
        wide = letters_in(line.text) * room.size * 0.5  # what it surely takes
        right = float(line.x) if line.anchor == "end" else float(line.x) + wide
        left = right - wide
        assert left >= 0
        assert right <= room.width + 0.1
        for edge, begins in head.edges:
            if left + 1 < edge < right - 1:
                assert begins > float(line.y) - room.line * 0.75


@given(
    values=st.lists(st.integers(-9, 9).filter(bool), min_size=1, max_size=40),
    label=st.sampled_from(["Who decides?", "系统的结果会关系到一个人的什么？" * 4, "A question of many words " * 6]),
)
def test_rows_follow_each_other_and_bars_lie_on_the_scale(values: list[int], label: str) -> None:
    so_far, rows = 0, []
    for value in values:
        rows.append(BarRow((Label(label), Label("Yes", strong=True)), f"{value}", "full", so_far, so_far + value))
        so_far += value
    picture = laid_out(rows, [], PAPER)
    boxes = re.findall(r"M([-\d.]+) ([-\d.]+)H([-\d.]+)V([-\d.]+)H", dict(picture.bars)["full"])
    assert len(boxes) == len(values)
    below = 0.0
    for left, top, right, bottom in (map(float, box) for box in boxes):
        assert PAPER.left - 0.1 <= left < right <= PAPER.right + 1.6
        assert below < top < bottom < float(picture.height)
        below = bottom
    figures = [line.text for line in picture.lines if line.strong and line.text != "Yes"]
    assert figures == [str(value) for value in values]


def test_labels_break_between_words_and_before_no_closing_mark() -> None:
    assert lines_of("How many people does it touch?", 12) == ("How many", "people does", "it touch?")
    assert lines_of("How many people does it touch?", 12, most=2) == ("How many", "people does…")
    assert lines_of("系统会做什么？结果归谁？", 11.5) == ("系统会做什么？", "结果归谁？")


def test_long_figures_get_the_room_they_need() -> None:
    row = BarRow((Label("Gaps"),), "1,120 of 1,120", "full", 0, 1, of=1)
    picture = laid_out([row], [], PAPER)
    (right,) = re.findall(r"H([\d.]+)V", dict(picture.bars)["full"])
    assert float(right) < PAPER.width - letters_in(row.figure) * PAPER.size * 0.6
