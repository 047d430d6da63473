"""The commands of a developer: each is listed, and the locks install the same everywhere."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests.architecture.project_files import ROOT, imported_packages, python_files

LOCKS = ("requirements.txt", "requirements-dev.txt")


def entries(lock: str) -> dict[str, str]:
    """Each requirement of a lock file with everything that belongs to it."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return {re.split(r"[=<>\[ ]", line, maxsplit=1)[0]: line for line in lines}


def version(entry: str) -> str:
    """The exact version a lock entry asks for."""
    found = re.match(r"[A-Za-z0-9._-]+==(\S+)", entry)
    assert found, f"not an exact version: {entry}"
    return found[1]


def normal(name: str) -> str:
    """A package's name as the locks write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def entries_of_project() -> dict[str, set[str]]:
    """The names of the packages that the project asks for, by the lock that should hold them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {LOCKS[0]: project["project"]["dependencies"], LOCKS[1]: project["dependency-groups"]["dev"]}
    return {lock: {normal(re.split(r"[>=<\[]", line)[0]) for line in lines} for lock, lines in asked.items()}


def test_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):(?!=)", makefile, re.MULTILINE))
    done = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    listed = {line.split()[1] for line in done.stdout.splitlines() if len(line.split()) > 2}
    assert targets
    assert listed == targets
    assert targets == set(re.findall(r"^\.PHONY: (\S+)", makefile, re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_no_path(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.search(r"https?:|file:|//|@|index-url|find-links|trusted-host|[\s=](?:\.{0,2}/)", text) is None


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_is_exact_and_hashed(lock: str) -> None:
    assert entries(lock)
    for entry in entries(lock).values():
        assert version(entry)
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


def test_the_developer_lock_holds_the_runtime_lock() -> None:
    runtime, developer = entries(LOCKS[0]), entries(LOCKS[1])
    assert {name: version(entry) for name, entry in runtime.items()} == {
        name: version(developer[name]) for name in runtime if name in developer
    }


def test_the_locks_hold_everything_the_project_asks_for() -> None:
    for lock, names in entries_of_project().items():
        assert names <= set(entries(lock))


def test_every_package_that_is_imported_is_asked_for_by_name() -> None:
    # What another package happens to bring along may leave with its next version.
    distributions = packages_distributions()
    imported = {name for path in python_files("app", "migrations") for name in imported_packages(path)}
    strangers = imported - sys.stdlib_module_names - {"app"}
    asked = entries_of_project()[LOCKS[0]]
    assert {name for name in strangers if not {normal(found) for found in distributions[name]} & asked} == set()
