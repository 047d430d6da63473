"""The form of one test's result: built from the test, read and checked like the questions of a section."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm

from app.domain.answers import Answer
from app.domain.matrix import Test
from app.domain.questions import Choice, Kind, Question
from app.domain.recorded_test import LONGEST_METHOD, LONGEST_NOTE, RecordedTest
from app.domain.text import Text
from app.domain.translation import yes_and_no
from app.web.answer_words import answer_in_words, gap
from app.web.language_switch import FIELD, switching
from app.web.localisation import _, language
from app.web.question_fields import KINDS, QuestionField, TextField
from app.web.respondent.section_page import QuestionBlock
from app.web.shown_fields import answer_name
from app.web.tested import bar_in_words
from app.web.typed_values import NAME_LENGTH

FORM_NAMES = frozenset({"csrf_token", "version", "back", FIELD})
LONGEST = {"method": LONGEST_METHOD, "note": LONGEST_NOTE, "tester": NAME_LENGTH, "organisation": NAME_LENGTH}
ONE_LINE = frozenset({"tester", "organisation"})


class ResultForm(BaseForm):
    """The fields of a result; `form_errors` holds what no field can say."""

    def __init__(self, test: Test, latest: date) -> None:
        self.questions = _questions(test, latest)
        super().__init__({answer_name(question.id): _field(question) for question in self.questions})
        self.test = test

    def field(self, name: str) -> QuestionField:
        """The field of one part of the result."""
        found = self[answer_name(name)]
        if not isinstance(found, QuestionField):
            raise KeyError(name)
        return found

    def value(self, name: str) -> Any:
        """What was typed there, None for nothing and for what the test does not ask."""
        return self.field(name).data if answer_name(name) in self else None

    def result(self) -> RecordedTest:
        """What was typed, as a result; only for a form without errors."""
        passed = self.value("passed")
        figure: Decimal | None = self.value("figure")
        return RecordedTest(
            method=self.value("method"),
            tester=self.value("tester"),
            organisation=self.value("organisation"),
            independent=self.value("independent") == "yes",
            day=self.value("day"),
            figure=figure,
            passed=None if passed is None else passed == "passed",
            note=self.value("note") or "",
        )


def result_form(
    test: Test, saved: RecordedTest | None, latest: date, post: MultiDict[str, str] | None = None
) -> ResultForm:
    """The form with what is saved or, when something was posted, with that, checked; `latest` is today.

    Nothing is checked where the page is only asked for in another language. What was posted under a name that the
    form does not have is named in `form_errors`, and then nothing may be saved.
    """
    form = ResultForm(test, latest)
    values = values_of(saved)
    for question in form.questions:
        form.field(question.id).process(post, values.get(question.id))
    if post is None or switching():
        return form
    known = FORM_NAMES.union(*(form.field(question.id).names() for question in form.questions))
    if strangers := sorted(set(post) - known):
        names = ", ".join(name[:40] for name in strangers[:5])
        form.form_errors = [_("Nothing was saved: this form has no field called “%(names)s”", names=names)]
    form.validate()
    for question in form.questions:
        field = form.field(question.id)
        if question.required and field.data is None and not field.errors:
            field.errors = [missing(test, question.id)]
    return form


def values_of(saved: RecordedTest | None) -> Mapping[str, Answer]:
    """A result as the answers of its form."""
    if saved is None:
        return {}
    values: dict[str, Answer | None] = {
        "figure": saved.figure,
        "passed": None if saved.passed is None else "passed" if saved.passed else "failed",
        "method": saved.method,
        "day": saved.day,
        "tester": saved.tester,
        "organisation": saved.organisation,
        "independent": "yes" if saved.independent else "no",
        "note": saved.note or None,
    }
    return {name: value for name, value in values.items() if value is not None}


def blocks_of(form: ResultForm) -> tuple[QuestionBlock, ...]:
    """The fields of the form as blocks."""
    return tuple(
        QuestionBlock(
            question=question,
            field=form.field(question.id),
            comment=None,
            principle=None,
            fresh=False,
            clash=None,
            answer=form.field(question.id).data,
            seen="",
            evidence=None,
            author=None,
            remarks=(),
            mark=None,
        )
        for question in form.questions
    )


def differences(form: ResultForm, recorded: RecordedTest | None) -> tuple[tuple[Question, tuple[str, ...]], ...]:
    """Where what was typed differs from what is recorded: the field, and what is recorded there as lines."""
    theirs = values_of(recorded)
    return tuple(
        (question, answer_in_words(question, theirs[question.id]) if question.id in theirs else ())
        for question in form.questions
        if recorded and (form.field(question.id).errors or form.field(question.id).data != theirs.get(question.id))
    )


def missing(test: Test, name: str) -> str:
    """What to do about a part of the result that is empty."""
    if name == "figure" and test.measure is not None:
        return _("Enter the figure for “%(measure)s”", measure=test.measure.label)
    return {
        "passed": _("Say whether the test was passed"),
        "method": _("Describe how it was tested"),
        "day": _("Enter the day of the test"),
        "tester": _("Enter the name of the tester"),
        "organisation": _("Enter the organisation or the role of the tester"),
        "independent": _("Say whether the tester is independent of the project"),
    }[name]


def _questions(test: Test, latest: date) -> tuple[Question, ...]:
    return (
        _result(test),
        _question(
            "method",
            _("How was it tested?"),
            "long_text",
            _("What was done, on which version, with which data: enough for somebody else to do it again."),
        ),
        _question(
            "day",
            _("On which day was it tested?"),
            "date",
            _("The last day, if it took several."),
            maximum=latest.isoformat(),
        ),
        _question("tester", _("Who tested it?"), "text", _("The name of the person who answers for the test.")),
        _question("organisation", _("Organisation or role of the tester"), "text", None),
        _independence(test),
        _question("note", _("What else should a reviewer know?"), "long_text", None, required=False),
    )


def _independence(test: Test) -> Question:
    yes, no = yes_and_no(language())
    told = _("Independent is who had no part in building, buying or running the system.")
    if test.tester == "independent":
        told += gap() + _("This test asks for an independent tester.")
    ask = _("Is the tester independent of the project?")
    return _question("independent", ask, "yes_no", told, choices=(Choice("yes", yes), Choice("no", no)))


def _result(test: Test) -> Question:
    if test.measure is None:
        choices = (Choice("passed", _text(_("Passed"))), Choice("failed", _text(_("Failed"))))
        return _question("passed", _("What did the test come to?"), "one", None, choices=choices)
    bar = bar_in_words(test.measure)
    told = _("The bar: %(bar)s. Whether the test is passed follows from the figure.", bar=bar) if bar else None
    return _question("figure", test.measure.label, "number", told, unit=test.measure.unit)


def _question(name: str, ask: str, kind: Kind, help_: str | None, **more: Any) -> Question:
    ask = ask if isinstance(ask, Text) else _text(ask)
    return Question(name, ask, kind, help=_text(help_) if help_ else None, **more)


def _text(words: str) -> Text:
    return Text(words, language())


def _field(question: Question) -> UnboundField[Any]:
    if question.id not in LONGEST:
        return KINDS[question.kind](question)
    field: Any = TextField(
        question, longest=LONGEST[question.id], one_line=question.id in ONE_LINE, id=f"answer-{question.id}"
    )
    return field  # type: ignore[no-any-return]
