"""Lays HTML out with WeasyPrint and writes it as a PDF: the same bytes for the same words, in as few as will do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import XML, Element

from weasyprint import CSS, DEFAULT_OPTIONS, HTML, Attachment, cssselect2
from weasyprint.pdf import VARIANTS, generate_pdf

from app.documents.archive import finish
from app.documents.fetching import AssetsOnly
from app.documents.own_printing import install
from app.documents.remembered_styles import Remembered
from app.documents.writing import written

VARIANT = "pdf/a-3a"
OPTIONS = {**DEFAULT_OPTIONS, **VARIANTS[VARIANT][1], "pdf_variant": VARIANT}
# What XML does not allow; somebody may have typed it.
UNREADABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

install()


@dataclass(frozen=True, slots=True)
class Elements:
    """The elements of a document for WeasyPrint, which asks for them one by one or by name."""

    etree_element: Element

    def iter_subtree(self) -> Iterator[Any]:
        """All of them, each knowing what it is in."""
        whole = cssselect2.ElementWrapper.from_html_root(self.etree_element, content_language=None)
        return iter(whole.iter_subtree())

    def query_all(self, *names: str) -> Iterator[Elements]:
        """Those with one of these names."""
        return (Elements(element) for element in self.etree_element.iter() if element.tag in names)


class Page(HTML):  # type: ignore[misc]  # WeasyPrint ships no types
    """A document of our own templates, which is XML as well: reading it so takes a twentieth of the time."""

    def __init__(self, text: str) -> None:
        self.base_url = None
        self.url_fetcher = AssetsOnly()
        self.media_type = "print"
        self.etree_element = XML(UNREADABLE.sub("\ufffd", text))
        self.wrapper_element = Elements(self.etree_element)


def printed(html: str, sheets: Sequence[CSS], identifier: bytes, attachments: Sequence[Attachment] = ()) -> bytes:
    """The PDF of a document.

    In: its HTML and styles, what identifies the file, and what is attached to it. Raises FatalURLFetchingError if a
    text tried to fetch something.
    """
    document = Page(html).render(font_config=Remembered.fonts, **{**OPTIONS, "stylesheets": list(sheets)})
    pdf = generate_pdf(document, None, 1, **{**OPTIONS, "attachments": list(attachments)})
    finish(document, pdf)
    return written(pdf, identifier)
