"""Why files are not taken, in the words of the page."""

from __future__ import annotations

from app.domain.evidence_file import KINDS, LARGEST_FILE, LARGEST_TOTAL, MOST_FILES, FileRefused
from app.domain.evidence_file.kinds import TEXTS, Kind
from app.web.evidence_shown import size_in_words
from app.web.localisation import gettext as _
from app.web.localisation import number_in_words


def refusal_in_words(refused: FileRefused) -> str:
    """What is wrong with a file and what to do about it; the sentence names the file."""
    name, entry = refused.name, refused.entry
    kind = refused.kind.label if refused.kind else _("text")
    return {
        "name": _("“%(name)s” has a name that cannot be used. Rename it and choose it again", name=name),
        "name_long": _("The name “%(name)s” is too long. Shorten it to 200 characters", name=name),
        "empty": _("“%(name)s” is empty. Choose another file", name=name),
        "large": _(
            "“%(name)s” is larger than %(size)s. Choose a smaller file", name=name, size=size_in_words(LARGEST_FILE)
        ),
        "unknown": _(
            "“%(name)s” is of a kind that cannot be taken. Choose %(kinds)s", name=name, kinds=kinds_in_words()
        ),
        "text": _("“%(name)s” cannot be read as text. Save it in UTF-8 and choose it again", name=name),
        "json": _("“%(name)s” is not valid JSON. Mend it, or save it with the ending .txt", name=name),
        "ending": _(
            "“%(name)s” contains %(kind)s, so its name has to end in %(endings)s. Rename it and choose it again",
            name=name,
            kind=kind,
            endings=_endings(refused.kind),
        ),
        "damaged": _(
            "“%(name)s” is damaged or no %(kind)s file. Save it anew and choose it again",
            name=name,
            kind=kind,
        ),
        "macros": _("“%(name)s” contains macros. Save it without them, or as PDF", name=name),
        "locked": _("“%(name)s” is locked with a password. Save it without one", name=name),
        "many": _("“%(name)s” contains more than 1,000 files. Choose fewer", name=name),
        "bomb": _("“%(name)s” unpacks to far more than its size. Choose fewer or smaller files", name=name),
        "path": _("“%(name)s” contains a file with an unsafe name: %(entry)s. Pack it anew", name=name, entry=entry),
        "nested": _("“%(name)s” contains another archive: %(entry)s. Unpack that one first", name=name, entry=entry),
        "inside": _("“%(name)s” contains a file that cannot be taken: %(entry)s. Leave it out", name=name, entry=entry),
    }[refused.problem]


def kinds_in_words() -> str:
    """The kinds of files that are taken, listed."""
    *first, last = [kind.label for kind in KINDS]
    return _("%(first)s or %(last)s", first=_(", ").join(first), last=last)


def problem_in_words(problem: str, *, here: int, chosen: int) -> str | None:
    """Why none of the chosen files was added; None for what a page of ours never asks for."""
    return {
        "evidence_many": _(
            "A question takes at most %(most)s files. It has %(here)s and you chose %(chosen)s. Choose fewer",
            most=number_in_words(MOST_FILES),
            here=number_in_words(here),
            chosen=number_in_words(chosen),
        ),
        "evidence_total": _(
            "The files of this assessment would come to more than %(size)s. Choose smaller files",
            size=size_in_words(LARGEST_TOTAL),
        ),
        "evidence_twice": _("Two of the files have the same name. Rename one of them and choose them again"),
    }.get(problem)


def _endings(kind: Kind | None) -> str:
    endings = kind.endings if kind else tuple(ending for text in TEXTS for ending in text.endings)
    *first, last = endings
    return _("%(first)s or %(last)s", first=_(", ").join(first), last=last) if first else last
