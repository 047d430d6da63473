"""The field for the reply to one remark, beside the question that the remark is on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from wtforms.fields.core import UnboundField

from app.domain.answers import Answer
from app.domain.questions import Question
from app.domain.remark import LONGEST_REPLY, Remarked, Reply
from app.web import question_sentences as sentences
from app.web.question_fields import TextField
from app.web.shown_fields import ShownField
from app.web.typed_values import Unreadable, read_text


@dataclass(frozen=True, slots=True)
class Asked:
    """A remark that a draft has to answer, with the reply that is saved."""

    remark: Remarked
    reply: Reply | None

    @property
    def words(self) -> str:
        """What is saved, "" where nothing is."""
        return self.reply.text if self.reply else ""

    @property
    def field_id(self) -> str:
        """The id of the reply's field; up to the dot it names the question, as that of an answer does."""
        return f"reply-{self.remark.question}.{self.remark.id}"

    @property
    def field_name(self) -> str:
        """The name under which the reply is sent."""
        return f"reply.{self.remark.id}"


Remarks = Mapping[str, Sequence[Asked]]  # by question
NO_REMARKS: Remarks = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RemarkBlock:
    """A remark beside its question, with the field for the reply."""

    asked: Asked
    field: ReplyField | ShownField


class ReplyField(TextField):
    """The reply to a remark; `data` is "" where there is none."""

    def __init__(self, question: Question, asked: Asked, **settings: Any) -> None:
        super().__init__(question, longest=LONGEST_REPLY, **settings)
        self.asked = asked

    def process_data(self, value: Any) -> None:
        """Take a saved reply."""
        self.data = self.typed = value or ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed; an emptied reply is an empty text."""
        super().process_formdata(valuelist)
        self.data = self.data or ""

    def read(self, values: list[str]) -> Answer | None:
        """As free text, with sentences that speak of the reply."""
        try:
            return read_text(values[0], longest=self.longest)
        except Unreadable as wrong:
            raise ValueError(sentences.of_reply(self.question, wrong.problem, len(values[0]), self.longest)) from None


def shown_reply(asked: Asked) -> ShownField:
    """The field of a reply that nobody has sent yet."""
    return ShownField(asked.field_id, asked.field_name, asked.words, asked.words)


def reply_field(question: Question, asked: Asked) -> UnboundField[Any]:
    """The field for the reply to this remark."""
    field: Any = ReplyField(question, asked, id=asked.field_id)
    return field  # type: ignore[no-any-return]
