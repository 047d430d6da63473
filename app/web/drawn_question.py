"""What a question on a page says of itself beside its field, wherever components/question.html draws one."""

from __future__ import annotations

from app.domain.questions import Question
from app.web.localisation import gettext as _
from app.web.question_fields import QuestionField
from app.web.question_sentences import date_order
from app.web.shown_fields import ShownField


class DrawnQuestion:
    """A question with its field, as it was sent or as it is shown; whoever draws one has both."""

    __slots__ = ()
    question: Question  # in the words of the page
    field: QuestionField | ShownField

    @property
    def help(self) -> str | None:
        """The help of the matrix, or how to use tick boxes."""
        if self.question.help is None and self.question.kind == "many":
            return _("Choose all that apply.")
        return self.question.help

    @property
    def date_order(self) -> tuple[str, ...]:
        """The parts of a date as this language writes them."""
        return date_order()

    def chosen(self, choice: str) -> bool:
        """Whether this choice is ticked."""
        typed = self.field.typed
        return choice in typed if isinstance(typed, tuple) else choice == typed
