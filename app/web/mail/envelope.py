"""A letter as a message of the internet: headers, plain text and HTML beside each other."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from app.settings import Settings
from app.web.mail.letters import Letter, Unwritable, one_line

# Mail of a demonstration is printed, so that its sender needs no mailbox.
NOBODY = "fenji@localhost"


def message_of(letter: Letter, settings: Settings, *, key: UUID, now: datetime) -> EmailMessage:
    """The letter ready to be sent; its Message-ID comes from the outbox's key, so that a mail sent twice is known.

    Raises Unwritable for an address that is none.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = _sender(settings, letter.receiver.language)
    message["To"] = _address(letter.receiver.name, letter.receiver.email)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{key}@{settings.host}>"
    # No machine should answer this one: neither those of the standard nor Exchange.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    message["Content-Language"] = letter.receiver.language  # of the whole: set before, it would go to the first part
    return message


def _sender(settings: Settings, language: str) -> Address:
    if settings.mail.sender:
        return settings.mail.sender_address(one_line(settings.office(language)))
    return _address(one_line(settings.office(language)), NOBODY)


def _address(name: str, email: str) -> Address:
    try:
        return Address(display_name=one_line(name), addr_spec=email)
    except (ValueError, IndexError):
        raise Unwritable("The address of the receiver is no address for mail.") from None
