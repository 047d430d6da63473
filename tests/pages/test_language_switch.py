"""Another language in the middle of a form: the same page, what was typed, and nothing saved."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from werkzeug.datastructures import MultiDict

from tests.pages.every_page import PAGES
from tests.pages.forms import ORIGIN, Form, forms_in, parse
from tests.pages.lived_in import LivedIn
from tests.web.client import html_of

TYPED = "typed <b>十</b> & more"
LOST = {"csrf_token", "password"}  # a token is made anew, a password is never sent back


def typed_into(form: Form) -> Form:
    """The form after somebody typed into each text field."""
    fields = [(name, TYPED if name in form.written else value) for name, value in form.fields]
    return Form(form.action, form.method, fields, form.written)


# Their person has second factors only while the page is shown; tests/web/test_second_factors.py switches there.
MEANWHILE = {"second step", "second step wrong"}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_with_a_form_keeps_what_is_typed_and_enter_presses_none_of_the_buttons_for_languages(
    lived_in: LivedIn, name: str
) -> None:
    page = PAGES[name]
    # Nobody's token is that of their newest visit, whoever visited meanwhile.
    before = page.shown(lived_in) if page.who else page.open(lived_in)
    root = parse(html_of(before))
    own = [each for each in root.iter("button") if each.get("form") == "form"]
    assert not own or own[0].get("name") is None, "Enter presses it"
    if name in MEANWHILE:
        return
    form = forms_in(root, before.request.path).get("form")
    buttons = [each for each in root.iter("button") if each.get("name") == "switch_language"]
    links = [each for each in root.iter("a") if each.get("hreflang") == "zh-Hans"]
    if form is None:
        assert (len(buttons), len(links)) == (0, 1)
        return
    assert (len(buttons), len(links)) == (1, 0)
    client, typed = lived_in.client(page.who, page.app), typed_into(form)
    with lived_in.engine.connect() as watching:
        version = watching.execute(text("PRAGMA data_version")).scalar()
        if form.method == "get":
            answer = client.get(form.action, query_string=[*typed.fields, ("switch_language", "zh-Hans")])
        else:
            data = MultiDict([*typed.fields, ("switch_language", "zh-Hans")])  # several ticked boxes share a name
            answer = client.post(form.action, data=data, headers=ORIGIN)
        assert watching.execute(text("PRAGMA data_version")).scalar() == version, "something was saved"
    after = html_of(answer)
    assert answer.status_code == 200
    assert '<html lang="zh-Hans"' in after
    assert 'class="summary"' not in after
    assert "aria-invalid" not in after
    root = parse(after)
    kept = forms_in(root, answer.request.path)["form"]
    assert sorted(pair for pair in kept.fields if pair[0] not in LOST) == sorted(
        pair for pair in typed.fields if pair[0] not in LOST
    )
    assert root.find(".//title") is not None
    assert '<html lang="zh-Hans"' in html_of(client.get("/help")), "the choice is not remembered"
