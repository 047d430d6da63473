"""The connection to SQLite or PostgreSQL, set so that what is acknowledged is on disk."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session, sessionmaker

WRITING = "fenji_writing"  # the execution option that asks for a transaction that may write
CONNECTIONS = 16  # kept open; opening one for each request would take longer than what is asked of it


def database_url(text: str) -> URL:
    """Read a database address; plain postgres addresses are given the driver we ship.

    Raises sqlalchemy.exc.ArgumentError when it is no address, ValueError for another kind of database.
    """
    url = make_url(text)
    if url.drivername in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ValueError(f"Fenji keeps its data in SQLite or PostgreSQL, not in {url.get_backend_name()}.")
    return url


def make_engine(url: str) -> Engine:
    """An engine for this address; its transactions are asked for by app.storage.transaction."""
    address = database_url(url)
    file = address.get_backend_name() == "sqlite"
    # A file does not go away as a server does, so nobody has to ask whether it is still there.
    engine = create_engine(address, json_serializer=_json, pool_pre_ping=not file, pool_size=CONNECTIONS)
    if file:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)
    return engine


def session_factory(engine: Engine) -> sessionmaker[Session]:
    """What opens sessions on this engine."""
    return sessionmaker(engine)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # Python's own idea of when a transaction begins would come too late for BEGIN IMMEDIATE.
    connection.isolation_level = None
    cursor = connection.cursor()
    # busy_timeout first: turning WAL on can itself have to wait.
    cursor.execute("PRAGMA busy_timeout = 15000")
    cursor.execute("PRAGMA journal_mode = WAL")
    # WAL alone answers before the disk does; FULL means that a save survives the loss of power.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # Without it INSERT OR REPLACE would delete a row behind the back of the triggers.
    cursor.execute("PRAGMA recursive_triggers = ON")
    cursor.close()


def _prepare_postgresql(connection: Any, _record: object) -> None:
    # Compiling a query took 200 ms where running it took 20: pages ask short questions.
    connection.execute("SET jit = off")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING, False)
    connection.connection.cursor().execute("BEGIN IMMEDIATE" if writing else "BEGIN")
