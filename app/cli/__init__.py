"""The room of the operator: each module here is one command of `flask --app app`, loaded when it is called."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

if TYPE_CHECKING:
    from flask import Flask


class Commands(AppGroup):
    """Finds `command` in app.cli.<name>, so that one command does not pay for the imports of the others."""

    def __init__(self, application: Flask) -> None:
        super().__init__(name=application.name)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 # the signature is click's
        """The names of all commands: the modules of this room that have no underscore before their name."""
        return sorted(found.name for found in iter_modules(__path__) if not found.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command with this name, None when there is no such module."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = import_module(f"{__name__}.{cmd_name}").command
        if not isinstance(command, click.Command):
            raise TypeError(f"{__name__}.{cmd_name}.command is no command of click")
        return command
