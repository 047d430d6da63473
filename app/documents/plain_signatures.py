"""Signatures over plain bytes, as checkpoints carry them: RSA-PSS, ECDSA or Edwards curves, always with SHA-256."""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa

from app.documents.unsigned import KeyUnusable

PSS = padding.PSS(padding.MGF1(hashes.SHA256()), hashes.SHA256.digest_size)
ALGORITHMS = {
    rsa.RSAPublicKey: "RSA-PSS with SHA-256",
    ec.EllipticCurvePublicKey: "ECDSA with SHA-256",
    ed25519.Ed25519PublicKey: "Ed25519",
    ed448.Ed448PublicKey: "Ed448",
}
UNKNOWN = "The signing key is of a kind that cannot sign checkpoints; use RSA, ECDSA or Ed25519."


def algorithm_of(certificate: x509.Certificate) -> str:
    """The name of what a certificate's key signs with; KeyUnusable for a kind that is not known."""
    for kind, name in ALGORITHMS.items():
        if isinstance(certificate.public_key(), kind):
            return name
    raise KeyUnusable(UNKNOWN)


def plain_signature(key: object, signed: bytes) -> bytes:
    """The signature of a private key; KeyUnusable for a kind that is not known."""
    match key:
        case rsa.RSAPrivateKey():
            return key.sign(signed, PSS, hashes.SHA256())
        case ec.EllipticCurvePrivateKey():
            return key.sign(signed, ec.ECDSA(hashes.SHA256()))
        case ed25519.Ed25519PrivateKey() | ed448.Ed448PrivateKey():
            return key.sign(signed)
        case _:
            raise KeyUnusable(UNKNOWN)


def holds(certificate: x509.Certificate, signature: bytes, signed: bytes, *, pss: bool = True) -> bool:
    """Whether the key of this certificate signed these bytes; RSA with PSS, or as of PKCS #1 v1.5."""
    key = certificate.public_key()
    try:
        match key:
            case rsa.RSAPublicKey():
                key.verify(signature, signed, PSS if pss else padding.PKCS1v15(), hashes.SHA256())
            case ec.EllipticCurvePublicKey():
                key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
            case ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
                key.verify(signature, signed)
            case _:
                return False
    except InvalidSignature:
        return False
    return True
