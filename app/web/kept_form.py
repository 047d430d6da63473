"""What somebody typed into a form that could not be taken yet: carried along, and offered to be sent again."""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import current_app, request

from app.web.own_path import own_path

SECRETS = frozenset({"csrf_token", "password", "new_password", "code", "answer", "sealed"})


@dataclass(frozen=True, slots=True)
class KeptForm:
    """The fields of a form and the path it belongs to."""

    path: str
    fields: tuple[tuple[str, str], ...]

    def to_json(self) -> str:
        """The form as one hidden field carries it."""
        return json.dumps([self.path, self.fields], ensure_ascii=False)


def sent_form() -> KeptForm | None:
    """The form that was just sent, None when it holds nothing typed or may not have been sent by a page of ours."""
    if request.headers.get("Origin") not in current_app.config["FENJI_SETTINGS"].origins():
        return None
    fields = tuple((key, value) for key, value in request.form.items(multi=True) if key not in SECRETS)
    return KeptForm(request.path, fields) if fields else None


def read_kept_form(written: str | None) -> KeptForm | None:
    """The form that a hidden field carried, None when there is none or somebody tampered with it."""
    try:
        path, fields = json.loads(written or "null")
        pairs = tuple((str(key), str(value)) for key, value in fields)
    except (ValueError, TypeError, RecursionError):
        return None
    own = own_path(path) if isinstance(path, str) else None
    return KeptForm(own, pairs) if own else None
