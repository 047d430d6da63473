"""The page of one person, and what an administrator may do there."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.lifecycle import Refused, Role
from app.domain.names import mixed_scripts
from app.settings import Settings
from app.storage import directory, one_time_links
from app.storage.directory import Listed, Standing
from app.storage.federation import identities_of
from app.web import database
from app.web.access import administered_person, audience, signed_in
from app.web.administrator.forms import RolesForm, role_help
from app.web.clock import now
from app.web.devices import session_rows
from app.web.localisation import gettext as _
from app.workflow import ending_sessions, federating, inviting, resetting, second_factors
from app.workflow.errors import Invalid
from app.workflow.linking import Kind, link_key


@audience(Role.ADMINISTRATOR)
def show(person_id: UUID) -> ResponseReturnValue:
    """Who somebody is, what they may do, where they are signed in."""
    found = administered_person(person_id)
    form = RolesForm(formdata=None)
    form.roles.data = sorted(found.person.role_names())
    return _page(found, form)


@audience(Role.ADMINISTRATOR)
def change_roles(person_id: UUID) -> ResponseReturnValue:
    """Let somebody have exactly the roles that are ticked."""
    found, form = administered_person(person_id), RolesForm()
    if not form.validate():
        return _page(found, form, 400)
    inviting.give_roles(
        database.session(), actor=signed_in(), person_id=person_id, roles=form.roles.chosen(), now=now()
    )
    flash(_("The roles of %(name)s are saved.", name=found.person.name), "success")
    return _back(person_id)


@audience(Role.ADMINISTRATOR)
def invite_again(person_id: UUID) -> ResponseReturnValue:
    """Send the invitation again; the link of before opens nothing any more."""
    found = administered_person(person_id)
    try:
        inviting.invite_again(database.session(), actor=signed_in(), person_id=person_id, key=_key(), now=now())
    except Invalid:
        raise Refused("not_invited") from None
    flash(
        _("A new invitation to %(address)s is on its way. It is valid for 7 days.", address=found.person.email),
        "success",
    )
    return _back(person_id)


@audience(Role.ADMINISTRATOR)
def send_reset(person_id: UUID) -> ResponseReturnValue:
    """Send a link to choose another password."""
    found = administered_person(person_id)
    try:
        resetting.send_reset(database.session(), actor=signed_in(), person_id=person_id, key=_key(), now=now())
    except Invalid:
        raise Refused("no_password") from None
    flash(
        _(
            "A link to choose another password is on its way to %(address)s. It is valid for one hour.",
            address=found.person.email,
        ),
        "success",
    )
    return _back(person_id)


@audience(Role.ADMINISTRATOR)
def end_sessions(person_id: UUID) -> ResponseReturnValue:
    """End every session of somebody."""
    found = administered_person(person_id)
    ending_sessions.end_all_of(database.session(), actor=signed_in(), person_id=person_id, now=now())
    flash(_("Every session of %(name)s has ended.", name=found.person.name), "success")
    return _back(person_id)


@audience(Role.ADMINISTRATOR)
def reset_factors(person_id: UUID) -> ResponseReturnValue:
    """Take every second factor from somebody who lost them."""
    found = administered_person(person_id)
    second_factors.reset_factors(database.session(), signed_in(), person_id, now())
    flash(
        _("%(name)s now signs in with the password alone, and every session has ended.", name=found.person.name),
        "success",
    )
    return _back(person_id)


@audience(Role.ADMINISTRATOR)
def unlink(person_id: UUID) -> ResponseReturnValue:
    """Forget with which account of a provider somebody signs in."""
    found = administered_person(person_id)
    federating.unlink(database.session(), actor=signed_in(), person_id=person_id, now=now())
    flash(_("The link of %(name)s is taken off, and every session has ended.", name=found.person.name), "success")
    return _back(person_id)


@audience(Role.ADMINISTRATOR)
def deactivate(person_id: UUID) -> ResponseReturnValue:
    """Ask once more, then let somebody go."""
    found = administered_person(person_id)
    if request.method == "GET":
        if person_id == signed_in().person_id:
            raise Refused("own_account")
        return render_template("administrator/deactivate.html", found=found)
    inviting.deactivate(database.session(), actor=signed_in(), person_id=person_id, now=now())
    flash(_("%(name)s can sign in no more. Every session has ended.", name=found.person.name), "success")
    return _back(person_id)


@audience(Role.ADMINISTRATOR)
def reactivate(person_id: UUID) -> ResponseReturnValue:
    """Take somebody back, with the roles they had."""
    found = administered_person(person_id)
    inviting.reactivate(database.session(), actor=signed_in(), person_id=person_id, now=now())
    flash(_("%(name)s can sign in again, with the roles of before.", name=found.person.name), "success")
    return _back(person_id)


def _page(found: Listed, form: RolesForm, status: int = 200) -> ResponseReturnValue:
    session, person = database.session(), found.person
    invitation = one_time_links.latest(session, person.id, Kind.INVITATION)
    page = render_template(
        "administrator/person.html",
        found=found,
        person=person,
        form=form,
        role_help=role_help(),
        sessions=session_rows(session, person.id),
        factors=[_factor_in_words(kind) for kind in directory.second_factor_kinds(session, person.id)],
        identities=sorted({urlsplit(each.issuer).netloc for each in identities_of(session, person.id)}),
        mixed=mixed_scripts(person.name),
        invitation=invitation if found.standing is Standing.INVITED else None,
        invitation_open=invitation is not None and invitation.used_at is None and invitation.expires_at > now(),
        is_you=person.id == signed_in().person_id,
    )
    return make_response(page, status)


def _factor_in_words(kind: str) -> str:
    return {"totp": _("Authenticator app"), "passkey": _("Passkey")}[kind]


def _key() -> bytes:
    settings: Settings = current_app.config["FENJI_SETTINGS"]
    return link_key(settings.secret_key)


def _back(person_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("administrator.person", person_id=person_id))
