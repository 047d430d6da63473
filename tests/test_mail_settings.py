"""The settings of mail are read with names and reasons, and a password is never shown or sent for everybody to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.mail_settings import MailSettings, mail_settings
from app.setting_values import SettingsRefused

SERVER = {"FENJI_SMTP_HOST": "mail.example", "FENJI_MAIL_FROM": "fenji@example.org"}


def test_nothing_set_is_no_mistake_and_no_server() -> None:
    settings = mail_settings({})
    assert not settings.ready
    assert settings.mistakes() == []


@pytest.mark.parametrize(
    ("changes", "security", "port"),
    [
        ({}, "starttls", 587),
        ({"FENJI_SMTP_SECURITY": "tls"}, "tls", 465),
        ({"FENJI_SMTP_SECURITY": "none"}, "none", 25),
        ({"FENJI_SMTP_HOST": "localhost"}, "none", 25),
        ({"FENJI_SMTP_HOST": "127.0.0.1", "FENJI_SMTP_SECURITY": "starttls"}, "starttls", 587),
        ({"FENJI_SMTP_PORT": "2525"}, "starttls", 2525),
    ],
)
def test_mail_is_encrypted_unless_the_server_is_this_machine_or_somebody_says_so(
    changes: dict[str, str], security: str, port: int
) -> None:
    settings = mail_settings({**SERVER, **changes})
    assert (settings.security, settings.port) == (security, port)
    assert settings.mistakes() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"FENJI_MAIL_FROM": ""}, "FENJI_MAIL_FROM is missing"),
        ({"FENJI_SMTP_USER": "fenji"}, "belong together"),
        ({"FENJI_SMTP_PASSWORD": "hunter2"}, "belong together"),
        (
            {"FENJI_SMTP_USER": "fenji", "FENJI_SMTP_PASSWORD": "hunter2", "FENJI_SMTP_SECURITY": "none"},
            "for everybody to read",
        ),
    ],
)
def test_what_cannot_work_is_told(changes: dict[str, str], words: str) -> None:
    (mistake,) = mail_settings({**SERVER, **changes}).mistakes()
    assert words in mistake
    assert "hunter2" not in mistake


@pytest.mark.parametrize(
    "changes",
    [
        {"FENJI_SMTP_PORT": "many"},
        {"FENJI_SMTP_PORT": "0"},
        {"FENJI_SMTP_PORT": "70000"},
        {"FENJI_SMTP_SECURITY": "ssl"},
        {"FENJI_MAIL_FROM": "fenji"},
        {"FENJI_MAIL_FROM": "a@example.org\nBcc: b@example.org"},
        {"FENJI_MAIL_FROM": "a@example.org, b@example.org"},
        {"FENJI_SMTP_PASSWORD_FILE": "/no/such/file"},
    ],
)
def test_a_value_that_cannot_be_read_is_refused_by_name(changes: dict[str, str]) -> None:
    with pytest.raises(SettingsRefused, match=next(iter(changes))):
        mail_settings({**SERVER, **changes})


def test_a_password_can_stand_in_a_file_and_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("hunter2\n", encoding="utf-8")
    file = str(tmp_path / "password")
    settings = mail_settings({**SERVER, "FENJI_SMTP_USER": "fenji", "FENJI_SMTP_PASSWORD_FILE": file})
    assert settings.password == "hunter2"
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("fenji@example.org", "治理办公室 <fenji@example.org>"),
        ("AI Office <fenji@example.org>", "AI Office <fenji@example.org>"),
    ],
)
def test_mail_comes_from_the_office_unless_the_setting_names_somebody(written: str, shown: str) -> None:
    assert str(MailSettings(sender=written).sender_address("治理办公室")) == shown
