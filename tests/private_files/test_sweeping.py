"""What nobody came back for, and what no row knows, goes; all else stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accelerator.files import operations, tasks
from accelerator.files.models import File, Upload
from accelerator.files.operations import uploading
from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from tests.factories import accounts, files
from tests.factories.files import PDF

pytestmark = pytest.mark.django_db
NOW = "2026-11-20T12:00:00Z"


def keep(whole: Any) -> File:
    return operations.keep(whole, by=accounts.person())


def append(upload: Upload, content: bytes, offset: int = 0) -> Upload:
    return operations.append(upload, content, offset=offset, at=clock.now(), take=keep)


class TestUploads:
    def test_those_whose_time_is_over_go_with_their_parts(self, django_capture_on_commit_callbacks: Any) -> None:
        upload = append(files.begun(), PDF[:9])
        fresh = files.begun()
        Upload.objects.filter(pk=upload.pk).update(expires_at=clock.now() - timedelta(seconds=1))
        with django_capture_on_commit_callbacks(execute=True):
            tasks.forget()
        assert list(Upload.objects.all()) == [fresh]
        assert not default_storage.exists(upload.parts[0])

    def test_a_finished_one_goes_and_its_file_stays(self) -> None:
        upload = append(files.begun(), PDF)
        assert upload.file is not None
        assert operations.forget_expired(at=clock.now() + timedelta(days=2)) == 1
        assert default_storage.exists(File.objects.get().stored_as)

    def test_what_three_pages_of_a_person_begin_is_kept_and_of_more_the_oldest_gives_way(self) -> None:
        """`upload.js` begins nine of a page at once."""
        person = accounts.person()
        begun = [files.begun(by=person) for _ in range(3 * 9)]
        assert set(Upload.objects.filter(by=person)) == set(begun)
        begun += [files.begun(by=person) for _ in range(4)]
        assert set(Upload.objects.filter(by=person)) == set(begun[1:])

    def test_parts_are_counted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(uploading, "PARTS_MOST", 2)
        upload = files.begun()
        for place in range(2):
            append(upload, PDF[place : place + 1], place)
        with pytest.raises(operations.Over):
            append(upload, PDF[2:3], 2)

    def test_the_database_keeps_its_length(self) -> None:
        upload = files.begun(size=9)
        for received in (-1, 10):
            with pytest.raises(IntegrityError, match="upload_received"), transaction.atomic():
                Upload.objects.filter(pk=upload.pk).update(received=received)

    def test_where_taking_it_breaks_the_last_part_is_sent_again(self) -> None:
        upload, left = append(files.begun(), PDF[:20]), set[str]()

        def break_off(_whole: Any) -> File:
            left.update(default_storage.listdir(f"{clock.now():%Y%m%d}")[1])
            raise RuntimeError("the machine went away")

        with pytest.raises(RuntimeError):
            operations.append(upload, PDF[20:], offset=20, at=clock.now(), take=break_off)
        upload.refresh_from_db()
        assert (upload.received, upload.file) == (20, None)
        assert len(left - set(default_storage.listdir(f"{clock.now():%Y%m%d}")[1])) == 1
        assert append(upload, PDF[20:], 20).file is not None


class TestAnyCut(TestCase):
    """However a file is cut, and however often a part is sent twice or from the wrong place, what is taken is the file."""

    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, len(PDF)), st.integers(1, 40)), max_size=12))
    def test_it_arrives_as_it_was(self, sent: list[tuple[int, int]]) -> None:
        upload = files.begun()
        for start, length in [*sent, *[(place, 7) for place in range(len(PDF) + 1)]]:
            upload.refresh_from_db()
            if upload.file is not None:
                break
            try:
                append(upload, PDF[start : start + length], start)
            except Refusal:
                pass
        upload.refresh_from_db()
        assert upload.file is not None
        with default_storage.open(upload.file.stored_as) as kept:
            assert kept.read() == PDF


class TestOrphans:
    def put(self, days: int, name: str = "") -> str:
        place = f"{clock.now() - timedelta(days=days):%Y%m%d}/{name or 'orphan'}"
        return default_storage.save(place, ContentFile(b"?"))

    def test_bytes_without_a_row_go_after_two_days(self) -> None:
        with time_machine.travel(NOW, tick=False):
            old = [self.put(days) for days in (2, 5, 8)]
            young = [self.put(days) for days in (0, 1)]
            kept, upload = files.file(), append(files.begun(), PDF[:9])
        with time_machine.travel(NOW, tick=False) as clock_:
            tasks.sweep()
            assert [default_storage.exists(name) for name in old] == [False] * 3
            assert [default_storage.exists(name) for name in young] == [True] * 2
            clock_.shift(timedelta(days=3))
            tasks.sweep()
            assert [default_storage.exists(name) for name in young] == [False] * 2
        assert default_storage.exists(kept.stored_as)
        assert default_storage.exists(upload.parts[0])

    def test_a_week_is_made_up_for_and_how_many_went_is_told(self) -> None:
        with time_machine.travel(NOW, tick=False):
            there = [self.put(days) for days in range(11)]
            assert operations.sweep_orphans(at=clock.now()) == 7
            assert [default_storage.exists(name) for name in there] == [True] * 2 + [False] * 7 + [True] * 2
            assert operations.sweep_orphans(at=clock.now()) == 0
        for name in there:
            default_storage.delete(name)

    def test_what_lies_elsewhere_is_left_alone(self) -> None:
        with time_machine.travel(NOW, tick=False):
            logo = default_storage.save("logos/ours", ContentFile(b"?"))
            tasks.sweep()
        assert default_storage.exists(logo)
        default_storage.delete(logo)
