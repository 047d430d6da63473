"""The register as plain data for programs; docs/register.md says what each field means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import url_for

from app.domain.matrix import Matrix
from app.domain.text import Text
from app.storage.register import Listed
from app.web.listings import level_shown, matrix_in_words
from app.web.localisation import LANGUAGES

FORMAT = 1


def data_of(rows: Iterable[Listed], address: str, further: str | None) -> dict[str, object]:
    """The rows in all languages; `address` is where this installation is, `further` the path of the next page."""
    return {
        "format": FORMAT,
        "systems": [_system(row, address) for row in rows],
        "next": None if further is None else address + further,
    }


def _system(row: Listed, address: str) -> dict[str, object]:
    words = {code: matrix_in_words(row.published_matrix_id, code) for code in LANGUAGES}
    level = level_shown(words["en"], row.level)
    page = address + url_for("public.certificate", number=row.number)
    return {
        "number": row.number,
        "system": row.system_name,
        "organisation": row.organisation_name,
        "level": {
            "id": row.level,
            "place": level.place,
            "of": level.count,
            "colour": level.colour,
            "label": _said({code: matrix.level(row.level).label for code, matrix in words.items()}),
        },
        "categories": [
            {"id": each, "label": _said({code: _category(matrix, each) for code, matrix in words.items()})}
            for each in row.categories
        ],
        "state": "valid" if row.state == "certified" else row.state.value,
        "issued_at": row.place.issued_at.isoformat(timespec="seconds"),
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
        "page": page,
        "badge": address + url_for("register.badge", number=row.number),
    }


def _said(labels: Mapping[str, Text]) -> dict[str, str]:
    """Each wording by the language it is really written in."""
    return {label.language: str(label) for label in labels.values()}


def _category(matrix: Matrix, category_id: str) -> Text:
    return next(each.label for each in matrix.categories if each.id == category_id)
