"""A language that nobody speaks: messages stand between ⟦ ⟧ and are longer, so that what is no message shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from babel.support import NullTranslations

from app.web import localisation

CODE = "x-pseudo"
BEGIN, END = "⟦", "⟧"  # a message
FIRST, LAST = "⟪", "⟫"  # a number, a day or a time, written as the language writes it
FILLING = "~~ ~~~ ~~~~ ~~~~~ "  # other languages are longer than English, and break into lines where they can


def longer(message: str) -> str:
    """The message between marks, with a third more; white space at its ends stays outside, its digits become #."""
    message = re.sub(r"\d", "#", message)
    words = message.strip()
    if not words:
        return message
    more = max(1, len(words) * 3 // 10)
    filling = (FILLING * (more // len(FILLING) + 1))[:more].strip()
    return message.replace(words, f"{BEGIN}{words}{filling}{END}", 1)


class Pseudo(NullTranslations):
    """The catalogue of this language."""

    def ugettext(self, message: str) -> str:
        """The English message, marked."""
        return longer(message)

    def ungettext(self, one: str, many: str, count: int) -> str:
        """The English message for so many, marked."""
        return longer(one if count == 1 else many)


@contextmanager
def pseudo_language() -> Iterator[None]:
    """Let the product know this language while the block runs; its days, times and numbers are marked as well."""
    catalogue = localisation.catalogue

    def marked(write: Callable[..., str]) -> Callable[..., str]:
        def written(*values: Any, **named: Any) -> str:
            text = write(*values, **named)
            return f"{FIRST}{text}{LAST}" if localisation.language() == CODE else text

        return written

    with (
        patch.dict(localisation.LANGUAGES, {CODE: f"{BEGIN}Pseudo{END}"}),
        patch.dict(localisation.LOCALES, {CODE: "en_GB"}),
        patch.object(localisation, "catalogue", lambda code: Pseudo() if code == CODE else catalogue(code)),
        patch.object(localisation, "format_date", marked(format_date)),
        patch.object(localisation, "format_time", marked(format_time)),
        patch.object(localisation, "format_decimal", marked(format_decimal)),
    ):
        yield
