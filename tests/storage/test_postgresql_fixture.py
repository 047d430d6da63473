"""The PostgreSQL of the tests is real, empty and a new one each time."""

from __future__ import annotations

from sqlalchemy import create_engine, text


def leave_a_table(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT current_setting('server_encoding')")) == "UTF8"
        connection.execute(text("CREATE TABLE left_behind (id int)"))
    engine.dispose()


def test_a_database_is_new(postgresql_url: str) -> None:
    leave_a_table(postgresql_url)


def test_the_next_database_is_new_again(postgresql_url: str) -> None:
    leave_a_table(postgresql_url)
