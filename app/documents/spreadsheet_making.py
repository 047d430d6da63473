"""A questionnaire as a spreadsheet: drop-downs, bounds, and nothing that can be changed but the answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app.documents.spreadsheet_reading import DATA_SHEET
from app.domain.answer_sheet import ANSWER, ASK, COMMENT, HELP, KEY, MARK, guarded

FIRST_DAY = date(1900, 3, 1)  # a spreadsheet counts days from here on correctly
MOST_DIGITS = 15
FONTS = {"zh": "Microsoft YaHei"}
Value = str | Decimal | date | None


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row: `kind` is section, choices (the head of a question whose choices follow), or what its answer is.

    `offered` are the words of a drop-down; `bounds` is what a number or day must lie between.
    """

    kind: str  # section, choices, one, tick, number, whole, date, text, long_text
    key: str
    ask: str
    help: str = ""
    offered: tuple[str, ...] = ()
    bounds: tuple[str | None, str | None] = (None, None)
    wrong: str = ""  # what the program says to somebody who enters something else
    value: Value = None
    comment: str | None = None  # None where no comment is asked


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """All words and answers of a questionnaire in one language; `about` is for the machine that reads it again."""

    language: str
    title: str
    created: datetime
    intro_name: str
    intro: tuple[str, ...]
    sheet_name: str
    headers: tuple[str, str, str, str]  # question, help, answer, comment
    lines: tuple[SheetLine, ...]
    about: Mapping[str, str]


@dataclass(slots=True)
class _Making:
    book: Workbook
    lists: Worksheet
    styles: dict[str, Any] = field(default_factory=dict)
    places: dict[tuple[str, ...], str] = field(default_factory=dict)
    filled: int = 0  # rows of lists

    def source(self, offered: tuple[str, ...]) -> str:
        """Where the hidden sheet holds this list; each list is written once."""
        if offered not in self.places:
            # One below the other: hundreds of columns would look like an attack to whoever reads the file again.
            for row, words in enumerate(offered, start=self.filled):
                self.lists.write_string(row, 2, guarded(words))
            last = self.filled + len(offered)
            self.places[offered] = f"={DATA_SHEET}!$C${self.filled + 1}:$C${last}"
            self.filled = last
        return self.places[offered]


def make_spreadsheet(facts: SheetFacts) -> bytes:
    """The questionnaire as an XLSX file; the same facts give the same bytes."""
    whole = BytesIO()
    font = FONTS.get(facts.language.partition("-")[0], "Arial")
    options = {"in_memory": True, "default_format_properties": {"font_name": font, "font_size": 11}}
    with Workbook(whole, options) as book:
        book.set_properties({"title": facts.title, "created": facts.created.replace(tzinfo=None)})
        intro, sheet, lists = (book.add_worksheet(n) for n in (facts.intro_name, facts.sheet_name, DATA_SHEET))
        making = _Making(book, lists, _styles(book, font))
        _introduce(intro, facts, making)
        _prepare(sheet, facts, making)
        for row, line in enumerate(facts.lines, start=1):
            _write(sheet, row, line, making)
        for row, (name, value) in enumerate(facts.about.items()):
            lists.write_string(row, 0, name)
            lists.write_string(row, 1, value)
        lists.hide()
        lists.protect()
    return whole.getvalue()


def _styles(book: Workbook, font: str) -> dict[str, Any]:
    plain = {"font_name": font, "font_size": 11, "valign": "top", "text_wrap": True}
    box = plain | {"locked": False, "border": 1, "border_color": "#7a8a94", "bg_color": "#fffdf2"}
    return {
        "title": book.add_format(plain | {"bold": True, "font_size": 18}),
        "plain": book.add_format(plain),
        "header": book.add_format(plain | {"bold": True, "bg_color": "#0f3b4c", "font_color": "#ffffff"}),
        "section": book.add_format(plain | {"bold": True, "font_size": 14, "bottom": 2}),
        "ask": book.add_format(plain | {"bold": True}),
        "choice": book.add_format(plain | {"indent": 1}),
        "help": book.add_format(plain | {"font_color": "#4a5a66", "font_size": 10}),
        "key": book.add_format({"font_name": font, "font_size": 8, "font_color": "#8a949c", "valign": "top"}),
        "words": book.add_format(box | {"num_format": "@"}),
        "number": book.add_format(box | {"align": "left"}),
        "date": book.add_format(box | {"num_format": "yyyy-mm-dd", "align": "left"}),
    }


def _introduce(sheet: Worksheet, facts: SheetFacts, making: _Making) -> None:
    sheet.set_column(0, 0, 100)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, guarded(facts.title), making.styles["title"])
    for row, words in enumerate(facts.intro, start=2):
        sheet.write_string(row, 0, guarded(words), making.styles["plain"])
    sheet.set_paper(9)
    sheet.protect()


def _prepare(sheet: Worksheet, facts: SheetFacts, making: _Making) -> None:
    for column, width in ((KEY, 6), (ASK, 46), (HELP, 46), (ANSWER, 40), (COMMENT, 40)):
        sheet.set_column(column, column, width)
    sheet.write_string(0, KEY, MARK, making.styles["key"])
    for column, words in zip((ASK, HELP, ANSWER, COMMENT), facts.headers, strict=True):
        sheet.write_string(0, column, words, making.styles["header"])
    sheet.freeze_panes(1, ASK + 1)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&F&R&P / &N")
    sheet.protect(options={"format_columns": True, "format_rows": True})


def _write(sheet: Worksheet, row: int, line: SheetLine, making: _Making) -> None:
    styles = making.styles
    if line.kind == "section":
        sheet.write_string(row, ASK, guarded(line.ask), styles["section"])
        sheet.write_string(row, HELP, guarded(line.help), styles["help"])
        return
    sheet.write_string(row, KEY, line.key, styles["key"])
    sheet.write_string(row, ASK, guarded(line.ask), styles["choice" if line.kind == "tick" else "ask"])
    sheet.write_string(row, HELP, guarded(line.help), styles["help"])
    if line.kind != "choices":
        style = styles[line.kind if line.kind == "date" else "number" if _counts(line) else "words"]
        _fill(sheet, row, ANSWER, line.value, style)
        if rule := _rule(line, making):
            sheet.data_validation(row, ANSWER, row, ANSWER, rule)
    if line.comment is not None:
        _fill(sheet, row, COMMENT, line.comment, styles["words"])


def _counts(line: SheetLine) -> bool:
    return line.kind in ("number", "whole")


def _fill(sheet: Worksheet, row: int, column: int, value: Value, style: Any) -> None:
    match value:
        case None | "":
            sheet.write_blank(row, column, None, style)
        case Decimal() if len(value.as_tuple().digits) <= MOST_DIGITS:
            sheet.write_number(row, column, float(value), style)
        case date() if value >= FIRST_DAY:
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001
        case _:
            text = format(value, "f") if isinstance(value, Decimal) else str(value)
            sheet.write_string(row, column, guarded(text), style)


def _rule(line: SheetLine, making: _Making) -> dict[str, Any] | None:
    said = {"error_title": "", "error_message": line.wrong[:250]}
    if line.offered:
        return said | {"validate": "list", "source": making.source(line.offered)}
    least, most = line.bounds
    if _counts(line):
        limits = tuple(None if each is None else _plain(Decimal(each)) for each in (least, most))
        fallback: tuple[Any, Any] = (-1e15, 1e15)
        return said | {"validate": "integer" if line.kind == "whole" else "decimal"} | _between(limits, fallback)
    if line.kind == "date":
        days = tuple(_day(each) for each in (least, most))
        first, last = datetime(1900, 3, 1), datetime(9999, 12, 31)  # noqa: DTZ001 - a spreadsheet knows no zone
        return said | {"validate": "date"} | _between(days, (first, last))
    return None


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _day(text: str | None) -> datetime | None:
    found = None if text is None else datetime.fromisoformat(text)
    return found if found is None or found.date() >= FIRST_DAY else None


def _between(limits: Iterable[Any], fallback: tuple[Any, Any]) -> dict[str, Any]:
    least, most = (limit if limit is not None else other for limit, other in zip(limits, fallback, strict=True))
    return {"criteria": "between", "minimum": least, "maximum": most}
