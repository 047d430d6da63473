"""Keeping passwords so that the database does not give them away."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.password_choice import LONGEST, SHORTEST, fault_in
from app.storage.people import Person
from app.workflow.errors import Invalid

SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 1_000
_FAULTS = {
    "short": f"A password has at least {SHORTEST} characters.",
    "long": f"A password has at most {LONGEST:,} characters.",
    "common": "This password is among the first that anybody would guess.",
    "own": "This password is made of the name, the address or the organisation.",
}
_hasher = PasswordHasher()  # argon2id with the library's present costs


def hash_password(password: str) -> str:
    """The argon2id hash to store; Invalid for a password that is too short or too long."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Invalid("password_length", [f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD:,} characters."])
    return _hasher.hash(_bytes(password))


def hash_chosen(password: str, person: Person) -> str:
    """The hash of a password that somebody chose; Invalid when everybody would guess it, or for its length."""
    check_chosen(password, person.name, person.email, person.organisation.name)
    return _hasher.hash(_bytes(password))


def check_chosen(password: str, name: str, email: str, organisation: str) -> None:
    """Raises Invalid for a password that nobody with this name, address and organisation should choose."""
    fault = fault_in(password, known_of(name, email, organisation))
    if fault is not None:
        raise Invalid(f"password_{fault}", [_FAULTS[fault]])


def known_of(name: str, email: str, organisation: str) -> tuple[str, ...]:
    """What everybody knows of a person, of which no password is made."""
    return (name, email, email.partition("@")[0], organisation)


def matches(stored: str | None, password: str) -> bool:
    """Whether this is the password; takes as long where nothing is stored, so that nobody learns who exists."""
    if len(password) > LONGEST_PASSWORD:
        return False
    try:
        _hasher.verify(stored or _nobody(), _bytes(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


@cache
def _nobody() -> str:
    return _hasher.hash("the password of nobody")


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
