"""The words of documents: one language or two side by side, each marked with its own tag."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

from babel.dates import format_date
from babel.messages.pofile import read_po
from markupsafe import escape

TRANSLATIONS = Path(__file__).parents[1] / "translations"
CATALOGUES = {"zh-Hans": TRANSLATIONS / "zh_Hans" / "LC_MESSAGES" / "documents.po"}
CONTEXT = "document"  # what a document says may be another word than the same English on a page
LOCALES = {"en": "en_GB", "zh-Hans": "zh_Hans"}
LONGEST = 5_000  # characters of one text; setting a single word of 100,000 would take minutes
LIST_MARKS = {"zh-Hans": "、"}


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """What documents say in this language, by the English sentence; empty for English."""
    if language not in CATALOGUES:
        return {}
    with CATALOGUES[language].open("rb") as file:
        entries = read_po(file, locale=LOCALES[language])
    return {str(entry.id): str(entry.string) for entry in entries if entry.context == CONTEXT and entry.string}


def translate(sentence: str, language: str) -> str:
    """The sentence in this language, or as it is where there is no translation."""
    return catalogue(language).get(sentence, sentence)


@dataclass(frozen=True, slots=True)
class Said:
    """Words in one language."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """The same thing said in each language of a document, the first aloud and the others more quietly.

    A template writes it as text marked with its language; whatever the words hold, they stay words.
    """

    parts: tuple[Said, ...]
    document: tuple[str, ...]
    sources: Mapping[str, Spoken] = field(default_factory=dict)  # where it comes from, by the language it is said in

    def __bool__(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.parts)

    def __html__(self) -> str:
        """The words as HTML, escaped, each language in an element of its own."""
        return " ".join(self._element(part) for part in self.parts)

    def _element(self, part: Said) -> str:
        words = str(escape(shortened(part.text, LONGEST))) + self._source(part)
        if part is not self.parts[0] and part.language != self.document[0]:
            return f'<span class="second" lang="{escape(part.language)}">{words}</span>'
        if part.language != self.document[0]:
            return f'<span lang="{escape(part.language)}">{words}</span>'
        return f"<span>{words}</span>" if len(self.document) > 1 else words

    def _source(self, part: Said) -> str:
        source = self.sources.get(part.language)
        return f' <span class="source">{escape(source)}</span>' if source else ""


def chosen(words: Mapping[str, str], language: str) -> Said:
    """The words in this language, or else in the first language they were written in; empty for none."""
    if language in words:
        return Said(words[language], language)
    for other, text in words.items():
        return Said(text, other)
    return Said("", language)


def shortened(text: str, longest: int) -> str:
    """The text, or its beginning and an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def with_unit(figure: str, unit: Mapping[str, str]) -> Mapping[str, str]:
    """A figure with its unit in each language, which Chinese and the percent sign set close to it."""
    said = {language: chosen(unit, language).text for language in LOCALES}
    return {
        language: figure + ("" if not words or words == "%" or language == "zh-Hans" else "\u00a0") + words
        for language, words in said.items()
    }


def long_date(moment: str, language: str) -> str:
    """An ISO date (or date and time) as a person of this language writes it."""
    day = date.fromisoformat(moment) if len(moment) == 10 else datetime.fromisoformat(moment).date()
    pattern = "y年M月d日" if language == "zh-Hans" else "d MMMM y"
    return format_date(day, pattern, locale=LOCALES[language])


@dataclass(frozen=True, slots=True)
class Voice:
    """Says things in the languages of one document, the first aloud and the second more quietly."""

    languages: tuple[str, ...]

    @property
    def first(self) -> str:
        """The document's own language."""
        return self.languages[0]

    def t(self, sentence: str, **values: object) -> Spoken:
        """A sentence of the catalogue; values that are words by language are said in each one's own."""
        return self._together([self._sentence(sentence, language, values) for language in self.languages])

    def plain(self, sentence: str, **values: object) -> str:
        """A sentence in the first language only, for attributes and titles."""
        return self._sentence(sentence, self.first, values).text

    def of(self, words: Mapping[str, str]) -> Spoken:
        """Words of the matrix or the office."""
        return self._together([chosen(words, language) for language in self.languages])

    def sourced(self, words: Mapping[str, str], source: Mapping[str, str]) -> Spoken:
        """Words with where they come from, each language with its own; a source without words of its own comes last."""
        said = self.of(words)
        told: dict[str, tuple[Said, ...]] = {}
        spoken = [part.language for part in said.parts]
        for part in self.of(source).parts:
            beside = part.language if part.language in spoken else spoken[-1]
            told[beside] = (*told.get(beside, ()), part)
        return replace(said, sources={language: Spoken(parts, (language,)) for language, parts in told.items()})

    def one(self, words: Mapping[str, str]) -> str:
        """Words in the first language only."""
        return chosen(words, self.first).text

    def day(self, moment: str) -> Spoken:
        """A date."""
        return self._together([Said(long_date(moment, tag), tag) for tag in self.languages])

    def listed(self, items: Sequence[Mapping[str, str]]) -> Spoken:
        """Several words in one line, parted as each language parts a list."""
        return self._together([_listed([chosen(item, tag) for item in items], tag) for tag in self.languages])

    def _sentence(self, sentence: str, language: str, values: Mapping[str, object]) -> Said:
        said = {name: _value(value, language) for name, value in values.items()}
        text = re.sub(r"\{(\w+)\}", lambda found: said[found[1]], translate(sentence, language))
        return Said(text, language)

    def _together(self, said: Sequence[Said]) -> Spoken:
        """What is said once is not said again: a source often reads the same in every language."""
        once = {part.text: part for part in reversed(said) if part.text}
        return Spoken(tuple(part for part in said if part.text and once[part.text] is part), self.languages)


def _value(value: object, language: str) -> str:
    if isinstance(value, Mapping):
        return chosen(value, language).text
    return str(value)


def _listed(said: Sequence[Said], language: str) -> Said:
    """Words one after the other, in their own language where all of them are in one, else in the document's."""
    spoken = {part.language for part in said}
    own = spoken.pop() if len(spoken) == 1 else language
    return Said(LIST_MARKS.get(own, ", ").join(part.text for part in said), own)
