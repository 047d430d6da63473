"""Documents reach nothing but their own assets."""

from __future__ import annotations

import pytest
from weasyprint import CSS, HTML
from weasyprint.urls import FatalURLFetchingError

from app.documents.fetching import ASSETS, AssetsOnly, Refused


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:1/x.png",
        "https://example.org/x.png",
        "ftp://example.org/x",
        "data:image/svg+xml,<svg/>",
        "fenji-asset:../certificate.py",
        "fenji-asset:/etc/passwd",
        "fenji-asset:.hidden",
        "fenji-asset:none.svg",
        "FENJI-ASSET:demonstration.svg",
        "",
    ],
)
def test_every_other_address_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        AssetsOnly().fetch(address)


def test_a_packaged_asset_is_served() -> None:
    served = AssetsOnly().fetch("fenji-asset:demonstration.svg")
    assert served.read() == (ASSETS / "demonstration.svg").read_bytes()


@pytest.mark.parametrize(
    "html",
    ["<img src='file:///etc/hostname'>", "<link rel=stylesheet href='http://127.0.0.1:1/x.css'>"],
)
def test_a_document_that_reaches_out_is_not_made(html: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        HTML(string=html, url_fetcher=AssetsOnly()).write_pdf()


def test_a_style_that_reaches_out_is_not_read() -> None:
    with pytest.raises(FatalURLFetchingError):
        CSS(string="@import url(file:///etc/passwd);", url_fetcher=AssetsOnly())
