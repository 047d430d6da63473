"""The secret end of a one-time link, made when a mail is written and kept nowhere."""

from __future__ import annotations


def token_of(link_id: str) -> str:
    """The token that opens the one-time link with this key; templates write it with `token_of(values.link)`.

    An outbox row holds the key of the link only. Raises NotImplementedError until there are such links.
    """
    raise NotImplementedError(f"One-time link {link_id}: tokens are made by whoever makes the links.")
