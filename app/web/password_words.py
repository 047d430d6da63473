"""Why a password cannot be chosen, in words, and the field in which one is chosen."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import PasswordField, ValidationError

from app.domain.password_choice import LONGEST, SHORTEST, fault_in
from app.web.localisation import gettext as _


def password_sentence(fault: str) -> str:
    """What to do about a password that cannot be chosen."""
    return {
        "short": _("Choose a password of at least %(least)s characters", least=SHORTEST),
        "long": _("Choose a password of at most %(most)s characters", most=LONGEST),
        "common": _("Choose another password: this one is among the first that anybody would try"),
        "own": _("Choose a password that is not made of your name, your address or your organisation"),
    }[fault]


def check_choice(field: PasswordField, known: Iterable[str]) -> None:
    """Raises ValidationError with a sentence for a password that nobody should choose."""
    if not field.data:
        raise ValidationError(_("Choose a password"))
    if fault := fault_in(field.data, known):
        raise ValidationError(password_sentence(fault))
