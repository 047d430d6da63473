"""Carries out a page of the documentation: writes its files, makes its changes, runs its commands."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from app.cli.matrix import command

DOCS = Path(__file__).parents[2] / "docs"
_BLOCK = re.compile(r"^```(?P<language>\w+) ?(?P<name>\S*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"(?:\.venv/bin/)?flask --app app matrix (.+)")


def carried_out(page: str, folder: Path, main: str = "") -> str:
    """The page with what its commands print now; it is as before when the page says the truth.

    A block of yaml or json goes to the end of the file that it names, or of `main`; a block of diff changes
    lines of its file; a block of console runs the lines that begin with `$`. Commands find the files in the
    working directory, which must be `folder`.
    """
    last = ""

    def act(found: re.Match[str]) -> str:
        nonlocal last
        text, file = found["text"], folder / (found["name"] or main)
        match found["language"]:
            case "yaml" | "json":
                before = file.read_text(encoding="utf-8") + "\n" if file.exists() else ""
                if main and re.search(rf"^{text.partition(':')[0]}:", before, re.MULTILINE):
                    return found[0]  # another way to write a part that is there already
                file.write_text(before + text, encoding="utf-8")
            case "diff":
                change(file, text)
            case "console":
                printed, last = console(text, last)
                return f"```console\n{printed}```"
        return found[0]

    return _BLOCK.sub(act, page)


def change(file: Path, text: str) -> None:
    """Replace the lines of a file that begin with - by those that begin with +, at their one place."""
    kept = [line[1:] for line in text.splitlines() if not line.startswith("+")]
    wanted = [line[1:] for line in text.splitlines() if not line.startswith("-")]
    before = file.read_text(encoding="utf-8")
    old, new = ("\n".join(lines) + "\n" for lines in (kept, wanted))
    assert before.count(old) == 1, f"{file.name} has this {before.count(old)} times:\n{old}"
    file.write_text(before.replace(old, new), encoding="utf-8")


def console(text: str, last: str) -> tuple[str, str]:
    """A block of commands with what they print, and how the last one ended."""
    printed = ""
    for line in text.splitlines():
        if not line.startswith("$ "):
            continue
        printed += line + "\n"
        if line == "$ echo $?":
            printed += f"{last}\n"
            continue
        asked = _COMMAND.fullmatch(line[2:])
        assert asked, f"unknown command: {line}"
        result = CliRunner().invoke(command, asked[1].split(), catch_exceptions=False)
        printed += "".join(line.rstrip() + "\n" for line in result.output.splitlines())
        last = str(result.exit_code)
    return printed, last


def blocks(page: str, language: str) -> list[str]:
    """The texts of all blocks in a language that name no file."""
    return [found["text"] for found in _BLOCK.finditer(page) if found["language"] == language and not found["name"]]
