"""Reads a certificate's PDF that came back: what is attached to it, who signed it, and whether the signature holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import SuspiciousModification
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from app.documents.facts import CertificateFacts

# What opening a file that anybody may have made can raise.
UNREADABLE = (PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError)
UNSOUND = (SignatureValidationError, SigningError, SuspiciousModification, *UNREADABLE)
HEADER = 1024  # bytes within which a PDF says that it is one


class Fault(StrEnum):
    """Why a file cannot be believed."""

    NO_PDF = "no_pdf"
    DAMAGED = "damaged"
    TOO_MUCH = "too_much"
    ENCRYPTED = "encrypted"
    UNSIGNED = "unsigned"
    SIGNED_AGAIN = "signed_again"
    UNCLEAR = "unclear"
    ALTERED = "altered"
    STRANGER = "stranger"
    NO_FACTS = "no_facts"


SENTENCES = {
    Fault.NO_PDF: "It is not a PDF that can be read.",
    Fault.DAMAGED: "It is not a PDF that can be read.",
    Fault.TOO_MUCH: "It takes more time or memory to read than any certificate does.",
    Fault.ENCRYPTED: "It is encrypted; certificates never are.",
    Fault.UNSIGNED: "It is not signed.",
    Fault.SIGNED_AGAIN: "It was signed more than once.",
    Fault.UNCLEAR: "Its signature cannot be read.",
    Fault.ALTERED: "It was altered after it was signed.",
    Fault.STRANGER: "It was signed by a stranger's key, not by this office's.",
    Fault.NO_FACTS: "It holds no facts of a certificate.",
}
UNREAD = frozenset({Fault.NO_PDF, Fault.DAMAGED, Fault.TOO_MUCH, Fault.ENCRYPTED})


class CertificateRefused(Exception):
    """A PDF cannot be believed; the message says why in a sentence."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What a PDF is found to be: its first fault, None when a trusted key signed all of it.

    `signer` is the name in the certificate of the key that signed, `told` the JSON attached, both whether or not they
    can be believed; `signer` may be empty, and `told` None.
    """

    fault: Fault | None
    signer: str = ""
    told: Mapping[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """As plain JSON data, for another process."""
        return {"fault": self.fault, "signer": self.signer, "told": self.told}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Examined:
        """What `to_json` wrote."""
        return cls(Fault(data["fault"]) if data["fault"] else None, data["signer"], data["told"])


def examine(data: bytes, trusted: Sequence[x509.Certificate]) -> Examined:
    """What these bytes are; they may be anything, and a hostile file is better examined by app.documents.apart."""
    if b"%PDF-" not in data[:HEADER]:
        return Examined(Fault.NO_PDF)
    try:
        reader = PdfFileReader(BytesIO(data))
        if reader.encrypted:
            return Examined(Fault.ENCRYPTED)
        told = _told(reader)
    except UNREADABLE:
        return Examined(Fault.DAMAGED)
    try:
        signatures = list(reader.embedded_signatures)
    except UNSOUND:
        return Examined(Fault.UNCLEAR, told=told)
    if not signatures:
        return Examined(Fault.UNSIGNED, told=told)
    signer = _signer(signatures[0])
    fault = Fault.SIGNED_AGAIN if len(signatures) > 1 else _fault(signatures[0], trusted)
    return Examined(fault or (Fault.NO_FACTS if told is None else None), signer, told)


def facts_of_pdf(data: bytes, trusted: Sequence[x509.Certificate]) -> CertificateFacts:
    """The facts attached to a certificate that one of the trusted keys signed whole; raises CertificateRefused."""
    return facts_told(examine(data, trusted))


def facts_told(examined: Examined) -> CertificateFacts:
    """The facts of a file without a fault; raises CertificateRefused for another, and where they are none."""
    if examined.fault is not None:
        raise CertificateRefused(SENTENCES[examined.fault])
    try:
        return CertificateFacts.from_json(examined.told or {})
    except UNREADABLE:
        raise CertificateRefused(SENTENCES[Fault.NO_FACTS]) from None


def _told(reader: PdfFileReader) -> Mapping[str, Any] | None:
    root: Any = reader.root
    try:
        attached: Any = root["/Names"]["/EmbeddedFiles"]["/Names"]
        told = json.loads(attached[1]["/EF"]["/F"].data)
    except UNREADABLE:
        return None
    return told if isinstance(told, dict) else None


def _signer(signature: Any) -> str:
    try:
        return str(signature.signer_cert.subject.native.get("common_name", ""))
    except UNSOUND:
        return ""


def _fault(signature: Any, trusted: Sequence[x509.Certificate]) -> Fault | None:
    known = {each.public_bytes(Encoding.DER) for each in trusted}
    roots = [root for each in known for root in load_certs_from_pemder_data(each)]
    try:
        status = validate_pdf_signature(signature, ValidationContext(trust_roots=roots, allow_fetching=False))
        signed_by = signature.signer_cert.dump()
    except UNSOUND:
        return Fault.UNCLEAR
    if not (status.intact and status.valid) or status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        return Fault.ALTERED
    return None if signed_by in known else Fault.STRANGER
