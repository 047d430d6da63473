"""How far a review has come by its level's policy."""

from __future__ import annotations

from app.domain.lifecycle import Role
from app.domain.matrix import Level, ReviewStep
from app.domain.review_policy import progress
from app.domain.text import Text

TWO_STEPS = Level("high", Text("High"), review=(ReviewStep("reviewer", 2), ReviewStep("ethics_reviewer", 1)))


def test_steps_open_one_after_the_other() -> None:
    seen = [progress(TWO_STEPS, [0, 0, 1][:count]) for count in range(4)]
    assert [stand.role() for stand in seen] == [Role.REVIEWER, Role.REVIEWER, Role.ETHICS_REVIEWER, None]
    assert [stand.approvals_left for stand in seen] == [3, 2, 1, 0]
    assert seen[2].signed == (2, 0)


def test_a_level_without_steps_is_still_looked_at() -> None:
    assert progress(Level("low", Text("Low"), review=()), []).role() is Role.REVIEWER


def test_more_signatures_than_asked_for_do_not_count_for_another_step() -> None:
    assert progress(TWO_STEPS, [0, 0, 0]).approvals_left == 1
