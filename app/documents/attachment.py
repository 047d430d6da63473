"""The facts inside the PDF, for machines."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from weasyprint import Attachment

from app.documents.facts import CertificateFacts
from app.documents.fetching import AssetsOnly


def facts_attached(facts: CertificateFacts, fetcher: AssetsOnly) -> Attachment:
    """The facts as a JSON file in the PDF, dated by themselves so that the bytes stay the same."""
    issued = datetime.fromisoformat(facts.issued_on).replace(tzinfo=UTC)
    text = json.dumps(facts.to_json(), ensure_ascii=False, sort_keys=True, indent=1)
    return Attachment(
        string=text,
        name=f"{facts.number}.json",
        description="The facts of this certificate, for machines",
        created=issued,
        modified=issued,
        relationship="Data",
        url_fetcher=fetcher,
    )
