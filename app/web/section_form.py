"""Filling the form of a section: from the pinned matrix, what is saved and what was posted, from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from app.domain.answers import Answer
from app.domain.questions import Question, Section
from app.domain.scoring import Plan
from app.web.localisation import _
from app.web.question_sentences import undecided
from app.web.reply_fields import NO_REMARKS, Remarks
from app.web.section_fields import SectionForm
from app.web.seen_answers import NOTHING, Verdict, keep_name, seen_name, trace, verdict
from app.web.shown_fields import comment_name

__all__ = ["SectionForm", "section_form"]

FORM_NAMES = frozenset({"csrf_token", "matrix", "then", "back", "switch_language"})


def section_form(
    plan: Plan,
    section: Section,
    saved: Mapping[str, Answer],
    comments: Mapping[str, str],
    post: MultiDict[str, str] | None = None,
    *,
    remarks: Remarks = NO_REMARKS,
    only_show: bool = False,
) -> SectionForm:
    """Build the form of a section (translated or not) and, when something was posted, compare and validate it.

    With `only_show` what was posted is shown again, nothing more. `remarks` are those that the draft has to answer.
    A question is on the form when it is visible with what is saved and posted together. What was posted
    for a question that neither the page nor the post opened, or under a name the section does not have,
    is named in `form_errors`, and then nothing may be saved.
    """
    form = SectionForm(section, remarks)
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
    names = [*form.field(question.id).names(), comment_name(question.id)]
    names += [reply.name for reply in form.replies_on(question.id)]
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
    for reply in form.replies_on(question.id):
        reply.process(post, reply.asked.words)


def _compare(
    form: SectionForm,
    question: Question,
    saved: Mapping[str, Answer],
    comments: Mapping[str, str],
    post: MultiDict[str, str],
) -> None:
    """Let what is saved stand where only somebody else changed it; name what both changed."""
    field, comment, replies = form.field(question.id), form.comment(question.id), form.replies_on(question.id)
    before = trace(saved.get(question.id), comments.get(question.id), [reply.asked.words for reply in replies])
    seen, choice = post.get(seen_name(question.id), NOTHING), form.chosen.get(question.id)
    if seen == before and choice is None:
        return  # nobody saved it since, so that what was typed is taken whatever it is
    wrong = any(part.process_errors for part in (field, comment, *replies) if part is not None)
    words = comment.data if comment is not None else comments.get(question.id)
    typed = None if wrong else trace(field.data, words, [reply.data for reply in replies])
    found = verdict(seen=seen, saved=before, typed=typed, choice=choice)
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
        known.update(reply.name for reply in form.replies_on(question.id))
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
            form.hidden_replies += [reply for reply in form.replies_on(question.id) if not reply.process_errors]


def _keep_visible(form: SectionForm, visible: frozenset[str] | set[str]) -> None:
    for question in form.section.questions:
        if question.id not in visible:
            form.take_away(question.id)
