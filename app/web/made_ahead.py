"""The worker that makes documents before somebody asks for them, beside the one that sends mail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from uuid import UUID

from flask import Flask

from app.documents.stuck import Stuck
from app.documents.unsigned import Unsigned
from app.storage import certificates, letters
from app.storage.assessments import assessment
from app.storage.people import Person
from app.web import clock, database
from app.web.certificates import both_languages, file_path
from app.web.decision_letters import letter_path
from app.web.localisation import FIRST, LANGUAGES
from app.workflow.asking import CERTIFICATE_FILE, LETTER_FILE
from app.workflow.delivering import DeliveryFailed, Message, Outside, Undeliverable, Worker
from app.workflow.keeping_at_work import Shift
from app.workflow.keeping_files import FileLost


def document_shift(app: Flask, write: Callable[[str], None], stop: Event) -> Shift:
    """Who makes this application's documents until `stop` is set; `write` gets the lines for the operator.

    It keeps no deadlines: one document may take seconds, a stuck one four minutes, and no mail should wait for that.
    """
    makers = {CERTIFICATE_FILE: certificate_maker(app), LETTER_FILE: letter_maker(app)}
    worker = Worker(app.extensions[database.EXTENSION], clock.clock_of(app), makers, tell=write)
    return Shift(worker, stop, by_the_clock=False, rest=_let_go)


def interrupt() -> None:
    """End the document that is being made, for good."""
    from app.documents.press import patient_press

    patient_press.close()


def _let_go() -> None:
    """End the process that lays documents out until the next one: it holds as much memory as the product itself."""
    from app.documents.press import patient_press

    patient_press.end()


def certificate_maker(app: Flask) -> Outside:
    """What makes the file of a certificate that a message asks for; one that is there already stays."""

    def make(message: Message) -> None:
        with app.app_context():
            found = certificates.certificate(database.session(), UUID(message.payload["of"]))
            if found is None:
                raise Undeliverable("The certificate that a file is for is not there.")
            wanted = _language(found.assessment.owner, both=message.payload["both"])
            with _failures_of(f"certificate {found.number} ({wanted})"):
                file_path(found, wanted, patient=True)

    return make


def letter_maker(app: Flask) -> Outside:
    """The same for the file of a decision letter."""

    def make(message: Message) -> None:
        with app.app_context():
            session = database.session()
            found = letters.letter(session, UUID(message.payload["of"]))
            about = assessment(session, found.submission.assessment_id) if found else None
            if found is None or about is None:
                raise Undeliverable("The letter that a file is for is not there.")
            wanted = _language(about.owner, both=message.payload["both"])
            with _failures_of(f"letter {found.facts['reference']} ({wanted})"):
                letter_path(found, wanted, patient=True)

    return make


def _language(owner: Person, *, both: bool) -> str:
    own = owner.language if owner.language in LANGUAGES else FIRST
    return both_languages(own) if both else own


@contextmanager
def _failures_of(document: str) -> Iterator[None]:
    """Say what went wrong as the outbox keeps it: a sentence for the operator, which names the document."""
    try:
        yield
    except FileLost as lost:
        raise Undeliverable(str(lost)) from None
    except (Stuck, Unsigned) as failed:
        raise DeliveryFailed(f"{document}: {failed}") from None
    except OSError as error:
        raise DeliveryFailed(
            f"{document}: the file could not be kept: {error.strerror or type(error).__name__}."
        ) from None
