"""The same files in a bucket: kept, served, drawn, sent in parts, removed and swept as in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from accelerator.files import operations, serving, tasks
from accelerator.files.models import File, Preview
from accelerator.kit import clock
from config.storage import private
from tests.factories import accounts, files
from tests.factories.files import PDF
from tests.private_files import honest
from tests.private_files.bucket import Bucket, opened

pytestmark = pytest.mark.django_db
HERE = Path("/srv/files")


@pytest.fixture
def bucket(settings: Any) -> Iterator[Bucket]:
    with opened() as made:
        settings.STORAGES = settings.STORAGES | {"default": private(made.url, HERE)}
        yield made
    assert not made.unsigned


def test_a_file_is_kept_served_drawn_and_removed(bucket: Bucket, django_capture_on_commit_callbacks: Any) -> None:
    person, deck = accounts.person(), honest.blank()
    kept = files.file(by=person, name="Deck.pdf", content=deck)
    assert bucket == {kept.stored_as: deck}
    response = serving.answer(kept, to=person)
    assert (b"".join(response.streaming_content), response["Content-Length"]) == (deck, str(len(deck)))  # type: ignore[arg-type]  # a plain iterator
    tasks.look(kept.pk)
    drawn = Preview.objects.get()
    assert serving.preview(kept, to=person).content == bucket[drawn.stored_as]
    with django_capture_on_commit_callbacks(execute=True):
        operations.remove(kept)
    assert bucket == {}


def test_a_file_in_parts(bucket: Bucket, django_capture_on_commit_callbacks: Any) -> None:
    upload, now = files.begun(), clock.now()

    def take(whole: Any) -> File:
        return operations.keep(whole, by=upload.by)

    operations.append(upload, PDF[:20], offset=0, at=now, take=take)
    assert list(bucket.values()) == [PDF[:20]]
    with django_capture_on_commit_callbacks(execute=True):
        operations.append(upload, PDF[20:], offset=20, at=now, take=take)
    assert bucket == {File.objects.get().stored_as: PDF}


def test_what_no_row_knows_is_swept(bucket: Bucket) -> None:
    kept, days = files.file(), timedelta(days=3)
    folder = kept.stored_as.partition("/")[0]
    bucket[f"{folder}/orphan"] = b"?"
    bucket["logos/ours"] = b"?"
    assert operations.sweep_orphans(at=clock.now() + days) == 1
    assert set(bucket) == {kept.stored_as, "logos/ours"}


def test_two_of_a_name_never_share_bytes(bucket: Bucket) -> None:
    from django.core.files.base import ContentFile

    one, two = (default_storage.save("20261127/a", ContentFile(text)) for text in (b"one", b"two"))
    assert one != two
    assert {bucket[one], bucket[two]} == {b"one", b"two"}


class TestAddress:
    def test_without_one_it_is_a_folder(self) -> None:
        told = private("", HERE)
        assert told["BACKEND"] == "django.core.files.storage.FileSystemStorage"
        assert told["OPTIONS"] == {"location": HERE, "base_url": None}

    def test_everything_it_says(self) -> None:
        told = private("s3://a%2Fb:c%2Bd@store.example.org:9000/files?region=ap-southeast-1", HERE)["OPTIONS"]
        assert (told["access_key"], told["secret_key"]) == ("a/b", "c+d")
        assert (told["endpoint_url"], told["bucket_name"]) == ("https://store.example.org:9000", "files")
        assert (told["region_name"], told["file_overwrite"], told["default_acl"]) == ("ap-southeast-1", False, None)
        assert told["querystring_expire"] <= 300

    def test_the_inventors_own_and_the_machines_own_key(self) -> None:
        told = private("s3:///files?region=eu-west-1", HERE)["OPTIONS"]
        assert {"endpoint_url", "access_key", "secret_key"}.isdisjoint(told)

    @pytest.mark.parametrize(
        "url", ["https://example.org/files", "s3://host", "s3://host/a/b", "s3://host/files?acl=public-read"]
    )
    def test_any_other_is_refused_before_anything_starts(self, url: str) -> None:
        with pytest.raises(ValueError, match="FILES_URL is s3://"):
            private(url, HERE)
