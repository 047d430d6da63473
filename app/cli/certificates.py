"""`flask --app app certificates …`: list them, make their files, let the outdated expire."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from app.cli._opening import opened
from app.storage import certificates
from app.workflow import certifying

command = AppGroup("certificates", help="List certificates, make their files, let the outdated expire.")


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
    from app.documents.signing import KeyUnusable, signer_of

    if unknown := sorted(set(languages) - set(LANGUAGES)):
        raise click.ClickException(f"Certificates are made in {', '.join(LANGUAGES)}, not in {', '.join(unknown)}.")
    made = 0
    with opened() as (session, settings):
        try:
            signer = signer_of(settings.data_directory, settings.signing_key_file, settings.signing_key_passphrase)
        except KeyUnusable as unusable:
            raise click.ClickException(str(unusable)) from None

        def render(facts: CertificateFacts, enclosed: Enclosed, language: str) -> bytes:
            return press.certificate(facts, language, address=settings.address, signer=signer, enclosed=enclosed)

        for language in languages:
            for found in certificates.without_file(session, language):
                certifying.certificate_file(
                    session,
                    certificate=found,
                    language=language,
                    data_directory=settings.data_directory,
                    render=render,
                    now=datetime.now(UTC),
                )
                made += 1
    click.echo(f"{made} files made.")


@command.command()
def expire() -> None:
    """Let every certificate expire whose last valid day is over."""
    with opened() as (session, _):
        count = certifying.expire(session, datetime.now(UTC))
    click.echo(f"{count} certificates expired.")
