"""What `check` has to say about one place of a matrix."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from app.domain.answers import Answers, to_json

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the file's author should know; `path` is the place, such as `levels.high.colour`.

    A note says only that something could not be decided; not even `--strict` counts it as a mistake.
    `witnesses` are complete answers, of visible questions only, that show what the message says.
    """

    severity: Severity
    path: str
    message: str
    witnesses: tuple[Answers, ...] = ()

    def line(self) -> str:
        """The message with its severity and the answers that show it, as `matrix assess` takes them."""
        shown = " and ".join(json.dumps(to_json(answers), ensure_ascii=False) for answers in self.witnesses)
        words = self.message if self.severity == "error" else f"{self.severity}: {self.message}"
        return f"{words}. Answers that show it: {shown}" if shown else words
