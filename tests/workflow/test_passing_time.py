"""Time goes by: deadlines are missed, owners reminded, certificates expire, each told exactly once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select, text

from app.storage.deadlines import overdue
from app.storage.ledger import LedgerEntry
from app.storage.people import person
from app.storage.tables import Attempt, OutboxMessage, SignIn
from app.storage.transaction import transaction
from app.storage.verification import verify
from app.workflow import certifying
from app.workflow.passing_time import KEPT_FOR, _escalate, clear_away, escalate_missed, pass_time, remind
from tests.outbox import PostOffice, approve, office_of, subjects, suspend
from tests.people import NOW, World, publish_matrix, read_small_office

REMINDING = b"valid_for: 12 months\n    remind: [14 days, 60 days]"


def with_reminders(world: World) -> None:
    """Publish the matrix again, with reminders for its lowest level."""
    files = read_small_office()
    files[""] = files[""].replace(b"valid_for: 12 months", REMINDING).replace(b'version: "1"', b'version: "2"')
    assert REMINDING in files[""]
    with world.session() as session:
        publish_matrix(session, files)


def day_by_day(office: PostOffice, until: date, days: int = 1) -> list[tuple[str, str, str]]:
    """Work each day at nine, twice, until a day; gives the day, the receiver and the subject of each mail.

    In a quiet time it may pass by several `days` at once, up to the last of them.
    """
    told = []
    shift = office.shift()  # the same worker all the time, and a new one each day
    while (today := office.clock.time.date()) <= until:
        before = len(office.posted)
        shift.once()
        office.work()
        told += [(f"{office.clock.time:%a %d %b %Y}", *each) for each in subjects(office.posted[before:])]
        office.clock.pass_by(days=min(days, max(1, (until - today).days)))
    return told


def a_year(office: PostOffice) -> list[tuple[str, str, str]]:
    """What is told until the end of 2027: looked at each week, and each day around those on which something is due."""
    told = day_by_day(office, date(2026, 12, 14))
    for month, first, last in ((9, 20, 26), (11, 4, 12), (11, 19, 27)):
        told += day_by_day(office, date(2027, month, first), days=7)
        told += day_by_day(office, date(2027, month, last))
    return told + day_by_day(office, date(2027, 12, 31), days=7)


def escalations(world: World) -> list[LedgerEntry]:
    with world.session() as session:
        query = select(LedgerEntry).where(LedgerEntry.action == "escalate").order_by(LedgerEntry.sequence)
        return list(session.scalars(query))


def test_a_year_goes_by_and_each_mail_is_sent_once_and_in_order(each_world: World) -> None:
    with_reminders(each_world)
    office = office_of(each_world)
    each_world.certified(system="Lights")
    forgotten = each_world.submitted(system="Forgotten")
    slow = each_world.in_review("serious", system="Slow")
    office.work()
    told = day_by_day(office, date(2026, 12, 7))
    approve(each_world, slow, "dora", "emil", now=NOW + timedelta(days=15))  # a day late
    told += a_year(office)
    assert told == [
        # Five working days from a Monday at nine.
        ("Mon 30 Nov 2026", "adam", "Overdue review: Forgotten"),
        ("Mon 07 Dec 2026", "adam", "Overdue review: Slow"),
        ("Tue 08 Dec 2026", "fang", "To review: Slow"),
        ("Tue 08 Dec 2026", "grace", "To review: Slow"),
        # Three working days more for the second step, over no weekend.
        ("Fri 11 Dec 2026", "adam", "Overdue review: Slow"),
        ("Thu 23 Sep 2027", "alice", "The certificate ends on 22 November 2027: Lights"),
        ("Mon 08 Nov 2027", "alice", "The certificate ends on 22 November 2027: Lights"),
        ("Tue 23 Nov 2027", "alice", "The certificate has expired: Lights"),
    ]
    entries = escalations(each_world)
    assert [entry.subject_id for entry in entries] == [forgotten, slow, slow]
    assert {(entry.actor_id, entry.actor_name) for entry in entries} == {(None, "Fenji")}
    with each_world.session() as session:
        assert verify(session, each_world.data_directory) == []


def test_a_deadline_over_a_weekend_is_missed_on_monday_not_before(world: World) -> None:
    friday = NOW + timedelta(days=4)
    office = office_of(world)
    key = world.in_review("serious")
    office.work()
    approve(world, key, "dora", "emil", now=friday)  # then three working days: Wednesday
    office.clock.time = friday
    told = day_by_day(office, date(2026, 12, 12))
    assert told[-1] == ("Wed 02 Dec 2026", "adam", "Overdue review: Traffic lights")
    assert len([each for each in told if each[1] == "adam"]) == 1


@pytest.mark.parametrize(
    ("day", "mails"),
    [
        ("2027-09-22", []),
        ("2027-10-20", ["The certificate ends on 22 November 2027: Traffic lights"]),
        ("2027-11-20", ["The certificate ends on 22 November 2027: Traffic lights"]),
        ("2027-11-22", ["The certificate ends on 22 November 2027: Traffic lights"]),
        ("2027-11-23", ["The certificate has expired: Traffic lights"]),
        ("2029-01-01", ["The certificate has expired: Traffic lights"]),
    ],
)
def test_a_worker_that_was_down_makes_up_with_one_mail(world: World, day: str, mails: list[str]) -> None:
    with_reminders(world)
    world.certified()
    office = office_of(world)
    office.work()
    office.clock.time = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    assert [subject for _, subject in subjects(office.work())] == mails
    assert office.work() == []


def test_a_certificate_that_is_suspended_or_revoked_reminds_nobody(world: World) -> None:
    with_reminders(world)
    key = world.certified()
    suspend(world, key)
    near = datetime(2027, 11, 10, tzinfo=NOW.tzinfo)
    with world.session() as session:
        assert remind(session, near) == 0
        certifying.lift(session, actor=world.actor("dora"), assessment_id=key, reason="Mended.", now=NOW)
        assert (remind(session, near), remind(session, near)) == (1, 0)


def test_no_reminder_is_sent_that_lay_before_the_certificate(world: World) -> None:
    files = read_small_office()
    files[""] = files[""].replace(b"valid_for: 12 months", b"valid_for: 1 month\n    remind: [60 days]")
    with world.session() as session:
        publish_matrix(session, {**files, "": files[""].replace(b'version: "1"', b'version: "2"')})
        world.certified()
        assert remind(session, NOW) == 0


def test_a_missed_deadline_is_recorded_once_even_with_nobody_to_tell(world: World) -> None:
    world.submitted()
    with world.engine.begin() as connection:
        connection.execute(text("DELETE FROM person_roles WHERE role = 'administrator'"))
    late = NOW + timedelta(days=30)
    with world.session() as session:
        assert [escalate_missed(session, late) for _ in range(3)] == [1, 0, 0]
    assert len(escalations(world)) == 1


def test_many_workers_escalate_a_deadline_once(each_world: World) -> None:
    for number in range(5):
        each_world.submitted(system=f"System {number}")
    workers, late = 4, NOW + timedelta(days=30)
    barrier, faults = Barrier(workers), list[BaseException]()

    def work() -> None:
        barrier.wait()
        try:
            with each_world.session() as session:
                pass_time(session, late, None)
        except Exception as error:  # noqa: BLE001 - told to the test, which would not see it otherwise
            faults.append(error)

    threads = [Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(escalations(each_world)) == 5
    with each_world.session() as session:
        asked = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.kind == "review_overdue")
        assert session.scalar(asked) == 5
        assert verify(session, each_world.data_directory) == []


def test_a_step_that_is_signed_after_the_list_was_made_is_not_escalated(world: World) -> None:
    key = world.in_review("serious")
    late = NOW + timedelta(days=30)
    with world.session() as session:
        (found,) = overdue(session, late)
    approve(world, key, "dora", "emil", now=late)
    with world.session() as session:
        assert not _escalate(session, "review_overdue:stale", found, late)
    assert escalations(world) == []


def test_a_review_that_is_decided_meanwhile_is_not_told_as_overdue(world: World) -> None:
    key = world.in_review()
    office = office_of(world)
    office.work()
    late = NOW + timedelta(days=30)
    with world.session() as session:
        assert escalate_missed(session, late) == 1
    approve(world, key, "dora", now=late)
    office.clock.time = late
    assert [name for name, _ in subjects(office.work())] == ["alice"]


def test_what_nobody_needs_any_more_is_cleared_away(each_world: World) -> None:
    def sign_in(number: int, days: int, *, ended: bool) -> SignIn:
        at = NOW - timedelta(days=days)
        return SignIn(
            token_hash=str(number),
            person_id=each_world.keys["alice"],
            created_at=at,
            seen_at=at,
            expires_at=at + timedelta(days=1),
            ended_at=at if ended else None,
        )

    def message(days: int, *, key: str | None, done: bool = True) -> OutboxMessage:
        at = NOW - timedelta(days=days)
        done_at = at if done else None
        return OutboxMessage(kind="mail", key=key, payload={}, created_at=at, due_at=at, done_at=done_at)

    old, new = KEPT_FOR.days + 9, KEPT_FOR.days - 1
    with each_world.session() as session:
        with transaction(session):
            session.add_all(
                [sign_in(1, old, ended=True), sign_in(2, old - 1, ended=False), sign_in(3, new, ended=True)]
            )
            session.add_all([Attempt(kind="sign_in", key="k", at=NOW - timedelta(days=days)) for days in (old, new)])
            session.add_all([message(old, key=None), message(old, key="once"), message(new, key=None)])
            session.add(message(old, key=None, done=False))
        clear_away(session, NOW)
        assert session.scalars(select(SignIn.token_hash)).all() == ["3"]
        assert len(session.scalars(select(Attempt)).all()) == 1
        assert len(session.scalars(select(OutboxMessage)).all()) == 3
        assert person(session, each_world.keys["alice"]) is not None


def test_the_newest_session_of_a_person_stays(world: World) -> None:
    with world.session() as session:
        with transaction(session):
            at = NOW - timedelta(days=1_000)
            key = world.keys["alice"]
            session.add(SignIn(token_hash="1", person_id=key, created_at=at, seen_at=at, expires_at=at))
        clear_away(session, NOW)
        assert len(session.scalars(select(SignIn)).all()) == 1
