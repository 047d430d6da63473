"""Taking mail to the server, or to the console of a demonstration."""

from __future__ import annotations

import smtplib
import ssl
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage

from app.mail_settings import MailSettings
from app.web.mail.letters import one_line
from app.workflow.delivering import DeliveryFailed, Undeliverable

SECONDS = 30  # a server that says nothing for so long is away
LONGEST_ANSWER = 200
RULE = "─" * 72
Post = Callable[[EmailMessage], None]


def smtp_post(settings: MailSettings, own_host: str) -> Post:
    """What takes a message to the mail server; `own_host` is the name to greet it with.

    Raises DeliveryFailed, or Undeliverable when the server knows no such receiver; neither says a secret.
    """

    def post(message: EmailMessage) -> None:
        try:
            connection = _connected(settings, own_host)
            try:
                connection.send_message(message)
            finally:
                # The mail was taken or not by now; how the server says good-bye changes nothing.
                with suppress(OSError, smtplib.SMTPException):
                    connection.quit()
                connection.close()
        except smtplib.SMTPRecipientsRefused as refused:
            raise _not_received(refused, settings) from None
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise DeliveryFailed(_why(error, settings)) from None

    return post


def _connected(settings: MailSettings, own_host: str) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=settings.authorities)
    where = (settings.host, settings.port, own_host)
    if settings.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=SECONDS, context=context)
    else:
        connection = smtplib.SMTP(*where, timeout=SECONDS)
    try:
        if settings.security == "starttls":
            connection.starttls(context=context)
        if settings.user:
            connection.login(settings.user, settings.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _not_received(refused: smtplib.SMTPRecipientsRefused, settings: MailSettings) -> DeliveryFailed:
    code, words = next(iter(refused.recipients.values()))
    sentence = f"The mail server did not take the receiver: {code} {_said(words, settings)}".rstrip() + "."
    # 5xx is for good (no such person), 4xx for now (come back later).
    return Undeliverable(sentence) if code >= 500 else DeliveryFailed(sentence)


def _why(error: Exception, settings: MailSettings) -> str:
    match error:
        case smtplib.SMTPAuthenticationError():
            # What the server says may repeat what it was told.
            return f"The mail server did not accept the user and the password ({error.smtp_code})."
        case smtplib.SMTPServerDisconnected():
            return "The mail server ended the connection."
        case smtplib.SMTPResponseException():
            return f"The mail server answered {error.smtp_code} {_said(error.smtp_error, settings)}".rstrip() + "."
        case smtplib.SMTPNotSupportedError():
            return "The mail server cannot do what FENJI_SMTP_SECURITY, FENJI_SMTP_USER or the receiver's address need."
        case ssl.SSLCertVerificationError():
            return f"The certificate of the mail server is not trusted: {one_line(error.verify_message)}."
        case ssl.SSLError():
            return "The connection to the mail server could not be encrypted."
        case TimeoutError():
            return "The mail server does not answer."
        case OSError() if error.strerror and not isinstance(error, smtplib.SMTPException):
            return f"The mail server cannot be reached: {one_line(error.strerror)}."
    return f"The mail server could not be used: {type(error).__name__}."


def _said(words: bytes | str, settings: MailSettings) -> str:
    """What the server said, short and on one line; nothing when it repeats the password in any of its clothes."""
    text = one_line(words.decode("utf-8", "replace") if isinstance(words, bytes) else words)[:LONGEST_ANSWER]
    if settings.password:
        plain = settings.password
        worn = (plain, b64encode(plain.encode()).decode(), b64encode(f"\0{settings.user}\0{plain}".encode()).decode())
        if any(each in text for each in worn):
            return ""
    return text.rstrip(".")


def console_post(write: Callable[[str], None]) -> Post:
    """What prints a message as a person reads it: to whom, about what, and the plain text."""

    def post(message: EmailMessage) -> None:
        body = message.get_body(("plain",))
        text = str(body.get_content()) if body else ""
        write(f"{RULE}\nTo: {message['To']}\nSubject: {message['Subject']}\n\n{text.rstrip()}\n{RULE}")

    return post
