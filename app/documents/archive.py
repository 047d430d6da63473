"""What makes a PDF fit for archives and for everyone: its identifier, and the mark of PDF/UA beside PDF/A."""

from __future__ import annotations

from typing import Protocol

from pydyf import Array, Stream
from weasyprint.pdf.stream import Stream as Drawing

from app.documents.answers import Enclosed
from app.documents.content import as_bytes, shorter
from app.documents.facts import CertificateFacts
from app.documents.fonts import Cut, places_of, unwrap
from app.documents.text_runs import letters_joined
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


class Pdf(Protocol):
    """The file being written, as far as it is touched here."""

    objects: list[object]
    catalog: dict[str, object]


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
    enclosed = pdf.catalog.get("AF")
    if isinstance(enclosed, Array):
        pdf.catalog["AF"] = Array(dict.fromkeys(enclosed))  # WeasyPrint names each file twice
    for item in pdf.objects:
        if isinstance(item, Drawing):
            item.stream = [shorter(letters_joined(b"\n".join(map(as_bytes, item.stream)) + b"\n"), places)]
        elif not isinstance(item, Stream):
            if isinstance(item, dict) and item.get("Subtype") == "/CIDFontType0":
                item.pop("CIDToGIDMap", None)  # belongs to TrueType outlines only
        elif item.extra.get("Type") == "/Metadata":
            item.stream = [part.replace(END, ACCESSIBLE + END) for part in item.stream]
        elif item.extra.get("Subtype") == "/OpenType":
            unwrap(item)
