"""A text of the matrix that knows the language it is written in."""

from __future__ import annotations

from typing import Self


class Text(str):
    """A string with its language tag, so that a page can mark a text that fell back to another language.

    In: the words and a BCP 47 tag such as ``en`` or ``zh-Hans``. Behaves as ``str`` everywhere else.
    """

    __slots__ = ("language",)
    language: str

    def __new__(cls, words: str, language: str = "en") -> Self:
        """The words, marked as being in the language."""
        text = super().__new__(cls, words)
        text.language = language
        return text

    def __reduce__(self) -> tuple[type[Text], tuple[str, str]]:
        """Keep the language when the text is copied or pickled."""
        return (Text, (str(self), self.language))
