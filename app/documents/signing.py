"""Signs documents (PAdES B-B, or B-T with a time stamp) with the office's key, or with a demonstration key."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from asn1crypto import keys
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from app.documents.chains import as_plain, certificates_in, chain_above, from_plain, name_of, store_of, valid_at
from app.documents.key_place import KeyPlace
from app.documents.plain_signatures import plain_signature
from app.documents.stamping import Stamper, stamper_at
from app.documents.unsigned import KeyUnusable, Unsigned

if TYPE_CHECKING:
    from app.documents.tokens import TokenSigner

KEY_FILE = "demonstration-key.p12"
# Not a secret: a demonstration key protects nothing, and every certificate made with it says so.
DEMONSTRATION_PASSPHRASE = b"demonstration"
DEMONSTRATION_NAME = "Fenji demonstration key, without legal effect"
FIELD = "Fenji"
ALGORITHM = "sha256"
SPARE = 48  # bytes kept free beyond what a trial took: signatures and stamps differ by a few
MORE_SPARE = 2048  # at the second try


@dataclass(frozen=True, slots=True)
class Signer:
    """A key with its certificate; `demonstration` makes every document say that it has no legal effect.

    Where there is a `stamper`, each document carries its time stamp.
    """

    key: SimpleSigner | TokenSigner
    name: str
    demonstration: bool = False
    stamper: Stamper | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """That somebody is going to sign, for whoever lays a document out without the key."""

    demonstration: bool


def sign(pdf: bytes, signer: Signer) -> bytes:
    """The PDF with an invisible signature that covers all of it, with a time stamp where the signer has a stamper.

    Raises Unsigned when it cannot be signed, or not be stamped although it should.
    """
    refuse_if_unfit(signer)
    try:
        return asyncio.run(_signed(pdf, signer, SPARE))
    except SigningError:
        if signer.stamper:
            signer.stamper.forget()  # its stamps may have become longer
    try:
        return asyncio.run(_signed(pdf, signer, MORE_SPARE))
    except SigningError as error:
        raise Unsigned(f"The document could not be signed: {error}") from error


async def _signed(pdf: bytes, signer: Signer, spare: int) -> bytes:
    # The place of a signature is as large as one that was made for a trial, since each byte of it takes two.
    trial = await signer.key.async_sign(
        sha256().digest(),
        ALGORITHM,
        dry_run=True,
        use_pades=True,
        timestamper=signer.stamper,
        signed_attr_settings=PdfCMSSignedAttributes(),
    )
    metadata = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm=ALGORITHM, name=signer.name, subfilter=SigSeedSubFilter.PADES
    )
    signed = BytesIO()
    await PdfSigner(metadata, signer=signer.key, timestamper=signer.stamper).async_sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=2 * (len(trial.dump()) + spare), output=signed
    )
    return signed.getvalue()


def refuse_if_unfit(signer: Signer) -> None:
    """Raise KeyUnusable for a key that PDF readers do not know, or whose certificate is not valid now."""
    certificate = certificate_of(signer)
    if not isinstance(certificate.public_key(), rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise KeyUnusable("The signing key is of a kind that PDF readers do not know; use RSA or ECDSA.")
    if not valid_at(certificate, datetime.now(UTC)):
        begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        raise KeyUnusable(f"The signing key's certificate is valid from {begins:%Y-%m-%d} to {ends:%Y-%m-%d} only.")


def certificate_of(signer: Signer) -> x509.Certificate:
    """The certificate of a signer's key; KeyUnusable when there is none."""
    found = signer.key.signing_cert
    if found is None:
        raise KeyUnusable("The signing key holds no certificate.")
    return from_plain(found)


def plainly_signed(signer: Signer, data: bytes) -> bytes:
    """The signature over plain bytes that a checkpoint carries; raises Unsigned."""
    if isinstance(signer.key, SimpleSigner):
        return plain_signature(load_der_private_key(signer.key.signing_key.dump(), None), data)
    return signer.key.token.sign(data, pss=True)


def signer_from_file(path: Path, passphrase: str, others: Sequence[x509.Certificate] = ()) -> Signer:
    """The signer whose key and certificate are in this PKCS#12 file, with the chain above it from there and the others.

    Raises KeyUnusable when the file is missing, cannot be opened with the passphrase, or holds no key.
    """
    return _signer(path, passphrase.encode(), others, demonstration=False)


def demonstration_signer(directory: Path) -> Signer:
    """The demonstration signer of this data directory; its key is made at first use.

    Raises KeyUnusable when the key that is there cannot be read.
    """
    path = directory / KEY_FILE
    if not path.exists():
        _keep(_new_key(datetime.now(UTC)), path)
    return _signer(path, DEMONSTRATION_PASSPHRASE, (), demonstration=True)


def signer_of(data_directory: Path, place: KeyPlace) -> Signer:
    """The signer of an installation: its own key, or the demonstration key where none was given.

    Raises KeyUnusable.
    """
    stamper = stamper_at(place.stamps, place.stamp_authorities) if place.stamps else None
    others = certificates_in(place.chain) if place.chain else []
    if place.token:
        from app.documents.tokens import token_signer  # only now: most offices have their key in a file

        key = token_signer(place.token, others)
        return Signer(key, name_of(key.found.certificate), stamper=stamper)
    if place.file:
        return replace(signer_from_file(place.file, place.passphrase, others), stamper=stamper)
    return replace(demonstration_signer(data_directory), stamper=stamper)


def _signer(path: Path, passphrase: bytes, others: Sequence[x509.Certificate], *, demonstration: bool) -> Signer:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KeyUnusable(f"The signing key {path} cannot be read: {error.strerror}.") from error
    try:
        found = pkcs12.load_pkcs12(data, passphrase)
    except (ValueError, TypeError) as error:
        raise KeyUnusable(
            f"The signing key {path} is not a PKCS#12 file with a key and a certificate, or the passphrase is wrong."
        ) from error
    if found.key is None or found.cert is None:
        raise KeyUnusable(f"The file {path} holds {'no key' if found.key is None else 'no certificate of its key'}.")
    certificate = found.cert.certificate
    secret = found.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    # Only the certificates above the key's: whatever else lies in the file would make each document larger.
    chain = chain_above(certificate, [*(each.certificate for each in found.additional_certs), *others])
    key = SimpleSigner(as_plain(certificate), keys.PrivateKeyInfo.load(secret), store_of(chain))
    return Signer(key, name_of(certificate), demonstration)


def _new_key(now: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DEMONSTRATION_NAME)])
    usage = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        b"fenji", key, certificate, None, BestAvailableEncryption(DEMONSTRATION_PASSPHRASE)
    )


def _keep(data: bytes, path: Path) -> None:
    """Write the key whole or not at all; of two processes that make one at once, the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".key-")
    written = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(written, path)  # unlike a rename, a link never replaces what is there
        except FileExistsError:
            return
    finally:
        written.unlink()
