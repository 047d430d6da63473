"""The page around a section's questions: drawn once for everybody, with gaps for what belongs to one person."""

# A page with more to say (a mistake, a choice between two versions, what just happened) is drawn anew.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import render_template, request, session
from markupsafe import escape

from app.domain.questions import Section
from app.web.access import signed_in
from app.web.form_token import form_token
from app.web.localisation import language
from app.web.page_templates import once
from app.web.respondent.drawn_questions import GAP, Pieces, drawn_question, drawn_questions
from app.web.respondent.section_page import QuestionBlock
from app.workflow.actor import Actor

TEMPLATE = "respondent/section.html"
ANYBODY = uuid4()  # stands for the assessment in addresses; made with this process, so that no text can hold it
ASSESSMENT, SYSTEM, PERSON, TOKEN, SAVED, QUESTIONS = "assessment", "system", "person", "token", "saved", "questions"


@dataclass(frozen=True, slots=True)
class Named:
    """What the page asks of an assessment."""

    id: UUID
    system_name: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What the page around a section's questions depends on; nothing of it belongs to one person."""

    section: Section
    matrix: str
    number: int | None
    count: int
    back: str | None

    def around(self, named: Named, saved: str, blocks: Sequence[QuestionBlock]) -> str:
        """The page with these questions; `saved` says when it was saved last."""
        if "_flashes" in session:
            return self.draw(named, saved, blocks)
        actor = signed_in()
        values = {
            ASSESSMENT: str(named.id),
            SYSTEM: escape(named.system_name),
            PERSON: escape(actor.name),
            TOKEN: escape(form_token()),
            SAVED: escape(saved),
            QUESTIONS: drawn_questions(blocks),
        }
        pieces = list(self._pieces(actor))
        pieces[1::2] = [values[name] for name in pieces[1::2]]
        return "".join(pieces)

    def draw(self, named: Named, saved: str, blocks: Sequence[QuestionBlock], **more: Any) -> str:
        """The same page drawn anew, with whatever more there is to say."""
        return self._draw(named, saved, [drawn_question(block) for block in blocks], blocks=blocks, **more)

    def _draw(self, named: Named, saved: str, questions: Sequence[str], **more: Any) -> str:
        return render_template(
            TEMPLATE,
            assessment=named,
            section=self.section,
            matrix=self.matrix,
            number=self.number,
            count=self.count,
            back=self.back,
            saved=saved,
            questions=questions,
            **more,
        )

    def _pieces(self, actor: Actor) -> Pieces:
        """Markup and names of gaps in turns; the section is kept beside them, for its identity is in the key."""
        said = (id(self.section), self.matrix, self.number, self.count, self.back)
        key = (TEMPLATE, request.root_path, request.endpoint, language(), actor.roles, *said)
        known: tuple[Section, Pieces] = once(key, lambda: (self.section, self._with_gaps(actor)))
        return known[1]

    def _with_gaps(self, actor: Actor) -> Pieces:
        page = self._draw(
            Named(ANYBODY, _gap(SYSTEM)),
            _gap(SAVED),
            [_gap(QUESTIONS)],
            signed_in_actor=Actor(None, _gap(PERSON), actor.roles),
            csrf_token=lambda: _gap(TOKEN),
        )
        return tuple(page.replace(str(ANYBODY), _gap(ASSESSMENT)).split(GAP))


def _gap(name: str) -> str:
    return f"{GAP}{name}{GAP}"
