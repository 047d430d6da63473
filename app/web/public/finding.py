"""Finding the certificate that a number names, and telling those who guess to wait."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.storage import certificates
from app.storage.certificates import Certificate
from app.web import database
from app.web.clock import now
from app.web.localisation import ngettext
from app.web.public.forms import FileForm, NumberForm
from app.web.public.numbers import read_number
from app.workflow.errors import TooMany
from app.workflow.limiting_checks import count_unknown_number

MINUTE = 60


def certificate_named(number: str) -> Certificate | None:
    """The certificate with this number, however it is written; None is counted, and raises TooMany after many."""
    read = read_number(number)
    if read is None:
        return None  # no certificate can have it, so it is no guess
    found = certificates.by_number(database.session(), read)
    if found is None:
        count_unknown_number(database.session(), address=request.remote_addr or "", now=now())
    return found


def certificate_or_page(number: str) -> Certificate | ResponseReturnValue:
    """The certificate; else the page of an unknown number, or the one that asks to wait."""
    try:
        found = certificate_named(number)
    except TooMany as refused:
        return number_page(number, refused)
    return found or (render_template("public/unknown.html", number=number), 404)


def number_page(number: str, refused: TooMany) -> ResponseReturnValue:
    """The form for numbers, with how long to wait until another that does not exist is looked for."""
    minutes = -(-refused.wait_seconds // MINUTE)
    sentence = ngettext(
        "Too many numbers that do not exist were asked for. Try again in %(num)s minute.",
        "Too many numbers that do not exist were asked for. Try again in %(num)s minutes.",
        minutes,
    )
    form = NumberForm(number=number[:100])
    form.form_errors.append(sentence)
    page = render_template("public/verify.html", form=form, number_form=form, file_form=FileForm())
    return page, 429, {"Retry-After": str(refused.wait_seconds)}
