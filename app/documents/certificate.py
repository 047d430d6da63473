"""Makes the certificate: facts in, a signed PDF out; the same facts give the same bytes before the signature."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import CSS

from app.documents.answers import Enclosed
from app.documents.archive import identifier_of
from app.documents.attachment import facts_attached
from app.documents.bar_pictures import principles_picture, score_picture, score_sentence
from app.documents.facts import CertificateFacts, LevelFacts
from app.documents.fetching import ASSETS, AssetsOnly
from app.documents.pictures import level_disc_svg, qr_on_paper
from app.documents.printing import printed
from app.documents.signing import Promise, Signer, sign
from app.documents.words import Voice, long_date, shortened, with_unit

__all__ = ["LANGUAGES", "CertificateFacts", "Enclosed", "certificate_address", "certificate_pdf"]

LANGUAGES = ("en", "zh-Hans", "en+zh-Hans", "zh-Hans+en")
NAMES = {"en": "English", "zh-Hans": "中文"}  # each language in its own words
TEMPLATES = Path(__file__).parents[2] / "templates"
ROLES = {
    "reviewer": "reviewer",
    "ethics_reviewer": "ethics reviewer",
    "steward": "steward",
    "administrator": "administrator",
}
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
PLAIN_COLOUR = "#4a5663"
LONG, VERY_LONG, LONGEST = 28, 60, 150  # characters of a system's name on the first page


def certificate_pdf(
    facts: CertificateFacts, language: str, *, address: str, signer: Signer | None, enclosed: Enclosed | None = None
) -> bytes:
    """The certificate as a PDF.

    In: the facts; one of LANGUAGES (`both` is English first, then Chinese); the address of this installation, to
    which the QR code leads; who signs, None for an unsigned file; what goes with the facts, None for them alone.
    Out: the bytes. Raises ValueError for a language that certificates are not made in, and FatalURLFetchingError if
    a text tried to fetch something.
    """
    unsigned = unsigned_pdf(facts, language, address=address, signer=signer, enclosed=enclosed)
    return unsigned if signer is None else sign(unsigned, signer)


def certificate_address(address: str, number: str) -> str:
    """Where the certificate with this number can be checked."""
    return f"{address.rstrip('/')}/certificates/{number}"


def unsigned_pdf(
    facts: CertificateFacts,
    language: str,
    *,
    address: str,
    signer: Signer | Promise | None,
    enclosed: Enclosed | None = None,
) -> bytes:
    """The certificate before its signature; what it says depends on who is going to sign."""
    html = certificate_html(facts, language, address=address, signer=signer, enclosed=enclosed)
    fetcher = AssetsOnly()
    demonstration = signer is not None and signer.demonstration
    return printed(
        html,
        [_sheet(demonstration), _tints(_colours(facts))],
        identifier_of(facts, enclosed, language),
        [facts_attached(facts, enclosed, fetcher)],
    )


def certificate_html(
    facts: CertificateFacts,
    language: str,
    *,
    address: str,
    signer: Signer | Promise | None,
    enclosed: Enclosed | None = None,
) -> str:
    """The certificate as HTML, every fact escaped."""
    voice = Voice(languages_of(language))
    return (
        paper()
        .get_template("documents/certificate.html")
        .render(
            voice=voice,
            facts=facts,
            sections=enclosed.sections if enclosed else (),
            title=f"{voice.plain('Certificate of AI risk level')} {facts.number}",
            address=certificate_address(address, facts.number),
            signed=signer is not None,
            demonstration=signer is not None and signer.demonstration,
        )
    )


def languages_of(language: str) -> tuple[str, ...]:
    """The languages of a document, the first aloud; ValueError for one that documents are not made in."""
    language = "en+zh-Hans" if language == "both" else language
    if language not in LANGUAGES:
        raise ValueError(f"A certificate cannot be made in {language!r}.")
    return tuple(language.split("+"))


@cache
def paper() -> Environment:
    """The templates of documents, with what they draw and say."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        disc=level_disc_svg,
        qr=qr_on_paper,
        days=_days,
        role=_role,
        shortened=_shortened,
        size_of=_size_of,
        colour_of=_colour,
        amount=with_unit,
        name_of=_name_of,
        score_picture=score_picture,
        score_sentence=score_sentence,
        principles_picture=principles_picture,
    )
    return environment


@cache
def _sheet(demonstration: bool) -> CSS:
    """The styles, parsed once in the life of the process."""
    styles = (ASSETS / "certificate.css").read_text("utf-8")
    if demonstration:
        styles += "@page { background: url(fenji-asset:demonstration.svg) no-repeat center / 210mm 297mm }"
    return CSS(string=styles, url_fetcher=AssetsOnly())


@lru_cache(maxsize=64)
def _tints(styles: str) -> CSS:
    """The colours of a matrix, parsed once for its certificates."""
    return CSS(string=styles, url_fetcher=AssetsOnly())


def _colours(facts: CertificateFacts) -> str:
    """One class a level: its colour, and the same colour thinned for a cell of the grid."""
    levels = (facts.level,) if facts.grid is None else facts.grid.levels
    return "".join(
        f".level-{level.place} {{ color: {_colour(level)} }}"
        f".tint-{level.place} {{ background: {_thinned(_colour(level))}; border-color: {_colour(level)} }}"
        for level in levels
    )


def _colour(level: LevelFacts) -> str:
    # The file was checked when it was read; a style sheet is no place to trust that.
    return level.colour if COLOUR.fullmatch(level.colour) else PLAIN_COLOUR


def _thinned(colour: str, share: float = 0.17) -> str:
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in parts)


def _days(moment: str) -> Mapping[str, str]:
    return {language: long_date(moment, language) for language in NAMES}


def _name_of(language: str) -> str:
    return NAMES.get(language, language)


def _role(role: str) -> str:
    return ROLES.get(role, role.replace("_", " "))


def _shortened(name: str, longest: int = LONGEST) -> str:
    """A name that would push the rest off the first page is cut there; the next page has it whole."""
    return shortened(name, longest)


def _size_of(name: str) -> str:
    # A Chinese character takes the room of two letters.
    length = sum(2 if ord(letter) > 0x2E7F else 1 for letter in name)
    return " very-long" if length > VERY_LONG else " long" if length > LONG else ""
