"""Any sections of questions, every kind among them, for property tests."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from hypothesis import strategies as st

from app.domain.questions import Choice, Kind, PointRange, Question, Section
from app.domain.text import Text
from tests.domain.any_condition import Scope, maybe_condition

WORDS = Text("Words")
POINTS = st.one_of(st.integers(-2, 6).map(Decimal), st.integers(-8, 24).map(lambda number: Decimal(number) / 4))
WEIGHTS = st.sampled_from([Decimal(number) for number in ("1", "1", "2", "0.5", "1.25", "0")])
RARELY = st.sampled_from([False, False, False, True])


@st.composite
def any_section(draw: st.DrawFn, scope: Scope, name: str, scores: list[str]) -> Section:
    """A section; its questions are shown by earlier ones, and are added to the scope."""
    show_when = draw(maybe_condition(scope))
    questions = []
    for place in range(draw(st.integers(1, 4))):
        question = draw(any_question(scope, f"{name}_{place}", scores))
        scope.questions.append(question)
        questions.append(question)
    return Section(name, WORDS, tuple(questions), show_when=show_when)


@st.composite
def any_question(draw: st.DrawFn, scope: Scope, name: str, scores: list[str]) -> Question:
    """A question of any kind, with everything that its kind may have."""
    kind: Kind = draw(st.sampled_from(get_args(Kind)))
    required = draw(st.booleans())
    minimum, maximum = draw(st.sampled_from([(None, None), ("0", None), ("2", "9"), (None, "6")]))
    number = kind == "number"
    return Question(
        id=name,
        ask=WORDS,
        kind=kind,
        required=required,
        show_when=draw(maybe_condition(scope)),
        weight=draw(WEIGHTS),
        count=draw(st.sampled_from(["sum", "highest"])) if kind == "many" else "sum",
        unanswered="zero" if required else draw(st.sampled_from(["zero", "worst"])),
        choices=draw(_choices(kind, scores)),
        minimum=minimum if number else None,
        maximum=maximum if number else None,
        whole=number and draw(st.booleans()),
        ranges=draw(st.dictionaries(st.sampled_from(scores), _ranges(), max_size=2)) if number else {},
    )


@st.composite
def _choices(draw: st.DrawFn, kind: Kind, scores: list[str]) -> tuple[Choice, ...]:
    match kind:
        case "yes_no":
            names = draw(st.sampled_from([["yes", "no"], ["yes", "no", "dont_know"]]))
        case "one" | "many":
            names = [f"choice_{place}" for place in range(draw(st.integers(1, 4)))]
        case _:
            return ()
    points = st.dictionaries(st.sampled_from(scores), POINTS, max_size=2)
    return tuple(
        Choice(
            name,
            WORDS,
            points=draw(points),
            worst=draw(RARELY),
            # One choice at least can be chosen together with others.
            alone=kind == "many" and place > 0 and draw(RARELY),
        )
        for place, name in enumerate(names)
    )


@st.composite
def _ranges(draw: st.DrawFn) -> tuple[PointRange, ...]:
    starts = draw(st.lists(st.sampled_from(["0", "0.5", "2", "5", "10"]), min_size=1, max_size=3, unique=True))
    return tuple(PointRange(start, draw(POINTS)) for start in sorted(Decimal(start) for start in starts))
