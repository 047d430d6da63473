"""What stands before every view: headers, cookies, hosts, tokens, readable input, and an audience for each endpoint."""

from __future__ import annotations

import logging
import re

import pytest
from flask import Flask, Response

from app.web.access import EVERYONE, SIGNED_IN, audience, audience_of, signed_in
from app.web.security_headers import CONTENT_SECURITY_POLICY
from tests.people import World
from tests.web.client import StrictClient
from tests.web.visiting import HTTPS, application_of, sign_in, text_of, token_of, visit

PATHS = ["/", "/sign-in", "/help", "/healthz", "/nothing", "/sign-out", "/language/zh-Hans", "/%ff", "/static/x/y"]


@pytest.mark.parametrize("path", PATHS)
def test_every_response_carries_the_headers(client: StrictClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers.getlist("Content-Security-Policy") == [CONTENT_SECURITY_POLICY]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "Strict-Transport-Security" not in headers
    assert headers["Cache-Control"] in {"no-store", "no-cache"}


def test_pages_of_somebody_are_stored_nowhere(app: Flask) -> None:
    assert visit(app).get("/").headers["Cache-Control"] == "no-cache"
    assert visit(app, "alice").get("/").headers["Cache-Control"] == "no-store"
    assert visit(app).get("/sign-in").headers["Cache-Control"] == "no-store"


def test_static_files_are_kept_for_ever_under_an_address_of_their_content(client: StrictClient) -> None:
    page = text_of(client.get("/"))
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) < 10_000
    assert client.get(address).data.startswith(b":root")
    assert client.get(address.replace("/static/", "/static/0")).status_code == 404


@pytest.mark.parametrize("path", ["/", "/sign-in", "/help", "/verify"])
def test_a_first_visit_weighs_less_than_40_kilobytes(client: StrictClient, path: str) -> None:
    page = client.get(path)
    addresses = set(re.findall(r'(?:href|src)="(/static/[^"]+|/matrices/[^"]+)"', page.get_data(as_text=True)))
    assert len(addresses) >= 3  # style, mark, icon
    parts = [client.get(address, headers={"Accept-Encoding": "gzip"}) for address in addresses]
    assert len(page.data) + sum(len(part.data) for part in parts) < 40_000


def test_cookies_over_http_and_over_https(world: World) -> None:
    for address, name, secure in (("http://localhost", "fenji", False), (HTTPS, "__Host-fenji", True)):
        client = visit(application_of(world, demonstration=not secure, address=address))
        answer = client.get("/sign-in", base_url=address)
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith(f"{name}=")
        assert ("Secure" in cookie) is secure
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        chosen = client.get("/language/en", base_url=address).headers["Set-Cookie"]
        assert ("Secure" in chosen) is secure
        assert ("Strict-Transport-Security" in answer.headers) is secure


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil.example", ""])
def test_another_host_is_not_served(client: StrictClient, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.get_data(as_text=True)


def test_a_form_without_its_token_is_refused_in_words(app: Flask) -> None:
    client = visit(app, "alice")
    for token in ({}, {"csrf_token": "made up"}, {"csrf_token": token_of(visit(app).get("/sign-in"))}):
        answer = client.post("/sign-out", data=token)
        assert answer.status_code == 400
        assert "The form has become too old" in text_of(answer)
    assert "Alice Adler" in text_of(client.get("/"))


def test_a_browser_without_cookies_is_told_so(app: Flask) -> None:
    answer = visit(app).post("/sign-in", data={"email": "a", "password": "b"})
    assert answer.status_code == 400
    assert "Allow cookies for this site" in text_of(answer)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://localhost"},
    ],
)
def test_a_form_of_another_site_is_refused_even_with_the_token(app: Flask, headers: dict[str, str]) -> None:
    client = visit(app, "alice")
    answer = client.post("/sign-out", data={"csrf_token": token_of(client.get("/"))}, headers=headers)
    assert answer.status_code == 400
    assert "The form came from another site" in text_of(answer)
    assert "Alice Adler" in text_of(client.get("/"))


def test_a_form_of_our_own_is_taken(app: Flask) -> None:
    client = visit(app, "alice")
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    answer = client.post("/sign-out", data={"csrf_token": token_of(client.get("/"))}, headers=headers)
    assert answer.status_code == 302


@pytest.mark.parametrize(
    "sent",
    ["%ff", "%00", "%08", "%1b", "%7f", "%ed%a0%80", "%ef%bf%be", "%ef%b7%90", "%c2%85", "%f4%8f%bf%bf"],
)
def test_what_is_no_text_is_refused_in_words(client: StrictClient, sent: str) -> None:
    token = token_of(client.get("/sign-in"))
    form = "application/x-www-form-urlencoded"
    for answer in (
        client.post("/sign-in", data=f"csrf_token={token}&email={sent}", content_type=form),
        client.post("/sign-in", data=f"csrf_token={token}&{sent}=x", content_type=form),
        client.get(f"/sign-in?next=/{sent}"),
        client.get(f"/{sent}"),
    ):
        assert answer.status_code == 400
        assert "Part of the text cannot be read" in text_of(answer)


def test_parts_that_are_no_text_are_refused_too(client: StrictClient) -> None:
    token = token_of(client.get("/sign-in"))
    body = (
        f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
        '--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n'
    ).encode() + b"a\xff\r\n--x--\r\n"
    answer = client.post("/sign-in", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 400
    assert "Part of the text cannot be read" in text_of(answer)


def test_what_people_really_type_is_taken_and_brought_into_one_form(client: StrictClient) -> None:
    typed = "Ame\u0301lie \u2067\u05d0\u2069 👩\u200d⚕️ 分级\r\n\tx"
    token = token_of(client.get("/sign-in"))
    answer = client.post("/sign-in", data={"csrf_token": token, "email": typed, "password": ""})
    assert answer.status_code == 400
    assert "Am\u00e9lie" in answer.get_data(as_text=True)


def test_a_million_bytes_come_back_and_five_million_do_not(client: StrictClient) -> None:
    token = token_of(client.get("/sign-in"))
    answer = client.post("/sign-in", data={"csrf_token": token, "email": "分" * 333_000, "password": "x"})
    assert answer.status_code == 400
    assert "That is too long for an email address" in text_of(answer)
    assert "分" * 333_000 in answer.get_data(as_text=True)
    answer = client.post("/sign-in", data={"csrf_token": token, "email": "x" * 5_000_000, "password": "x"})
    assert answer.status_code == 413
    assert "That is too much at once" in text_of(answer)
    answer = client.post("/sign-in", data={"csrf_token": token} | {f"field{n}": "" for n in range(3000)})
    assert answer.status_code in {400, 413}


def test_an_endpoint_without_an_audience_is_open_to_nobody(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.add_url_rule("/unmarked", "unmarked", lambda: "secret")
    with caplog.at_level(logging.CRITICAL):
        assert visit(app, "adam").get("/unmarked").status_code == 404
    assert audience_of(app, "unmarked") is None


def test_each_audience_gets_in_and_the_others_do_not(app: Flask) -> None:
    for name, who in (("all", EVERYONE), ("known", SIGNED_IN), ("auditors", "auditor")):
        view = audience(who)(lambda: Response("inside", mimetype="text/plain"))
        app.add_url_rule(f"/{name}", name, view)
    app.add_url_rule(
        "/strangers", "strangers", audience(EVERYONE)(lambda: Response(signed_in().name, mimetype="text/plain"))
    )
    expected = {None: (200, 302, 302), "alice": (200, 200, 403), "aude": (200, 200, 200)}
    for person, statuses in expected.items():
        client = visit(app, person)
        assert tuple(client.get(path).status_code for path in ("/all", "/known", "/auditors")) == statuses
    assert visit(app).get("/strangers").status_code == 404


def test_who_was_signed_out_comes_back_to_the_same_page(app: Flask) -> None:
    app.add_url_rule("/known", "known", audience(SIGNED_IN)(lambda: "inside"), methods=["GET", "POST"])
    client = visit(app, "alice")
    token = token_of(client.get("/"))
    cookie = client.get_cookie("fenji")
    assert cookie is not None
    client.post("/sign-out", data={"csrf_token": token})
    client.set_cookie("fenji", cookie.value)
    answer = client.get("/known?page=2")
    assert answer.headers["Location"] == "/sign-in?next=/known?page%3D2&ended=yes"
    assert "Your session has ended" in text_of(client.get(answer.headers["Location"]))
    client.set_cookie("fenji", cookie.value)
    answer = client.post("/known", data={}, headers={"Referer": "http://localhost/known?page=3"})
    assert answer.headers["Location"].startswith("/sign-in?next=/known?page%3D3")
    answer = client.post("/known", data={}, headers={"Referer": "http://evil.example/known"})
    assert answer.headers["Location"].startswith("/sign-in?next=/")
    assert "evil" not in answer.headers["Location"]
    assert sign_in(client, "alice", next="/known?page=2").headers["Location"] == "/known?page=2"
