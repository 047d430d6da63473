"""The mails of incidents, and of certificates that are taken away and given back: how each comes about."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

from app.domain.incident import Outcome
from app.workflow import certifying
from app.workflow.answering_incidents import decide
from tests.incidents import reported
from tests.outbox import office_of
from tests.people import NOW, World

SYSTEM = "急诊分诊助手 R&D <i>"

# How each subject begins, in both languages.
INCIDENT_BEGINNINGS = {
    "incident_reported": ("Incident reported: ", "收到事件报告："),
    "incident_overdue": ("Overdue incident: ", "事件逾期："),
    "incident_dismissed": ("Incident dismissed: ", "事件不予处理："),
    "suspended": ("Certificate suspended: ", "证书已暂停："),
    "lifted": ("Suspension lifted: ", "暂停已解除："),
    "revoked": ("Certificate revoked: ", "证书已撤销："),
}


def incident_reported(world: World) -> list[EmailMessage]:
    """Somebody of the public reports an incident."""
    reported(world, world.certified(system=SYSTEM))
    return office_of(world).work()


def incident_overdue(world: World) -> list[EmailMessage]:
    """Nobody answers it in time."""
    reported(world, world.certified(system=SYSTEM))
    office = office_of(world)
    office.work()
    office.clock.pass_by(hours=25)
    return office.work()


def answered(outcome: Outcome) -> Callable[[World], list[EmailMessage]]:
    """Somebody decides on it."""

    def tell(world: World) -> list[EmailMessage]:
        incident = reported(world, world.certified(system=SYSTEM))
        with world.session() as session:
            decide(
                session,
                actor=world.actor("dora"),
                incident_id=incident.id,
                outcome=outcome,
                reason="Looked into.",
                now=NOW,
            )
        return office_of(world).work()

    return tell


def lifted(world: World) -> list[EmailMessage]:
    """A suspended certificate is given back."""
    key = world.certified(system=SYSTEM)
    with world.session() as session:
        for act in (certifying.suspend, certifying.lift):
            act(session, actor=world.actor("dora"), assessment_id=key, reason="Why.", now=NOW)
    return office_of(world).work()


INCIDENT_STORIES: dict[str, Callable[[World], list[EmailMessage]]] = {
    "incident_reported": incident_reported,
    "incident_overdue": incident_overdue,
    "incident_dismissed": answered(Outcome.DISMISS),
    "suspended": answered(Outcome.SUSPEND),
    "lifted": lifted,
    "revoked": answered(Outcome.REVOKE),
}
