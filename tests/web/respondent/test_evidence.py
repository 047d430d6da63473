"""Adding and taking off evidence in the browser's way: by forms, without JavaScript, in plain words."""

from __future__ import annotations

import html
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.domain.evidence_file import LARGEST_FILE, LARGEST_TOTAL
from app.storage.evidence import evidence_files
from tests.beside_answers import CALLED_FOR, attach, draft_beside, submit_beside
from tests.evidence import PDF, PNG, WHOLE, archive
from tests.people import World
from tests.web.client import StrictClient
from tests.web.respondent.filling import errors_of, hidden_fields
from tests.web.visiting import text_of, token_of, visit

OTHER_PDF = PDF.replace(b"Catalog", b"Another")


def page_of(draft: UUID, question: str = "checks") -> str:
    return f"/assessments/{draft}/evidence/{question}"


def upload(
    client: StrictClient, draft: UUID, files: list[tuple[str, bytes]], question: str = "checks", query: str = ""
) -> TestResponse:
    """Choose files on the page of a question and press the button."""
    address = page_of(draft, question) + query
    token = token_of(client.get(address))
    chosen = [FileStorage(BytesIO(data), name) for name, data in files] or [FileStorage(BytesIO(), "")]
    # Encoded here, since the test client leaves the temporary file of a large body open.
    boundary, body = encode_multipart({"csrf_token": token, "files": chosen})
    return client.post(address, data=body, content_type=f'multipart/form-data; boundary="{boundary}"')


def names(world: World, draft: UUID, question: str = "checks") -> list[str]:
    with world.session() as session:
        keys = [UUID(key) for key in world.find(session, draft).evidence.get(question, ())]
        return [file.name for file in evidence_files(session, draft, keys)]


def test_a_file_is_added_in_two_steps_and_shown_below_its_question(world: World, app: Flask) -> None:
    draft, client = draft_beside(world), visit(app, "alice")
    section = f"/assessments/{draft}/use"
    text = text_of(client.get(section))
    assert "Evidence (optional)" in text
    assert "Attach a file as evidence" in text
    answer = upload(client, draft, [("report.pdf", PDF)])
    assert answer.location == f"{section}#question-checks"
    page = client.get(section)
    assert "“report.pdf” is added." in text_of(page)
    for words in ("report.pdf", f"PDF, {len(PDF)} bytes", "Alice Adler", "Digest (SHA-256):", "Add or remove files"):
        assert words in text_of(page)
    assert names(world, draft) == ["report.pdf"]


def test_what_it_takes_is_said_before_somebody_tries(world: World, app: Flask) -> None:
    text = text_of(visit(app, "alice").get(page_of(draft_beside(world))))
    assert "PDF, PNG, JPEG, CSV, XLSX, DOCX, TXT, JSON or ZIP." in text
    assert "Each file up to 10 MB, at most 10 files a question, together up to 100 MB an assessment." in text
    assert "Your answer: <strong>By an audit</strong>" in text


def test_the_button_below_a_question_saves_what_was_typed(world: World, app: Flask) -> None:
    draft, client = draft_beside(world), visit(app, "alice")
    address = f"/assessments/{draft}/use"
    typed = {"answer.use": "other", "answer.checks": "trial", "answer.approved": "no", "answer.name": "Go"}
    page = client.get(address)
    form = page.get_data(as_text=True)
    assert form.index('class="unseen" form="form"') < form.index('value="evidence:use"')  # Enter presses the first
    typed |= {"comment.checks": "In a trial.", "then": "evidence:checks"}
    answer = client.post(address, data={**hidden_fields(page), **typed})
    assert answer.location == page_of(draft)
    with world.session() as session:
        assert world.find(session, draft).answers["name"] == "Go"


@pytest.mark.parametrize("question", ["unknown", "use/x", ""])
def test_a_button_that_no_page_has_leads_on(world: World, app: Flask, question: str) -> None:
    draft, client = draft_beside(world), visit(app, "alice")
    address = f"/assessments/{draft}/use"
    answer = client.post(address, data={**hidden_fields(client.get(address)), "then": f"evidence:{question}"})
    assert answer.status_code in {302, 400}
    assert "evidence" not in (answer.location or "")


def test_the_good_files_are_added_and_each_bad_one_is_named(world: World, app: Flask) -> None:
    draft, client = draft_beside(world), visit(app, "alice")
    files = [("good.pdf", PDF), ("page.html", b"<script>"), ("empty.txt", b""), ("bomb.zip", archive({"a.exe": b"MZ"}))]
    answer = upload(client, draft, files)
    assert answer.status_code == 400
    assert [html.unescape(each) for each in errors_of(answer)] == [
        "“page.html” contains text, so its name has to end in .txt, .csv or .json. Rename it and choose it again",
        "“empty.txt” is empty. Choose another file",
        "“bomb.zip” contains a file that cannot be taken: a.exe. Leave it out",
    ]
    assert "“good.pdf” is added." in text_of(answer)
    assert names(world, draft) == ["good.pdf"]


def test_no_file_chosen(world: World, app: Flask) -> None:
    assert errors_of(upload(visit(app, "alice"), draft_beside(world), [])) == ["Choose at least one file"]


@pytest.mark.parametrize("name", ["report.pdf.exe", "report.svg", "<img src=x onerror=alert(1)>.html"])
def test_a_hostile_name_is_refused_and_escaped(world: World, app: Flask, name: str) -> None:
    answer = upload(visit(app, "alice"), draft_beside(world), [(name, PDF)])
    assert answer.status_code == 400
    assert "<img src=x" not in answer.get_data(as_text=True)
    assert "contains PDF, so its name has to end in .pdf" in text_of(answer)


@pytest.mark.parametrize("name", ["invoice\u202efdp.pdf", "a\u200b.pdf", ".pdf", "a" * 300 + ".pdf"])
def test_an_unseen_or_endless_name_is_refused_in_words(world: World, app: Flask, name: str) -> None:
    draft = draft_beside(world)
    answer = upload(visit(app, "alice"), draft, [(name, PDF)])
    assert answer.status_code == 400
    assert names(world, draft) == []


def test_folders_that_a_browser_sends_are_left_out(world: World, app: Flask) -> None:
    draft = draft_beside(world)
    upload(visit(app, "alice"), draft, [("/home/alice/报告.pdf", PDF)])
    assert names(world, draft) == ["报告.pdf"]


def test_the_same_file_twice(world: World, app: Flask) -> None:
    draft, client = draft_beside(world), visit(app, "alice")
    upload(client, draft, [("report.pdf", PDF)])
    answer = upload(client, draft, [("report.pdf", PDF)])
    assert "This file was here already, so nothing was added." in text_of(client.get(answer.location))
    assert names(world, draft) == ["report.pdf"]


def test_a_new_edition_takes_the_place_of_the_old(world: World, app: Flask) -> None:
    draft, client = draft_beside(world), visit(app, "alice")
    upload(client, draft, [("report.pdf", PDF)])
    answer = upload(client, draft, [("report.pdf", OTHER_PDF)])
    assert "“report.pdf” takes the place of the earlier file of that name." in text_of(client.get(answer.location))
    assert names(world, draft) == ["report.pdf"]


def test_too_many_files(world: World, app: Flask) -> None:
    draft = draft_beside(world)
    attach(world, draft, "checks", {f"{number}.txt": b"n%d" % number for number in range(8)})
    answer = upload(visit(app, "alice"), draft, [(f"new {number}.txt", b"%d" % number) for number in range(3)])
    assert errors_of(answer) == ["A question takes at most 10 files. It has 8 and you chose 3. Choose fewer"]
    assert len(names(world, draft)) == 8


def test_a_large_file_is_named_and_a_larger_body_refused(world: World, app: Flask) -> None:
    """Other forms still take four megabytes; more than any question may have is too much at once."""
    draft, client = draft_beside(world), visit(app, "alice")
    largest = b"a" * LARGEST_FILE
    assert upload(client, draft, [("just.txt", largest)]).status_code == 302
    answer = upload(client, draft, [("large.txt", largest + b"a")])
    assert errors_of(answer) == ["“large.txt” is larger than 10 MB. Choose a smaller file"]
    answer = client.post(page_of(draft), data=b"a" * (LARGEST_TOTAL + 2 * 1024 * 1024))
    assert answer.status_code == 413
    assert "What is sent at once can be 101 MB large" in text_of(answer)
    answer = client.post(f"/assessments/{draft}/use", data={"csrf_token": "x", "answer.name": "x" * 5_000_000})
    assert answer.status_code == 413
    assert "What is sent at once can be 4 MB large" in text_of(answer)
    assert visit(app).post(page_of(draft), data=b"a" * 5_000_000).status_code == 413


def test_a_file_is_taken_off(world: World, app: Flask) -> None:
    draft, client = draft_beside(world), visit(app, "alice")
    first, _second = attach(world, draft, "checks", {"report.pdf": PDF, "screen.png": PNG})
    address = page_of(draft)
    token = token_of(client.get(address))
    answer = client.post(address, data={"csrf_token": token, "remove": str(first)})
    assert "“report.pdf” is removed from this question." in text_of(client.get(answer.location))
    assert names(world, draft) == ["screen.png"]
    for unknown in (str(first), "", "x", str(draft)):
        assert client.post(address, data={"csrf_token": token, "remove": unknown}).status_code == 302
    assert names(world, draft) == ["screen.png"]


def test_a_file_that_is_missing_is_told_wherever_somebody_looks(world: World, app: Flask) -> None:
    draft, client = draft_beside(world), visit(app, "alice")
    attach(world, draft, "checks", {"report.pdf": PDF})
    assert "2 answers need a file" in text_of(client.get(f"/assessments/{draft}"))
    page = client.get(f"/assessments/{draft}/check")
    text = text_of(page)
    assert "2 things are missing before you can submit:" in text
    assert f'href="{page_of(draft, "name")}?back=check">Attach a file to “What is it called?”' in text
    assert text.count("A file is missing") == 2
    assert f'class="button" href="{page_of(draft, "approved")}?back=check">' in text
    assert "report.pdf" in text
    assert "Declaration" not in text


def test_the_way_from_checking_and_back(world: World, app: Flask) -> None:
    draft, client = draft_beside(world), visit(app, "alice")
    assert "Back to checking your answers" in text_of(client.get(page_of(draft, "name") + "?back=check"))
    answer = upload(client, draft, [("report.pdf", PDF)], "name", "?back=check")
    assert answer.location == f"/assessments/{draft}/check"


def test_both_a_comment_and_a_file_may_be_missing(world: World, app: Flask) -> None:
    draft, client = draft_beside(world, answered=False), visit(app, "alice")
    address = f"/assessments/{draft}/use"
    client.post(address, data={**hidden_fields(client.get(address)), "then": "continue", "answer.checks": "audit"})
    text = text_of(client.get(f"/assessments/{draft}/check"))
    assert "Explain your answer to “How was it checked?”" in text
    assert "Attach a file to “How was it checked?”" in text


def test_what_was_submitted_shows_its_files_and_takes_no_more(world: World, app: Flask) -> None:
    draft, client = draft_beside(world), visit(app, "alice")
    for question in CALLED_FOR:
        attach(world, draft, question, {f"{question}.pdf": PDF})
    token = token_of(client.get(page_of(draft)))
    submit_beside(world, draft)
    text = text_of(client.get(f"/assessments/{draft}/result/answers"))
    assert all(f"{question}.pdf" in text for question in CALLED_FOR)
    assert client.get(page_of(draft)).status_code == 409
    answer = client.post(page_of(draft), data={"csrf_token": token, "files": (BytesIO(PDF), "late.pdf")})
    assert answer.status_code == 409
    assert names(world, draft) == ["checks.pdf"]


@pytest.mark.parametrize("question", ["unknown", "harm", "..", "a" * 300])
def test_a_question_that_takes_no_files_has_no_such_page(world: World, app: Flask, question: str) -> None:
    draft = world.draft() if question == "harm" else draft_beside(world)
    assert visit(app, "alice").get(page_of(draft, question)).status_code in {404, 308}


@pytest.mark.parametrize("name", WHOLE)
def test_each_kind_goes_through(world: World, app: Flask, name: str) -> None:
    draft = draft_beside(world)
    assert upload(visit(app, "alice"), draft, [(name, WHOLE[name])]).status_code == 302
    assert names(world, draft) == [name]


def test_a_full_disk_is_told_and_nothing_is_lost(world: World, app: Flask) -> None:
    draft = draft_beside(world)
    (world.data_directory / "evidence").write_text("a file where the folder should be")
    answer = upload(visit(app, "alice"), draft, [("report.pdf", PDF)])
    assert errors_of(answer) == ["“report.pdf” could not be stored. Try again later."]
    assert names(world, draft) == []
