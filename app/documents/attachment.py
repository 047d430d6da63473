"""The facts inside the PDF, for machines."""

from __future__ import annotations

from datetime import UTC, datetime

from weasyprint import Attachment

from app.documents.answers import Enclosed
from app.documents.facts import BESIDE, CertificateFacts
from app.documents.fetching import AssetsOnly
from app.domain.canonical import canonical_json


def facts_attached(facts: CertificateFacts, enclosed: Enclosed | None, fetcher: AssetsOnly) -> Attachment:
    """The facts as a JSON file in the PDF, dated by themselves so that the bytes stay the same.

    Beside them, under `derivation`, are the logic of the matrix and the answers, of which the level can be derived.
    """
    issued = datetime.fromisoformat(facts.issued_on).replace(tzinfo=UTC)
    told = facts.to_json() if enclosed is None else {**facts.to_json(), BESIDE: enclosed.to_json()}
    text = canonical_json(told).decode()
    return Attachment(
        string=text,
        name=f"{facts.number}.json",
        description="The facts of this certificate, for machines",
        created=issued,
        modified=issued,
        relationship="Data",
        url_fetcher=fetcher,
    )
