"""A certificate's page and its file, and the addresses of what else the public reaches."""

from __future__ import annotations

from functools import lru_cache

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from app.storage.certificates import Certificate
from app.web.access import EVERYONE, SIGNED_IN, audience, readable_assessment
from app.web.certificates import (
    document_language,
    facts_of,
    file_path,
    languages_to_download,
    may_download,
    said,
    standing_of,
)
from app.web.errors import error_page
from app.web.issued_files import issued_file
from app.web.listings import listing_of
from app.web.localisation import gettext as _
from app.web.public import checking, incidents
from app.web.public.finding import certificate_or_page

blueprint = Blueprint("public", __name__)

for address, name, view, methods in (
    ("/certificates/<number>/incident", "report_incident", incidents.report_incident, ["GET", "POST"]),
    ("/certificates/<number>/incident/reported", "incident_reported", incidents.incident_reported, ["GET"]),
    ("/certificates/<number>.json", "certificate_json", checking.certificate_json, ["GET"]),
    ("/verify", "verify", checking.verify, ["GET"]),
    ("/verify", "verify_file", checking.verify_file, ["POST"]),
):
    blueprint.add_url_rule(address, name, view, methods=methods)
blueprint.register_error_handler(RequestEntityTooLarge, checking.too_large)


@blueprint.get("/certificates/<number>")
@audience(EVERYONE)
def certificate(number: str) -> ResponseReturnValue:
    """Whether this certificate is genuine and how it stands today, in words; nothing private."""
    found = certificate_or_page(number)
    if not isinstance(found, Certificate):
        return found
    if found.number != number:
        return redirect(url_for("public.certificate", number=found.number))
    return render_template(
        "public/certificate.html",
        certificate=found,
        facts=facts_of(found),
        standing=standing_of(found),
        said=said,
        listing=listing_of(found),
        code=_code(found.number),
        downloads=languages_to_download() if may_download(found, signed_in=g.actor is not None) else (),
        key=found.submission.published_matrix_id,
    )


def _code(number: str) -> str:
    """The QR code of the certificate's page, the same as on its paper."""
    return _drawn(current_app.config["FENJI_SETTINGS"].address + url_for("public.certificate", number=number))


@lru_cache(maxsize=256)
def _drawn(address: str) -> str:
    # Drawing takes as long as the rest of the page, and an address always has the same code. The library is loaded
    # only now, as what makes documents is.
    from app.documents.pictures import qr_svg

    return qr_svg(address, "")


@blueprint.get("/certificates/<number>.pdf")
@audience(SIGNED_IN)
def certificate_pdf(number: str) -> ResponseReturnValue:
    """The PDF, for people with access to the assessment; 404 to others."""
    found = certificate_or_page(number)
    if not isinstance(found, Certificate):
        return found
    readable_assessment(found.assessment_id)
    wanted = document_language(request.args.get("language"))
    if wanted is None:
        return error_page(404, sentence=_("There is no certificate in this language."))
    return issued_file(file_path(found, wanted), f"{found.number}-{wanted}.pdf")
