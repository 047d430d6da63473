"""The form of a section: its questions as fields, and what of them is to be saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from wtforms.fields.core import Field, UnboundField
from wtforms.form import BaseForm

from app.domain.answers import Answer
from app.domain.questions import Question, Section
from app.web.question_fields import CommentField, QuestionField, fields_of
from app.web.reply_fields import NO_REMARKS, Remarks, ReplyField, reply_field

MOST = 500  # sections whose fields are kept
_fields: dict[int, tuple[Section, dict[str, UnboundField[Any]]]] = {}


class SectionForm(BaseForm):
    """The visible questions of a section as fields; `form_errors` holds what no field can say."""

    def __init__(self, section: Section, remarks: Remarks = NO_REMARKS) -> None:
        super().__init__(_fields_of(section))
        self.section = section
        self._answers, self._comments = _by_question(self._fields.values())
        self._replies = self._add_replies(section, remarks) if remarks else {}
        self.shown: frozenset[str] = frozenset()  # questions on the page that was posted
        self.opened: tuple[str, ...] = ()  # questions that this post opened
        self.taken: set[str] = set()  # saved by somebody else and not touched here: their answer stands
        self.clashes: set[str] = set()  # changed here and saved by somebody else: the person chooses
        self.undecided: set[str] = set()  # the person was asked to choose and did not
        self.chosen: dict[str, str] = {}  # which version to keep, where the person was asked
        self.seen: dict[str, str] = {}  # what the page was made of, where it is only shown again
        # Typed beside the answer that hid them; the draft keeps them.
        self.hidden: dict[str, Answer] = {}
        self.hidden_comments: dict[str, str] = {}
        self.hidden_replies: list[ReplyField] = []

    def field(self, question_id: str) -> QuestionField:
        """The field of a question."""
        return self._answers[question_id]

    def comment(self, question_id: str) -> CommentField | None:
        """The field for the comment on a question, where the matrix has one."""
        return self._comments.get(question_id)

    def replies_on(self, question_id: str) -> tuple[ReplyField, ...]:
        """The fields for replies to the remarks on a question, the oldest remark first."""
        return self._replies.get(question_id, ())

    def take_away(self, question_id: str) -> None:
        """Let a question be none of this form."""
        del self[self._answers.pop(question_id).name]
        if (comment := self._comments.pop(question_id, None)) is not None:
            del self[comment.name]
        for reply in self._replies.pop(question_id, ()):
            del self[reply.name]

    def questions(self) -> tuple[Question, ...]:
        """The questions that are fields of this form, in the file's order."""
        return tuple(question for question in self.section.questions if question.id in self._answers)

    def answers(self) -> dict[str, Answer | None]:
        """What to save: valid answers and emptied ones, of questions that the person saw or filled."""
        return dict(self.hidden) | {
            question.id: self.field(question.id).data
            for question in self._settled()
            if not self.field(question.id).errors
        }

    def comments(self) -> dict[str, str]:
        """The valid comments to save."""
        found = {question.id: self.comment(question.id) for question in self._settled()}
        return dict(self.hidden_comments) | {
            question_id: str(field.data or "")
            for question_id, field in found.items()
            if field is not None and not field.errors
        }

    def replies(self) -> dict[str, str]:
        """The valid replies to save, by remark."""
        return {reply.asked.remark.id: str(reply.data or "") for reply in self._replied()}

    def changes(self, saved: Mapping[str, Answer], comments: Mapping[str, str]) -> bool:
        """Whether anything would be saved that is not there yet."""
        return (
            any(saved.get(question) != answer for question, answer in self.answers().items())
            or any(comments.get(question, "") != words for question, words in self.comments().items())
            or any(reply.data != reply.asked.words for reply in self._replied())
        )

    def _replied(self) -> list[ReplyField]:
        if not self._replies:
            return self.hidden_replies
        fields = (reply for question in self._settled() for reply in self.replies_on(question.id))
        return [*self.hidden_replies, *(reply for reply in fields if not reply.errors)]

    def _add_replies(self, section: Section, remarks: Remarks) -> dict[str, tuple[ReplyField, ...]]:
        found = {}
        for question in section.questions:
            asked = remarks.get(question.id, ())
            for each in asked:
                self[each.field_name] = reply_field(question, each)
            found[question.id] = tuple(cast(ReplyField, self[each.field_name]) for each in asked)
        return found

    def _settled(self) -> list[Question]:
        return [
            question
            for question in self.questions()
            if question.id not in self.opened and question.id not in self.clashes
        ]


def _by_question(fields: Iterable[Field]) -> tuple[dict[str, QuestionField], dict[str, CommentField]]:
    """The fields of answers, and those of comments, by the id of their question."""
    answers, comments = {}, {}
    for field in fields:
        if isinstance(field, CommentField):
            comments[field.question.id] = field
        elif isinstance(field, QuestionField):
            answers[field.question.id] = field
    return answers, comments


def _fields_of(section: Section) -> dict[str, UnboundField[Any]]:
    """The fields of a section, which belong to no form yet; the section is kept, for its identity is the key."""
    known = _fields.get(id(section))
    if known is None:
        while len(_fields) >= MOST:
            _fields.pop(next(iter(_fields)), None)
        known = _fields[id(section)] = (section, fields_of(section.questions))
    return known[1]
