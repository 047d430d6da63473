"""Pages of somebody who has second factors; the factors are there only while the page is shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient
from sqlalchemy import delete, select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.storage import people
from app.storage.attempts import Attempt
from app.storage.columns import new_key
from app.storage.engine import session_factory
from app.storage.second_factors import RecoveryCode, SecondFactor
from app.storage.transaction import transaction
from app.workflow.opening_sessions import open_session
from app.workflow.recovery_codes import make_codes
from tests.pages.forms import ORIGIN, forms_of, send
from tests.pages.lived_in import COLLEAGUE, LivedIn
from tests.pages.showing import Show
from tests.people import NOW
from tests.web.visiting import SECRET

STEP = "/sign-in/second-factor"
CODES = 2  # so few that the page warns


@contextmanager
def holder(lived: LivedIn, language_of: FlaskClient, *, confirmed: bool) -> Iterator[tuple[FlaskClient, str]]:
    """A client of the colleague, who has an app, a passkey and two recovery codes meanwhile; and the passkey's key."""
    key = new_key()
    with session_factory(lived.engine)() as session:
        with transaction(session):
            somebody = people.person_by_email(session, COLLEAGUE)
            assert somebody is not None
            make_codes(session, somebody.id, secret_key=SECRET, now=NOW)
            for kind, name, own in (("totp", "", new_key()), ("passkey", "Blue key 蓝色密钥", key)):
                made = {"id": own, "kind": kind, "name": name, "created_at": NOW, "confirmed_at": NOW}
                session.add(SecondFactor(person_id=somebody.id, secret="", credential_id=f"{own}", **made))
            session.flush()
            codes = session.scalars(select(RecoveryCode).where(RecoveryCode.person_id == somebody.id)).all()
            for code in codes[CODES:]:
                session.delete(code)
            how = "totp" if confirmed else None
            token = open_session(session, somebody, now=NOW, replaces=None, device="", confirmed=how)
        client = lived.app.test_client()
        client.environ_base |= {"HTTP_ACCEPT_ENCODING": "gzip, br", "HTTP_SEC_FETCH_SITE": "same-origin"}
        with client.session_transaction() as cookie:
            cookie["sign_in"] = token
        language = language_of.get_cookie("fenji_language")
        client.set_cookie("fenji_language", language.value if language else "en")
        try:
            yield client, str(key)
        finally:
            with transaction(session):
                for table in (SecondFactor, RecoveryCode):
                    session.execute(delete(table))
                session.execute(delete(Attempt).where(Attempt.kind == "second_factor"))


def somebody_with_factors(address: str, *, confirmed: bool = True) -> Show:
    """A page as somebody with factors sees it; `{factor}` in the address is their passkey."""

    def show(lived: LivedIn, client: FlaskClient) -> TestResponse:
        with holder(lived, client, confirmed=confirmed) as (own, key):
            return own.get(address.format(factor=key))

    return show


def recovery_codes(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """The page that shows the codes, once."""
    with holder(lived, client, confirmed=True) as (own, _key):
        return send(own, "/account/second-factors/codes")


def wrong_code(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """The second step after a code that is not right."""
    with holder(lived, client, confirmed=False) as (own, _key):
        return send(own, STEP, {"code": "000000"}, form="form")


def held_back(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """What was typed, when the second step is still to be done."""
    with holder(lived, client, confirmed=False) as (own, _key):
        return own.post("/assessments/new", data={"system_name": "Traffic lights"}, headers=ORIGIN)


def passkey_refused(lived: LivedIn, client: FlaskClient) -> TestResponse:
    """A passkey that is nobody's."""
    fields = MultiDict(forms_of(client.get("/sign-in"))["form"].fields)
    return client.post("/sign-in/passkey", data=fields, headers=ORIGIN)
