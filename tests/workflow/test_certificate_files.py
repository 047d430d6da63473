"""A certificate's file is made once, kept under its digest, and never quietly replaced."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier, Thread
from uuid import UUID

import pytest

from app.documents.answers import Enclosed
from app.documents.facts import CertificateFacts
from app.storage.certificates import by_sha256, file_of, of_assessment, path_of, without_file
from app.storage.ledger import entries
from app.workflow.keeping_certificates import certificate_file
from app.workflow.keeping_files import FileLost
from tests.people import NOW, World

made: list[str] = []


def render(facts: CertificateFacts, _enclosed: Enclosed, language: str) -> bytes:
    made.append(language)
    return f"{facts.number} in {language}, copy {len(made)}".encode()


@pytest.fixture(autouse=True)
def _nothing_made() -> None:
    made.clear()


def path(world: World, key: UUID, language: str = "en") -> Path:
    with world.session() as session:
        certificate = of_assessment(session, key)
        assert certificate is not None
        return certificate_file(
            session,
            certificate=certificate,
            language=language,
            data_directory=world.data_directory,
            render=render,
            now=NOW,
        )


def test_a_file_is_made_once_for_each_language(each_world: World) -> None:
    key = each_world.certified()
    assert path(each_world, key) == path(each_world, key) != path(each_world, key, "zh-Hans")
    assert made == ["en", "zh-Hans"]
    with each_world.session() as session:
        certificate = of_assessment(session, key)
        assert certificate is not None
        file = file_of(session, certificate.id, "en")
        assert file is not None
        assert path_of(each_world.data_directory, file.sha256) == path(each_world, key)
        assert by_sha256(session, file.sha256.upper()) is file
        assert without_file(session, "en") == []
        assert without_file(session, "fr") == [certificate]


def test_a_lost_or_altered_file_is_not_served(world: World) -> None:
    key = world.certified()
    file = path(world, key)
    file.write_bytes(b"another certificate")
    with pytest.raises(FileLost, match="altered"):
        path(world, key)
    file.unlink()
    with pytest.raises(FileLost, match="cannot be read"):
        path(world, key)


def test_two_first_downloads_at_once_get_the_same_file(each_world: World) -> None:
    key = each_world.certified()
    barrier, paths = Barrier(4), set()

    def download() -> None:
        barrier.wait()
        paths.add(path(each_world, key))

    threads = [Thread(target=download) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(paths) == 1
    assert list(each_world.data_directory.glob("certificates/*")) == list(paths)  # what was made in vain is gone
    with each_world.session() as session:
        told = [entry for entry in entries(session) if entry.action == "file"]
    assert [entry.details.count(next(iter(paths)).stem) for entry in told] == [1]


def test_nothing_is_kept_of_a_file_that_could_not_be_made(world: World) -> None:
    key = world.certified()

    def broken(facts: CertificateFacts, _enclosed: Enclosed, language: str) -> bytes:
        raise MemoryError(facts.number + language)

    with world.session() as session:
        certificate = of_assessment(session, key)
        assert certificate is not None
        with pytest.raises(MemoryError):
            certificate_file(
                session,
                certificate=certificate,
                language="en",
                data_directory=world.data_directory,
                render=broken,
                now=NOW,
            )
    assert path(world, key).exists()
