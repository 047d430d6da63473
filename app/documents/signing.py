"""Signs documents (PAdES B-B) with a key from a PKCS#12 file, and makes a demonstration key where there is none."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf

from app.documents.key_place import KeyPlace

KEY_FILE = "demonstration-key.p12"
# Not a secret: a demonstration key protects nothing, and every certificate made with it says so.
DEMONSTRATION_PASSPHRASE = b"demonstration"
DEMONSTRATION_NAME = "Fenji demonstration key, without legal effect"
FIELD = "Fenji"


class KeyUnusable(Exception):
    """The key file cannot be used; the message says why in a sentence."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A key with its certificate; `demonstration` makes every document say that it has no legal effect."""

    key: SimpleSigner
    name: str
    demonstration: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """That somebody is going to sign, for whoever lays a document out without the key."""

    demonstration: bool


def sign(pdf: bytes, signer: Signer) -> bytes:
    """The PDF with an invisible signature that covers all of it."""
    signed = BytesIO()
    sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)),
        PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            name=signer.name,
            subfilter=SigSeedSubFilter.PADES,
        ),
        signer=signer.key,
        output=signed,
    )
    return signed.getvalue()


def signer_from_file(path: Path, passphrase: str) -> Signer:
    """The signer whose key and certificate are in this PKCS#12 file.

    Raises KeyUnusable when the file is missing, cannot be opened with the passphrase, or holds no key.
    """
    return _signer(path, passphrase.encode(), demonstration=False)


def demonstration_signer(directory: Path) -> Signer:
    """The demonstration signer of this data directory; its key is made at first use.

    Raises KeyUnusable when the key that is there cannot be read.
    """
    path = directory / KEY_FILE
    if not path.exists():
        _keep(_new_key(datetime.now(UTC)), path)
    return _signer(path, DEMONSTRATION_PASSPHRASE, demonstration=True)


def signer_of(data_directory: Path, place: KeyPlace) -> Signer:
    """The signer of an installation: its own key, or the demonstration key where none was given.

    Raises KeyUnusable.
    """
    return signer_from_file(place.file, place.passphrase) if place.file else demonstration_signer(data_directory)


def _signer(path: Path, passphrase: bytes, *, demonstration: bool) -> Signer:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KeyUnusable(f"The signing key {path} cannot be read: {error.strerror}.") from error
    try:
        key = SimpleSigner.load_pkcs12_data(data, other_certs=[], passphrase=passphrase)
    except (ValueError, AttributeError, TypeError) as error:
        raise KeyUnusable(
            f"The signing key {path} is not a PKCS#12 file with a key and a certificate, or the passphrase is wrong."
        ) from error
    certificate = key.signing_cert
    if certificate is None:
        raise KeyUnusable(f"The signing key {path} holds no certificate.")
    return Signer(key, str(certificate.subject.native["common_name"]), demonstration)


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
