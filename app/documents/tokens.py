"""Signs with a key on a token (PKCS#11); its session is opened in the process that signs, and anew when it broke."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from threading import Lock

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pkcs11 import MGF, Attribute, Mechanism, ObjectClass, SignMixin
from pkcs11.exceptions import PinIncorrect, PinInvalid, PinLenRange, PinLocked, PKCS11Error, UserAlreadyLoggedIn
from pkcs11.util.ec import encode_ecdsa_signature
from pyhanko.sign.signers import Signer

from app.documents.chains import as_plain, chain_above, store_of
from app.documents.key_place import Token
from app.documents.plain_signatures import holds
from app.documents.unsigned import KeyUnusable, TokenGone

PSS = (Mechanism.SHA256, MGF.SHA256, 32)
PROBE = b"Does the certificate belong to the key?"
TRIES = 2
# Which process initialised a module: what a fork inherits is of no use.
_initialised: dict[str, int] = {}
# Wrong PINs are known for as long as a process and its forks live: a token locks itself after a few tries.
_refused: dict[Token, str] = {}


@dataclass(frozen=True, slots=True)
class Opened:
    """What is found on a token: the key, its certificate, and whatever other certificates there are."""

    key: SignMixin
    certificate: x509.Certificate
    others: Sequence[x509.Certificate]


class TokenKey:
    """The key on a token, as one process uses it: one signature at a time, whose turn it is by the lock."""

    def __init__(self, place: Token, turn: Lock) -> None:
        self._place = place
        self._turn = turn
        self._opened: Opened | None = None

    def opened(self) -> Opened:
        """The key and its certificates, opened at first use; raises KeyUnusable."""
        with self._turn:
            return self._ready()

    def sign(self, data: bytes, *, pss: bool = False) -> bytes:
        """The signature of these bytes with SHA-256; RSA as of PKCS #1 v1.5, or PSS.

        A session that broke is opened anew once. Raises KeyUnusable or TokenGone.
        """
        with self._turn:
            reason = "its signature does not hold"
            for _ in range(TRIES):
                try:
                    found = self._ready()
                    signature = _signature(found, data, pss=pss)
                    # A session of before may have handles that mean another key by now.
                    if holds(found.certificate, signature, data, pss=pss):
                        return signature
                except PKCS11Error as error:
                    reason = _reason(error)
                self._leave()
            raise TokenGone(f"The token {self._place.label!r} did not sign ({reason}).")

    def _ready(self) -> Opened:
        if self._place in _refused:
            raise KeyUnusable(_refused[self._place])
        if self._opened is None:
            try:
                self._opened = self._open()
            except KeyUnusable:
                self._leave()
                raise
        return self._opened

    def _leave(self) -> None:
        """Begin anew with the module next time: some look only once which tokens there are."""
        self._opened = None
        _initialised.pop(str(self._place.module), None)

    def _open(self) -> Opened:
        place = self._place
        session = self._session(_token(place))
        key = _key(session, place)
        named, others = _certificates(session, place.certificate)
        if not named:
            raise KeyUnusable(f"The token {place.label!r} holds no certificate with the label {place.certificate!r}.")
        for certificate in named:
            found = Opened(key, certificate, [*named, *others])
            if holds(certificate, _signature(found, PROBE, pss=True), PROBE):
                return found
        raise KeyUnusable(f"The certificate {place.certificate!r} on the token {place.label!r} is of another key.")

    def _session(self, token: pkcs11.Token) -> pkcs11.Session:
        label = self._place.label
        try:
            return token.open(user_pin=self._place.pin)
        except UserAlreadyLoggedIn:
            return token.open()
        except (PinIncorrect, PinInvalid, PinLenRange):
            _refused[self._place] = f"The PIN of the token {label!r} is wrong; it was tried once and no more."
        except PinLocked:
            _refused[self._place] = f"The token {label!r} has locked itself after too many wrong PINs."
        except PKCS11Error as error:
            raise KeyUnusable(f"The token {label!r} cannot be opened ({_reason(error)}).") from error
        raise KeyUnusable(_refused[self._place])


class TokenSigner(Signer):
    """What pyHanko signs with when the key is on a token; `others` may hold certificates above the key's."""

    def __init__(self, token: TokenKey, others: Sequence[x509.Certificate]) -> None:
        self.token = token
        self.found = token.opened()
        chain = chain_above(self.found.certificate, [*self.found.others, *others])
        super().__init__(signing_cert=as_plain(self.found.certificate), cert_registry=store_of(chain))

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,  # noqa: ARG002 - always SHA-256
        dry_run: bool = False,
    ) -> bytes:
        """The signature, or for a trial as many bytes as it takes at most."""
        if not dry_run:
            return self.token.sign(data)
        key = self.found.certificate.public_key()
        size = key.key_size if isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey) else 0
        return bytes(size // 8 if isinstance(key, rsa.RSAPublicKey) else 2 * (size // 8 + 1) + 9)


def token_signer(place: Token, others: Sequence[x509.Certificate]) -> TokenSigner:
    """The signer whose key is on this token, with the chain above it from there and the others; raises KeyUnusable."""
    return TokenSigner(_key_of(place, os.getpid()), others)


def leave_tokens() -> None:
    """Leave every token, so that a process that forks gives nothing of them to its children."""
    _key_of.cache_clear()
    for module, process in _initialised.items():
        if process == os.getpid():
            with suppress(PKCS11Error):
                pkcs11.lib(module).finalize()
    _initialised.clear()


@lru_cache(maxsize=16)
def _key_of(place: Token, process: int) -> TokenKey:
    return TokenKey(place, _turn_of(process))


@lru_cache(maxsize=2)
def _turn_of(_process: int) -> Lock:
    return Lock()


def _token(place: Token) -> pkcs11.Token:
    known = []
    for slot in _slots(place):
        with suppress(PKCS11Error):  # an empty slot, or a card that is no token yet
            token = slot.get_token()
            if token.label == place.label:
                return token
            known.append(token.label)
    others = ", ".join(repr(label) for label in known if label)
    raise KeyUnusable(f"There is no token {place.label!r}; there {f'is {others}' if others else 'is none at all'}.")


def _slots(place: Token) -> list[pkcs11.Slot]:
    path = str(place.module)
    if not place.module.is_file():
        raise KeyUnusable(f"There is no PKCS#11 module {path}.")
    try:
        module = pkcs11.lib(path)
        if _initialised.get(path) != os.getpid():
            with suppress(PKCS11Error):  # the process that forked this one, or a token that went away, had opened it
                module.finalize()
            module.initialize()
            _initialised[path] = os.getpid()
        return module.get_slots(token_present=True)
    except (PKCS11Error, OSError, RuntimeError) as error:
        raise KeyUnusable(f"The PKCS#11 module {path} cannot be used ({_reason(error)}).") from error


def _key(session: pkcs11.Session, place: Token) -> SignMixin:
    wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.LABEL: place.key}
    keys = [each for each in session.get_objects(wanted) if isinstance(each, SignMixin)]
    if len(keys) != 1:
        count = f"{len(keys)} keys" if keys else "no key"
        raise KeyUnusable(f"The token {place.label!r} holds {count} with the label {place.key!r}.")
    return keys[0]


def _certificates(session: pkcs11.Session, label: str) -> tuple[list[x509.Certificate], list[x509.Certificate]]:
    """The certificates with this label, and all others."""
    named: list[x509.Certificate] = []
    others: list[x509.Certificate] = []
    for each in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        with suppress(ValueError, PKCS11Error):
            certificate = x509.load_der_x509_certificate(each[Attribute.VALUE])
            (named if each[Attribute.LABEL] == label else others).append(certificate)
    return named, others


def _signature(found: Opened, data: bytes, *, pss: bool) -> bytes:
    match found.certificate.public_key():
        case rsa.RSAPublicKey() if pss:
            return bytes(found.key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS_PSS, mechanism_param=PSS))
        case rsa.RSAPublicKey():
            return bytes(found.key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))
        case ec.EllipticCurvePublicKey():
            return encode_ecdsa_signature(found.key.sign(sha256(data).digest(), mechanism=Mechanism.ECDSA))
        case _:
            raise KeyUnusable("The key on the token is of a kind that PDF readers do not know; use RSA or ECDSA.")


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
