"""Reading a PDF that came back: each fault has its own name, and hostile files end soon, in little memory."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from cryptography.x509 import Certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf

from app.documents.apart import SECONDS, derive_apart, examine_apart
from app.documents.certificate import certificate_pdf
from app.documents.certificate_reading import (
    SENTENCES,
    UNREAD,
    CertificateRefused,
    Examined,
    Fault,
    examine,
    facts_of_pdf,
)
from app.documents.signing import Signer, certificate_of, demonstration_signer, sign
from tests.documents.hostile import HOSTILE, attached, encrypted
from tests.documents.triage import ADDRESS, FACTS


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return demonstration_signer(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def trusted(signer: Signer) -> Sequence[Certificate]:
    return [certificate_of(signer)]


@pytest.fixture(scope="module")
def signed(signer: Signer) -> bytes:
    return certificate_pdf(FACTS, "en", address=ADDRESS, signer=signer)


def signed_twice(data: bytes, signer: Signer) -> bytes:
    out = BytesIO()
    sign_pdf(
        IncrementalPdfFileWriter(BytesIO(data)), PdfSignatureMetadata(field_name="B"), signer=signer.key, output=out
    )
    return out.getvalue()


def flipped(data: bytes, mark: bytes = b"stream", after: int = 40) -> bytes:
    place = data.index(mark) + after
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def test_what_the_office_signed_is_read_whole(signed: bytes, trusted: Sequence[Certificate]) -> None:
    found = examine_apart(signed, trusted)
    assert found.fault is None
    assert found.told == FACTS.to_json()
    assert "demonstration" in found.signer
    assert found == examine(signed, trusted)
    assert facts_of_pdf(signed, trusted) == FACTS


def test_each_fault_has_its_own_name(
    signed: bytes, signer: Signer, trusted: Sequence[Certificate], tmp_path: Path
) -> None:
    stranger = demonstration_signer(tmp_path)
    unsigned = certificate_pdf(FACTS, "en", address=ADDRESS, signer=None)
    contents = signed.index(b"/Contents <")
    cases = {
        Fault.NO_PDF: b"A letter, not a PDF.",
        Fault.DAMAGED: signed[: len(signed) // 2],
        Fault.ENCRYPTED: encrypted(signed),
        Fault.UNSIGNED: unsigned,
        Fault.SIGNED_AGAIN: signed_twice(signed, signer),
        Fault.UNCLEAR: signed[: contents + 11] + b"00" * 40 + signed[contents + 91 :],
        Fault.ALTERED: flipped(signed),
        Fault.STRANGER: certificate_pdf(FACTS, "en", address=ADDRESS, signer=stranger),
        Fault.NO_FACTS: sign(_without_facts(), signer),
    }
    assert {fault: examine(data, trusted).fault for fault, data in cases.items()} == {fault: fault for fault in cases}
    assert set(SENTENCES) == set(Fault)
    for data in cases.values():
        with pytest.raises(CertificateRefused):
            facts_of_pdf(data, trusted)


def _without_facts() -> bytes:
    writer, written = pypdf.PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(written)
    return written.getvalue()


def test_what_was_added_behind_the_signature_is_an_alteration(signed: bytes, trusted: Sequence[Certificate]) -> None:
    assert examine(signed + b"\n% more\n", trusted).fault is not None
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()  # type: ignore[no-untyped-call]
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    assert examine(out.getvalue(), trusted).fault is Fault.ALTERED


def test_the_facts_of_an_altered_file_are_still_told(signed: bytes, trusted: Sequence[Certificate]) -> None:
    assert examine(flipped(signed), trusted).told == FACTS.to_json()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_soon(name: str, trusted: Sequence[Certificate]) -> None:
    data = HOSTILE[name]()
    began = time.monotonic()
    fault = examine_apart(data, trusted).fault
    assert fault in {*UNREAD, Fault.UNCLEAR, Fault.UNSIGNED}
    # A gigabyte is given up, since memory is bounded.
    assert (fault is Fault.TOO_MUCH) == (name == "a gigabyte when unpacked")
    if fault not in UNREAD:  # which leave nothing to derive from
        derived = derive_apart(data)
        assert derived is None or derived.refused
    assert time.monotonic() - began < 2 * SECONDS


def test_what_takes_too_long_is_given_up(
    signed: bytes, trusted: Sequence[Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.documents.apart.SECONDS", 0.01)
    assert examine_apart(signed, trusted) == Examined(Fault.TOO_MUCH)
    assert derive_apart(signed) is None


def test_bytes_altered_anywhere_never_pass(signed: bytes, trusted: Sequence[Certificate]) -> None:
    hole = range(signed.index(b"/Contents <"), signed.index(b">", signed.index(b"/Contents <")))
    passed = []
    for place in range(3, len(signed), len(signed) // 60):
        if place not in hole:
            with suppress(Exception):  # app.documents.apart answers for what a reader of PDFs raises
                changed = signed[:place] + bytes([signed[place] ^ 0x55]) + signed[place + 1 :]
                passed += [place] if examine(changed, trusted).fault is None else []
    assert passed == []


def test_a_file_without_a_signature_tells_its_attachment_but_is_not_believed(trusted: Sequence[Certificate]) -> None:
    found = examine(attached(FACTS.to_json()), trusted)
    assert (found.fault, found.told) == (Fault.UNSIGNED, FACTS.to_json())
