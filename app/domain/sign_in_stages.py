"""How far somebody has come in signing in, and so what they can open."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Where a session stands: everything is open, the second factor is asked for, or one must be set up first."""

    OPEN = "open"
    SECOND_FACTOR = "second_factor"
    ENROLMENT = "enrolment"


def stage_of(*, confirmed: bool, has_factor: bool, required: bool) -> Stage:
    """The stage of a session at this moment.

    `confirmed` says whether a second factor stood beside the password, `has_factor` whether the person has set one up,
    `required` whether one of their roles needs it. Whoever has one is asked for it in every session.
    """
    if confirmed:
        return Stage.OPEN
    if has_factor:
        return Stage.SECOND_FACTOR
    return Stage.ENROLMENT if required else Stage.OPEN
