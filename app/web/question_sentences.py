"""The sentences that say what is wrong with an answer, each naming the question it is about."""

from __future__ import annotations

from app.domain.questions import Choice, Question
from app.web.localisation import _, date_in_words, language, number_in_words


def missing(question: Question) -> str:
    """What to do about a required question without an answer."""
    return _("Answer “%(ask)s”", ask=question.ask)


def undecided(question: Question) -> str:
    """Two versions of an answer were shown, and neither was chosen."""
    return _("Choose which answer to “%(ask)s” to keep", ask=question.ask)


def not_offered(question: Question) -> str:
    """A choice that the matrix does not hold."""
    return _("Choose from the answers offered for “%(ask)s”", ask=question.ask)


def only_alone(question: Question, choice: Choice) -> str:
    """A choice such as “none of these” together with others."""
    return _(
        "For “%(ask)s”, choose “%(choice)s” by itself or leave it out",
        ask=question.ask,
        choice=choice.label,
    )


def of_number(question: Question, problem: str) -> str:
    """A number that cannot be read."""
    if problem == "not_whole":
        return _("Enter a whole number for “%(ask)s”, without a decimal point", ask=question.ask)
    return _("Enter a number for “%(ask)s”, such as 1,200", ask=question.ask)


def of_text(question: Question, problem: str, length: int, longest: int) -> str:
    """A text that is too long or holds what cannot be shown."""
    if problem == "too_long":
        return _(
            "Shorten your answer to “%(ask)s” to %(longest)s characters; it has %(length)s",
            ask=question.ask,
            longest=number_in_words(longest),
            length=number_in_words(length),
        )
    return _(
        "Type your answer to “%(ask)s” again: it holds a character that cannot be shown",
        ask=question.ask,
    )


def of_reply(question: Question, problem: str, length: int, longest: int) -> str:
    """A reply to a remark that is too long or holds what cannot be shown."""
    if problem == "too_long":
        return _(
            "Shorten your reply on “%(ask)s” to %(longest)s characters; it has %(length)s",
            ask=question.ask,
            longest=number_in_words(longest),
            length=number_in_words(length),
        )
    return _("Type your reply on “%(ask)s” again: it holds a character that cannot be shown", ask=question.ask)


def of_comment(question: Question, problem: str, length: int, longest: int) -> str:
    """A comment that is too long or holds what cannot be shown."""
    if problem == "too_long":
        return _(
            "Shorten your comment on “%(ask)s” to %(longest)s characters; it has %(length)s",
            ask=question.ask,
            longest=number_in_words(longest),
            length=number_in_words(length),
        )
    return _(
        "Type your comment on “%(ask)s” again: it holds a character that cannot be shown",
        ask=question.ask,
    )


def of_date(question: Question, problem: str) -> str:
    """A date that cannot be read, or of which a part is missing."""
    if problem == "year_missing":
        return _("Enter the year for “%(ask)s”", ask=question.ask)
    if problem == "month_missing":
        return _("Enter the month for “%(ask)s”", ask=question.ask)
    if problem == "day_missing":
        return _("Enter the day for “%(ask)s”", ask=question.ask)
    if problem == "year_in_full":
        return _("Enter the year for “%(ask)s” with four digits, such as 2026", ask=question.ask)
    return _("Enter a date that exists for “%(ask)s”", ask=question.ask)


def out_of_bounds(question: Question) -> str:
    """A number or date outside the question's bounds."""
    least, most = _bound(question, question.minimum), _bound(question, question.maximum)
    if least is not None and most is not None:
        return _(
            "Your answer to “%(ask)s” must lie between %(least)s and %(most)s",
            ask=question.ask,
            least=least,
            most=most,
        )
    is_number = question.kind == "number"
    if least is not None:
        if is_number:
            return _("Your answer to “%(ask)s” must be %(least)s or more", ask=question.ask, least=least)
        return _("Your answer to “%(ask)s” must be %(least)s or later", ask=question.ask, least=least)
    if is_number:
        return _("Your answer to “%(ask)s” must be %(most)s or less", ask=question.ask, most=most)
    return _("Your answer to “%(ask)s” must be %(most)s or earlier", ask=question.ask, most=most)


def _bound(question: Question, bound: str | None) -> str | None:
    if bound is None:
        return None
    if question.kind == "date":
        return date_in_words(bound)
    return number_in_words(bound)


def date_order() -> tuple[str, ...]:
    """The order in which a date's parts are written in the person's language."""
    return ("year", "month", "day") if language().startswith("zh") else ("day", "month", "year")
