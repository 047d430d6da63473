"""`flask --app app outbox …`: send mail, keep deadlines, make documents, and show what waits."""

from __future__ import annotations

import signal
from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from app.cli._opening import opened
from app.settings import Settings, SettingsRefused
from app.storage import outbox
from app.workflow import delivering

command = AppGroup("outbox", help="Send mail, keep deadlines, make documents, and show what waits.")
NO_SERVER = "No mail server is set (FENJI_SMTP_HOST), so mail waits."
SHOWN = 10


@command.command()
@click.option("--once", is_flag=True, help="Work on what is due, then end.")
@click.option(
    "--poll", default=15.0, show_default=True, type=click.FloatRange(0.1, 3_600), help="Seconds between looks."
)
def run(*, once: bool, poll: float) -> None:
    """Work until interrupted: send what is due, escalate missed deadlines, let certificates expire, remind of it.

    The files of certificates and of decision letters are made beside that, so that no mail waits for them. Any number
    of workers may run beside each other. SIGTERM and Ctrl+C let the message in hand be finished.
    """
    with opened() as (_session, settings):
        # Only now: status and retry need neither the web nor its templates.
        from app.web.application import build
        from app.web.key_at_start import tell_of_key
        from app.web.made_ahead import document_shift, interrupt
        from app.web.mail.working import worker_of
        from app.workflow.keeping_at_work import Shift, beside

        if not settings.mail.ready and not settings.demonstration:
            click.echo(NO_SERVER, err=True)
        try:
            application = build(settings)
        except SettingsRefused as refused:
            raise click.ClickException(str(refused)) from None
        tell_of_key(application, settings)
        shift = Shift(worker_of(application, click.echo))
        documents = document_shift(application, click.echo, shift.stop)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: shift.stop.set())
        if once:
            # What takes long comes last.
            click.echo(f"{shift.once() + documents.once()} messages worked on.")
            return
        click.echo("The outbox is worked on; stop it with Ctrl+C.")
        with beside(documents, poll, interrupt):
            shift.until_stopped(poll)
        click.echo("Stopped.")


@command.command()
def status() -> None:
    """Show what waits, what is due, what failed, and what was given up."""
    now = datetime.now(UTC)
    with opened() as (session, settings):
        found = outbox.standing(session, now)
        kinds = ", ".join(f"{count} {kind}" for kind, count in outbox.waiting_by_kind(session).items())
        click.echo(f"{'waiting':<9}{found.waiting:>7}{f'  ({kinds})' if kinds else ''}")
        for name, count in (("due", found.due), ("failed", found.failed), ("given up", found.given_up)):
            click.echo(f"{name:<9}{count:>7}")
        if found.oldest is not None:
            click.echo(f"The oldest that is due waits since {found.oldest:%Y-%m-%d %H:%M} UTC.")
        for message in outbox.given_up(session, SHOWN):
            click.echo(f"given up: {message.kind} {message.id}: {message.last_error}")
        _say_where_mail_goes(settings)


def _say_where_mail_goes(settings: Settings) -> None:
    mail = settings.mail
    for mistake in mail.mistakes():
        click.echo(mistake, err=True)
    if mail.ready:
        click.echo(f"Mail goes to {mail.host}, port {mail.port} ({mail.security}).")
    else:
        click.echo("Mail is printed: this is a demonstration." if settings.demonstration else NO_SERVER)


@command.command()
def retry() -> None:
    """Take up again what was given up."""
    with opened() as (session, _settings):
        count = delivering.retry(session, datetime.now(UTC))
    click.echo(f"{count} messages are tried again.")
