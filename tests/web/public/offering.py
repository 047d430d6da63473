"""Offering a file to be checked, as a stranger does."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.storage import certificates
from tests.people import World
from tests.web.client import StrictClient
from tests.web.visiting import token_of


def number_of(world: World, key: UUID) -> str:
    """The number of an assessment's certificate."""
    with world.session() as session:
        found = certificates.of_assessment(session, key)
        assert found is not None
        return found.number


def offer(client: StrictClient, data: bytes, name: str = "certificate.pdf") -> TestResponse:
    """The answer to a file that is dropped on the page."""
    token = token_of(client.get("/verify"))
    # The whole body at once: the client would put a large one into a file and never close it.
    boundary, body = encode_multipart({"csrf_token": token, "file": FileStorage(BytesIO(data), filename=name)})
    return client.post("/verify", data=body, content_type=f'multipart/form-data; boundary="{boundary}"')
