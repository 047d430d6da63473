"""The pages of the register, its data for programs, its feeds, and the badge of each system in it."""

from __future__ import annotations

import json
from datetime import timedelta

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from app.storage import certificates, register
from app.storage.register_events import events
from app.web import database
from app.web.access import EVERYONE, audience
from app.web.listings import level_shown, matrix_in_words
from app.web.localisation import FIRST, LANGUAGES, speaking
from app.web.register.asked import asked
from app.web.register.badge import badge_of
from app.web.register.feed import feed_of
from app.web.register.listed_data import data_of
from app.web.register.rows import shown

blueprint = Blueprint("register", __name__)
ON_A_PAGE, IN_A_FILE, IN_A_FEED = 50, 100, 100
MINUTES = timedelta(minutes=5)
# A picture of another site's page: it may be shown there, and has no use for anything else.
OF_A_BADGE = {"Content-Security-Policy": "default-src 'none'; sandbox", "Cross-Origin-Resource-Policy": "cross-origin"}


@blueprint.get("/register")
@audience(EVERYONE)
def show_register() -> ResponseReturnValue:
    """The certified systems whose owners agreed, newest first, as far as they fit the filters."""
    session, want = database.session(), asked()
    found = register.page(session, want.wanted, after=want.after, until=want.until, limit=ON_A_PAGE)
    rows = shown(found.rows)
    total = register.count(session, want.wanted)
    return render_template("register/register.html", asked=want, found=found, rows=rows, total=total)


@blueprint.get("/register.json")
@audience(EVERYONE)
def register_json() -> ResponseReturnValue:
    """The same for programs, in all languages at once, a page at a time."""
    want = asked()
    found = register.page(database.session(), want.wanted, after=want.after, until=want.until, limit=IN_A_FILE)
    further = want.address("register.register_json", after=found.rows[-1].place.written()) if found.has_next else None
    data = data_of(found.rows, _address(), further)
    return _kept_for_minutes(json.dumps(data, ensure_ascii=False, indent=1), "application/json")


@blueprint.get("/register.atom")
@audience(EVERYONE)
def feed() -> ResponseReturnValue:
    """What happened to listed systems, as an Atom feed in English."""
    return _feed(FIRST)


@blueprint.get("/register.<code>.atom")
@audience(EVERYONE)
def feed_in(code: str) -> ResponseReturnValue:
    """The same in another language."""
    if code not in LANGUAGES or code == FIRST:
        abort(404)
    return _feed(code)


@blueprint.get("/certificates/<number>/badge.svg")
@audience(EVERYONE)
def badge(number: str) -> ResponseReturnValue:
    """A small picture that says level and state as they are today; only of listed systems."""
    found = certificates.by_number(database.session(), number)
    if found is None or not register.is_public(found.assessment):
        abort(404)
    code = request.args.get("language", FIRST)
    with speaking(code if code in LANGUAGES else FIRST):
        level = level_shown(matrix_in_words(found.submission.published_matrix_id), found.level)
        drawn = render_template("register/badge.svg", badge=badge_of(found, level))
    answer = _kept_for_minutes(drawn, "image/svg+xml")
    answer.headers.update(OF_A_BADGE)
    return answer


def _feed(code: str) -> Response:
    with speaking(code):
        told = feed_of(events(database.session(), IN_A_FEED), _address(), code)
        words = render_template("register/feed.xml", feed=told)
    return _kept_for_minutes(words, "application/atom+xml")


def _kept_for_minutes(content: str, kind: str) -> Response:
    """An answer that is the same for everybody, and is asked for again after minutes at most."""
    answer = Response(content, content_type=f"{kind}; charset=utf-8")
    answer.cache_control.public = answer.cache_control.must_revalidate = True
    answer.cache_control.max_age = int(MINUTES.total_seconds())
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _address() -> str:
    address: str = current_app.config["FENJI_SETTINGS"].address
    return address
