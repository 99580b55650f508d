"""Keeping and removing private files."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.files.kinds import KINDS, kind_of
from accelerator.files.models import File
from accelerator.kit import clock, codes
from accelerator.kit.refusals import Refusal

_LONGEST_NAME, _LONGEST_ENDING = 200, 20
DOCUMENTS = ("pdf", "docx", "pptx", "xlsx", "csv", "txt", "png", "jpg", "mp4")


@transaction.atomic
def keep(
    upload: UploadedFile[bytes],
    *,
    by: Any,
    allowed: Iterable[str] = DOCUMENTS,
    most_bytes: int | None = None,
    field: str = "file",
) -> File:
    """Stores `upload` privately under a random name; Refusal (at `field`) where it is too large, empty or not what it says.

    `allowed` names kinds ("pdf", "docx", …). Where the row cannot be written the bytes go; those of a caller's transaction
    that fails later lie unreachable.
    """
    allowed = tuple(allowed)
    most = most_bytes or settings.FILE_UPLOAD_MAX_BYTES
    name = clean_name(upload.name or "")
    if (upload.size or 0) > most:
        raise Refusal(
            _("%(name)s is larger than %(most)d MB. Make it smaller.") % {"name": name, "most": most // 1048576}, field=field
        )
    if not upload.size:
        raise Refusal(_("%(name)s is empty. Choose the file again.") % {"name": name}, field=field)
    kind = kind_of(upload.file, name.rpartition(".")[2], allowed)  # type: ignore[arg-type]  # an open binary file
    if kind is None:
        taken = ", ".join(KINDS[one].name.upper() for one in allowed)
        raise Refusal(_("%(name)s is not what we take here. Send it as %(taken)s.") % {"name": name, "taken": taken}, field=field)
    file = File(
        name=name,
        size=upload.size,
        sha256=_sha256(upload),
        media_type=kind.media_type,
        stored_as=f"{codes.token()}",
        uploaded_by=by,
    )
    upload.seek(0)
    stored = default_storage.save(f"{file.stored_as[:2]}/{file.stored_as}", upload)
    file.stored_as = stored
    try:
        file.save()
    except BaseException:
        default_storage.delete(stored)
        raise
    return file


@transaction.atomic
def remove(file: File, *, at: Any = None) -> None:
    """Marks `file` as removed and lets its bytes go once the transaction holds."""
    file.removed_at = at or clock.now()
    file.save(update_fields=["removed_at"])
    transaction.on_commit(partial(default_storage.delete, file.stored_as), robust=True)


def clean_name(name: str) -> str:
    """The last part of a path without control and direction characters, at most 200 characters; the rest stays as written."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in last if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not stem or len(ending) > _LONGEST_ENDING:
        return kept[:_LONGEST_NAME].strip(" .") or "file"
    return f"{stem[: _LONGEST_NAME - len(ending) - 1]}{dot}{ending}"


def _sha256(upload: UploadedFile[bytes]) -> str:
    whole = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        whole.update(chunk)
    return whole.hexdigest()
