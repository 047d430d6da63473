"""Writes a PDF's structure for readers who do not see it: headings, cells, pictures, and languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from app.documents.content import as_bytes

TAGS = {
    "section": "Sect",
    "p": "P",
    "table": "Table",
    "caption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "ol": "L",
    "ul": "L",
    "li": "LI",
    "li::marker": "Lbl",
    "{http://www.w3.org/2000/svg}svg": "Figure",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
}
GROUPS = ("Document", "Sect")  # words stand in a paragraph inside these, never by themselves
SVG_TITLE = "{http://www.w3.org/2000/svg}title"
POINTS = 0.75  # of a CSS pixel
MARKED = re.compile(rb"(?P<end>EMC\s)?/\w+\s<</MCID (?P<mark>\d+)>>\sBDC")
Place = tuple[int, int]  # a page, and the number of a piece of content on it


@dataclass(eq=False)
class Node:
    """One element of the structure: its kind, its language where that is another, and what is in it, in order."""

    kind: str
    language: str
    parent: Node | None = None
    kids: list[Node | Place] = field(default_factory=list)
    words: str = ""
    scope: str = ""
    bounds: tuple[float, ...] = ()
    page: int = -1
    reference: bytes = b""


def add_structure(pdf: Any, document: Any, _version: object, streams: Sequence[Any]) -> None:
    """Write the structure of a document that was laid out, in place of WeasyPrint's own.

    WeasyPrint's names no language, gives no scope to headers, and has an element for each line. Here an element goes
    on over lines and pages, and what pages repeat (foot lines, heads of tables) is marked as of no meaning.
    """
    language = document.metadata.lang or "en"
    tree = Tree(Node("Document", language))
    for number, page in enumerate(document.pages):
        tree.read_page(page._page_box, number, streams[number]._tags, page.height)  # noqa: SLF001
    marks = Marks(tree.places())
    for stream in streams:
        stream.stream = [marks.write(b"\n".join(map(as_bytes, stream.stream)))]
    _write(pdf, tree.root, marks)
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


class Tree:
    """The structure while it is read from the boxes of the pages."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self._nodes: dict[tuple[int, str], Node] = {}

    def read_page(self, box: Any, page: int, marks: dict[Any, dict[str, Any]], height: float) -> None:
        """Read one page; `marks` are the numbers of its pieces of content, which are taken out as WeasyPrint does."""
        self._page, self._marks, self._height = page, marks, height
        self._read(box, self.root)
        marks.clear()

    def places(self) -> dict[Place, Node]:
        """Which element each piece of content belongs to; what belongs to none is of no meaning."""
        return dict(_places(self.root))

    def _read(self, box: Any, parent: Node) -> None:
        box = box._box if isinstance(box, AbsolutePlaceholder) else box  # noqa: SLF001
        if isinstance(box, boxes.MarginBox):
            return
        if isinstance(box, boxes.TextBox):
            self._add(self._spoken(box, parent), box)
            return
        node = self._node_of(box, parent)
        if node is None:
            return
        if isinstance(box, boxes.ReplacedBox):
            self._add(node, box)
        for child in getattr(box, "children", ()):
            self._read(child, node)

    def _node_of(self, box: Any, parent: Node) -> Node | None:
        """The element that a box makes or goes on with; None for the head of a table that a later page repeats."""
        kind = TAGS.get(box.element_tag or "")
        if box.element is None or kind is None:
            return parent
        key = (id(box.element), box.element_tag)
        known = self._nodes.get(key)
        if known is None:
            known = self._nodes[key] = self._new(kind, box, parent)
        elif kind == "THead" and known.page != self._page:
            return None
        return self._body(box, known) if kind == "LI" else known

    def _new(self, kind: str, box: Any, parent: Node) -> Node:
        if kind == "Lbl" and parent.kind == "LBody":
            assert parent.parent is not None  # noqa: S101 - the body of an item is always in one
            parent = parent.parent
        node = Node(kind, _language(box, parent), parent, page=self._page)
        if kind == "Lbl":
            parent.kids.insert(0, node)
        else:
            parent.kids.append(node)
        if kind == "TH":
            node.scope = "Row" if box.element.get("scope") == "row" else "Column"
        elif kind == "Figure":
            title = box.element.find(SVG_TITLE)
            node.words = "" if title is None else title.text or ""
            left, top = box.content_box_x(), self._height - box.content_box_y()
            corners = (left, top - box.height, left + box.width, top)
            node.bounds = tuple(round(corner * POINTS, 1) for corner in corners)
        return node

    def _body(self, box: Any, item: Node) -> Node:
        key = (id(box.element), "body")
        if key not in self._nodes:
            self._nodes[key] = Node("LBody", item.language, item, page=self._page)
            item.kids.append(self._nodes[key])
        return self._nodes[key]

    def _spoken(self, box: Any, parent: Node) -> Node:
        """Where words belong: a paragraph, and in it what is said in another language by itself."""
        if parent.kind in GROUPS:
            parent = self._once(box, "P", parent)
        language = _language(box, parent)
        return parent if language == parent.language else self._once(box, "Span", parent, language)

    def _once(self, box: Any, kind: str, parent: Node, language: str = "") -> Node:
        key = (id(box.element), kind)
        if key not in self._nodes:
            self._nodes[key] = Node(kind, language or parent.language, parent, page=self._page)
            parent.kids.append(self._nodes[key])
        return self._nodes[key]

    def _add(self, node: Node, box: Any) -> None:
        mark = self._marks.pop(box, None)
        if mark is not None:
            node.kids.append((self._page, mark["mcid"]))


def _language(box: Any, parent: Node) -> str:
    return str(box.style["lang"] or parent.language)


def _places(node: Node) -> Iterator[tuple[Place, Node]]:
    for kid in node.kids:
        if isinstance(kid, Node):
            yield from _places(kid)
        else:
            yield kid, node


class Marks:
    """The marks of pages while they are written anew: one for all that follows each other in an element."""

    def __init__(self, places: Mapping[Place, Node]) -> None:
        self._places = places
        self.owners: list[list[Node]] = []
        self.numbers: dict[Place, int] = {}

    def write(self, content: bytes) -> bytes:
        """The content of the next page with its new marks; what belongs to no element is marked as of no meaning."""
        page = len(self.owners)
        owners: list[Node] = []
        self.owners.append(owners)

        def begun(found: re.Match[bytes]) -> bytes:
            place = (page, int(found["mark"]))
            owner = self._places.get(place)
            if owner is None:
                return (found["end"] or b"") + b"/Artifact BMC"
            goes_on = bool(found["end"]) and bool(owners) and owners[-1] is owner
            if not goes_on:
                owners.append(owner)
            self.numbers[place] = len(owners) - 1
            return b"" if goes_on else (found["end"] or b"") + b"/Span<</MCID %d>>BDC" % (len(owners) - 1)

        return MARKED.sub(begun, content)


def _write(pdf: Any, root: Node, marks: Marks) -> None:
    base = pydyf.Dictionary({"Type": "/StructTreeRoot"})
    pdf.add_object(base)
    base["K"] = _element(pdf, root, base.reference, marks.numbers)
    lists: list[object] = []
    for page, owners in enumerate(marks.owners):
        lists += [page, pydyf.Array([owner.reference for owner in owners])]
    parents = pydyf.Dictionary({"Nums": pydyf.Array(lists)})
    pdf.add_object(parents)
    base["ParentTree"] = parents.reference
    pdf.catalog["StructTreeRoot"] = base.reference


def _element(pdf: Any, node: Node, parent: bytes, numbers: Mapping[Place, int]) -> bytes:
    element = pydyf.Dictionary({"S": f"/{node.kind}", "P": parent})
    pdf.add_object(element)
    node.reference = element.reference
    if node.page >= 0:
        element["Pg"] = pdf.page_references[node.page]
    if node.parent is not None and node.language != node.parent.language:
        element["Lang"] = pydyf.String(node.language)
    if node.words:
        element["Alt"] = pydyf.String(node.words)
    if node.scope:
        element["A"] = pydyf.Dictionary({"O": "/Table", "Scope": f"/{node.scope}"})
    elif node.bounds:
        element["A"] = pydyf.Dictionary({"O": "/Layout", "BBox": pydyf.Array(node.bounds)})
    kids: list[object] = []
    for kid in node.kids:
        if isinstance(kid, Node):
            kids.append(_element(pdf, kid, element.reference, numbers))
            continue
        page, number = kid[0], numbers[kid]
        reference = pdf.page_references[page]
        elsewhere = pydyf.Dictionary({"Type": "/MCR", "Pg": reference, "MCID": number})
        found = number if page == node.page else elsewhere.data
        if not kids or kids[-1] != found:
            kids.append(found)
    element["K"] = pydyf.Array(kids) if len(kids) != 1 else kids[0]
    return bytes(element.reference)
