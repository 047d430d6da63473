"""Certificates that vouch for one another: the chain above a key, and whether a trusted one vouches for it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from asn1crypto import x509 as plain
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.documents.unsigned import KeyUnusable

LONGEST = 8  # certificates of one chain
OTHER_PURPOSES = frozenset(
    {
        ExtendedKeyUsageOID.SERVER_AUTH,
        ExtendedKeyUsageOID.CODE_SIGNING,
        ExtendedKeyUsageOID.TIME_STAMPING,
        ExtendedKeyUsageOID.OCSP_SIGNING,
    }
)


def chain_above(certificate: x509.Certificate, others: Iterable[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Of the others, those that issued the certificate, their issuers, and so on up to a root."""
    pool, chain = [each for each in others if each != certificate], [certificate]
    while len(chain) <= LONGEST:
        issuer = next((each for each in pool if each not in chain and _issued(each, chain[-1])), None)
        if issuer is None:
            break
        chain.append(issuer)
    return tuple(chain[1:])


def voucher(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    trusted: Sequence[x509.Certificate],
    moment: datetime,
) -> x509.Certificate | None:
    """The trusted certificate that vouches for this one: itself, or an authority above it.

    The chain up to an authority has to have been valid at the moment. None where nobody vouches.
    """
    if certificate in trusted:
        return certificate
    for authority in filter(is_authority, trusted):
        if _leads_to(certificate, others, authority, moment):
            return authority
    return None


def is_authority(certificate: x509.Certificate) -> bool:
    """Whether the certificate may vouch for others."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def may_sign_documents(certificate: x509.Certificate) -> bool:
    """Whether the certificate says nothing against it: an authority also issues certificates for servers."""
    extensions = certificate.extensions
    try:
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
        if not (usage.digital_signature or usage.content_commitment):
            return False
    except x509.ExtensionNotFound:
        pass
    try:
        purposes = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return not OTHER_PURPOSES.issuperset(purposes)


def valid_at(certificate: x509.Certificate, moment: datetime) -> bool:
    """Whether the moment lies between the two dates of the certificate."""
    return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc


def name_of(certificate: x509.Certificate) -> str:
    """The common name of whom a certificate is for, or else the whole name."""
    found = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else certificate.subject.rfc4514_string()


def certificates_from(data: bytes) -> list[x509.Certificate]:
    """The certificates in a PEM file, or the one in a DER file; ValueError when it holds none."""
    pem = data.lstrip().startswith(b"-----BEGIN") or b"\n-----BEGIN CERTIFICATE" in data
    return x509.load_pem_x509_certificates(data) if pem else [x509.load_der_x509_certificate(data)]


def certificates_in(file: Path) -> list[x509.Certificate]:
    """The certificates in a file; raises KeyUnusable when it cannot be read or holds none."""
    try:
        return certificates_from(file.read_bytes())
    except OSError as error:
        raise KeyUnusable(f"{file} cannot be read: {error.strerror}.") from error
    except ValueError:
        raise KeyUnusable(f"{file} holds no certificate in PEM or DER.") from None


def as_plain(certificate: x509.Certificate) -> plain.Certificate:
    """The certificate in the form that pyHanko takes."""
    return plain.Certificate.load(certificate.public_bytes(Encoding.DER))


def from_plain(certificate: plain.Certificate) -> x509.Certificate:
    """The certificate from the form that pyHanko gives; ValueError when it is none."""
    return x509.load_der_x509_certificate(certificate.dump())


def store_of(certificates: Iterable[x509.Certificate]) -> SimpleCertificateStore:
    """The certificates as pyHanko keeps them."""
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(map(as_plain, certificates))
    return store


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _leads_to(
    certificate: x509.Certificate, others: Sequence[x509.Certificate], authority: x509.Certificate, moment: datetime
) -> bool:
    context = ValidationContext(
        trust_roots=[as_plain(authority)],
        other_certs=[as_plain(each) for each in others],
        moment=moment,
        allow_fetching=False,
    )
    validator = CertificateValidator(as_plain(certificate), validation_context=context)
    try:
        asyncio.run(validator.async_validate_path())
    except (PathError, ValidationError, ValueError):
        return False
    return valid_at(authority, moment)
