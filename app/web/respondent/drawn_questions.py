"""Questions as markup: what the matrix says about one is drawn once, what a person typed is put in each time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from flask import current_app
from markupsafe import Markup, escape

from app.domain.questions import Question
from app.web.localisation import language
from app.web.respondent.section_page import QuestionBlock
from app.web.shown_fields import PARTS, ShownField

TEMPLATE = "components/question.html"
MOST = 4_000  # drawn questions that are kept, at two or three kilobytes each
GAP = "\0"  # stands around the name of what is put in; neither a matrix nor an answer can hold it
CHOOSING = frozenset({"one", "yes_no", "many"})
SEEN, TYPED, COMMENT = "seen", "typed", "comment"

Pieces = tuple[str, ...]  # markup and names of gaps in turns
# The question is kept beside its markup, so that its identity cannot pass to another question.
_drawn: dict[tuple[object, ...], tuple[Question, Pieces]] = {}


def drawn_question(block: QuestionBlock) -> Markup:
    """A question as the template draws it.

    What is kept holds nothing of a person: it is drawn from the matrix, the choices that are ticked, and whether
    there is an answer and a comment. A question with something else to tell is drawn anew.
    """
    return Markup("").join(_pieces(block, language()))  # which escapes what is no markup


def drawn_questions(blocks: Iterable[QuestionBlock]) -> str:
    """These questions, one after the other, as text that is markup already."""
    code = language()
    return "\n".join(["".join(map(escape, _pieces(block, code))) for block in blocks])


def _pieces(block: QuestionBlock, code: str) -> Sequence[str]:
    """Markup, with what was typed at every second place where there is more than one."""
    filed = block.evidence is not None and bool(block.evidence.files)
    if block.has_errors or block.fresh or block.clash or filed or block.author or block.mark or block.remarks:
        return [_draw(block)]
    chosen = block.field.typed if block.question.kind in CHOOSING else None
    commented = bool(block.comment and block.comment.typed)
    key = (id(block.question), code, chosen, block.answer is None, commented, block.evidence)
    known = _drawn.get(key)
    if known is None:
        known = (block.question, tuple(_draw(_with_gaps(block)).split(GAP)))
        while len(_drawn) >= MOST:
            _drawn.pop(next(iter(_drawn)), None)
        _drawn[key] = known
    pieces = list(known[1])
    values = _values(block)
    pieces[1::2] = [str(values[name]) for name in pieces[1::2]]
    return pieces


def _draw(block: QuestionBlock) -> Markup:
    module: Any = current_app.jinja_env.get_template(TEMPLATE).module
    return cast(Markup, module.question(block))


def _values(block: QuestionBlock) -> Mapping[str, str]:
    values = {SEEN: block.seen, COMMENT: block.comment.typed if block.comment else ""}
    if block.question.kind == "date":
        return values | cast(dict[str, str], block.field.typed)
    return values | {TYPED: block.field.typed}


def _with_gaps(block: QuestionBlock) -> QuestionBlock:
    """The same question without a person in it; each part is named, so that a new one is not kept by chance."""
    field, comment = block.field, block.comment
    typed: Any = _gap(TYPED)
    if block.question.kind in CHOOSING:
        typed = field.typed
    elif block.question.kind == "date":
        typed = {part: _gap(part) for part in PARTS}
    words = _gap(COMMENT) if comment and comment.typed else ""
    return QuestionBlock(
        question=block.question,
        field=ShownField(field.id, field.name, typed),
        comment=ShownField(comment.id, comment.name, words) if comment else None,
        principle=block.principle,
        fresh=False,
        clash=None,
        answer=block.answer,
        seen=_gap(SEEN),
        evidence=block.evidence,  # one without files
        author=None,
        mark=None,
        remarks=(),
    )


def _gap(name: str) -> str:
    return f"{GAP}{name}{GAP}"
