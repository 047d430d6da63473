"""A certificate's page, its file, and checking a number or a file."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO

from flask import Blueprint, abort, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.storage import certificates
from app.storage.certificates import Certificate
from app.web import database
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
from app.web.localisation import gettext as _
from app.web.public import incidents
from app.web.public.forms import FileForm, NumberForm
from app.web.public.numbers import number_inside, read_number

blueprint = Blueprint("public", __name__)
PRIVATE = "private, no-cache"

for address, name, view, methods in (
    ("incident", "report_incident", incidents.report_incident, ["GET", "POST"]),
    ("incident/reported", "incident_reported", incidents.incident_reported, ["GET"]),
):
    blueprint.add_url_rule(f"/certificates/<number>/{address}", name, view, methods=methods)


@blueprint.get("/certificates/<number>")
@audience(EVERYONE)
def certificate(number: str) -> ResponseReturnValue:
    """Whether this certificate is genuine and how it stands today, in words; nothing private."""
    found = _certificate(number)
    if found is None:
        return render_template("public/unknown.html", number=number), 404
    if found.number != number:
        return redirect(url_for("public.certificate", number=found.number))
    return render_template(
        "public/certificate.html",
        certificate=found,
        facts=facts_of(found),
        standing=standing_of(found),
        said=said,
        downloads=languages_to_download() if may_download(found, signed_in=g.actor is not None) else (),
        key=found.submission.published_matrix_id,
    )


@blueprint.get("/certificates/<number>.pdf")
@audience(SIGNED_IN)
def certificate_pdf(number: str) -> ResponseReturnValue:
    """The PDF, for people with access to the assessment; 404 to others."""
    found = _certificate(number) or abort(404)
    readable_assessment(found.assessment_id)
    wanted = document_language(request.args.get("language"))
    if wanted is None:
        return error_page(404, sentence=_("There is no certificate in this language."))
    name = f"{found.number}-{wanted}.pdf"
    path = file_path(found, wanted)
    # A certificate is small: read whole, no handle stays open however the answer ends.
    response = send_file(
        BytesIO(path.read_bytes()),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=name,
        etag=path.stem,
        conditional=True,
    )
    response.headers["Cache-Control"] = PRIVATE
    return response


@blueprint.get("/verify")
@audience(EVERYONE)
def verify() -> ResponseReturnValue:
    """Two ways to check a certificate; a number leads to its page."""
    if "number" not in request.args:
        return render_template("public/verify.html", number_form=NumberForm(), file_form=FileForm())
    form = NumberForm(request.args)
    if form.validate():
        return redirect(url_for("public.certificate", number=read_number(form.number.data or "")))
    return render_template("public/verify.html", form=form, number_form=form, file_form=FileForm()), 400


@blueprint.post("/verify")
@audience(EVERYONE)
def verify_file() -> ResponseReturnValue:
    """Compare the bytes of a file with those of every file that was issued; the file is not kept."""
    form = FileForm()
    if not form.validate():
        return render_template("public/verify.html", form=form, number_form=NumberForm(), file_form=form), 400
    with form.file.data.stream as stream:
        data = stream.read()
    digest = sha256(data).hexdigest()
    issued = certificates.by_sha256(database.session(), digest)
    named = None if issued else _certificate(number_inside(data) or "")
    about = issued.certificate if issued else named
    return render_template(
        "public/file.html",
        issued=issued,
        certificate=about,
        standing=standing_of(about) if about else None,
        facts=facts_of(about) if about else None,
        said=said,
        digest=digest,
        key=about.submission.published_matrix_id if about else None,
    )


def _certificate(number: str) -> Certificate | None:
    read = read_number(number)
    return None if read is None else certificates.by_number(database.session(), read)
