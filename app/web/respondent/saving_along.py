"""The answer to a page that saves as one goes: what became of it, in words and in blocks that the page puts in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, json, make_response, render_template

from app.web.clock import now
from app.web.evidence_shown import FileShown
from app.web.localisation import gettext as _
from app.web.localisation import ngettext, time_in_words
from app.web.respondent.section_page import Draft, blocks_of
from app.web.section_form import SectionForm, section_form
from app.web.words import field_messages


def as_one_goes(form: SectionForm, draft: Draft, files: Mapping[str, tuple[FileShown, ...]], status: int) -> Response:
    """Tell the page what it is to show now; `draft` is as it is after saving.

    `state` is saved, clash or refused; `said` says it. `order` names the questions that are asked, `blocks` holds
    those that the page lacks or that somebody else changed, `seen` what the others are made of from now on,
    `mistakes` the sentences for fields that could not be saved.
    """
    if form.form_errors:
        return _answer({"state": "refused", "said": " ".join(map(str, form.form_errors))}, max(status, 400))
    fresh = section_form(draft.plan, form.section, draft.answers, draft.comments, remarks=draft.remarks)
    asked = {question.id for question in fresh.questions()}
    shown, known = asked | form.clashes, form.shown
    order = [question.id for question in form.section.questions if question.id in shown]
    opened = tuple(question for question in order if question not in known)
    closed = known - shown
    blocks = [
        block
        for block in blocks_of(fresh, draft, files, fresh=opened)
        if block.question.id in opened or block.question.id in form.taken
    ]
    said: dict[str, Any] = {
        "state": "clash" if form.clashes else "saved",
        "said": _said(form),
        "news": _news(len(opened), len(closed)),
        "order": order,
        "blocks": {
            block.question.id: render_template("respondent/section_block.html", block=block) for block in blocks
        },
        "seen": {question: draft.trace(question) for question in known - form.clashes - form.taken},
        "mistakes": {field.id: field_messages(field) for field in form if field.errors},
    }
    return _answer(said, 409 if form.clashes else 200)


def _said(form: SectionForm) -> str:
    if form.clashes:
        return _("Somebody saved this section while you were writing. Compare what you entered with what is saved.")
    time = time_in_words(now())
    wrong = [question for question in form.questions() if _is_wrong(form, question.id)]
    if not wrong:
        return _("Saved at %(time)s", time=time)
    if len(wrong) == 1:
        return _("Saved at %(time)s, except “%(ask)s”", time=time, ask=wrong[0].ask)
    return ngettext(
        "Saved at %(time)s, except %(num)s answer", "Saved at %(time)s, except %(num)s answers", len(wrong), time=time
    )


def _is_wrong(form: SectionForm, question_id: str) -> bool:
    comment = form.comment(question_id)
    replied = any(reply.errors for reply in form.replies_on(question_id))
    return bool(form.field(question_id).errors or (comment is not None and comment.errors) or replied)


def _news(opened: int, closed: int) -> str:
    """What changed on the page, for those who do not see it."""
    news = []
    if opened:
        news.append(
            ngettext(
                "%(num)s further question opened in this section.",
                "%(num)s further questions opened in this section.",
                opened,
            )
        )
    if closed:
        news.append(ngettext("%(num)s question is no longer asked.", "%(num)s questions are no longer asked.", closed))
    return " ".join(news)


def _answer(said: dict[str, Any], status: int) -> Response:
    answer = make_response(json.dumps(said), status)
    answer.content_type = "application/json"
    return answer
