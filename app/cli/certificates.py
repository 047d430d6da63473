"""`flask --app app certificates …`: list them, make their files, check and derive them, let the outdated expire."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

from app.cli._opening import opened
from app.storage import certificates
from app.workflow import certifying, keeping_certificates

if TYPE_CHECKING:
    from app.cli._certificate_checking import Found

command = AppGroup("certificates", help="List certificates, make their files, check them, let the outdated expire.")
FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")


@command.command("list")
def list_certificates() -> None:
    """List every certificate, newest first."""
    with opened() as (session, _):
        for found in certificates.all_certificates(session):
            until = found.valid_until.isoformat() if found.valid_until else "for ever"
            state, system = found.assessment.state, found.submission.system_name
            click.echo(f"{found.number}  {state}  {found.level}  until {until}  {system}")


@command.command()
@click.option("--language", "languages", multiple=True, default=["en", "zh-Hans"], show_default=True)
def make(languages: tuple[str, ...]) -> None:
    """Make every file that was not downloaded yet."""
    # Only now: making PDFs needs libraries that listing does not.
    from app.documents.certificate import LANGUAGES, CertificateFacts, Enclosed
    from app.documents.press import press
    from app.documents.signing import signer_of
    from app.documents.unsigned import Unsigned

    if unknown := sorted(set(languages) - set(LANGUAGES)):
        raise click.ClickException(f"Certificates are made in {', '.join(LANGUAGES)}, not in {', '.join(unknown)}.")
    made = 0
    with opened() as (session, settings):
        try:
            signer = signer_of(settings.data_directory, settings.signing)
        except Unsigned as unsigned:
            raise click.ClickException(str(unsigned)) from None

        def render(facts: CertificateFacts, enclosed: Enclosed, language: str) -> bytes:
            return press.certificate(facts, language, address=settings.address, signer=signer, enclosed=enclosed)

        for language in languages:
            for found in certificates.without_file(session, language):
                try:
                    keeping_certificates.certificate_file(
                        session,
                        certificate=found,
                        language=language,
                        data_directory=settings.data_directory,
                        render=render,
                        now=datetime.now(UTC),
                    )
                except Unsigned as unsigned:
                    raise click.ClickException(f"{made} files made, then signing failed. {unsigned}") from None
                made += 1
    click.echo(f"{made} files made.")


@command.command()
def expire() -> None:
    """Let every certificate expire whose last valid day is over."""
    with opened() as (session, _):
        count = certifying.expire(session, datetime.now(UTC))
    click.echo(f"{count} certificates expired.")


@command.command()
@FILES
@click.option(
    "--trust",
    "keys",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A public certificate of the office, or of the authority above it; without it, those of this installation.",
)
@click.option(
    "--trust-time",
    "clocks",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A certificate that vouches for time stamps, PEM or DER; it vouches for nothing else.",
)
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Hold the dates against this day instead of today."
)
def verify(files: tuple[Path, ...], keys: tuple[Path, ...], clocks: tuple[Path, ...], day: datetime | None) -> None:
    """Check the signature, the facts and the dates of certificates, offline and without a database.

    Exits with 0 when all are genuine and valid, with 1 when one is not, with 2 when one cannot be read.
    """
    # Only now, as elsewhere in this file: reading PDFs needs libraries that listing does not.
    from app.cli._certificate_checking import trusted_clocks, trusted_keys, verified

    trusted, known = trusted_keys(keys), trusted_clocks(clocks, own=not keys)
    today = (day or datetime.now(UTC)).date()
    _tell(files, lambda data: verified(data, trusted, known, today))


@command.command()
@FILES
def derive(files: tuple[Path, ...]) -> None:
    """Derive the level again from nothing but the PDF, and compare it with what the certificate says.

    Exits with 0 when everything is the same, with 1 when something differs, with 2 when a file cannot be read.
    """
    from app.cli._certificate_checking import derived

    _tell(files, derived)


@command.command()
def trust() -> None:
    """Print the public certificates of the signing key and of earlier ones, to hand out to those who check offline."""
    from cryptography.hazmat.primitives.serialization import Encoding

    from app.cli._certificate_checking import own_keys

    for certificate in own_keys():
        click.echo(certificate.public_bytes(Encoding.PEM).decode("ascii"), nl=False)


@command.command()
def key() -> None:
    """Try the signing key and the server of time stamps, and tell what they are.

    Exits with 1 when one of them does not work, with 2 when there is no key.
    """
    from app.cli._key_report import report
    from app.cli._opening import settings

    lines, well = report(settings())
    for line in lines:
        click.echo(line)
    raise SystemExit(0 if well else 1)


def _tell(files: tuple[Path, ...], look: Callable[[bytes], Found]) -> None:
    """Say what is found of each file, and exit with the worst of the codes."""
    from app.cli._certificate_checking import bytes_of

    worst = 0
    for file in files:
        data = bytes_of(file)
        found = look(data) if isinstance(data, bytes) else data
        worst = max(worst, found.code)
        click.echo(click.format_filename(file))
        for line in found.lines:
            click.echo(f"  {line}")
    raise SystemExit(worst)
