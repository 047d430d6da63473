"""Reads the facts out of a certificate's PDF that came back, and checks that its signature holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
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

from app.documents.facts import BESIDE, CertificateFacts

# What opening a file that anybody may have made can raise.
UNREADABLE = (PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError)
UNSOUND = (SignatureValidationError, SigningError, SuspiciousModification, *UNREADABLE)


class CertificateRefused(Exception):
    """A PDF cannot be believed; the message says why in a sentence."""


def facts_of_pdf(data: bytes, trusted: Sequence[x509.Certificate]) -> CertificateFacts:
    """The facts attached to a certificate that one of the trusted keys signed whole; raises CertificateRefused."""
    try:
        reader = PdfFileReader(BytesIO(data))
        signatures = list(reader.embedded_signatures)
    except UNREADABLE:
        raise CertificateRefused("It is not a PDF that can be read.") from None
    if len(signatures) != 1:
        raise CertificateRefused("It is not signed." if not signatures else "It was signed more than once.")
    _check(signatures[0], trusted)
    try:
        attached: Any = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
        told = json.loads(attached[1]["/EF"]["/F"].data)
        return CertificateFacts.from_json({key: value for key, value in told.items() if key != BESIDE})
    except UNREADABLE:
        raise CertificateRefused("It holds no facts of a certificate.") from None


def _check(signature: Any, trusted: Sequence[x509.Certificate]) -> None:
    known = {each.public_bytes(Encoding.DER) for each in trusted}
    roots = [root for each in known for root in load_certs_from_pemder_data(each)]
    try:
        status = validate_pdf_signature(signature, ValidationContext(trust_roots=roots, allow_fetching=False))
        signed_by = signature.signer_cert.dump()
    except UNSOUND:
        raise CertificateRefused("Its signature cannot be read.") from None
    if not (status.intact and status.valid) or status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise CertificateRefused("It was altered after it was signed.")
    if signed_by not in known:
        raise CertificateRefused("It was signed by a stranger's key, not by this office's.")
