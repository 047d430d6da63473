"""The first page, the help page, and the answer to whoever asks whether the product is alive."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from app.domain.translation import in_language
from app.storage import matrices
from app.web import database
from app.web.access import EVERYONE, audience
from app.web.clock import local, now
from app.web.localisation import LANGUAGES, language

blueprint = Blueprint("welcome", __name__)
STEP = 5  # a question takes a minute to answer well; nobody can promise more exactly than to five minutes


@blueprint.get("/")
@audience(EVERYONE)
def start() -> ResponseReturnValue:
    """What this is, for whom, how long it takes, and the way in."""
    published = matrices.in_force(database.session(), local(now()).date())
    matrix = in_language(matrices.plan_of(published).matrix, language()) if published else None
    minutes = -(-len(matrix.questions()) // STEP) * STEP if matrix else 0
    names = [LANGUAGES.get(code, code) for code in matrix.languages] if matrix else []
    return render_template(
        "welcome/start.html", published=published, matrix=matrix, minutes=minutes, language_names=names
    )


@blueprint.get("/help")
@audience(EVERYONE)
def help_page() -> ResponseReturnValue:
    """How it works, accessibility, privacy."""
    return render_template("welcome/help.html")


@blueprint.get("/healthz")
@audience(EVERYONE)
def healthz() -> ResponseReturnValue:
    """Whether the product and its database answer; 503 comes from the page for a database that is away."""
    database.session().execute(text("SELECT 1"))
    return {"status": "ok"}
