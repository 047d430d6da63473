"""A real mail server in the test process, which can be told to misbehave."""

from __future__ import annotations

import socket
import ssl
from asyncio import WriteTransport
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, PASSWORD = "fenji", "correct-horse-hunter2"


@dataclass
class Mailbox:
    """What the server took, and how it answers: `answers` are given first, one a message, then it takes everything."""

    taken: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    unknown: frozenset[str] = frozenset()
    before_answering: Callable[[], None] = lambda: None
    secured: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Know this receiver, or not."""
        if address in self.unknown:
            return f"550 5.1.1 <{address}>: no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Take a message, or say what was asked for; `drop` ends the connection without a word."""
        answer = self.answers.pop(0) if self.answers else "250 taken"
        if answer == "drop":
            assert isinstance(server.transport, WriteTransport)
            server.transport.abort()
            return "421 gone"
        if answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            message = message_from_bytes(content, policy=default)
            assert isinstance(message, EmailMessage)
            self.taken.append(message)
            self.secured.append(session.ssl is not None)
            self.before_answering()
        return answer


@contextmanager
def mail_server(mailbox: Mailbox, **options: Any) -> Iterator[int]:
    """Serve this mailbox; gives the port. `options` are those of aiosmtpd's controller."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def authenticator(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object) -> AuthResult:
    """Let in who knows the password; the answer to others repeats what they said, as a careless server does."""
    assert isinstance(data, LoginPassword)
    if (data.login, data.password) == (USER.encode(), PASSWORD.encode()):
        return AuthResult(success=True)
    return AuthResult(success=False, handled=False, message=f"535 no: {data.password.decode()}")


def certificate(directory: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate of our own for 127.0.0.1: its file, and what a server needs of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, secret = directory / "mail.pem", directory / "mail.key"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, secret)
    return file, context
