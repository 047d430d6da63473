"""`flask --app app ledger …`: verify the chain, and show what happened."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.cli._opening import opened
from app.storage import ledger
from app.storage.verification import first_of_each_kind, verify

command = AppGroup("ledger", help="Verify the ledger, and show what happened.")


@command.command("verify")
@click.option("--all", "every", is_flag=True, help="Name every fault, not only the first of each kind.")
def verify_command(every: bool) -> None:
    """Find everything that is not as it was recorded; exit 1 when there is anything."""
    with opened() as (session, settings):
        faults = verify(session, settings.data_directory)
        entries = ledger.count(session)
    for fault, more in [(fault, 0) for fault in faults] if every else first_of_each_kind(faults):
        click.echo(str(fault) + (f" And {more} more of this kind." if more else ""))
    if faults:
        click.echo(f"{len(faults)} faults found in {entries} entries and what they cover.", err=True)
        raise SystemExit(1)
    click.echo(f"{entries} entries verified, and everything they cover: no fault.")


@command.command()
@click.option("--last", default=20, show_default=True, type=click.IntRange(1, 100_000), help="How many entries.")
def show(last: int) -> None:
    """Show the last entries, oldest first."""
    with opened() as (session, _):
        for entry in ledger.last(session, last):
            subject = f"{entry.subject_kind} {entry.subject_id or ''}".strip()
            click.echo(
                f"{entry.sequence:>6}  {entry.at:%Y-%m-%d %H:%M:%S}Z  {entry.actor_name}  "
                f"{entry.action} {subject}  {entry.details}"
            )
