"""Prepares the answers that a proposal may turn: those that conditions ask for, and those that only add up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.domain.alternatives import alternatives
from app.domain.amount import Amount
from app.domain.answers import Answer, Answers
from app.domain.deciding import Standing, decider
from app.domain.questions import Question
from app.domain.relevance import AnswerCondition, relevance
from app.domain.scoring import Plan


@dataclass(frozen=True, slots=True)
class Turn:
    """Another answer to a question that only adds up: what it changes in each score."""

    answer: Answer
    added: tuple[Amount, ...]  # to the scores that add up
    peaks: tuple[Amount | None, ...]  # its own gain to the scores that take the highest
    replaces: bool  # it feeds one of those


@dataclass(slots=True)
class Turns:
    """All answers that may be proposed, by question, in the file's order."""

    sums: tuple[int, ...]  # places of the scores that matter and add up or are averaged
    peaks: tuple[int, ...]  # places of those that take the highest
    matter: set[str] = field(default_factory=set)  # questions on which the level can depend
    switches: dict[str, list[Answer]] = field(default_factory=dict)
    plain: dict[str, list[Turn]] = field(default_factory=dict)


def turns(plan: Plan, answers: Answers, standing: Standing, *, every: bool = False) -> Turns:
    """Prepare the answers that may be proposed.

    In: all answers, and the standing of a walk with them; `every` as in `alternatives`. Of answers
    with the same effect on the level only the first is kept, and none with the effect of the present
    answer. A question is plain when no condition on the way to the level asks for it and it is answered now.
    """
    relevant = relevance(plan.matrix)
    places = [at for at, score in enumerate(plan.matrix.scores) if score.id in relevant.scores]
    found = Turns(
        tuple(place for place in places if place not in plan.peaks),
        tuple(place for place in places if place in plan.peaks),
    )
    for question in plan.matrix.questions():
        conditions = relevant.conditions.get(question.id, [])
        fed = {place for place, _value in plan.asked[question.id].worth.greatest}
        if not conditions and fed.isdisjoint(places):
            continue
        found.matter.add(question.id)
        present = answers.get(question.id)
        options = alternatives(question, present, conditions, every=every)
        signature = _signature(plan, question, conditions, places)
        options = _different(options, present, signature)
        if not options:
            continue
        if not conditions and present is not None and question.id in standing.answers:
            found.plain[question.id] = [_turn(plan, question.id, present, option, found) for option in options]
        else:
            found.switches[question.id] = options
    return found


def _signature(
    plan: Plan, question: Question, conditions: Sequence[AnswerCondition], places: Sequence[int]
) -> Callable[[Answer], object]:
    """What an answer means for the level: its gains, and which conditions it meets."""
    gains = plan.asked[question.id].worth.gains
    holding = [decider(condition, plan.names) for condition in conditions]

    def signature(answer: Answer) -> object:
        standing = Standing({question.id: answer}, [], [], [])
        return (
            tuple(gain for gain in gains(answer) if gain[0] in places),
            tuple(holds is None or holds(standing) for holds in holding),
        )

    return signature


def _different(options: list[Answer], present: Answer | None, signature: Callable[[Answer], object]) -> list[Answer]:
    seen = set() if present is None else {signature(present)}
    kept = []
    for option in options:
        effect = signature(option)
        if effect not in seen:
            seen.add(effect)
            kept.append(option)
    return kept


def _turn(plan: Plan, question: str, present: Answer, option: Answer, found: Turns) -> Turn:
    gains = plan.asked[question].worth.gains
    before: dict[int, Amount] = dict(gains(present))
    after: dict[int, Amount] = dict(gains(option))
    return Turn(
        option,
        tuple(after.get(place, 0) - before.get(place, 0) for place in found.sums),
        tuple(after.get(place) for place in found.peaks),
        any(place in after for place in found.peaks),
    )
