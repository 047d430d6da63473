"""Certificates for tests: a root, what it issues, and the files in which an office keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
TODAY = datetime.now(UTC)
PASSPHRASE = "words"


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate, its key, and those that issued it, nearest first."""

    certificate: x509.Certificate
    key: Key
    above: tuple[x509.Certificate, ...] = ()

    def pem(self, *others: x509.Certificate) -> bytes:
        """The certificate and others as a PEM file."""
        return b"".join(each.public_bytes(Encoding.PEM) for each in (self.certificate, *others))

    def kept_in(self, path: Path, *, chain: bool = True) -> Path:
        """Write all of it into a PKCS#12 file with the passphrase PASSPHRASE."""
        above = self.above if chain else ()
        secret = BestAvailableEncryption(PASSPHRASE.encode())
        path.write_bytes(pkcs12.serialize_key_and_certificates(b"key", self.key, self.certificate, above, secret))
        return path


def issued(
    name: str,
    issuer: Held | None = None,
    *,
    authority: bool = False,
    purpose: x509.ObjectIdentifier | None = None,
    key: Key | None = None,
    begins: datetime = TODAY - timedelta(days=30),
    ends: datetime = TODAY + timedelta(days=300),
) -> Held:
    """A new key with a certificate from the issuer, or from itself."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(issuer.certificate.subject if issuer else own)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(_usage(authority=authority), critical=True)
    )
    if purpose:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    certificate = builder.sign(issuer.key if issuer else key, hashes.SHA256())
    return Held(certificate, key, (issuer.certificate, *issuer.above) if issuer else ())


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def office_below_a_root() -> tuple[Held, Held]:
    """A root, and the office's key two certificates below it."""
    root = issued("Riverside Root", authority=True)
    return root, issued("Governance Office", issued("Riverside Signing", root, authority=True))
