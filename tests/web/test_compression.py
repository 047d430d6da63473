"""Pages are sent compressed, but never where their length could give away what is on them."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask import Flask

from tests.people import World
from tests.web.visiting import text_of, visit

GZIP = {"Accept-Encoding": "gzip, deflate"}


def test_a_public_page_is_compressed_for_whoever_can_read_it(app: Flask) -> None:
    client = visit(app)
    plain, packed = client.get("/help"), client.open("/help", headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert {"Accept-Encoding", "Sec-Fetch-Site", "Sec-Fetch-User"} <= set(packed.vary)
    assert int(packed.headers["Content-Length"]) == len(packed.get_data()) < len(plain.get_data()) / 2
    assert gzip.decompress(packed.get_data()) == plain.get_data()


def test_a_browser_that_knows_brotli_gets_less_to_load(app: Flask) -> None:
    client = visit(app)
    packed = client.get("/help", headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.get_data()) == client.get("/help").get_data()
    assert len(packed.get_data()) < len(client.get("/help", headers=GZIP).get_data())


@pytest.mark.parametrize(
    ("asked", "packed"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),  # a link of ours
        ({"Sec-Fetch-Site": "none"}, True),  # the address bar, a bookmark
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-User": "?1"}, True),  # a click on a link in a mail
        ({"Sec-Fetch-Site": "cross-site"}, False),  # a script of a stranger's page
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({}, False),  # a browser that does not say
    ],
)
def test_a_private_page_is_compressed_only_when_no_stranger_asks(
    app: Flask, asked: dict[str, str], packed: bool
) -> None:
    client = visit(app, "alice")
    answer = client.get("/assessments", headers=GZIP | asked)
    assert answer.headers["Cache-Control"] == "no-store"
    assert ("Content-Encoding" in answer.headers) is packed


def test_what_is_small_or_packed_already_is_sent_as_it_is(app: Flask, world: World) -> None:
    client = visit(app)
    small = client.get("/healthz", headers=GZIP)
    assert "Content-Encoding" not in small.headers
    assert small.json == {"status": "ok"}
    page = text_of(client.get("/"))
    style = client.get(page.split('rel="stylesheet" href="')[1].split('"')[0], headers=GZIP)
    assert style.headers["Content-Encoding"] == "gzip"
    assert b"--ink" in gzip.decompress(style.get_data())
