"""The second step of signing in: a code of the app, or a recovery code."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.storage import attempts, second_factors, sign_ins
from app.storage.transaction import transaction
from app.workflow.authenticator_apps import use_code
from app.workflow.errors import SignInRefused
from app.workflow.limiting_attempts import count_attempt
from app.workflow.opening_sessions import open_session
from app.workflow.recovery_codes import spend, typed_code

KIND = "second_factor"
RECOVERY_CODE = "recovery_code"


def confirm_by_code(session: Session, *, token: str, code: str, secret_key: str, address: str, now: datetime) -> str:
    """Confirm the session of this token by a code; gives the token of the one that takes its place.

    Raises SignInRefused with `wrong` for whatever does not fit, and with `too_many` and the seconds to wait.
    """
    waiting = sign_ins.current(session, token, now)
    if waiting is None:
        raise SignInRefused("wrong")
    person_id, typed = waiting.person_id, typed_code(code)
    tried = count_attempt(session, KIND, account=str(person_id), address=address, now=now)
    with transaction(session):
        found = sign_ins.current(session, token, now)
        app = second_factors.app_of(session, person_id)
        if found is None:
            raise SignInRefused("wrong")
        if app is not None and use_code(session, app, typed, secret_key=secret_key, now=now):
            confirmed = app.kind
        elif spend(session, person_id, typed, secret_key=secret_key, now=now):
            confirmed = RECOVERY_CODE
        else:
            raise SignInRefused("wrong")
        attempts.forget(session, tried)
        return open_session(session, found.person, now=now, replaces=token, device=found.device, confirmed=confirmed)
