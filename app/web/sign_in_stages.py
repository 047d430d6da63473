"""Which pages open before a sign-in is finished: none, unless a view is marked for that stage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.domain.sign_in_stages import Stage, stage_of
from app.settings import Settings
from app.storage.sign_ins import Holder
from app.web.kept_form import sent_form

View = TypeVar("View", bound=Callable[..., Any])


def opens_before(*stages: Stage) -> Callable[[View], View]:
    """Mark a view that opens in these stages already: what is needed to leave them, and what is the same for all."""

    def mark(view: View) -> View:
        vars(view)["stages"] = frozenset(stages)
        return view

    return mark


def stages_of(app: Flask, endpoint: str) -> frozenset[Stage]:
    """The stages in which this endpoint opens although the sign-in is not finished."""
    found: frozenset[Stage] = getattr(app.view_functions.get(endpoint), "stages", frozenset())
    return found


def stage_now(held: Holder) -> Stage:
    """Where a session stands at this moment, by the factors and the roles that its person has now."""
    settings: Settings = current_app.config["FENJI_SETTINGS"]
    required = not held.roles.isdisjoint(settings.roles_with_second_factor())
    return stage_of(confirmed=held.second_factor is not None, has_factor=held.has_factor, required=required)


def hold_back(stage: Stage, way_back: str) -> Response:
    """Send somebody to what is still to be done; what they had typed into a form is kept on the page that says so."""
    endpoint = "factors.second_step" if stage is Stage.SECOND_FACTOR else "factors.second_factors"
    if kept := sent_form():
        page = render_template("account/held_back.html", kept=kept, next=way_back, asked=stage is Stage.SECOND_FACTOR)
        return make_response(page, 403)
    return redirect(url_for(endpoint, next=way_back))
