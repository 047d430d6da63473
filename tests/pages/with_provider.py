"""The lived-in product, with a provider of OpenID Connect at an address where nobody answers."""

from __future__ import annotations

from dataclasses import replace

from app.oidc_settings import Provider
from app.web.access import EVERYONE, audience
from app.web.account.provider_problems import problem_page
from tests.pages.lived_in import LivedIn, _application
from tests.people import NOW

PROVIDER = {"en": "Office Login", "zh-Hans": "统一身份认证"}


def with_provider(lived: LivedIn) -> LivedIn:
    """The same, with an application called `federated`; `/problem/<reason>` shows what can go wrong on the way."""
    given = Provider("http://127.0.0.1:9", "fenji", "b7Qe-2VxT9kLm4WzR8sYc1", PROVIDER["en"], PROVIDER["zh-Hans"])
    app = lived.apps["federated"] = _application(replace(lived.settings, provider=given), NOW)
    app.add_url_rule("/problem/<reason>", "problem", audience(EVERYONE)(problem_page))
    return lived
