"""The two forms for checking a certificate: by its number, and by its file."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import StringField, ValidationError

from app.web.language_switch import Form
from app.web.localisation import LazyText
from app.web.localisation import gettext as _
from app.web.public.numbers import read_number


class NumberForm(Form):
    """A number, typed off a certificate; it is asked by GET, so that the answer has an address."""

    class Meta:
        """Nothing is changed by asking, so no token is needed."""

        csrf = False

    number = StringField(LazyText("Certificate number"))

    def validate_number(self, field: StringField) -> None:
        """Say how a number looks when this cannot be one."""
        typed = (field.data or "").strip()
        if not typed:
            raise ValidationError(_("Enter the number of the certificate"))
        if read_number(typed) is None:
            raise ValidationError(_("Enter a number such as FJ-2026-7K3M-9QXZ"))


class FileForm(Form):
    """A PDF that is compared with those that were issued."""

    file = FileField(LazyText("PDF file"))

    def validate_file(self, field: FileField) -> None:
        """Say what is missing; what the file holds is looked at afterwards."""
        if not field.data or not field.data.filename:
            raise ValidationError(_("Choose the PDF file of the certificate"))
