"""The way to the provider and back, step by step or at once."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from werkzeug.test import TestResponse

from tests.openid_provider import OpenIdProvider
from tests.web.client import StrictClient

BEGIN = "/sign-in/provider"


def leave(client: StrictClient, next: str | None = None) -> str:  # noqa: A002 # the name in the address
    """Begin; gives the address at the provider."""
    answer = client.get(BEGIN, query_string={"next": next} if next else None)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer.headers["Location"]


def come_by(client: StrictClient, provider: OpenIdProvider, subject: str, next: str | None = None) -> TestResponse:  # noqa: A002 # as above
    """Go there, sign in on its page and come back; gives what Fenji answers."""
    return client.get(provider.answer_of(leave(client, next), subject))


def asked_of(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
