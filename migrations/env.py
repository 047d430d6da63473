"""How Alembic reaches the database and knows the tables."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, text

from app.storage.engine import WRITING, make_engine
from app.storage.every_table import Table

ONE_AT_A_TIME = 0x46656E6A69  # the number of PostgreSQL's lock that two starting servers queue for


def _address() -> str:
    given = context.config.attributes.get("url") or context.get_x_argument(as_dictionary=True).get("url")
    if given:
        return str(given)
    # Only now: whoever gives an address needs no settings.
    from app.settings import from_environment

    return from_environment().database_url


def _run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
    context.configure(
        connection=connection,
        target_metadata=Table.metadata,
        transactional_ddl=True,
        render_as_batch=True,
        compare_type=True,
    )
    context.run_migrations()


def _offline() -> None:
    context.configure(url=_address(), target_metadata=Table.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def _online() -> None:
    given = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    engine = make_engine(_address())
    try:
        # One transaction for all: a migration that fails leaves the database as it was.
        with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
            _run(connection)
    finally:
        engine.dispose()


if context.is_offline_mode():
    _offline()
else:
    _online()
