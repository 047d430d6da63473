"""One database session a request, opened when it is first asked for and closed at the end."""

from __future__ import annotations

from flask import Flask, current_app, g
from sqlalchemy.orm import Session, sessionmaker

from app.storage.engine import make_engine, session_factory

EXTENSION = "fenji.sessions"


def install(app: Flask, url: str) -> None:
    """Connect the application to its database; nothing is opened yet."""
    app.extensions[EXTENSION] = session_factory(make_engine(url))
    app.teardown_appcontext(_close)


def session() -> Session:
    """The session of this request; reading starts a snapshot, writing is done by workflow."""
    opened = g.get("database_session")
    if not isinstance(opened, Session):
        sessions: sessionmaker[Session] = current_app.extensions[EXTENSION]
        opened = g.database_session = sessions()
    return opened


def _close(_error: BaseException | None) -> None:
    opened = g.pop("database_session", None)
    if isinstance(opened, Session):
        opened.close()
