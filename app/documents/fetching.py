"""The only way a document reaches a file: assets packaged in this directory, and nothing else."""

from __future__ import annotations

from pathlib import Path

from weasyprint.urls import URLFetcher, URLFetcherResponse

ASSETS = Path(__file__).parent / "assets"
SCHEME = "fenji-asset:"


class Refused(ValueError):
    """A document asked for something that is not a packaged asset."""


class AssetsOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Serves `fenji-asset:<name>` from the assets directory and refuses every other address."""

    def __init__(self) -> None:
        # A refused address stops the whole document: a certificate with a hole is worse than none.
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002
        """The asset's bytes.

        In: an address. Out: a response. Raises Refused for anything but the plain name of an asset that is there.
        """
        name = url.removeprefix(SCHEME)
        if not url.startswith(SCHEME) or "/" in name or "\\" in name or name.startswith("."):
            raise Refused(f"A document may not fetch {url[:200]}")
        try:
            body = (ASSETS / name).read_bytes()
        except OSError as error:
            raise Refused(f"There is no asset {name}") from error
        return URLFetcherResponse(url, body)
