"""`matrix assess` on many lines: memory that does not grow, lines that come as they go in, a pipe that breaks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

MATRICES = Path(__file__).parents[1] / "matrices"
ASSESS = [sys.executable, "-m", "flask", "--app", "app", "matrix", "assess", str(MATRICES / "smallest.yaml")]
LINE = b'{"id": 1, "answers": {"purpose": "hiring"}}\n'


def peak(lines: int) -> int:
    """The most memory, in bytes, that the program took for so many lines, bad ones among them."""
    read, write = os.pipe()
    program = subprocess.Popen([*ASSESS, "--answers", "-"], stdin=read, stdout=subprocess.DEVNULL)
    os.close(read)
    with os.fdopen(write, "wb") as into:
        into.writelines(_cases(lines))
    _, status, usage = os.wait4(program.pid, 0)
    program.returncode = os.waitstatus_to_exitcode(status)
    assert program.returncode == 1
    return usage.ru_maxrss * 1024


def _cases(lines: int) -> Iterator[bytes]:
    for place in range(lines):
        yield b'{"id": %d, "answers": {"nonsense": 1}}\n' % place if place % 100 == 0 else LINE


def test_thirty_thousand_lines_take_no_more_memory_than_a_thousand() -> None:
    assert peak(30_000) - peak(1_000) < 5_000_000


def test_a_broken_pipe_is_quiet(tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_bytes(LINE * 20_000)
    read, write = os.pipe()
    os.close(read)  # nobody listens
    with os.fdopen(write, "wb") as nobody:
        ended = subprocess.run(
            [*ASSESS, "--answers", str(cases)], stdout=nobody, stderr=subprocess.PIPE, check=False, timeout=60
        )
    assert (ended.returncode, ended.stderr) == (1, b"")


def test_a_long_line_and_an_odd_one_do_not_stop_the_rest() -> None:
    cases = b"\xef\xbb\xbf" + LINE + b"[" * 12_000_000 + b"\n" + LINE.replace(b"\n", b"\r\n") + b"\n" + LINE
    ended = subprocess.run([*ASSESS, "--answers", "-"], input=cases, capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (1, b"")
    told = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [line["level"] for line in told] == ["high", None, "high", None, "high"]
    assert told[1]["errors"] == ["The line is longer than 2 MB."]
    assert told[3]["errors"] == ["The line is empty."]
