"""The language of a page: whose it is, its words, its dates and numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations
from flask import Flask, current_app, g, has_app_context, has_request_context, request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from app.web.clock import local

LANGUAGES = {"en": "English", "zh-Hans": "中文"}  # the language, in its own words
FIRST = "en"  # the language of the message ids
LOCALES = {"en": "en_GB", "zh-Hans": "zh_Hans_CN"}
COOKIE = "fenji_language"
FOLDER = Path(__file__).parents[1] / "translations"


class LazyText(str):
    """A message that is put into words when it is shown; for labels written once at import."""

    __slots__ = ()

    def __str__(self) -> str:
        """The words in the language of this request."""
        return gettext(str.__str__(self))


def install(app: Flask) -> None:
    """Teach templates the language: `_()`, `ngettext()` and the filters for dates and numbers."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined] # added by the extension
        lambda message: catalogue(language()).ugettext(message),
        lambda one, many, count: catalogue(language()).ungettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.globals.update({"_": _said, "ngettext": _counted(app.jinja_env.globals["ngettext"])})
    app.add_template_global(language, "page_language")
    app.add_template_global(office)
    app.jinja_env.globals["LANGUAGES"] = LANGUAGES
    teach(app, "date", date_in_words)
    teach(app, "moment", moment_in_words)
    teach(app, "number", number_in_words)
    for code in LANGUAGES:
        catalogue(code)


def teach(app: Flask, name: str, say: Callable[[Any], str]) -> None:
    """Add a filter that says something in the page's language.

    It asks for the context, which it does not need: Jinja works `"approve"|action` out when it compiles a template
    otherwise, and everybody would read it in the language of whoever came first.
    """

    @pass_context
    def said(_context: Context, value: Any) -> str:
        return say(value)

    app.add_template_filter(said, name)


def language() -> str:
    """The language of this page: chosen, else the person's own, else what the browser asks for."""
    if not has_request_context():
        return (has_app_context() and g.get("language")) or FIRST
    code: str | None = g.get("language")
    if code is None:
        code = g.language = _chosen() or g.get("own_language") or _asked_for()
    return code


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Say everything in this language meanwhile: what is written for somebody who asks for no page, such as a mail."""
    before = g.get("language")
    g.language = code
    try:
        yield
    finally:
        g.language = before  # nothing where nobody had chosen yet


def _chosen() -> str | None:
    code = request.cookies.get(COOKIE)
    return code if code in LANGUAGES else None


def _asked_for() -> str:
    offered = {code.partition("-")[0]: code for code in reversed(LANGUAGES)}
    for wanted in request.accept_languages.values():
        found = offered.get(wanted.replace("_", "-").lower().partition("-")[0])
        if found:
            return found
    return FIRST


@cache
def catalogue(code: str) -> Translations:
    """All words of a language: the files of every room, compiled in memory."""
    words = Translations()
    for path in sorted((FOLDER / code.replace("-", "_") / "LC_MESSAGES").glob("*.po")):
        compiled = BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=code.replace("-", "_")))
        compiled.seek(0)
        room = Translations(compiled)
        words.plural = room.plural  # merging leaves the rule for plurals behind
        words.add(room, merge=True)
    return words


@lru_cache(maxsize=2_000)
def _translated(code: str, message: str) -> Markup:
    return escape(catalogue(code).ugettext(message))


def _said(message: str, **values: object) -> Markup:
    """`_()` of the templates: as Jinja's, with `%%` for a percent sign, but each message is looked up only once."""
    return _translated(language(), message) % values_written(values)


def gettext(message: str, **values: object) -> str:
    """The message in the page's language, with values put in for `%(name)s`, numbers as it writes them."""
    words: str = catalogue(language()).ugettext(message)
    return words % values_written(values) if values else words


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """The message for so many things; the count is `%(num)s` and written as the language writes numbers."""
    words: str = catalogue(language()).ungettext(one, many, count)
    return words % values_written({"num": count, **values})


def values_written(values: Mapping[str, object]) -> dict[str, object]:
    """What is put into a message, with numbers as the language writes them."""
    return {
        name: number_in_words(value) if isinstance(value, (int, Decimal)) else value for name, value in values.items()
    }


def _counted(say: Any) -> Callable[..., str]:
    """Jinja's `ngettext()`, with numbers as the language writes them."""

    @pass_context
    def said(context: Context, one: str, many: str, count: int, **values: object) -> Any:
        return say(context, one, many, count, **values_written({"num": count, **values}))

    return said


_ = gettext


def date_in_words(value: date | datetime | str) -> str:
    """A day as the language writes it: 23 November 2026, 2026年11月23日; a string is an ISO date."""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    if isinstance(value, datetime):
        value = local(value).date()
    return _day_written(value, language())


def moment_in_words(value: datetime | str) -> str:
    """A day and a time, with its zone; a string is an ISO moment."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    zone = local(value).tzname() or "UTC"
    return gettext("%(day)s, %(time)s (%(zone)s)", day=date_in_words(value), time=_clock_time(value), zone=zone)


def time_in_words(value: datetime) -> str:
    """A time of this day, with its zone."""
    return gettext("%(time)s (%(zone)s)", time=_clock_time(value), zone=local(value).tzname() or "UTC")


def _clock_time(value: datetime) -> str:
    told = local(value)
    return _time_written(told.hour, told.minute, language())


def number_in_words(value: int | Decimal | str) -> str:
    """A number as the language writes it: 42,000; at most six places after the point."""
    return _number_written(str(value), language())


@lru_cache(maxsize=1_000)
def _day_written(day: date, code: str) -> str:
    return format_date(day, "long", locale=LOCALES[code])


@lru_cache(maxsize=2 * 24 * 60)
def _time_written(hour: int, minute: int, code: str) -> str:
    return format_time(time(hour, minute), "HH:mm", locale=LOCALES[code])


@lru_cache(maxsize=1_000)
def _number_written(plain: str, code: str) -> str:
    return format_decimal(Decimal(plain), format="#,##0.######", locale=LOCALES[code])


def office() -> str:
    """The name of the office that runs this installation, in the page's language."""
    name: str = current_app.config["FENJI_SETTINGS"].office(language())
    return name
