"""Reads a time stamp (RFC 3161): whether it holds, for which moment, whose it is, and who vouches for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import new as digest_with

from asn1crypto import cms, core, tsp
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, validate_sig_integrity

from app.documents.chains import from_plain, name_of, valid_at, voucher

# What was hashed with anything older may have been made to fit.
ALGORITHMS = frozenset({"sha256", "sha384", "sha512"})
STAMP = "signature_time_stamp_token"


class StampRefused(Exception):
    """A time stamp does not hold; the message says why."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The moment that a stamp tells, by whom, and whether a trusted certificate vouches for them."""

    time: datetime
    by: str
    vouched: bool


def stamps_of(signer: cms.SignerInfo, trusted: Sequence[x509.Certificate]) -> list[Stamp]:
    """The stamps of a signature; raises StampRefused when one of them does not hold."""
    signature, attributes = signer["signature"].native, signer["unsigned_attrs"]

    def stamped(algorithm: str) -> bytes:
        return digest_with(algorithm, signature).digest()

    return [
        read_stamp(token["content"], stamped, trusted)
        for attribute in (attributes if attributes is not core.VOID else ())
        if attribute["type"].native == STAMP
        for token in attribute["values"]
    ]


def read_stamp(token: cms.SignedData, stamped: Callable[[str], bytes], trusted: Sequence[x509.Certificate]) -> Stamp:
    """What a stamp tells about a digest, which `stamped` gives by its algorithm.

    Raises StampRefused when it is about something else, was altered, or was made by a key that may not make stamps.
    """
    told = token["encap_content_info"]["content"].parsed
    if not isinstance(told, tsp.TSTInfo):
        raise StampRefused("it is no time stamp")
    imprint = told["message_imprint"]
    algorithm = imprint["hash_algorithm"]["algorithm"].native
    if algorithm not in ALGORITHMS or imprint["hashed_message"].native != stamped(algorithm):
        raise StampRefused("it is about another signature")
    moment = told["gen_time"].native.astimezone(UTC)
    certificate, others = _signed(token)
    if not valid_at(certificate, moment):
        raise StampRefused("its certificate was not valid then")
    vouched = voucher(certificate, others, trusted, moment) is not None
    return Stamp(moment, name_of(certificate), vouched)


def _signed(token: cms.SignedData) -> tuple[x509.Certificate, list[x509.Certificate]]:
    """Who signed the stamp, and the other certificates in it; StampRefused when the signature does not hold."""
    signer, known = extract_signer_info(token), extract_certs_for_validation(token)
    algorithm = signer["digest_algorithm"]["algorithm"].native
    if algorithm not in ALGORITHMS or signer["signed_attrs"] is core.VOID:
        raise StampRefused("it is signed in a way that nobody should rely on")
    content = bytes(token["encap_content_info"]["content"])
    digest = digest_with(algorithm, content).digest()
    if not all(validate_sig_integrity(signer, known.signer_cert, "tst_info", digest)):
        raise StampRefused("it was altered")
    certificate = from_plain(known.signer_cert)
    if not _may_stamp(certificate):
        raise StampRefused("its certificate is not for time stamps")
    return certificate, [from_plain(each) for each in known.other_certs]


def _may_stamp(certificate: x509.Certificate) -> bool:
    try:
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in purposes
