"""Any number of submitted assessments, written straight into the tables, for tests and measurements of the queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from app.domain.lifecycle import State
from app.domain.search_text import found_by, listed
from app.storage.columns import new_key, reference
from app.storage.mapping import plain
from app.storage.review_tables import QueueEntry
from app.storage.tables import Assessment, AssessmentMember, Decision, LedgerEntry, Organisation, Submission
from tests.people import NOW, World

ORGANISATIONS = ("Harbour Bank", "Jiangbei University Hospital", "江北市交通局", "Straßenamt 100 %", "ÉCOLE_NORD")
SYSTEMS = (
    "Emergency triage",
    "城市交通信号优化",
    "Loan pre-screening",
    "Größen_prüfung",
    "50% faster",
    "Ábaco",
    "聊天 Chat",
)
LEVELS = ("low", "considerable", "major", "unacceptable")
CATEGORIES = ("generative", "gen", "biometric", "children")
STATES = (
    *[State.SUBMITTED] * 3,
    *[State.IN_REVIEW] * 3,
    State.DRAFT,
    State.SENT_BACK,
    State.REJECTED,
    State.WITHDRAWN,
    State.CERTIFIED,
    State.REVOKED,
)
OPEN = (State.SUBMITTED, State.IN_REVIEW)
PADDING = "x" * 4_000  # answers and outcomes are long, and a query should not have to read them


Tables = dict[Any, list[dict[str, object]]]  # the rows of each table


@dataclass(frozen=True)
class Submitted:
    """One row as it was made; `mine` says whether it waits for a reviewer called Dora."""

    key: UUID
    system: str
    organisation: str
    organisation_id: UUID
    level: str
    categories: tuple[str, ...]
    state: State
    step: str | None
    due_at: datetime | None
    submitted_at: datetime
    hand: str | None  # what keeps Dora from it: she owns it, works on it, saved it, or signed it already

    @property
    def mine(self) -> bool:
        """Whether it waits for Dora."""
        return self.state in OPEN and self.step == "reviewer" and self.hand is None


def write_rows(world: World, count: int, seed: int = 1, padding: str = PADDING) -> list[Submitted]:
    """Write so many rows, of which some are alike in every respect but their key; gives what they are."""
    chance = Random(seed)  # noqa: S311 - nothing secret
    organisations = {name: new_key() for name in ORGANISATIONS}
    rows = [_any_row(chance, organisations) for _number in range(count)]
    tables: Tables = {
        plain(Organisation): [{"id": key, "name": name} for name, key in organisations.items()],
        plain(Assessment): [],
        plain(Submission): [],
        plain(QueueEntry): [],
        plain(LedgerEntry): [],
        plain(AssessmentMember): [],
        plain(Decision): [],
    }
    for number, row in enumerate(rows):
        _write(tables, world, number, row, padding)
    with world.engine.begin() as connection:
        for table, values in tables.items():
            if values:
                connection.execute(insert(table), values)
    return rows


def _any_row(chance: Random, organisations: dict[str, UUID]) -> Submitted:
    state, organisation = chance.choice(STATES), chance.choice(ORGANISATIONS)
    is_open = state in OPEN
    hours = chance.choice((None, -80, -1, 0, 1, 30, 100, 140, 170, 400)) if is_open else None
    return Submitted(
        key=new_key(),
        system=chance.choice(SYSTEMS),
        organisation=organisation,
        organisation_id=organisations[organisation],
        level=chance.choice(LEVELS),
        categories=tuple(sorted(chance.sample(CATEGORIES, chance.randrange(3)))),
        state=state,
        step=chance.choice(("reviewer", "reviewer", "ethics_reviewer")) if is_open else None,
        due_at=None if hours is None else NOW + timedelta(hours=hours),
        submitted_at=NOW - timedelta(days=chance.randrange(4)),
        hand=chance.choice((None, None, None, None, "owns", "works", "saved", "signed")) if is_open else None,
    )


def _write(tables: Tables, world: World, number: int, row: Submitted, padding: str) -> None:
    dora, alice, submission = world.keys["dora"], world.keys["alice"], new_key()
    shared = {"published_matrix_id": world.matrix, "revision": 1, "answers": {"padding": padding}, "comments": {}}
    told = {"submitted_at": row.submitted_at, "system_name": row.system}
    tables[plain(Assessment)].append(
        shared
        | told
        | {
            "id": row.key,
            "organisation_id": row.organisation_id,
            "owner_id": dora if row.hand == "owns" else alice,
            "state": row.state.value,
            "version": 1,
            "level": None if row.state is State.DRAFT else row.level,
            "step": row.step,
            "submission_id": submission,
            "due_at": row.due_at,
            "created_at": NOW,
            "changed_at": NOW,
        }
    )
    tables[plain(Submission)].append(
        shared
        | told
        | {
            "id": submission,
            "assessment_id": row.key,
            "organisation_name": row.organisation,
            "outcome": {"categories": list(row.categories), "padding": padding},
            "level": row.level,
            "digest": "0" * 64,
            "submitted_by": alice,
        }
    )
    _write_entry(tables, row)
    _write_hand(tables, world, number, row, submission)


def _write_hand(tables: Tables, world: World, number: int, row: Submitted, submission: UUID) -> None:
    dora, alice = world.keys["dora"], world.keys["alice"]
    if row.hand == "works":
        member = {"assessment_id": row.key, "person_id": dora, "added_by": alice, "added_at": NOW}
        tables[plain(AssessmentMember)].append(member)
    if row.hand == "signed":
        tables[plain(Decision)].append(_signature(submission, dora))
    who = dora if row.hand == "saved" else alice
    tables[plain(LedgerEntry)].append(_entry(100_000 + number, who, row.key))


def _write_entry(tables: Tables, row: Submitted) -> None:
    words = found_by(row.system, row.organisation, reference(row.key))
    entry = {"assessment_id": row.key, "words": words, "categories": listed(row.categories)}
    tables[plain(QueueEntry)].append(entry)


def _signature(submission: UUID, who: UUID) -> dict[str, object]:
    names = {"person_id": who, "person_name": "Dora Diallo", "role": "reviewer"}
    what = {"step": 0, "place": 0, "decision": "approve", "reason": "", "decided_at": NOW, "digest": "0" * 64}
    return {"id": new_key(), "submission_id": submission, **names, **what}


def _entry(sequence: int, who: UUID, assessment: UUID) -> dict[str, object]:
    told = {"sequence": sequence, "at": NOW, "actor_id": who, "actor_name": "Somebody", "action": "save"}
    subject = {"subject_kind": "assessment", "subject_id": assessment, "details": "{}"}
    return told | subject | {"previous_hash": "", "hash": f"{sequence}"}


def in_order(rows: Sequence[Submitted]) -> list[Submitted]:
    """The rows as the queue orders them: mine, others', decided; each by deadline, what has none last, newest last."""

    def place(row: Submitted) -> tuple[object, ...]:
        is_open = row.state in OPEN
        group = (0 if row.mine else 1) if is_open else 2
        moment, key = row.submitted_at.timestamp(), row.key.int
        later = (moment, key) if is_open else (-moment, -key)
        return (group, row.due_at is None, row.due_at or NOW, *later)

    return sorted(rows, key=place)
