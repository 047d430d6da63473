"""Pages in the person's language: who chooses it, how days and numbers are written, and no message without words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from flask import Flask
from jinja2.filters import FILTERS as DEFAULT_FILTERS
from markupsafe import escape

from app.web.localisation import (
    FOLDER,
    LANGUAGES,
    LazyText,
    date_in_words,
    gettext,
    moment_in_words,
    ngettext,
    number_in_words,
)
from tests.people import World
from tests.web.client import StrictClient
from tests.web.visiting import application_of, text_of, visit

ROOT = Path(__file__).parents[2]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "LazyText": None}


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-Hans-SG", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("en-GB,zh;q=0.5", "en"),
        ("fr, zh;q=0.3", "zh-Hans"),
        ("fr", "en"),
        ("*", "en"),
        ("", "en"),
    ],
)
def test_a_stranger_gets_the_language_of_the_browser(client: StrictClient, asked: str, given: str) -> None:
    page = text_of(client.get("/help", headers={"Accept-Language": asked}))
    assert f'<html lang="{given}"' in page


def test_a_choice_is_kept_and_shows_the_same_page(client: StrictClient) -> None:
    page = text_of(client.get("/help?x=1", headers={"Accept-Language": "en"}))
    assert 'href="/language/zh-Hans?next=/help?x%3D1"' in page
    answer = client.get("/language/zh-Hans?next=/help?x%3D1")
    assert answer.headers["Location"] == "/help?x=1"
    assert "<h1>帮助</h1>" in text_of(client.get("/help", headers={"Accept-Language": "en"}))


def test_an_unknown_language_is_not_found(client: StrictClient) -> None:
    assert client.get("/language/xx").status_code == 404
    client.set_cookie("fenji_language", "../../etc")
    assert '<html lang="en"' in text_of(client.get("/help"))


def test_somebody_who_never_chose_gets_their_own_language(app: Flask) -> None:
    client = visit(app, "alice")
    page = text_of(client.get("/help", headers={"Accept-Language": "zh"}))
    assert '<html lang="en"' in page
    client.get("/language/zh-Hans")
    assert '<html lang="zh-Hans"' in text_of(client.get("/help"))


def test_days_times_and_numbers_are_written_as_the_language_writes_them(world: World) -> None:
    app = application_of(world, time_zone="Asia/Shanghai")
    late = datetime(2026, 11, 22, 23, 5, tzinfo=UTC)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert date_in_words(date(2026, 11, 23)) == date_in_words("2026-11-23") == "23 November 2026"
        assert moment_in_words(late) == "23 November 2026, 07:05 (CST)"
        assert number_in_words(42000) == "42,000"
        assert number_in_words(Decimal("1234.50")) == "1,234.5"
        assert ngettext("about %(num)s minute", "about %(num)s minutes", 1) == "about 1 minute"
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        assert date_in_words(late) == "2026年11月23日"
        assert moment_in_words(late) == "2026年11月23日07:05（CST）"
        assert ngettext("about %(num)s minute", "about %(num)s minutes", 45) == "约45分钟"


def test_a_word_written_in_a_template_is_said_in_the_language_of_each_page(app: Flask) -> None:
    own = set(app.jinja_env.filters) - set(DEFAULT_FILTERS) - {"tojson"}
    eager = [name for name in own if getattr(app.jinja_env.filters[name], "jinja_pass_arg", None) is None]
    assert not eager, "Jinja works these out once, for whoever opens the page first: add them with teach()"
    template = app.jinja_env.from_string('{{ "approve"|action }} {{ "reviewer"|role }} {{ "2026-11-23"|date }}')
    said = []
    for code in LANGUAGES:
        with app.test_request_context("/", headers={"Accept-Language": code}):
            said.append(template.render())
    assert said == ["Approve Reviewer 23 November 2026", "通过 审核员 2026年11月23日"]


def test_a_label_written_at_import_is_said_in_the_language_of_the_page(app: Flask) -> None:
    label = LazyText("Password")
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        assert (str(label), escape(label)) == ("密码", "密码")
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert str(label) == gettext("Password") == "Password"


def used() -> dict[str, str]:
    """Every message that code and templates use, with the file that uses it."""
    found = {}
    sources = [("python", path) for path in sorted((ROOT / "app").rglob("*.py"))]
    for ending in ("html", "txt"):  # mails are written in both
        sources += [("jinja2", path) for path in sorted((ROOT / "templates").rglob(f"*.{ending}"))]
    for method, path in sources:
        for _line, message, _comments, _context in extract_from_file(
            method, path, keywords=KEYWORDS, options={"newstyle_gettext": "true", "silent": "false"}
        ):
            name = message if isinstance(message, str) else message[0]
            found[name] = path.relative_to(ROOT).as_posix()
    return found


def entries(code: str) -> Iterator[tuple[str, Message]]:
    """Every message of a language, with the file that holds it."""
    for path in sorted((FOLDER / code.replace("-", "_") / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            # Messages with a context are said by documents, which look them up and test them by themselves.
            yield from ((path.name, message) for message in read_po(file) if message.id and not message.context)


def words_of(part: object) -> list[str]:
    """The texts of a message or of its translation, one or one a number."""
    return [part] if isinstance(part, str) else [str(words) for words in part] if isinstance(part, tuple | list) else []


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_every_message_has_words_and_no_words_are_left_over(code: str) -> None:
    known = {words_of(message.id)[0]: file for file, message in entries(code) if all(words_of(message.string))}
    needed = used()
    assert needed
    assert {name: file for name, file in needed.items() if name not in known} == {}
    assert {name: file for name, file in known.items() if name not in needed} == {}


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_words_keep_the_places_for_values(code: str) -> None:
    wrong = []
    for file, message in entries(code):
        asked = {place for text in words_of(message.id) for place in places(text)}
        given = {place for text in words_of(message.string) for place in places(text)}
        if not given <= asked or asked - given - {"num"}:
            wrong.append(f"{file}: {words_of(message.id)[0]}")
    assert wrong == []


def places(text: str) -> list[str]:
    """The names in `%(name)s`."""
    return [part.partition(")")[0] for part in text.split("%(")[1:]]


def test_no_typed_space_stands_between_chinese_and_latin() -> None:
    wrong = []
    for file, message in entries("zh-Hans"):
        for words in words_of(message.string):
            pairs = zip(words, words[1:], words[2:], strict=False)
            if any(b == " " and (is_chinese(a) != is_chinese(c)) and a.isalnum() and c.isalnum() for a, b, c in pairs):
                wrong.append(f"{file}: {words}")
    assert wrong == []


def is_chinese(character: str) -> bool:
    """Whether this is a Chinese character."""
    return "\u4e00" <= character <= "\u9fff"
