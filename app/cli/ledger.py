"""`flask --app app ledger …`: verify the chain, sign where it ends, and show what happened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import BinaryIO

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app.cli._opening import opened
from app.settings import Settings
from app.storage import ledger
from app.storage.verification import Fault, fault_against, first_of_each_kind, verify

command = AppGroup("ledger", help="Verify the ledger, sign where it ends, and show what happened.")
FILES = click.File("rb")


@command.command("verify")
@click.option("--all", "every", is_flag=True, help="Name every fault, not only the first of each kind.")
@click.option("--checkpoint", "checkpoints", multiple=True, type=FILES, help="What `ledger head` printed earlier.")
@click.option("--certificate", "certificates", multiple=True, type=FILES, help="A certificate's PDF.")
@click.option("--trust", "keys", multiple=True, type=FILES, help="The certificate of a key that signed earlier.")
def verify_command(
    *,
    every: bool,
    checkpoints: tuple[BinaryIO, ...],
    certificates: tuple[BinaryIO, ...],
    keys: tuple[BinaryIO, ...],
) -> None:
    """Find everything that is not as it was recorded; exit 1 when there is anything.

    With a checkpoint or a certificate from earlier it also finds that an older copy of the database was put back.
    Each of these options can be given several times, and - reads from standard input.
    """
    # Only now: reading PDFs needs libraries that walking the chain does not.
    from app.cli._ledger_proofs import Given

    given = Given(
        *(
            [(getattr(file, "name", "<stdin>"), file.read()) for file in files]
            for files in (checkpoints, certificates, keys)
        )
    )
    with opened() as (session, settings):
        faults = verify(session, settings.data_directory)
        unbelievable, held, against = _against(session, settings, given)
        faults = [*against, *faults]
        entries = ledger.count(session)
    for sentence in unbelievable:
        click.echo(sentence)
    for fault, more in [(fault, 0) for fault in faults] if every else first_of_each_kind(faults):
        click.echo(str(fault) + (f" And {more} more of this kind." if more else ""))
    if faults or unbelievable:
        click.echo(f"{len(faults)} faults found in {entries} entries and what they cover.", err=True)
        raise SystemExit(1)
    for told_by in held:
        click.echo(f"{told_by}: the ledger still holds everything it held then.")
    click.echo(f"{entries} entries verified, and everything they cover: no fault.")


def _against(session: Session, settings: Settings, given: object) -> tuple[list[str], list[str], list[Fault]]:
    """What cannot be believed, what the ledger still fits, and where it does not fit."""
    from app.cli._ledger_proofs import Given, Proof, proofs

    assert isinstance(given, Given)  # noqa: S101 - imported late
    unbelievable: list[str] = []
    held: list[str] = []
    faults: list[Fault] = []
    for proof in proofs(given, settings):
        if not isinstance(proof, Proof):
            unbelievable.append(proof)
        elif fault := fault_against(session, size=proof.size, last_hash=proof.hash, told_by=proof.told_by):
            faults.append(fault)
        else:
            held.append(proof.told_by)
    return unbelievable, held, faults


@command.command("head")
def head_command() -> None:
    """Print where the ledger ends, signed: keep it outside this machine, for `verify --checkpoint`."""
    from app.cli._ledger_proofs import signer
    from app.documents.checkpoint_signing import sign_checkpoint
    from app.documents.unsigned import Unsigned
    from app.domain.checkpoint import Checkpoint

    with opened() as (session, settings):
        size, last_hash = ledger.end(session)
        if not size:
            raise click.ClickException("The ledger is empty; there is nothing to sign yet.")
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        found = Checkpoint(settings.address, settings.office_name, size, last_hash, moment)
        try:
            click.echo(sign_checkpoint(found, signer(settings)).decode(), nl=False)
        except Unsigned as unsigned:
            raise click.ClickException(str(unsigned)) from None


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
