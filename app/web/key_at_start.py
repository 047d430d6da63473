"""Telling in the log, when a server starts, that the office's key cannot be used; the server starts all the same."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask

from app.settings import Settings


def tell_of_key(app: Flask, settings: Settings) -> None:
    """Log each trouble of a key that the office set up.

    The server starts all the same: people answer, review and check as before, and only what is signed has to wait.
    """
    if settings.signing.given:
        # Only now: what signs takes a moment to load, and a demonstration key needs no looking after.
        from app.documents.key_checking import troubles

        for trouble in troubles(settings.data_directory, settings.signing, datetime.now(UTC)):
            app.logger.error("%s", trouble)
