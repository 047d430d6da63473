"""What an operator says about the provider of OpenID Connect that people may sign in with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})
PREFIX = "FENJI_OIDC_"
NEEDED = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "NAME")
OTHERS = ("NAME_ZH_HANS", "ORGANISATION", "ORGANISATION_CLAIM", "SECOND_FACTOR_AMR", "SECOND_FACTOR_ACR")
WELL_KNOWN = "/.well-known/openid-configuration"
LONGEST_ISSUER, LONGEST_NAME, LONGEST_ORGANISATION = 300, 60, 200


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of OpenID Connect; each field names its environment variable."""

    issuer: str  # FENJI_OIDC_ISSUER: the address before /.well-known/openid-configuration
    client_id: str  # FENJI_OIDC_CLIENT_ID: what the provider calls Fenji
    client_secret: str = field(repr=False)  # FENJI_OIDC_CLIENT_SECRET or FENJI_OIDC_CLIENT_SECRET_FILE
    name: str  # FENJI_OIDC_NAME: "Sign in with …"
    name_zh_hans: str = ""  # FENJI_OIDC_NAME_ZH_HANS: the same in Chinese
    creates_people: bool = False  # FENJI_OIDC_CREATE_PEOPLE, yes or no: whoever signs in becomes a respondent
    organisation: str = ""  # FENJI_OIDC_ORGANISATION: where all of them work
    organisation_claim: str = ""  # FENJI_OIDC_ORGANISATION_CLAIM: or the claim that says it of each
    # FENJI_OIDC_SECOND_FACTOR_AMR and …_ACR: the values, separated by spaces, that mean that a second factor was used
    second_factor_amr: frozenset[str] = frozenset()
    second_factor_acr: tuple[str, ...] = ()

    def named(self, language: str) -> str:
        """The provider's name in this language, or its first name."""
        return (self.name_zh_hans if language == "zh-Hans" else "") or self.name

    def mistakes(self) -> tuple[str, ...]:
        """One sentence for each reason not to sign anybody in with these settings; none when they are fit."""
        return (
            *self._missing(),
            *_issuer_mistakes(self.issuer),
            *self._client_mistakes(),
            *self._name_mistakes(),
            *self._organisation_mistakes(),
        )

    def _missing(self) -> list[str]:
        given = (self.issuer, self.client_id, self.client_secret, self.name)
        together = f"{', '.join(PREFIX + name for name in NEEDED[:-1])} and {PREFIX}{NEEDED[-1]} belong together."
        return [
            f"{PREFIX}{name} is missing; {together}" for name, value in zip(NEEDED, given, strict=True) if not value
        ]

    def _client_mistakes(self) -> list[str]:
        # They go into a header, where other characters are read in more than one way.
        return [
            f"{PREFIX}{variable} should be made of visible characters of ASCII."
            for value, variable in ((self.client_id, "CLIENT_ID"), (self.client_secret, "CLIENT_SECRET"))
            if value and (not value.isascii() or not value.isprintable())
        ]

    def _name_mistakes(self) -> list[str]:
        names = ((self.name, "NAME"), (self.name_zh_hans, "NAME_ZH_HANS"))
        return [
            f"{PREFIX}{variable} should be one line of at most {LONGEST_NAME} characters: it stands on a button."
            for name, variable in names
            if len(name) > LONGEST_NAME or not name.isprintable()
        ]

    def _organisation_mistakes(self) -> list[str]:
        said = {"ORGANISATION": self.organisation, "ORGANISATION_CLAIM": self.organisation_claim}
        given = [variable for variable, value in said.items() if value]
        both = f"{PREFIX}ORGANISATION or {PREFIX}ORGANISATION_CLAIM"
        if self.creates_people and len(given) != 1:
            which = f"set {both}, but not both" if given else f"say with {both} where new people work"
            return [f"{PREFIX}CREATE_PEOPLE is yes: {which}."]
        if given and not self.creates_people:
            return [f"{PREFIX}{given[0]} is set, but {PREFIX}CREATE_PEOPLE is not yes, so nobody is created."]
        if len(self.organisation) > LONGEST_ORGANISATION:
            return [f"{PREFIX}ORGANISATION should have at most {LONGEST_ORGANISATION} characters."]
        return []


def _issuer_mistakes(issuer: str) -> list[str]:
    if not issuer:
        return []
    said = f"{PREFIX}ISSUER is {issuer}"
    try:
        parts = urlsplit(issuer)
        fit = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        extra = parts.query or parts.fragment or parts.username or not issuer.isprintable() or " " in issuer
    except ValueError:
        return [f"{PREFIX}ISSUER should look like https://login.example/realms/office."]
    if not fit or extra or len(issuer) > LONGEST_ISSUER:
        return [f"{PREFIX}ISSUER should look like https://login.example/realms/office."]
    if issuer.endswith(WELL_KNOWN):
        return [f"{said}: leave {WELL_KNOWN} off."]
    if parts.scheme != "https" and parts.hostname not in THIS_MACHINE:
        return [f"{said}: outside this machine it must begin with https://."]
    return []


def read_provider(given: Mapping[str, str], *, client_secret: str, creates_people: bool) -> Provider | None:
    """The provider of these environment variables, fit or not (ask `mistakes`); None when nothing is said of one."""
    values = {name: given.get(PREFIX + name, "").strip() for name in (*NEEDED, *OTHERS)}
    values["CLIENT_SECRET"] = client_secret
    if not any(values.values()) and not creates_people:
        return None
    return Provider(
        issuer=values["ISSUER"],
        client_id=values["CLIENT_ID"],
        client_secret=client_secret,
        name=values["NAME"],
        name_zh_hans=values["NAME_ZH_HANS"],
        creates_people=creates_people,
        organisation=values["ORGANISATION"],
        organisation_claim=values["ORGANISATION_CLAIM"],
        second_factor_amr=frozenset(values["SECOND_FACTOR_AMR"].split()),
        second_factor_acr=tuple(values["SECOND_FACTOR_ACR"].split()),
    )
