"""Derives the level of a certificate again from what is attached to its PDF, and compares it with what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from app.documents.certificate_reading import SENTENCES, UNREAD, UNREADABLE, Examined, Fault
from app.documents.facts import BESIDE, CertificateFacts, Words
from app.documents.gathering import gather
from app.domain.answers import read_answers
from app.domain.canonical import digest, logic_digest
from app.domain.logic import LogicRefused, matrix_from_logic
from app.domain.matrix import Matrix
from app.domain.outcome import Outcome
from app.domain.scoring import compile as plan_of

LONGEST = 200  # characters of what a file says that are shown


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether one thing on the certificate is what the answers come to, and a sentence that says so."""

    same: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Derived:
    """What came of deriving: the number that the file gives itself, what was compared, or why nothing could be.

    `read` is False when it is no PDF that can be read at all.
    """

    number: str = ""
    refused: str = ""
    compared: tuple[Comparison, ...] = ()
    read: bool = True

    @property
    def same(self) -> bool:
        """Whether everything is as the certificate says."""
        return not self.refused and all(each.same for each in self.compared)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON data, for another process."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Derived:
        """What `to_json` wrote."""
        compared = tuple(Comparison(**each) for each in data["compared"])
        return cls(data["number"], data["refused"], compared, data["read"])


def derive(examined: Examined) -> Derived:
    """Derive the level from the logic and the answers in a file that was examined, and compare.

    Who signed the file is left aside.
    """
    told = examined.told
    if told is None:
        unread = examined.fault if examined.fault in UNREAD else None
        return Derived(refused=SENTENCES[unread or Fault.NO_FACTS], read=unread is None)
    try:
        facts = CertificateFacts.from_json(told)
    except UNREADABLE:
        return Derived(refused=SENTENCES[Fault.NO_FACTS])
    number = shown(facts.number)
    if BESIDE not in told:
        sentence = "It holds no logic and no answers: it was made before certificates carried them."
        return Derived(number, sentence)
    try:
        return Derived(number, compared=tuple(_compared(facts, told[BESIDE])))
    except (LogicRefused, *UNREADABLE) as wrong:
        return Derived(number, f"The level cannot be derived from what is attached: {shown(wrong)}")


def shown(value: object) -> str:
    """What a file says, short and without what a terminal might obey."""
    text = str(value)
    plain = "".join(character if character.isprintable() else "�" for character in text[:LONGEST])
    return plain + ("…" if len(text) > LONGEST else "")


def _compared(facts: CertificateFacts, attached: Mapping[str, Any]) -> Iterator[Comparison]:
    matrix = matrix_from_logic(attached["logic"])
    found = digest(attached["logic"])
    said = facts.matrix.logic_digest
    yield Comparison(
        found == said == logic_digest(matrix),
        f"Logic of the matrix: its digest is {found[:16]}…, the certificate says {shown(said)[:16]}….",
    )
    yield Comparison(
        (matrix.id, matrix.version) == (facts.matrix.id, facts.matrix.version),
        f"Matrix: {shown(matrix.id)} {shown(matrix.version)}, the certificate says "
        f"{shown(facts.matrix.id)} {shown(facts.matrix.version)}.",
    )
    answers, mistakes = read_answers(matrix, attached["answers"])
    yield Comparison(
        not mistakes,
        f"Answers: {len(answers)} fit the matrix, {len(mistakes)} do not."
        if mistakes
        else f"Answers: all {len(answers)} fit the matrix.",
    )
    outcome = plan_of(matrix).assess(answers)
    yield from _outcomes(facts, matrix, outcome)


def _outcomes(facts: CertificateFacts, matrix: Matrix, outcome: Outcome) -> Iterator[Comparison]:
    again = _again(facts, matrix, outcome)
    yield _level(facts, again)
    labels = _labels(facts)
    place = matrix.place(outcome.method_level)
    yield _simple(
        "Level before the rules",
        outcome.method_level,
        same=_says(facts.method_level, labels.get(place)),
    )
    fired = [rule.id for rule in outcome.rules]
    moves = [(labels.get(matrix.place(rule.before)), labels.get(matrix.place(rule.after))) for rule in outcome.rules]
    yield _simple(
        "Rules that fired",
        ", ".join(fired) or "none",
        same=fired == [rule.id for rule in facts.rules]
        and all(
            _says(rule.before, before) and _says(rule.after, after)
            for rule, (before, after) in zip(facts.rules, moves, strict=True)
        ),
    )
    if facts.grid or again.grid:
        cell = outcome.cell()
        reached = f"{cell.row} by {cell.column}" if cell else "none"
        yield _simple("Cell of the matrix", reached, same=_grid(facts) == _grid(again))
    yield _counted("Categories", outcome.categories, len(facts.categories))
    yield _counted("Obligations", outcome.obligations, len(facts.obligations))
    yield _simple("Tests", ", ".join(outcome.tests) or "none", same=_tests(facts) == _tests(again))
    if facts.scores:
        values = ", ".join(f"{score.id} {score.value}" for score in outcome.scores.values() if score.value is not None)
        same = _scores(facts) == _scores(again) and _principles(facts) == _principles(again)
        yield _simple("Scores", values or "none", same=same)


def _again(facts: CertificateFacts, matrix: Matrix, outcome: Outcome) -> CertificateFacts:
    """The facts as they would be gathered today of a matrix without its texts; who and when is left out."""
    return gather(
        matrix,
        outcome,
        number=facts.number,
        system_name="",
        organisation="",
        office={},
        owners=(),
        approvals=(),
        revision=0,
        submission_digest="",
        logic_digest="",
        text_digests={},
        submitted_on=date.min,
        issued_on=date.min,
        valid_until=None,
    )


def _level(facts: CertificateFacts, again: CertificateFacts) -> Comparison:
    one, other = facts.level, again.level
    sentence = (
        f"Level: the answers come to {shown(other.id)} ({other.place + 1} of {other.count}), "
        f"the certificate says {shown(one.id)} ({shown(one.place + 1)} of {shown(one.count)})."
    )
    drawn = {level.place: level.label for level in facts.grid.levels} if facts.grid else {}
    same = (one.id, one.place, one.count) == (other.id, other.place, other.count)
    return Comparison(same and _says(one.label, drawn.get(other.place)), sentence)


def _labels(facts: CertificateFacts) -> dict[int, Words]:
    """The words of levels by their place, as far as the certificate tells them."""
    levels = (*facts.grid.levels, facts.level) if facts.grid else (facts.level,)
    return {level.place: level.label for level in levels}


def _says(words: Words, expected: Words | None) -> bool:
    return expected is None or words == expected


def _simple(subject: str, derived: str, *, same: bool) -> Comparison:
    verdict = "as the certificate says" if same else "the certificate says something else"
    return Comparison(same, f"{subject}: {shown(derived)}; {verdict}.")


def _counted(subject: str, derived: tuple[str, ...], count: int) -> Comparison:
    same = len(derived) == count
    names = f" ({', '.join(derived)})" if derived else ""
    return Comparison(same, f"{subject}: {len(derived)}{shown(names)}; the certificate names {count}.")


def _grid(facts: CertificateFacts) -> object:
    grid = facts.grid
    if grid is None:
        return None
    levels = [(level.id, level.place, level.count) for level in grid.levels]
    return len(grid.rows), len(grid.columns), grid.cells, levels, grid.row, grid.column


def _tests(facts: CertificateFacts) -> object:
    return [(test.independent, test.bar, test.value, test.lowest) for test in facts.tests]


def _scores(facts: CertificateFacts) -> object:
    return [
        (
            (score.way, score.value, score.maximum, score.divisor),
            [band.start for band in score.bands],
            [(bar.kind, bar.value, bar.count) for bar in score.bars],
        )
        for score in facts.scores
    ]


def _principles(facts: CertificateFacts) -> object:
    return [[(share.value, share.possible) for share in principle.shares] for principle in facts.principles]
