"""Settings of a provider are complete and safe, or nobody is served."""

from __future__ import annotations

import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest

from app import create_app
from app.oidc_settings import Provider
from app.settings import SettingsRefused, demonstration, from_environment

FIT = {
    "FENJI_ADDRESS": "https://fenji.example",
    "FENJI_SECRET_KEY": "0f7Kq-vT2mXc9RzLw4Ns8Yb1HdGj6PaE",
    "FENJI_OIDC_ISSUER": "https://login.example/realms/office",
    "FENJI_OIDC_CLIENT_ID": "fenji",
    "FENJI_OIDC_CLIENT_SECRET": "b7Qe-2VxT9kLm4WzR8sYc1",
    "FENJI_OIDC_NAME": "Office Login",
}
CREATES = {"FENJI_OIDC_CREATE_PEOPLE": "yes"}


def provider_of(**changes: str) -> Provider | None:
    return from_environment({**FIT, **changes}).provider


def test_a_fit_provider_has_no_mistake_and_shows_no_secret() -> None:
    settings = from_environment({**FIT, "FENJI_OIDC_NAME_ZH_HANS": "统一登录"})
    assert settings.mistakes() == ()
    assert settings.provider is not None
    assert FIT["FENJI_OIDC_CLIENT_SECRET"] not in repr(settings)
    assert (settings.provider.named("en"), settings.provider.named("zh-Hans")) == ("Office Login", "统一登录")
    assert not settings.provider.creates_people


def test_without_a_word_there_is_no_provider(tmp_path: Path) -> None:
    settings = from_environment({name: value for name, value in FIT.items() if "OIDC" not in name})
    assert settings.provider is None
    here = {**FIT, "FENJI_ADDRESS": "http://127.0.0.1:8000", "FENJI_DATA_DIRECTORY": str(tmp_path)}
    assert demonstration(from_environment(here)).provider is None


def test_the_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("from a file\n", encoding="utf-8")
    changes = {"FENJI_OIDC_CLIENT_SECRET": "", "FENJI_OIDC_CLIENT_SECRET_FILE": str(file)}
    found = provider_of(**changes)
    assert found is not None
    assert found.client_secret == "from a file"


def test_values_that_mean_a_second_factor_are_a_list() -> None:
    found = provider_of(FENJI_OIDC_SECOND_FACTOR_AMR="otp  mfa", FENJI_OIDC_SECOND_FACTOR_ACR="2 3")
    assert found is not None
    assert (found.second_factor_amr, found.second_factor_acr) == ({"otp", "mfa"}, ("2", "3"))


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:8080", "http://localhost:8080/realms/x", "http://[::1]:8080"])
def test_on_this_machine_http_will_do(issuer: str) -> None:
    found = provider_of(FENJI_OIDC_ISSUER=issuer)
    assert found is not None
    assert found.mistakes() == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"FENJI_OIDC_ISSUER": ""}, "FENJI_OIDC_ISSUER is missing"),
        ({"FENJI_OIDC_CLIENT_ID": ""}, "FENJI_OIDC_CLIENT_ID is missing"),
        ({"FENJI_OIDC_CLIENT_SECRET": ""}, "FENJI_OIDC_CLIENT_SECRET is missing"),
        ({"FENJI_OIDC_CLIENT_SECRET": "two\nlines"}, "visible characters"),
        ({"FENJI_OIDC_CLIENT_SECRET": "秘密"}, "visible characters"),
        ({"FENJI_OIDC_NAME": ""}, "FENJI_OIDC_NAME is missing"),
        ({"FENJI_OIDC_NAME": "x" * 61}, "at most 60 characters"),
        ({"FENJI_OIDC_NAME_ZH_HANS": "一\n二"}, "one line"),
        ({"FENJI_OIDC_ISSUER": "http://login.example"}, "must begin with https"),
        ({"FENJI_OIDC_ISSUER": "http://127.0.0.1.login.example"}, "must begin with https"),
        ({"FENJI_OIDC_ISSUER": "login.example"}, "should look like https"),
        ({"FENJI_OIDC_ISSUER": "https://"}, "should look like https"),
        ({"FENJI_OIDC_ISSUER": "https://[x"}, "should look like https"),
        ({"FENJI_OIDC_ISSUER": "https://login.example?x=1"}, "should look like https"),
        ({"FENJI_OIDC_ISSUER": "https://me@login.example"}, "should look like https"),
        ({"FENJI_OIDC_ISSUER": "https://login.example/" + "x" * 300}, "should look like https"),
        ({"FENJI_OIDC_ISSUER": "https://login.example/.well-known/openid-configuration"}, "leave /.well-known"),
        (CREATES, "where new people work"),
        ({**CREATES, "FENJI_OIDC_ORGANISATION": "x", "FENJI_OIDC_ORGANISATION_CLAIM": "y"}, "but not both"),
        ({**CREATES, "FENJI_OIDC_ORGANISATION": "x" * 201}, "at most 200 characters"),
        ({"FENJI_OIDC_ORGANISATION": "x"}, "FENJI_OIDC_CREATE_PEOPLE is not yes"),
        ({"FENJI_OIDC_ORGANISATION_CLAIM": "x"}, "FENJI_OIDC_CREATE_PEOPLE is not yes"),
    ],
)
def test_an_unfit_provider_does_not_start(changes: dict[str, str], words: str) -> None:
    settings = from_environment({**FIT, **changes})
    assert [sentence for sentence in settings.mistakes() if words in sentence]
    assert FIT["FENJI_OIDC_CLIENT_SECRET"] not in " ".join(settings.mistakes())
    with pytest.raises(SettingsRefused, match=words):
        create_app(settings)


@pytest.mark.parametrize("name", ["ISSUER", "CLIENT_ID", "CLIENT_SECRET", "NAME", "NAME_ZH_HANS", "SECOND_FACTOR_AMR"])
def test_one_word_alone_is_half_a_provider(name: str) -> None:
    alone = {key: value for key, value in FIT.items() if "OIDC" not in key} | {f"FENJI_OIDC_{name}": "x"}
    assert any("is missing" in sentence for sentence in from_environment(alone).mistakes())


def test_a_value_that_is_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(SettingsRefused, match="FENJI_OIDC_CREATE_PEOPLE"):
        from_environment({**FIT, "FENJI_OIDC_CREATE_PEOPLE": "maybe"})


PAGE = (Path(__file__).parents[1] / "docs" / "sign-in-with-openid-connect.md").read_text(encoding="utf-8")


def test_the_example_of_the_page_for_operators_is_fit(tmp_path: Path) -> None:
    block = re.search(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    assert block
    given = dict(each.split("=", 1) for each in shlex.split(block[1]))
    secret = tmp_path / "secret"
    secret.write_text(FIT["FENJI_OIDC_CLIENT_SECRET"], encoding="utf-8")
    given["FENJI_OIDC_CLIENT_SECRET_FILE"] = str(secret)
    settings = from_environment({"FENJI_SECRET_KEY": FIT["FENJI_SECRET_KEY"], **given})
    assert settings.mistakes() == ()
    assert settings.provider is not None
    assert settings.provider.issuer == "https://login.example/realms/office"
    assert settings.provider.second_factor_acr == ("2",)


def test_the_page_for_operators_tells_every_setting() -> None:
    said = set(re.findall(r"FENJI_OIDC_[A-Z_]+", PAGE)) - {"FENJI_OIDC_CLIENT_SECRET_FILE"}
    assert len(said) == len(fields(Provider))
    for name in said:
        alone = {key: value for key, value in FIT.items() if "OIDC" not in key} | {name: "yes"}
        assert from_environment(alone).provider is not None, f"{name} is read"
