"""A level's review policy: which step is open, and how many approvals are left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.lifecycle import Role
from app.domain.matrix import Level, ReviewStep


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a review has come: the open step with its index, None when the policy is met."""

    steps: tuple[ReviewStep, ...]
    signed: tuple[int, ...]  # approvals of each step
    index: int | None
    approvals_left: int

    def role(self) -> Role | None:
        """The role that the open step asks for."""
        return None if self.index is None else Role(self.steps[self.index].by)


def steps_of(level: Level) -> tuple[ReviewStep, ...]:
    """The level's steps; a level that names none is still looked at by one reviewer."""
    return level.review or (ReviewStep("reviewer"),)


def progress(level: Level, approvals: Iterable[int]) -> Progress:
    """How far the review of this level has come, given the step's index of each approval."""
    steps = steps_of(level)
    given = tuple(approvals)
    signed = tuple(min(given.count(index), step.approvals) for index, step in enumerate(steps))
    left = [step.approvals - count for step, count in zip(steps, signed, strict=True)]
    index = next((place for place, missing in enumerate(left) if missing), None)
    return Progress(steps, signed, index, sum(left))
