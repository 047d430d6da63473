"""`flask matrix …`: check, assess, schema and show, for offices that write matrices and programs that use them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import click
from flask.cli import AppGroup

from app.cli._matrix_cases import assess_cases
from app.cli._matrix_files import read_matrix_files
from app.cli._matrix_picture import picture
from app.domain.checking import Finding, faults
from app.domain.checking import check as check_matrix
from app.domain.matrix import Matrix
from app.domain.matrix_file import Mistake, Reading
from app.domain.matrix_file.schema import json_schema
from app.domain.scoring import compile as compile_plan
from app.domain.translation import in_language

FILE = click.Path(path_type=Path)

command = matrix_commands = AppGroup("matrix", help="Check a matrix file, run it, show it.")


@command.command("check", with_appcontext=False)
@click.option("--strict", is_flag=True, help="Treat warnings as mistakes.")
@click.argument("file", type=FILE)
def check(file: Path, *, strict: bool) -> None:
    """Print every mistake and warning of FILE, run its examples, and prove what its answers can reach.

    A note says what could not be decided; it is neither. Exit 0 when it can be used, 1 when not.
    """
    reading = read_matrix_files(file)
    found = [] if reading.matrix is None else check_matrix(reading.matrix)
    errors = [*reading.mistakes, *_lines(reading, found, "error")]
    doubts = [Mistake(doubt.file, doubt.line, f"warning: {doubt.message}") for doubt in reading.warnings]
    warnings = [*doubts, *_lines(reading, found, "warning")]
    for line in (*errors, *warnings, *_lines(reading, found, "note")):
        click.echo(str(line))
    click.echo(_summary(reading.matrix, len(errors), len(warnings)), err=True)
    if errors or (strict and warnings):
        sys.exit(1)


@command.command("assess", with_appcontext=False)
@click.argument("file", type=FILE)
@click.option("--answers", "cases", type=click.File("rb"), required=True, help="JSON lines; - reads standard input.")
def assess(file: Path, cases: BinaryIO) -> None:
    """Print one line of JSON for each line of the answers, in order, as they come.

    Exit 1 when a line had errors; the others are assessed all the same.
    """
    plan = compile_plan(_usable(file))
    failed = False
    output = sys.stdout.buffer
    for line, good in assess_cases(plan, cases):
        failed = failed or not good
        output.write(line)
    output.flush()
    sys.exit(1 if failed else 0)


@command.command("schema", with_appcontext=False)
def schema() -> None:
    """Print the JSON Schema of matrix files, which editors use to complete and explain keys."""
    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@command.command("show", with_appcontext=False)
@click.option("--language", help="One of the languages of the matrix; the first unless said.")
@click.argument("file", type=FILE)
def show(file: Path, language: str | None) -> None:
    """Print the levels of FILE and its grid, in their colours."""
    matrix = _usable(file)
    if language is not None and language not in matrix.languages:
        click.echo(f"{file}: There is no language “{language}”; there is {', '.join(matrix.languages)}.", err=True)
        sys.exit(1)
    for line in picture(in_language(matrix, language or matrix.languages[0])):
        click.echo(line)


def _lines(reading: Reading, found: Iterable[Finding], severity: str) -> list[Mistake]:
    return [reading.at(finding.path, finding.line()) for finding in found if finding.severity == severity]


def _usable(file: Path) -> Matrix:
    """The matrix of a file; with mistakes, prints them and ends the program."""
    reading = read_matrix_files(file)
    found = [] if reading.matrix is None else faults(reading.matrix)
    errors = [*reading.mistakes, *_lines(reading, found, "error")]
    if reading.matrix is None or errors:
        for mistake in errors:
            click.echo(str(mistake), err=True)
        sys.exit(1)
    return reading.matrix


def _summary(matrix: Matrix | None, errors: int, warnings: int) -> str:
    found = f"{_counted(errors, 'mistake')}, {_counted(warnings, 'warning')}"
    if matrix is None:
        return found
    parts = (
        _counted(len(matrix.sections), "section"),
        _counted(len(matrix.questions()), "question"),
        _counted(len(matrix.levels), "level"),
        _counted(len(matrix.rules), "rule"),
        _counted(len(matrix.examples), "example"),
    )
    return f"{found}; {', '.join(parts)}"


def _counted(number: int, thing: str) -> str:
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"
