"""The least that could answer: a Flask application with one ready page and one route that commits one row."""

# Run as `python -m benchmarks.bare_route FOLDER`: the page and the database lie in the folder. Prints its port.

from __future__ import annotations

import json
import sqlite3
import sys
import threading
from pathlib import Path
from socket import create_server as listen

from flask import Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue
from waitress.server import create_server

from app.cli.demo import MOST_CONNECTIONS, SECONDS_OF_SILENCE, THREADS

PAGE, DATABASE = "page.html", "bare.db"


def build(folder: Path) -> Flask:
    """The application; its template is the file page.html in the folder."""
    app = Flask("bare", static_folder=None, template_folder=str(folder.absolute()))
    opened = threading.local()

    def connection() -> sqlite3.Connection:
        if not hasattr(opened, "connection"):
            opened.connection = connect(folder)
        found: sqlite3.Connection = opened.connection
        return found

    @app.get("/page")
    def page() -> ResponseReturnValue:
        return render_template(PAGE)

    @app.post("/row")
    def row() -> ResponseReturnValue:
        words = json.dumps(request.form.to_dict(flat=False), ensure_ascii=False)
        database = connection()
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO saved (words) VALUES (?)", (words,))
        database.execute("COMMIT")
        return redirect("/page")

    return app


def connect(folder: Path) -> sqlite3.Connection:
    """A connection with the settings of app.storage.engine: on disk before it is acknowledged."""
    connection = sqlite3.connect(folder / DATABASE, isolation_level=None)
    for setting in ("busy_timeout = 15000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {setting}")
    connection.execute("CREATE TABLE IF NOT EXISTS saved (id INTEGER PRIMARY KEY, words TEXT NOT NULL)")
    return connection


def main() -> None:
    """Serve with the server and the settings of the product."""
    folder = Path(sys.argv[1])
    connect(folder).close()
    listener = listen(("127.0.0.1", 0))
    server = create_server(
        build(folder),
        sockets=[listener],
        threads=THREADS,
        connection_limit=MOST_CONNECTIONS,
        channel_timeout=SECONDS_OF_SILENCE,
        ident=None,
    )
    print(listener.getsockname()[1], flush=True)
    server.run()


if __name__ == "__main__":
    main()
