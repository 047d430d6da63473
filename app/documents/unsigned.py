"""What is said when a document cannot be signed; apart, so that no page has to load what signs."""

from __future__ import annotations


class Unsigned(RuntimeError):
    """A document cannot be signed now, so nobody gets it; the message says why in a sentence without secrets."""


class KeyUnusable(Unsigned):
    """The office's key cannot be used as it was set up."""


class StampMissing(Unsigned):
    """No time stamp was to be had, or none that holds."""


class TokenGone(Unsigned):
    """The token that holds the key did not sign."""
