"""Every action that the ledger can hold has a sentence, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from app.domain.lifecycle import Action
from app.web.auditor.entry_words import deeds

WORKFLOW = Path(__file__).parents[3] / "app" / "workflow"
NAMED = re.compile(r'\baction=(?:\w+\()?"(\w+)"|\b_tell\([^"]*"(\w+)"|\baction = "(\w+)"(?: if \w+ else "(\w+)")?')


def recorded() -> set[str]:
    """The actions that workflow names, and the moves of the lifecycle."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in WORKFLOW.glob("*.py"))
    found = {name for match in NAMED.finditer(text) for name in match.groups() if name}
    return (found - {"person"}) | {action.value for action in Action}  # a kind of subject


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_every_action_has_words(app: Flask, language: str) -> None:
    assert {"save", "sign_in_begun", "renew_recovery_codes", "publish", "supersede"} <= recorded()
    with app.test_request_context("/", headers={"Accept-Language": language}):
        assert recorded() - deeds().keys() == set()
