"""The benchmark of scoring still runs, and says what it measured."""

from __future__ import annotations

import sys

import pytest

from benchmarks import scoring


def test_the_benchmark_prints_its_ratios(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(scoring, "ROUNDS", 1)
    monkeypatch.setattr(sys, "argv", ["scoring", "--rows", "200", "--matrices", "2"])
    scoring.main()
    told = capsys.readouterr().out
    for line in ("plan.level is", "plan.assess is", "retiered is", "retiered_columns is", "all levels equal"):
        assert line in told
