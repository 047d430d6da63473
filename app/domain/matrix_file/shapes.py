"""Every key of format 1: reading, the JSON Schema and the reference are made from this table."""

from __future__ import annotations

from decimal import Decimal

from app.domain.matrix_file.question_shapes import SECTION
from app.domain.matrix_file.vocabulary import (
    Answers,
    Day,
    Either,
    Identifier,
    Key,
    LengthOfTime,
    ListOf,
    MapOf,
    Number,
    OneOf,
    Plain,
    Portion,
    Reference,
    Shape,
    Switch,
    When,
    Words,
)

_ID = Key("id", Identifier(), "Its name for ever.", required=True)
_LABEL = Key("label", Words(), "What people read.")
_EVIDENCE = OneOf(("never", "optional", "required"))
_LANGUAGE = Plain(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", 'a language tag such as "en" or "zh-Hans"')

MATRIX = Shape(
    "matrix",
    "What the matrix is called and from when it applies.",
    (
        Key(
            "id",
            Plain(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", "lower-case words joined by _"),
            "Its name for ever.",
            required=True,
        ),
        Key(
            "version",
            Plain(r"\S{1,64}", "one word of at most 64 characters"),
            "Quoted; a published version never changes.",
            required=True,
        ),
        Key("effective_from", Day(), "New assessments use it from this day on.", required=True),
        Key("title", Words(), "What people call it.", required=True),
        Key("languages", ListOf(_LANGUAGE, 1, 50), "The first is the language of this file.", required=True),
        Key("change_note", Words(), "What changed since the version before."),
    ),
)

PRINCIPLE = Shape("principle", "A principle that questions and tests serve.", (_ID, _LABEL))

REVIEW_STEP = Shape(
    "review step",
    "One step of the review.",
    (
        Key("by", OneOf(("reviewer", "ethics_reviewer")), "The role that signs.", required=True),
        Key("approvals", Number(Decimal(1), whole=True), "How many people must approve.", default=Decimal(1)),
        Key("within", LengthOfTime(), "When the step is due."),
    ),
)

OBLIGATION = Shape(
    "obligation",
    "What a level asks of the system's owner.",
    (
        _ID,
        Key("text", Words(), "The obligation in one sentence."),
        Key("source", Words(citation=True), "Where it comes from."),
        Key("evidence", _EVIDENCE, "Whether a document proves it.", default="never"),
        Key("when", When(), "Asked only when this holds."),
    ),
)

LEVEL = Shape(
    "level",
    "A tier of risk, and what it obliges to.",
    (
        _ID,
        Key("label", Words(), "What people read.", required=True),
        Key(
            "colour",
            Plain(r"#[0-9a-fA-F]{6}", 'a colour such as "#bc4c00", in quotation marks'),
            "Shown behind white letters.",
            default="#4a5663",
        ),
        Key("summary", Words(), "One sentence a minister understands."),
        Key("certificate", Switch(), "no: a decision letter is issued, never a certificate.", default=True),
        Key("valid_for", LengthOfTime(), "How long the certificate lasts."),
        Key("remind", ListOf(LengthOfTime()), "How long before the end to remind."),
        Key("review", ListOf(REVIEW_STEP, 1), "Who must approve, in order; one reviewer unless said."),
        Key("respond_within", LengthOfTime(), "How soon an incident on a certified system is answered."),
        Key("obligations", ListOf(OBLIGATION), "What the level asks for."),
    ),
)

BAND = Shape(
    "band",
    "A named stretch of a score.",
    (_ID, Key("from", Portion(), 'The lowest value in the band: a number, or "N%" of the maximum.'), _LABEL),
)

SCORE = Shape(
    "score",
    "A named total fed by points.",
    (
        _LABEL,
        Key("combine", OneOf(("sum", "highest", "average")), "How contributions become one value.", default="sum"),
        Key(
            "maximum",
            Either((Number(), OneOf(("visible", "all")))),
            "What 100% is: the questions shown, all questions, or a number.",
            default="visible",
        ),
        Key("maximum_factor", Number(Decimal(0)), "Multiplies the maximum.", default=Decimal(1)),
        Key("bands", ListOf(BAND, 0, 500), "Lowest first."),
    ),
)

STEP = Shape(
    "step",
    "One change of a computed score.",
    (
        _ID,
        _LABEL,
        Key("when", When(), "Applies only when this holds."),
        Key("reduce_percent", Number(), "Takes so many percent off."),
        Key("increase_percent", Number(), "Adds so many percent."),
        Key("add", Number(), "Adds a number."),
        Key("multiply", Number(), "Multiplies by a number."),
        Key("round", OneOf(("whole",)), "`whole`: rounds half up afterwards."),
    ),
)

_CELLS = "One row for each row band: a result for each column band, in their order."
GRID = Shape(
    "grid",
    "A table of bands that yields a band.",
    (
        Key("rows", Reference("value"), "The score whose bands are the rows.", required=True),
        Key("columns", Reference("value"), "The score whose bands are the columns.", required=True),
        Key("cells", MapOf(Reference("row band"), ListOf(Reference("result"))), _CELLS, required=True),
    ),
)

COMPUTED = Shape(
    "computed score",
    "A score derived from others: by steps, or by a grid of its own.",
    (
        _LABEL,
        Key("start_from", Reference("value"), "The score that the steps begin with."),
        Key("steps", ListOf(STEP, 0, 100), "Changes, one after another."),
        Key("bands", ListOf(BAND, 0, 500), "Lowest first; of a grid, without `from`."),
        Key("grid", GRID, "Yields one of its own bands."),
    ),
)

THRESHOLD = Shape(
    "threshold",
    "A level up to a bound.",
    (
        Key("up_to", Portion(), "The highest value of the level, itself included; the last has none."),
        Key("level", Reference("level"), "The level.", required=True),
    ),
)
ROW = Shape(
    "table row",
    "A level and when it applies.",
    (
        Key("when", When(), "The condition; the last row has none."),
        Key("level", Reference("level"), "The level.", required=True),
    ),
)

METHOD = Shape(
    "level method",
    "How scores become a level.",
    (
        Key("method", OneOf(("grid", "thresholds", "table")), "Exactly one method.", required=True),
        Key("columns", Reference("value"), "The score whose bands are the columns.", required=True, kinds=("grid",)),
        Key("cells", MapOf(Reference("row band"), ListOf(Reference("result"))), _CELLS, required=True, kinds=("grid",)),
        Key("of", Reference("value"), "The score that is compared.", required=True, kinds=("thresholds",)),
        Key("thresholds", ListOf(THRESHOLD, 1), "Lowest first.", required=True, kinds=("thresholds",)),
        Key(
            "rows",
            Either((ListOf(ROW, 1), Reference("value"))),
            "Of a grid, the score whose bands are the rows; of a table, its rows: the first that holds wins.",
            required=True,
            kinds=("grid", "table"),
        ),
    ),
    decider="method",
)

RULE = Shape(
    "rule",
    "A hard rule that may move the level after the method.",
    (
        _ID,
        Key("when", When(), "Fires when this holds.", required=True),
        Key("set", Reference("level"), "The level becomes this one."),
        Key("at_least", Reference("level"), "The level becomes no lower than this one."),
        Key("at_most", Reference("level"), "The level becomes no higher than this one."),
        Key("because", Words(), "The reason that people read."),
        Key("source", Words(citation=True), "Where it comes from."),
    ),
)

CATEGORY = Shape(
    "category",
    "A label beside the level; a system may carry many.",
    (_ID, _LABEL, Key("when", When(), "Carried when this holds.", required=True)),
)

MEASURE = Shape(
    "measure",
    "The figure that a test reports and the bar it must meet.",
    (
        _LABEL,
        Key("unit", Words(), "What the figure counts."),
        Key("at_least", Number(), "The lowest figure that passes."),
        Key("at_most", Number(), "The highest figure that passes."),
    ),
)

TEST = Shape(
    "test",
    "A test that a level and its categories call for.",
    (
        _ID,
        Key("title", Words(), "What is tested."),
        Key("principle", Reference("principle"), "The principle it serves."),
        Key("when", When(), "Called for when this holds."),
        Key("measure", MEASURE, "The figure it reports; without it, passed or failed."),
        Key("evidence", _EVIDENCE, "Whether a document proves it.", default="optional"),
        Key("tester", OneOf(("anyone", "independent")), "Who may test.", default="anyone"),
        Key("on_fail", OneOf(("block", "note")), "Whether failing blocks the certificate.", default="note"),
    ),
)

EXAMPLE = Shape(
    "example",
    "A test that lives in the file.",
    (
        Key("name", Plain(), "What it shows."),
        Key("answers", Answers(), "The answers, by question.", required=True),
        Key("level", Reference("level"), "The level they must give."),
        Key("rules", ListOf(Reference("rule")), "The rules that must fire, and no others."),
        Key("categories", ListOf(Reference("category")), "The categories carried, and no others."),
        Key("tests", ListOf(Reference("test")), "The tests called for, and no others."),
        Key("scores", MapOf(Reference("value"), Number()), "Values that scores must have."),
    ),
)

FILE = Shape(
    "file",
    "The whole matrix.",
    (
        Key("format", OneOf(("1",)), "The format of the file.", required=True),
        Key("matrix", MATRIX, MATRIX.doc, required=True),
        Key("principles", ListOf(PRINCIPLE), "What questions and tests serve."),
        Key("levels", ListOf(LEVEL, 2, 100), "Lowest first.", required=True),
        Key("scores", MapOf(Identifier(), SCORE, 100), "Named totals."),
        Key("computed", MapOf(Identifier(), COMPUTED, 100), "Scores derived from scores, in order."),
        Key("level", METHOD, METHOD.doc, required=True),
        Key("rules", ListOf(RULE), "After the method, top to bottom."),
        Key("categories", ListOf(CATEGORY), "Labels beside the level."),
        Key("tests", ListOf(TEST), "The test plan."),
        Key("sections", ListOf(SECTION, 1), "The questionnaire.", required=True),
        Key("examples", ListOf(EXAMPLE, 0, 200), "Tests of the matrix itself."),
    ),
)
