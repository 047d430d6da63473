"""What the YAML parser complains about, in words for somebody who never heard of YAML."""

from __future__ import annotations

from ruamel.yaml.error import MarkedYAMLError

# The first row whose words are all in the parser's complaint gives the sentence.
_SENTENCES: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("mapping values are not allowed",),
        "A colon is out of place: put a text that holds a colon in quotation marks, or mend the indentation",
    ),
    (("'\\t'",), "A tab stands here; indent with spaces"),
    (("quoted scalar", "end of stream"), "A quotation mark is opened on line {context} and never closed"),
    (("quoted scalar", "document separator"), "A quotation mark is opened on line {context} and never closed"),
    (("unknown escape",), "A backslash inside double quotation marks begins an escape; write \\\\ for a backslash"),
    (("escape sequence",), "The escape after the backslash is incomplete; write \\\\ for a backslash"),
    (("cannot start any token",), "A text cannot begin with this character; put the text in quotation marks"),
    (
        ("could not find expected ':'",),
        "A colon with a space after it is missing after the key (it may be on the line before)",
    ),
    (("flow sequence",), "The list in [ ] that begins on line {context} is not closed, or a comma is missing"),
    (("flow mapping",), "The mapping in {{ }} that begins on line {context} is not closed, or a comma is missing"),
    (
        ("block mapping", "<scalar>"),
        'After a text in quotation marks nothing may follow; put the whole text in one pair of " "',
    ),
    (("block mapping",), "This line is not indented like its neighbours (the mapping begins on line {context})"),
    (("block collection",), "This line is not indented like the list that begins on line {context}"),
    (("alias",), "A text cannot begin with *; put it in quotation marks"),
    (("anchor",), "A text cannot begin with &; put it in quotation marks"),
    (("tag",), "A text cannot begin with !; put it in quotation marks"),
    (("directive",), "Lines that begin with % are not used in matrix files; remove them"),
    (("block scalar",), "After | or > the text begins on the next line, indented"),
    (("document",), "The file ends or begins anew here, where a value was expected"),
)


def in_plain_words(error: MarkedYAMLError) -> str:
    """The sentence for a complaint; the parser's own words where we have none."""
    complaint = f"{error.context or ''} {error.problem or ''}"
    context = error.context_mark.line + 1 if error.context_mark else 1
    for words, sentence in _SENTENCES:
        if all(word in complaint for word in words):
            return sentence.format(context=context)
    return f"The file cannot be read as YAML here: {complaint.strip()}"
