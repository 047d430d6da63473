"""Says in words what the search had to leave open."""

from __future__ import annotations

from app.domain.checking.finding import Finding
from app.domain.checking.sights import Key
from app.domain.matrix import Matrix

_WHETHER = {
    "opens": "whether the section “{}” can be shown",
    "stays shut": "whether the show_when of the section “{}” can fail",
    "shown": "whether the question “{}” can be shown",
    "show holds": "whether the show_when of “{}” can hold",
    "show fails": "whether the show_when of “{}” can fail",
    "band": "whether “{}” can come into the band “{}”",
    "below": "whether “{}” can lie below its first band",
    "cell": "whether answers come to the cell {1} × {2}",
    "level": "whether answers can reach the level “{}”",
    "row decides": "whether row {} of the table can decide",
    "rule changes": "whether the rule “{}” can change anything",
    "step": "whether the condition of the step “{1}” can {verb}",
    "obligation": "whether the condition of the obligation “{1}” can {verb}",
    "row": "whether the condition of row {} of the table can {verb}",
}


def undecided(matrix: Matrix, key: Key) -> Finding:
    """A note that says what was not decided, at its place."""
    kind, names = key[0], list(key[1:])
    word, _, verb = kind.rpartition(" ")
    if word == "row":
        names[0] = str(int(names[0]) + 1)
    words = _WHETHER.get(kind) or _WHETHER.get(word) or f"whether the condition of the {word} “{{}}” can {{verb}}"
    said = words.format(*names, verb="hold" if verb == "holds" else "fail")
    return Finding("note", _path(matrix, kind, names), f"Not decided within the steps of the search: {said}")


def _path(matrix: Matrix, kind: str, names: list[str]) -> str:
    name = names[0]
    match kind.partition(" ")[0]:
        case "opens" | "stays":
            return f"sections.{name}.show_when"
        case "shown" | "show":
            section = next(one.id for one in matrix.sections for question in one.questions if question.id == name)
            return f"sections.{section}.questions.{name}.show_when"
        case "band" | "below":
            room = "scores" if any(score.id == name for score in matrix.scores) else "computed"
            return f"{room}.{name}.bands" + (f".{names[1]}" if kind == "band" else "")
        case "step":
            return f"computed.{name}.steps.{names[1]}.when"
        case "row":
            return f"level.rows.{name}.when"
        case "cell":
            return "level.cells" if name == "level" else f"computed.{name}.grid.cells"
        case "level":
            return f"levels.{name}"
        case "obligation":
            return f"levels.{name}.obligations.{names[1]}.when"
        case "category":
            return f"categories.{name}.when"
        case word:
            return f"{word}s.{name}.when"
