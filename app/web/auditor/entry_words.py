"""What an entry of the ledger says, as a sentence."""

from __future__ import annotations

from app.storage.ledger import Entry
from app.web.localisation import gettext as _


def sentence(entry: Entry) -> str:
    """Who did what, in the language of the page; an action without words is told by its name."""
    did = deeds().get(entry.action) or _("did “%(action)s”", action=entry.action)
    # A report of an incident may come from anybody; everybody else is told by the name that they had then.
    who = _("The public") if entry.actor_id is None and entry.actor_name == "The public" else entry.actor_name
    return _("%(who)s %(did)s", who=who, did=did)


def kind_in_words(kind: str) -> str:
    """The kind of a subject; one without a word is told by its name."""
    return {
        "assessment": _("Assessment"),
        "person": _("Person"),
        "certificate": _("Certificate"),
        "matrix": _("Matrix"),
        "organisation": _("Organisation"),
        "incident": _("Incident"),
        "ledger": _("Ledger"),
    }.get(kind, kind)


def deeds() -> dict[str, str]:
    """What each action is, as the end of a sentence that begins with who acted."""
    return _of_assessments() | _of_review() | _of_people()


def _of_assessments() -> dict[str, str]:
    return {
        "create": _("began an assessment"),
        "save": _("saved answers"),
        "import": _("took answers over from a file"),
        "rename": _("gave the system another name"),
        "add_evidence": _("added evidence"),
        "remove_evidence": _("took evidence off"),
        "test": _("recorded a test"),
        "invite_colleague": _("invited a colleague"),
        "take_off_colleague": _("took a colleague off"),
        "hand_over": _("handed the assessment over"),
        "submit": _("submitted the assessment"),
        "withdraw": _("withdrew the assessment"),
        "revise": _("opened the next revision"),
        "publish": _("published a matrix"),
        "verify": _("verified the ledger"),
    }


def _of_review() -> dict[str, str]:
    return {
        "open": _("opened the submission for review"),
        "start_review": _("took up the review"),
        "remark": _("remarked on an answer"),
        "approve": _("approved the submission"),
        "send_back": _("sent the assessment back"),
        "reject": _("rejected the assessment"),
        "escalate": _("told the administrators of a missed deadline"),
        "certify": _("issued the certificate"),
        "file": _("made the certificate’s file"),
        "letter": _("wrote the letter of the decision"),
        "letter_file": _("made the letter’s file"),
        "suspend": _("suspended the certificate"),
        "lift": _("lifted the suspension"),
        "revoke": _("revoked the certificate"),
        "expire": _("let the certificate expire"),
        "supersede": _("put another certificate in the place of this one"),
        "report_incident": _("reported an incident"),
        "dismiss": _("dismissed an incident"),
        "list": _("put the system on the public register"),
        "unlist": _("took the system off the public register"),
        "erase_contact": _("erased how to reach a reporter"),
    }


def _of_people() -> dict[str, str]:
    return {
        "add": _("added a person"),
        "invite": _("invited a person"),
        "invite_again": _("invited a person again"),
        "accept": _("accepted an invitation"),
        "roles": _("changed somebody’s roles"),
        "organisation": _("moved somebody to another organisation"),
        "deactivate": _("deactivated a person"),
        "reactivate": _("activated a person again"),
        "sign_in": _("signed in"),
        "sign_in_begun": _("gave the password; the second factor is still to come"),
        "add_factor": _("set up a second factor"),
        "remove_factor": _("took a second factor off"),
        "reset_factors": _("took all second factors off somebody who lost them"),
        "renew_recovery_codes": _("made new recovery codes"),
        "sign_out": _("signed out"),
        "end_session": _("ended a session"),
        "end_sessions": _("ended all sessions"),
        "end_other_sessions": _("ended all other sessions"),
        "send_reset": _("sent a link for a new password"),
        "forgotten": _("asked for a new password"),
        "reset": _("set a new password by a link"),
        "password": _("changed their password"),
        "language": _("chose another language"),
        "link": _("linked a sign-in with a provider"),
        "unlink": _("took off a sign-in with a provider"),
    }
