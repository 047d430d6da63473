"""Giving out evidence files: to those who may read the assessment, as a download that no browser opens as a page."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from flask import Blueprint, abort, current_app, send_file
from flask.typing import ResponseReturnValue

from app.storage.evidence import bytes_of
from app.web.access import SIGNED_IN, audience, readable_evidence

blueprint = Blueprint("evidence", __name__)
PRIVATE = "private, no-store"
POLICY = "sandbox; default-src 'none'"


@blueprint.get("/assessments/<uuid:assessment_id>/evidence/<uuid:file_id>/<name>")
@audience(SIGNED_IN)
def download(assessment_id: UUID, file_id: UUID, name: str) -> ResponseReturnValue:
    """The bytes as they were uploaded; 404 to strangers, and an error page when they are gone or altered."""
    file = readable_evidence(assessment_id, file_id)
    if file.name != name:
        abort(404)
    data = bytes_of(current_app.config["FENJI_SETTINGS"].data_directory, file)
    response = send_file(BytesIO(data), mimetype=file.kind, as_attachment=True, download_name=file.name, etag=False)
    response.content_type = file.kind  # a text says nothing of its encoding
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = PRIVATE
    return response
