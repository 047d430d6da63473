"""Signs checkpoints of the ledger with the key that signs certificates, and checks such a signature."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from app.documents.plain_signatures import algorithm_of, holds
from app.documents.signing import Signer, certificate_of, plainly_signed
from app.domain.canonical import canonical_json
from app.domain.checkpoint import Checkpoint, signed_part

NO_CHECKPOINT = "It is not a checkpoint of a ledger."
LONGEST = 100_000  # characters of a checkpoint's file; a certificate of a key takes a few thousand


class CheckpointRefused(Exception):
    """A checkpoint cannot be believed; the message says why in a sentence."""


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> bytes:
    """The checkpoint as one line of canonical JSON, with its signature and the certificate of the key.

    Raises Unsigned, such as KeyUnusable for a key of a kind that cannot sign.
    """
    certificate = certificate_of(signer)
    told = checkpoint.to_json() | {
        "algorithm": algorithm_of(certificate),
        "key": fingerprint(certificate),
        "certificate": certificate.public_bytes(Encoding.PEM).decode("ascii"),
    }
    signature = plainly_signed(signer, signed_part(told))
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
    if not holds(certificate, signature, signed):
        raise CheckpointRefused("Its signature does not fit: it was altered, or somebody else signed it.")
    return checkpoint


def fingerprint(certificate: x509.Certificate) -> str:
    """The SHA-256 of a certificate, by which keys are told apart."""
    return sha256(certificate.public_bytes(Encoding.DER)).hexdigest()
