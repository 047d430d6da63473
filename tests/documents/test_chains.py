"""The certificates above the office's key: which go into a signature, and who vouches for whom, and when."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.x509 import Certificate
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from app.documents.chains import (
    as_plain,
    certificates_from,
    chain_above,
    from_plain,
    may_sign_documents,
    name_of,
    voucher,
)
from app.documents.key_place import KeyPlace
from app.documents.signing import sign, signer_of
from app.documents.unsigned import KeyUnusable
from tests.authorities import PASSPHRASE, TODAY, Held, issued, office_below_a_root
from tests.documents.test_stamping import blank


@pytest.fixture(scope="module")
def below_a_root() -> tuple[Held, Held]:
    return office_below_a_root()


def in_the_signature(signed: bytes) -> set[str]:
    """The names of all certificates in a signature."""
    signature = PdfFileReader(BytesIO(signed)).embedded_signatures[0]
    return {name_of(from_plain(each)) for each in (signature.signer_cert, *signature.other_embedded_certs)}


ALL_THREE = {"Governance Office", "Riverside Signing", "Riverside Root"}


def test_the_chain_of_the_key_file_goes_into_the_signature_and_nothing_else(
    below_a_root: tuple[Held, Held], tmp_path: Path
) -> None:
    root, office = below_a_root
    stray = Held(office.certificate, office.key, (issued("Stray").certificate, *office.above))
    signed = sign(blank(), signer_of(tmp_path, KeyPlace(stray.kept_in(tmp_path / "office.p12"), PASSPHRASE)))
    assert in_the_signature(signed) == ALL_THREE
    signature = PdfFileReader(BytesIO(signed)).embedded_signatures[0]
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[as_plain(root.certificate)]))
    assert status.bottom_line
    (tmp_path / "signed.pdf").write_bytes(signed)
    done = subprocess.run(["pdfsig", tmp_path / "signed.pdf"], capture_output=True, text=True, check=False)
    assert "Signature Validation: Signature is Valid." in done.stdout
    assert "Total document signed" in done.stdout
    assert "Signer Certificate Common Name: Governance Office" in done.stdout


def test_a_chain_may_come_from_a_file_of_its_own(below_a_root: tuple[Held, Held], tmp_path: Path) -> None:
    _root, office = below_a_root
    alone = office.kept_in(tmp_path / "office.p12", chain=False)
    assert in_the_signature(sign(blank(), signer_of(tmp_path, KeyPlace(alone, PASSPHRASE)))) == {"Governance Office"}
    chain = tmp_path / "chain.pem"
    chain.write_bytes(issued("Stray").pem(*reversed(office.above)))
    signed = sign(blank(), signer_of(tmp_path, KeyPlace(alone, PASSPHRASE, chain=chain)))
    assert in_the_signature(signed) == ALL_THREE


@pytest.mark.parametrize(("content", "words"), [(None, "cannot be read: No such file"), (b"x", "holds no certificate")])
def test_a_chain_that_is_none_is_told(
    below_a_root: tuple[Held, Held], tmp_path: Path, content: bytes | None, words: str
) -> None:
    key, chain = below_a_root[1].kept_in(tmp_path / "office.p12"), tmp_path / "chain.pem"
    if content is not None:
        chain.write_bytes(content)
    with pytest.raises(KeyUnusable, match=words):
        signer_of(tmp_path, KeyPlace(key, PASSPHRASE, chain=chain))


def test_a_key_whose_certificate_has_ended_signs_no_more(tmp_path: Path) -> None:
    ended = issued("Office", begins=TODAY - timedelta(days=9), ends=TODAY - timedelta(days=1))
    signer = signer_of(tmp_path, KeyPlace(ended.kept_in(tmp_path / "office.p12"), PASSPHRASE))
    with pytest.raises(KeyUnusable, match=r"certificate is valid from .* only"):
        sign(blank(), signer)


def test_the_chain_is_in_order_and_ends(below_a_root: tuple[Held, Held]) -> None:
    root, office = below_a_root
    assert chain_above(office.certificate, [root.certificate, *office.above]) == office.above
    assert chain_above(root.certificate, office.above) == ()


def vouched(held: Held, others: tuple[Certificate, ...], trusted: Certificate, days: int = 0) -> bool:
    return voucher(held.certificate, others, [trusted], TODAY + timedelta(days=days)) is not None


def test_an_authority_vouches_through_the_chain_while_it_is_valid(below_a_root: tuple[Held, Held]) -> None:
    root, office = below_a_root
    assert vouched(office, office.above, root.certificate)
    assert vouched(office, office.above[:1], root.certificate)
    assert vouched(office, (), office.certificate)
    assert not vouched(office, (), root.certificate)
    assert not vouched(office, office.above, issued("Riverside Root", authority=True).certificate)
    assert not vouched(office, office.above, root.certificate, days=-31)
    assert not vouched(office, office.above, root.certificate, days=301)
    ended = issued("Governance Office", root, ends=TODAY - timedelta(days=1))
    assert vouched(ended, ended.above, root.certificate, days=-2)
    assert not vouched(ended, ended.above, root.certificate)
    old = issued("Riverside Root", authority=True, ends=TODAY - timedelta(days=1))
    below = issued("Governance Office", old)
    assert vouched(below, below.above, old.certificate, days=-2)
    assert not vouched(below, below.above, old.certificate)


def test_who_is_no_authority_vouches_for_nobody(below_a_root: tuple[Held, Held]) -> None:
    _root, office = below_a_root
    forged = issued("Governance Office", office)
    assert not vouched(forged, forged.above, office.certificate)


def test_a_certificate_for_servers_only_does_not_sign_documents(below_a_root: tuple[Held, Held]) -> None:
    root, office = below_a_root
    assert may_sign_documents(office.certificate)
    assert may_sign_documents(issued("Mail", root, purpose=ExtendedKeyUsageOID.EMAIL_PROTECTION).certificate)
    assert not may_sign_documents(issued("Server", root, purpose=ExtendedKeyUsageOID.SERVER_AUTH).certificate)
    assert not may_sign_documents(root.certificate)


def test_many_certificates_may_stand_in_one_file(below_a_root: tuple[Held, Held]) -> None:
    _root, office = below_a_root
    assert certificates_from(b"Bag Attributes\n" + office.pem(*office.above)) == [office.certificate, *office.above]
    with pytest.raises(ValueError, match=r".+"):
        certificates_from(b"nothing of the kind")
