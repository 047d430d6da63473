"""Says in words what the search found that answers can never bring about."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.checking.finding import Finding
from app.domain.checking.grids import dips
from app.domain.checking.search import Exploration
from app.domain.checking.sights import Key
from app.domain.checking.undecided import undecided
from app.domain.matrix import Grid, Matrix, Table, Thresholds


def claims(found: Exploration) -> Iterator[Finding]:
    """A finding for everything that can never be, and a note for what is not decided, in the matrix's order."""
    matrix = found.frame.plan.matrix
    of_the_level = (_of_grids, _of_table, _of_rules, _of_levels)
    for claim in (_of_showing, _of_scores, _of_categories, *of_the_level, _of_what_follows):
        yield from claim(matrix, found)
    yield from (undecided(matrix, key) for key in found.asked if key in found.undecided)


def _warning(path: str, message: str, found: Exploration, *keys: Key) -> Finding:
    witnesses = tuple(found.met[key].answers for key in keys if key in found.met)
    return Finding("warning", path, message, witnesses)


def _of_showing(matrix: Matrix, found: Exploration) -> Iterator[Finding]:
    for section in matrix.sections:
        path = f"sections.{section.id}"
        if section.show_when is not None:
            if found.never(("opens", section.id)):
                message = f"The section “{section.id}” can never be shown: its show_when can never hold"
                yield _warning(f"{path}.show_when", message, found)
                continue
            if found.never(("stays shut", section.id)):
                message = f"The show_when of the section “{section.id}” always holds; without it nothing changes"
                yield _warning(f"{path}.show_when", message, found)
        for question in section.questions:
            yield from _of_question(f"{path}.questions.{question.id}.show_when", question.id, found)


def _of_question(path: str, question: str, found: Exploration) -> Iterator[Finding]:
    if not found.never(("shown", question)):
        if ("shown", question) in found.met and _is_never(("show fails", question), found):
            message = f"The show_when of “{question}” always holds; without it nothing changes"
            yield _warning(path, message, found)
        return
    never = f"The question “{question}” can never be shown"
    if ("show holds", question) in found.met:
        message = f"{never}: whenever its show_when holds, its section is hidden"
        yield _warning(path, message, found, ("show holds", question))
    elif _is_never(("show holds", question), found):
        yield _warning(path, f"{never}: its show_when can never hold", found)


def _of_scores(matrix: Matrix, found: Exploration) -> Iterator[Finding]:
    for room, scored in (("scores", matrix.scores), ("computed", matrix.computed)):
        for score in scored:
            for band in score.bands:
                if found.never(("band", score.id, band.id)):
                    message = f"No answers can bring “{score.id}” into the band “{band.id}”"
                    yield _warning(f"{room}.{score.id}.bands.{band.id}", message, found)
            first = score.bands[0] if score.bands else None
            if first is not None and first.start is not None and ("below", score.id) in found.met:
                below = f"{first.start.value}{'%' if first.start.percent else ''}"
                message = f"Values below {below} have no band of their own; they count as “{first.id}”"
                yield _warning(f"{room}.{score.id}.bands.{first.id}.from", message, found, ("below", score.id))
    for computed in matrix.computed:
        for step in computed.steps:
            path = f"computed.{computed.id}.steps.{step.id}.when"
            yield from _of_condition(path, f"the step “{step.id}”", ("step", computed.id, step.id), found)


def _of_categories(matrix: Matrix, found: Exploration) -> Iterator[Finding]:
    for category in matrix.categories:
        path = f"categories.{category.id}.when"
        yield from _of_condition(path, f"the category “{category.id}”", ("category", category.id), found)


def _of_grids(matrix: Matrix, found: Exploration) -> Iterator[Finding]:
    for dip in dips(matrix):
        key = ("cell", dip.grid, dip.row, dip.column)
        unreached = " (no answers lead to it)" if found.never(key) else ""
        yield _warning(dip.path, dip.message() + unreached, found, key)


def _of_table(matrix: Matrix, found: Exploration) -> Iterator[Finding]:
    if not isinstance(matrix.method, Table):
        return
    for place, row in enumerate(matrix.method.rows[:-1]):
        key, path = str(place), f"level.rows.{place + 1}.when"
        what = f"row {place + 1} of the table, which gives “{row.level}”,"
        yield from _of_condition(path, what.rstrip(","), ("row", key), found)
        if ("row holds", key) in found.met and found.never(("row decides", key)):
            message = f"R{what[1:]} can never decide: whenever it holds, a row above has decided already"
            yield _warning(path, message, found, ("row holds", key))


def _of_rules(matrix: Matrix, found: Exploration) -> Iterator[Finding]:
    for rule in matrix.rules:
        path = f"rules.{rule.id}"
        yield from _of_condition(f"{path}.when", f"the rule “{rule.id}”", ("rule", rule.id), found)
        if ("rule holds", rule.id) not in found.met or not found.never(("rule changes", rule.id)):
            continue
        reason = f"whenever it fires, the level {_stands(rule.effect)} “{rule.level}” already"
        if (rule.effect, rule.level) in {("at_least", matrix.levels[0].id), ("at_most", matrix.levels[-1].id)}:
            reason = f"every level is {rule.effect.replace('_', ' ')} “{rule.level}”"
        message = f"The rule “{rule.id}” can never change anything: {reason}"
        yield _warning(f"{path}.{rule.effect}", message, found, ("rule holds", rule.id))


def _stands(effect: str) -> str:
    return "is" if effect == "set" else f"is {effect.replace('_', ' ')}"


def _of_levels(matrix: Matrix, found: Exploration) -> Iterator[Finding]:
    method, named = _named_by_method(matrix.method)
    by_rules = {rule.level for rule in matrix.rules}
    for level in matrix.levels:
        if found.never(("level", level.id)):
            reason = f"both the {method} and the rules name it, but never come to it"
            if level.id not in named | by_rules:
                reason = f"neither the {method} nor a rule names it"
            elif level.id not in named:
                reason = f"rules alone name it, not the {method}, and they never bring it about"
            elif level.id not in by_rules:
                reason = f"no answers come to where the {method} gives it, or rules move every such system away"
            yield _warning(f"levels.{level.id}", f"No answers can reach the level “{level.id}”: {reason}", found)


def _named_by_method(method: Grid | Thresholds | Table) -> tuple[str, set[str]]:
    match method:
        case Grid(cells=cells):
            return "grid", {result for row in cells.values() for result in row}
        case Thresholds(thresholds=thresholds):
            return "list of thresholds", {threshold.level for threshold in thresholds}
        case Table(rows=rows):
            return "table", {row.level for row in rows}


def _of_what_follows(matrix: Matrix, found: Exploration) -> Iterator[Finding]:
    for test in matrix.tests:
        yield from _of_condition(f"tests.{test.id}.when", f"the test “{test.id}”", ("test", test.id), found)
    for level in matrix.levels:
        if ("level", level.id) not in found.met:
            continue
        for obligation in level.obligations:
            path = f"levels.{level.id}.obligations.{obligation.id}.when"
            what = f"the obligation “{obligation.id}”"
            yield from _of_condition(path, what, ("obligation", level.id, obligation.id), found)


def _of_condition(path: str, what: str, about: Key, found: Exploration) -> Iterator[Finding]:
    kind, *names = about
    if _is_never((f"{kind} holds", *names), found):
        yield _warning(path, f"The condition of {what} can never hold", found)
    elif _is_never((f"{kind} fails", *names), found):
        yield _warning(path, f"The condition of {what} always holds; without it nothing changes", found)


def _is_never(key: Key, found: Exploration) -> bool:
    return key in found.asked and found.never(key)
