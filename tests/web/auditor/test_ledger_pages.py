"""The auditor's pages: filters, words, verification, exports that anybody can check, and nobody else's business."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest

from app.documents.checkpoint_signing import read_checkpoint
from app.documents.signing import certificate_of, demonstration_signer
from app.storage import ledger
from app.web.auditor.entry_words import deeds
from app.workflow import assessing
from tests.people import NOW, World
from tests.web.client import content_of
from tests.web.visiting import application_of, text_of, token_of, visit

DOCUMENT = Path(__file__).parents[3] / "docs" / "ledger.md"


def test_everything_that_happened_is_told_newest_first_and_page_by_page(world: World) -> None:
    world.certified()
    for number in range(30):
        world.draft(system=f"System {number}")
    client = visit(application_of(world), "aude", language="en")
    first = client.get("/ledger")
    numbers = [int(found) for found in re.findall(r'href="/ledger/(\d+)"', first.get_data(as_text=True))]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 50
    second = client.get(f"/ledger?below={numbers[-1]}").get_data(as_text=True)
    assert re.findall(r'href="/ledger/(\d+)"', second)[0] == str(numbers[-1] - 1)
    assert "Alice Adler began an assessment" in text_of(first)


@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        ("action=approve", "Dora Diallo approved the submission", "saved answers"),
        ("who=alice", "Alice Adler saved answers", "Dora Diallo"),
        ("kind=matrix", "published a matrix", "saved answers"),
        ("subject=Harbour cranes", "Harbour cranes", "Traffic lights"),
        ("text=%25", "No entry is like that", "began an assessment"),
        ("from=2026-11-23&to=2026-11-23", "began an assessment", "No entry"),
        ("from=2026-11-24&who=alice", "No entry is like that", "began an assessment"),
        ("to=yesterday", "No entry is like that", "began an assessment"),
        ("subject=nothing", "No entry is like that", "began an assessment"),
    ],
)
def test_the_filters_stand_in_the_address(world: World, query: str, there: str, absent: str) -> None:
    world.certified()
    world.draft(system="Harbour cranes")
    page = text_of(visit(application_of(world), "aude", language="en").get(f"/ledger?{query}"))
    rows = page[page.index("</form> </details>") :]
    assert there in rows
    assert absent not in rows


def test_an_entry_has_a_page_with_its_hashes_and_its_neighbours(world: World) -> None:
    world.certified()
    client = visit(application_of(world), "aude", language="en")
    with world.session() as session:
        (certified,) = [each for each in ledger.last(session, 5) if each.action == "certify"]
    page = text_of(client.get(f"/ledger/{certified.sequence}"))
    assert certified.hash in page
    assert certified.previous_hash in page
    assert f'/ledger/{certified.sequence - 1}"' in page
    assert client.get("/ledger/100000").status_code == 404


def test_only_auditors_come_in(world: World) -> None:
    app = application_of(world)
    for name in ("alice", "dora", "adam", "stella"):
        assert visit(app, name).get("/ledger").status_code == 403


def test_json_lines_can_be_recomputed_with_nothing_but_the_standard_library(world: World) -> None:
    """The recipe of docs/ledger.md, as it is printed there."""
    world.certified(system="=SUM(1)，城市 “摄像头”")
    client = visit(application_of(world), "aude")
    exported = content_of(client.get("/ledger/export.jsonl"))
    recipe = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)[0]
    run = [sys.executable, "-I", "-c", recipe]
    done = subprocess.run(run, input=exported, capture_output=True, check=True, env={"PYTHONUTF8": "1"})
    with world.session() as session:
        assert ledger.end(session)[1] in done.stdout.decode()
    lines = exported.splitlines(keepends=True)
    for broken in (exported.replace(b"Alice", b"Mallory", 1), b"".join(lines[:3] + lines[4:])):
        assert subprocess.run(run, input=broken, capture_output=True, check=False).returncode == 1


def test_the_table_begins_no_formula_and_keeps_the_filters(world: World) -> None:
    with world.session() as session:
        assessing.create(session, actor=world.actor("alice"), system_name="Parking", now=NOW)
    with world.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER ledger_entries_refuse_update")
        connection.exec_driver_sql("UPDATE ledger_entries SET actor_name = '=1+1' WHERE action = 'create'")
    client = visit(application_of(world), "aude")
    rows = list(
        csv.DictReader(StringIO(content_of(client.get("/ledger/export.csv?action=create")).decode("utf-8-sig")))
    )
    assert [(row["action"], row["actor_name"]) for row in rows] == [("create", "'=1+1")]
    assert json.loads(rows[0]["details"])["system"] == "Parking"


def test_a_checkpoint_can_be_taken_along(world: World) -> None:
    signed = content_of(visit(application_of(world), "aude").get("/ledger/checkpoint.json"))
    found = read_checkpoint(signed, [certificate_of(demonstration_signer(world.data_directory))])
    with world.session() as session:
        assert ledger.hash_at(session, found.size) == found.hash


@pytest.mark.parametrize("altered", [False, True])
def test_the_ledger_is_verified_from_the_page(world: World, altered: bool) -> None:
    world.certified()
    if altered:
        with world.engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER decisions_refuse_update")
            connection.exec_driver_sql("UPDATE decisions SET person_name = 'Mallory'")
    client = visit(application_of(world), "aude", language="en")
    token = token_of(client.get("/ledger"))
    assert client.post("/ledger/verification", data={"csrf_token": token}).status_code == 302
    while "Refresh" in (page := client.get("/ledger/verification")).headers:
        time.sleep(0.1)
    words = text_of(page)
    assert "Aude Abadi verified" in words
    assert ("1 fault was found" in words) == altered
    assert ("was altered after it was written" in words) == altered
    assert ("faults were found" if altered else "no fault") in text_of(client.get("/ledger"))
    with world.session() as session:
        (last,) = ledger.last(session, 1)
    assert (last.action, last.actor_name) == ("verify", "Aude Abadi")


def test_every_action_that_the_product_writes_has_words() -> None:
    """An action without words would be told by its name in the middle of a sentence."""
    app = Path(__file__).parents[3] / "app" / "workflow"
    written = {
        name
        for path in app.glob("*.py")
        for name in re.findall(r'action="([a-z_]+)"|_record\(session, actor, "([a-z_]+)"', path.read_text("utf-8"))
        for name in name
        if name
    }
    assert len(written) > 15
    from app.domain.lifecycle import Action

    assert (written | {action.value for action in Action}) - _said() == set()


def _said() -> set[str]:
    from flask import Flask

    from app.web import localisation

    app = Flask("words")
    localisation.install(app)
    with app.test_request_context():
        return set(deeds())
