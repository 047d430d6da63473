"""`flask --app app people …`: add people, list them, let them go."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from app.cli._opening import opened
from app.domain.lifecycle import Refused, Role
from app.storage import people
from app.workflow import inviting, linking
from app.workflow.actor import SYSTEM_ACTOR
from app.workflow.errors import Invalid
from app.workflow.passwords import check_chosen

ROLES = [role.value for role in Role if role is not Role.SYSTEM]
command = AppGroup("people", help="Add people, list them, let them go.")


@command.command()
@click.option("--name", required=True, help="The name as it stands on certificates.")
@click.option("--email", required=True, help="The address to sign in with.")
@click.option("--organisation", required=True, help="Where they work; made when it is new.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="May be given several times.")
@click.option("--language", type=click.Choice(["en", "zh-Hans"]), help="The language of their pages.")
@click.password_option(help="Asked for when it is not given.")
def add(name: str, email: str, organisation: str, roles: tuple[str, ...], language: str | None, password: str) -> None:
    """Add a person who can sign in with a password."""
    with opened() as (session, _):
        if people.person_by_email(session, email) is not None:
            raise click.ClickException(f"There is a person with the address {email} already.")
        try:
            check_chosen(password, name, email, organisation)
            inviting.add_person(
                session,
                name=name,
                email=email,
                organisation=organisation,
                roles=[Role(role) for role in roles],
                password=password,
                language=language,
                now=datetime.now(UTC),
            )
        except Invalid as invalid:
            raise click.ClickException(str(invalid)) from None
    click.echo(f"{name} can sign in as {email.strip().lower()}.")


@command.command()
@click.option("--name", required=True, help="The name as it stands on certificates.")
@click.option("--email", required=True, help="The address to sign in with.")
@click.option("--organisation", required=True, help="Where they work; made when it is new.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="May be given several times.")
@click.option("--language", type=click.Choice(["en", "zh-Hans"]), help="The language of their pages.")
def invite(name: str, email: str, organisation: str, roles: tuple[str, ...], language: str | None) -> None:
    """Add a person who chooses a password by a link, and print the link: nothing is mailed.

    Somebody who was invited and has not come yet gets another link, and the earlier one dies.
    """
    with opened() as (session, settings):
        if not settings.secret_key:
            raise click.ClickException("FENJI_SECRET_KEY is missing: links are made with it, as the web opens them.")
        now, key, person = (
            datetime.now(UTC),
            linking.link_key(settings.secret_key),
            people.person_by_email(session, email),
        )
        try:
            if person is not None:
                link = inviting.invite_again(
                    session, actor=SYSTEM_ACTOR, person_id=person.id, key=key, now=now, by_mail=False
                )
            else:
                link = inviting.invite(
                    session,
                    actor=SYSTEM_ACTOR,
                    name=name,
                    email=email,
                    organisation=organisation,
                    roles=[Role(role) for role in roles],
                    language=language,
                    key=key,
                    now=now,
                    by_mail=False,
                )
        except Invalid as invalid:
            raise click.ClickException(str(invalid)) from None
        click.echo(f"{settings.address}/invitation/{linking.token_of(link.id, key)}")
        click.echo(f"{name} chooses a password there, once, before {link.expires_at:%Y-%m-%d %H:%M} UTC.", err=True)


@command.command("list")
def list_people() -> None:
    """List everybody with their roles."""
    with opened() as (session, _):
        for person in people.people(session):
            roles = ", ".join(sorted(role.value for role in person.role_names())) or "no role"
            state = "" if person.active else "  (deactivated)"
            click.echo(f"{person.email}  {person.name}  {person.organisation.name}  {roles}{state}")


@command.command()
@click.argument("email")
def deactivate(email: str) -> None:
    """End every session of a person and let them sign in no more; their name stays in history."""
    with opened() as (session, _):
        person = people.person_by_email(session, email)
        if person is None:
            raise click.ClickException(f"There is no person with the address {email}.")
        try:
            inviting.deactivate(session, actor=SYSTEM_ACTOR, person_id=person.id, now=datetime.now(UTC))
        except Refused:
            sentence = f"{person.name} is the last administrator: somebody has to be able to manage people."
            raise click.ClickException(sentence) from None
    click.echo(f"{email} can sign in no more.")
