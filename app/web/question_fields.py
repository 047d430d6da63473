"""Question → WTForms field, one class a kind, each of which reads what was typed into an answer of the domain."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms.fields.core import Field, UnboundField

from app.domain.answers import Answer
from app.domain.questions import Kind, Question
from app.web import question_sentences as sentences
from app.web.shown_fields import (
    PARTS,
    answer_id,
    answer_name,
    comment_id,
    comment_name,
    takes_comment,
    typed,
)
from app.web.typed_values import (
    COMMENT_LENGTH,
    LINE_LENGTH,
    TEXT_LENGTH,
    Unreadable,
    read_date,
    read_number,
    read_text,
)


class QuestionField(Field):
    """A field that knows its question: `data` is the answer or None, `typed` is what to show back."""

    def __init__(self, question: Question, **settings: Any) -> None:
        super().__init__(label=str(question.ask), **settings)
        self.question = question
        self.typed: Any = ""

    def names(self) -> tuple[str, ...]:
        """The names under which a browser sends this field."""
        return (self.name,)

    @property
    def target(self) -> str:
        """The id of the first control, where a link from the error summary leads."""
        return self.id

    def read(self, values: list[str]) -> Answer | None:
        """Read what was typed, which is not empty; ValueError carries the sentence for the person."""
        raise NotImplementedError

    def process_data(self, value: Any) -> None:
        """Take a saved answer."""
        self.data = value
        self.typed = typed(self.question.kind, value)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed; an empty field is no answer."""
        filled = [value for value in valuelist if value.strip()]
        self.data = None
        self.typed = valuelist[0] if valuelist else ""
        if filled:
            self.data = self.read(filled)


class OneField(QuestionField):
    """Radio buttons: kinds `one` and `yes_no`."""

    def read(self, values: list[str]) -> Answer | None:
        """One of the choices that the matrix offers."""
        if len(values) > 1 or values[0] not in {choice.id for choice in self.question.choices}:
            self.typed = ""
            raise ValueError(sentences.not_offered(self.question))
        return values[0]


class ManyField(QuestionField):
    """Tick boxes: kind `many`; the answer is in the file's order."""

    def process_data(self, value: Any) -> None:
        """Take a saved answer."""
        self.data = tuple(value) if value else None
        self.typed = typed(self.question.kind, value)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the ticked boxes."""
        self.data = None
        self.typed = tuple(valuelist)
        if any(value.strip() for value in valuelist):
            self.data = self.read(valuelist)

    def read(self, values: list[str]) -> Answer | None:
        """Choices that the matrix offers, one that excludes the others only by itself."""
        offered = self.question.choices
        if not set(values) <= {choice.id for choice in offered}:
            raise ValueError(sentences.not_offered(self.question))
        lonely = [choice for choice in offered if choice.alone and choice.id in values]
        if lonely and len(set(values)) > 1:
            raise ValueError(sentences.only_alone(self.question, lonely[0]))
        return tuple(choice.id for choice in offered if choice.id in values)


class NumberField(QuestionField):
    """A text box for a number, read as people write numbers."""

    def read(self, values: list[str]) -> Answer | None:
        """A number within the question's bounds."""
        try:
            number = read_number(values[0], whole=self.question.whole)
        except Unreadable as wrong:
            raise ValueError(sentences.of_number(self.question, wrong.problem)) from None
        least, most = self.question.minimum, self.question.maximum
        if (least is not None and number < Decimal(least)) or (most is not None and number > Decimal(most)):
            raise ValueError(sentences.out_of_bounds(self.question))
        return number


class TextField(QuestionField):
    """Free text, one line or several."""

    def __init__(self, question: Question, *, longest: int, one_line: bool = False, **settings: Any) -> None:
        super().__init__(question, **settings)
        self.longest = longest
        self.one_line = one_line

    def read(self, values: list[str]) -> Answer | None:
        """Text of bounded length that holds nothing invisible."""
        try:
            return read_text(values[0], longest=self.longest, one_line=self.one_line) or None
        except Unreadable as wrong:
            raise ValueError(sentences.of_text(self.question, wrong.problem, len(values[0]), self.longest)) from None


class CommentField(TextField):
    """The comment beside an answer; `data` is "" where there is none."""

    def process_data(self, value: Any) -> None:
        """Take a saved comment."""
        self.data = value
        self.typed = value or ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed; an emptied comment is an empty text."""
        super().process_formdata(valuelist)
        self.data = self.data or ""

    def read(self, values: list[str]) -> Answer | None:
        """As free text, with sentences that speak of the comment."""
        try:
            return read_text(values[0], longest=self.longest)
        except Unreadable as wrong:
            raise ValueError(sentences.of_comment(self.question, wrong.problem, len(values[0]), self.longest)) from None


class DateField(QuestionField):
    """Three small boxes for day, month and year, in the order of the person's language."""

    def names(self) -> tuple[str, ...]:
        """One name for each part."""
        return tuple(f"{self.name}.{part}" for part in PARTS)

    @property
    def target(self) -> str:
        """The box that comes first in the person's language."""
        return f"{self.id}.{sentences.date_order()[0]}"

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ARG002 - WTForms asks
        """Gather the three parts, since a browser sends them under three names."""
        self.process_errors = []
        self.process_data(data)
        if formdata is None:
            return
        self.typed = {part: formdata.get(f"{self.name}.{part}", "") for part in PARTS}
        self.raw_data = list(self.typed.values())
        self.data = None
        if any(value.strip() for value in self.raw_data):
            try:
                self.data = self.read(self.raw_data)
            except ValueError as wrong:
                self.process_errors = [str(wrong)]

    def read(self, values: list[str]) -> Answer | None:
        """A date within the question's bounds, kept as ISO text."""
        year, month, day = values
        try:
            found = read_date(day, month, year)
        except Unreadable as wrong:
            raise ValueError(sentences.of_date(self.question, wrong.problem)) from None
        least, most = self.question.minimum, self.question.maximum
        if (least is not None and found < date.fromisoformat(least)) or (
            most is not None and found > date.fromisoformat(most)
        ):
            raise ValueError(sentences.out_of_bounds(self.question))
        return found.isoformat()


def _one(question: Question) -> UnboundField[Any]:
    return _unbound(OneField, question)


def _many(question: Question) -> UnboundField[Any]:
    return _unbound(ManyField, question)


def _number(question: Question) -> UnboundField[Any]:
    return _unbound(NumberField, question)


def _text(question: Question) -> UnboundField[Any]:
    return _unbound(TextField, question, longest=LINE_LENGTH, one_line=True)


def _long_text(question: Question) -> UnboundField[Any]:
    return _unbound(TextField, question, longest=TEXT_LENGTH)


def _date(question: Question) -> UnboundField[Any]:
    return _unbound(DateField, question)


KINDS = {
    "one": _one,
    "many": _many,
    "yes_no": _one,
    "number": _number,
    "text": _text,
    "long_text": _long_text,
    "date": _date,
}


def _unbound(kind: type[QuestionField], question: Question, **settings: Any) -> UnboundField[Any]:
    # WTForms gives back an unbound field until a form takes it, which its types do not say.
    field: Any = kind(question, id=answer_id(question.id), **settings)
    return field  # type: ignore[no-any-return]


def comment_field(question: Question) -> UnboundField[Any]:
    """The field for the comment beside this question."""
    field: Any = CommentField(question, longest=COMMENT_LENGTH, id=comment_id(question.id))
    return field  # type: ignore[no-any-return]


def fields_of(questions: Iterable[Question]) -> dict[str, UnboundField[Any]]:
    """The fields for these questions, each followed by its comment where the matrix asks for one."""
    fields: dict[str, UnboundField[Any]] = {}
    for question in questions:
        kind: Kind = question.kind
        fields[answer_name(question.id)] = KINDS[kind](question)
        if takes_comment(question):
            fields[comment_name(question.id)] = comment_field(question)
    return fields
