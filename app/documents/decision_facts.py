"""What the letter of a decision says, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from app.documents.facts import Words
from app.documents.speaking import speaker
from app.domain.matrix import Matrix

Verdict = Literal["rejected", "approved_without_certificate"]


@dataclass(frozen=True, slots=True)
class Signature:
    """What one reviewer decided, in which role, when (ISO) and why; `decision` is approve, send_back or reject."""

    name: str
    role: str
    decision: str
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """Everything the letter says; dates are ISO dates, the digest has 64 hexadecimal digits."""

    verdict: Verdict
    reference: str
    system_name: str
    organisation: str
    office: Words
    owners: tuple[str, ...]
    matrix_title: Words
    matrix_version: str
    level: Words
    summary: Words
    signatures: tuple[Signature, ...]
    revision: int
    submitted_on: str
    decided_on: str
    submission_digest: str

    def to_json(self) -> dict[str, Any]:
        """The facts as plain JSON data."""
        plain = asdict(self)
        return {**plain, "owners": list(self.owners), "signatures": list(plain["signatures"])}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> DecisionFacts:
        """The facts that `to_json` wrote; KeyError or TypeError where one is missing or strange."""
        signatures = tuple(Signature(**each) for each in data["signatures"])
        return cls(**{**data, "owners": tuple(data["owners"]), "signatures": signatures})


def gather_decision(
    matrix: Matrix,
    level: str,
    *,
    verdict: Verdict,
    reference: str,
    system_name: str,
    organisation: str,
    office: Mapping[str, str],
    owners: Sequence[str],
    signatures: Sequence[Signature],
    revision: int,
    submitted_on: date,
    submission_digest: str,
) -> DecisionFacts:
    """What the letter says of this decision, in each language; KeyError for a level that the matrix does not have."""
    say, place = speaker(matrix), matrix.place(level)
    return DecisionFacts(
        verdict=verdict,
        reference=reference,
        system_name=str(system_name),
        organisation=str(organisation),
        office=dict(office),
        owners=tuple(owners),
        matrix_title=say(lambda m: m.title),
        matrix_version=matrix.version,
        level=say(lambda m: m.levels[place].label),
        summary=say(lambda m: m.levels[place].summary),
        signatures=tuple(signatures),
        revision=revision,
        submitted_on=submitted_on.isoformat(),
        decided_on=signatures[-1].at[:10],
        submission_digest=submission_digest,
    )
