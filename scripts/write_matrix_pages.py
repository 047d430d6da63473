"""Brings the tables, the printed outputs and the schemas in docs/ up to date: run it after a change of the format."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.domain.matrix_file.reference import rewritten  # noqa: E402
from app.domain.matrix_file.schema import json_schema, translation_schema  # noqa: E402
from tests.cli.page import carried_out  # noqa: E402

for name, main in (("matrix-reference", "reference.yaml"), ("your-first-matrix", "")):
    page = ROOT / "docs" / f"{name}.md"
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        text = carried_out(rewritten(page.read_text(encoding="utf-8")), Path(folder), main)
        os.chdir(ROOT)
    page.write_text(text, encoding="utf-8")
for name, schema in (("matrix", json_schema()), ("matrix-translation", translation_schema())):
    text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    (ROOT / "docs" / f"{name}.schema.json").write_text(text, encoding="utf-8")
