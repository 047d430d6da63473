"""The settings of mail: the server that takes it, and whom it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import getaddresses, parseaddr
from pathlib import Path
from typing import Literal, cast, get_args

from app.setting_values import SettingsRefused, number, secret

Security = Literal["starttls", "tls", "none"]
PORTS: Mapping[Security, int] = {"starttls": 587, "tls": 465, "none": 25}
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class MailSettings:
    """What an operator may set about mail; each field names its environment variable."""

    host: str = ""  # FENJI_SMTP_HOST: the mail server; without it, mail waits (a demonstration prints it)
    port: int = 0  # FENJI_SMTP_PORT: 587 for starttls, 465 for tls, 25 for none
    security: Security = "starttls"  # FENJI_SMTP_SECURITY: starttls, tls or none; none where the server is this machine
    user: str = ""  # FENJI_SMTP_USER: who signs in to the server, if anybody
    password: str = field(default="", repr=False)  # FENJI_SMTP_PASSWORD or FENJI_SMTP_PASSWORD_FILE
    authorities: Path | None = None  # FENJI_SMTP_CA_FILE: whom to trust for the server's certificate
    sender: str = ""  # FENJI_MAIL_FROM: such as fenji@example.org, or AI Office <fenji@example.org>

    @property
    def ready(self) -> bool:
        """Whether there is a server to take mail to."""
        return bool(self.host)

    def sender_address(self, name: str) -> Address:
        """Whom mail comes from: the name that the setting gives, or else this one."""
        own, address = parseaddr(self.sender)
        return Address(display_name=own or name, addr_spec=address)

    def mistakes(self) -> list[str]:
        """One sentence for each reason why mail could not be sent with these settings."""
        if not self.ready:
            return []
        found = []
        if not self.sender:
            found.append("FENJI_MAIL_FROM is missing; set it to the address that mail comes from.")
        if bool(self.user) != bool(self.password):
            found.append("FENJI_SMTP_USER and FENJI_SMTP_PASSWORD belong together; one of them is missing.")
        if self.password and self.security == "none" and self.host not in THIS_MACHINE:
            found.append("FENJI_SMTP_SECURITY is none: the password would reach the mail server for everybody to read.")
        return found


def mail_settings(given: Mapping[str, str]) -> MailSettings:
    """Read the settings of mail; raises SettingsRefused, naming the variable, for a value that cannot be read."""
    host = given.get("FENJI_SMTP_HOST", "").strip()
    security = given.get("FENJI_SMTP_SECURITY") or ("none" if host in THIS_MACHINE else "starttls")
    if security not in get_args(Security):
        raise SettingsRefused(f"FENJI_SMTP_SECURITY is {security!r}; it should be starttls, tls or none.")
    how = cast(Security, security)
    authorities = given.get("FENJI_SMTP_CA_FILE")
    return MailSettings(
        host=host,
        port=number(given, "FENJI_SMTP_PORT", lowest=1, highest=65_535, otherwise=PORTS[how]),
        security=how,
        user=given.get("FENJI_SMTP_USER", ""),
        password=secret(given, "FENJI_SMTP_PASSWORD"),
        authorities=Path(authorities) if authorities else None,
        sender=_sender(given.get("FENJI_MAIL_FROM", "").strip()),
    )


def _sender(written: str) -> str:
    """The sender as it was written; SettingsRefused when it is no single address."""
    name, address = parseaddr(written)
    try:
        one = len(getaddresses([written])) == 1 and "=?" not in written
        fit = not written or (one and bool(Address(display_name=name, addr_spec=address).domain))
    except (ValueError, IndexError, HeaderParseError):
        fit = False
    if not fit or not written.isprintable():
        raise SettingsRefused(f"FENJI_MAIL_FROM is {written!r}; it should look like fenji@example.org.")
    return written
