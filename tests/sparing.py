"""What spares tests the work that others did: files in memory, and what is compiled once for all of a run."""

# Each of these leaves what a test sees as it is; without them the tests pass too, in nearly twice the time.

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from app.domain.matrix_file import reader
from app.domain.matrix_file.mistakes import Mistakes
from app.domain.matrix_file.nodes import Node
from app.domain.matrix_file.tree import read_tree
from app.storage import engine
from app.workflow import passwords
from tests.people import QUICK_TO_CHECK

MEMORY = Path("/dev/shm")  # noqa: S108 # a folder of one's own is made in it
ROOM = 4 * 1024**3  # bytes that must be free in it; a run takes about half of that
PREFIX = "fenji-tests-"

AS_IN_THE_PRODUCT = passwords._hasher
for_all_tests = pytest.MonkeyPatch()
# Hundreds of tests sign in and choose passwords really.
for_all_tests.setattr(passwords, "_hasher", QUICK_TO_CHECK)
# Programs that tests start would compile the product anew each time.
for_all_tests.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
for_all_tests.setattr(sys, "dont_write_bytecode", False)


def pytest_configure(config: pytest.Config) -> None:
    """Keep temporary files in memory where there is room; the workers of this run inherit the folder."""
    if hasattr(config, "workerinput") or "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    remove_left_behind()
    if shutil.disk_usage(MEMORY).free < ROOM:
        return
    folder = MEMORY / f"{PREFIX}{os.getpid()}"
    folder.mkdir()
    folder.chmod(0o711)  # PostgreSQL runs as somebody else
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)


def pytest_unconfigure() -> None:
    """Give the memory back; whoever wants to look at a test's files afterwards gives `--basetemp`."""
    folder = MEMORY / f"{PREFIX}{os.getpid()}"
    if folder.exists():
        shutil.rmtree(folder, ignore_errors=True)
        del os.environ["TMPDIR"]
        tempfile.tempdir = None


def remove_left_behind() -> None:
    """The folders of runs that were killed."""
    for folder in MEMORY.glob(f"{PREFIX}*"):
        if not Path("/proc", folder.name.removeprefix(PREFIX)).exists():
            shutil.rmtree(folder, ignore_errors=True)


# Files with tests of more than five seconds each: begun last, one of them would keep one worker busy alone.
LONG = (
    "tests/cli/test_demo.py",
    "tests/cli/test_first_matrix.py",
    "tests/cli/test_outbox_command.py",
    "tests/documents/test_certificate.py",
    "tests/documents/test_certificate_benchmark.py",
    "tests/documents/test_reading.py",
    "tests/documents/test_standards.py",
    "tests/documents/test_typed_answers.py",
    "tests/web/test_web_benchmark.py",
    "tests/workflow/test_passing_time.py",
    "tests/workflow/test_register.py",
    "tests/workflow/test_reviewing.py",
)
# What these make first takes long as well; begun together, they are the first half of one worker.
OF_ONE_WORKER = ("tests/pages/", "tests/journeys/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long; within it, the chance of pytest-randomly stays, which is the same for all workers."""
    items.sort(key=lambda item: (not item.nodeid.startswith(LONG), not item.nodeid.startswith(OF_ONE_WORKER)))


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """What is collected stays until the end: the collector of garbage need not look at it again and again."""
    result = yield
    gc.collect()
    gc.freeze()
    return result


_builder = Rule._compile_builder
_builders: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}


def build_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """The function that writes an address, which depends on the rule alone and takes long to compile."""
    given = tuple(sorted((rule.defaults or {}).items()))
    key = (rule.rule, rule.subdomain, rule.host, tuple(rule._trace), given, append_unknown)
    if key not in _builders:
        _builders[key] = _builder(rule, append_unknown)
    return _builders[key]


for_all_tests.setattr(Rule, "_compile_builder", build_once)


# SQLAlchemy keeps what it compiled by the statement and the very dialect; each engine has a dialect of its own, but all
# of one class are alike here.
COMPILED: LRUCache[Any, Any] = LRUCache(5_000)
for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
    for_all_tests.setattr(kind, "__hash__", lambda dialect: hash(type(dialect)))
    for_all_tests.setattr(kind, "__eq__", lambda dialect, other: type(dialect) is type(other))


def create_sharing(*arguments: Any, **options: Any) -> Engine:
    """An engine that shares what it compiles with all others of its kind."""
    return create_engine(*arguments, execution_options={"compiled_cache": COMPILED}, **options)


for_all_tests.setattr(engine, "create_engine", create_sharing)


_trees: LRUCache[str | bytes, Node | None] = LRUCache(60)


def read_once(content: str | bytes, mistakes: Mistakes) -> Node | None:
    """What a matrix file says, whose nodes never change; of the one that is shipped, reading takes a second."""
    if content not in _trees:
        noted = len(mistakes.found)
        tree = read_tree(content, mistakes)
        if len(mistakes.found) > noted:
            return tree
        _trees[content] = tree
    return _trees[content]


for_all_tests.setattr(reader, "read_tree", read_once)
