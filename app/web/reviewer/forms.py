"""The form with which a reviewer decides."""

from __future__ import annotations

from wtforms import HiddenField, TextAreaField, ValidationError

from app.domain.lifecycle import Action
from app.web.language_switch import Form
from app.web.localisation import LazyText, number_in_words
from app.web.localisation import gettext as _
from app.workflow.moving import LONGEST_REASON


class DecisionForm(Form):
    """The digest of the submission that was read, and a reason.

    `action` is what the pressed button stands for; all but an approval need a reason.
    """

    digest = HiddenField()
    reason = TextAreaField(LazyText("Reason"))

    def __init__(self, action: Action | None = None, **values: object) -> None:
        super().__init__(**values)
        self._action = action

    def validate_reason(self, field: TextAreaField) -> None:
        """Say what the reason is needed for, or that it is too long; what was typed stays."""
        typed = (field.data or "").strip()
        if not typed and self._action is not Action.APPROVE:
            raise ValidationError(_missing(self._action))
        if len(typed) > LONGEST_REASON:
            longest = number_in_words(LONGEST_REASON)
            raise ValidationError(_("Shorten the reason to %(longest)s characters", longest=longest))


def _missing(action: Action | None) -> str:
    return {
        Action.SEND_BACK: _("Enter what has to change before this can be approved"),
        Action.REJECT: _("Enter why this is rejected"),
        Action.SUSPEND: _("Enter why the certificate is suspended"),
        Action.LIFT: _("Enter why the suspension is lifted"),
        Action.REVOKE: _("Enter why the certificate is revoked"),
    }.get(action or Action.SEND_BACK, _("Enter a reason"))
