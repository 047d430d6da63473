"""Where a ledger ended at a moment, as a value that can leave the building and be held against it later."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from app.domain.canonical import canonical_json

PRODUCT = "Fenji ledger checkpoint"
FORMAT = 1
DIGEST = re.compile(r"[0-9a-f]{64}")
TEXTS = ("address", "office", "time")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The size of a ledger and the hash of its last entry; `time` is when it was looked at (ISO, UTC)."""

    address: str
    office: str
    size: int
    hash: str
    time: str

    def to_json(self) -> dict[str, object]:
        """The checkpoint as plain JSON data, with the words that say what it is."""
        return {"product": PRODUCT, "format": FORMAT, **asdict(self)}

    @classmethod
    def from_json(cls, data: object) -> Checkpoint:
        """What `to_json` wrote; other keys are left alone. ValueError for anything that is no checkpoint."""
        if not isinstance(data, Mapping) or (data.get("product"), data.get("format")) != (PRODUCT, FORMAT):
            raise ValueError("It is not a checkpoint of a ledger.")
        size, found = data.get("size"), data.get("hash")
        texts = {name: data.get(name) for name in TEXTS}
        if not isinstance(size, int) or isinstance(size, bool) or size < 1:
            raise ValueError("Its size is not a number of entries.")
        if not isinstance(found, str) or not DIGEST.fullmatch(found):
            raise ValueError("Its hash is not one.")
        if not all(isinstance(text, str) for text in texts.values()):
            raise ValueError("Its address, office or time is missing.")
        return cls(size=size, hash=found, **{name: str(text) for name, text in texts.items()})


def signed_part(data: Mapping[str, object]) -> bytes:
    """The bytes that are signed: the canonical JSON of everything in it but the signature."""
    return canonical_json({key: value for key, value in data.items() if key != "signature"})
