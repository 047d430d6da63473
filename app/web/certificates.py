"""Certificates as pages tell of them: how they stand today, in which words, and their file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from flask import current_app
from werkzeug.exceptions import NotFound

from app.documents.answers import Enclosed
from app.documents.facts import CertificateFacts
from app.domain.lifecycle import State
from app.domain.text import Text
from app.settings import Settings
from app.storage.certificates import Certificate
from app.storage.ledger import entries_of
from app.storage.successors import successor
from app.web import database
from app.web.access import readable_assessment
from app.web.clock import now
from app.web.localisation import LANGUAGES, language
from app.workflow.keeping_certificates import certificate_file

MOVES_OF = {
    State.SUSPENDED: "suspend",
    State.REVOKED: "revoke",
    State.EXPIRED: "expire",
    State.SUPERSEDED: "supersede",
}
BOTH = "both"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a certificate stands today; `since` is when it was suspended, revoked, replaced or expired.

    `replaced_by` is the number of the certificate that took its place.
    """

    state: State
    since: datetime | date | None = None
    replaced_by: str | None = None

    @property
    def valid(self) -> bool:
        """Whether it holds today."""
        return self.state is State.CERTIFIED


def standing_of(certificate: Certificate) -> Standing:
    """How the certificate stands today, whether or not somebody has run the clock's work."""
    assessment = certificate.assessment
    state = State(assessment.state)
    if assessment.submission_id != certificate.submission_id:
        return Standing(State.SUPERSEDED)
    over = certificate.valid_until is not None and certificate.valid_until < now().astimezone(UTC).date()
    if state is State.EXPIRED or (over and state in (State.CERTIFIED, State.SUSPENDED)):
        return Standing(State.EXPIRED, certificate.valid_until)
    by = successor(database.session(), assessment.id) if state is State.SUPERSEDED else None
    return Standing(state, _moment(certificate, MOVES_OF.get(state)), by)


def _moment(certificate: Certificate, action: str | None) -> datetime | None:
    if action is None:
        return None
    entries = entries_of(database.session(), "assessment", certificate.assessment_id)
    return next((entry.at for entry in reversed(entries) if entry.action == action), None)


def said(words: Mapping[str, str]) -> Text:
    """Words by language in the page's language, or in the first that there is, marked as such."""
    if language() in words:
        return Text(words[language()], language())
    return next((Text(text, tag) for tag, text in words.items()), Text("", language()))


def office_names() -> dict[str, str]:
    """The name of the office by language, as documents that are decided on today tell it."""
    settings: Settings = current_app.config["FENJI_SETTINGS"]
    return {code: settings.office(code) for code in LANGUAGES}


def facts_of(certificate: Certificate) -> CertificateFacts:
    """What was frozen on the day of issue."""
    return CertificateFacts.from_json(certificate.facts)


def may_download(certificate: Certificate, *, signed_in: bool) -> bool:
    """Whether whoever asks has access to the assessment behind the certificate."""
    if not signed_in:
        return False
    try:
        readable_assessment(certificate.assessment_id)
    except NotFound:
        return False
    return True


def languages_to_download() -> tuple[tuple[str, str], ...]:
    """The languages a certificate can be had in, each with its own name; this page's language first."""
    own = [(code, name) for code, name in LANGUAGES.items() if code == language()]
    others = [(code, name) for code, name in LANGUAGES.items() if code != language()]
    return (*own, *others)


def both_languages(first: str) -> str:
    """Both languages in one document, this one first."""
    return "+".join((first, *(code for code in LANGUAGES if code != first)))


def document_language(wanted: str | None) -> str | None:
    """The document's language for what the address asks: one language, `both`, or nothing for the page's own.

    None when there is no such certificate.
    """
    if not wanted:
        return language()
    if wanted == BOTH:
        return both_languages(language())
    pairs = {f"{one}+{other}" for one in LANGUAGES for other in LANGUAGES if one != other}
    return wanted if wanted in LANGUAGES or wanted in pairs else None


def file_path(certificate: Certificate, wanted: str, *, patient: bool = False) -> Path:
    """The path of the certificate's PDF in a document language, made if this is the first time.

    `patient` is whoever makes it ahead: the pages of people go first. Raises documents.stuck.Stuck,
    documents.unsigned.Unsigned and workflow.keeping_files.FileLost.
    """
    settings: Settings = current_app.config["FENJI_SETTINGS"]

    def render(facts: CertificateFacts, enclosed: Enclosed, in_language: str) -> bytes:
        # Only now: what makes PDFs takes a second to load, and the key is for what is made now. What was made before
        # can be had without either.
        from app.documents.press import press_for
        from app.documents.signing import signer_of

        signer = signer_of(settings.data_directory, settings.signing)
        return press_for(patient=patient).certificate(
            facts, in_language, address=settings.address, signer=signer, enclosed=enclosed
        )

    return certificate_file(
        database.session(),
        certificate=certificate,
        language=wanted,
        data_directory=settings.data_directory,
        render=render,
        now=now(),
    )
