"""What comes after each way of signing in: a new cookie, the second step where one is due, and the way back."""

from __future__ import annotations

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.domain.sign_in_stages import Stage
from app.storage import sign_ins
from app.web import database
from app.web.account.begun import begin
from app.web.clock import now
from app.web.kept_form import read_kept_form
from app.web.own_path import own_path
from app.web.sign_in_stages import stage_now


def enter(token: str, *, next_path: str | None, kept: str | None) -> Response:
    """Let the browser have the session of this token, and lead on: to the second step, the kept form, or the way back.

    Nothing that was in the old cookie is believed after it.
    """
    begin(token)
    way = own_path(next_path) or url_for("welcome.start")
    held = sign_ins.holder(database.session(), token, now())
    typed = read_kept_form(kept)
    if held is not None and stage_now(held) is Stage.SECOND_FACTOR:
        if typed is None:
            return redirect(url_for("factors.second_step", next=way))
        return make_response(render_template("account/held_back.html", kept=typed, next=way, asked=True))
    if typed is not None:
        return make_response(render_template("account/welcome_back.html", kept=typed, next=way))
    return redirect(way)
