"""Opening the database for a command, with a clear sentence when it is not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import Engine
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from app.settings import Settings, SettingsRefused, from_environment
from app.storage.engine import make_engine, session_factory
from app.storage.schema import current, head


def settings() -> Settings:
    """The settings; a click error when they cannot be read."""
    try:
        return from_environment()
    except SettingsRefused as refused:
        raise click.ClickException(str(refused)) from None


def engine_of(found: Settings) -> Engine:
    """The engine for these settings; a click error when the address is none."""
    try:
        return make_engine(found.database_url)
    except (ArgumentError, ValueError) as error:
        raise click.ClickException(f"FENJI_DATABASE_URL cannot be used: {error}") from None


@contextmanager
def opened() -> Iterator[tuple[Session, Settings]]:
    """A session on a database that is there and up to date, and the settings; a click error otherwise."""
    found = settings()
    engine = engine_of(found)
    try:
        file = engine.url.database if engine.dialect.name == "sqlite" else None
        if file and not Path(file).exists():
            raise click.ClickException(f"There is no database at {file} yet; `flask --app app demo` makes one.")
        revision = current(engine)
        if revision != head():
            sentence = f"The database is at revision {revision}, not {head()}; run `flask --app app database upgrade`."
            raise click.ClickException(sentence)
        with session_factory(engine)() as session:
            yield session, found
    except DBAPIError as error:
        raise click.ClickException(f"The database does not answer: {str(error.orig).strip()}") from None
    finally:
        engine.dispose()
