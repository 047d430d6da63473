"""Keeping what a reader of the database must not learn: sealed, signed or hashed with keys made of the secret key."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12


def seal(secret_key: str, words: str, about: str) -> str:
    """Encrypt words (AES-256-GCM); they open again only with this key and for what they are `about`."""
    nonce = secrets.token_bytes(NONCE)
    sealed = AESGCM(_key(secret_key, "sealing")).encrypt(nonce, words.encode(), about.encode())
    return urlsafe_b64encode(nonce + sealed).decode()


def unseal(secret_key: str, sealed: str, about: str) -> str | None:
    """The words, or None when they were sealed with another key, about something else, or altered."""
    try:
        given = urlsafe_b64decode(sealed.encode())
        return AESGCM(_key(secret_key, "sealing")).decrypt(given[:NONCE], given[NONCE:], about.encode()).decode()
    except (InvalidTag, ValueError):
        return None


def trace(secret_key: str, words: str, about: str) -> str:
    """What is kept of a short code: nobody without the key can try out all there are."""
    return signature(secret_key, f"{about}\n{words}".encode(), "codes").hex()


def signature(secret_key: str, content: bytes, purpose: str) -> bytes:
    """Thirty-two bytes that only the product can make of this content, for this purpose."""
    return hmac.digest(_key(secret_key, purpose), content, hashlib.sha256)


@lru_cache(maxsize=32)
def _key(secret_key: str, purpose: str) -> bytes:
    kind = f"fenji second factors: {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=kind).derive(secret_key.encode())
