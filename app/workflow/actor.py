"""Who acts: a person with the roles of this moment, or the product itself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.domain.lifecycle import Role
from app.storage.people import Person


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks for something; `person_id` is None for the product itself."""

    person_id: UUID | None
    name: str
    roles: frozenset[Role]
    organisation_id: UUID | None = None


SYSTEM_ACTOR = Actor(None, "Fenji", frozenset({Role.SYSTEM}))


def actor_of(person: Person) -> Actor:
    """A person as an actor; a deactivated one has no roles. Nobody is given the role of the product itself."""
    roles = person.role_names() - {Role.SYSTEM} if person.active else frozenset()
    return Actor(person.id, person.name, roles, person.organisation_id)
