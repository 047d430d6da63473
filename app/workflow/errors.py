"""Why something was not done; a move that the lifecycle refuses raises lifecycle.Refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.domain.lifecycle import Refused

__all__ = ["Conflict", "Invalid", "Refused", "SignInRefused", "TooMany"]


class Conflict(Exception):
    """Somebody saved in the meantime; nothing was overwritten."""

    def __init__(self, version: int, saved_by: str | None, saved_at: datetime | None) -> None:
        super().__init__(f"Version {version} was saved in the meantime by {saved_by or 'somebody'}.")
        self.version = version
        self.saved_by = saved_by
        self.saved_at = saved_at


class Invalid(Exception):
    """What was given cannot be used.

    `messages` are English sentences; `problem` is a message id for pages; `questions` are the ids it concerns.
    """

    def __init__(self, problem: str, messages: Sequence[str], questions: Sequence[str] = ()) -> None:
        super().__init__(" ".join(messages))
        self.problem = problem
        self.messages = tuple(messages)
        self.questions = tuple(questions)


class SignInRefused(Exception):
    """A sign-in that failed: `reason` is `wrong`, or `too_many` with the seconds to wait."""

    def __init__(self, reason: str, wait_seconds: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait_seconds = wait_seconds


class TooMany(Exception):
    """Something was done too often in a short time; `wait_seconds` is how long to wait."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(f"Too many; try again in {wait_seconds} seconds.")
        self.wait_seconds = wait_seconds
