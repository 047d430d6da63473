"""Measures the web, side by side in one run: a section of ten questions, and a bare Flask application."""

# Run it with `.venv/bin/python benchmarks/web.py`.

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.cli.demo import THREADS
from benchmarks.load import Said, Turn, percentiles, turn
from benchmarks.sides import QUESTION, Bare, Product, Side, System

GOAL = 0.30
WARM = 0.25  # the part of a turn that each side works before anything is measured


@dataclass(frozen=True, slots=True)
class Way:
    """One side asked in one way: the connections that ask, and what came of each turn."""

    name: str
    side: Side
    callers: Sequence[Callable[[], Said]]
    turns: list[Turn]
    server: list[float]  # the seconds of processor time that the server took for one request, turn by turn

    def take_turn(self, seconds: float) -> None:
        """Ask for so long."""
        before = _processor(self.side.pid)
        done = turn(self.callers, seconds)
        self.turns.append(done)
        self.server.append((_processor(self.side.pid) - before) / len(done.taken))


def main() -> None:
    """Start both sides, let them take turns, and look at what they did."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=10, help="turns of each side (10)")
    options.add_argument("--seconds", type=float, default=2.0, help="the length of a turn (2)")
    options.add_argument("--connections", type=int, default=THREADS, help=f"open at once ({THREADS}, one a thread)")
    options.add_argument("--spread", action="store_true", help="let server and client share all cores")
    chosen = options.parse_args()
    with TemporaryDirectory() as place, ExitStack() as until_the_end:
        folder = Path(place)
        product = until_the_end.enter_context(Product(folder / "product"))
        systems = [product.open_section(f"System {number}") for number in range(chosen.connections)]
        bare = until_the_end.enter_context(Bare(folder / "bare", _same_page(systems[0])))
        print(_cores([product, bare], spread=chosen.spread))
        pairs = [bare.caller(system.form, system.cookie) for system in systems]
        measure("GET", chosen, product, [each.get for each in systems], bare, [get for get, _ in pairs])
        measure("POST", chosen, product, [each.post for each in systems], bare, [post for _, post in pairs])
        _same_work(product, bare)


def measure(
    method: str,
    chosen: argparse.Namespace,
    product: Side,
    ours: Sequence[Callable[[], Said]],
    bare: Side,
    theirs: Sequence[Callable[[], Said]],
) -> None:
    """Let both sides take turns, each of them first in every other round, and say what came of it."""
    ways = [Way("product", product, ours, [], []), Way("bare", bare, theirs, [], [])]
    for way in ways:
        turn(way.callers, chosen.seconds * WARM)
    for _ in range(chosen.rounds):
        for way in ways:
            way.take_turn(chosen.seconds)
        ways.reverse()
    ways.sort(key=lambda way: way.name)
    for way in ways:
        _say(method, way)
    ratios = [quick.rate / plain.rate for plain, quick in zip(ways[0].turns, ways[1].turns, strict=True)]
    work = median(ways[0].server) / median(ways[1].server) if median(ways[1].server) else 0.0
    met = "met" if median(ratios) >= GOAL else "missed"
    print(
        f"{method:<4} ratio    {median(ratios):.0%} of the bare throughput ({min(ratios):.0%} to {max(ratios):.0%}),"
        f" the goal of {GOAL:.0%} is {met}; by the server's processor time {work:.0%}"
    )
    print(f"{method:<4} rounds   {' '.join(f'{ratio:.0%}' for ratio in ratios)}")


def _say(method: str, way: Way) -> None:
    taken = [seconds for done in way.turns for seconds in done.taken]
    half, most, nearly_all = percentiles(taken)
    rate = median(done.rate for done in way.turns)
    client = sum(done.client for done in way.turns) / len(taken)
    print(
        f"{method:<4} {way.name:<8} {rate:7,.0f} a second   p50 {half:6.2f}  p95 {most:6.2f}  p99 {nearly_all:6.2f} ms"
        f"   processor time for one: server {median(way.server) * 1e3:.2f} ms, client {client * 1e3:.2f} ms"
    )


def _same_page(system: System) -> bytes:
    """The product's page, once something is saved in it, for the bare side to give as it is."""
    page = system.get().body
    questions = len(set(QUESTION.findall(page)))
    assert questions == 10, questions
    print(f"page         {len(page):,} bytes, {questions} questions")
    return page


def _same_work(product: Product, bare: Bare) -> None:
    """Each post that was acknowledged is in the database, with its entry in the ledger."""
    for side, name in ((product, "product"), (bare, "bare")):
        assert side.saved() == side.posts, (name, side.saved(), side.posts)
    print(f"saved        product {product.posts:,} posts of about {product.row_size():,} bytes, each with an entry of")
    print(f"             the ledger; bare {bare.posts:,} rows of {bare.row_size():,} bytes; none is missing")


def _cores(sides: Sequence[Side], *, spread: bool) -> str:
    """Give the servers one core and the client the others, so that the client's work is not taken from the server's."""
    if not hasattr(os, "sched_setaffinity"):
        return "cores        server and client share them"
    every = sorted(os.sched_getaffinity(0))
    if spread or len(every) < 2:
        return f"cores        server and client share {len(every)}"
    for side in sides:
        for thread in _threads(side.pid):
            os.sched_setaffinity(thread, every[:1])
    os.sched_setaffinity(0, every[1:])
    return f"cores        1 for the server, {len(every) - 1} for the client"


def _threads(pid: int) -> Iterator[int]:
    return (int(path.name) for path in Path(f"/proc/{pid}/task").iterdir())


def _processor(pid: int) -> float:
    """The seconds that a process has worked so far; 0 where the system does not tell."""
    told = Path(f"/proc/{pid}/stat")
    if not told.exists():
        return 0.0
    fields = told.read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
