"""The strict test client is itself strict: each rule is seen to refuse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, g
from sqlalchemy import Engine, create_engine, text, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import StaticPool

from tests.web.client import PageMistake, page_mistakes, strict_client

GOOD = (
    '<!doctype html><html lang="en"><head><title>Fenji</title></head><body><h1>Fenji</h1>'
    '<form><label for="name">Name</label><input id="name" name="name"></form></body></html>'
)


class Row(DeclarativeBase):
    pass


class Note(Row):
    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str]


def test_a_good_page_has_no_mistake() -> None:
    assert page_mistakes(GOOD) == []


@pytest.mark.parametrize(
    ("part", "instead", "mistake"),
    [
        ("<!doctype html>", "", "expected-doctype"),
        ("</h1>", "</h2>", "end-tag"),
        ("<h1>Fenji</h1>", "", "one h1"),
        ("<h1>Fenji</h1>", "<h1> </h1>", "one h1"),
        ("<h1>Fenji</h1>", "<h1>Fenji</h1><h1>Again</h1>", "one h1"),
        ("<title>Fenji</title>", "<title> </title>", "no title"),
        (' lang="en"', "", "language"),
        ('for="name"', "", "no label"),
        ('for="name"', 'for="other"', "names nothing"),
        ("<form>", '<form id="name">', "2 times"),
        ("<form>", '<a href="#nowhere">x</a><form>', "leads nowhere"),
        ("<form>", '<img src="x.png"><form>', "alternative text"),
        ("<form>", "<button></button><form>", "no words"),
    ],
)
def test_a_mistake_is_named(part: str, instead: str, mistake: str) -> None:
    assert part in GOOD
    assert any(mistake in sentence for sentence in page_mistakes(GOOD.replace(part, instead)))


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Row.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Note(id=1, words="first"))
        session.commit()
    yield engine
    engine.dispose()


def change(session: Session, way: str) -> None:
    if way == "new":
        session.add(Note(words="second"))
    elif way == "dirty":
        session.get_one(Note, 1).words = "changed"
    elif way == "flushed":
        session.add(Note(words="second"))
        session.flush()
    elif way == "statement":
        session.execute(update(Note).values(words="changed"))


@pytest.mark.parametrize("way", ["new", "dirty", "flushed", "statement"])
@pytest.mark.parametrize("ending", ["nothing", "commit", "rollback"])
def test_changes_left_uncommitted_are_refused(engine: Engine, way: str, ending: str) -> None:
    application = Flask(__name__)

    @application.get("/")
    def page() -> str:
        g.database = session = Session(engine)
        session.execute(text("SELECT 1"))
        change(session, way)
        if ending != "nothing":
            getattr(session, ending)()
        return GOOD

    application.teardown_appcontext(lambda _error: g.database.close())
    client = strict_client(application)
    if ending == "nothing":
        with pytest.raises(PageMistake, match="uncommitted"):
            client.get("/")
    else:
        assert client.get("/").status_code == 200
