"""Nothing a page says is written into it: every word is a message, a name, or text of the matrix."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import literal_column, select, text

from app.domain.answers import read_answers
from app.domain.text import Text
from tests.pages.every_page import PAGES
from tests.pages.forms import parse
from tests.pages.lived_in import OFFICE, PASSWORD, REASON, LivedIn
from tests.pages.pseudo import BEGIN, CODE, END, FIRST, LAST, pseudo_language
from tests.web.client import html_of

SPOKEN = ("aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "title", "alt", "placeholder")
UNSEEN = frozenset({"script", "style", "template"})
MARKED = re.compile(f"{BEGIN}[^{BEGIN}{END}]*{END}")
DIGEST = re.compile(r"[0-9a-f]{64}|[0-9A-F]{5}")  # of a file or a submission; half of a reference
WRITTEN = re.compile(f"{FIRST}[^{FIRST}{LAST}]*{LAST}")
WORDS = re.compile(r"[^\W_]+")
TYPED = ("See the project file.", "FJ-2026-0000-0000", "Fine.", "4321", "about 十")  # in lived_in.py and situations.py
WRITTEN_BY_PEOPLE = (
    ("name", "people"),
    ("email", "people"),
    ("name", "organisations"),
    ("system_name", "assessments"),
    ("number", "certificates"),
)
PROPER = ("Fenji", "分级", "English", "中文")  # names that are the same in every language


def is_there(element: Element) -> bool:
    """Whether somebody could see or hear this element, if it has words."""
    return element.tag not in UNSEEN and element.get("hidden") is None


def said(root: Element) -> Iterator[str]:
    """What attributes say aloud, or show by style and script."""
    for element in root.iter():
        if not is_there(element):
            continue
        for name, value in element.attrib.items():
            if name in SPOKEN or (name.startswith("data-") and " " in value.strip()):
                yield value
        if element.tag == "input" and element.get("type") in ("submit", "button"):
            yield element.get("value", "")


def whole_text(root: Element) -> str:
    """All visible text, in order; a message may run through several elements."""
    parts: list[str] = []

    def walk(element: Element) -> None:
        if is_there(element):
            parts.append(element.text or "")
            for child in element:
                walk(child)
                parts.append(child.tail or "")

    walk(root)
    return " ".join(" ".join(parts).split())


def unmarked(text: str, known: re.Pattern[str]) -> list[str]:
    """The words of a text that are neither in a message nor data nor a digest."""
    text = WRITTEN.sub(" ", text)
    while MARKED.search(text):  # messages stand in messages
        text = MARKED.sub(" ", text)
    return [word for word in WORDS.findall(known.sub(" ", text)) if not DIGEST.fullmatch(word)]


def numbers_as_they_are(text: str, known: re.Pattern[str]) -> list[str]:
    """Numbers that no filter has written in the language of the page, in messages too."""
    left = known.sub(" ", WRITTEN.sub(" ", text))
    return [word for word in WORDS.findall(left) if word[0].isdecimal() and not DIGEST.fullmatch(word)]


def texts_of(thing: object) -> Iterator[str]:
    """Every text of a matrix."""
    if isinstance(thing, Text):
        yield str(thing)
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        for part in dataclasses.fields(thing):
            yield from texts_of(getattr(thing, part.name))
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield from texts_of(key)
            yield from texts_of(value)
    elif isinstance(thing, tuple | list | frozenset):
        for part in thing:
            yield from texts_of(part)


@pytest.fixture(scope="module")
def known(lived_in: LivedIn) -> re.Pattern[str]:
    """What people and the matrix say: texts, names, numbers of certificates, reasons and answers."""
    found = {*texts_of(lived_in.plan.matrix), *OFFICE.values(), *PROPER, PASSWORD, *REASON.splitlines(), *TYPED}
    for example in lived_in.plan.matrix.examples:
        for answer in read_answers(lived_in.plan.matrix, example.answers)[0].values():
            found |= {str(answer)} if not isinstance(answer, tuple) else set()
    with lived_in.engine.connect() as connection:
        for column, table in WRITTEN_BY_PEOPLE:
            found |= set(connection.execute(select(literal_column(column)).select_from(text(table))).scalars())
    longest_first = sorted((each.strip() for each in found if each.strip()), key=len, reverse=True)
    patterns = (r"\s+".join(map(re.escape, each.split())) for each in longest_first)
    return re.compile("|".join(rf"(?<!\w){pattern}(?!\w)" for pattern in patterns))


def test_every_word_of_every_page_comes_from_a_catalogue(lived_in: LivedIn, known: re.Pattern[str]) -> None:
    found = {}
    with pseudo_language():
        for name, page in PAGES.items():
            root = parse(html_of(page.open(lived_in, CODE)))
            words = unmarked(whole_text(root), known) + [word for part in said(root) for word in unmarked(part, known)]
            if words:
                found[name] = words
            bare = numbers_as_they_are(whole_text(root), known)
            if bare:
                found[name] = [*found.get(name, ()), f"{bare} without |number, |date or |moment"]
    assert not found, "\n".join(f"{name}: {words}" for name, words in found.items())
