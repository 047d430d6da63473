"""Checkpoints are signed by every kind of key, read back, and refused in words when they cannot be believed."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from app.documents.checkpoint_signing import CheckpointRefused, read_checkpoint, sign_checkpoint
from app.documents.signing import Signer, certificate_of, demonstration_signer, signer_from_file
from app.domain.canonical import canonical_json
from app.domain.checkpoint import Checkpoint

FOUND = Checkpoint("https://fenji.example", "Governance Office", 1200, "ab" * 32, "2026-11-25T09:00:00+00:00")
NOW = datetime(2026, 11, 25, tzinfo=UTC)
KEYS: dict[str, Callable[[], Any]] = {
    "RSA-PSS with SHA-256": lambda: rsa.generate_private_key(65537, 2048),
    "ECDSA with SHA-256": lambda: ec.generate_private_key(ec.SECP384R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
}


def office_signer(key: Any, folder: Path) -> Signer:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Governance Office")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=365))
        .sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256())
    )
    file = folder / "office.p12"
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(b"office", key, certificate, None, BestAvailableEncryption(b"words"))
    )
    return signer_from_file(file, "words")


@pytest.mark.parametrize("algorithm", KEYS)
def test_each_kind_of_key_signs_what_can_be_read_back(algorithm: str, tmp_path: Path) -> None:
    signer = office_signer(KEYS[algorithm](), tmp_path)
    signed = sign_checkpoint(FOUND, signer)
    assert json.loads(signed)["algorithm"] == algorithm
    assert signed == canonical_json(json.loads(signed)) + b"\n"
    assert read_checkpoint(signed, [certificate_of(signer)]) == FOUND
    for changed in ("size", "hash", "time", "office", "address"):
        told = json.loads(signed)
        told[changed] = 1201 if changed == "size" else told[changed].replace("a", "b").replace("2026", "2025")
        assert told != json.loads(signed)
        with pytest.raises(CheckpointRefused, match="signature does not fit"):
            read_checkpoint(json.dumps(told).encode(), [certificate_of(signer)])


def test_a_stranger_who_brings_their_own_certificate_is_still_a_stranger(tmp_path: Path) -> None:
    ours, stranger = demonstration_signer(tmp_path / "ours"), demonstration_signer(tmp_path / "stranger")
    signed = sign_checkpoint(FOUND, stranger)
    with pytest.raises(CheckpointRefused, match="stranger's key"):
        read_checkpoint(signed, [certificate_of(ours)])
    told = json.loads(signed) | {"key": json.loads(sign_checkpoint(FOUND, ours))["key"]}
    with pytest.raises(CheckpointRefused, match="signature does not fit"):
        read_checkpoint(json.dumps(told).encode(), [certificate_of(ours)])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[1]",
        b"\xff",
        b"[" * 200_000,
        json.dumps(FOUND.to_json() | {"size": True, "signature": ""}).encode(),
        json.dumps(FOUND.to_json() | {"size": 0, "signature": ""}).encode(),
        json.dumps(FOUND.to_json() | {"hash": "ab", "signature": ""}).encode(),
        json.dumps(FOUND.to_json() | {"office": 1, "signature": ""}).encode(),
        json.dumps(FOUND.to_json() | {"signature": "§"}).encode(),
        json.dumps(FOUND.to_json() | {"more": 1.5, "signature": b64encode(b"x").decode()}).encode(),
    ],
)
def test_what_is_no_checkpoint_is_refused_in_a_sentence(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(CheckpointRefused, match=r"^It.*\.$"):
        read_checkpoint(data, [certificate_of(demonstration_signer(tmp_path))])
