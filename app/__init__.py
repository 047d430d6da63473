"""Fenji: a risk assessment for AI systems, from the questions to a certificate that can be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.settings import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """The whole application: for a WSGI server, for `flask --app app …`, for tests with settings of their own.

    Nothing is imported before it is asked for, so that `import app.domain` loads neither Flask nor SQLAlchemy.
    Raises SettingsRefused when the settings are not fit to serve; the command line alone still gets its commands.
    """
    import click
    from flask import Flask

    from app.cli import Commands
    from app.settings import SettingsRefused, from_environment

    commanded = click.get_current_context(silent=True) is not None
    try:
        settings = settings or from_environment()
        if commanded and settings.mistakes():
            application = Flask("app", static_folder=None)  # commands only: `matrix check` needs no secret
        else:
            from app.web.application import build

            application = build(settings)
            if not commanded:
                from app.web.key_at_start import tell_of_key

                tell_of_key(application, settings)
    except SettingsRefused as refused:
        if commanded:
            raise click.ClickException(str(refused)) from None
        raise
    application.cli = Commands(application)
    return application
