"""Holding the ledger against where it ended earlier, as a checkpoint or a certificate says it did."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.storage import ledger
from app.storage.verification.finding import Fault


def fault_against(session: Session, *, size: int, last_hash: str, told_by: str) -> Fault | None:
    """Why today's ledger is not one that once ended at `size` entries with this hash; None when it can be.

    `told_by` names the checkpoint or certificate. A chain that was verified and has the hash there has every entry
    before it as well.
    """
    found = ledger.hash_at(session, size)
    if found == last_hash:
        return None
    entries, _hash = ledger.end(session)
    if found is None and entries < size:
        sentence = (
            f"the ledger had {size} entries then and has {entries} now: an older copy of the database was put back."
        )
        return Fault(None, told_by, sentence)
    if found is None:
        return Fault(size, told_by, "the entry it names is missing.")
    sentence = "the ledger has another entry there: it was written anew from an older copy, or it is another ledger."
    return Fault(size, told_by, sentence)
