"""The migrations make exactly the tables that the code maps, up and down, on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from app.storage.engine import database_url, make_engine
from app.storage.every_table import Table
from app.storage.schema import MIGRATIONS, current, head, migrate, move_to
from tests.people import make_world


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'made' / 'fenji.db'}"
    else:
        url = request.getfixturevalue("postgresql_url")
    engine = make_engine(url)
    yield engine
    engine.dispose()


def test_the_tables_are_those_of_the_head(empty_database: Engine) -> None:
    assert migrate(empty_database)
    with empty_database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []


def test_up_down_and_up_again(empty_database: Engine) -> None:
    migrate(empty_database)
    revisions = [script.revision for script in scripts().walk_revisions()]
    for revision in [*revisions[1:], "base", *revisions[::-1]]:
        move_to(empty_database, revision)
        assert current(empty_database) == (None if revision == "base" else revision)
    assert not migrate(empty_database)
    move_to(empty_database, "base")
    assert inspect(empty_database).get_table_names() == ["alembic_version"]


def test_triggers_come_and_go_with_data(tmp_path: Path) -> None:
    world = make_world(f"sqlite:///{tmp_path / 'fenji.db'}", tmp_path)
    key = world.certified()
    move_to(world.engine, "0001")
    move_to(world.engine, "head")
    assert world.state(key) == "certified"
    world.engine.dispose()


def test_the_head_is_read_without_alembic() -> None:
    assert head() == scripts().get_current_head()


def test_addresses_are_understood() -> None:
    assert database_url("postgres://fenji@db/fenji").drivername == "postgresql+psycopg"
    assert database_url("postgresql://fenji@db/fenji").drivername == "postgresql+psycopg"
    with pytest.raises(ValueError, match="SQLite or PostgreSQL"):
        database_url("mysql://fenji@db/fenji")


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)
