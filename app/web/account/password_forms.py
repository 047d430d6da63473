"""The forms in which people choose a password, change it, or say that they forgot it."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import PasswordField, StringField, ValidationError

from app.web.account.forms import LONGEST_EMAIL, LONGEST_PASSWORD
from app.web.language_field import LanguageField
from app.web.language_switch import Form
from app.web.localisation import LazyText
from app.web.localisation import gettext as _
from app.web.password_words import check_choice


class ForgottenForm(Form):
    """The address of whoever forgot their password."""

    email = StringField(LazyText("Email address"))

    def validate_email(self, field: StringField) -> None:
        """Say what is missing; whether the address is known is nobody's business."""
        field.data = (field.data or "").strip()
        if not field.data:
            raise ValidationError(_("Enter your email address"))
        if len(field.data) > LONGEST_EMAIL:
            raise ValidationError(_("That is too long for an email address"))
        if "@" not in field.data.strip("@"):
            raise ValidationError(_("Enter an email address such as name@example.org"))


class ChoosePasswordForm(Form):
    """A password of one's own; `known` is what everybody knows of the person."""

    password = PasswordField(LazyText("Password"))

    def __init__(self, known: Iterable[str] = (), **values: object) -> None:
        super().__init__(**values)
        self._known = tuple(known)

    def validate_password(self, field: PasswordField) -> None:
        """Refuse what everybody would guess."""
        check_choice(field, self._known)


class AcceptForm(ChoosePasswordForm):
    """The same, and the language in which somebody who is new reads."""

    language = LanguageField()


class ChangePasswordForm(Form):
    """The present password, and another."""

    password = PasswordField(LazyText("Present password"))
    new_password = PasswordField(LazyText("New password"))

    def __init__(self, known: Iterable[str] = (), **values: object) -> None:
        super().__init__(**values)
        self._known = tuple(known)

    def validate_password(self, field: PasswordField) -> None:
        """Say what is missing; whether it is right is found when it is changed."""
        if not field.data:
            raise ValidationError(_("Enter your present password"))
        if len(field.data) > LONGEST_PASSWORD:
            raise ValidationError(_("That is too long for a password"))

    def validate_new_password(self, field: PasswordField) -> None:
        """Refuse what everybody would guess, and what is no change."""
        check_choice(field, self._known)
        if field.data == self.password.data:
            raise ValidationError(_("Choose a password that differs from the present one"))


class LanguageForm(Form):
    """The language of one's pages and mails."""

    language = LanguageField()
