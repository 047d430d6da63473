"""Settings are read with names and reasons, and unfit ones do not start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app import create_app
from app.domain.lifecycle import Role
from app.settings import Settings, SettingsRefused, demonstration, from_environment

SECRET = "0f7Kq-vT2mXc9RzLw4Ns8Yb1HdGj6PaE"
FIT = {"FENJI_ADDRESS": "https://fenji.example", "FENJI_SECRET_KEY": SECRET}


def test_a_fit_setting_has_no_mistake_and_shows_no_secret() -> None:
    settings = from_environment(FIT)
    assert settings.mistakes() == ()
    assert SECRET not in repr(settings)
    assert settings.secure
    assert settings.hosts() == ("fenji.example",)
    assert settings.origins() == {"https://fenji.example"}
    assert settings.database_url.startswith("sqlite:////")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"FENJI_SECRET_KEY": ""}, "missing"),
        ({"FENJI_SECRET_KEY": "short"}, "5 characters"),
        ({"FENJI_SECRET_KEY": "a" * 40}, "looks like an example"),
        ({"FENJI_SECRET_KEY": "please-change-me-0123456789-abcdefgh"}, "looks like an example"),
        ({"FENJI_SECRET_KEY": "0123456789abcdefghij-dev-0123456789"}, "looks like an example"),
        ({"FENJI_ADDRESS": "http://fenji.example"}, "must begin with https"),
        ({"FENJI_ADDRESS": ""}, "must begin with https"),
        ({"FLASK_DEBUG": "1"}, "debug"),
        ({"FENJI_DEMONSTRATION": "yes"}, "listens on this machine only"),
    ],
)
def test_an_unfit_setting_does_not_start(changes: dict[str, str], words: str) -> None:
    settings = from_environment({**FIT, **changes})
    assert any(words in sentence for sentence in settings.mistakes())
    with pytest.raises(SettingsRefused, match=words):
        create_app(settings)


@pytest.mark.parametrize(
    "changes",
    [
        {"FENJI_ADDRESS": "fenji.example"},
        {"FENJI_ADDRESS": "https://fenji.example/path"},
        {"FENJI_ADDRESS": "https://fenji.example:port"},
        {"FENJI_ADDRESS": "ftp://fenji.example"},
        {"FENJI_DEMONSTRATION": "maybe"},
        {"FENJI_TIME_ZONE": "Mars/Olympus"},
        {"FENJI_TIME_ZONE": "../../etc/passwd"},
        {"FENJI_SECOND_FACTOR_ROLES": "reviewer stewart"},
        {"FENJI_SECOND_FACTOR_ROLES": "none reviewer"},
        {"FENJI_SECOND_FACTOR_ROLES": "system"},
        {"FENJI_PROXY_HOPS": "-1"},
        {"FENJI_PROXY_HOPS": "many"},
        {"FENJI_SECRET_KEY_FILE": "/nowhere/at/all"},
    ],
)
def test_an_unreadable_setting_is_named(changes: dict[str, str]) -> None:
    with pytest.raises(SettingsRefused, match=next(iter(changes))):
        from_environment({**FIT, **changes})


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text(SECRET + "\n")
    assert from_environment({"FENJI_SECRET_KEY_FILE": str(path)}).secret_key == SECRET


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_plain_postgres_address_gets_the_driver(scheme: str) -> None:
    assert from_environment({"DATABASE_URL": f"{scheme}://a@b/c"}).database_url == "postgresql+psycopg://a@b/c"


def test_a_demonstration_makes_its_secrets_once_and_keeps_them_to_itself(tmp_path: Path) -> None:
    first = demonstration(from_environment({"FENJI_DATA_DIRECTORY": str(tmp_path / "data")}))
    again = demonstration(from_environment({"FENJI_DATA_DIRECTORY": str(tmp_path / "data")}))
    assert first == again
    assert first.mistakes() == ()
    assert len(first.demonstration_password) >= 8
    assert (tmp_path / "data" / "secret-key").stat().st_mode & 0o777 == 0o600
    assert set(first.hosts()) >= {"127.0.0.1", "localhost"}


def test_a_demonstration_does_not_leave_this_machine(tmp_path: Path) -> None:
    environment = {"FENJI_DATA_DIRECTORY": str(tmp_path), "FENJI_ADDRESS": "http://fenji.example"}
    with pytest.raises(SettingsRefused, match="this machine only"):
        demonstration(from_environment(environment))


def test_an_office_has_a_name_in_each_language() -> None:
    named = {"FENJI_OFFICE_NAME": "Governance Office", "FENJI_OFFICE_NAME_ZH_HANS": "治理办公室"}
    settings = from_environment(named)
    assert (settings.office("en"), settings.office("zh-Hans")) == ("Governance Office", "治理办公室")
    assert Settings(Path(), "", "", office_name="A").office("zh-Hans") == "A"


def test_thinking_needs_neither_flask_nor_a_database() -> None:
    lines = (
        "import sys, app.domain.scoring; print(sorted({'flask', 'sqlalchemy', 'babel', 'click'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_application_of_a_server_needs_fit_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FENJI_SECRET_KEY", "FENJI_DEMONSTRATION", "FENJI_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SettingsRefused, match="FENJI_SECRET_KEY is missing"):
        create_app()


def test_random_keys_are_fit_whatever_short_words_they_hold() -> None:
    """One random key in five hundred holds “dev”; refusing it would stop a demonstration for good."""
    assert from_environment(FIT | {"FENJI_SECRET_KEY": "x8Fdev2kTESTq9-Lm4_Zp7Rw0VbN3cYhJ6Kt5Gs1"}).mistakes() == ()


@pytest.mark.parametrize(
    ("value", "roles"),
    [
        (None, {Role.REVIEWER, Role.ETHICS_REVIEWER, Role.STEWARD, Role.ADMINISTRATOR}),
        ("none", set()),
        ("auditor", {Role.AUDITOR}),
        ("reviewer, steward", {Role.REVIEWER, Role.STEWARD}),
    ],
)
def test_those_who_decide_need_a_second_factor_unless_others_are_named(value: str | None, roles: set[Role]) -> None:
    given = {} if value is None else {"FENJI_SECOND_FACTOR_ROLES": value}
    assert from_environment({**FIT, **given}).roles_with_second_factor() == roles


def test_a_demonstration_asks_for_a_second_factor_only_where_it_is_told_to(tmp_path: Path) -> None:
    given = {"FENJI_DATA_DIRECTORY": str(tmp_path)}
    assert demonstration(from_environment(given)).roles_with_second_factor() == frozenset()
    given["FENJI_SECOND_FACTOR_ROLES"] = "auditor"
    assert demonstration(from_environment(given)).roles_with_second_factor() == {Role.AUDITOR}


def test_where_the_key_lies_and_who_stamps_is_read_and_its_secrets_are_not_shown() -> None:
    signing = from_environment(
        {
            **FIT,
            "FENJI_SIGNING_KEY_FILE": "/keys/office.p12",
            "FENJI_SIGNING_KEY_PASSPHRASE": "hunter2",
            "FENJI_SIGNING_CHAIN_FILE": "/keys/chain.pem",
            "FENJI_TIMESTAMP_ADDRESS": "https://stamps.example/tsa?account=7",
            "FENJI_TIMESTAMP_CA_FILE": "/keys/stamps.pem",
        }
    ).signing
    assert (signing.file, signing.chain) == (Path("/keys/office.p12"), Path("/keys/chain.pem"))
    assert (signing.stamps, signing.stamp_authorities) == (
        "https://stamps.example/tsa?account=7",
        Path("/keys/stamps.pem"),
    )
    assert "hunter2" not in repr(signing)
    assert "account=7" not in repr(signing)


TOKEN = {
    "FENJI_SIGNING_TOKEN_MODULE": "/usr/lib/token.so",
    "FENJI_SIGNING_TOKEN": "Riverside",
    "FENJI_SIGNING_TOKEN_KEY": "office",
    "FENJI_SIGNING_TOKEN_PIN": "8071",
}


def test_a_key_on_a_token_is_named_by_labels_and_its_pin_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "pin").write_text("8071\n")
    given = {**TOKEN, "FENJI_SIGNING_TOKEN_PIN": "", "FENJI_SIGNING_TOKEN_PIN_FILE": str(tmp_path / "pin")}
    token = from_environment({**FIT, **given}).signing.token
    assert token is not None
    assert (token.label, token.key, token.certificate, token.pin) == ("Riverside", "office", "office", "8071")
    assert "8071" not in repr(token)
    named = from_environment({**FIT, **TOKEN, "FENJI_SIGNING_TOKEN_CERTIFICATE": "paper"}).signing.token
    assert named is not None
    assert named.certificate == "paper"


@pytest.mark.parametrize("name", [name for name in TOKEN if name != "FENJI_SIGNING_TOKEN_MODULE"])
def test_half_a_token_is_refused(name: str) -> None:
    with pytest.raises(SettingsRefused, match=f"{name} is missing"):
        from_environment({**FIT, **TOKEN, name: ""})


def test_a_key_is_in_a_file_or_on_a_token() -> None:
    with pytest.raises(SettingsRefused, match="are both set"):
        from_environment({**FIT, **TOKEN, "FENJI_SIGNING_KEY_FILE": "/keys/office.p12"})


@pytest.mark.parametrize(
    "address",
    ["stamps.example", "ftp://stamps.example", "https://", "https://me:hunter2@stamps.example", "https://a b"],
)
def test_an_address_of_stamps_that_is_none_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(SettingsRefused, match="FENJI_TIMESTAMP_ADDRESS is no web address") as refused:
        from_environment({**FIT, "FENJI_TIMESTAMP_ADDRESS": address})
    assert "hunter2" not in str(refused.value)
