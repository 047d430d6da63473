"""Whatever happens in between, the register holds what owners agreed to, and what the ledger can vouch for."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.lifecycle import Refused
from app.storage import register
from app.storage.certificates import of_assessment
from app.storage.register_events import events
from app.storage.verification import verify
from app.workflow import assessing, certifying, listing, repeating, reviewing
from tests.people import NOW, World

ACTIONS = ("list", "unlist", "certify", "suspend", "lift", "revoke", "again", "again_listed")


@dataclass
class System:
    """What is expected of one system: its present assessment, and what was agreed to for each."""

    present: UUID
    agreed: dict[UUID, bool]


def submit(world: World, key: UUID, *, listed: bool) -> None:
    with world.session() as session:
        version, who = world.find(session, key).version, world.actor("alice")
        assessing.submit(session, actor=who, assessment_id=key, version=version, now=NOW, listed=listed)


def do(world: World, system: System, action: str) -> None:
    """Try one thing, which the lifecycle may refuse, and note what the owner agreed to by it."""
    key, dora, alice = system.present, world.actor("dora"), world.actor("alice")
    with world.session() as session:
        if action in ("list", "unlist"):
            chosen = action == "list"
            listing.set_listed(session, actor=alice, assessment_id=key, listed=chosen, now=NOW)
            system.agreed[key] = chosen
        elif action == "certify":
            world.open(key, "dora")
            reviewing.start_review(session, actor=dora, assessment_id=key, now=NOW)
            reviewing.approve(session, actor=dora, assessment_id=key, digest=world.digest(key), now=NOW)
        elif action in ("again", "again_listed"):
            new = repeating.assess_again(session, actor=alice, assessment_id=key, now=NOW)
            submit(world, new, listed=action == "again_listed")
            system.present, system.agreed[new] = new, action == "again_listed"
        else:
            getattr(certifying, action)(session, actor=dora, assessment_id=key, reason="Why.", now=NOW)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.booleans(), steps=st.lists(st.sampled_from(ACTIONS), max_size=8))
def test_what_is_listed_is_what_owners_agreed_to(world: World, first: bool, steps: list[str]) -> None:
    key = world.draft()
    submit(world, key, listed=first)
    system = System(key, {key: first})
    for action in steps:
        try:
            do(world, system, action)
        except Refused:
            continue
    with world.session() as session:
        found = {each: of_assessment(session, each) for each in system.agreed}
        certified = {each.number: system.agreed[key] for key, each in found.items() if each}
        wanted = register.Wanted(NOW.date())
        listed = {each.number for each in register.page(session, wanted, limit=1_000).rows} & certified.keys()
        assert listed == {number for number, agreed in certified.items() if agreed}
        assert {each.number for each in events(session, 10_000)} & certified.keys() == listed
        assert verify(session, world.data_directory) == []
