"""The form for an incident: what happened, on which day, and how to reach who reports it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from wtforms import Field, StringField, TextAreaField, ValidationError

from app.domain.typed_numbers import Unreadable
from app.domain.typed_texts import read_text
from app.web.clock import local, now
from app.web.language_switch import Form
from app.web.localisation import LazyText, number_in_words
from app.web.localisation import gettext as _
from app.web.question_sentences import date_order
from app.web.typed_values import read_date
from app.workflow.reporting import LONGEST_ADDRESS, LONGEST_REPORT

PARTS = ("year", "month", "day")
ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+")


class DayField(Field):
    """A day in three small boxes; `data` is the date, `parts` what was typed."""

    data: date | None

    @property
    def target(self) -> str:
        """The id of the first box, where a link from the error summary leads."""
        return f"{self.id}-{date_order()[0]}"

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ARG002 - WTForms asks
        """Gather the three parts, since a browser sends them under three names."""
        self.data, self.process_errors = None, []
        self.parts = {part: formdata.get(f"{self.name}-{part}", "") if formdata else "" for part in PARTS}
        if any(part.strip() for part in self.parts.values()):
            try:
                self.data = read_date(self.parts["day"], self.parts["month"], self.parts["year"])
            except Unreadable as wrong:
                self.process_errors = [_day_sentence(wrong.problem)]


class IncidentForm(Form):
    """What happened; the rest may be left empty."""

    description = TextAreaField(LazyText("What happened?"))
    happened = DayField(LazyText("When did it happen?"))
    contact = StringField(LazyText("Your email address"))

    def validate_description(self, field: TextAreaField) -> None:
        """Say what is missing, or that it is too long; what was typed stays."""
        try:
            if read_text(field.data or "", longest=LONGEST_REPORT):
                return
        except Unreadable as wrong:
            if wrong.problem == "too_long":
                longest = number_in_words(LONGEST_REPORT)
                raise ValidationError(_("Shorten what happened to %(longest)s characters", longest=longest)) from None
            raise ValidationError(_("Type what happened again: it holds characters that cannot be shown")) from None
        raise ValidationError(_("Enter what happened"))

    def validate_happened(self, field: DayField) -> None:
        """Nothing is reported before it happens."""
        if field.data and field.data > local(now()).date():
            raise ValidationError(_("Enter a day that is not in the future"))

    def validate_contact(self, field: StringField) -> None:
        """Take what looks like an address; whether mail arrives there shows when somebody writes."""
        try:
            field.data = read_text(field.data or "", longest=LONGEST_ADDRESS, one_line=True)
        except Unreadable:
            raise ValidationError(_("Enter an email address such as name@example.org, or leave it empty")) from None
        if field.data and not ADDRESS.fullmatch(field.data):
            raise ValidationError(_("Enter an email address such as name@example.org, or leave it empty"))


def _day_sentence(problem: str) -> str:
    return {
        "year_missing": _("Enter the year in which it happened"),
        "month_missing": _("Enter the month in which it happened"),
        "day_missing": _("Enter the day on which it happened, or leave the whole date empty"),
        "year_in_full": _("Enter the year with four digits, such as 2026"),
    }.get(problem, _("Enter a date that exists"))
