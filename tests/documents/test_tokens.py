"""Signing with a key on a real PKCS#11 token (SoftHSM), and each way in which that can fail."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pkcs11.exceptions import PKCS11Error
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from app.documents.chains import as_plain
from app.documents.checkpoint_signing import read_checkpoint, sign_checkpoint
from app.documents.key_place import KeyPlace, Token
from app.documents.signing import Signer, certificate_of, sign, signer_of
from app.documents.tokens import TokenSigner, _initialised, leave_tokens
from app.documents.unsigned import KeyUnusable, Unsigned
from tests.authorities import Held, issued
from tests.documents.test_chains import in_the_signature
from tests.documents.test_checkpoints import FOUND
from tests.documents.test_stamping import FREE, blank, free_in
from tests.soft_token import MODULE, SETTING, SoftToken, keep_certificates, keep_keys, make_token

ROOT = issued("Riverside Root", authority=True)
MIDDLE = issued("Riverside Signing", ROOT, authority=True)
KEYS = {
    "office-rsa": issued("Office with RSA", MIDDLE, key=rsa.generate_private_key(65537, 2048)),
    "office-ec": issued("Office with ECDSA", MIDDLE, key=ec.generate_private_key(ec.SECP384R1())),
    "spare": issued("Spare", MIDDLE, key=ec.generate_private_key(ec.SECP384R1())),
    "lonely": issued("Nobody"),
    "twice": issued("One"),
}
NAMED = {name: held.certificate for name, held in KEYS.items() if name != "lonely"}


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoftToken]:
    made = make_token(tmp_path_factory.mktemp("token"))
    keep_keys(made, [*KEYS.items(), ("twice", issued("Two"))])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SETTING, str(made.configuration))
        keep_certificates({**NAMED, "middle": MIDDLE.certificate})
        yield made
        leave_tokens()


def signer_at(place: Token, chain: Path | None = None) -> Signer:
    return signer_of(Path("/nowhere"), KeyPlace(token=place, chain=chain))


def holds(signed: bytes, root: Held = ROOT) -> bool:
    """Whether pyHanko finds the signature whole and leading to the root."""
    signature = PdfFileReader(BytesIO(signed)).embedded_signatures[0]
    return validate_pdf_signature(signature, ValidationContext(trust_roots=[as_plain(root.certificate)])).bottom_line


@pytest.mark.parametrize("key", ["office-rsa", "office-ec"])
def test_a_key_on_a_token_signs_with_its_chain(token: SoftToken, key: str, tmp_path: Path) -> None:
    chain = tmp_path / "root.pem"
    chain.write_bytes(ROOT.pem())
    signed = sign(blank(), signer_at(token.place(key), chain))
    assert holds(signed)
    assert 0 <= free_in(signed) <= FREE
    name = certificate_of(signer_at(token.place(key))).subject.rfc4514_string().removeprefix("CN=")
    assert in_the_signature(signed) == {name, "Riverside Signing", "Riverside Root"}
    (tmp_path / "signed.pdf").write_bytes(signed)
    done = subprocess.run(["pdfsig", tmp_path / "signed.pdf"], capture_output=True, text=True, check=False)
    assert "Signature Validation: Signature is Valid." in done.stdout


@pytest.mark.parametrize("key", ["office-rsa", "office-ec"])
def test_it_signs_checkpoints_too(token: SoftToken, key: str) -> None:
    signer = signer_at(token.place(key))
    assert not signer.demonstration
    assert read_checkpoint(sign_checkpoint(FOUND, signer), [certificate_of(signer)]) == FOUND


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"label": "Elsewhere"}, r"no token 'Elsewhere'; there is 'Riverside'"),
        ({"key": "lost"}, "holds no key with the label 'lost'"),
        ({"key": "twice"}, "holds 2 keys with the label 'twice'"),
        ({"key": "lonely"}, "holds no certificate with the label 'lonely'"),
        ({"key": "lonely", "certificate": "office-ec"}, "is of another key"),
    ],
)
def test_what_is_not_on_the_token_is_named(token: SoftToken, changes: dict[str, str], words: str) -> None:
    given = {"key": "office-ec"} | changes
    with pytest.raises(KeyUnusable, match=words):
        signer_at(token.place(**given))


def test_a_wrong_pin_is_tried_once_so_that_the_token_does_not_lock_itself(
    token: SoftToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_tokens()  # nobody is signed in to the token
    for _ in range(2):
        with pytest.raises(KeyUnusable, match="PIN of the token 'Riverside' is wrong; it was tried once") as told:
            signer_at(token.place("office-ec", pin="1234"))
        assert "1234" not in str(told.value)
        monkeypatch.setenv(SETTING, "/nowhere/at/all")  # where another try would fail otherwise
    monkeypatch.undo()
    leave_tokens()
    assert holds(sign(blank(), signer_at(token.place("office-ec"))))


def test_a_module_that_is_none_is_named(token: SoftToken, tmp_path: Path) -> None:
    for content in (None, "no library"):
        module = tmp_path / "module.so"
        if content is not None:
            module.write_text(content)
        with pytest.raises(KeyUnusable, match=r"PKCS#11 module .*module\.so"):
            signer_at(Token(module, "Riverside", "office-ec", "office-ec", "1"))


def test_a_session_that_broke_is_opened_anew(token: SoftToken) -> None:
    signer = signer_at(token.place("office-ec"))
    assert holds(sign(blank(), signer))
    pkcs11.lib(str(MODULE)).finalize()
    assert isinstance(signer.key, TokenSigner)
    with pytest.raises(PKCS11Error):
        signer.key.found.key.sign(b"", mechanism=pkcs11.Mechanism.ECDSA)
    assert holds(sign(blank(), signer))


def test_a_token_that_went_away_is_told_and_works_again_when_it_is_back(token: SoftToken) -> None:
    signer = signer_at(token.place("office-ec"))
    [here] = token.tokens.iterdir()
    away = here.rename(token.directory / "away")
    try:
        with pytest.raises(Unsigned, match=r"no token 'Riverside'|token 'Riverside' did not sign"):
            sign(blank(), signer)
    finally:
        away.rename(here)
    assert holds(sign(blank(), signer))


def test_keys_of_one_token_do_not_get_into_each_others_way(token: SoftToken) -> None:
    one, other = signer_at(token.place("office-ec")), signer_at(token.place("office-rsa"))
    pkcs11.lib(str(MODULE)).finalize()
    for signer in (other, one, other):
        assert holds(sign(blank(), signer))


def test_a_signature_of_another_key_is_not_given_out(token: SoftToken) -> None:
    one, other = signer_at(token.place("office-ec")), signer_at(token.place("spare"))
    assert isinstance(one.key, TokenSigner)
    assert isinstance(other.key, TokenSigner)
    one.key.token._opened = replace(one.key.token.opened(), key=other.key.token.opened().key)
    assert holds(sign(blank(), one))


def test_many_at_once_take_turns(token: SoftToken) -> None:
    def one(_number: int) -> bool:
        return holds(sign(blank(), signer_at(token.place("office-ec"))))

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(one, range(12)))


def test_a_process_that_was_forked_opens_the_token_for_itself(token: SoftToken) -> None:
    place = token.place("office-ec")
    assert holds(sign(blank(), signer_at(place)))
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - in the other process
        try:
            signed = holds(sign(blank(), signer_at(place)))
            os.write(writing, b"yes" if signed and set(_initialised.values()) == {os.getpid()} else b"no")
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        assert told.read() == b"yes"
    os.waitpid(child, 0)
    assert holds(sign(blank(), signer_at(place)))
