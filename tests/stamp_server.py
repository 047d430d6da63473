"""A real time-stamp server (RFC 3161) in the test process, which can be told to misbehave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from asn1crypto import keys, tsp
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.timestamps import DummyTimeStamper

from app.documents.chains import as_plain, store_of
from tests.authorities import Held, issued

REPLY = "application/timestamp-reply"
Answer = tuple[int, str, bytes]


@dataclass
class StampServer:
    """Whose stamps it gives, what it was asked, and how it answers instead of properly."""

    held: Held
    questions: list[bytes] = field(default_factory=list)
    clock: datetime | None = None
    otherwise: Callable[[bytes], Answer] | None = None
    address: str = ""

    def answer(self, question: bytes) -> Answer:
        """A stamp, or what it was told to answer."""
        self.questions.append(question)
        return self.otherwise(question) if self.otherwise else (200, REPLY, self.stamp(question))

    def stamp(self, question: bytes) -> bytes:
        """The proper answer to a question."""
        secret = self.held.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        stamper = DummyTimeStamper(
            as_plain(self.held.certificate),
            keys.PrivateKeyInfo.load(secret),
            certs_to_embed=store_of(self.held.above),
            fixed_dt=self.clock,
        )
        request = tsp.TimeStampReq.load(question)
        response: tsp.TimeStampResp = asyncio.run(stamper.async_request_tsa_response(request))
        return bytes(response.dump())


def stamp_authority(issuer: Held | None = None, *, stamps: bool = True, name: str = "Clock of Riverside") -> Held:
    """A key that gives stamps; RSA, since pyHanko's own server knows no other."""
    purpose = ExtendedKeyUsageOID.TIME_STAMPING if stamps else None
    return issued(name, issuer, purpose=purpose, key=rsa.generate_private_key(65537, 2048))


@contextmanager
def serving(server: StampServer) -> Iterator[StampServer]:
    """Serve stamps on this machine; the address is in the server."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = self.rfile.read(int(self.headers["Content-Length"]))
            status, kind, body = server.answer(question)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the parent class
            """Say nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    server.address = f"http://127.0.0.1:{listening.server_address[1]}/tsa?key=hunter2"
    try:
        yield server
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()
