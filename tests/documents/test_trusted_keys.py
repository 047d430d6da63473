"""Whose signature counts: the office's key of today, its earlier ones, whoever an authority vouches for; and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography.x509 import Certificate
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import pdf_signer

from app.documents import signing, stamping
from app.documents.certificate_reading import Examined, Fault, examine, facts_told
from app.documents.key_place import KeyPlace
from app.documents.signing import Signer, sign, signer_from_file
from app.documents.stamping import Stamper
from app.documents.trusted_keys import EARLIER, clocks_of, earlier_certificates, own_certificates
from app.documents.unsigned import KeyUnusable
from tests.authorities import PASSPHRASE, TODAY, Held, issued, office_below_a_root
from tests.documents.hostile import attached
from tests.documents.triage import FACTS
from tests.stamp_server import StampServer, serving, stamp_authority

LAST_YEAR = TODAY - timedelta(days=365)


@pytest.fixture(scope="module")
def plain() -> bytes:
    """A tiny PDF that carries the facts of a certificate."""
    return attached(FACTS.to_json())


@pytest.fixture(scope="module")
def below_a_root() -> tuple[Held, Held]:
    return office_below_a_root()


@pytest.fixture(scope="module")
def clock() -> Held:
    return stamp_authority(issued("Riverside Time Root", authority=True, begins=LAST_YEAR - timedelta(days=99)))


@pytest.fixture
def server(clock: Held) -> Iterator[StampServer]:
    with serving(StampServer(clock)) as found:
        yield found


def signer_with(held: Held, folder: Path) -> Signer:
    return signer_from_file(held.kept_in(folder / "key.p12"), PASSPHRASE)


def signed_on(moment: datetime, plain: bytes, signer: Signer, patch: pytest.MonkeyPatch) -> bytes:
    """Signed by somebody whose clock says so, and who does not mind that the certificate has ended."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override] # as datetime's own
            return moment.astimezone(tz)

    with patch.context() as changed:
        changed.setattr(pdf_signer, "datetime", Clock)
        changed.setattr(signing, "valid_at", lambda *_: True)
        changed.setattr(stamping, "APART", timedelta(days=9_999))
        return sign(plain, signer)


def test_an_authority_vouches_for_the_office_below_it_and_is_named(
    plain: bytes, below_a_root: tuple[Held, Held], tmp_path: Path
) -> None:
    root, office = below_a_root
    signed = sign(plain, signer_with(office, tmp_path))
    for trusted, voucher in (
        (root.certificate, "Riverside Root"),
        (office.above[0], "Riverside Signing"),
        (office.certificate, ""),
    ):
        found = examine(signed, [trusted])
        assert (found.fault, found.signer, found.voucher) == (None, "Governance Office", voucher)
        assert facts_told(found) == FACTS
    assert examine(signed, [issued("Riverside Root", authority=True).certificate]).fault is Fault.STRANGER
    assert examine(signed, []).fault is Fault.STRANGER


def test_whoever_else_is_below_the_authority_is_a_stranger_unless_they_may_sign_documents(
    plain: bytes, below_a_root: tuple[Held, Held], tmp_path: Path
) -> None:
    root, _office = below_a_root
    server = issued("www.riverside.example", root, purpose=ExtendedKeyUsageOID.SERVER_AUTH)
    assert examine(sign(plain, signer_with(server, tmp_path)), [root.certificate]).fault is Fault.STRANGER


def test_the_time_stamp_is_told_and_who_vouches_for_it_vouches_for_nothing_else(
    plain: bytes, below_a_root: tuple[Held, Held], server: StampServer, clock: Held, tmp_path: Path
) -> None:
    _root, office = below_a_root
    signed = sign(plain, replace(signer_with(office, tmp_path), stamper=Stamper(server.address)))
    found = examine(signed, [office.certificate], [clock.above[-1]])
    assert found.fault is None
    assert TODAY - timedelta(minutes=9) <= datetime.fromisoformat(found.stamped_at) <= TODAY + timedelta(hours=1)
    assert (found.stamped_by, found.stamp_vouched) == ("Clock of Riverside", True)
    assert Examined.from_json(found.to_json()) == found
    assert not examine(signed, [office.certificate, clock.above[-1]]).stamp_vouched
    assert examine(signed, [], [*office.above, office.certificate]).fault is Fault.STRANGER


def with_container(signed: bytes, change: cms.ContentInfo) -> bytes:
    """The signed file with another container of its signature, which no signature covers."""
    start = signed.index(b"/Contents <") + len(b"/Contents <")
    end = signed.index(b">", start)
    return signed[:start] + bytes(change.dump()).hex().encode().ljust(end - start, b"0") + signed[end:]


def container(signed: bytes) -> cms.ContentInfo:
    return cms.ContentInfo.load(PdfFileReader(BytesIO(signed)).embedded_signatures[0].pkcs7_content)


def test_a_stamp_of_another_file_or_one_that_was_altered_is_found(
    plain: bytes, below_a_root: tuple[Held, Held], server: StampServer, tmp_path: Path
) -> None:
    _root, office = below_a_root
    signer = replace(signer_with(office, tmp_path), stamper=Stamper(server.address))
    one, other = sign(plain, signer), sign(plain, signer)
    exchanged, altered = container(one), container(one)
    stamps = container(other)["content"]["signer_infos"][0]["unsigned_attrs"]
    exchanged["content"]["signer_infos"][0]["unsigned_attrs"] = stamps
    assert examine(with_container(one, exchanged), [office.certificate]).fault is Fault.STAMP
    stamp = altered["content"]["signer_infos"][0]["unsigned_attrs"][0]["values"][0]["content"]
    stamp["signer_infos"][0]["signature"] = bytes(256)
    assert examine(with_container(one, altered), [office.certificate]).fault is Fault.STAMP
    assert examine(one, [office.certificate]).fault is None
    place = one.index(b"stream") + 40  # an altered file is that first of all
    changed = one[:place] + bytes([one[place] ^ 1]) + one[place + 1 :]
    assert examine(changed, [office.certificate]).fault is Fault.ALTERED


@pytest.mark.parametrize(
    ("said", "stamped", "fault"),
    [
        (-365, None, None),
        (-1, None, Fault.OUT_OF_DATE),
        (-365, -365, None),
        (-1, -365, None),
        (-365, -1, Fault.OUT_OF_DATE),
    ],
)
def test_a_key_whose_certificate_has_ended_counts_for_what_it_signed_before(
    plain: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    server: StampServer,
    said: int,
    stamped: int | None,
    fault: Fault | None,
) -> None:
    begins, ends = LAST_YEAR - timedelta(days=30), LAST_YEAR + timedelta(days=30)
    earlier = issued("Office of last year", begins=begins, ends=ends)
    signer = signer_with(earlier, tmp_path)
    if stamped is not None:
        server.held = replace(server.held, certificate=long_ago(server.held))
        server.clock = TODAY + timedelta(days=stamped)
        signer = replace(signer, stamper=Stamper(server.address))
    signed = signed_on(TODAY + timedelta(days=said), plain, signer, monkeypatch)
    found = examine(signed, [earlier.certificate])
    assert found.fault is fault
    assert found.key_until == ends.date().isoformat()
    assert examine(signed, [issued("Office").certificate]).fault is Fault.STRANGER


def test_a_chain_counts_for_the_time_at_which_was_signed(
    plain: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = issued("Riverside Root", authority=True, begins=LAST_YEAR - timedelta(days=99))
    earlier = issued("Office", root, begins=LAST_YEAR - timedelta(days=9), ends=LAST_YEAR + timedelta(days=9))
    for moment, fault in ((LAST_YEAR, None), (TODAY - timedelta(days=1), Fault.STRANGER)):
        signed = signed_on(moment, plain, signer_with(earlier, tmp_path), monkeypatch)
        assert examine(signed, [root.certificate]).fault is fault


def long_ago(held: Held) -> Certificate:
    """The same key with a certificate that was valid last year already."""
    purpose = ExtendedKeyUsageOID.TIME_STAMPING
    return issued("Old clock", key=held.key, purpose=purpose, begins=LAST_YEAR - timedelta(days=9)).certificate


def test_the_earlier_certificates_of_an_office_are_read_from_its_folder(tmp_path: Path) -> None:
    now, one, two = issued("Now"), issued("One"), issued("Two")
    place = KeyPlace(now.kept_in(tmp_path / "now.p12"), PASSPHRASE)
    assert earlier_certificates(tmp_path) == []
    assert own_certificates(tmp_path, place) == [now.certificate]
    folder = tmp_path / EARLIER
    folder.mkdir()
    (folder / "2024.pem").write_bytes(one.pem(now.certificate))
    (folder / "2025.CRT").write_bytes(two.pem())
    (folder / "README").write_text("Certificates of keys that we used before.")
    assert earlier_certificates(tmp_path) == [one.certificate, now.certificate, two.certificate]
    assert own_certificates(tmp_path, place) == [now.certificate, one.certificate, two.certificate]
    (folder / "broken.pem").write_text("none")
    with pytest.raises(KeyUnusable, match=r"broken\.pem holds no certificate"):
        earlier_certificates(tmp_path)


def test_who_vouches_for_stamps_is_read_from_its_file(tmp_path: Path) -> None:
    assert clocks_of(KeyPlace()) == []
    root = issued("Riverside Time Root", authority=True)
    (tmp_path / "time.pem").write_bytes(root.pem())
    assert clocks_of(KeyPlace(stamp_authorities=tmp_path / "time.pem")) == [root.certificate]
    with pytest.raises(KeyUnusable, match=r"lost\.pem cannot be read: No such file"):
        clocks_of(KeyPlace(stamp_authorities=tmp_path / "lost.pem"))
