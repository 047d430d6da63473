"""Asks a time-stamp server (RFC 3161) when a signature was there, and takes nothing from it that does not hold."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from asn1crypto import cms, core, tsp
from cryptography import x509
from pyhanko.sign.timestamps import TimeStamper

from app.documents.chains import certificates_in
from app.documents.stamp_reading import StampRefused, read_stamp
from app.documents.unsigned import StampMissing

SECONDS = 10.0  # for all of a question and its answer
LARGEST = 24 * 1024  # bytes of an answer; the largest servers seen give about 6,000
APART = timedelta(hours=1)  # between the server's clock and ours
GRANTED = frozenset({"granted", "granted_with_mods"})


class Reply(core.Sequence):  # type: ignore[misc] # asn1crypto has no types
    """A server's answer, which holds no stamp when it refuses; asn1crypto's own class insists on one."""

    _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]  # noqa: RUF012


@dataclass(frozen=True, slots=True)
class Asked:
    """What a stamp has to be about."""

    digest: bytes
    algorithm: str
    nonce: int


class Stamper(TimeStamper):
    """A time-stamp server at an address; only a stamp that `authorities` vouch for counts, where there are any."""

    def __init__(self, address: str, authorities: Sequence[x509.Certificate] = ()) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.address = address
        self.authorities = tuple(authorities)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A stamp for this digest; raises StampMissing when there is none that holds."""
        nonce, request = self.request_cms(message_digest, md_algorithm)  # type: ignore[no-untyped-call]
        answer = await self._answer(request.dump())
        try:
            # In a thread of its own, since looking for who vouches begins a loop of its own.
            return await asyncio.to_thread(self._stamp_in, answer, Asked(message_digest, md_algorithm, nonce))
        except StampMissing:
            raise
        except StampRefused as refused:
            raise self._missing(f"gave a stamp that does not hold: {refused}") from None
        except Exception as error:  # whatever reading a stranger's ASN.1 raises
            raise self._missing("gave an answer that is no time stamp") from error

    def forget(self) -> None:
        """Forget how long a stamp of this server is, so that it is asked once more."""
        self._dummy_response_cache.clear()

    async def _answer(self, question: bytes) -> bytes:
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        limit = aiohttp.ClientTimeout(total=SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=limit, trust_env=True, headers=headers) as session,
                session.post(self.address, data=question, allow_redirects=False) as response,
            ):
                if response.status != 200:
                    raise self._missing(f"answered with status {response.status}")
                return await self._whole(response)
        except TimeoutError:
            raise self._missing(f"did not answer within {SECONDS:.0f} seconds") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise self._missing(f"cannot be reached ({type(error).__name__})") from None

    async def _whole(self, response: aiohttp.ClientResponse) -> bytes:
        read = bytearray()
        async for part in response.content.iter_chunked(4096):
            read += part
            if len(read) > LARGEST:
                raise self._missing("gave an answer that is too long")
        return bytes(read)

    def _stamp_in(self, answer: bytes, asked: Asked) -> cms.ContentInfo:
        response = Reply.load(answer, strict=True)
        status = response["status"]["status"].native
        if status not in GRANTED:
            raise self._missing(f"refused to stamp ({status})")
        token = response["time_stamp_token"]
        told = token["content"]["encap_content_info"]["content"].parsed
        imprint = told["message_imprint"]
        if imprint["hash_algorithm"]["algorithm"].native != asked.algorithm:
            raise self._missing("stamped with another algorithm than it was asked for")
        if told["nonce"].native != asked.nonce:
            raise self._missing("answered another question than it was asked")
        found = read_stamp(token["content"], lambda _algorithm: asked.digest, self.authorities)
        if self.authorities and not found.vouched:
            raise self._missing("is none that FENJI_TIMESTAMP_CA_FILE vouches for")
        if abs(found.time - datetime.now(UTC)) > APART:
            raise self._missing(f"says that it is {found.time:%Y-%m-%d %H:%M}; one of the two clocks is wrong")
        return token

    def _missing(self, what: str) -> StampMissing:
        # Only the host: an address may hold the key of a paid account.
        return StampMissing(f"The time-stamp server {urlsplit(self.address).hostname} {what}.")


@lru_cache(maxsize=4)
def stamper_at(address: str, authorities: Path | None) -> Stamper:
    """The server at an address, the same one each time, so that it is asked only once how long its stamps are.

    Raises KeyUnusable when the file of authorities cannot be read.
    """
    return Stamper(address, certificates_in(authorities) if authorities else ())
