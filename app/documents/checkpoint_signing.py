"""Signs checkpoints of the ledger with the key that signs certificates, and checks such a signature."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_der_private_key

from app.documents.signing import Signer, certificate_of
from app.documents.unsigned import KeyUnusable
from app.domain.canonical import canonical_json
from app.domain.checkpoint import Checkpoint, signed_part

NO_CHECKPOINT = "It is not a checkpoint of a ledger."
LONGEST = 100_000  # characters of a checkpoint's file; a certificate of a key takes a few thousand
PSS = padding.PSS(padding.MGF1(hashes.SHA256()), hashes.SHA256.digest_size)
ALGORITHMS = {
    rsa.RSAPublicKey: "RSA-PSS with SHA-256",
    ec.EllipticCurvePublicKey: "ECDSA with SHA-256",
    ed25519.Ed25519PublicKey: "Ed25519",
    ed448.Ed448PublicKey: "Ed448",
}


class CheckpointRefused(Exception):
    """A checkpoint cannot be believed; the message says why in a sentence."""


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> bytes:
    """The checkpoint as one line of canonical JSON, with its signature and the certificate of the key.

    Raises KeyUnusable for a key of a kind that cannot sign.
    """
    certificate = certificate_of(signer)
    told = checkpoint.to_json() | {
        "algorithm": _algorithm(certificate),
        "key": fingerprint(certificate),
        "certificate": certificate.public_bytes(Encoding.PEM).decode("ascii"),
    }
    private_key = signer.key.signing_key
    if private_key is None:
        raise KeyUnusable("The signing key holds no key.")
    signature = _signature(load_der_private_key(private_key.dump(), None), signed_part(told))
    return canonical_json(told | {"signature": b64encode(signature).decode("ascii")}) + b"\n"


def read_checkpoint(data: bytes, trusted: Sequence[x509.Certificate]) -> Checkpoint:
    """The checkpoint in a file, whose signature is one of a trusted key; raises CheckpointRefused."""
    try:
        told: Any = json.loads(data.decode("utf-8")) if len(data) <= LONGEST else None
        checkpoint = Checkpoint.from_json(told)
        signature = b64decode(str(told.get("signature")), validate=True)
        signed = signed_part(told)
    except (ValueError, TypeError, RecursionError) as error:
        reason = str(error) if str(error).startswith("It") else NO_CHECKPOINT
        raise CheckpointRefused(reason) from None
    certificate = next((each for each in trusted if fingerprint(each) == told.get("key")), None)
    if certificate is None:
        raise CheckpointRefused(
            f"It was signed by a stranger's key ({str(told.get('key'))[:16]}…), not by this office's."
        )
    if not _holds(certificate, signature, signed):
        raise CheckpointRefused("Its signature does not fit: it was altered, or somebody else signed it.")
    return checkpoint


def fingerprint(certificate: x509.Certificate) -> str:
    """The SHA-256 of a certificate, by which keys are told apart."""
    return sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def _algorithm(certificate: x509.Certificate) -> str:
    for kind, name in ALGORITHMS.items():
        if isinstance(certificate.public_key(), kind):
            return name
    raise KeyUnusable("The signing key is of a kind that cannot sign checkpoints; use RSA, ECDSA or Ed25519.")


def _signature(key: object, signed: bytes) -> bytes:
    match key:
        case rsa.RSAPrivateKey():
            return key.sign(signed, PSS, hashes.SHA256())
        case ec.EllipticCurvePrivateKey():
            return key.sign(signed, ec.ECDSA(hashes.SHA256()))
        case ed25519.Ed25519PrivateKey() | ed448.Ed448PrivateKey():
            return key.sign(signed)
        case _:
            raise KeyUnusable("The signing key is of a kind that cannot sign checkpoints; use RSA, ECDSA or Ed25519.")


def _holds(certificate: x509.Certificate, signature: bytes, signed: bytes) -> bool:
    key = certificate.public_key()
    try:
        match key:
            case rsa.RSAPublicKey():
                key.verify(signature, signed, PSS, hashes.SHA256())
            case ec.EllipticCurvePublicKey():
                key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
            case ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
                key.verify(signature, signed)
            case _:
                return False
    except InvalidSignature:
        return False
    return True
