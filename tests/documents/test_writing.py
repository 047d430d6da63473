"""The file as it is written: other programs find each object, and the colours are those of sRGB."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pydyf
import pypdf
import pytest
from PIL import Image, ImageCms
from pypdf.generic import IndirectObject

from app.documents.colour_profile import srgb_profile
from app.documents.writing import written


def file_of(*items: pydyf.Object) -> bytes:
    pdf = pydyf.PDF()
    for item in items:
        pdf.add_object(item)
    pdf.info["Title"] = pydyf.String("A title")
    return written(pdf, b"number one")


def test_every_object_is_found() -> None:
    """Two readers: pypdf by the cross-reference, and pydyf's own numbers."""
    words = [pydyf.Dictionary({"Said": pydyf.String(text)}) for text in ("plain", "分级 (风险) \\ \u0d5c")]
    streams = [pydyf.Stream([b"drawn " * many], compress=many > 1) for many in (1, 900, 50_000)]
    read = pypdf.PdfReader(BytesIO(file_of(*words, *streams)), strict=True)

    def at(item: pydyf.Object) -> object:
        return IndirectObject(item.number, 0, read).get_object()

    assert [at(item)["/Said"] for item in words] == ["plain", "分级 (风险) \\ \u0d5c"]  # type: ignore[index]
    assert [len(at(item).get_data()) for item in streams] == [6, 5_400, 300_000]  # type: ignore[attr-defined]
    assert read.metadata is not None
    assert read.metadata.title == "A title"


def test_the_second_half_of_the_identifier_follows_the_objects() -> None:
    def identifier(text: str) -> list[bytes]:
        read = pypdf.PdfReader(BytesIO(file_of(pydyf.Stream([text.encode()]))))
        parts: Any = read.trailer["/ID"]
        return [part.original_bytes for part in parts]

    assert identifier("one") == identifier("one")
    assert identifier("one")[0] == identifier("two")[0] == b"number one"
    assert identifier("one")[1] != identifier("two")[1]


def test_the_profile_is_srgb() -> None:
    profile = ImageCms.ImageCmsProfile(BytesIO(srgb_profile()))
    assert profile.profile.version == pytest.approx(4.2)
    colours = Image.new("RGB", (256, 3))
    colours.putdata(
        [(value, value, value) for value in range(256)]
        + [(value, 255 - value, value // 2) for value in range(256)]
        + [(255, value, 0) for value in range(256)]
    )
    seen = ImageCms.profileToProfile(colours, profile, ImageCms.createProfile("sRGB"))
    assert seen is not None
    assert all(abs(ours - theirs) <= 1 for ours, theirs in zip(colours.tobytes(), seen.tobytes(), strict=True))
