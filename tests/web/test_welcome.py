"""The first page: a way on for everybody who comes."""

from __future__ import annotations

import pytest

from tests.people import World
from tests.web.visiting import application_of, text_of, visit


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("alice", "Go to your assessments"),
        ("dora", "See what is waiting for you"),
        ("aude", "See what happened"),
        ("stella", "flask --app app matrix check"),
        ("adam", "See the people"),
    ],
)
def test_everybody_is_shown_where_their_work_is(world: World, name: str, way: str) -> None:
    assert way in text_of(visit(application_of(world), name, language="en").get("/"))
