"""What the ledger tells about the rest of the database, gathered entry by entry."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from app.storage.ledger import Entry
from app.storage.verification import members

TOLD_OF_ASSESSMENTS = frozenset(
    {"level", "submission", "revision", "system", "owner", "organisation", "matrix", "previous", "listed"}
)
AT_FIRST = {"revision": 1, "level": None, "submission": None, "listed": False}  # until an entry says otherwise
Row = tuple[int, str]  # the entry that told of it, and its digest


@dataclass(slots=True)
class Told:
    """What the ledger tells; the rest of verification holds the database against it."""

    rows: dict[str, dict[str, Row]] = field(default_factory=dict)  # table -> key -> what was told of the row
    assessments: dict[str, dict[str, Any]] = field(default_factory=dict)  # key -> what it should be now
    members: dict[members.Key, members.Invitation] = field(default_factory=dict)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)

    def listen(self, entry: Entry) -> None:
        """Add what an entry tells; raises one of UNREADABLE for details that were altered."""
        details: dict[str, Any] = json.loads(entry.details)
        for row in details.get("rows", ()):
            self.rows.setdefault(row["table"], {})[row["id"]] = (entry.sequence, row["sha256"])
        subject = str(entry.subject_id)
        if entry.subject_kind == "assessment":
            known = self.assessments.setdefault(subject, dict(AT_FIRST))
            known["sequence"] = entry.sequence
            members.note(self.members, entry, details)
            if "to" in details:
                known["state"] = details["to"]
            known |= {key: details[key] for key in TOLD_OF_ASSESSMENTS & details.keys()}
            if entry.action == "revise":
                known["level"] = None
        elif entry.subject_kind == "person" and "roles" in details:
            self.people[subject] = details | {"sequence": entry.sequence}
