"""Reporting an incident at the page of a certificate, and what whoever did so is told."""

from __future__ import annotations

from datetime import datetime

from flask import g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.storage.certificates import Certificate
from app.web import database
from app.web.access import EVERYONE, audience
from app.web.certificates import facts_of, may_download, standing_of
from app.web.clock import now
from app.web.localisation import ngettext
from app.web.public.finding import certificate_or_page
from app.web.public.incident_form import IncidentForm
from app.workflow import reporting
from app.workflow.actor import Actor
from app.workflow.errors import Refused, TooMany
from app.workflow.standing import holds

REPORTED = "reported"  # what this browser reported last: the certificate, the reference, and by when it is answered
MINUTE = 60


@audience(EVERYONE)
def report_incident(number: str) -> ResponseReturnValue:
    """Ask what happened, keep it, and go on to what happens next."""
    found = _named(number)
    if not isinstance(found, Certificate):
        return found
    if not holds(found.assessment, found, now()):
        return _closed(found)
    form, reporter = IncidentForm(), _reporter(found)
    if request.method == "GET":
        return _page(found, form, reporter)
    if not form.validate():
        return _page(found, form, reporter), 400
    try:
        told = reporting.report(
            database.session(),
            certificate_id=found.id,
            description=form.description.data or "",
            happened_on=form.happened.data,
            contact=(form.contact.data or "") if reporter is None else "",
            reporter=reporter,
            address=request.remote_addr or "",
            now=now(),
        )
    except TooMany as refused:
        return _too_many(found, form, reporter, refused)
    except Refused:
        return _closed(found)
    session[REPORTED] = [found.number, told.reference, told.due_at.isoformat() if told.due_at else ""]
    return redirect(url_for("public.incident_reported", number=found.number))


@audience(EVERYONE)
def incident_reported(number: str) -> ResponseReturnValue:
    """The reference of what this browser reported last, what happens next and by when."""
    found = _named(number)
    if not isinstance(found, Certificate):
        return found
    about, reference, due = session.get(REPORTED) or ("", "", "")
    if about != found.number:
        return redirect(url_for("public.report_incident", number=found.number))
    return render_template(
        "public/incident_reported.html",
        certificate=found,
        reference=reference,
        due_at=datetime.fromisoformat(due) if due else None,
    )


def _named(number: str) -> Certificate | ResponseReturnValue:
    """The certificate; the page of an unknown number, or the way to its one way of writing."""
    found = certificate_or_page(number)
    if not isinstance(found, Certificate):
        return found
    if found.number != number and request.method == "GET":
        return redirect(url_for(str(request.endpoint), number=found.number))
    return found


def _reporter(found: Certificate) -> Actor | None:
    """Whoever is signed in and can read the assessment; everybody else is the public, and is not named."""
    actor: Actor | None = g.actor
    return actor if may_download(found, signed_in=actor is not None) else None


def _page(found: Certificate, form: IncidentForm, reporter: Actor | None) -> str:
    return render_template(
        "public/incident.html",
        certificate=found,
        facts=facts_of(found),
        standing=standing_of(found),
        form=form,
        reporter=reporter,
    )


def _closed(found: Certificate) -> ResponseReturnValue:
    return render_template("public/incident_closed.html", certificate=found, standing=standing_of(found)), 409


def _too_many(found: Certificate, form: IncidentForm, reporter: Actor | None, refused: TooMany) -> ResponseReturnValue:
    minutes = -(-refused.wait_seconds // MINUTE)
    sentence = ngettext(
        "Too many reports came in a short time. Yours was not kept yet: send it again in %(num)s minute.",
        "Too many reports came in a short time. Yours was not kept yet: send it again in %(num)s minutes.",
        minutes,
    )
    form.form_errors.append(sentence)
    return _page(found, form, reporter), 429, {"Retry-After": str(refused.wait_seconds)}
