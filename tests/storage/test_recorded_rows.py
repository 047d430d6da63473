"""Plain rows and entries give the digests that were written, however quickly they are read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.domain.canonical import canonical_json, canonical_object, canonical_of_read, digest, read_exactly
from app.storage.ledger import Entry, hash_of
from app.storage.recorded_rows import digest_of_parts, parts_of, row_of, stored_columns
from app.storage.verification.rows import COVERED
from app.storage.written_once import WrittenOnce
from tests.people import World

letters = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | letters,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(letters, inner, max_size=4),
    max_leaves=12,
)


@given(
    letters, letters, letters, letters, st.none() | st.uuids(), st.none() | st.uuids(), st.integers(1), st.datetimes()
)
def test_the_hash_of_an_entry_is_that_of_its_canonical_json(
    name: str, action: str, kind: str, details: str, actor: UUID | None, subject: UUID | None, place: int, at: datetime
) -> None:
    moment = at.replace(year=max(at.year, 2), tzinfo=timezone(timedelta(hours=8)))
    entry = Entry(place, moment, actor, name, action, kind, subject, details, "0" * 64)
    told = {
        "sequence": place,
        "at": moment.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": str(actor) if actor else None,
        "actor_name": name,
        "action": action,
        "subject_kind": kind,
        "subject": str(subject) if subject else None,
        "details": details,
        "previous": "0" * 64,
    }
    assert hash_of(entry) == digest(told)


@given(st.dictionaries(letters, values, max_size=5))
def test_what_is_written_part_by_part_is_what_is_written_whole(value: dict[str, object]) -> None:
    whole = canonical_json(value)
    assert canonical_object(value).encode() == whole
    assert canonical_object({key: canonical_of_read(part) for key, part in value.items()}).encode() == whole
    assert canonical_of_read(read_exactly(whole.decode())).encode() == whole


@pytest.mark.parametrize("text", ["1.5", '{"a":[1e3]}', "NaN", "Infinity", "{"])
def test_stored_json_that_the_product_never_wrote_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_exactly(text)


def test_a_plain_row_has_the_digest_of_its_object(each_world: World) -> None:
    each_world.certified()
    seen = set()
    with each_world.session() as session:
        for table in COVERED:
            plainly = [
                digest_of_parts(parts_of(table, tuple(row)))
                for row in session.execute(select(*stored_columns(table)).order_by(table.id))
            ]
            objects = [row for row in session.scalars(select(table).order_by(table.id)) if isinstance(row, WrittenOnce)]
            assert plainly == [row_of(row)["sha256"] for row in objects]
            if plainly:
                seen.add(table.__tablename__)
    assert seen >= {"published_matrices", "submissions", "decisions", "certificates"}
