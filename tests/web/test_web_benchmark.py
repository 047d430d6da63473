"""The benchmark of the web still runs, both sides do the same work, and it says what it measured."""

from __future__ import annotations

import sys

import pytest

from benchmarks import web


def test_the_benchmark_prints_its_ratios(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["web", "--rounds", "2", "--seconds", "0.2", "--connections", "2", "--spread"])
    web.main()
    told = capsys.readouterr().out
    for line in ("10 questions", "GET  ratio", "POST ratio", "p50", "p95", "p99", "none is missing"):
        assert line in told
