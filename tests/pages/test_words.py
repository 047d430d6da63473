"""Nothing a page says is written into it: every word is a message, a name, or text of the matrix."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import literal_column, select, text

from app.domain.answers import read_answers
from app.domain.text import Text
from app.storage.engine import session_factory
from app.storage.matrices import all_published, plan_of
from tests.pages.every_page import PAGES
from tests.pages.forms import parse
from tests.pages.lived_in import OFFICE, PASSWORD, REASON, LivedIn
from tests.pages.pseudo import BEGIN, CODE, END, FIRST, LAST, pseudo_language
from tests.pages.remarked_in import ANSWERED, ONCE_MORE, REPLIED, SAID
from tests.pages.with_provider import PROVIDER
from tests.web.client import html_of

SPOKEN = ("aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "title", "alt", "placeholder")
SVG = "{http://www.w3.org/2000/svg}"
UNSEEN = frozenset({"script", "style", "template", "kbd", "code"})  # keys and codes are the same in every language
MARKED = re.compile(f"{BEGIN}[^{BEGIN}{END}]*{END}")
DIGEST = re.compile(r"[0-9a-f]{64}|[0-9a-f]{12}|[0-9A-F]{5}")  # of a file or a submission; half of a reference
REFERENCE = re.compile(r"IN-\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")  # of an incident; some are made while a page is shown
WRITTEN = re.compile(f"{FIRST}[^{FIRST}{LAST}]*{LAST}")
WORDS = re.compile(r"[^\W_]+")
TYPED = (
    "See the project file.",
    "Other words",
    "FJ-2026-0000-0000",
    "Fine.",
    "4321",
    "about 十",
    "The door was open.",
    "Looked into.",
    "Blue key 蓝色密钥",
    *SAID.splitlines(),
    REPLIED,
    ANSWERED,
    ONCE_MORE,
)  # in lived_in.py and situations.py
WRITTEN_BY_PEOPLE = (
    ("name", "people"),
    ("email", "people"),
    ("name", "organisations"),
    ("system_name", "assessments"),
    ("number", "certificates"),
    ("name", "evidence_files"),
    ("description", "incidents"),
    ("address", "incident_contacts"),
    ("reason", "incident_outcomes"),
)
# Names that are the same in every language.
PROPER = ("Fenji", "分级", "PDF", "JSON", "XLSX", "CSV", "TXT", "English", "中文")


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


def any_of(texts: list[str], same: int = 3) -> str:
    """A pattern for any of these texts, tried in their order; a thousand that begin alike are told apart together."""
    if len(texts) < 2 or not same:
        return "(?:" + "|".join(re.escape(each).replace("\\ ", r"\s+") for each in texts) + ")"
    groups: dict[str, list[str]] = {}
    for each in texts:
        groups.setdefault(each[:1], []).append(each[1:])
    nothing_more = [""] if groups.pop("", None) else []  # the shortest is tried last
    parts = (any_of([first], 0) + any_of(rest, same - 1) for first, rest in groups.items())
    return "(?:" + "|".join([*parts, *nothing_more]) + ")"


class Known:
    """Data, told from the words of the product; a picture may cut it off, with … at the end."""

    def __init__(self, texts: Iterable[str]) -> None:
        longest_first = sorted(filter(None, texts), key=len, reverse=True)
        self._whole = re.compile(rf"(?<!\w){any_of(longest_first)}(?!\w)")
        self._texts = longest_first

    def without(self, text: str) -> str:
        """The text without data."""
        return self._whole.sub(" ", text)

    def cut_off(self, text: str) -> bool:
        """Whether this is the beginning of something known."""
        return text.endswith("…") and any(each.startswith(text[:-1].rstrip()) for each in self._texts)


def whole_text(root: Element, known: Known) -> str:
    """All visible text, in order; a message may run through several elements."""
    parts: list[str] = []

    def walk(element: Element) -> None:
        if element.tag == f"{SVG}svg":
            parts.extend(words_of_picture(element, known))
        elif is_there(element):
            parts.append(element.text or "")
            for child in element:
                walk(child)
                parts.append(child.tail or "")

    walk(root)
    return " ".join(" ".join(parts).split())


def words_of_picture(picture: Element, known: Known) -> Iterator[str]:
    """The words in a picture, without texts that are cut off: one may be written in several lines."""
    lines: list[str] = []
    for element in picture.iter():
        name = element.tag.removeprefix(SVG)
        if name in ("title", "desc", "tspan") or (name == "text" and not len(element)):
            lines.append(" ".join("".join(element.itertext()).split()))
            if lines[-1].endswith("…"):
                cut = next((count for count in range(1, 5) if known.cut_off(" ".join(lines[-count:]))), 0)
                del lines[len(lines) - cut :]
    return iter(lines)


def unmarked(text: str, known: Known) -> list[str]:
    """The words of a text that are neither in a message nor data nor a digest."""
    text = WRITTEN.sub(" ", REFERENCE.sub(" ", text))
    while MARKED.search(text):  # messages stand in messages
        text = MARKED.sub(" ", text)
    return [word for word in WORDS.findall(known.without(text)) if not DIGEST.fullmatch(word)]


def numbers_as_they_are(text: str, known: Known) -> list[str]:
    """Numbers that no filter has written in the language of the page, in messages too."""
    left = known.without(WRITTEN.sub(" ", REFERENCE.sub(" ", text)))
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
def known(lived_in: LivedIn) -> Known:
    """What people and the matrix say: texts, names, numbers of certificates, reasons, answers, results of tests."""
    PAGES["evidence"].open(lived_in)  # brings a matrix and a file of its own
    with session_factory(lived_in.engine)() as session:
        published = [plan_of(each).matrix for each in all_published(session)]
    found = {
        *texts_of(published),
        *(str(matrix.version) for matrix in published),
        *OFFICE.values(),
        *PROVIDER.values(),
        *PROPER,
        PASSWORD,
        *REASON.splitlines(),
        *TYPED,
    }
    for example in lived_in.plan.matrix.examples:
        for answer in read_answers(lived_in.plan.matrix, example.answers)[0].values():
            found |= {str(answer)} if not isinstance(answer, tuple) else set()
    with lived_in.engine.connect() as connection:
        for column, table in WRITTEN_BY_PEOPLE:
            found |= set(connection.execute(select(literal_column(column)).select_from(text(table))).scalars())
        for results in connection.execute(text("SELECT test_results FROM assessments")).scalars():
            for result in json.loads(results or "{}").values():
                found |= {str(result.get(name) or "") for name in ("tester", "organisation", "method", "note", "by")}
    return Known(" ".join(each.split()) for each in found)


def test_every_word_of_every_page_comes_from_a_catalogue(lived_in: LivedIn, known: Known) -> None:
    found = {}
    with pseudo_language():
        for name, page in PAGES.items():
            root = parse(html_of(page.shown(lived_in, CODE)))
            words = unmarked(whole_text(root, known), known) + [
                word for part in said(root) for word in unmarked(part, known)
            ]
            if words:
                found[name] = words
            bare = numbers_as_they_are(whole_text(root, known), known)
            if bare:
                found[name] = [*found.get(name, ()), f"{bare} without |number, |date or |moment"]
    assert not found, "\n".join(f"{name}: {words}" for name, words in found.items())
