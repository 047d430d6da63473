"""The mapped classes of incidents on certified systems: the report, how to reach the reporter, what came of it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.storage.columns import new_key
from app.storage.mapping import Table
from app.storage.tables import Assessment, Certificate
from app.storage.written_once import WrittenOnce


class Incident(WrittenOnce, Table):
    """Something that went wrong with a certified system, as it was reported; `due_at` comes from the level's clock."""

    __tablename__ = "incidents"
    __table_args__ = (Index(None, "due_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessments.id"), index=True)
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificates.id"), index=True)
    description: Mapped[str] = mapped_column(Text)
    happened_on: Mapped[date | None]  # the day it happened, where the reporter knew it
    reported_at: Mapped[datetime]
    reported_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))  # nobody when the public reported it
    reporter_name: Mapped[str] = mapped_column(String(200))
    due_at: Mapped[datetime | None]
    assessment: Mapped[Assessment] = relationship()
    certificate: Mapped[Certificate] = relationship()


class IncidentContact(Table):
    """How to reach who reported an incident; apart from it, so that the address can be erased when it is asked for."""

    __tablename__ = "incident_contacts"
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(320))


class IncidentOutcome(WrittenOnce, Table):
    """What a reviewer decided on an incident, with the reason; each incident has one."""

    __tablename__ = "incident_outcomes"
    __table_args__ = (CheckConstraint("outcome IN ('dismiss', 'suspend', 'revoke')", name="outcome"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"), unique=True)
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    decider_name: Mapped[str] = mapped_column(String(200))
    incident: Mapped[Incident] = relationship()
