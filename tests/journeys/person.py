"""A person at a browser: signs in, fills in forms, presses buttons, in the language of the page."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, Request

from app.domain.answers import Answer, to_json
from app.web.localisation import catalogue
from tests.journeys.examples import default_matrix
from tests.journeys.serving import Served


class Person:
    """Somebody who uses the product through the browser and reads its words."""

    def __init__(self, page: Page, house: Served, language: str) -> None:
        self.page = page
        self.address = house.address
        self.password = house.password
        self.language = language
        self._saving = 0  # what the page has sent by itself and not heard of yet
        page.on("request", lambda request: self._count(request, 1))
        for end in ("requestfinished", "requestfailed"):
            page.on(end, lambda request: self._count(request, -1))

    def _count(self, request: Request, more: int) -> None:
        if request.method == "POST" and request.resource_type == "fetch":
            self._saving += more

    def words(self, message: str, **values: object) -> str:
        """The interface's message in this person's language."""
        text: str = catalogue(self.language).ugettext(message)
        return text % values if values else text

    def open(self, path: str) -> None:
        """Go to a page of the product."""
        self.page.goto(self.address + path)

    def sign_in(self, email: str) -> None:
        """Leave whoever was signed in and come as this person."""
        self.page.context.clear_cookies()
        self.open(f"/language/{self.language}?next=/sign-in")
        self.page.fill("input[name=email]", email)
        self.page.fill("input[name=password]", self.password)
        self.press("Sign in")

    def press(self, message: str, **values: object) -> None:
        """Press the button, or follow the link, with these words."""
        named = self.words(message, **values)
        button = self.page.locator("main").get_by_role("button", name=named, exact=True)
        target = button if button.count() else self.page.locator("main").get_by_role("link", name=named, exact=True)
        self.follow(target.first)

    def follow(self, target: Locator) -> None:
        """Click what leads to another page (or the same one anew) and wait until that is there."""
        with self.page.expect_navigation():
            target.click()

    def begin(self, system_name: str) -> str:
        """Start a new assessment; gives its path."""
        self.open("/assessments/new")
        self.page.fill("input[name=system_name]", system_name)
        self.follow(self.page.locator("main form").get_by_role("button").first)
        return self.path()

    def path(self) -> str:
        """The path of the page that is open."""
        return self.page.url.removeprefix(self.address).split("?")[0].split("#")[0]

    def text(self) -> str:
        """Everything the page says."""
        return self.page.locator("main").inner_text()

    def fill_every_section(self, assessment: str, answers: Mapping[str, Answer]) -> list[str]:
        """Go through the sections by "Save and continue" until all is there to be checked; gives the ids passed."""
        self.open(assessment)
        self.follow(self.page.locator("ol.tasks a").first)
        return self._fill_until_checked(answers)

    def take_over(self, assessment: str, answers: Mapping[str, Answer]) -> None:
        """Answer everything by a file, as who filled it in elsewhere does; ends on the page to check it all."""
        self.open(f"{assessment}/import")
        matrix = {"id": default_matrix().id, "version": default_matrix().version}
        content = json.dumps({"matrix": matrix, "answers": to_json(answers)}).encode()
        file: FilePayload = {"name": "answers.json", "mimeType": "application/json", "buffer": content}
        self.page.set_input_files("input[type=file]", files=file)
        self.press("Read the file")
        self.follow(self.page.locator("form#form button:not(.quiet)").first)
        self.open(f"{assessment}/check")
        self._fill_until_checked(answers)

    def _fill_until_checked(self, answers: Mapping[str, Answer]) -> list[str]:
        passed: list[str] = []
        for _round in range(60):
            if self.path().endswith("/check"):
                # A question may have come into sight behind the hand that filled in: those are still missing.
                missing = self.page.get_by_role("link", name=self.words("Go to the first that is missing"))
                if not missing.count():
                    return passed
                self.follow(missing.first)
            if "/evidence/" in self.path():
                self._attach("proof.txt", "Tried on forty cases. 已核实。".encode())
                continue
            passed.append(self.path().rsplit("/", 1)[-1])
            self.fill_section(answers)
            self.press("Save and continue")
        raise AssertionError(f"the questionnaire does not end: {passed}")

    def fill_section(self, answers: Mapping[str, Answer]) -> None:
        """Answer every question that this page asks."""
        filled: set[str] = set()
        while asked := {name: kind for name, kind in self._asked() if name in answers and name not in filled}:
            for question, kind in asked.items():
                self._answer(question, kind, answers[question])
            filled.update(asked)
            self._wait_until_saved()  # what an answer opens comes without a reload, and moves the buttons

    def _wait_until_saved(self) -> None:
        """Leave the last field, and wait for what the page saves by itself."""
        self.page.locator("h1").click()
        self.page.wait_for_timeout(100)
        while self._saving:
            self.page.wait_for_timeout(50)

    def _asked(self) -> list[tuple[str, str]]:
        """The questions that are in sight and how each is answered, by id: their places move when others come in."""
        look = """blocks => blocks.map(block => {
            const name = `answer.${block.id.slice("question-".length)}`;
            const field = block.querySelector(`[name="${name}.year"], [name="${name}"]`);
            return [block.id.slice("question-".length), field?.name === name ? field.type : "date"];
        })"""
        return [(name, kind) for name, kind in self.page.locator("main .question").evaluate_all(look)]

    def _answer(self, question: str, kind: str, answer: Answer) -> None:
        block, name = self.page.locator(f"#question-{question}"), f"answer.{question}"
        if kind == "date":
            for part, digits in zip(("year", "month", "day"), str(answer).split("-"), strict=True):
                block.locator(f"[name='{name}.{part}']").fill(digits)
        elif kind == "radio":
            block.locator(f"input[name='{name}'][value='{answer}']").check()
        elif isinstance(answer, tuple):
            boxes = block.locator(f"input[name='{name}']")
            for value, ticked in boxes.evaluate_all("boxes => boxes.map(box => [box.value, box.checked])"):
                if ticked != (value in answer):
                    block.locator(f"input[name='{name}'][value='{value}']").set_checked(not ticked)
        else:
            block.locator(f"[name='{name}']").fill(str(answer))

    def download(self, path: str, target: Path) -> Path:
        """Follow the link on this page that downloads from `path`."""
        with self.page.expect_download() as coming:
            self.page.locator(f"a[href^='{path}']").first.click()
        coming.value.save_as(target)
        return target

    def record_tests(self, assessment: str) -> int:
        """Record a passing result for each test of the plan, with a file where one is required; gives how many."""
        self.open(f"{assessment}/tests")
        pages = [link.get_attribute("href") or "" for link in self.page.locator(".tests .head a").all()]
        for page in pages:
            self.open(page)
            self._state_result()
            self.press("Record the result")
            if self.path().endswith("/evidence"):
                self._attach("report.txt", b"Tried on twelve people.")
        return len(pages)

    def _attach(self, name: str, content: bytes) -> None:
        """Add a file on a page of evidence; leads back to where that page was opened."""
        file: FilePayload = {"name": name, "mimeType": "text/plain", "buffer": content}
        self.page.set_input_files("input[type=file]", files=file)
        self.press("Add")

    def _state_result(self) -> None:
        form = self.page.locator("form#form")
        bar = form.locator("[id=answer-figure-help]")
        if form.locator("[name='answer.figure']").count():
            found = re.search(r"\d[\d,]*(\.\d+)?", bar.inner_text()) if bar.count() else None
            form.locator("[name='answer.figure']").fill(found[0] if found else "1")
        else:
            form.locator("[name='answer.passed'][value=passed]").check()
        for part, digits in (("year", "2026"), ("month", "1"), ("day", "15")):
            form.locator(f"[name='answer.day.{part}']").fill(digits)
        for name, words in (("method", "Forty cases."), ("tester", "Ines Iyer"), ("organisation", "Northgate")):
            form.locator(f"[name='answer.{name}']").fill(words)
        form.locator("[name='answer.independent'][value=yes]").check()
