"""Finding the remarks that reviewers wrote on the answers of an assessment."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.domain.lifecycle import State
from app.domain.remark import Remarked, open_in
from app.storage.draft_rows import DraftRow
from app.storage.review_tables import Remark
from app.storage.tables import Assessment, Submission

__all__ = ["Remark", "open_remarks", "remarks_of", "told_remarks"]

# Made once: putting these together takes about as long as asking.
_OF = (
    select(Remark, Submission.revision)
    .join(Submission, Submission.id == Remark.submission_id)
    .where(Submission.assessment_id == bindparam("id"))
    .order_by(Remark.made_at, Remark.id)
)
_REPLIES = select(Submission.replies).where(Submission.assessment_id == bindparam("id"))


def remarks_of(session: Session, assessment_id: UUID) -> tuple[Remarked, ...]:
    """Every remark on any submission of an assessment, the oldest first; for reviewers."""
    return tuple(
        Remarked(str(row.id), row.question, revision, row.text, row.maker_name, row.made_at)
        for row, revision in session.execute(_OF, {"id": assessment_id})
    )


def told_remarks(session: Session, found: Assessment | DraftRow) -> tuple[Remarked, ...]:
    """The remarks that the respondent may read: those on submissions that were sent back."""
    if found.revision == 1 and found.state != State.SENT_BACK:
        return ()  # most pages show a first revision, and need not ask
    newest = found.revision if found.state == State.SENT_BACK else found.revision - 1
    return tuple(each for each in remarks_of(session, found.id) if each.revision <= newest)


def open_remarks(session: Session, found: Assessment | DraftRow) -> tuple[Remarked, ...]:
    """The remarks that the draft of an assessment has to answer, the oldest first."""
    if found.revision == 1:
        return ()
    remarks = remarks_of(session, found.id)
    if not remarks:
        return ()
    kept = session.scalars(_REPLIES, {"id": found.id})
    return open_in(remarks, found.revision, {key for replies in kept for key in replies or ()})
