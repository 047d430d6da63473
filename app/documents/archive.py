"""What makes a PDF fit for archives and for everyone: its identifier, and the mark of PDF/UA beside PDF/A."""

from __future__ import annotations

from typing import Any, Protocol

from pydyf import Array, Object, Stream, String
from weasyprint.pdf.stream import Stream as Page

from app.documents.answers import Enclosed
from app.documents.colour_profile import NAME, srgb_profile
from app.documents.content import as_bytes
from app.documents.drawing import Drawing
from app.documents.facts import CertificateFacts
from app.documents.font_tables import BEGINS, meanings, widths
from app.documents.fonts import Cut, places_of, unwrap
from app.domain.canonical import digest

# PDF/A wants a description of every metadata name that it does not know itself.
ACCESSIBLE = (
    b'<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1" />'
    b'<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    b'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Part of PDF/UA</pdfaProperty:description></rdf:li>"
    b"</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
END = b"</rdf:RDF>"
UNUSED = ("lab-d50", "lab-d65", "TrimBox", "BleedBox")  # colours that nothing is painted in; paper is cut nowhere
COLOURS = 3  # red, green, blue


class Pdf(Protocol):
    """The file being written, as far as it is touched here."""

    objects: list[object]
    info: dict[str, object]
    catalog: dict[str, Any]

    def add_object(self, item: Object) -> None:
        """Give an object its number."""


def identifier_of(facts: CertificateFacts, enclosed: Enclosed | None, language: str) -> bytes:
    """A file identifier that is the same for the same facts in the same language.

    It begins with the certificate's number, which so can be read in any copy without opening it as a PDF.
    """
    plain = digest([facts.to_json(), enclosed.to_json() if enclosed else None, language])
    return f"{facts.number} {plain[:32]}".encode("ascii")


class Document(Protocol):
    """A document that was laid out, as far as it is touched here."""

    fonts: dict[object, Cut]


def finish(document: Document, pdf: Pdf) -> None:
    """The last touch before a file is written.

    The metadata says that the file keeps PDF/UA-1 as well as PDF/A (WeasyPrint can say only one of them), fonts are
    bare outlines, the words of pictures are written as words, and all that is drawn is written briefly.
    """
    places = places_of(document.fonts.values())
    _finish_catalogue(pdf)
    for item in pdf.objects:
        if isinstance(item, Page):
            item.stream = [Drawing(places).written(b"\n".join(map(as_bytes, item.stream)))]
        elif isinstance(item, Stream):
            _finish_stream(item)
        elif isinstance(item, dict):
            for name in UNUSED:
                item.pop(name, None)
            if item.get("Subtype") == "/CIDFontType0":
                item.pop("CIDToGIDMap", None)  # belongs to TrueType outlines only
                item["W"] = widths(item["W"])


def _finish_catalogue(pdf: Pdf) -> None:
    enclosed = pdf.catalog.get("AF")
    if isinstance(enclosed, Array):
        pdf.catalog["AF"] = Array(dict.fromkeys(enclosed))  # WeasyPrint names each file twice
    for intent in pdf.catalog["OutputIntents"]:
        intent.update({"OutputConditionIdentifier": String(NAME), "Info": String(NAME)})
    for name in ("Producer", "ModDate"):
        pdf.info.pop(name, None)  # the metadata says so too; here, a signature would write them anew
    for name in ("OutputIntents", "ViewerPreferences", "MarkInfo", "Names"):
        _apart(pdf, name)


def _apart(pdf: Pdf, name: str) -> None:
    """Put something of the catalogue apart, of which a signature writes all that stands in it anew."""
    item = pdf.catalog.get(name)
    if isinstance(item, Object):
        pdf.add_object(item)
        pdf.catalog[name] = item.reference


def _finish_stream(item: Stream) -> None:
    if item.extra.get("Type") == "/Metadata":
        item.stream = [part.replace(END, ACCESSIBLE + END) for part in item.stream]
    elif item.extra.get("Subtype") == "/OpenType":
        unwrap(item)
    elif item.extra.get("N") == COLOURS:
        item.stream = [srgb_profile()]
    elif not item.extra and item.stream[0][: len(BEGINS)] == BEGINS:
        item.stream = [meanings(b"\n".join(item.stream))]
