"""The form of a section: built from the pinned matrix, what is saved and what was posted, from nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms.fields.core import Field, UnboundField
from wtforms.form import BaseForm

from app.domain.answers import Answer
from app.domain.questions import Question, Section
from app.domain.scoring import Plan
from app.web.localisation import _
from app.web.question_fields import CommentField, QuestionField, fields_of
from app.web.question_sentences import undecided
from app.web.seen_answers import NOTHING, Verdict, keep_name, seen_name, trace, verdict
from app.web.shown_fields import comment_name

FORM_NAMES = frozenset({"csrf_token", "matrix", "then", "back", "switch_language"})
MOST = 500  # sections whose fields are kept
_fields: dict[int, tuple[Section, dict[str, UnboundField[Any]]]] = {}


class SectionForm(BaseForm):
    """The visible questions of a section as fields; `form_errors` holds what no field can say."""

    def __init__(self, section: Section) -> None:
        super().__init__(_fields_of(section))
        self.section = section
        self._answers, self._comments = _by_question(self._fields.values())
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

    def field(self, question_id: str) -> QuestionField:
        """The field of a question."""
        return self._answers[question_id]

    def comment(self, question_id: str) -> CommentField | None:
        """The field for the comment on a question, where the matrix has one."""
        return self._comments.get(question_id)

    def take_away(self, question_id: str) -> None:
        """Let a question be none of this form."""
        del self[self._answers.pop(question_id).name]
        if (comment := self._comments.pop(question_id, None)) is not None:
            del self[comment.name]

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

    def changes(self, saved: Mapping[str, Answer], comments: Mapping[str, str]) -> bool:
        """Whether anything would be saved that is not there yet."""
        return any(saved.get(question) != answer for question, answer in self.answers().items()) or any(
            comments.get(question, "") != words for question, words in self.comments().items()
        )

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


def section_form(
    plan: Plan,
    section: Section,
    saved: Mapping[str, Answer],
    comments: Mapping[str, str],
    post: MultiDict[str, str] | None = None,
    *,
    only_show: bool = False,
) -> SectionForm:
    """Build the form of a section (translated or not) and, when something was posted, compare and validate it.

    With `only_show` what was posted is shown again, nothing more.

    A question is on the form when it is visible with what is saved and posted together. What was posted
    for a question that neither the page nor the post opened, or under a name the section does not have,
    is named in `form_errors`, and then nothing may be saved.
    """
    form = SectionForm(section)
    before = frozenset(plan.visible(saved))
    if post is None:
        for question in section.questions:
            _process(form, question, saved, comments, None)
        _keep_visible(form, before)
        return form
    form.shown = frozenset(question.id for question in section.questions if seen_name(question.id) in post)
    after = frozenset(plan.visible(_take(form, saved, comments, post, before, compare=not only_show)))
    if only_show:
        form.clashes = set(form.chosen)
        form.seen = {question: post[seen_name(question)] for question in form.shown}
        _keep_visible(form, after | form.shown)
        return form
    form.form_errors = _refusals(form, post, before | after | form.shown)
    form.opened = _opened(form, post, before, after)
    _remember_hidden(form, before | form.shown, after)
    _keep_visible(form, after | form.clashes)
    form.validate()
    for question_id in form.undecided:
        field = form.field(question_id)
        field.errors = [*field.errors, undecided(field.question)]
    return form


def _take(
    form: SectionForm,
    saved: Mapping[str, Answer],
    comments: Mapping[str, str],
    post: MultiDict[str, str],
    before: frozenset[str],
    *,
    compare: bool,
) -> dict[str, Answer]:
    """Fill the fields with what was sent, and give the answers of the draft as they are then."""
    merged = dict(saved)
    for question in form.section.questions:
        if not _was_sent(form, question, post, before):
            _process(form, question, saved, comments, None)
            continue
        _process(form, question, saved, comments, post)
        if keep_name(question.id) in post:
            form.chosen[question.id] = post.getlist(keep_name(question.id))[-1]
        if compare:
            _compare(form, question, saved, comments, post)
        if form.field(question.id).data is not None:
            merged[question.id] = form.field(question.id).data
        elif not form.field(question.id).process_errors:
            merged.pop(question.id, None)
    return merged


def _was_sent(form: SectionForm, question: Question, post: MultiDict[str, str], before: frozenset[str]) -> bool:
    return question.id in before or seen_name(question.id) in post or _filled(form, question, post)


def _filled(form: SectionForm, question: Question, post: MultiDict[str, str]) -> bool:
    names = (*form.field(question.id).names(), comment_name(question.id))
    return any(value.strip() for name in names for value in post.getlist(name))


def _process(
    form: SectionForm,
    question: Question,
    saved: Mapping[str, Answer],
    comments: Mapping[str, str],
    sent: MultiDict[str, str] | None,
) -> None:
    post: Any = sent
    form.field(question.id).process(post, saved.get(question.id))
    comment = form.comment(question.id)
    if comment is not None:
        comment.process(post, comments.get(question.id, ""))


def _compare(
    form: SectionForm,
    question: Question,
    saved: Mapping[str, Answer],
    comments: Mapping[str, str],
    post: MultiDict[str, str],
) -> None:
    """Let what is saved stand where only somebody else changed it; name what both changed."""
    field, comment = form.field(question.id), form.comment(question.id)
    before = trace(saved.get(question.id), comments.get(question.id))
    seen, choice = post.get(seen_name(question.id), NOTHING), form.chosen.get(question.id)
    if seen == before and choice is None:
        return  # nobody saved it since, so that what was typed is taken whatever it is
    wrong = field.process_errors or (comment is not None and comment.process_errors)
    found = verdict(
        seen=seen,
        saved=before,
        typed=None if wrong else trace(field.data, comment.data if comment is not None else comments.get(question.id)),
        choice=choice,
    )
    if found is Verdict.SAVED:
        _process(form, question, saved, comments, None)
        form.taken.add(question.id)
    elif found is not Verdict.TYPED:
        form.clashes.add(question.id)
    if found is Verdict.UNDECIDED:
        form.undecided.add(question.id)


def _refusals(form: SectionForm, post: MultiDict[str, str], asked: frozenset[str]) -> list[str]:
    known = set(FORM_NAMES)
    refusals = []
    for question in form.section.questions:
        known.update(form.field(question.id).names(), (seen_name(question.id), keep_name(question.id)))
        if form.comment(question.id) is not None:
            known.add(comment_name(question.id))
        if question.id not in asked and _filled(form, question, post):
            refusals.append(_("Nothing was saved: “%(ask)s” is not asked at present", ask=question.ask))
    strangers = sorted(set(post) - known)
    if strangers:
        refusals.append(
            _(
                "Nothing was saved: this section has no field called “%(names)s”",
                names=", ".join(name[:40] for name in strangers[:5]),
            )
        )
    return refusals


def _opened(
    form: SectionForm, post: MultiDict[str, str], before: frozenset[str], after: frozenset[str]
) -> tuple[str, ...]:
    return tuple(
        question.id
        for question in form.section.questions
        if question.id in after - before - form.shown and not _filled(form, question, post)
    )


def _remember_hidden(form: SectionForm, before: frozenset[str], after: frozenset[str]) -> None:
    for question in form.section.questions:
        if question.id in before - after - form.clashes:
            field, comment = form.field(question.id), form.comment(question.id)
            if field.data:
                form.hidden[question.id] = field.data
            if comment is not None and comment.data and not comment.process_errors:
                form.hidden_comments[question.id] = comment.data


def _keep_visible(form: SectionForm, visible: frozenset[str] | set[str]) -> None:
    for question in form.section.questions:
        if question.id not in visible:
            form.take_away(question.id)
