"""The list of pages is complete: each endpoint that shows a page is on it, and each template is shown by some page."""

from __future__ import annotations

from tests.architecture.endpoints import ENDPOINTS
from tests.architecture.project_files import TEMPLATES
from tests.pages.every_page import ALL, NO_PAGES, PAGES
from tests.pages.lived_in import LivedIn
from tests.web.client import html_of, page_mistakes

# Parts of pages, and what becomes a file or a mail.
NO_PAGE_FOLDERS = frozenset({"components", "layout", "documents", "mail"})


def test_every_endpoint_that_shows_a_page_is_listed(lived_in: LivedIn) -> None:
    shown = {
        rule.endpoint
        for rule in lived_in.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint in ENDPOINTS
    }
    listed = {page.endpoint for page in PAGES.values()} | set(NO_PAGES)
    assert shown - listed == set(), "add a line to tests/pages/every_page.py"
    assert listed - set(ENDPOINTS) == {"errors"}, "there is no such endpoint"


def test_every_page_is_as_it_should_be_and_every_template_is_shown(lived_in: LivedIn) -> None:
    mistakes = {name: page_mistakes(html_of(page.shown(lived_in))) for name, page in PAGES.items()}
    assert {name: found for name, found in mistakes.items() if found} == {}
    templates = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")}
    pages = {name for name in templates if name.split("/")[0] not in NO_PAGE_FOLDERS}
    whole = {name for name in pages if "{% extends" in (TEMPLATES / name).read_text(encoding="utf-8")}
    assert whole - lived_in.rendered == set(), "add a line to tests/pages/every_page.py that shows them"


def test_names_of_pages_are_told_apart() -> None:
    assert len(PAGES) == sum(1 for each in ALL for _page in each())
