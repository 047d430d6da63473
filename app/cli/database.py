"""`flask --app app database …`: bring the database up to date, and say where it stands."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.cli._opening import engine_of, settings
from app.storage.schema import current, head, migrate

command = AppGroup("database", help="Bring the database up to date.")


@command.command()
def upgrade() -> None:
    """Bring the database to the tables of this version; safe to run again."""
    engine = engine_of(settings())
    changed = migrate(engine)
    click.echo(f"The database {'was brought to' if changed else 'is at'} revision {head()}.")


@command.command()
def status() -> None:
    """Say which revision the database is at."""
    engine = engine_of(settings())
    click.echo(f"The database is at revision {current(engine) or 'none'}; this version is at {head()}.")
