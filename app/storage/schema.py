"""Bringing the database to the tables that this version knows."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Engine, inspect, text

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
_REVISION = re.compile(r'^(revision|down_revision) = (?:"(\w+)"|None)', re.MULTILINE)


def head() -> str:
    """The newest revision, read from the migrations' files: Alembic takes longer to load than all else at start."""
    found: list[dict[str, str]] = [
        dict(_REVISION.findall(path.read_text(encoding="utf-8"))) for path in (MIGRATIONS / "versions").glob("*.py")
    ]
    newest = {each["revision"] for each in found} - {each["down_revision"] for each in found}
    if len(newest) != 1:
        raise RuntimeError(f"The migrations end in {len(newest)} revisions instead of one.")
    return newest.pop()


def current(engine: Engine) -> str | None:
    """The revision the database is at, None when it is empty."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def migrate(engine: Engine) -> bool:
    """Bring the database to the head; True when something had to be done."""
    if engine.dialect.name == "sqlite" and engine.url.database:
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    if current(engine) == head():
        return False
    move_to(engine, "head")
    return True


def move_to(engine: Engine, revision: str) -> None:
    """Bring the database up or down to a revision ("head" and "base" are understood)."""
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["url"] = engine.url.render_as_string(hide_password=False)
    known = [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()]
    below = current(engine)
    target = None if revision == "base" else revision
    if below is None or target == "head" or (target is not None and known.index(target) < known.index(below)):
        command.upgrade(config, revision)
    else:
        command.downgrade(config, revision)
