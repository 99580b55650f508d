"""Keeping and removing private files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.files import names, portable, walls
from accelerator.files.kinds import KINDS, Kind, drawn_as, kind_of
from accelerator.files.limits import MB, QUOTA
from accelerator.files.models import File, Preview, Quota
from accelerator.files.reasons import LOCKED, Barred
from accelerator.kit import clock, codes, doorbell
from accelerator.kit.refusals import Refusal
from accelerator.trail.models import key_of

DOCUMENTS = ("pdf", "docx", "pptx", "xlsx", "csv", "txt", "png", "jpg", "mp4")


@transaction.atomic
def keep(
    upload: UploadedFile[bytes],
    *,
    by: Any,
    on: Any = None,
    allowed: Iterable[str] = DOCUMENTS,
    most_bytes: int | None = None,
    field: str = "file",
) -> File:
    """`received` and `enter` at once, for whoever holds no lock and asks for no room."""
    with received(upload, by=by, allowed=allowed, most_bytes=most_bytes, field=field) as file:
        return enter(file, on=on, field=field)


@contextmanager
def received(
    upload: UploadedFile[bytes],
    *,
    by: Any,
    allowed: Iterable[str] = DOCUMENTS,
    most_bytes: int | None = None,
    field: str = "file",
) -> Iterator[File]:
    """`upload` stored privately under a random name, as a row to be entered in the block; its bytes go where the block fails.

    Refusal (at `field`) where it is too large, empty, not what it says, locked, or more than it seems. `allowed` names kinds
    ("pdf", "docx", …). Nothing is locked meanwhile: reading and storing a large file takes seconds. Bytes whose transaction fails
    after the block lie unreachable until they are swept.
    """
    name, size, kinds = names.clean(upload.name or ""), upload.size or 0, tuple(allowed)
    require_fit(name, size, allowed=kinds, most_bytes=most_bytes or settings.FILE_UPLOAD_MAX_BYTES, field=field)
    kind = _kind(upload, name, kinds, field)
    file = File(name=name, size=size, sha256=_sha256(upload), media_type=kind.media_type, uploaded_by=by)
    upload.seek(0)
    file.stored_as = default_storage.save(place(), upload)
    try:
        yield file
    except BaseException:
        default_storage.delete(file.stored_as)
        raise


def require_fit(name: str, size: int, *, allowed: Sequence[str], most_bytes: int, field: str) -> None:
    """Raises Refusal (at `field`) for what shows of a file before its first byte: too large, empty, another ending."""
    if size > most_bytes:
        said = _("%(name)s is larger than %(most)d MB. Make it smaller.")
        raise Refusal(said % {"name": name, "most": most_bytes // MB}, field=field)
    if not size:
        raise Refusal(_("%(name)s is empty. Choose the file again.") % {"name": name}, field=field)
    if not any(names.ending(name).lower() in KINDS[kind].endings for kind in allowed):
        said = _("%(name)s is not what we take here. Send it as %(taken)s.")
        raise Refusal(said % {"name": name, "taken": _told(allowed)}, field=field)


def _told(kinds: Sequence[str]) -> str:
    return ", ".join(kind.upper() for kind in kinds)


def _kind(upload: UploadedFile[bytes], name: str, allowed: tuple[str, ...], field: str) -> Kind:
    file: Any = upload.file  # an open binary file
    try:
        kind = kind_of(file, names.ending(name), allowed)
        if kind and kind.name == "pdf" and portable.is_encrypted(file) and walls.draw(file, "pdf").locked:
            raise Barred(LOCKED)
    except Barred as barred:
        raise Refusal(_(barred.reason) % {"name": name}, field=field) from None
    if kind is None:
        said = _("%(name)s does not hold what its name says. Save it as %(taken)s once more, then send it.")
        raise Refusal(said % {"name": name, "taken": _told(allowed)}, field=field)
    return kind


def _sha256(upload: UploadedFile[bytes]) -> str:
    whole = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        whole.update(chunk)
    return whole.hexdigest()


def place() -> str:
    """A name that says nothing, in a folder of its day: sweeping looks at few folders."""
    return f"{clock.now():%Y%m%d}/{codes.token()}"


@transaction.atomic
def enter(file: File, *, on: Any = None, field: str = "file") -> File:
    """Writes the row of what was `received`, against the quota of `on` (a startup) where one is given.

    Refusal where it is full.
    """
    if on is not None:
        file.quota = _charged(on, file.size, field)
    if settings.CLAMAV_URL:
        file.scan = File.Scan.PENDING
    file.save(force_insert=True)
    if drawn_as(file.media_type):
        Preview.objects.create(file=file)
    if file.scan == File.Scan.PENDING or drawn_as(file.media_type):
        doorbell.ring("files.look", file.pk)
    return file


def _charged(on: Any, size: int, field: str) -> Quota:
    quota, _made = Quota.objects.get_or_create(owner=key_of(on), defaults={"most": QUOTA * MB})
    quota = Quota.objects.select_for_update(no_key=True).get(pk=quota.pk)
    if quota.used + size > quota.most:
        facts = {"owner": on, "most": quota.most // MB, "left": (quota.most - quota.used) / MB}
        raise Refusal(
            _("%(owner)s may keep %(most)d MB of files in all, and %(left).1f MB are left. Remove files you no longer need.")
            % facts,
            field=field,
        )
    quota.used += size
    quota.save(update_fields=["used"])
    return quota


@transaction.atomic
def remove(file: File, *, at: Any = None) -> None:
    """Marks `file` as removed, gives its room back, and lets its bytes go once the transaction holds. Twice is once."""
    at = at or clock.now()
    if not File.objects.filter(pk=file.pk, removed_at=None).update(removed_at=at):
        return
    file.removed_at = at
    if file.quota_id:
        held = Quota.objects.select_for_update(no_key=True).get(pk=file.quota_id)
        held.used -= file.size
        held.save(update_fields=["used"])
    drawn = Preview.objects.filter(file=file).exclude(stored_as="").values_list("stored_as", flat=True)
    for stored in (file.stored_as, *drawn):
        transaction.on_commit(partial(default_storage.delete, stored), robust=True)
