"""The benchmark of certificates still runs, and says what it measured."""

from __future__ import annotations

import re
import sys

import pytest

from benchmarks import certificates


def test_the_benchmark_prints_its_ratios(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["certificates", "--rounds", "0", "--small"])
    certificates.main()
    told = capsys.readouterr().out
    for line in ("ratio to Chromium, started anew", "ratio to WeasyPrint, used naively", "1 KB"):
        assert line in told
    found = re.search(r"size +([\d,]+) bytes, goal 90,000", told)
    assert found
    assert int(found[1].replace(",", "")) <= 90_000
