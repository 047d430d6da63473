"""Writes the words of a drawing again: lines of text in one object with their marks, and only what changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.documents.content import Numbers, short, shown

ONE = 10  # places of a line of text in a pixel
ARTIFACT = b"/Artifact BMC"
# What is in force before anything was said.
FILL, STROKE, WIDTH, DASHES, CAP, JOIN, MITER, FONT, MODE = range(9)
FIRST: tuple[bytes, ...] = (b"0 g", b"0 G", b"1 w", b"[] 0 d", b"0 J", b"0 j", b"10 M", b"", b"0 Tr")
SAID = {
    b"rg": FILL,
    b"g": FILL,
    b"k": FILL,
    b"RG": STROKE,
    b"G": STROKE,
    b"K": STROKE,
    b"w": WIDTH,
    b"d": DASHES,
    b"J": CAP,
    b"j": JOIN,
    b"M": MITER,
    b"Tf": FONT,
    b"Tr": MODE,
}
WORDS_ONLY = frozenset((*SAID, b"BT", b"ET", b"Tm", b"TJ", b"gs", b"q", b"Q"))  # what a text object may hold
PLAIN = (b"1", b"0", b"0", b"-1")  # upright letters of their own size, in a page that counts downwards


class Words:
    """What is said of colours, fonts and marks, and what of that was written."""

    def __init__(self, fonts: Mapping[bytes, Numbers]) -> None:
        self._fonts = fonts
        self._out: list[bytes] = []
        self._said = list(FIRST)
        self._in_force = list(FIRST)
        self._mark = self._open_mark = b""
        self._apart = True  # whether the mark holds more than words, and so cannot stand in a text object
        self._mark_in_text = False
        self._in_text = False
        self._place: tuple[bytes, ...] = ()
        self._line: tuple[int, int] | None = None
        self._drawn = 0

    def _clip_all(self) -> None:
        """Write what else must be written before something is drawn."""
        raise NotImplementedError

    def _show(self, line: bytes) -> None:
        self._clip_all()
        if not self._in_text and not self._apart:
            self._end_mark()
            self._begin_text()
        self._begin_marked(self._apart)
        if not self._in_text:
            self._begin_text()
        self._force((FILL, FONT, MODE) if self._said[MODE] == FIRST[MODE] else range(len(FIRST)))
        self._move()
        font = self._said[FONT][1:].split(b" ", 1)[0]
        self._out.append(shown(line, self._fonts.get(font)))
        self._drawn += 1

    def _go(self, line: bytes) -> None:
        self._place = tuple(line.split(b" ")[:-1])

    def _unmark(self, _line: bytes) -> None:
        if self._mark not in (ARTIFACT, self._open_mark):
            self._begin_marked(self._apart)  # an element without content would be missed
        self._mark = b""

    def _mark_nothing(self, line: bytes) -> None:
        self._mark, self._apart = line, True

    def _begin_mark(self, line: bytes, lines: Sequence[bytes], number: int) -> None:
        self._mark, self._apart = line, False
        for place in range(number + 1, len(lines)):
            each = lines[place]
            operator = each[each.rfind(b" ") + 1 :]
            if operator == b"EMC":
                return
            if operator and operator not in WORDS_ONLY:
                break
        self._apart = True

    def _begin_marked(self, apart: bool) -> None:
        if self._open_mark == self._mark:
            return
        self._end_mark()
        if self._mark:
            if apart:
                self._end_text()
            self._out.append(self._mark)
            self._mark_in_text = self._in_text
            self._drawn += 1
        self._open_mark = self._mark

    def _end_mark(self) -> None:
        if self._open_mark:
            if self._in_text and not self._mark_in_text:
                self._out.append(b"ET")
                self._in_text = False
            self._out.append(b"EMC")
            self._open_mark = b""

    def _end_text(self) -> None:
        if not self._in_text:
            return
        if self._mark_in_text and self._open_mark:
            self._end_mark()
        self._out.append(b"ET")
        self._in_text = False

    def _begin_text(self) -> None:
        self._out.append(b"BT")
        self._in_text, self._line = True, None

    def _move(self) -> None:
        """Go to where the next line begins, from where the one before it did."""
        if not self._place:
            return
        *turned, left, top = self._place
        place = (round(float(left) * ONE), round(float(top) * ONE))
        if self._line is None or tuple(turned) != PLAIN:
            self._out.append(b" ".join([*turned, _at(place[0]), _at(place[1]), b"Tm"]))
            self._line = place if tuple(turned) == PLAIN else None
        else:
            right, up = place[0] - self._line[0], self._line[1] - place[1]
            self._out.append(_at(right) + b" " + _at(up) + b" Td")
            self._line = place
        self._place = ()

    def _force(self, kinds: tuple[int, ...] | range) -> None:
        for kind in kinds:
            if self._in_force[kind] != self._said[kind]:
                self._in_force[kind] = self._said[kind]
                self._out.append(self._said[kind])


def _at(hundredths: int) -> bytes:
    return short(hundredths / ONE)
