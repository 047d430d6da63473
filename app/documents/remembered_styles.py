"""Remembers the computed styles of a kind of element from one document to the next, which finding takes a fifth of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import inf
from typing import Any, ClassVar

from weasyprint.css import StyleFor, find_style_attributes, preprocess_declarations
from weasyprint.css import declaration_precedence as precedence
from weasyprint.text.fonts import FontConfiguration

# Attributes that no selector of WeasyPrint's styles or ours asks for.
UNASKED = frozenset(("content", "name", "charset", "data-foot"))
PICTURE = "{http://www.w3.org/2000/svg}svg"  # what is in it is drawn with styles of its own
UNSEEN = {"display": ("none",)}
MOST = 20_000  # kinds of elements, some two hundred in a document


@dataclass(slots=True)
class Kind:
    """An element with these attributes in elements with those, and its styles: its own, and of what is before it."""

    styles: dict[str | None, Any] = field(default_factory=dict)
    inside: dict[tuple[object, ...], Kind] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Alone:
    """An element for a function that looks at all that are in it as well."""

    element: Any

    def iter(self) -> Iterator[Any]:
        """The element."""
        yield self.element


class Remembered(StyleFor):  # type: ignore[misc]  # WeasyPrint ships no types
    """The styles of a document; those of a kind of element that was seen before are the same objects."""

    fonts = FontConfiguration()
    _kinds: ClassVar[dict[tuple[int, ...], Kind]] = {}
    _sizes: ClassVar[dict[str, object]] = {"box": None, "area": None}
    _seen = 0

    def __init__(
        self, html: Any, sheets: Iterable[Any], _hints: object, font_config: object, target_collector: object
    ) -> None:
        self._cascaded_styles: dict[Any, Any] = {}
        self._computed_styles: dict[Any, Any] = {}
        self._sheets = list(sheets)
        self.initial_page_sizes = self._sizes
        self.font_config = font_config
        self._html, self._targets = html, target_collector
        self._elements: dict[Any, Any] = {}
        if Remembered._seen > MOST:
            Remembered._seen = 0
            self._kinds.clear()
        # The sheets are kept with the kinds, so that no other sheet can have the number of one of them.
        key = tuple(id(sheet) for sheet, _origin, _specificity in self._sheets)
        root = self._kinds.setdefault(key, Kind({None: self._sheets}))
        self._walk(html.etree_element, None, root)
        self._cascaded_styles.clear()

    def _walk(self, element: Any, parent: Any, around: Kind) -> None:
        asked = [item for item in element.attrib.items() if item[0] not in UNASKED]
        key = (element.tag, *asked)
        kind = around.inside.get(key)
        if kind is None:
            kind = around.inside[key] = self._find(element, parent)
        else:
            for pseudo, style in kind.styles.items():
                self._computed_styles[element, pseudo] = style
        for child in element:
            if element.tag == PICTURE:
                self._computed_styles[child, None] = UNSEEN
            else:
                self._walk(child, element, kind)

    def _find(self, element: Any, parent: Any) -> Kind:
        """The styles of an element as WeasyPrint finds them."""
        if not self._elements:
            self._elements = {each.etree_element: each for each in self._html.wrapper_element.iter_subtree()}
        cascaded = self._cascaded_styles
        cascaded.clear()
        for specificity, _element, declarations, base_url in find_style_attributes(Alone(element)):
            cascaded.setdefault((element, None), {}).update(
                (name, (values, (precedence("author", importance), inf, specificity)))
                for name, values, importance in preprocess_declarations(base_url, declarations)
            )
        for sheet, origin, sheet_specificity in self._sheets:
            for specificity, _order, pseudo, (declarations, _layer) in sheet.matcher.match(self._elements[element]):
                style = cascaded.setdefault((element, pseudo), {})
                for name, values, importance in declarations:
                    weight = (precedence(origin, importance), inf, sheet_specificity or specificity)
                    old = style.get(name, (None, None))[1]
                    if old is None or old <= weight:
                        style[name] = values, weight
        kind = Kind()
        root = self._html.etree_element
        for pseudo in dict.fromkeys([None, *(pseudo for _element, pseudo in cascaded)]):
            inherits = parent if pseudo is None else element
            self.set_computed_styles(element, inherits, root, pseudo, self._html.base_url, self._targets)
            kind.styles[pseudo] = self._computed_styles[element, pseudo]
        Remembered._seen += 1
        return kind
