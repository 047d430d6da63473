"""Checking a certificate by its number, by its file, or as a program."""

from __future__ import annotations

import json
from hashlib import sha256

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from app.storage import certificates, letters
from app.storage.certificates import Certificate
from app.web import database
from app.web.access import EVERYONE, audience
from app.web.certificates import facts_of, said, standing_of
from app.web.clock import now
from app.web.errors import error_page
from app.web.localisation import gettext as _
from app.web.localisation import ngettext
from app.web.public.finding import certificate_named
from app.web.public.forms import FileForm, NumberForm
from app.web.public.numbers import read_number
from app.web.public.verdicts import verdict_of
from app.workflow.errors import TooMany
from app.workflow.limiting_checks import count_file

MEGABYTE = 1024 * 1024
MINUTE = 60
SOON = 60  # seconds after which the files that are being read now are done


@audience(EVERYONE)
def verify() -> ResponseReturnValue:
    """Two ways to check a certificate; a number leads to its page."""
    if "number" not in request.args:
        return render_template("public/verify.html", number_form=NumberForm(), file_form=FileForm())
    form = NumberForm(request.args)
    if form.validate():
        return redirect(url_for("public.certificate", number=read_number(form.number.data or "")))
    return render_template("public/verify.html", form=form, number_form=form, file_form=FileForm()), 400


@audience(EVERYONE)
def verify_file() -> ResponseReturnValue:
    """Say what a file is, held against every file that was issued; it is not kept."""
    from app.documents.apart import Busy

    form = FileForm()
    if not form.validate():
        return _again(form, 400)
    try:
        count_file(database.session(), address=request.remote_addr or "", now=now())
    except TooMany as refused:
        return _wait(form, refused.wait_seconds)
    with form.file.data.stream as stream:
        data = stream.read()
    digest = sha256(data).hexdigest()
    if letters.was_issued(database.session(), digest):
        return render_template("public/letter.html", digest=digest)
    try:
        found = verdict_of(data, digest)
    except Busy:
        return _wait(form, SOON)
    about = found.certificate
    return render_template(
        "public/file.html",
        verdict_found=found,
        certificate=about,
        standing=standing_of(about) if about else None,
        facts=facts_of(about) if about else None,
        said=said,
        key=about.submission.published_matrix_id if about else None,
    )


def too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    """The page again, for a file larger than any certificate; its body is not read."""
    megabytes = (request.max_content_length or 0) // MEGABYTE
    if request.endpoint != "public.verify_file":
        return error_page(413, megabytes=megabytes)
    # Whatever looks at the form again would find it too large again.
    request.form, request.files = ImmutableMultiDict(), ImmutableMultiDict()
    form = FileForm()
    sentence = _("Choose a file of at most %(size)s MB: this one is larger than any certificate", size=megabytes)
    form.file.errors = [sentence]
    return _again(form, 413)


@audience(EVERYONE)
def certificate_json(number: str) -> ResponseReturnValue:
    """What the page of a certificate tells, for programs; a state that changes changes the ETag."""
    try:
        found = certificate_named(number)
    except TooMany as refused:
        answer = _json({"error": "too_many_unknown_numbers", "wait_seconds": refused.wait_seconds})
        answer.headers["Retry-After"] = str(refused.wait_seconds)
        answer.status_code = 429
        return answer
    if found is None:
        answer = _json({"error": "unknown_number"})
        answer.status_code = 404
        return answer
    if found.number != number:
        return redirect(url_for("public.certificate_json", number=found.number))
    answer = _json(_machine_copy(found))
    answer.add_etag(weak=True)
    return answer.make_conditional(request)


def _machine_copy(found: Certificate) -> dict[str, object]:
    standing, facts = standing_of(found), facts_of(found)
    level, matrix = facts.level, facts.matrix
    return {
        "number": found.number,
        "state": "valid" if standing.valid else standing.state.value,
        "since": standing.since.isoformat() if standing.since else None,
        "replaced_by": standing.replaced_by,
        "replaces": facts.replaces or None,
        "system": facts.system_name,
        "organisation": facts.organisation,
        "office": facts.office,
        "level": {"id": level.id, "place": level.place + 1, "of": level.count, "label": level.label},
        "matrix": {
            "id": matrix.id,
            "version": matrix.version,
            "title": matrix.title,
            "logic_digest": matrix.logic_digest,
        },
        "issued_on": facts.issued_on,
        "valid_until": facts.valid_until,
        "submission_digest": facts.submission_digest,
        "files": [
            {"language": file.language, "sha256": file.sha256, "size": file.size}
            for file in certificates.files_of(database.session(), found.id)
        ],
    }


def _json(told: dict[str, object]) -> Response:
    answer = Response(json.dumps(told, ensure_ascii=False, indent=2) + "\n", content_type="application/json")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _again(form: FileForm, status: int) -> ResponseReturnValue:
    return render_template("public/verify.html", form=form, number_form=NumberForm(), file_form=form), status


def _wait(form: FileForm, seconds: int) -> ResponseReturnValue:
    sentence = ngettext(
        "Too many files are being checked. Try again in %(num)s minute, or check the number.",
        "Too many files are being checked. Try again in %(num)s minutes, or check the number.",
        -(-seconds // MINUTE),
    )
    form.form_errors.append(sentence)
    page = render_template("public/verify.html", form=form, number_form=NumberForm(), file_form=form)
    return page, 429, {"Retry-After": str(seconds)}
