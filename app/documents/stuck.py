"""What is said of a document that could not be laid out in time; apart, so that no page has to load what lays out."""

from __future__ import annotations


class Stuck(RuntimeError):
    """A document took longer than it may, or its process ended, each time that it was tried."""
