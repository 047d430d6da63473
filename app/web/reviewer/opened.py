"""Whether a person looks at the review page now, or only their browser, ahead of them."""

from __future__ import annotations

from flask import abort, request

from app.storage.assessments import Assessment
from app.web import database
from app.web.access import signed_in
from app.web.clock import now
from app.workflow.opening import open_submission


def open_for_review(found: Assessment) -> None:
    """Record that this person opens the present submission, unless nobody looks: HEAD asks for no page.

    A browser that fetches ahead is refused with 503, so that it asks again when the person comes: it would show the
    page that it kept, and nobody would have been told.
    """
    if _fetched_ahead():
        abort(503)
    if request.method == "GET":
        open_submission(database.session(), actor=signed_in(), assessment_id=found.id, now=now())


def _fetched_ahead() -> bool:
    said = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    return any("prefetch" in words.lower() or "preview" in words.lower() for words in said)
