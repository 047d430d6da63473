"""One section in a real browser: saved as one goes, opened without a reload, and nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, Route, expect

from app.domain import scoring
from app.web.localisation import LANGUAGES
from tests.journeys.examples import default_matrix
from tests.journeys.people import CHINESE_RESPONDENT, ENGLISH_RESPONDENT
from tests.journeys.person import Person
from tests.journeys.serving import Served

Visit = Callable[..., Person]
RESPONDENTS = {"en": ENGLISH_RESPONDENT, "zh-Hans": CHINESE_RESPONDENT}


class Opening(NamedTuple):
    """A section with two text boxes, and a choice in it that opens further questions there."""

    section: str
    text: str
    other_text: str
    question: str
    choice: str
    opened: frozenset[str]

    @property
    def radio(self) -> str:
        """The radio button that opens them."""
        return f"input[name='answer.{self.question}'][value='{self.choice}']"

    @property
    def box(self) -> str:
        """The first text box."""
        return f"[name='answer.{self.text}']"

    @property
    def other_box(self) -> str:
        """The second one."""
        return f"[name='answer.{self.other_text}']"


def find_opening() -> Opening:
    """The first of its kind in the default matrix, whatever its questions are called."""
    plan = scoring.compile(default_matrix())
    before = set(plan.visible({}))
    for section in plan.matrix.sections:
        texts = [question.id for question in section.questions if "text" in question.kind and question.id in before]
        own = {question.id for question in section.questions}
        for question in section.questions:
            for choice in question.choices if question.kind == "one" and question.id in before else ():
                opened = frozenset(set(plan.visible({question.id: choice.id})) - before) & own
                if len(texts) > 1 and opened:
                    return Opening(section.id, texts[0], texts[1], question.id, choice.id, opened)
    raise AssertionError("no choice opens anything in its own section")


OPENING = find_opening()


@pytest.fixture
def open_section(visitor: Visit) -> Callable[..., Person]:
    """Sign in, begin an assessment and open its section."""

    def come(language: str = "en", width: int = 1280, *, javascript: bool = True) -> Person:
        person = visitor(language, width, javascript=javascript)
        person.sign_in(RESPONDENTS[language].email)
        person.open(f"{person.begin('Section page')}/{OPENING.section}")
        return person

    return come


def says(person: Person, beginning: str) -> None:
    """Wait until the line below the buttons says this, in the person's language."""
    expect(person.page.locator("#saving")).to_contain_text(person.words(beginning).split("%")[0])


def until_all_is_saved(page: Page) -> None:
    """Wait until the tab keeps nothing that the server does not have."""
    for _look in range(200):
        if page.evaluate("sessionStorage.length") == 0:
            return
        page.wait_for_timeout(100)
    raise AssertionError("something is still unsaved")


def second_tab(person: Person) -> Page:
    """The same section in another tab of the same browser."""
    tab = person.page.context.new_page()
    tab.goto(person.page.url)
    return tab


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_open_and_close_where_one_is_and_the_focus_stays(
    open_section: Callable[..., Person], language: str
) -> None:
    person = open_section(language, 360)
    page, radio = person.page, person.page.locator(OPENING.radio)
    page.evaluate("window.here = true")
    page.fill(OPENING.box, "Typed before")
    radio.check()
    for question in OPENING.opened:
        expect(page.locator(f"#question-{question}")).to_be_visible()
    expect(radio).to_be_focused()
    expect(page.locator("#news")).to_have_text(
        person.words("%(num)s further question opened in this section.", num=len(OPENING.opened))
    )
    assert page.locator("#news").get_attribute("role") == "status"
    order = [question.id for section in default_matrix().sections for question in section.questions]
    shown = [block.get_attribute("id") or "" for block in page.locator("#form .question").all()]
    assert shown == sorted(shown, key=lambda block: order.index(block.removeprefix("question-")))
    page.locator(f"input[name='answer.{OPENING.question}']").first.check()
    for question in OPENING.opened:
        expect(page.locator(f"#question-{question}")).to_have_count(0)
    assert page.input_value(OPENING.box) == "Typed before"
    assert page.evaluate("window.here"), "the page was loaded anew"


def test_a_mistake_is_named_when_its_field_is_left_and_not_before(open_section: Callable[..., Person]) -> None:
    person = open_section()
    page = person.page
    page.locator(OPENING.radio).check()
    date = page.locator(".question .date-parts input")
    date.first.press_sequentially("31")
    expect(page.locator("#saving")).to_contain_text(", except “")
    expect(page.locator("p.error")).to_have_count(0)
    page.focus(OPENING.box)
    expect(page.locator("p.error")).to_have_count(1)
    expect(page.locator(".question.wrong [aria-invalid=true]")).to_have_count(3)
    date.first.fill("")
    page.focus(OPENING.box)
    expect(page.locator("p.error, .wrong, [aria-invalid]")).to_have_count(0)


def test_a_killed_server_comes_back_and_nothing_is_lost(open_section: Callable[..., Person], house: Served) -> None:
    person = open_section()
    page = person.page
    page.fill(OPENING.box, "Saved before the power cut")
    says(person, "Saved at %(time)s")
    house.kill()
    page.fill(OPENING.other_box, "Typed without a server")
    says(person, "Not saved yet: no connection. Trying again.")
    person.page.get_by_role("button", name=person.words("Save and continue")).click()
    house.start()
    page.locator(OPENING.box).press_sequentially(", and typed on")
    until_all_is_saved(page)
    says(person, "Saved at %(time)s")
    page.reload()
    assert page.input_value(OPENING.other_box) == "Typed without a server"
    assert page.input_value(OPENING.box) == "Saved before the power cut, and typed on"
    assert page.locator("main .notice").count() == 0, "nothing is left to put back"


def test_an_answer_that_was_lost_on_its_way_is_no_clash_with_oneself(open_section: Callable[..., Person]) -> None:
    person = open_section()
    page = person.page
    lost: list[Route] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method != "POST" or lost:
            return route.continue_()
        lost.append(route)
        route.fetch()  # the server saves
        return route.abort()

    page.route("**/*", lose_the_first)
    page.fill(OPENING.box, "First")
    says(person, "Not saved yet: no connection. Trying again.")
    page.locator(OPENING.box).press_sequentially(", then more")
    until_all_is_saved(page)
    expect(page.locator("#saving")).to_have_attribute("data-state", "saved")
    page.reload()
    assert page.input_value(OPENING.box) == "First, then more"


def test_what_a_closed_tab_could_not_save_is_offered_again(open_section: Callable[..., Person]) -> None:
    person = open_section()
    page = person.page
    page.context.set_offline(True)
    page.fill(OPENING.box, "Typed on a train")
    says(person, "Not saved yet: no connection. Trying again.")
    page.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.context.set_offline(False)
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.unroute("**/*")
    assert page.input_value(OPENING.box) == ""
    page.get_by_role("button", name=person.words("Put it back")).click()
    assert page.input_value(OPENING.box) == "Typed on a train"
    says(person, "Saved at %(time)s")
    person.page.locator("header").get_by_role("button", name=person.words("Sign out")).click()
    assert page.evaluate("Object.keys(sessionStorage).length") == 0


def test_a_second_tab_merges_and_asks_only_about_what_both_changed(open_section: Callable[..., Person]) -> None:
    person = open_section()
    page, tab = person.page, second_tab(person)
    tab.fill(OPENING.box, "From the second tab")
    tab.locator(OPENING.radio).check()
    until_all_is_saved(tab)  # on a slow machine the words are saved before the choice
    expect(tab.locator("#saving")).to_have_attribute("data-state", "saved")
    page.fill(OPENING.box, "From the first tab")
    page.fill(OPENING.other_box, "Only here")
    says(person, "Somebody saved this section while you were writing. Compare what you entered with what is saved.")
    for question in OPENING.opened:
        expect(page.locator(f"#question-{question}")).to_be_visible()
    expect(page.locator(OPENING.radio)).to_be_checked()
    person.press("Compare and choose")
    assert page.locator(".versions").count() == 1
    assert "From the second tab" in page.locator(".versions").inner_text()
    assert page.input_value(OPENING.box) == "From the first tab"
    page.locator(f"input[name='keep.{OPENING.text}'][value=mine]").check()
    section = page.url
    person.press("Save my choices and continue")
    page.goto(section)
    assert page.input_value(OPENING.box) == "From the first tab"
    assert page.input_value(OPENING.other_box) == "Only here"
    assert page.locator(OPENING.radio).is_checked()


def test_a_session_that_ends_while_typing_gives_everything_back(open_section: Callable[..., Person]) -> None:
    person = open_section()
    page, section = person.page, person.path()
    tab = second_tab(person)
    tab.locator("header form button").click()
    page.fill(OPENING.box, "Typed after the end")
    says(person, "Your session has ended. What you entered is still here; sign in to save it.")
    person.press("Sign in and save")
    person.press("Sign in")
    page.fill("input[name=email]", RESPONDENTS["en"].email)
    page.fill("input[name=password]", person.password)
    person.press("Sign in")
    person.press("Send what I typed")
    person.open(section)
    assert page.input_value(OPENING.box) == "Typed after the end"
    assert page.locator("main .notice").count() == 0


def test_without_javascript_the_same_questions_come_with_saving(open_section: Callable[..., Person]) -> None:
    person = open_section(javascript=False)
    page, section = person.page, person.path()
    page.locator(OPENING.radio).check()
    person.press("Save and continue")
    assert person.path() == section
    for question in OPENING.opened:
        assert page.locator(f"#question-{question}").is_visible()
    assert page.locator("#saving button").is_hidden()


def test_by_keyboard_alone(open_section: Callable[..., Person]) -> None:
    person = open_section()
    page, section = person.page, person.path()
    page.locator("main").focus()
    reached: list[str] = []
    for _press in range(80):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")
        if name == "then":
            break
        if name == f"answer.{OPENING.question}" and name not in reached:
            page.keyboard.press("Space")
            while not page.locator(OPENING.radio).is_checked():
                page.keyboard.press("ArrowDown")
            expect(page.locator(f"#question-{min(OPENING.opened)}")).to_be_visible()
        elif name == f"answer.{OPENING.text}":
            page.keyboard.type("By keyboard")
        reached.append(name)
    assert any(f"answer.{question}" in name for name in reached for question in OPENING.opened), reached
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert person.path() != section
    person.open(section)
    assert page.input_value(OPENING.box) == "By keyboard"
    assert page.locator(OPENING.radio).is_checked()
