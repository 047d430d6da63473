"""What a file is that somebody offers to be checked, held against the files and the facts that the office keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from cryptography.x509 import Certificate as KeyCertificate
from flask import current_app

from app.documents.facts import BESIDE
from app.domain.canonical import canonical_json
from app.settings import Settings
from app.storage import certificates
from app.storage.certificates import Certificate
from app.web import database
from app.web.public.numbers import number_inside, read_number

if TYPE_CHECKING:
    from app.documents.certificate_reading import Examined

# What the page of a certificate tells everybody; that other facts differ is said without naming them.
TOLD_TO_ALL = ("system_name", "organisation", "level", "issued_on", "valid_until", "matrix", "submission_digest")
OTHER = "other"
# An older key may be a stranger's by now, or its certificate have been out of date, yet the very bytes are on record.
GENUINE = ("", "stranger", "out_of_date", "too_much")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file is: `genuine`, `contradicted` (issued, but facts or signature do not fit), `altered` or `foreign`.

    `certificate` is the one that it is or pretends to be. `fault` is why the file itself cannot be believed, a value of
    certificate_reading.Fault or empty; `differing` names facts that it tells otherwise than the office does.
    `stamped_at` and `stamped_by` are of its time stamp, where there is one.
    """

    kind: Literal["genuine", "contradicted", "altered", "foreign"]
    digest: str
    certificate: Certificate | None
    fault: str
    signer: str
    demonstration: bool
    has_facts: bool
    differing: tuple[str, ...]
    stamped_at: datetime | None
    stamped_by: str


def verdict_of(data: bytes, digest: str) -> Verdict:
    """Hold a file's bytes, with their SHA-256, against what was issued.

    Raises documents.apart.Busy while many others are being read.
    """
    # Only now: what reads PDFs takes a second to load, and most starts of the server check none at once.
    from app.documents.apart import examine_apart
    from app.documents.signing import DEMONSTRATION_NAME

    issued = certificates.by_sha256(database.session(), digest)
    # Reading takes a moment: no snapshot of the database is held meanwhile.
    key = issued.certificate_id if issued else None
    database.session().rollback()
    examined = examine_apart(data, *_known())
    about = certificates.certificate(database.session(), key) if key else _named(examined, data)
    differing = _differing(examined.told, about.facts) if about and examined.told is not None else ()
    fault = str(examined.fault or "")
    return Verdict(
        kind=_kind(about, fault, differing, issued=issued is not None),
        digest=digest,
        certificate=about,
        fault=fault,
        signer=examined.signer,
        demonstration=examined.signer == DEMONSTRATION_NAME,
        has_facts=examined.told is not None,
        differing=differing,
        stamped_at=datetime.fromisoformat(examined.stamped_at) if examined.stamped_at else None,
        stamped_by=examined.stamped_by,
    )


def _kind(
    about: Certificate | None, fault: str, differing: tuple[str, ...], *, issued: bool
) -> Literal["genuine", "contradicted", "altered", "foreign"]:
    if not issued:
        return "altered" if about else "foreign"
    return "genuine" if fault in GENUINE and not differing else "contradicted"


def _known() -> tuple[list[KeyCertificate], list[KeyCertificate]]:
    """The certificates of the office's keys, now and earlier, and those that vouch for time stamps."""
    from app.documents.signing import certificate_of, signer_of
    from app.documents.trusted_keys import clocks_of, earlier_certificates
    from app.documents.unsigned import KeyUnusable

    settings: Settings = current_app.config["FENJI_SETTINGS"]

    def found(look: Callable[[], list[KeyCertificate]]) -> list[KeyCertificate]:
        try:
            return look()
        except KeyUnusable as unusable:
            current_app.logger.warning("signatures are checked against fewer certificates: %s", unusable)
            return []

    own = found(lambda: [certificate_of(signer_of(settings.data_directory, settings.signing))])
    earlier = found(lambda: earlier_certificates(settings.data_directory))
    return [*own, *earlier], found(lambda: clocks_of(settings.signing))


def _named(examined: Examined, data: bytes) -> Certificate | None:
    """The certificate whose number the file tells, in its facts or open in its bytes."""
    told = (examined.told or {}).get("number")
    for number in (told if isinstance(told, str) else "", number_inside(data) or ""):
        read = read_number(number)
        found = certificates.by_number(database.session(), read) if read else None
        if found is not None:
            return found
    return None


def _differing(told: Mapping[str, Any], kept: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the public facts that differ, and OTHER where any other does."""
    keys = (told.keys() | kept.keys()) - {BESIDE}
    differ = {key for key in keys if _written(told.get(key)) != _written(kept.get(key))}
    return (*(key for key in TOLD_TO_ALL if key in differ), *((OTHER,) if differ - set(TOLD_TO_ALL) else ()))


def _written(value: object) -> bytes | None:
    """The value in its one way of writing; None for what no certificate can hold."""
    try:
        return canonical_json(value)
    except (TypeError, ValueError, RecursionError):
        return None
