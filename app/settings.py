"""Every setting of the product, typed and documented, and the only reader of the environment."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.documents.key_place import KeyPlace
from app.domain.lifecycle import Role
from app.mail_settings import MailSettings, mail_settings
from app.oidc_settings import Provider, read_provider
from app.setting_values import SettingsRefused, number, secret, yes_or_no
from app.signing_settings import signing_settings

__all__ = ["LOOPBACK", "Settings", "SettingsRefused", "demonstration", "from_environment"]

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SHORTEST_SECRET = 32
# Whoever holds one of these could give out a certificate, or change what one is worth.
DECIDING = frozenset({Role.REVIEWER, Role.ETHICS_REVIEWER, Role.STEWARD, Role.ADMINISTRATOR})
NAMELESS = "Fenji"  # the name of an office that gave none
# Words that a random key does not hold: long ones anywhere, short ones only by themselves.
WELL_KNOWN = re.compile(r"secret|change[-_ ]?me|password|default|example|(?<![a-z0-9])(?:dev|test)(?![a-z0-9])")


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may set; each field names its environment variable."""

    data_directory: Path  # FENJI_DATA_DIRECTORY, ./data: database of the demonstration, certificates, keys
    database_url: str  # FENJI_DATABASE_URL or DATABASE_URL, SQLite in the data directory
    address: str  # FENJI_ADDRESS, http://127.0.0.1:8000: what people type; links and QR codes begin with it
    secret_key: str = field(default="", repr=False)  # FENJI_SECRET_KEY or FENJI_SECRET_KEY_FILE, at least 32 characters
    office_name: str = NAMELESS  # FENJI_OFFICE_NAME: who runs this, at the foot of pages and on certificates
    office_name_zh_hans: str = ""  # FENJI_OFFICE_NAME_ZH_HANS: the same in Chinese
    demonstration: bool = False  # FENJI_DEMONSTRATION, yes or no: open people and passwords, loopback only
    demonstration_password: str = field(default="", repr=False)  # made and kept by `demonstration`
    time_zone: str = "UTC"  # FENJI_TIME_ZONE: times on pages are told in it, such as Asia/Shanghai
    signing: KeyPlace = field(
        default_factory=KeyPlace
    )  # FENJI_SIGNING_…: whose key signs; see app/documents/key_place.py
    proxy_hops: int = 0  # FENJI_PROXY_HOPS: proxies in front whose X-Forwarded-For and -Proto are believed
    # FENJI_SECOND_FACTOR_ROLES: roles that sign in with a second factor; `none` for none. Not said, those who decide.
    second_factor_roles: frozenset[Role] | None = None
    mail: MailSettings = field(default_factory=MailSettings)  # FENJI_SMTP_… and FENJI_MAIL_FROM: app/mail_settings.py
    provider: Provider | None = None  # FENJI_OIDC_…: whom else people may sign in with; see app/oidc_settings.py
    debug: bool = False  # FLASK_DEBUG: read so that serving can refuse it

    @property
    def secure(self) -> bool:
        """Whether people reach the product over https."""
        return self.address.startswith("https://")

    @property
    def host(self) -> str:
        """The name of the host in the address, without its port."""
        return urlsplit(self.address).hostname or ""

    def hosts(self) -> tuple[str, ...]:
        """The hosts that may be asked for: the configured one, and every loopback name in a demonstration."""
        return LOOPBACK if self.demonstration else (self.host,)

    def origins(self) -> frozenset[str]:
        """The origins that may send forms."""
        parts = urlsplit(self.address)
        port = f":{parts.port}" if parts.port else ""
        names = (f"[{host}]" if ":" in host else host for host in self.hosts())
        return frozenset(f"{parts.scheme}://{name}{port}" for name in names)

    def roles_with_second_factor(self) -> frozenset[Role]:
        """The roles that need a second factor: those that were set; else none in a demonstration, outside DECIDING."""
        if self.second_factor_roles is not None:
            return self.second_factor_roles
        return frozenset() if self.demonstration else DECIDING

    def office(self, language: str) -> str:
        """The office's name in this language, or its first name."""
        return (self.office_name_zh_hans if language == "zh-Hans" else "") or self.office_name

    def mistakes(self) -> tuple[str, ...]:
        """One sentence for each reason not to serve with these settings; none when they are fit."""
        found = [*_address_mistakes(self), *_secret_mistakes(self.secret_key), *self.mail.mistakes()]
        if self.provider is not None:
            found += self.provider.mistakes()
        if self.debug:
            found.append("FLASK_DEBUG is set; Fenji does not serve people in debug mode.")
        return tuple(found)


def _address_mistakes(settings: Settings) -> list[str]:
    if settings.demonstration:
        if settings.host in LOOPBACK:
            return []
        return [f"A demonstration listens on this machine only, not on {settings.host or settings.address}."]
    if not settings.secure:
        return [f"FENJI_ADDRESS is {settings.address}: outside a demonstration it must begin with https://."]
    return []


def _secret_mistakes(secret: str) -> list[str]:
    if not secret:
        return ["FENJI_SECRET_KEY is missing; set it, or FENJI_SECRET_KEY_FILE, to 32 random characters or more."]
    if len(secret) < SHORTEST_SECRET:
        return [f"FENJI_SECRET_KEY has {len(secret)} characters; at least {SHORTEST_SECRET} random ones are needed."]
    if len(set(secret)) < 10 or WELL_KNOWN.search(secret.lower()):
        return ["FENJI_SECRET_KEY looks like an example; make a random one."]
    return []


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raises SettingsRefused, naming the variable, for a value that cannot be read."""
    given = os.environ if environment is None else environment
    data = Path(given.get("FENJI_DATA_DIRECTORY") or "data").absolute()
    return Settings(
        data_directory=data,
        database_url=_database_url(given, data),
        address=_address(given.get("FENJI_ADDRESS") or "http://127.0.0.1:8000"),
        secret_key=secret(given, "FENJI_SECRET_KEY"),
        office_name=given.get("FENJI_OFFICE_NAME") or NAMELESS,
        office_name_zh_hans=given.get("FENJI_OFFICE_NAME_ZH_HANS", ""),
        demonstration=yes_or_no(given, "FENJI_DEMONSTRATION"),
        time_zone=_time_zone(given.get("FENJI_TIME_ZONE") or "UTC"),
        signing=signing_settings(given),
        second_factor_roles=_roles(given.get("FENJI_SECOND_FACTOR_ROLES", "")),
        proxy_hops=number(given, "FENJI_PROXY_HOPS", lowest=0, highest=9, otherwise=0),
        mail=mail_settings(given),
        provider=read_provider(
            given,
            client_secret=secret(given, "FENJI_OIDC_CLIENT_SECRET"),
            creates_people=yes_or_no(given, "FENJI_OIDC_CREATE_PEOPLE"),
        ),
        debug=given.get("FLASK_DEBUG", "") not in ("", "0", "false", "no"),
    )


def demonstration(settings: Settings) -> Settings:
    """The same settings for a demonstration, with a secret key and a password made once and kept in the data directory.

    Raises SettingsRefused when the address is not of this machine.
    """
    settings.data_directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    nameless = settings.office_name == NAMELESS
    prepared = replace(
        settings,
        demonstration=True,
        debug=False,
        provider=None,  # its people are open to everybody who is at this machine
        office_name="AI Governance Office" if nameless else settings.office_name,
        office_name_zh_hans="人工智能治理办公室" if nameless else settings.office_name_zh_hans,
        secret_key=_kept(settings.data_directory / "secret-key", secrets.token_hex(32)),
        demonstration_password=_kept(settings.data_directory / "demonstration-password", secrets.token_hex(4)),
    )
    if mistakes := prepared.mistakes():
        raise SettingsRefused("\n".join(mistakes))
    return prepared


def _kept(path: Path, fresh: str) -> str:
    """The secret in this file, which is made with the fresh one when it is not there."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(fresh + "\n")
    return fresh


def _database_url(given: Mapping[str, str], data: Path) -> str:
    url = given.get("FENJI_DATABASE_URL") or given.get("DATABASE_URL") or f"sqlite:///{data / 'fenji.db'}"
    for scheme in ("postgres://", "postgresql://"):  # what hosts hand out; the driver is ours to name
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _address(address: str) -> str:
    try:
        parts = urlsplit(address)
        fit = parts.scheme in ("http", "https") and parts.hostname and parts.path in ("", "/") and parts.port != 0
        extra = parts.query or parts.fragment or parts.username
    except ValueError:
        fit, extra = False, ""
    if not fit or extra:
        raise SettingsRefused(f"FENJI_ADDRESS is {address!r}; it should look like https://fenji.example.")
    return address.rstrip("/")


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsRefused(f"FENJI_TIME_ZONE is {name!r}; it should look like Asia/Shanghai.") from None
    return name


def _roles(value: str) -> frozenset[Role] | None:
    names = value.replace(",", " ").split()
    known = {role.value: role for role in Role if role is not Role.SYSTEM}
    if unknown := [name for name in names if name not in known and names != ["none"]]:
        raise SettingsRefused(
            f"FENJI_SECOND_FACTOR_ROLES names {unknown[0]!r}; the roles are {', '.join(known)}, or none."
        )
    return frozenset(known[name] for name in names if name in known) if names else None
