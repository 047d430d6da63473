"""Signatures with time stamps: real ones over HTTP, none without, and each way in which a server can fail."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from threading import Event
from time import monotonic

import pypdf
import pytest
from asn1crypto import tsp
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from app.documents import stamping
from app.documents.chains import as_plain
from app.documents.signing import Signer, certificate_of, demonstration_signer, sign, signer_from_file
from app.documents.stamp_reading import StampRefused, stamps_of
from app.documents.stamping import Stamper
from app.documents.unsigned import StampMissing
from tests.authorities import PASSPHRASE, Held, issued, office_below_a_root
from tests.stamp_server import REPLY, Answer, StampServer, serving, stamp_authority

FREE = 80  # bytes of a signature's place that may stay empty


def blank() -> bytes:
    """The smallest PDF."""
    writer, written = pypdf.PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(written)
    return written.getvalue()


@pytest.fixture(scope="module")
def authority() -> Held:
    return stamp_authority(issued("Riverside Time Root", authority=True))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    _root, held = office_below_a_root()
    return signer_from_file(held.kept_in(tmp_path_factory.mktemp("office") / "office.p12"), PASSPHRASE)


@pytest.fixture
def server(authority: Held) -> Iterator[StampServer]:
    with serving(StampServer(authority)) as found:
        yield found


def free_in(signed: bytes) -> int:
    """How many bytes of the signature's place are empty."""
    start = signed.index(b"/Contents <") + len(b"/Contents <")
    place = signed[start : signed.index(b">", start)]
    length = PdfFileReader(BytesIO(signed)).embedded_signatures[0].pkcs7_content
    return len(place) // 2 - len(length.rstrip(b"\0"))


def test_a_signature_takes_no_more_room_than_it_needs(office: Signer, server: StampServer) -> None:
    for signer in (office, replace(office, stamper=Stamper(server.address))):
        for _ in range(4):
            assert 0 <= free_in(sign(blank(), signer)) <= FREE


def test_the_stamp_of_a_real_server_is_in_the_signature(
    office: Signer, server: StampServer, authority: Held, tmp_path: Path
) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    signed = sign(blank(), replace(office, stamper=Stamper(server.address, [authority.above[-1]])))
    signature = PdfFileReader(BytesIO(signed)).embedded_signatures[0]
    [stamp] = stamps_of(signature.signer_info, [authority.above[-1]])
    assert before <= stamp.time <= datetime.now(UTC)
    assert (stamp.by, stamp.vouched) == ("Clock of Riverside", True)
    [stamp] = stamps_of(signature.signer_info, [])
    assert not stamp.vouched
    (tmp_path / "signed.pdf").write_bytes(signed)
    done = subprocess.run(["pdfsig", tmp_path / "signed.pdf"], capture_output=True, text=True, check=False)
    assert "Signature Validation: Signature is Valid." in done.stdout
    assert "Total document signed" in done.stdout
    anybody = ValidationContext(trust_roots=[as_plain(each) for each in (*authority.above, certificate_of(office))])
    status = validate_pdf_signature(signature, anybody)
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.trusted


def test_the_server_is_asked_once_for_each_document_after_the_first(office: Signer, server: StampServer) -> None:
    signer = replace(office, stamper=Stamper(server.address))
    for _ in range(3):
        sign(blank(), signer)
    assert len(server.questions) == 4


def test_a_server_whose_stamps_grow_is_still_served(office: Signer, server: StampServer, authority: Held) -> None:
    signer = replace(office, stamper=Stamper(server.address))
    sign(blank(), signer)
    server.held = replace(authority, above=(*authority.above, *(issued("Another").certificate for _ in range(4))))
    sign(blank(), signer)
    before = len(server.questions)
    assert 0 <= free_in(sign(blank(), signer)) <= FREE
    assert len(server.questions) == before + 1


def other_nonce(server: StampServer, question: bytes) -> bytes:
    asked = tsp.TimeStampReq.load(question).native | {"nonce": 5, "cert_req": True}
    return server.stamp(tsp.TimeStampReq(asked).dump())


def other_digest(server: StampServer, question: bytes) -> bytes:
    asked = tsp.TimeStampReq.load(question).native
    asked["message_imprint"]["hashed_message"] = bytes(32)
    return server.stamp(tsp.TimeStampReq(asked).dump())


def altered(server: StampServer, question: bytes) -> bytes:
    stamp = bytearray(server.stamp(question))
    stamp[-20] ^= 1  # in the signature
    return bytes(stamp)


def refusal(_server: StampServer, _question: bytes) -> bytes:
    status = tsp.PKIStatusInfo({"status": "rejection", "status_string": ["no money"]}).dump()
    return b"\x30" + bytes([len(status)]) + bytes(status)


def unfit(_server: StampServer, question: bytes) -> bytes:
    return StampServer(stamp_authority(stamps=False)).stamp(question)


def strangers(_server: StampServer, question: bytes) -> bytes:
    return StampServer(stamp_authority()).stamp(question)


def late(server: StampServer, question: bytes) -> bytes:
    return StampServer(server.held, clock=datetime.now(UTC) - timedelta(hours=3)).stamp(question)


STAMPS: dict[str, Callable[[StampServer, bytes], bytes]] = {
    "another question": other_nonce,
    "about another signature": other_digest,
    "was altered": altered,
    "refused to stamp": refusal,
    "not for time stamps": unfit,
    "FENJI_TIMESTAMP_CA_FILE": strangers,
    "one of the two clocks is wrong": late,
    "no time stamp": lambda _server, _question: b"<html>Welcome to the hotel's network</html>",
    "is too long": lambda _server, _question: bytes(stamping.LARGEST + 1),
}


@pytest.mark.parametrize("words", STAMPS)
def test_a_stamp_that_does_not_hold_is_none(office: Signer, server: StampServer, authority: Held, words: str) -> None:
    server.otherwise = lambda question: (200, REPLY, STAMPS[words](server, question))
    signer = replace(office, stamper=Stamper(server.address, [authority.above[-1]]))
    with pytest.raises(StampMissing, match=words) as raised:
        sign(blank(), signer)
    assert "hunter2" not in str(raised.value)
    server.otherwise = None
    assert sign(blank(), signer)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((500, REPLY, b""), "answered with status 500"),
        ((302, REPLY, b""), "answered with status 302"),
    ],
)
def test_another_kind_of_answer_is_no_stamp(office: Signer, server: StampServer, answer: Answer, words: str) -> None:
    server.otherwise = lambda _question: answer
    with pytest.raises(StampMissing, match=words):
        sign(blank(), replace(office, stamper=Stamper(server.address)))


def test_a_server_that_is_away_or_slow_gives_up_soon(
    office: Signer, server: StampServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StampMissing, match=r"127\.0\.0\.1 cannot be reached"):
        sign(blank(), replace(office, stamper=Stamper("http://127.0.0.1:9/tsa")))
    monkeypatch.setattr(stamping, "SECONDS", 0.1)

    given_up = Event()

    def slowly(_question: bytes) -> Answer:
        given_up.wait(20)
        return 200, REPLY, b""

    server.otherwise, began = slowly, monotonic()
    with pytest.raises(StampMissing, match="did not answer within"):
        sign(blank(), replace(office, stamper=Stamper(server.address)))
    given_up.set()
    assert monotonic() - began < 15


def test_a_stamp_for_another_signature_is_found(office: Signer, server: StampServer) -> None:
    signer = replace(office, stamper=Stamper(server.address))
    one, other = (PdfFileReader(BytesIO(sign(blank(), signer))).embedded_signatures[0].signer_info for _ in range(2))
    one["unsigned_attrs"] = other["unsigned_attrs"]
    with pytest.raises(StampRefused, match="about another signature"):
        stamps_of(one, [])


def test_without_a_server_there_is_no_stamp(tmp_path: Path) -> None:
    signature = PdfFileReader(BytesIO(sign(blank(), demonstration_signer(tmp_path)))).embedded_signatures[0]
    assert stamps_of(signature.signer_info, []) == []
