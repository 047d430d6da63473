"""The forms of the respondent besides the sections: a new assessment, and the declaration."""

from __future__ import annotations

from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, StringField, ValidationError

from app.domain.names import LONGEST_NAME, NameRefused, clean_name
from app.web.language_switch import Form
from app.web.localisation import LazyText, number_in_words
from app.web.localisation import gettext as _


class NewAssessmentForm(Form):
    """The name of the system to be assessed."""

    system_name = StringField(LazyText("Name of the system"))

    def validate_system_name(self, field: StringField) -> None:
        """Take a name that can be seen and is not too long; what was typed stays in the field."""
        try:
            clean_name(field.data or "")
        except NameRefused as refused:
            raise ValidationError(name_sentence(refused.problem)) from None


def name_sentence(problem: str) -> str:
    """What is wrong with the name of a system."""
    if problem == "long":
        return _("Shorten the name of the system to %(longest)s characters", longest=number_in_words(LONGEST_NAME))
    if problem == "characters":
        return _("Type the name of the system again: it holds characters that cannot be seen")
    return _("Enter the name of the system")


class DeclarationForm(Form):
    """What a person declares by submitting, and the version that they looked at."""

    version = HiddenField()
    declaration = BooleanField(
        LazyText("I have checked these answers. To the best of my knowledge they are true and complete.")
    )
    listed = BooleanField(LazyText("List this system in the public register once it is certified"))

    def validate_declaration(self, field: BooleanField) -> None:
        """Nothing is submitted without the declaration."""
        if not field.data:
            raise ValidationError(_("Confirm that the answers are true and complete"))


class EvidenceForm(Form):
    """Files to put beside a question; what each of them is, is looked at one by one."""

    files = MultipleFileField(LazyText("Files"))

    def refuse(self, sentence: str) -> None:
        """Say what is wrong with one of the files, or with all of them."""
        self.files.errors = [*self.files.errors, sentence]
