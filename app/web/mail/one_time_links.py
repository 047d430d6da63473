"""The secret end of a one-time link, made when a mail is written and kept nowhere."""

from __future__ import annotations

from uuid import UUID

from flask import current_app

from app.settings import Settings
from app.workflow import linking


def token_of(link_id: str) -> str:
    """The token that opens the one-time link with this key; templates write it with `token_of(values.link)`.

    An outbox row holds the key of the link only.
    """
    settings: Settings = current_app.config["FENJI_SETTINGS"]
    return linking.token_of(UUID(link_id), linking.link_key(settings.secret_key))
