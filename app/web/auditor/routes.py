"""The auditor's pages: what happened, each entry, verification, exports, and where the ledger ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.documents.checkpoint_signing import sign_checkpoint
from app.documents.signing import signer_of
from app.domain.checkpoint import Checkpoint
from app.domain.lifecycle import Role
from app.settings import Settings
from app.storage import ledger, ledger_search
from app.storage.ledger import Entry
from app.web import clock, database
from app.web.access import audience, signed_in
from app.web.auditor.entry_words import deeds, kind_in_words, sentence
from app.web.auditor.exporting import as_csv, as_json_lines
from app.web.auditor.filters import asked, wanted
from app.web.auditor.verifying import begin, verification

blueprint = Blueprint("auditor", __name__)
A_PAGE = 50
SECONDS = 2  # until a page that waits asks again
Write = Callable[[Iterable[Entry]], Iterator[bytes]]
FORMATS: dict[str, tuple[str, Write]] = {
    "csv": ("text/csv", as_csv),
    "jsonl": ("application/jsonl", as_json_lines),
}


@blueprint.get("/ledger")
@audience(Role.AUDITOR)
def entries() -> ResponseReturnValue:
    """Everything that happened, newest first, by the filters in the address."""
    session, chosen = database.session(), asked(request.args)
    below = request.args.get("below", "")
    found = ledger_search.newest(
        session, wanted(session, chosen), below=int(below) if below.isdecimal() else None, limit=A_PAGE + 1
    )
    shown = found[:A_PAGE]
    actions, kinds = ledger_search.actions_and_kinds(session)
    known = deeds()
    return render_template(
        "auditor/entries.html",
        rows=[(each, sentence(each)) for each in shown],
        names=ledger_search.names_of(session, [each.subject_id for each in shown if each.subject_id]),
        more=shown[-1].sequence if len(found) > A_PAGE else None,
        chosen=chosen,
        actions=[(action, known.get(action, action)) for action in actions],
        kinds=[(kind, kind_in_words(kind)) for kind in kinds],
        total=ledger.end(session)[0],
        last=_last_verification(),
    )


@blueprint.get("/ledger/<int:sequence>")
@audience(Role.AUDITOR)
def entry(sequence: int) -> ResponseReturnValue:
    """One entry with its details and hashes, between the one before and the one after."""
    session = database.session()
    found = ledger_search.entry(session, sequence) or abort(404)
    try:
        details = json.dumps(json.loads(found.details), ensure_ascii=False, indent=2)
    except ValueError:
        details = found.details
    return render_template(
        "auditor/entry.html",
        entry=found,
        says=sentence(found),
        kind=kind_in_words(found.subject_kind),
        name=ledger_search.names_of(session, [found.subject_id]).get(found.subject_id) if found.subject_id else None,
        details=details,
        around=[
            (each, sentence(each))
            for each in (ledger_search.entry(session, sequence + step) for step in (-1, 1))
            if each
        ],
    )


@blueprint.get("/ledger/export.<any(csv, jsonl):ending>")
@audience(Role.AUDITOR)
def export(ending: str) -> ResponseReturnValue:
    """The entries that the filters find, oldest first, sent as they are read."""
    session, (media_type, write) = database.session(), FORMATS[ending]
    found = ledger_search.all_in_order(session, wanted(session, asked(request.args)))
    response = Response(stream_with_context(write(found)), content_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename=ledger.{ending}"
    return response


@blueprint.get("/ledger/checkpoint.json")
@audience(Role.AUDITOR)
def checkpoint() -> ResponseReturnValue:
    """Where the ledger ends now, signed."""
    settings: Settings = current_app.config["FENJI_SETTINGS"]
    size, last_hash = ledger.end(database.session())
    moment = clock.now().isoformat(timespec="seconds")
    signer = signer_of(settings.data_directory, settings.signing)
    signed = sign_checkpoint(Checkpoint(settings.address, settings.office_name, size, last_hash, moment), signer)
    response = Response(signed, content_type="application/json")
    response.headers["Content-Disposition"] = f"attachment; filename=checkpoint-{size}.json"
    return response


@blueprint.get("/ledger/verification")
@audience(Role.AUDITOR)
def show_verification() -> ResponseReturnValue:
    """How far the verification is, or what it found."""
    state = verification(current_app)
    body = render_template("auditor/verification.html", state=state, last=_last_verification())
    return body, {"Refresh": str(SECONDS)} if state.running else {}


@blueprint.post("/ledger/verification")
@audience(Role.AUDITOR)
def verify() -> ResponseReturnValue:
    """Begin to verify, and go to the page that says how far it is."""
    settings: Settings = current_app.config["FENJI_SETTINGS"]
    app = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - the thread outlives the request
    now: Callable[[], datetime] = current_app.extensions[clock.EXTENSION]
    begin(app, current_app.extensions[database.EXTENSION], signed_in(), settings.data_directory, now)
    return redirect(url_for("auditor.show_verification"))


def _last_verification() -> dict[str, object] | None:
    """Who verified last, when, and what they found, as the ledger tells."""
    found = ledger_search.last_of_action(database.session(), "verify")
    if found is None:
        return None
    details = json.loads(found.details)
    return {"who": found.actor_name, "at": found.at, "entries": details["entries"], "faults": details["faults"]}
