"""The JSON Schema that editors use is made from the same table as reading, and published as it is."""

from __future__ import annotations

import json
from pathlib import Path

from app.domain.matrix_file.schema import json_schema, translation_schema
from app.domain.matrix_file.shapes import FILE

PUBLISHED = Path(__file__).parents[2] / "docs" / "matrix.schema.json"
OF_TRANSLATIONS = PUBLISHED.with_name("matrix-translation.schema.json")


def test_the_published_schema_is_the_present_one() -> None:
    """When this fails: .venv/bin/python scripts/write_matrix_pages.py."""
    assert json.loads(PUBLISHED.read_text()) == json_schema()


def test_the_published_schema_of_translations_is_the_present_one() -> None:
    assert json.loads(OF_TRANSLATIONS.read_text(encoding="utf-8")) == translation_schema()
    properties = {name for shape in definitions(translation_schema()) for name in shape}
    assert {"label", "ask", "because", "id"} <= properties
    assert not properties & {"points", "when", "cells", "colour", "kind"}


def test_every_reference_leads_somewhere() -> None:
    text = json.dumps(json_schema())
    defined = json_schema()["$defs"]
    assert isinstance(defined, dict)
    named = {part.split('"')[0] for part in text.split("#/$defs/")[1:]}
    assert named == set(defined)


def test_every_key_has_a_line_that_explains_it() -> None:
    properties = json_schema()["properties"]
    assert isinstance(properties, dict)
    assert set(properties) == set(FILE.by_name)
    assert all(schema["description"].endswith(".") for schema in properties.values())


def test_the_default_matrix_offers_the_schema_to_editors() -> None:
    first = (PUBLISHED.parents[1] / "risk_matrix.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=docs/matrix.schema.json"
    first = (PUBLISHED.parents[1] / "risk_matrix.zh-Hans.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=docs/matrix-translation.schema.json"


def definitions(schema: dict[str, object]) -> list[dict[str, object]]:
    """The properties of every shape that a schema defines."""
    shapes = schema["$defs"]
    assert isinstance(shapes, dict)
    return [shape["properties"] for shape in shapes.values()]
