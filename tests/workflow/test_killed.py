"""A server that is killed in the middle of its work has every save it acknowledged."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app.storage.verification import verify
from tests.people import World

SAVE_FOR_EVER = """
import sys
from pathlib import Path
from uuid import UUID
from tests.people import NOW, World
from app.storage.engine import make_engine
from app.workflow import assessing

url, alice, key = sys.argv[1:]
world = World(url, Path(), make_engine(url), {"alice": UUID(alice)})
actor, version = world.actor("alice"), 2
while True:
    with world.session() as session:
        version = assessing.save_answers(
            session, actor=actor, assessment_id=UUID(key), section_id="data",
            answers={"notes": f"save after {version}"}, comments={}, version=version, now=NOW,
        )
    print(version, flush=True)
"""


def test_every_acknowledged_save_is_there_after_a_kill(world: World) -> None:
    key = world.draft()
    with subprocess.Popen(
        [sys.executable, "-c", SAVE_FOR_EVER, world.url, str(world.keys["alice"]), str(key)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline() for _ in range(20)]
        process.kill()
        acknowledged += process.stdout.readlines()
    last = max(int(line) for line in acknowledged if line.endswith("\n"))
    with world.session() as session:
        found = world.find(session, key)
        assert found.version in {last, last + 1}  # the one in flight may be there without its answer
        assert found.answers["notes"] == f"save after {found.version - 1}"
        assert verify(session, world.data_directory) == []
