"""Writes what a page draws again in fewer operators: only what changes, and only when something is drawn with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.documents.content import ONE, Numbers, path_line, rounded, short
from app.documents.drawn_words import ARTIFACT, CAP, DASHES, FILL, FIRST, JOIN, MITER, SAID, STROKE, WIDTH, Words
from app.documents.shapes import bounds, joined, moved

LINES = (STROKE, WIDTH, DASHES, CAP, JOIN, MITER)
USED = {
    **dict.fromkeys((b"f", b"f*"), (FILL,)),
    b"S": LINES,
    b"s": LINES,
    **dict.fromkeys((b"B", b"B*", b"b", b"b*"), (FILL, *LINES)),
}
PATH = frozenset((b"m", b"l", b"c", b"v", b"y", b"re", b"h"))
SAME = [b"1", b"0", b"0", b"1", b"0", b"0"]

WHAT = {
    b"TJ": "_show",
    b"Tm": "_go",
    b"q": "_keep",
    b"Q": "_put_back",
    b"EMC": "_unmark",
    b"BMC": "_mark_nothing",
    b"W": "_clip_by",
    b"W*": "_clip_by",
    b"n": "_cut",
    b"cm": "_transform",
    b"gs": "_change",
    b"BT": "",  # where a text begins and ends is found anew
    b"ET": "",
}


@dataclass(slots=True)
class Frame:
    """What is put back at the end of a `q`; it is written only if more than operators of SAID happens in it."""

    said: list[bytes]
    clips: list[tuple[list[bytes], bytes]] = field(default_factory=list)  # not written yet
    in_force: list[bytes] = field(default_factory=list)
    written: int = -1
    drawn: int = 0
    opaque: bool = True


class Drawing(Words):
    """The operators of one page or picture while they are written again."""

    def __init__(self, fonts: Mapping[bytes, Numbers]) -> None:
        super().__init__(fonts)
        self._frames: list[Frame] = []
        self._path: list[bytes] = []
        self._clip = b""
        self._opaque = True
        self._stroke: tuple[int, list[bytes]] = (-1, [])

    def written(self, content: bytes) -> bytes:
        """The same drawing, of operators one a line as WeasyPrint writes them."""
        lines = content.replace(b"/Artifact\nBMC", ARTIFACT).split(b"\n")
        for number, line in enumerate(lines):
            operator = line[line.rfind(b" ") + 1 :]
            if operator in SAID:
                self._said[SAID[operator]] = rounded(line, operator)
            elif operator in PATH:
                self._path.append(line)
            elif line.endswith(b"BDC"):
                self._begin_mark(line, lines, number)
            elif line:
                self._other(line, operator)
        self._end_mark()
        self._end_text()
        return b"\n".join(self._out)

    def _other(self, line: bytes, operator: bytes) -> None:
        does = WHAT.get(operator)
        if does is None:
            self._draw(line, operator)
        elif does:
            getattr(self, does)(line)

    def _keep(self, _line: bytes) -> None:
        self._frames.append(Frame(self._said.copy()))

    def _clip_by(self, line: bytes) -> None:
        self._clip = line

    def _transform(self, line: bytes) -> None:
        if line.split(b" ")[:-1] != SAME:
            self._open_frame()
            self._out.append(rounded(line, b"cm"))

    def _change(self, line: bytes) -> None:
        """See-through or not: as nearly everything is not, only what is needs saying."""
        opaque = line[:2] in (b"/a", b"/A") and float(line[2:-3]) == 1
        if opaque and self._opaque:
            return
        self._open_frame()
        self._opaque = False
        self._out.append(line)

    def _put_back(self, _line: bytes) -> None:
        if not self._frames:
            return
        frame = self._frames.pop()
        self._said = frame.said
        if frame.written < 0:
            return
        self._end_text()
        if frame.drawn == self._drawn:
            del self._out[frame.written :]
        else:
            self._out.append(b"Q")
        self._in_force, self._opaque = frame.in_force, frame.opaque

    def _open_frame(self) -> None:
        """Have what follows undone at the end of the frame that was begun last."""
        self._end_text()
        self._clip_all()
        if self._frames and self._frames[-1].written < 0:
            self._write_frame(self._frames[-1])

    def _write_frame(self, frame: Frame) -> None:
        frame.in_force, frame.opaque = self._in_force.copy(), self._opaque
        frame.written, frame.drawn = len(self._out), self._drawn
        self._out.append(b"q")

    def _clip_all(self) -> None:
        """Write the clips that what follows stands in; an outer frame never has one when an inner one was written."""
        for frame in self._frames:
            if frame.clips:
                self._end_text()
                if frame.written < 0:
                    self._write_frame(frame)
                for path, operator in frame.clips:
                    self._out += [*map(path_line, path), operator, b"n"]
                frame.clips = []

    def _cut(self, _line: bytes) -> None:
        if self._clip and self._frames:
            self._frames[-1].clips.append((self._path, self._clip))
        elif self._clip:
            self._end_text()
            self._out += [*map(path_line, self._path), self._clip, b"n"]
        self._path, self._clip = [], b""

    def _fill_clip(self) -> list[bytes]:
        """How to fill a shape that was made the clip of a rectangle which is filled; nothing where it is not so."""
        rectangle = self._path[0].split(b" ")[:-1]
        shapes = [clip for frame in self._frames for clip in frame.clips if clip[0] != self._path]
        if not shapes:
            return [path_line(self._path[0]), b"f"]
        if len(shapes) > 1 or bounds(shapes[0][0]) != [round(float(number) * ONE) for number in rectangle]:
            return []
        (path, operator) = shapes[0]
        left, top = (float(number) for number in rectangle[:2])
        # Shapes of one size are written alike, and so need little room.
        shape = [moved(line, left, top) for line in path]
        return [b"q", b"1 0 0 1 %s %s cm" % (short(left), short(top)), *shape, operator.replace(b"W", b"f"), b"Q"]

    def _draw(self, line: bytes, operator: bytes) -> None:
        alone = operator == b"f" and len(self._path) == 1 and self._path[0].endswith(b" re") and not self._clip
        if alone and (shape := self._fill_clip()):
            self._begin_marked(True)
            self._end_text()
            self._force((FILL,))
            self._out += shape
        else:
            self._paint(line, operator)
        self._path, self._clip = [], b""
        self._drawn += 1

    def _paint(self, line: bytes, operator: bytes) -> None:
        self._clip_all()
        if self._clip:
            self._open_frame()
        self._begin_marked(True)
        self._end_text()
        self._force(USED.get(operator, range(len(FIRST))))
        line_alone = operator == b"S" and not self._clip
        at, before = self._stroke
        if line_alone and at == len(self._out):
            self._out.pop()
            self._path = joined(before, self._path)
        clip = [self._clip] if self._clip else []
        self._out.append(b"\n".join([*map(path_line, self._path), *clip, line]))
        self._stroke = (len(self._out), self._path) if line_alone else (-1, [])
