"""Answers as people and programs give them, read into the form that the matrix understands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.matrix import Matrix
from app.domain.questions import Question

Answer = str | int | Decimal | tuple[str, ...]
Answers = Mapping[str, Answer]

_DIGITS_BEFORE, _DIGITS_AFTER = 18, 12
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class AnswerMistake:
    """What is wrong with one answer: the question, a name for the problem, and a sentence."""

    question: str
    problem: str
    sentence: str


class _Wrong(Exception):
    def __init__(self, problem: str, sentence: str) -> None:
        super().__init__(sentence)
        self.problem = problem


def read_answers(matrix: Matrix, raw: object) -> tuple[dict[str, Answer], tuple[AnswerMistake, ...]]:
    """Read answers from JSON (a stored draft, a line of a file, an example of the matrix).

    Null, an empty text and an empty list mean that there is no answer. Gives the good answers in
    the file's order, and a mistake for each of the others; never raises.
    """
    if not isinstance(raw, Mapping):
        sentence = "The answers must be an object from question ids to answers."
        return {}, (AnswerMistake("", "not_an_object", sentence),)
    questions = {question.id: question for question in matrix.questions()}
    mistakes = [
        AnswerMistake(_shown(name), "unknown_question", f"There is no question “{_shown(name)}”.")
        for name in raw
        if name not in questions
    ]
    answers: dict[str, Answer] = {}
    for question in questions.values():
        try:
            answer = read_answer(question, raw.get(question.id))
        except _Wrong as wrong:
            mistakes.append(AnswerMistake(question.id, wrong.problem, f"{question.id}: {wrong}"))
            continue
        if answer is not None:
            answers[question.id] = answer
    return answers, tuple(mistakes)


def read_answer(question: Question, raw: object) -> Answer | None:
    """The answer in the form that the matrix understands, or None where nothing is answered."""
    if raw is None or raw == "" or (isinstance(raw, list | tuple) and not raw):
        return None
    match question.kind:
        case "one" | "yes_no":
            return _choice(question, raw)
        case "many":
            return _choices(question, raw)
        case "number":
            return _number(question, raw)
        case "date":
            return _day(question, raw)
        case "text" | "long_text":
            return _words(raw)


def to_json(answers: Answers) -> dict[str, object]:
    """The answers as JSON without floats: whole numbers as such, others as text, lists for `many`."""
    return {question: _plain(answer) for question, answer in answers.items()}


def number_to_json(number: Decimal) -> int | str:
    """A whole number as an int, another as its plain digits: 1.50 is "1.5"."""
    if number == number.to_integral_value():
        return int(number)
    return format(number, "f").rstrip("0")


def _plain(answer: Answer) -> object:
    if isinstance(answer, Decimal):
        return number_to_json(answer)
    return list(answer) if isinstance(answer, tuple) else answer


def _choice(question: Question, raw: object) -> str:
    if question.kind == "yes_no" and isinstance(raw, bool):
        return "yes" if raw else "no"
    if not isinstance(raw, str | int) or isinstance(raw, bool):
        raise _Wrong("not_a_choice", f"one of the choices is needed, not {_shown(raw)}.")
    # A choice may be called "5", and a file then says 5.
    name = raw if isinstance(raw, str) else _shown(raw)
    for choice in question.choices:
        if choice.id == name:
            return name
    offered = _listed(choice.id for choice in question.choices)
    raise _Wrong("choice_not_offered", f"“{_shown(name)}” is not offered; the choices are {offered}.")


def _choices(question: Question, raw: object) -> tuple[str, ...]:
    if isinstance(raw, str | bytes | Mapping) or not isinstance(raw, Sequence):
        raise _Wrong("not_a_list", f"a list of choices is needed, not {_shown(raw)}.")
    # Of more answers than choices one is there twice: a list of a million needs no second look.
    chosen = [_choice(question, item) for item in raw[: len(question.choices) + 1]]
    if len(set(chosen)) < len(chosen):
        twice = next(name for name in chosen if chosen.count(name) > 1)
        raise _Wrong("choice_twice", f"“{twice}” is chosen twice.")
    for choice in question.choices:
        if choice.alone and choice.id in chosen and len(chosen) > 1:
            raise _Wrong("alone", f"“{choice.id}” cannot be chosen together with others.")
    return tuple(choice.id for choice in question.choices if choice.id in chosen)


def _number(question: Question, raw: object) -> Decimal:
    number = _finite(raw)
    if question.whole and number != number.to_integral_value():
        raise _Wrong("not_whole", f"a whole number is needed, not {number_to_json(number)}.")
    if question.minimum is not None and number < Decimal(question.minimum):
        raise _Wrong("too_low", f"the number must be {question.minimum} or more.")
    if question.maximum is not None and number > Decimal(question.maximum):
        raise _Wrong("too_high", f"the number must be {question.maximum} or less.")
    return number


def _finite(raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal | str):
        raise _Wrong("not_a_number", f"a number is needed, not {_shown(raw)}.")
    if isinstance(raw, str) and not _NUMBER.fullmatch(raw):
        raise _Wrong("not_a_number", f"a number in plain digits is needed, not “{_shown(raw)}”.")
    if isinstance(raw, int) and raw.bit_length() > 200:
        raise _Wrong("number_too_long", "the number has too many digits.")
    # A float comes from a reader of JSON that was not told better: its shortest digits are meant.
    number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    if not number.is_finite():
        raise _Wrong("not_a_number", f"a number is needed, not {_shown(raw)}.")
    # The exponent is looked at before the number is written out: 1E999999999 would fill the memory.
    if number and number.adjusted() >= _DIGITS_BEFORE:
        raise _Wrong("number_too_long", f"at most {_DIGITS_BEFORE} digits before the point.")
    if number and number.adjusted() < -_DIGITS_AFTER:
        raise _Wrong("number_too_long", f"at most {_DIGITS_AFTER} digits after the point.")
    if not number:
        return Decimal(0)
    plain = format(number, "f")
    number = Decimal(plain.rstrip("0").rstrip(".") if "." in plain else plain)
    if -int(number.as_tuple().exponent) > _DIGITS_AFTER:
        raise _Wrong("number_too_long", f"at most {_DIGITS_AFTER} digits after the point.")
    return number


def _day(question: Question, raw: object) -> str:
    text = raw.isoformat() if type(raw) is date else raw
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        raise _Wrong("not_a_date", f"a date such as 2026-11-23 is needed, not {_shown(raw)}.")
    try:
        date.fromisoformat(text)
    except ValueError:
        raise _Wrong("not_a_date", f"there is no day {text}.") from None
    if question.minimum is not None and text < question.minimum:
        raise _Wrong("too_low", f"the date must be {question.minimum} or later.")
    if question.maximum is not None and text > question.maximum:
        raise _Wrong("too_high", f"the date must be {question.maximum} or earlier.")
    return text


def _words(raw: object) -> str | None:
    if not isinstance(raw, str):
        raise _Wrong("not_a_text", f"a text is needed, not {_shown(raw)}.")
    if _CONTROL.search(raw):
        raise _Wrong("not_readable", "the text holds characters that cannot be stored.")
    return raw if raw.strip() else None


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    return ", ".join(names[:12]) + (" …" if len(names) > 12 else "")


def _shown(raw: object) -> str:
    """What was given, short and safe to print."""
    match raw:
        case str():
            words = raw
        case bool():
            words = "yes" if raw else "no"
        case int() if raw.bit_length() > 200:
            words = "a very long number"
        case list() | tuple():
            words = "a list"
        case Mapping():
            words = "an object"
        case _:
            words = str(raw)
    words = _CONTROL.sub("�", words).replace("\n", " ").replace("\r", " ").replace("\t", " ")
    return words if len(words) <= 60 else words[:60] + "…"
