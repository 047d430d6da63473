"""Looks for answers that bring something about: first by trying, then by splitting what answers can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from app.domain.amount import Amount
from app.domain.answers import Answer, Answers, read_answers
from app.domain.checking.domains import Domain
from app.domain.checking.frame import Frame
from app.domain.checking.outlook import Open, Outlook
from app.domain.checking.sights import Key, Sight, all_keys, possible, sight
from app.domain.relevance import AnswerCondition

# Steps are questions looked at, not seconds, so that a file gets the same findings on any machine.
STEPS_FOR_ALL = 200_000
STEPS_FOR_ONE = 60_000
TRIES = 60  # answers drawn before the search begins
_PRIME, _SPREAD = 2**61 - 1, 6364136223846793005

Domains = dict[str, Domain]


@dataclass(slots=True)
class Exploration:
    """What answers can bring about: `met` with a witness each, `undecided` where the steps ran out, else never."""

    frame: Frame
    asked: dict[Key, None]  # in order
    met: dict[Key, Sight] = field(default_factory=dict)
    undecided: set[Key] = field(default_factory=set)
    steps: int = 0
    drawn: int = 1

    def never(self, key: Key) -> bool:
        """Whether no answers bring it about; False where that is not decided."""
        return key not in self.met and key not in self.undecided

    def look(self, domains: Domains) -> Sight:
        """Try some answers out of the domains, and note everything that they bring about."""
        answers = {}
        for name, domain in domains.items():
            self.drawn = (self.drawn * _SPREAD + 1442695040888963407) % _PRIME
            answer = domain.completion(self.drawn >> 7)
            if answer is not None:
                answers[name] = answer
        return self.note(answers)

    def note(self, answers: Answers) -> Sight:
        """Note everything that complete answers bring about."""
        self.steps += len(self.frame.domains)
        seen = sight(self.frame, answers)
        if not seen.outcome.missing:
            for key in seen.keys:
                self.met.setdefault(key, seen)
        return seen

    def pursue(self, key: Key) -> None:
        """Bring the key about, or find out that nothing does, or give up."""
        end = min(self.steps + STEPS_FOR_ONE, STEPS_FOR_ALL)
        pending = [dict(self.frame.domains)]
        while pending:
            if self.steps >= end:
                self.undecided.add(key)
                return
            domains = pending.pop()
            self.steps += len(domains)
            outlook = Outlook(self.frame, domains)
            if not possible(outlook, key):
                continue
            if key in self.look(domains).keys:
                return
            smaller = children(self.frame, domains, outlook.opened)
            if smaller is None:
                self.undecided.add(key)
                return
            pending += reversed(smaller)


def explore(frame: Frame) -> Exploration:
    """Find out what answers can bring about: examples first, then some answers, then each thing left by itself."""
    found = Exploration(frame, dict.fromkeys(all_keys(frame)))
    for answers in _examples(frame):
        if found.steps < STEPS_FOR_ALL // 2:
            found.note(answers)
    for answers in _from_most_to_least(frame):
        found.note(answers)
    for _ in range(TRIES):
        if found.steps < STEPS_FOR_ALL // 4:
            found.look(frame.domains)
    for key in found.asked:
        if key not in found.met:
            found.pursue(key)
    return found


def _examples(frame: Frame) -> Iterator[Answers]:
    for example in frame.plan.matrix.examples:
        answers, mistakes = read_answers(frame.plan.matrix, example.answers)
        if not mistakes:
            yield answers


def _from_most_to_least(frame: Frame) -> Iterator[Answers]:
    """Answers that give the most points, or the least, or the most in a part of the questions only."""
    ends = [sorted(_spread(domain), key=partial(_points, frame, domain)) for domain in frame.domains.values()]
    for quarter in range(5):
        picked = [end[-1 if 4 * place < quarter * len(ends) else 0] for place, end in enumerate(ends)]
        yield {name: answer for name, answer in zip(frame.domains, picked, strict=True) if answer is not None}


def _spread(domain: Domain) -> list[Answer | None]:
    return [*domain.singles, *((name,) for name in domain.may), *([domain.may] if domain.several else [])]


def _points(frame: Frame, domain: Domain, answer: Answer | None) -> Amount:
    return sum(frame.value(domain, place, answer) or 0 for place in range(len(frame.feeders)))


def children(frame: Frame, domains: Domains, opened: Iterable[Open]) -> list[Domains] | None:
    """Smaller domains that cover these, of the first thing that is open; None where nothing is."""
    for question, what in opened:
        parts = _parts(frame, domains[question], what)
        if len(parts) > 1:
            return [{**domains, question: part} for part in parts]
    return None


def _parts(frame: Frame, domain: Domain, what: AnswerCondition | int) -> list[Domain]:
    if not isinstance(what, int):
        return domain.split(what, frame.holds(what))
    parts = domain.grouped(lambda answer: frame.value(domain, what, answer))
    if len(parts) > 1 or not domain.several:
        return parts
    telling = [name for name in domain.may if frame.value(domain, what, (name,))]
    return domain.halves((telling or domain.may)[0]) if domain.may else parts
