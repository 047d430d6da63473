"""The form for signing in."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField, StringField, ValidationError

from app.web.language_switch import Form
from app.web.localisation import LazyText
from app.web.localisation import gettext as _

LONGEST_EMAIL = 320
LONGEST_PASSWORD = 1000


class SignInForm(Form):
    """E-mail address, password, the page to go to afterwards, and what was typed before the session ended."""

    email = StringField(LazyText("Email address"))
    password = PasswordField(LazyText("Password"))
    next = HiddenField()
    kept = HiddenField()

    def validate_email(self, field: StringField) -> None:
        """Say what is missing; whether the address is known is nobody's business."""
        field.data = (field.data or "").strip()
        if not field.data:
            raise ValidationError(_("Enter your email address"))
        if len(field.data) > LONGEST_EMAIL:
            raise ValidationError(_("That is too long for an email address"))

    def validate_password(self, field: PasswordField) -> None:
        """Say what is missing."""
        if not field.data:
            raise ValidationError(_("Enter your password"))
        if len(field.data) > LONGEST_PASSWORD:
            raise ValidationError(_("That is too long for a password"))
