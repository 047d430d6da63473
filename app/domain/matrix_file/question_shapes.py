"""Every key of a section, a question and a choice: the part of format 1 that respondents meet."""

from __future__ import annotations

from decimal import Decimal

from app.domain.matrix_file.vocabulary import (
    Either,
    Identifier,
    Key,
    Limit,
    ListOf,
    MapOf,
    Number,
    OneOf,
    Reference,
    Shape,
    Switch,
    When,
    Words,
)

KINDS = ("one", "many", "yes_no", "number", "text", "long_text", "date")
CHOOSING = ("one", "many", "yes_no")

REQUIREMENT = Shape(
    "requirement",
    "Asks for a comment or evidence beside some choices only.",
    (
        Key(
            "required_for",
            ListOf(Reference("own choice"), 1),
            "The choices that call for it.",
            required=True,
            kinds=CHOOSING,
        ),
    ),
)
_REQUIREMENT = Either((REQUIREMENT, OneOf(("never", "optional", "required"))))

RANGE = Shape(
    "range",
    "Points that a number earns from a value upwards.",
    (
        Key("from", Number(), "The lowest number of the range.", required=True),
        Key("points", Number(), "What it is worth.", required=True),
    ),
)

CHOICE = Shape(
    "choice",
    "One answer that is offered.",
    (
        Key("id", Identifier(digit_first=True), "Its name for ever.", required=True),
        Key("label", Words(), "What the respondent reads.", required=True),
        Key("help", Words(), "A hint under the label."),
        Key("points", MapOf(Reference("total"), Number()), "What it is worth, for each score."),
        Key("counts_as", OneOf(("worst",)), "`worst`: the most points that the question could give for each score."),
        Key("alone", Switch(), "`many` only: choosing it excludes the others.", default=False),
        Key("source", Words(citation=True), "Where it comes from, such as an article of a law."),
    ),
)

QUESTION = Shape(
    "question",
    "One question.",
    (
        Key("id", Identifier(), "Its name for ever; texts may change.", required=True),
        Key("ask", Words(), "The question itself.", required=True),
        Key("kind", OneOf(KINDS), "How it is answered.", required=True),
        Key("help", Words(), "A hint under the question."),
        Key("why", Words(), "Why it is asked, shown on request."),
        Key("source", Words(citation=True), "Where it comes from."),
        Key("required", Switch(), "Whether an answer is needed before submitting.", default=True),
        Key("show_when", When(), "Asked only when this holds; speaks of earlier questions."),
        Key("weight", Number(Decimal(0)), "Multiplies its points.", default=Decimal(1)),
        Key(
            "count",
            OneOf(("sum", "highest")),
            "How the points of several choices add up.",
            default="sum",
            kinds=("many",),
        ),
        Key("unanswered", OneOf(("zero", "worst")), "What an optional question counts when left open.", default="zero"),
        Key("fixed", Switch(), "A fact about the system, never proposed as a change.", default=False),
        Key("comment", _REQUIREMENT, "Whether words go with the answer.", default="never"),
        Key("evidence", _REQUIREMENT, "Whether a document goes with the answer.", default="never"),
        Key("choices", ListOf(CHOICE, 1, 1_000), "What is offered; `yes_no` has yes and no by itself.", kinds=CHOOSING),
        Key("unit", Words(), "What the number counts.", kinds=("number",)),
        Key("minimum", Limit(), "The lowest number or earliest date.", kinds=("number", "date")),
        Key("maximum", Limit(), "The highest number or latest date.", kinds=("number", "date")),
        Key("whole", Switch(), "Only whole numbers.", default=False, kinds=("number",)),
        Key(
            "points",
            MapOf(Reference("total"), Either((ListOf(RANGE, 1), Number()))),
            "Of a number, ranges for each score; of `yes_no`, what yes is worth.",
            kinds=("number", "yes_no"),
        ),
    ),
    decider="kind",
)

SECTION = Shape(
    "section",
    "A page of questions.",
    (
        Key("id", Identifier(), "Its name for ever.", required=True),
        Key("title", Words(), "The heading of the page.", required=True),
        Key("intro", Words(), "A paragraph before the questions."),
        Key("principle", Reference("principle"), "The principle its questions serve."),
        Key("show_when", When(), "Asked only when this holds; speaks of earlier questions."),
        Key("questions", ListOf(QUESTION, 1), "The questions, in order.", required=True),
    ),
)
