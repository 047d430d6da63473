"""What answers can bring about in a matrix, each thing as a key: met by an outcome, or possible in an outlook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.answers import Answers
from app.domain.checking.frame import Frame
from app.domain.checking.grids import dips
from app.domain.checking.outlook import Outlook
from app.domain.checking.spans import reaches
from app.domain.matrix import Computed, Score
from app.domain.outcome import Outcome
from app.domain.settled import Truth

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sight:
    """One way through the matrix: complete answers to its visible questions, and what came of them."""

    answers: Answers
    outcome: Outcome
    keys: frozenset[Key]
    drawn: Answers  # with those of hidden questions


def all_keys(frame: Frame) -> Iterator[Key]:
    """Everything worth bringing about, in the order of evaluation."""
    matrix = frame.plan.matrix
    for section in matrix.sections:
        if section.show_when is not None:
            yield from (("opens", section.id), ("stays shut", section.id))
        for question in section.questions:
            yield ("shown", question.id)
            if question.show_when is not None:
                yield from _both("show", question.id)
    yield from _of_scores(frame)
    for category in matrix.categories:
        if category.when is not None:
            yield from _both("category", category.id)
    for place, _row in enumerate(frame.rows[:-1]):
        yield from (*_both("row", str(place)), ("row decides", str(place)))
    for rule in matrix.rules:
        yield from (*_both("rule", rule.id), ("rule changes", rule.id))
    yield from (("cell", dip.grid, dip.row, dip.column) for dip in dips(matrix))
    yield from (("level", level.id) for level in matrix.levels)
    yield from _of_what_follows(frame)


def _both(kind: str, *names: str) -> tuple[Key, Key]:
    return (f"{kind} holds", *names), (f"{kind} fails", *names)


def _of_scores(frame: Frame) -> Iterator[Key]:
    for name, score in frame.scored.items():
        yield from (("band", name, band.id) for band in score.bands)
        if score.bands and score.bands[0].start is not None:
            yield ("below", name)
    for computed in frame.plan.matrix.computed:
        for step in computed.steps:
            if step.when is not None:
                yield from _both("step", computed.id, step.id)


def _of_what_follows(frame: Frame) -> Iterator[Key]:
    for name, test in frame.tests.items():
        if test.when is not None:
            yield from _both("test", name)
    for (level, name), obligation in frame.obligations.items():
        if obligation.when is not None:
            yield from _both("obligation", level, name)


def sight(frame: Frame, answers: Answers) -> Sight:
    """What comes of complete answers; those of hidden questions are left out, so that they can be submitted."""
    outcome = frame.plan.assess(answers)
    visible = {name: answers[name] for name in outcome.visible if name in answers}
    point = Outlook(frame, {name: frame.alone(name, visible.get(name)) for name in frame.domains})
    return Sight(visible, outcome, frozenset(_met(frame, outcome, point)), answers)


def _met(frame: Frame, outcome: Outcome, point: Outlook) -> Iterator[Key]:
    matrix = frame.plan.matrix
    for section in matrix.sections:
        if section.show_when is not None:
            yield ("opens" if point.truth(section.show_when) else "stays shut", section.id)
        for question in section.questions:
            if question.show_when is not None:
                yield ("show holds" if point.truth(question.show_when) else "show fails", question.id)
    yield from (("shown", question) for question in outcome.visible)
    yield from _met_of_scores(frame, outcome, point)
    for category in matrix.categories:
        yield ("category holds" if category.id in outcome.categories else "category fails", category.id)
    yield from _met_of_the_level(frame, outcome, point)


def _met_of_scores(frame: Frame, outcome: Outcome, point: Outlook) -> Iterator[Key]:
    for name, score in frame.scored.items():
        band = outcome.scores[name].band
        if band is not None:
            yield ("band", name, band)
        if _below(point, score):
            yield ("below", name)
    applied = {(result.computed, result.step) for result in outcome.steps}
    for computed in frame.computed.values():
        for step in computed.steps:
            yield ("step holds" if (computed.id, step.id) in applied else "step fails", computed.id, step.id)


def _met_of_the_level(frame: Frame, outcome: Outcome, point: Outlook) -> Iterator[Key]:
    matrix = frame.plan.matrix
    for place, row in enumerate(frame.rows[:-1]):
        yield ("row holds" if point.truth(row.when) else "row fails", str(place))
        if place == outcome.threshold:
            yield ("row decides", str(place))
    fired = {rule.id: rule for rule in outcome.rules}
    for rule in matrix.rules:
        yield ("rule holds" if rule.id in fired else "rule fails", rule.id)
        if rule.id in fired and fired[rule.id].before != fired[rule.id].after:
            yield ("rule changes", rule.id)
    yield from (("cell", cell.grid, cell.row, cell.column) for cell in outcome.cells)
    yield ("level", outcome.level)
    for test in matrix.tests:
        yield ("test holds" if test.id in outcome.tests else "test fails", test.id)
    for obligation in matrix.level(outcome.level).obligations:
        said = "obligation holds" if obligation.id in outcome.obligations else "obligation fails"
        yield (said, outcome.level, obligation.id)


def possible(outlook: Outlook, key: Key) -> bool:
    """Whether the key can still be met, as far as the outlook can tell."""
    frame = outlook.frame
    kind, name = key[0], key[1]
    match kind:
        case "opens" | "stays shut" | "show holds" | "show fails":
            return _agrees(
                outlook.truth(frame.shows[kind in {"opens", "stays shut"}, name]), kind, "opens", "show holds"
            )
        case "shown":
            return outlook.visible(name) is not False
        case "band":
            outlook.score(name)
            return frame.names.bands[name].index(key[2]) in outlook.bands[name]
        case "below":
            return _below(outlook, frame.scored[name]) is not False
        case "step holds" | "step fails":
            outlook.score(name)
            return _agrees(outlook.steps[name, key[2]], kind, "step holds")
        case "category holds" | "category fails":
            return _agrees(outlook.category(name), kind, "category holds")
        case "cell":
            grid = frame.grids[name]
            bands = frame.names.bands
            return (bands[grid.rows].index(key[2]), bands[grid.columns].index(key[3])) in outlook.cells(grid)
        case "row decides":
            return int(name) in outlook.decided()
        case "row holds" | "row fails":
            return _agrees(outlook.truth(frame.rows[int(name)].when), kind, "row holds")
        case _:
            return _possible_of_the_level(outlook, key)


def _possible_of_the_level(outlook: Outlook, key: Key) -> bool:
    frame = outlook.frame
    kind, name = key[0], key[1]
    if kind in {"rule holds", "rule fails"}:
        return _agrees(outlook.truth(frame.rules[name].when), kind, "rule holds")
    if kind == "rule changes":
        # The rule's own condition first: it says best where to split.
        if outlook.truth(frame.rules[name].when) is False:
            return False
        outlook.conclude()
        before = outlook.places[list(frame.rules).index(name)]
        return any(frame.moved(frame.rules[name], frozenset({place})) != {place} for place in before)
    if kind == "level":
        return frame.names.levels[name] in outlook.conclude()
    if kind in {"test holds", "test fails"}:
        return _agrees(outlook.truth(frame.tests[name].when, outlook.conclude()), kind, "test holds")
    place = frame.names.levels[name]
    told = outlook.truth(frame.obligations[name, key[2]].when, frozenset({place}))
    return _agrees(told, kind, "obligation holds") and place in outlook.conclude()


def _agrees(truth: Truth, kind: str, *positive: str) -> bool:
    return truth is not (kind not in positive)


def _below(outlook: Outlook, score: Score | Computed) -> Truth:
    """Whether the value lies below the start of the first band."""
    if not score.bands or score.bands[0].start is None:
        return False
    outlook.score(score.id)
    told = reaches(outlook.values[score.id], outlook.maxima[score.id], score.bands[0].start)
    return None if told is None else not told
