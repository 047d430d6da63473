"""A letter as a message of the internet: headers, plain text and HTML beside each other."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.errors import HeaderParseError
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
    message["Subject"] = _header(letter.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{key}@{settings.host}>"
    # No machine should answer this one: neither those of the standard nor Exchange.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    message["Content-Language"] = letter.receiver.language  # of the whole: set before, it would go to the first part
    _check(message)
    return message


def _check(message: EmailMessage) -> None:
    """Read the mail as its receiver will; Unwritable when it says another thing than was written."""
    arrived = message_from_bytes(bytes(message), policy=SMTP)
    if list(arrived.keys()) != list(message.keys()) or len(arrived["To"].addresses) != 1:
        raise Unwritable("The mail has a name in it that would change its headers.")


def _sender(settings: Settings, language: str) -> Address:
    if settings.mail.sender:
        return settings.mail.sender_address(_header(settings.office(language)))
    return _address(settings.office(language), NOBODY)


def _address(name: str, email: str) -> Address:
    try:
        return Address(display_name=_header(name), addr_spec=email)
    except (ValueError, IndexError, HeaderParseError):
        raise Unwritable("The address of the receiver is no address for mail.") from None


def _header(text: str) -> str:
    """A text for a header, which begins no encoded word: the standard library decodes one, line breaks and all."""
    return one_line(text).replace("=?", "= ?")
