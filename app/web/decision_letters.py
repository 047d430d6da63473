"""The letter of a decision after which there is no certificate, for those who may read the assessment."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from flask import Blueprint, Flask, abort, current_app, request
from flask.typing import ResponseReturnValue

from app.documents.decision_facts import DecisionFacts
from app.settings import Settings
from app.storage.assessments import Assessment
from app.storage.letters import DecisionLetter
from app.web import database
from app.web.access import SIGNED_IN, audience, readable_assessment
from app.web.certificates import document_language, languages_to_download, office_names
from app.web.clock import now
from app.web.errors import error_page
from app.web.issued_files import issued_file
from app.web.localisation import gettext as _
from app.workflow.writing_letters import VERDICTS, letter_file, letter_of

blueprint = Blueprint("decisions", __name__)


def install(app: Flask) -> None:
    """Let templates ask whether there is a letter, and in which languages."""
    app.jinja_env.globals.update(has_letter=has_letter, letter_languages=languages_to_download)


def has_letter(found: Assessment) -> bool:
    """Whether the assessment has ended with a decision and without a certificate."""
    return found.state in VERDICTS


@blueprint.get("/assessments/<uuid:assessment_id>/decision.pdf")
@audience(SIGNED_IN)
def letter(assessment_id: UUID) -> ResponseReturnValue:
    """The letter as a signed PDF; 404 to strangers, and where nothing was decided for good."""
    readable_assessment(assessment_id)
    wanted = document_language(request.args.get("language"))
    if wanted is None:
        return error_page(404, sentence=_("There is no such letter in this language."))
    found = letter_of(database.session(), assessment_id=assessment_id, office=office_names(), now=now())
    if found is None:
        abort(404)
    name = f"{found.facts['reference']}-{wanted}.pdf"
    return issued_file(letter_path(found, wanted), name)


def letter_path(found: DecisionLetter, wanted: str, *, patient: bool = False) -> Path:
    """The path of the letter's PDF in a document language; as certificates.file_path."""
    settings: Settings = current_app.config["FENJI_SETTINGS"]

    def render(facts: DecisionFacts, in_language: str) -> bytes:
        # Only now: what makes PDFs takes a second to load, and the key is for what is made now.
        from app.documents.press import press_for
        from app.documents.signing import signer_of

        return press_for(patient=patient).letter(
            facts, in_language, signer=signer_of(settings.data_directory, settings.signing)
        )

    return letter_file(
        database.session(),
        letter=found,
        language=wanted,
        data_directory=settings.data_directory,
        render=render,
        now=now(),
    )
