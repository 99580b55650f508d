"""Files that come in parts: begun, added to, handed over whole, or swept when nobody comes back."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.files import names
from accelerator.files.limits import MB
from accelerator.files.models import File, Upload
from accelerator.files.operations.keeping import place
from accelerator.kit.refusals import Refusal

LIFE = timedelta(hours=24)
PART_MOST = 8 * MB
PARTS_MOST = 200
OPEN_MOST = 30  # of one person at once: of three pages that each begin nine, and some to spare
SWEPT_AT_ONCE = 100
Take = Callable[[UploadedFile[Any]], File]


class Moved(Refusal):
    """A part does not begin where the last one ended."""


class TooLarge(Refusal):
    status = 413


class Over(Refusal):
    """The upload takes no more parts."""

    status = 410


@transaction.atomic
def begin(*, name: str, size: int, by: Any, purpose: str, at: datetime, until: datetime | None = None) -> Upload:
    """A place for the parts of a file of `size` bytes that `purpose` will take, for a day, or `until`.

    Of a person's unfinished uploads the newest thirty are kept. Whether `by` may, and whether it fits, is the caller's rule.
    """
    others = Upload.objects.visible_to(by).filter(file=None).order_by("-id")[OPEN_MOST - 1 :]
    for one in others:
        discard(one)
    ends = min(at + LIFE, until or at + LIFE)
    return Upload.objects.create(name=names.clean(name), size=size, by=by, purpose=purpose, began_at=at, expires_at=ends)


def append(upload: Upload, part: bytes, *, offset: int, at: datetime, take: Take) -> Upload:
    """Adds the bytes that begin at `offset`; the last of them hand the whole file to `take`, in the same transaction.

    So an upload that has arrived in full is taken, or its last part was never there and is sent again. Where `take` refuses, the
    upload ends and the refusal is raised. Raises Moved, TooLarge, Over.
    """
    if len(part) > PART_MOST:
        raise TooLarge(_("A part may have %(most)d MB.") % {"most": PART_MOST // MB})
    stored = default_storage.save(place(), ContentFile(part))
    try:
        with transaction.atomic():
            held = _held(upload, offset, len(part), at)
            held.parts.append(stored)
            held.received += len(part)
            refusal = _hand_over(held, take) if held.received == held.size else None
            if refusal is None:
                held.save(update_fields=["parts", "received", "file"])
    except BaseException:
        default_storage.delete(stored)
        raise
    if refusal:
        raise refusal
    return held


def _held(upload: Upload, offset: int, more: int, at: datetime) -> Upload:
    held = Upload.objects.select_for_update(no_key=True).filter(pk=upload.pk, file=None, expires_at__gt=at).first()
    if held is None or len(held.parts) >= PARTS_MOST:
        raise Over(_("This upload has ended. Begin it again."))
    if held.received != offset:
        raise Moved(_("%(name)s goes on at byte %(received)d.") % {"name": held.name, "received": held.received}, field="offset")
    if held.received + more > held.size:
        raise TooLarge(_("%(name)s is longer than it said. Begin it again.") % {"name": held.name})
    return held


def _hand_over(held: Upload, take: Take) -> Refusal | None:
    """What `take` has against it, if anything: then the upload is gone."""
    try:
        with transaction.atomic(), _whole(held) as whole:
            held.file = take(whole)
    except Refusal as refusal:
        discard(held)
        return refusal
    _let_go(held)
    held.parts = []
    return None


@contextmanager
def _whole(upload: Upload) -> Iterator[UploadedFile[Any]]:
    """All parts as one file on this machine's disk."""
    with tempfile.TemporaryFile() as file:
        for part in upload.parts:
            with default_storage.open(part) as given:
                shutil.copyfileobj(given, file)
        file.seek(0)
        yield UploadedFile(file, upload.name, size=upload.size)


@transaction.atomic
def discard(upload: Upload) -> None:
    """Forgets an upload; the bytes of its parts go once the transaction holds."""
    _let_go(upload)
    upload.delete()


def _let_go(upload: Upload) -> None:
    for part in upload.parts:
        transaction.on_commit(partial(default_storage.delete, part), robust=True)


@transaction.atomic
def forget_expired(*, at: datetime) -> int:
    """Discards up to a hundred uploads whose time is over, the finished ones too, whose file stays. How many."""
    due = Upload.objects.select_for_update(skip_locked=True).filter(expires_at__lte=at).order_by("expires_at")
    gone = list(due[:SWEPT_AT_ONCE])
    for upload in gone:
        discard(upload)
    return len(gone)
