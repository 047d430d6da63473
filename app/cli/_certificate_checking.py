"""Checking a certificate's file without a database: what is said of its signature, its facts and its dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from cryptography.x509 import Certificate

from app.cli._opening import settings
from app.documents.apart import derive_apart, examine_apart
from app.documents.certificate_reading import SENTENCES, UNREAD, CertificateRefused, Examined, Fault, facts_told
from app.documents.chains import certificates_in
from app.documents.deriving import shown
from app.documents.facts import CertificateFacts
from app.documents.signing import DEMONSTRATION_NAME, KEY_FILE
from app.documents.trusted_keys import clocks_of, own_certificates
from app.documents.unsigned import KeyUnusable

GOOD, BAD, UNREADABLE = 0, 1, 2  # exit codes
LARGEST = 50 * 1024 * 1024
NO_KEY = "There is no signing key here. Name the office's public certificate with --trust."


class CannotBegin(click.ClickException):
    """Nothing can be checked, because a file or a key is missing."""

    exit_code = UNREADABLE


@dataclass(frozen=True, slots=True)
class Found:
    """What is said of a file, line by line, and the exit code that it deserves."""

    code: int
    lines: tuple[str, ...]


def trusted_keys(files: Sequence[Path]) -> list[Certificate]:
    """The public certificates in these files, or the one of this installation; raises CannotBegin."""
    if not files:
        return own_keys()
    try:
        return [found for file in files for found in certificates_in(file)]
    except KeyUnusable as unusable:
        raise CannotBegin(str(unusable)) from None


def trusted_clocks(files: Sequence[Path], *, own: bool) -> list[Certificate]:
    """The certificates in these files that vouch for time stamps, or those of this installation where `own` is asked.

    Raises CannotBegin.
    """
    try:
        if files or not own:
            return [found for file in files for found in certificates_in(file)]
        return clocks_of(settings().signing)
    except KeyUnusable as unusable:
        raise CannotBegin(str(unusable)) from None


def own_keys() -> list[Certificate]:
    """The public certificates of this installation's signing key and of its earlier ones.

    Raises CannotBegin where there is no key.
    """
    own = settings()
    # No key is made only because somebody asked for it.
    if not own.signing.given and not (own.data_directory / KEY_FILE).exists():
        raise CannotBegin(NO_KEY)
    try:
        return own_certificates(own.data_directory, own.signing)
    except KeyUnusable as unusable:
        raise CannotBegin(str(unusable)) from None


def bytes_of(file: Path) -> bytes | Found:
    """The bytes of a file, or what is said of one that cannot be read."""
    try:
        if file.stat().st_size > LARGEST:
            return Found(UNREADABLE, ("It is larger than 50 MB; no certificate is.",))
        return file.read_bytes()
    except OSError as error:
        return Found(UNREADABLE, (f"It cannot be read: {error.strerror}.",))


def verified(data: bytes, trusted: Sequence[Certificate], clocks: Sequence[Certificate], today: date) -> Found:
    """Whether these bytes are a certificate that a trusted key signed, and whether it is valid on this day."""
    examined = examine_apart(data, trusted, clocks)
    if examined.fault is not None:
        code = UNREADABLE if examined.fault in UNREAD else BAD
        return Found(code, (SENTENCES[examined.fault], *_signed_by(examined.fault, examined.signer)))
    try:
        facts = facts_told(examined)
        valid, dates = _dates(facts, today)
        lines = (*_signature(examined, today), *_facts(facts), *dates)
    except CertificateRefused as refused:
        return Found(BAD, (str(refused),))
    except (ValueError, TypeError):
        return Found(BAD, (SENTENCES[Fault.NO_FACTS],))
    return Found(GOOD if valid else BAD, lines)


def derived(data: bytes) -> Found:
    """Whether the answers in a certificate come to what it says, by the logic that it carries."""
    found = derive_apart(data)
    if found is None:
        return Found(UNREADABLE, (SENTENCES[Fault.TOO_MUCH],))
    if found.refused:
        return Found(BAD if found.read else UNREADABLE, (found.refused,))
    lines = [f"Certificate {found.number}"]
    lines += [f"{'same     ' if each.same else 'DIFFERENT'}  {each.sentence}" for each in found.compared]
    if found.same:
        return Found(GOOD, (*lines, "The answers come to what the certificate says."))
    return Found(BAD, (*lines, "The answers do not come to what the certificate says."))


def _signed_by(fault: Fault, signer: str) -> Iterator[str]:
    if fault is Fault.STRANGER:
        yield f"The key calls itself “{shown(signer)}”. If it is an older key of the office, name it with --trust."


def _signature(found: Examined, today: date) -> Iterator[str]:
    above = f", for whom “{shown(found.voucher)}” vouches" if found.voucher else ""
    yield f"Signature: holds and covers the whole file; signed by “{shown(found.signer)}”{above}."
    if found.stamped_at:
        moment = datetime.fromisoformat(found.stamped_at)
        unknown = "" if found.stamp_vouched else "; nobody who was named with --trust-time vouches for them"
        yield f"Time stamp: {moment:%Y-%m-%d %H:%M:%S} UTC by “{shown(found.stamped_by)}”{unknown}."
    if found.key_until < today.isoformat() and not found.stamp_vouched:
        yield (
            f"The certificate of its key ended on {found.key_until}. That it was signed before then, only "
            + ("the time stamp says." if found.stamped_at else "the signer's own clock says.")
        )
    if found.signer == DEMONSTRATION_NAME:
        yield "DEMONSTRATION: signed with a demonstration key, without legal effect."


def _facts(facts: CertificateFacts) -> Iterator[str]:
    yield f"Certificate {shown(facts.number)}: {shown(facts.system_name)}, {shown(facts.organisation)}."
    level: Any = facts.level.label.get("en") or next(iter(facts.level.label.values()), facts.level.id)
    yield f"Level: {shown(level)} ({facts.level.place + 1} of {facts.level.count})."
    matrix = facts.matrix
    yield f"Matrix: {shown(matrix.id)} {shown(matrix.version)}, digest of its logic {shown(matrix.logic_digest)}."
    if facts.replaces:
        yield f"Replaces certificate {shown(facts.replaces)}."


def _dates(facts: CertificateFacts, today: date) -> tuple[bool, tuple[str, ...]]:
    """Whether the certificate is valid on this day by its own dates, and sentences that say so."""
    issued = date.fromisoformat(facts.issued_on)
    if facts.valid_until is None:
        until, end = None, "without an end"
    else:
        until = date.fromisoformat(facts.valid_until)
        end = f"until {until}"
    told = f"Issued on {issued}, valid {end}."
    if today < issued:
        return False, (told, f"Genuine, but not valid yet on {today}.")
    if until is not None and until < today:
        return False, (told, f"Genuine, but expired: {today} is after {until}.")
    later = "Whether it was suspended, revoked or replaced since, only its public page can tell (see its QR code)."
    return True, (told, f"Genuine, and valid on {today} by its dates.", later)
