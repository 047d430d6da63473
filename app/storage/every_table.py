"""All mapped classes together, for whoever compares or makes the whole database."""

from __future__ import annotations

from app.storage import incident_tables, letter_tables, people_tables, review_tables, sign_in_tables, tables
from app.storage.mapping import Table

__all__ = ["Table", "incident_tables", "letter_tables", "people_tables", "review_tables", "sign_in_tables", "tables"]
