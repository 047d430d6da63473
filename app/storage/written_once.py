"""The guard that refuses to change or delete rows that are written once, before the database's own triggers do."""

from __future__ import annotations

from typing import Any, NoReturn

from sqlalchemy import event
from sqlalchemy.orm import Mapper, ORMExecuteState, Session


class WrittenOnce:
    """Marks a mapped class whose rows are never changed and never deleted."""


class ChangeRefused(RuntimeError):
    """A change to a row that is written once; it names the table."""


def _refuse(mapper: Mapper[Any], _connection: object, _row: object) -> NoReturn:
    raise ChangeRefused(f"Rows of {mapper.local_table} are written once.")


event.listen(WrittenOnce, "before_update", _refuse, propagate=True)
event.listen(WrittenOnce, "before_delete", _refuse, propagate=True)


def _refuse_in_bulk(state: ORMExecuteState) -> None:
    """Bulk statements pass the mapper's events by, so they are looked at here."""
    if not (state.is_update or state.is_delete):
        return
    mapper = state.bind_mapper
    if mapper is not None and issubclass(mapper.class_, WrittenOnce):
        raise ChangeRefused(f"Rows of {mapper.local_table} are written once.")


event.listen(Session, "do_orm_execute", _refuse_in_bulk)
