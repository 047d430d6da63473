"""The forms of the second step, and of setting second factors up."""

from __future__ import annotations

from wtforms import HiddenField, StringField, ValidationError

from app.domain.names import NameRefused, clean_name
from app.web.language_switch import Form
from app.web.localisation import LazyText, number_in_words
from app.web.localisation import gettext as _
from app.workflow.passkeys import LONGEST_NAME

LONGEST_CODE = 100


class SecondStepForm(Form):
    """A code, or what a passkey answered; and where to go, with what was typed before the session ended."""

    code = StringField(LazyText("Code"))
    answer = HiddenField()
    next = HiddenField()
    kept = HiddenField()

    def validate_code(self, field: StringField) -> None:
        """Say that something is missing; whatever is typed gets one and the same answer."""
        if not (field.data or "").strip() and not self.answer.data:
            raise ValidationError(_("Enter the code"))
        if len(field.data or "") > LONGEST_CODE:
            field.data = ""
            raise ValidationError(wrong_code())


class AppForm(Form):
    """The first code of an app, with the secret that it was given, sealed."""

    code = StringField(LazyText("Code that the app shows"))
    sealed = HiddenField()
    next = HiddenField()

    def validate_code(self, field: StringField) -> None:
        """Say that something is missing."""
        if not (field.data or "").strip():
            raise ValidationError(_("Enter the code that the app shows"))


class PasskeyForm(Form):
    """The name of a new passkey, and what the browser answered."""

    name = StringField(LazyText("Name of the passkey"))
    answer = HiddenField()
    next = HiddenField()

    def validate_name(self, field: StringField) -> None:
        """Take a name that can be seen and is not too long."""
        try:
            too_long = len(clean_name(field.data or "")) > LONGEST_NAME
        except NameRefused as refused:
            if refused.problem == "characters":
                raise ValidationError(_("Type the name again: it holds characters that cannot be seen")) from None
            too_long = refused.problem == "long"
            if not too_long:
                raise ValidationError(_("Enter a name for the passkey")) from None
        if too_long:
            raise ValidationError(
                _("Shorten the name to %(longest)s characters", longest=number_in_words(LONGEST_NAME))
            )


def wrong_code() -> str:
    """The one sentence for every code that is not accepted."""
    return _("This code is not right, or it was used already. Wait for the next one and enter it.")
