"""The administrator's forms: finding people, inviting one, choosing roles, adding an organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.widgets import CheckboxInput

from app.domain.lifecycle import Role
from app.domain.names import LONGEST_NAME, NameRefused, clean_name
from app.storage.directory import Standing, Wanted
from app.storage.people import Organisation
from app.web.language_field import LanguageField
from app.web.language_switch import Form
from app.web.localisation import LazyText
from app.web.localisation import gettext as _
from app.web.words import role_in_words
from app.workflow.errors import Invalid
from app.workflow.inviting import address_of

GIVEN = tuple(role for role in Role if role is not Role.SYSTEM)
ANOTHER = "another"


def standing_in_words(standing: str) -> str:
    """How somebody stands, as a tag says it."""
    return {
        Standing.INVITED: _("Not come yet"),
        Standing.ACTIVE: _("Active"),
        Standing.DEACTIVATED: _("Deactivated"),
    }[Standing(standing)]


def role_help() -> Mapping[str, str]:
    """What each role is for, under its name."""
    return {
        Role.RESPONDENT: _("Fills in assessments for their organisation."),
        Role.REVIEWER: _("Reads submitted assessments and decides on them."),
        Role.ETHICS_REVIEWER: _("Decides where the policy asks for an ethics review."),
        Role.STEWARD: _("Publishes the risk matrix."),
        Role.AUDITOR: _("Reads what happened, and verifies the ledger."),
        Role.ADMINISTRATOR: _("Invites people and gives them roles."),
    }


def wanted_of(words: str, role: str, standing: str) -> Wanted:
    """What the address of the list asks for; what is no role or standing narrows nothing."""
    return Wanted(
        words=words[:LONGEST_NAME],
        role=Role(role) if role in map(str, GIVEN) else None,
        standing=Standing(standing) if standing in map(str, Standing) else None,
    )


class RolesField(SelectMultipleField):
    """Boxes to tick, one a role that somebody can be given."""

    option_widget = CheckboxInput()

    def __init__(self, label: str = LazyText("Roles"), **values: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **values)

    def offer(self) -> None:
        """Name the roles in the language of the page."""
        self.choices = [(role.value, role_in_words(role)) for role in GIVEN]

    def chosen(self) -> frozenset[Role]:
        """The roles that are ticked."""
        return frozenset(Role(value) for value in self.data or ())

    def pre_validate(self, form: object) -> None:  # noqa: ARG002 - the signature is WTForms'
        """Refuse what is no role, and the role of the product itself."""
        if set(self.data or ()) - {role.value for role in GIVEN}:
            raise ValidationError(_("Choose roles from the list"))


class RolesForm(Form):
    """Exactly the roles that somebody has from now on."""

    roles = RolesField()

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.roles.offer()


class InvitationForm(Form):
    """Whom to invite, and what they may do."""

    name = StringField(LazyText("Name"))
    email = StringField(LazyText("Email address"))
    organisation = SelectField(LazyText("Organisation"), choices=[], validate_choice=False)
    new_organisation = StringField(LazyText("Name of the new organisation"))
    roles = RolesField()
    language = LanguageField()

    def __init__(self, known: Iterable[Organisation], **values: object) -> None:
        super().__init__(**values)
        self._names = {str(each.id): each.name for each in known}
        first = [("", _("Choose an organisation"))]
        self.organisation.choices = [*first, *self._names.items(), (ANOTHER, _("A new organisation"))]
        self.roles.offer()

    def organisation_name(self) -> str:
        """The organisation that was chosen, or the new one that was typed."""
        return self._names.get(self.organisation.data or "") or (self.new_organisation.data or "")

    def validate_name(self, field: StringField) -> None:
        """A name that can be seen, and fits on a certificate."""
        field.data = _checked(field.data, _("Enter the person’s name"))

    def validate_email(self, field: StringField) -> None:
        """An address that mail can reach; whether somebody has it already is found when it is kept."""
        try:
            address_of(field.data or "")
        except Invalid:
            raise ValidationError(_("Enter an email address such as name@example.org")) from None

    def validate_organisation(self, field: SelectField) -> None:
        """One that is known, or a new one."""
        if field.data not in {*self._names, ANOTHER}:
            raise ValidationError(_("Choose an organisation, or “A new organisation”"))

    def validate_new_organisation(self, field: StringField) -> None:
        """Its name is needed when it is new, and out of place otherwise."""
        if self.organisation.data == ANOTHER:
            field.data = _checked(field.data, _("Enter the name of the new organisation"))
        elif (field.data or "").strip() and self.organisation.data in self._names:
            raise ValidationError(_("Choose an organisation or name a new one, not both"))

    def validate_roles(self, field: RolesField) -> None:
        """Without a role nobody can do anything."""
        if not field.data:
            raise ValidationError(_("Choose at least one role"))


class OrganisationForm(Form):
    """The name of a new organisation."""

    name = StringField(LazyText("Name of the new organisation"))

    def validate_name(self, field: StringField) -> None:
        """A name that can be seen."""
        field.data = _checked(field.data, _("Enter the name of the new organisation"))


def _checked(typed: str | None, missing: str) -> str:
    """The name in its one form; ValidationError with a sentence for one that cannot be used."""
    try:
        return clean_name(typed or "")
    except NameRefused as refused:
        raise ValidationError(
            {
                "empty": missing,
                "long": _("Shorten the name to %(longest)s characters", longest=LONGEST_NAME),
                "characters": _("Remove the invisible characters from the name: they make two names look alike"),
            }[refused.problem]
        ) from None
