"""The signature: it validates, one changed byte is found, and a demonstration key says what it is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from app.documents.certificate import certificate_pdf
from app.documents.signing import (
    DEMONSTRATION_PASSPHRASE,
    KEY_FILE,
    Signer,
    certificate_of,
    demonstration_signer,
    sign,
    signer_from_file,
)
from app.documents.unsigned import KeyUnusable
from tests.authorities import issued
from tests.documents.test_checkpoints import office_signer
from tests.documents.triage import ADDRESS, FACTS


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return demonstration_signer(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def signed(signer: Signer) -> bytes:
    return certificate_pdf(FACTS, "zh-Hans+en", address=ADDRESS, signer=signer)


def status(pdf: bytes, signer: Signer) -> PdfSignatureStatus:
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    trust = ValidationContext(trust_roots=[signer.key.signing_cert], allow_fetching=False)
    return validate_pdf_signature(signature, trust)


def test_the_signature_holds_and_covers_the_whole_file(signed: bytes, signer: Signer) -> None:
    (signature,) = PdfFileReader(BytesIO(signed)).embedded_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    found = status(signed, signer)
    assert found.intact
    assert found.valid
    assert found.coverage is not None
    assert found.coverage.name == "ENTIRE_FILE"


@pytest.mark.parametrize("share", [0.1, 0.4, 0.7])
def test_one_changed_byte_is_found(signed: bytes, signer: Signer, share: float) -> None:
    place = signed.index(b"stream", int(len(signed) * share * 0.7)) + 40
    changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
    assert not status(changed, signer).intact


def test_a_demonstration_says_so_on_the_page(signed: bytes) -> None:
    text = " ".join((pypdf.PdfReader(BytesIO(signed)).pages[0].extract_text() or "").split())
    assert "Demonstration: signed with a demonstration key, without legal effect." in text
    assert "演示证书：使用演示密钥签名，不具法律效力。" in text


def test_a_real_key_says_nothing_of_the_kind(tmp_path: Path, signer: Signer) -> None:
    real = Signer(signer.key, "Office", demonstration=False)
    pdf = certificate_pdf(FACTS, "en", address=ADDRESS, signer=real)
    text = " ".join((pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text() or "").split())
    assert "emonstration" not in text
    assert "Digitally signed" in text


def test_the_key_is_made_once_and_kept(tmp_path: Path) -> None:
    first = demonstration_signer(tmp_path / "data")
    kept = (tmp_path / "data" / KEY_FILE).read_bytes()
    again = demonstration_signer(tmp_path / "data")
    assert (tmp_path / "data" / KEY_FILE).read_bytes() == kept
    assert first.key.signing_cert.sha256 == again.key.signing_cert.sha256  # type: ignore[union-attr]
    assert (tmp_path / "data" / KEY_FILE).stat().st_mode & 0o077 == 0
    assert [file.name for file in (tmp_path / "data").iterdir()] == [KEY_FILE]


def test_many_at_once_make_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        signers = list(threads.map(lambda _: demonstration_signer(tmp_path), range(8)))
    assert len({found.key.signing_cert.sha256 for found in signers if found.key.signing_cert}) == 1


def test_a_key_that_cannot_be_used_is_named_in_a_sentence(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(KeyUnusable, match=r"cannot be read: No such file"):
        signer_from_file(tmp_path / "none.p12", "x")
    demonstration_signer(tmp_path)
    with pytest.raises(KeyUnusable, match="passphrase is wrong"):
        signer_from_file(tmp_path / KEY_FILE, "wrong")
    (tmp_path / "junk.p12").write_bytes(b"junk")
    with pytest.raises(KeyUnusable, match="not a PKCS#12 file"):
        signer_from_file(tmp_path / "junk.p12", "x")
    only_certificates = pkcs12.serialize_key_and_certificates(
        b"x", None, None, [issued("Office").certificate], BestAvailableEncryption(b"x")
    )
    (tmp_path / "keyless.p12").write_bytes(only_certificates)
    with pytest.raises(KeyUnusable, match=r"keyless\.p12 holds no key"):
        signer_from_file(tmp_path / "keyless.p12", "x")
    assert caplog.text == ""  # whoever asked for the key tells of it, in one line


def test_a_key_file_without_a_passphrase_is_read(tmp_path: Path) -> None:
    held = issued("Office")
    data = pkcs12.serialize_key_and_certificates(b"x", held.key, held.certificate, None, NoEncryption())
    (tmp_path / "open.p12").write_bytes(data)
    assert certificate_of(signer_from_file(tmp_path / "open.p12", "")) == held.certificate


def test_a_kind_of_key_that_pdf_readers_do_not_know_signs_no_documents(tmp_path: Path) -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    with pytest.raises(KeyUnusable, match="use RSA or ECDSA"):
        sign(b"", office_signer(key, tmp_path))


def test_a_key_from_a_file_is_no_demonstration(tmp_path: Path) -> None:
    demonstration_signer(tmp_path)
    found = signer_from_file(tmp_path / KEY_FILE, DEMONSTRATION_PASSPHRASE.decode())
    assert not found.demonstration
