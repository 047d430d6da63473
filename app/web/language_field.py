"""The field in which somebody chooses the language that a person reads."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, ValidationError

from app.web.localisation import LANGUAGES, LazyText
from app.web.localisation import gettext as _


class LanguageField(RadioField):
    """One of our languages, each named in its own words; none of them is refused with a sentence."""

    def __init__(self, label: str = LazyText("Language"), **values: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **values)
        self.choices = list(LANGUAGES.items())

    def pre_validate(self, form: object) -> None:  # noqa: ARG002 - the signature is WTForms'
        """Say what is missing."""
        if self.data not in LANGUAGES:
            raise ValidationError(_("Choose a language"))
