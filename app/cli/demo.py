"""`flask --app app demo`: everything made ready on this machine, and served to it alone."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from app.cli._demonstration_history import DAYS, tell_history
from app.cli._demonstration_people import add_characters, table_of_characters
from app.cli._matrix_publishing import publish_file
from app.cli._opening import engine_of, settings
from app.settings import LOOPBACK, Settings, SettingsRefused, demonstration
from app.storage.engine import session_factory
from app.storage.schema import migrate
from app.workflow.asking import DOCUMENTS
from app.workflow.delivering import consider_done

RISK_MATRIX = Path(__file__).resolve().parents[2] / "risk_matrix.yaml"
THREADS = 8
# Many slow clients must not starve the others: they may wait for long, and are let go after half a minute of silence.
MOST_CONNECTIONS, SECONDS_OF_SILENCE = 1_000, 30
SECONDS_BETWEEN_LOOKS = 2.0  # into the outbox: who tries something out wants to see its mail


@click.command("demo")
@click.option("--host", type=click.Choice(LOOPBACK), help="An address of this machine; others are refused.")
@click.option("--port", type=click.IntRange(0, 65_535), help="The port; 0 takes any that is free.")
@click.option("--matrix", "file", type=click.Path(path_type=Path), default=RISK_MATRIX, help="Another matrix file.")
@click.option("--empty", is_flag=True, help="Begin without assessments.")
def command(host: str | None, port: int | None, file: Path, *, empty: bool) -> None:
    """Make a database, publish the matrix, make people of the demonstration, and serve until interrupted."""
    asked = settings()
    listener = _listen(asked, host, port)
    try:
        prepared = demonstration(replace(asked, address=_address_of(listener)))
        _prepare(engine_of(prepared), prepared, file, empty=empty)
    except SettingsRefused as refused:
        raise click.ClickException(str(refused)) from None
    except DBAPIError as error:
        raise click.ClickException(f"The database does not answer: {str(error.orig).strip()}") from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or asked.data_directory}: {error.strerror}.") from None
    _serve(prepared, listener)


def _listen(asked: Settings, host: str | None, port: int | None) -> socket.socket:
    """Take the port before anything is done, so that a second demonstration stops at once."""
    parts = urlsplit(asked.address)
    name = host or parts.hostname or "127.0.0.1"
    if name not in LOOPBACK:
        raise click.ClickException(f"A demonstration listens on this machine only, not on {name}.")
    number = parts.port or 8_000 if port is None else port
    family = socket.AF_INET6 if ":" in name else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((name, number))
    except OSError as error:
        listener.close()
        raise click.ClickException(
            f"Port {number} of {name} cannot be used ({error.strerror}); choose another with --port."
        ) from None
    return listener


def _address_of(listener: socket.socket) -> str:
    name, port, *_ = listener.getsockname()
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _prepare(engine: Engine, prepared: Settings, file: Path, *, empty: bool) -> None:
    migrate(engine)
    now = datetime.now(UTC)
    with session_factory(engine)() as session:
        # The demonstration began a few days ago, so that its history has room before today.
        began = now if empty else now - timedelta(days=DAYS)
        mistakes = publish_file(session, file, began)
        if mistakes:
            _stop(mistakes)
        add_characters(session, prepared.demonstration_password, began)
        if not empty:
            office = {language: prepared.office(language) for language in ("en", "zh-Hans")}
            if tell_history(session, office, now, prepared.data_directory):
                consider_done(session, now, but=DOCUMENTS)  # its mails are old news
    engine.dispose()


def _stop(mistakes: Sequence[str]) -> None:
    for mistake in mistakes:
        click.echo(mistake, err=True)
    count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
    click.echo(f"Nothing was published and nothing is served: {count} in the matrix.", err=True)
    raise SystemExit(1)


def _serve(prepared: Settings, listener: socket.socket) -> None:
    # Only now: mistakes in the matrix should not wait for the web to load.
    from waitress.server import create_server

    from app.web.application import build
    from app.web.key_at_start import tell_of_key
    from app.web.made_ahead import document_shift, interrupt
    from app.web.mail.working import worker_of
    from app.workflow.keeping_at_work import Shift, beside

    application = build(prepared)
    tell_of_key(application, prepared)
    server = create_server(
        application,
        sockets=[listener],
        threads=THREADS,
        connection_limit=MOST_CONNECTIONS,
        channel_timeout=SECONDS_OF_SILENCE,
        ident=None,
    )
    click.echo(f"Fenji runs at {prepared.address}  (a demonstration; stop it with Ctrl+C)\n")
    click.echo(f"These people can sign in, all with the password {prepared.demonstration_password}:\n")
    for line in table_of_characters():
        click.echo(f"  {line}")
    click.echo("\nMail is printed here, not sent.\n" if not prepared.mail.ready else "")
    shift = Shift(worker_of(application, click.echo))
    documents = document_shift(application, click.echo, shift.stop)
    with beside(shift, SECONDS_BETWEEN_LOOKS), beside(documents, SECONDS_BETWEEN_LOOKS, interrupt):
        server.run()
