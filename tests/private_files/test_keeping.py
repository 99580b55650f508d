"""Keeping, removing and handing out: names made harmless, limits enforced, bytes under random names, doors asked every time."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.http import Http404

from accelerator.files import operations, serving
from accelerator.files.limits import MB
from accelerator.files.models import File, Quota
from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from tests import together
from tests.factories import accounts, files, startups
from tests.factories.files import PDF, pdf_of, upload
from tests.private_files.hostile import EXE, HTML, png_of
from tests.private_files.locks import locked

pytestmark = pytest.mark.django_db


_FOREIGN = "%s is not what we take here. Send it as PDF, DOCX."
_FALSE = "%s does not hold what its name says. Save it as PDF, DOCX once more, then send it."


@pytest.fixture
def person() -> Any:
    return accounts.person()


def stored() -> set[str]:
    """Every object in the private storage."""
    folders, loose = default_storage.listdir("")
    return set(loose) | {f"{folder}/{name}" for folder in folders for name in default_storage.listdir(folder)[1]}


class TestKeeping:
    @pytest.mark.parametrize(
        ("name", "scanner", "rung"),
        [("deck.pdf", "", 1), ("table.csv", "", 0), ("table.csv", "tcp://127.0.0.1:9", 1), ("deck.pdf", "tcp://127.0.0.1:9", 1)],
    )
    def test_workers_look_at_what_is_drawn_or_scanned(
        self, person: Any, name: str, scanner: str, rung: int, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        settings.CLAMAV_URL = scanner
        with django_capture_on_commit_callbacks() as heard:
            files.file(by=person, name=name, content=files.PDF if name == "deck.pdf" else files.CSV)
        assert len(heard) == rung

    def test_what_is_known_of_it(self, person: Any) -> None:
        kept = operations.keep(upload("Deck 1.pdf", declared="text/html"), by=person)
        assert (kept.name, kept.size, kept.media_type) == ("Deck 1.pdf", len(PDF), "application/pdf")
        assert (kept.sha256, kept.uploaded_by, kept.removed_at) == (hashlib.sha256(PDF).hexdigest(), person, None)
        with default_storage.open(kept.stored_as) as file:
            assert file.read() == PDF

    def test_where_it_lies_says_nothing_about_it(self, person: Any) -> None:
        one, two = operations.keep(upload(), by=person), operations.keep(upload(), by=person)
        assert one.stored_as != two.stored_as
        assert one.code != two.code
        for kept in (one, two):
            assert kept.code not in kept.stored_as
            assert "deck" not in kept.stored_as
            assert "." not in kept.stored_as

    def test_it_has_no_address_of_its_own(self, client: Any, person: Any) -> None:
        kept = files.file(by=person)
        client.force_login(person)
        for path in (kept.stored_as, f"media/{kept.stored_as}", f"static/{kept.stored_as}", f"files/{kept.stored_as}"):
            assert client.get(f"/{path}").status_code == 404

    def test_only_the_process_itself_reads_it(self, person: Any) -> None:
        assert Path(default_storage.path(files.file(by=person).stored_as)).stat().st_mode & 0o077 == 0

    @pytest.mark.parametrize(
        ("name", "content", "says"),
        [("deck.pdf", HTML, _FALSE), ("deck.PDF", EXE, _FALSE), ("deck.html", HTML, _FOREIGN), ("deck", PDF, _FOREIGN)],
    )
    def test_what_it_is_not_is_refused_and_nothing_stays(self, person: Any, name: str, content: bytes, says: str) -> None:
        before = stored()
        with pytest.raises(Refusal) as refused:
            operations.keep(upload(name, content, declared="application/pdf"), by=person, allowed=("pdf", "docx"), field="deck")
        assert str(refused.value) == says % name
        assert refused.value.field == "deck"
        assert (File.objects.count(), stored()) == (0, before)

    def test_25_megabytes_are_taken_and_one_byte_more_is_not(self, person: Any, settings: Any) -> None:
        assert settings.FILE_UPLOAD_MAX_BYTES == 25 * 1024 * 1024
        most = settings.FILE_UPLOAD_MAX_BYTES
        assert operations.keep(upload("big.pdf", pdf_of(most)), by=person).size == 26_214_400
        with pytest.raises(Refusal, match=r"^bigger\.pdf is larger than 25 MB\. Make it smaller\.$"):
            operations.keep(upload("bigger.pdf", pdf_of(most + 1)), by=person)
        operations.remove(File.objects.get())

    def test_a_door_may_take_less(self, person: Any) -> None:
        assert operations.keep(upload(), by=person, most_bytes=len(PDF)).size == len(PDF)
        with pytest.raises(Refusal, match="larger than"):
            operations.keep(upload(), by=person, most_bytes=len(PDF) - 1)

    def test_one_that_asks_for_a_password_is_told_and_one_that_only_may_not_be_printed_is_taken(self, person: Any) -> None:
        before = stored()
        with pytest.raises(Refusal, match=r"^deck\.pdf is locked with a password\. Save it without one, then send it\.$"):
            operations.keep(upload(content=locked(b"secret")), by=person)
        assert stored() == before
        assert operations.keep(upload(content=locked(b"")), by=person).media_type == "application/pdf"

    def test_what_is_barred_is_told_at_its_field(self, person: Any) -> None:
        with pytest.raises(Refusal, match=r"^logo\.png has more than 40 million pixels\. Save it smaller\.$") as refused:
            operations.keep(upload("logo.png", png_of(8000, 5001)), by=person, field="logo")
        assert refused.value.field == "logo"

    def test_an_empty_one_is_refused(self, person: Any) -> None:
        with pytest.raises(Refusal, match=r"^deck\.pdf is empty\. Choose the file again\.$"):
            operations.keep(upload(content=b""), by=person)

    def test_a_name_of_machine_size_is_kept_short(self, person: Any) -> None:
        sent = SimpleUploadedFile("x.pdf", PDF)
        sent._name = "ø" * 5000 + ".pdf"  # type: ignore[attr-defined]  # past Django's own cut
        assert operations.keep(sent, by=person).name == "ø" * 196 + ".pdf"

    def test_where_the_row_cannot_be_written_the_bytes_go(self) -> None:
        before = stored()
        with pytest.raises(IntegrityError), transaction.atomic():
            operations.keep(upload(), by=None)
        assert (File.objects.count(), stored()) == (0, before)


class TestQuota:
    """What one startup keeps in all."""

    def test_files_take_its_room_and_give_it_back(self, person: Any) -> None:
        startup = startups.startup()
        one, two = (files.file(by=person, on=startup) for _ in range(2))
        quota = Quota.objects.get()
        assert (quota.owner, quota.used, quota.most) == (f"startup:{startup.pk}", 2 * len(PDF), 500 * 1024 * 1024)
        operations.remove(one)
        operations.remove(one)
        assert Quota.objects.get().used == len(PDF)
        assert files.file(by=person).quota is None
        assert (two.quota, Quota.objects.get().used) == (quota, len(PDF))

    def test_what_does_not_fit_is_refused_with_what_is_left_and_nothing_stays(self, person: Any) -> None:
        startup = startups.startup(name="Tidewise")
        files.file(by=person, on=startup)
        Quota.objects.update(used=500 * MB - len(PDF))
        files.file(by=person, on=startup)
        before = stored()
        with pytest.raises(Refusal) as refused:
            operations.keep(upload(), by=person, on=startup, field="deck")
        assert str(refused.value) == (
            "Tidewise may keep 500 MB of files in all, and 0.0 MB are left. Remove files you no longer need."
        )
        assert (refused.value.field, stored()) == ("deck", before)

    def test_the_database_keeps_it(self, person: Any) -> None:
        files.file(by=person, on=startups.startup())
        for used in (-1, 500 * MB + 1):
            with pytest.raises(IntegrityError, match="quota_used"), transaction.atomic():
                Quota.objects.update(used=used)

    @pytest.mark.django_db(transaction=True)
    def test_ten_at_once_take_what_there_is_and_no_more(self, person: Any) -> None:
        startup = startups.startup()
        files.file(by=person, on=startup)
        Quota.objects.update(used=500 * MB - 3 * len(PDF))

        def keep() -> bool:
            try:
                return bool(operations.keep(upload(), by=person, on=startup))
            except Refusal:
                return False

        assert sorted(together.at_once(*[keep] * 10)) == [False] * 7 + [True] * 3
        assert Quota.objects.get().used == 500 * MB


class TestRemoving:
    def test_the_row_stays_and_the_bytes_go(self, person: Any, django_capture_on_commit_callbacks: Any) -> None:
        kept = files.file(by=person)
        at = clock.now() - timedelta(minutes=5)
        with django_capture_on_commit_callbacks(execute=True):
            operations.remove(kept, at=at)
        assert File.objects.get().removed_at == at
        assert not default_storage.exists(kept.stored_as)

    def test_the_bytes_stay_where_the_act_fails(self, person: Any) -> None:
        kept = files.file(by=person)
        with transaction.atomic():
            operations.remove(kept)
            transaction.set_rollback(True)
        assert File.objects.get().removed_at is None
        assert default_storage.exists(kept.stored_as)

    def test_no_size_below_zero(self, person: Any) -> None:
        kept = files.file(by=person)
        with pytest.raises(IntegrityError, match="file_size"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE accelerator_file SET size = -1 WHERE id = %s", [kept.pk])

    def test_two_rows_never_share_bytes(self, person: Any) -> None:
        one, two = files.file(by=person), files.file(by=person)
        with pytest.raises(IntegrityError, match="stored_as"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE accelerator_file SET stored_as = %s WHERE id = %s", [one.stored_as, two.pk])


class TestServing:
    def test_no_browser_runs_or_keeps_it(self, person: Any) -> None:
        response = serving.answer(files.file(by=person, name="Deck.pdf"), to=person)
        assert b"".join(response.streaming_content) == PDF
        assert dict(response.items()) == {
            "Content-Type": "application/pdf",
            "Content-Length": str(len(PDF)),
            "Content-Disposition": 'attachment; filename="Deck.pdf"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
            "Cross-Origin-Resource-Policy": "same-origin",
        }

    @pytest.mark.parametrize(
        ("name", "told"),
        [
            ("Plan für.pdf", "attachment; filename*=utf-8''Plan%20f%C3%BCr.pdf"),
            ("渡し舟.pdf", "attachment; filename*=utf-8''%E6%B8%A1%E3%81%97%E8%88%9F.pdf"),
            ('a"b.pdf', 'attachment; filename="a\\"b.pdf"'),
            ("a;b.pdf", 'attachment; filename="a;b.pdf"'),
        ],
    )
    def test_its_name_travels_whole(self, person: Any, name: str, told: str) -> None:
        assert serving.answer(files.file(by=person, name=name), to=person)["Content-Disposition"] == told

    def test_no_name_adds_a_header(self, person: Any) -> None:
        kept = files.file(by=person)
        File.objects.filter(pk=kept.pk).update(name="deck.pdf\r\nSet-Cookie: a=b")
        kept.refresh_from_db()
        response = serving.answer(kept, to=person)
        assert "Set-Cookie" not in response
        assert "\r" not in response["Content-Disposition"]
        assert "\n" not in response["Content-Disposition"]

    def test_a_removed_one_is_gone(self, person: Any) -> None:
        kept = files.file(by=person)
        with time_machine.travel(clock.now(), tick=False):
            operations.remove(kept)
        with pytest.raises(Http404):
            serving.answer(kept, to=person)

    def test_one_whose_bytes_are_lost_is_not_found(self, person: Any) -> None:
        kept = files.file(by=person)
        default_storage.delete(kept.stored_as)
        with pytest.raises(Http404):
            serving.answer(kept, to=person)
