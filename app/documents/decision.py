"""Makes the letter of a decision after which there is no certificate: facts in, a PDF to be signed out."""

from __future__ import annotations

from functools import cache

from weasyprint import CSS

from app.documents.certificate import languages_of, paper
from app.documents.decision_facts import DecisionFacts
from app.documents.fetching import ASSETS, AssetsOnly
from app.documents.printing import printed
from app.documents.signing import Promise, Signer
from app.documents.words import Voice
from app.domain.canonical import digest

LETTER = ASSETS / "decision.css"


def unsigned_letter(facts: DecisionFacts, language: str, *, signer: Signer | Promise | None) -> bytes:
    """The letter as a PDF before its signature: the same bytes for the same facts.

    In: the facts; one of the languages that certificates are made in; who is going to sign, None for nobody.
    Raises ValueError for another language.
    """
    identifier = f"{facts.reference} {digest([facts.to_json(), language])[:32]}".encode()
    demonstration = signer is not None and signer.demonstration
    return printed(letter_html(facts, language, signer=signer), [_sheet(demonstration)], identifier)


def letter_html(facts: DecisionFacts, language: str, *, signer: Signer | Promise | None) -> str:
    """The letter as HTML, every fact escaped."""
    voice = Voice(languages_of(language))
    return (
        paper()
        .get_template("documents/decision.html")
        .render(
            voice=voice,
            facts=facts,
            title=f"{voice.plain('Decision')} {facts.reference}",
            signed=signer is not None,
            demonstration=signer is not None and signer.demonstration,
        )
    )


@cache
def _sheet(demonstration: bool) -> CSS:
    styles = LETTER.read_text("utf-8")
    if demonstration:
        styles += "@page { background: url(fenji-asset:demonstration-letter.svg) no-repeat center / 210mm 297mm }"
    return CSS(string=styles, url_fetcher=AssetsOnly())
