"""Lays HTML out with WeasyPrint and writes it as a PDF: the same bytes for the same words, in as few as will do."""

from __future__ import annotations

from collections.abc import Sequence

from weasyprint import CSS, DEFAULT_OPTIONS, HTML, Attachment
from weasyprint.pdf import VARIANTS, generate_pdf

from app.documents.archive import finish
from app.documents.fetching import AssetsOnly
from app.documents.own_printing import install
from app.documents.writing import written

VARIANT = "pdf/a-3a"
OPTIONS = {**DEFAULT_OPTIONS, **VARIANTS[VARIANT][1], "pdf_variant": VARIANT}

install()


def printed(html: str, sheets: Sequence[CSS], identifier: bytes, attachments: Sequence[Attachment] = ()) -> bytes:
    """The PDF of a document.

    In: its HTML and styles, what identifies the file, and what is attached to it. Raises FatalURLFetchingError if a
    text tried to fetch something.
    """
    page = HTML(string=html, url_fetcher=AssetsOnly(), base_url=None)
    document = page.render(**{**OPTIONS, "stylesheets": list(sheets)})
    pdf = generate_pdf(document, None, 1, **{**OPTIONS, "attachments": list(attachments)})
    finish(document, pdf)
    return written(pdf, identifier)
