"""The task list: what each section still needs, and what can be told about the level so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.answers import Answers
from app.domain.completeness import missing_comments, missing_evidence
from app.domain.conditions import AllOf, AnyOf, Condition, Not
from app.domain.matrix import Level, Matrix
from app.domain.questions import Question, Section
from app.domain.reach import reach
from app.domain.scoring import Plan


@dataclass(frozen=True, slots=True)
class Edit:
    """Who saved a section last, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Task:
    """One section as a task; `status` is not_started, in_progress, complete or attention."""

    section: Section
    status: str
    asked: int
    answered: int
    remaining: int  # required questions without an answer
    opened: int  # of these, opened by answers that were given elsewhere later
    comments_missing: int
    files_missing: int
    remarks: int  # of reviewers, without a reply
    edit: Edit | None


@dataclass(frozen=True, slots=True)
class SoFar:
    """Between which levels the result must lie with what is answered."""

    lowest: Level
    highest: Level
    lowest_place: int  # 0 for the lowest of all levels
    highest_place: int
    levels: int

    @property
    def settled(self) -> bool:
        """Whether one level only is left."""
        return self.lowest_place == self.highest_place

    @property
    def has_floor(self) -> bool:
        """Whether some level is out of reach from below."""
        return self.lowest_place > 0

    @property
    def has_ceiling(self) -> bool:
        """Whether some level is out of reach from above."""
        return self.highest_place < self.levels - 1


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the task list says."""

    tasks: tuple[Task, ...]
    asked: int
    answered: int
    remaining: int
    following: Task | None  # where to go on
    so_far: SoFar | None

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return all(task.status == "complete" for task in self.tasks)


def overview(
    plan: Plan,
    words: Matrix,
    answers: Answers,
    comments: Mapping[str, str],
    evidence: Mapping[str, Sequence[str]],
    edits: Mapping[str, Any],
    remarked: Sequence[str] = (),
) -> Overview:
    """Look over a draft; `words` is the plan's matrix in the language of the page.

    `remarked` names a question for each remark that needs a reply.
    """
    visible = plan.visible(answers)
    silent = missing_comments(plan.matrix, visible, answers, comments)
    unproved = missing_evidence(plan.matrix, visible, answers, evidence)
    told = {name: read_edit(edit) for name, edit in edits.items()}
    home = {question.id: section.id for section in plan.matrix.sections for question in section.questions}
    tasks = []
    for section in words.sections:
        asked = [question for question in section.questions if question.id in visible]
        if asked:
            tasks.append(_task(section, asked, answers, (silent, unproved, remarked), told, home))
    answered = sum(task.answered for task in tasks)
    return Overview(
        tasks=tuple(tasks),
        asked=sum(task.asked for task in tasks),
        answered=answered,
        remaining=sum(task.remaining for task in tasks),
        following=next((task for task in tasks if task.status != "complete"), None),
        so_far=_so_far(plan, words, answers) if answered else None,
    )


def read_edit(edit: Mapping[str, Any]) -> Edit:
    """The stored note of who saved a section."""
    return Edit(str(edit["by"]), datetime.fromisoformat(str(edit["at"])))


def _task(
    section: Section,
    asked: list[Question],
    answers: Answers,
    lacking: tuple[Sequence[str], ...],  # comments, files, replies
    edits: Mapping[str, Edit],
    home: Mapping[str, str],
) -> Task:
    open_questions = [question for question in asked if question.required and question.id not in answers]
    answered = sum(1 for question in asked if question.id in answers)
    edit = edits.get(section.id)
    opened = 0
    if edit is not None:
        opened = sum(1 for question in open_questions if _opened_since(question, section, edit.at, edits, home))
    names = {question.id for question in asked}
    comments, files, remarks = (sum(1 for question in kind if question in names) for kind in lacking)
    if opened or comments or files or remarks:
        status = "attention"
    elif not open_questions and (answered or edit):
        status = "complete"
    else:
        status = "in_progress" if answered else "not_started"
    return Task(section, status, len(asked), answered, len(open_questions), opened, comments, files, remarks, edit)


def _opened_since(
    question: Question, section: Section, seen: datetime, edits: Mapping[str, Edit], home: Mapping[str, str]
) -> bool:
    """Whether an answer in another section, saved after this one, may have opened the question."""
    sources = {home[name] for name in (*_named(question.show_when), *_named(section.show_when)) if name in home}
    return any(name != section.id and name in edits and edits[name].at > seen for name in sources)


def _named(condition: Condition | None) -> Iterator[str]:
    match condition:
        case None:
            return
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _named(part)
        case Not(part):
            yield from _named(part)
        case _:
            question = getattr(condition, "question", None)
            if isinstance(question, str):
                yield question


def _so_far(plan: Plan, words: Matrix, answers: Answers) -> SoFar:
    found = reach(plan, answers)
    return SoFar(
        lowest=words.level(found.lowest),
        highest=words.level(found.highest),
        lowest_place=words.place(found.lowest),
        highest_place=words.place(found.highest),
        levels=len(words.levels),
    )
