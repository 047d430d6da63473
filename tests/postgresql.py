"""A PostgreSQL of the tests' own: a cluster for each worker, a fresh database for each test."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

OWNER = "postgres"  # the account that Debian's package makes; PostgreSQL refuses to run as root


def program(name: str) -> str:
    """The path of a PostgreSQL program, which Debian keeps off the PATH."""
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(newest[-1]) if newest else shutil.which(name)
    if found is None:
        # Never skipped: `make tools` installs it, and a skipped database is an untested one.
        pytest.fail(f"PostgreSQL's {name} is missing; `make tools` installs it.")
    return found


def run(name: str, *arguments: str) -> None:
    """Run a PostgreSQL program to its end, as an ordinary user even where the tests run as root."""
    account = ["runuser", "-u", OWNER, "--"] if os.geteuid() == 0 else []
    # No pipe: the server would keep it open, and reading it would never end.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run([*account, program(name), *arguments], check=False, cwd="/", stdout=output, stderr=output)
        output.seek(0)
        assert done.returncode == 0, output.read().decode(errors="replace")


@pytest.fixture(scope="session")
def postgresql_directory() -> Iterator[Path]:
    """The directory of a running cluster, which also holds the socket it listens on."""
    directory = Path(tempfile.mkdtemp(prefix="fenji-postgresql-"))  # short: a socket's path has 107 bytes
    if os.geteuid() == 0:
        os.chown(directory, pwd.getpwnam(OWNER).pw_uid, -1)
    data = str(directory / "data")
    run("initdb", "--pgdata", data, "--username=fenji", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    # Durability is not what these tests measure: nothing here outlives them.
    options = f"-k {directory} -c listen_addresses='' -c fsync=off -c full_page_writes=off"
    try:
        run("pg_ctl", "--pgdata", data, "--wait", "--silent", "--log", str(directory / "log"), "-o", options, "start")
        yield directory
    finally:
        if (directory / "data" / "postmaster.pid").exists():
            run("pg_ctl", "--pgdata", data, "--wait", "--silent", "--mode=immediate", "stop")
        shutil.rmtree(directory)


@pytest.fixture
def postgresql_url(postgresql_directory: Path) -> Iterator[str]:
    """The address of an empty database that is gone after the test."""
    name = f"test_{uuid4().hex}"
    address = f"host={postgresql_directory} user=fenji dbname=postgres"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield f"postgresql+psycopg://fenji@/{name}?host={postgresql_directory}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
