"""Reads a certificate's PDF that came back: what is attached to it, who signed it, and whether the signature holds."""

from __future__ import annotations

import json
import logging
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO
from typing import Any

from cryptography import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import SuspiciousModification
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from app.documents.chains import from_plain, may_sign_documents, name_of, valid_at, voucher
from app.documents.facts import CertificateFacts
from app.documents.stamp_reading import Stamp, StampRefused, stamps_of

# What opening a file that anybody may have made can raise.
UNREADABLE = (
    PdfError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    OSError,
    zlib.error,
)
UNSOUND = (SignatureValidationError, SigningError, SuspiciousModification, *UNREADABLE)
# Whom nobody vouches for is told in our own words, not in the log.
logging.getLogger("pyhanko.sign.validation").setLevel(logging.CRITICAL)
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
    STAMP = "stamp"
    OUT_OF_DATE = "out_of_date"
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
    Fault.STAMP: "Its time stamp was altered, or belongs to another signature.",
    Fault.OUT_OF_DATE: "It was signed at a time when the certificate of its key was not valid.",
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
    can be believed; `signer` may be empty, and `told` None. `voucher` is the authority that vouches for the signer,
    empty where the signer's own certificate is trusted. `stamped_at` is the moment of the time stamp in ISO format,
    empty where there is none, `stamped_by` who made it, and `stamp_vouched` whether anybody vouches for those.
    `key_until` is the day on which the certificate of the key ends.
    """

    fault: Fault | None
    signer: str = ""
    told: Mapping[str, Any] | None = None
    voucher: str = ""
    stamped_at: str = ""
    stamped_by: str = ""
    stamp_vouched: bool = False
    key_until: str = ""

    def to_json(self) -> dict[str, Any]:
        """As plain JSON data, for another process."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Examined:
        """What `to_json` wrote."""
        return cls(**{**data, "fault": Fault(data["fault"]) if data["fault"] else None})


def examine(data: bytes, trusted: Sequence[x509.Certificate], clocks: Sequence[x509.Certificate] = ()) -> Examined:
    """What these bytes are; they may be anything, and a hostile file is better examined by app.documents.apart.

    Of the trusted certificates, one that may vouch for others does so for keys below it; `clocks` vouch for time
    stamps only.
    """
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
    if len(signatures) > 1:
        return Examined(Fault.SIGNED_AGAIN, _signer(signatures[0]), told)
    found = _checked(signatures[0], trusted, clocks)
    return replace(found, fault=found.fault or (Fault.NO_FACTS if told is None else None), told=told)


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
        return name_of(from_plain(signature.signer_cert))
    except UNSOUND:
        return ""


def _checked(signature: Any, trusted: Sequence[x509.Certificate], clocks: Sequence[x509.Certificate]) -> Examined:
    """What is found of a signature: whether it holds, then whether its stamp does, then who made it and when."""
    signer = _signer(signature)
    try:
        stamps = stamps_of(signature.signer_info, clocks)
        broken = False
    except (StampRefused, *UNSOUND):
        stamps, broken = [], True
    try:
        holds = _holds(signature)
        key = from_plain(signature.signer_cert)
        others = [from_plain(each) for each in signature.other_embedded_certs]
        said = signature.self_reported_timestamp
    except UNSOUND:
        return Examined(Fault.STAMP if broken else Fault.UNCLEAR, signer)
    if not holds or broken:
        return Examined(Fault.STAMP if holds else Fault.ALTERED, signer)
    stamp = stamps[0] if stamps else None
    fault, vouched_by = _made_by(key, others, trusted, _moment(stamp, said))
    found = Examined(fault, signer, voucher=vouched_by, key_until=key.not_valid_after_utc.date().isoformat())
    if stamp is None:
        return found
    at = stamp.time.isoformat(timespec="seconds")
    return replace(found, stamped_at=at, stamped_by=stamp.by, stamp_vouched=stamp.vouched)


def _holds(signature: Any) -> bool:
    # Who is behind it is asked afterwards; pyHanko would ask the dates of today, and say less about it.
    anybody = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
    status = validate_pdf_signature(signature, anybody, key_usage_settings=KeyUsageConstraints())
    return status.intact and status.valid and status.coverage == SignatureCoverageLevel.ENTIRE_FILE


def _moment(stamp: Stamp | None, said: datetime | None) -> datetime:
    """When it was signed: as a stamp tells, else as the signer says."""
    if stamp is not None:
        return stamp.time
    if said is None:
        return datetime.now(UTC)
    return said if said.tzinfo else said.replace(tzinfo=UTC)


def _made_by(
    key: x509.Certificate, others: Sequence[x509.Certificate], trusted: Sequence[x509.Certificate], moment: datetime
) -> tuple[Fault | None, str]:
    """The fault of a signature that holds, and who vouches for its key where it is not trusted by itself."""
    found = voucher(key, others, trusted, moment)
    if found is None or (found != key and not may_sign_documents(key)):
        return Fault.STRANGER, ""
    return (None if valid_at(key, moment) else Fault.OUT_OF_DATE), ("" if found == key else name_of(found))
