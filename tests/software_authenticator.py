"""An authenticator in software: it makes passkeys and signs with them as WebAuthn says, or as a test wants it wrong."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field

from cbor2 import dumps
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def encoded(content: bytes) -> str:
    """Bytes as base64url without its padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(words: str) -> bytes:
    """The bytes again."""
    return urlsafe_b64decode(words + "=" * (-len(words) % 4))


@dataclass
class Authenticator:
    """One passkey on one device; `counts` is whether it tells how often it signed."""

    origin: str = "http://localhost"
    domain: str = "localhost"
    verifies: bool = True
    counts: bool = True
    counter: int = 0
    holder: bytes = b""
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def make(self, options: str) -> str:
        """Answer `navigator.credentials.create` with these options."""
        asked = json.loads(options)
        self.holder = decoded(asked["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        credential = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + dumps(public)
        told = self._authenticator_data(ATTESTED) + credential
        response = {
            "clientDataJSON": encoded(self._client_data("webauthn.create", asked["challenge"])),
            "attestationObject": encoded(dumps({"fmt": "none", "attStmt": {}, "authData": told})),
        }
        return self._answer(response)

    def sign(self, options: str) -> str:
        """Answer `navigator.credentials.get` with these options."""
        asked = json.loads(options)
        self.counter += self.counts
        told = self._authenticator_data(0)
        client_data = self._client_data("webauthn.get", asked["challenge"])
        signature = self.key.sign(told + hashlib.sha256(client_data).digest(), ECDSA(SHA256()))
        response = {
            "clientDataJSON": encoded(client_data),
            "authenticatorData": encoded(told),
            "signature": encoded(signature),
            "userHandle": encoded(self.holder),
        }
        return self._answer(response)

    def _answer(self, response: dict[str, str]) -> str:
        key = encoded(self.credential_id)
        return json.dumps({"id": key, "rawId": key, "type": "public-key", "response": response})

    def _authenticator_data(self, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.domain.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()
