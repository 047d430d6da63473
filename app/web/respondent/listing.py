"""The owner's choice for the public register, on the page of the result."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.lifecycle import Role
from app.storage.assessments import Assessment
from app.web import database
from app.web.access import audience, own_assessment, signed_in
from app.web.clock import now
from app.web.localisation import gettext as _
from app.workflow.listing import set_listed


def decides_listing(found: Assessment) -> bool:
    """Whether whoever looks is the owner, who alone decides."""
    return found.owner_id == signed_in().person_id


@audience(Role.RESPONDENT)
def change_listing(assessment_id: UUID) -> ResponseReturnValue:
    """Put the system on the register or take it off, and go back to the result."""
    found = own_assessment(assessment_id)
    name, listed = found.system_name, request.form.get("listed") == "yes"
    if set_listed(database.session(), actor=signed_in(), assessment_id=assessment_id, listed=listed, now=now()):
        if listed:
            flash(_("“%(name)s” may stand in the public register now.", name=name), "success")
        else:
            flash(_("“%(name)s” is no longer in the public register.", name=name), "success")
    return redirect(url_for("respondent.result", assessment_id=assessment_id) + "#register")
