"""A questionnaire goes out as a spreadsheet or JSON, and comes back the same or with each mistake named."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from app.documents.spreadsheet_making import make_spreadsheet
from app.documents.spreadsheet_reading import read_spreadsheet
from app.domain.answer_sheet import ANSWER, KEY, guarded
from app.domain.answers import Answers, to_json
from app.domain.matrix import Matrix
from app.web.respondent.answer_book import AnswerBook, as_json, as_sheet
from app.web.respondent.answer_file import AnswerFile, read_file
from tests.domain.tiny import matrix_of
from tests.web.respondent.any_book import HOSTILE, book, books

FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def normal(answers: Answers) -> dict[str, object]:
    """Answers as JSON, so that 5 and 5.0 are the same."""
    return to_json(answers)


@given(books(), st.sampled_from(["en", "zh"]), st.sampled_from(["en", "zh"]))
@FEW
def test_what_goes_out_as_a_spreadsheet_comes_back_the_same(
    app: Flask, exported: AnswerBook, written_in: str, read_in: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": written_in}):
        content = make_spreadsheet(as_sheet(exported))
    with app.test_request_context(headers={"Accept-Language": read_in}):
        found = read_file(content, exported.matrix)
    assert found.mistakes == found.left == ()
    assert normal(found.answers) == normal(exported.answers)
    assert found.comments == exported.comments
    assert (found.about["assessment"], found.about["version"]) == ("an-assessment", "3")


@given(books())
@FEW
def test_what_goes_out_as_json_comes_back_the_same(app: Flask, exported: AnswerBook) -> None:
    with app.test_request_context():
        found = read_file(json.dumps(as_json(exported)).encode(), exported.matrix)
    assert found.mistakes == found.left == ()
    assert normal(found.answers) == normal(exported.answers)
    assert found.comments == exported.comments


def sheet_of(app: Flask, matrix: Matrix, answers: Answers | None = None) -> tuple[list[list[Any]], dict[str, int]]:
    """The rows of an export, and where each key stands."""
    with app.test_request_context():
        rows = read_spreadsheet(make_spreadsheet(as_sheet(book(matrix, answers or {})))).rows
    return rows, {row[KEY]: number for number, row in enumerate(rows)}


def rewritten(
    rows: list[list[Any]], *, name: str = "Answers", edition: str | None = None, matrix: str = "every_kind"
) -> bytes:
    """A file with these rows, as another program would write it."""
    whole = BytesIO()
    with Workbook(whole, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        sheet = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str) and value.startswith("{="):
                    sheet.write_formula(number, column, value[1:-1], None, "5")
                elif isinstance(value, date):
                    sheet.write_datetime(number, column, value)
                elif value not in ("", None):
                    sheet.write(number, column, value)
        about = workbook.add_worksheet("fenji")
        about.write_row(0, 0, ["matrix", matrix])
        about.write_row(1, 0, ["edition", edition or "1"])
    return whole.getvalue()


def read(app: Flask, content: bytes, matrix: Matrix, language: str = "en") -> AnswerFile:
    with app.test_request_context(headers={"Accept-Language": language}):
        return read_file(content, matrix)


GOOD: dict[str, Any] = {
    "purpose": "hiring",
    "data.health": "yes",
    "children": "no",
    "people": 12_000,
    "share": 0.25,
    "name": "Judge",
    "story": "It reads letters.",
    "since": date(2025, 1, 31),
    "jobs": "Nurses",
    "pay": "yes",
    "refusals": 7,
}
WRONG: dict[str, list[tuple[Any, str]]] = {
    "purpose": [("Hirring", "did you mean “Hiring”?"), (7, "“7” is not offered"), ("{=A1}", "Replace the formula")],
    "data": [("yes", "say yes or no in the rows below")],
    "data.health": [("perhaps", "Choose yes or no, not “perhaps”")],
    "children": [("maybe", "“maybe” is not offered")],
    "people": [
        ("many", "Enter a number"),
        (1.5, "Enter a whole number"),
        ("1.000", "Enter a whole number"),
        (0, "must lie between 1 and 1,000,000"),
        (True, "Enter a number"),
        (1e30, "Enter a number"),
    ],
    "share": [("a quarter", "Enter a number"), ("1,5", "Enter a number")],
    "name": [
        ("x" * 501, "Shorten the text to 500 characters"),
        (True, "Type the text again"),
        ("a\u202eb", "Type the text again"),
        ("a\nb", "Type the text again"),
    ],
    "story": [("x" * 10_001, "Shorten the text to 10,000 characters")],
    "since": [
        ("3/4/2026", "can be read as two dates"),
        ("31 February 2026", "is no date"),
        (45_000, "is no date"),
        (date(1999, 12, 31), "must lie between"),
    ],
}


@pytest.mark.parametrize(("key", "value", "sentence"), [(k, v, s) for k, cases in WRONG.items() for v, s in cases])
def test_each_wrong_cell_is_named_and_the_others_are_read(app: Flask, key: str, value: Any, sentence: str) -> None:
    matrix = matrix_of("every_kind")
    rows, places = sheet_of(app, matrix)
    for name, good in {**GOOD, key: value}.items():
        rows[places[name]][ANSWER] = good
    found = read(app, rewritten(rows), matrix)
    (mistake,) = found.mistakes
    assert mistake.startswith(f"Sheet “Answers”, cell D{places[key] + 1}: ")
    assert sentence in mistake
    others = {name.partition(".")[0] for name in GOOD} - {key.partition(".")[0]}
    assert others <= found.answers.keys() | {"data"}
    chinese = read(app, rewritten(rows), matrix, "zh").mistakes
    assert chinese[0].startswith(f"工作表“Answers”，单元格D{places[key] + 1}：")


TOLERATED: list[tuple[str, Any, object]] = [
    ("purpose", "  hiring ", "hiring"),
    ("purpose", "ＨＩＲＩＮＧ", "hiring"),
    ("purpose", "Something  else", "other"),
    ("children", True, "yes"),
    ("children", "Yes", "yes"),
    ("people", "１２，０００".replace("，", ","), 12_000),
    ("people", "12 000", 12_000),
    ("people", "1.2万", 12_000),
    ("people", 12_000.0, 12_000),
    ("share", "0.250", "0.25"),
    ("name", 1.8, "1.8"),
    ("name", 2026, "2026"),
    ("name", "'=x", "=x"),
    ("since", "2025/1/31", "2025-01-31"),
    ("since", "２０２５年１月３１日", "2025-01-31"),
    ("since", "31.1.2025", "2025-01-31"),
    ("since", "31 Jan 2025", "2025-01-31"),
    ("since", "5/5/2025", "2025-05-05"),
]


@pytest.mark.parametrize(("key", "value", "answer"), TOLERATED)
def test_what_can_be_read_in_one_way_only_is_read(app: Flask, key: str, value: Any, answer: object) -> None:
    matrix = matrix_of("every_kind")
    rows, places = sheet_of(app, matrix)
    rows[places[key]][ANSWER] = value
    found = read(app, rewritten(rows), matrix)
    assert found.mistakes == ()
    assert normal(found.answers) == {key: answer}


def test_empty_cells_change_nothing_and_moved_rows_are_found(app: Flask) -> None:
    matrix = matrix_of("every_kind")
    rows, places = sheet_of(app, matrix)
    assert read(app, rewritten(rows), matrix).answers == {}
    rows[places["name"]][ANSWER] = "Judge"
    moved = [rows[0], *reversed(rows[1:])]
    assert read(app, rewritten(moved), matrix).answers == {"name": "Judge"}


def test_rows_that_are_not_ours_are_mistakes(app: Flask) -> None:
    matrix = matrix_of("every_kind")
    rows, places = sheet_of(app, matrix)
    last = len(rows)
    stray = [["", "", "", "Words", ""], ["nonsense", "", "", "x", ""], list(rows[places["name"]])]
    found = read(app, rewritten([*rows, *stray]), matrix)
    assert [each.partition(": ")[0][-4:].strip() for each in found.mistakes] == [
        f"D{last + 1}",
        f"A{last + 2}",
        f"A{last + 3}",
    ]


def test_every_choice_refused_is_no_answer(app: Flask) -> None:
    matrix = matrix_of("every_kind")
    rows, places = sheet_of(app, matrix)
    for choice in ("health", "location", "none"):
        rows[places[f"data.{choice}"]][ANSWER] = "no"
    (mistake,) = read(app, rewritten(rows), matrix).mistakes
    assert "choose one, or leave all of them empty" in mistake
    rows[places["data.health"]][ANSWER] = rows[places["data.none"]][ANSWER] = "yes"
    (mistake,) = read(app, rewritten(rows), matrix).mistakes
    assert "by itself" in mistake


def test_in_another_edition_what_fits_is_offered_and_the_rest_listed(app: Flask) -> None:
    matrix = matrix_of("every_kind")
    rows, places = sheet_of(app, matrix)
    rows[places["name"]][ANSWER] = "Judge"
    rows[places["purpose"]][ANSWER] = "Chess"
    rows[places["share"]][ANSWER] = "{=1/4}"
    found = read(app, rewritten(rows, edition="0"), matrix)
    assert found.answers == {"name": "Judge"}
    assert len(found.left) == 1
    assert "“Chess” is not offered" in found.left[0]
    assert ["Replace the formula" in each for each in found.mistakes] == [True]


def test_drop_downs_bounds_and_locks_are_in_the_file(app: Flask) -> None:
    matrix = matrix_of("every_kind")
    _rows, places = sheet_of(app, matrix)
    with app.test_request_context():
        content = make_spreadsheet(as_sheet(book(matrix, {})))
    with ZipFile(BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet2.xml").decode()
        book_xml = parts.read("xl/workbook.xml").decode()
    rules = {part.partition('sqref="')[2].partition('"')[0]: part for part in sheet.split("<dataValidation ")[1:]}

    def rule(key: str) -> str:
        return rules[f"D{places[key] + 1}"]

    assert 'type="list"' in rule("purpose")
    assert "<formula1>fenji!$C$1:$C$3</formula1>" in rule("purpose")
    assert 'type="list"' in rule("data.none")
    assert 'type="whole"' in rule("people")
    assert "<formula1>1</formula1><formula2>1000000</formula2>" in rule("people")
    assert 'type="decimal"' in rule("share")
    assert 'type="date"' in rule("since")
    assert f"D{places['data'] + 1}" not in rules
    assert "<sheetProtection" in sheet
    assert 'state="frozen"' in sheet
    assert "<f>" not in sheet
    assert 'name="fenji" sheetId="3" state="hidden"' in book_xml


@pytest.mark.parametrize("words", HOSTILE)
def test_no_cell_begins_like_a_formula(app: Flask, words: str) -> None:
    matrix = matrix_of("every_kind")
    rows, places = sheet_of(app, matrix, {"name": words})
    assert rows[places["name"]][ANSWER] == guarded(words)
    assert str(rows[places["name"]][ANSWER])[:1] not in "=+-@\t\r＝"


def test_conditions_are_said_in_words(app: Flask) -> None:
    rows, places = sheet_of(app, matrix_of("every_kind"))
    assert "Asked only if the answer to “What is it for?” is “Hiring”." in rows[places["jobs"]][2]
    assert "Asked only if “Which jobs?” is answered." in rows[places["pay"]][2]
