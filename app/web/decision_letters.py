"""The letter of a decision after which there is no certificate, for those who may read the assessment."""

from __future__ import annotations

from datetime import UTC
from io import BytesIO
from uuid import UUID

from flask import Blueprint, Flask, abort, current_app, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.documents.decision_facts import DecisionFacts, Signature, Verdict, gather_decision
from app.domain.lifecycle import State
from app.settings import Settings
from app.storage.assessments import Assessment, Submission, decisions_of, latest_submission
from app.storage.columns import reference
from app.storage.matrices import plan_of
from app.web import database
from app.web.access import SIGNED_IN, audience, readable_assessment
from app.web.certificates import document_language, languages_to_download
from app.web.errors import error_page
from app.web.localisation import LANGUAGES
from app.web.localisation import gettext as _

blueprint = Blueprint("decisions", __name__)
PRIVATE = "private, no-store"
VERDICTS: dict[str, Verdict] = {
    State.REJECTED: "rejected",
    State.APPROVED: "approved_without_certificate",  # where the level allows a certificate, approved is passed at once
}


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
    # Only now: what makes PDFs takes a second to load.
    from app.documents.press import press
    from app.documents.signing import signer_of

    found, session = readable_assessment(assessment_id), database.session()
    submission = latest_submission(session, found)
    if submission is None or not has_letter(found):
        abort(404)
    wanted = document_language(request.args.get("language"))
    if wanted is None:
        return error_page(404, sentence=_("There is no such letter in this language."))
    settings: Settings = current_app.config["FENJI_SETTINGS"]
    facts = _told(session, settings, found, submission)
    session.rollback()  # setting a page takes long: no snapshot is held meanwhile
    signer = signer_of(settings.data_directory, settings.signing)
    made = press.letter(facts, wanted, signer=signer)
    name = f"{facts.reference}-{wanted}.pdf"
    response = send_file(
        BytesIO(made), mimetype="application/pdf", as_attachment=True, download_name=name, etag=False, max_age=0
    )
    response.headers["Cache-Control"] = PRIVATE
    return response


def _told(session: Session, settings: Settings, found: Assessment, submission: Submission) -> DecisionFacts:
    return gather_decision(
        plan_of(submission.published_matrix).matrix,
        submission.level,
        verdict=VERDICTS[found.state],
        reference=reference(found.id),
        system_name=submission.system_name,
        organisation=submission.organisation_name,
        office={code: settings.office(code) for code in LANGUAGES},
        owners=[found.owner.name],
        signatures=[
            Signature(
                each.person_name,
                each.role,
                each.decision,
                each.reason,
                each.decided_at.astimezone(UTC).isoformat(timespec="seconds"),
            )
            for each in decisions_of(session, submission.id)
        ],
        revision=submission.revision,
        submitted_on=submission.submitted_at.astimezone(UTC).date(),
        submission_digest=submission.digest,
    )
