"""The interface's words for states, actions, roles and refusals, so that every page says the same."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask
from markupsafe import Markup, escape
from wtforms import Field

from app.domain.lifecycle import Action, Role, State
from app.web.localisation import gettext as _
from app.web.localisation import language, teach


def state_in_words(state: str) -> str:
    """Where an assessment stands, as a tag says it."""
    return {
        State.DRAFT: _("Draft"),
        State.SUBMITTED: _("Submitted"),
        State.IN_REVIEW: _("In review"),
        State.SENT_BACK: _("Sent back"),
        State.REJECTED: _("Rejected"),
        State.WITHDRAWN: _("Withdrawn"),
        State.APPROVED: _("Approved"),
        State.CERTIFIED: _("Certified"),
        State.SUSPENDED: _("Suspended"),
        State.REVOKED: _("Revoked"),
        State.EXPIRED: _("Expired"),
        State.SUPERSEDED: _("Superseded"),
    }[State(state)]


def action_in_words(action: str) -> str:
    """What a person does, as a button says it; the actions of the system have no button."""
    return {
        Action.SAVE: _("Save"),
        Action.SUBMIT: _("Submit"),
        Action.WITHDRAW: _("Withdraw"),
        Action.START_REVIEW: _("Start the review"),
        Action.REMARK: _("Write a remark"),
        Action.APPROVE: _("Approve"),
        Action.SEND_BACK: _("Send back"),
        Action.REJECT: _("Reject"),
        Action.REVISE: _("Revise"),
        Action.SUSPEND: _("Suspend the certificate"),
        Action.LIFT: _("Lift the suspension"),
        Action.REVOKE: _("Revoke the certificate"),
    }[Action(action)]


def role_in_words(role: str) -> str:
    """Whom a person is to the product."""
    return {
        Role.RESPONDENT: _("Respondent"),
        Role.REVIEWER: _("Reviewer"),
        Role.ETHICS_REVIEWER: _("Ethics reviewer"),
        Role.STEWARD: _("Steward"),
        Role.AUDITOR: _("Auditor"),
        Role.ADMINISTRATOR: _("Administrator"),
        Role.SYSTEM: _("The system"),
    }[Role(role)]


def refusal_sentence(reason: str) -> str:
    """Why a move was refused, for the person who asked for it."""
    return {
        "not_in_this_state": _("This can no longer be done: the assessment has moved on."),
        "not_your_role": _("Your role does not allow this."),
        "not_responsible": _("Only those who are responsible for this assessment can do this."),
        "not_the_owner": _("Only the person who owns this assessment can do this."),
        "answers_missing": _("Some questions still need an answer, or an answer does not fit."),
        "tests_incomplete": _("The result of a test is not complete."),
        "remarks_open": _("A remark of a reviewer still needs your reply."),
        "contributor": _("You had a hand in this assessment, so somebody else has to decide on it."),
        "digest_changed": _("The assessment was submitted anew while you were reading. Read the new one first."),
        "already_decided": _("You have already signed this assessment; each person counts once."),
        "not_opened": _("Open the assessment and read it before you decide on it."),
        "no_step_open": _("No step of the review is open for you."),
        "step_of_another_role": _("The next step of the review belongs to another role."),
        "policy_met": _("Every approval is already there."),
        "approvals_open": _("Other approvals are still open."),
        "level_without_certificate": _("Systems of this level cannot be certified."),
        "blocking_tests_open": _("A test that must be passed is still open or has failed."),
        "still_valid": _("The certificate is still valid."),
        "reason_missing": _("Give a reason."),
        "submission_altered": _("The stored submission does not match its digest, so nobody can decide on it."),
        "incident_decided": _("Somebody has decided on this incident already."),
        "reported_it": _("You reported this incident, so somebody else has to decide on it."),
        "not_in_force": _("The certificate is neither valid nor suspended."),
        "own_roles": _("Nobody gives roles to themselves."),
        "own_factors": _("Nobody resets their own second factors. Ask another administrator."),
        "factor_required": _("Your role needs a second factor, and this is your last one. Set up another first."),
        "confirm_again": _("Confirm first that it is you: open the page of your second factors again."),
        "own_account": _("Nobody closes their own account."),
        "not_invited": _("This person is not waiting for an invitation."),
        "no_password": _("This person has no password that could be forgotten."),
        "last_administrator": _("Somebody has to be able to manage people: this is the last administrator."),
    }.get(reason, _("This cannot be done now."))


def install(app: Flask) -> None:
    """Offer the words to templates, and the messages of a field once each."""
    teach(app, "state", state_in_words)
    teach(app, "action", action_in_words)
    teach(app, "role", role_in_words)
    teach(app, "refusal", refusal_sentence)
    app.add_template_global(field_messages)
    app.add_template_global(marked)


def field_messages(field: Field) -> list[str]:
    """The messages of a field, flat and each once; a field with parts keeps them by part."""
    found: Iterable[object] = field.errors.values() if isinstance(field.errors, dict) else field.errors
    flat = (message for entry in found for message in (entry if isinstance(entry, list | tuple) else [entry]))
    return list(dict.fromkeys(str(message) for message in flat))


def marked(text: object) -> Markup:
    """A text of the matrix for a page, marked with its language when that is not the page's."""
    written_in = getattr(text, "language", None)
    if written_in is None or written_in == language():
        return escape(text)
    return Markup('<span lang="{}">{}</span>').format(written_in, str(text))
