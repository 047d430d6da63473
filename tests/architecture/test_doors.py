"""Each room imports only what its door allows, and the domain stays light enough to be loaded alone."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib

import pytest

from tests.architecture.project_files import APPLICATION, ROOT, imported_packages, named, python_files

# Packages from outside the standard library that a room may use; `ruamel` has a contract of its own.
ALLOWED = {
    "domain": {"ruamel"},
    "storage": {"alembic", "sqlalchemy", "uuid_utils"},
    "documents": {
        "aiohttp",
        "asn1crypto",
        "babel",
        "cryptography",
        "fontTools",
        "jinja2",
        "markupsafe",
        "pkcs11",
        "pydyf",
        "pyhanko",
        "pyhanko_certvalidator",
        "python_calamine",
        "segno",
        "weasyprint",
        "xlsxwriter",
    },
    "workflow": {"argon2", "cryptography", "pyotp", "sqlalchemy", "webauthn"},
}


def loaded_by(statement: str) -> set[str]:
    """The modules a fresh Python holds after the statement."""
    program = f"{statement}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_every_import_contract_is_kept() -> None:
    # In a process of its own: it would silence every logger there is, and other tests listen to them.
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_contract_between_the_rooms_of_the_web_names_each() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    named_rooms = next(contract["modules"] for contract in contracts if "rooms of the web" in contract["name"])
    rooms = {path.name for path in (APPLICATION / "web").iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert {f"app.web.{room}" for room in rooms} == set(named_rooms)


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_uses_only_the_packages_on_its_door(room: str) -> None:
    own = {"app", "__future__"} | sys.stdlib_module_names | ALLOWED[room]
    files = python_files(f"app/{room}")
    assert files
    assert {named(path): strange for path in files if (strange := imported_packages(path) - own)} == {}


@pytest.mark.parametrize("module", ["app", "app.domain", "app.domain.scoring", "app.domain.lifecycle"])
def test_the_domain_loads_neither_flask_nor_sqlalchemy(module: str) -> None:
    loaded = loaded_by(f"import {module}")
    assert module in loaded
    assert loaded & {"flask", "sqlalchemy", "werkzeug", "wtforms", "weasyprint"} == set()


def reads_the_environment(node: ast.AST) -> bool:
    """Whether a piece of Python asks the operating system for its variables."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
        return node.attr in {"environ", "environb", "getenv"}
    if isinstance(node, ast.ImportFrom) and node.module == "os":
        return bool({alias.name for alias in node.names} & {"environ", "environb", "getenv"})
    return False


def test_only_settings_reads_the_environment() -> None:
    readers = {
        path.relative_to(APPLICATION).as_posix()
        for path in python_files("app")
        if any(map(reads_the_environment, ast.walk(ast.parse(path.read_text(encoding="utf-8")))))
    }
    assert readers == {"settings.py"}
