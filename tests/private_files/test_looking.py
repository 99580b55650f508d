"""Files as workers look at them: scanned where a scanner is named, drawn small; and what people may have meanwhile."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, ProgrammingError, transaction
from django.http import Http404
from PIL import Image

from accelerator.files import clamav, operations, queries, serving, tasks, walls
from accelerator.files.models import File, Preview
from accelerator.notices.models import Message
from accelerator.trail.models import Entry
from tests.factories import accounts, files
from tests.private_files import honest
from tests.private_files.scanner import EICAR, SIZE_MOST, scanner

pytestmark = pytest.mark.django_db
DECK = honest.blank(595, 842)
AWAY = "tcp://127.0.0.1:9"


@pytest.fixture
def person() -> Any:
    return accounts.person()


@pytest.fixture
def scanning(settings: Any) -> Iterator[str]:
    with scanner() as url:
        settings.CLAMAV_URL = url
        yield url


def deck(person: Any, name: str = "deck.pdf", content: bytes = DECK) -> File:
    return files.file(by=person, name=name, content=content)


def looked_at(file: File) -> File:
    tasks.look(file.pk)
    file.refresh_from_db()
    return file


class TestScanner:
    def test_it_tells_clean_from_found(self, scanning: str) -> None:
        assert clamav.find(io.BytesIO(DECK), scanning) == ""
        assert clamav.find(io.BytesIO(EICAR), scanning) == "Eicar-Test-Signature"
        assert clamav.find(io.BytesIO(b"x" * 100_000 + EICAR), scanning) == "Eicar-Test-Signature"

    def test_it_listens_on_a_socket_of_the_machine_too(self, tmp_path: Path) -> None:
        with scanner(tmp_path / "clamd.ctl") as url:
            assert clamav.find(io.BytesIO(EICAR), url) == "Eicar-Test-Signature"

    @pytest.mark.parametrize("url", [AWAY, "unix:///nowhere/clamd.ctl"])
    def test_one_that_is_away(self, url: str) -> None:
        with pytest.raises(clamav.Away):
            clamav.find(io.BytesIO(EICAR), url)

    def test_an_answer_that_says_neither_is_no_clean_one(self, scanning: str) -> None:
        with pytest.raises(clamav.Away, match="size limit exceeded"):
            clamav.find(io.BytesIO(b"x" * (SIZE_MOST + 1)), scanning)


class TestScanning:
    def test_without_a_scanner_nothing_says_scanned(self, person: Any) -> None:
        kept = looked_at(deck(person))
        assert (kept.scan, kept.scanned_at, queries.scans([kept.code])) == ("none", None, {})
        assert serving.answer(kept, to=accounts.person()).status_code == 200

    def test_until_it_is_looked_at_only_its_sender_has_it(self, person: Any, scanning: str) -> None:
        kept = deck(person)
        assert (kept.scan, queries.scans([kept.code])) == ("pending", {kept.code: "scanning"})
        with pytest.raises(serving.Unscanned, match=r"^deck\.pdf waits for the virus scanner\. Try again in a few minutes\.$"):
            serving.answer(kept, to=accounts.person())
        assert serving.answer(kept, to=person).status_code == 200
        kept = looked_at(kept)
        assert (kept.scan, queries.scans([kept.code])) == ("clean", {kept.code: "scanned"})
        assert kept.scanned_at is not None
        assert serving.answer(kept, to=accounts.person()).status_code == 200

    def test_what_is_found_is_served_to_nobody_and_its_sender_hears(self, person: Any, scanning: str) -> None:
        kept = looked_at(deck(person, "notes.txt", EICAR))
        assert (kept.scan, kept.found) == ("found", "Eicar-Test-Signature")
        assert queries.scans([kept.code]) == {kept.code: "refused"}
        for reader in (person, accounts.person()):
            with pytest.raises(serving.Unscanned, match=r"^The virus scanner refused notes\.txt\. Nobody can open it\.$"):
                serving.answer(kept, to=reader)
        tasks.look(kept.pk)
        message = Message.objects.get()
        assert (message.kind, message.recipient, message.facts["found"]) == ("file_refused", person, "Eicar-Test-Signature")
        assert Entry.objects.filter(verb="file.refused").count() == 1

    def test_while_the_scanner_is_away_it_waits_and_the_sweep_comes_back(self, person: Any, scanning: str, settings: Any) -> None:
        settings.CLAMAV_URL = AWAY
        kept = looked_at(deck(person))
        assert (kept.scan, operations.look_due()) == ("pending", [kept.pk])
        assert not Preview.objects.exclude(settled_at=None).exists()
        settings.CLAMAV_URL = scanning
        tasks.look_due()
        kept.refresh_from_db()
        assert (kept.scan, operations.look_due()) == ("clean", [])

    def test_one_that_waits_still_waits_where_no_scanner_is_named_any_more(
        self, person: Any, scanning: str, settings: Any
    ) -> None:
        kept = deck(person)
        settings.CLAMAV_URL = ""
        assert looked_at(kept).scan == "pending"
        with pytest.raises(serving.Unscanned):
            serving.answer(kept, to=accounts.person())

    def test_a_verdict_stands(self, person: Any, scanning: str) -> None:
        kept = looked_at(deck(person, "notes.txt", EICAR))
        for scan in ("none", "pending", "clean"):
            with pytest.raises(ProgrammingError, match="Invalid transition of field"), transaction.atomic():
                File.objects.filter(pk=kept.pk).update(scan=scan)

    def test_none_is_told_without_its_moment(self, person: Any, scanning: str) -> None:
        kept = deck(person)
        with pytest.raises(IntegrityError, match="file_scanned_when"), transaction.atomic():
            File.objects.filter(pk=kept.pk).update(scan="clean")


class TestPreviews:
    def test_a_page_and_a_picture_are_drawn(self, person: Any) -> None:
        for name, content, size in (
            ("deck.pdf", DECK, (453, 640)),
            ("logo.png", honest.picture("PNG", "RGBA", (1280, 64)), (640, 32)),
        ):
            kept = looked_at(deck(person, name, content))
            answer = serving.preview(kept, to=person)
            with Image.open(io.BytesIO(answer.content)) as picture:
                assert (picture.format, picture.size) == ("WEBP", size)
        assert operations.look_due() == []

    def test_no_browser_runs_or_keeps_it(self, person: Any) -> None:
        answer = serving.preview(looked_at(deck(person)), to=person)
        assert dict(answer.items()) == {
            "Content-Type": "image/webp",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
            "Cross-Origin-Resource-Policy": "same-origin",
        }

    def clear(self, answer: Any) -> bool:
        with Image.open(io.BytesIO(answer.content)) as picture:
            return picture.size == (1, 1) and picture.convert("RGBA").getpixel((0, 0)) == (0, 0, 0, 0)

    def test_where_nothing_is_drawn_it_is_clear(self, person: Any) -> None:
        for kept in (deck(person), looked_at(deck(person, "broken.pdf", files.PDF)), looked_at(deck(person, "a.txt", b"words"))):
            assert self.clear(serving.preview(kept, to=person))
        assert Preview.objects.get(file__name="broken.pdf").settled_at is not None

    def test_it_waits_for_the_scanner_as_its_file_does(self, person: Any, scanning: str) -> None:
        kept = looked_at(deck(person))
        assert not self.clear(serving.preview(kept, to=accounts.person()))
        waiting = deck(person)
        Preview.objects.filter(file=waiting).update(stored_as=Preview.objects.get(file=kept).stored_as)
        assert self.clear(serving.preview(waiting, to=accounts.person()))
        assert not self.clear(serving.preview(waiting, to=person))

    def test_it_goes_with_its_file(self, person: Any, django_capture_on_commit_callbacks: Any) -> None:
        kept = looked_at(deck(person))
        stored = Preview.objects.get().stored_as
        with django_capture_on_commit_callbacks(execute=True):
            operations.remove(kept)
        assert not default_storage.exists(stored)
        with pytest.raises(Http404):
            serving.preview(kept, to=person)
        assert operations.look_due() == []

    def test_a_file_that_takes_its_worker_along_is_tried_three_times(self, person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        kept, tried = deck(person), list[str]()

        def die(_file: Any, kind: str) -> walls.Drawn:
            tried.append(kind)
            raise SystemExit

        monkeypatch.setattr(walls, "draw", die)
        for _ in range(3):
            assert operations.look_due() == [kept.pk]
            with pytest.raises(SystemExit):
                operations.look(kept.pk)
        assert operations.look_due() == []
        operations.look(kept.pk)
        assert tried == ["pdf"] * 3

    def test_twice_is_once(self, person: Any) -> None:
        kept = looked_at(deck(person))
        before = Preview.objects.values().get()
        tasks.look(kept.pk)
        assert Preview.objects.values().get() == before

    def test_each_draws_its_own(self, person: Any) -> None:
        one, other = deck(person), deck(person, "other.pdf")
        looked_at(one)
        drawn = dict(Preview.objects.values_list("file", "settled_at"))
        assert (drawn[one.pk] is not None, drawn[other.pk]) == (True, None)

    def test_what_is_gone_is_passed_over(self, person: Any) -> None:
        """Its row, its file or its bytes: a worker may come late."""
        removed, lost = deck(person), deck(person, "lost.pdf")
        operations.remove(removed)
        default_storage.delete(lost.stored_as)
        for pk in (removed.pk, lost.pk, 0):
            tasks.look(pk)
        assert set(Preview.objects.values_list("tries", "settled_at")) == {(0, None)}
