"""How quick certificates are made: by us, by WeasyPrint used naively, and by Chromium, in turns on the same facts."""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdf
from playwright.sync_api import Browser, Playwright, sync_playwright
from weasyprint import HTML

from app.documents.answers import AnsweredFacts, Enclosed, SectionFacts
from app.documents.certificate import certificate_html, certificate_pdf, unsigned_pdf
from app.documents.facts import CertificateFacts
from app.documents.fetching import ASSETS
from app.documents.own_printing import install, withdraw
from app.documents.press import press
from app.documents.signing import Signer, demonstration_signer
from tests.documents.largest import LARGEST, ORDINARY, certificate_of

ADDRESS = "https://fenji.example"
LANGUAGE = "en+zh-Hans"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
OURS = "Fenji, by the press"  # as the product does it: laid out in a process of its own, signed here
GOALS = {"Chromium, started anew": 6, "WeasyPrint, used naively": 2}
LARGEST_FILE = 90_000
WORDS = "the system reads what people send to the office and sorts it by what seems urgent to a clerk who decides "


def main() -> None:
    """Measure and print."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        signer = replace(demonstration_signer(Path(folder)), demonstration=False)
        warm = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        for title, example in (("ordinary", ORDINARY), ("largest", LARGEST))[: 1 if options.small else 2]:
            _compare(title, *certificate_of(example), signer, playwright, warm, options)
        warm.close()
    press.end()
    _grow((1,) if options.small else (1, 10, 100, 1_000))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rounds",
        type=int,
        default=5,
        help="turns of each side after a first one; 0: that one, and only of the sides that there are goals for",
    )
    parser.add_argument("--seconds", type=float, default=120, help="after this no other round begins")
    parser.add_argument("--small", action="store_true", help="only the ordinary certificate, and few answers")
    return parser.parse_args()


def _compare(
    title: str,
    facts: CertificateFacts,
    enclosed: Enclosed,
    signer: Signer,
    playwright: Playwright,
    warm: Browser,
    options: argparse.Namespace,
) -> None:
    with ThreadPoolExecutor(1) as aside:  # Playwright has the loop of this thread, and signing wants one of its own
        sides = _sides(facts, enclosed, signer, playwright, warm, aside)
        if not options.rounds:
            sides = {name: side for name, side in sides.items() if name in (OURS, *GOALS)}
        made: dict[str, bytes] = {}
        took: dict[str, list[float]] = {name: [] for name in sides}
        until = time.monotonic() + options.seconds
        for place in range(options.rounds + 1):
            if place > 1 and time.monotonic() > until:
                break
            for name, side in sides.items():
                began = time.monotonic()
                made[name] = side()
                took[name].append(time.monotonic() - began)
    if options.rounds:
        took = {name: times[1:] for name, times in took.items()}  # whatever is warm is warm by then
    _tell(title, enclosed, made, took)


def _sides(
    facts: CertificateFacts,
    enclosed: Enclosed,
    signer: Signer,
    playwright: Playwright,
    warm: Browser,
    aside: ThreadPoolExecutor,
) -> Mapping[str, Callable[[], bytes]]:
    html = certificate_html(facts, LANGUAGE, address=ADDRESS, signer=signer, enclosed=enclosed)
    styled = html.replace("</head>", f"<style>{(ASSETS / 'certificate.css').read_text('utf-8')}</style></head>")

    def signed() -> bytes:
        return certificate_pdf(facts, LANGUAGE, address=ADDRESS, signer=signer, enclosed=enclosed)

    def by_the_press() -> bytes:
        return press.certificate(facts, LANGUAGE, address=ADDRESS, signer=signer, enclosed=enclosed)

    def unsigned() -> bytes:
        return unsigned_pdf(facts, LANGUAGE, address=ADDRESS, signer=signer, enclosed=enclosed)

    def anew() -> bytes:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        printed = _printed(browser, styled)
        browser.close()
        return printed

    return {
        OURS: lambda: aside.submit(by_the_press).result(),
        "Fenji, signed": lambda: aside.submit(signed).result(),
        "Fenji, before the signature": unsigned,
        "WeasyPrint, used naively": lambda: _naive(styled),
        "Chromium, started anew": anew,
        "Chromium, kept running": lambda: _printed(warm, styled),
    }


def _naive(html: str) -> bytes:
    """As in WeasyPrint's first example: text and styles are read anew, its own fonts and structure written."""
    withdraw()
    try:
        written: bytes = HTML(string=html).write_pdf(pdf_variant="pdf/a-3a")
    finally:
        install()
    return written


def _printed(browser: Browser, html: str) -> bytes:
    page = browser.new_page()
    page.set_content(html)
    printed = page.pdf(format="A4", print_background=True, tagged=True, prefer_css_page_size=True)
    page.close()
    return printed


def _tell(title: str, enclosed: Enclosed, made: Mapping[str, bytes], took: Mapping[str, list[float]]) -> None:
    answers = sum(len(section.answered) for section in enclosed.sections)
    rounds = len(took[OURS])
    print(f"{title}: {answers} answers in two languages, {rounds} turns, median (lowest to highest)")
    for name, times in took.items():
        pages, size = len(pypdf.PdfReader(BytesIO(made[name])).pages), len(made[name])
        spread = f"({min(times) * 1000:,.0f} to {max(times) * 1000:,.0f})"
        print(f"  {name:<28}{statistics.median(times) * 1000:>8,.0f} ms {spread:<18}{pages:>3} pages {size:>9,} bytes")
    for name, times in took.items():
        if not name.startswith("Fenji"):
            ratios = sorted(other / own for other, own in zip(times, took[OURS], strict=True))
            goal = f", goal {GOALS[name]}" if name in GOALS else ""
            told = f"{statistics.median(ratios):.1f} times ({ratios[0]:.1f} to {ratios[-1]:.1f}){goal}"
            print(f"  ratio to {name:<28}{told}")
    if title == "ordinary":
        print(f"  size      {len(made[OURS]):,} bytes, goal {LARGEST_FILE:,}")


def _grow(kilobytes: tuple[int, ...]) -> None:
    """Typed answers from a kilobyte to a megabyte: what they cost, each more than the one before."""
    facts, _enclosed = certificate_of(ORDINARY)
    for size in kilobytes:
        each = min(size * 1000, 4_900)
        text = (WORDS * 50)[:each]
        answered = tuple(
            AnsweredFacts({"en": f"Question {place}?"}, ({"en": text},)) for place in range(size * 1000 // each)
        )
        enclosed = Enclosed((SectionFacts({"en": "What was typed"}, answered),), {}, {})
        began = time.process_time()
        made = unsigned_pdf(facts, "en", address=ADDRESS, signer=None, enclosed=enclosed)
        took = time.process_time() - began
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"answers   {size:>5,} KB: {took:>6.1f} s of the processor, {len(made):>9,} bytes, up to {memory:,} MB")


if __name__ == "__main__":
    main()
