"""Bytes that no row knows: stored, and then the transaction failed or the process died."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.files.storage import default_storage

from accelerator.files.models import File, Preview, Upload

_REST = timedelta(days=1)  # no upload and no transaction lives longer
_BACK = 7  # days that are looked at: a sweep that was away for a week makes up for it


def sweep_orphans(*, at: datetime) -> int:
    """Deletes what lies in the folders of the last days, today and yesterday aside, and belongs to no row. How many."""
    gone = 0
    for days in range(_BACK):
        gone += _sweep(f"{at - _REST * (2 + days):%Y%m%d}")
    return gone


def _sweep(folder: str) -> int:
    try:
        _folders, loose = default_storage.listdir(folder)
    except FileNotFoundError:
        return 0
    there = {f"{folder}/{name}" for name in loose}
    orphans = there - _known(folder)
    for name in orphans:
        default_storage.delete(name)
    return len(orphans)


def _known(folder: str) -> set[str]:
    """Every name in `folder` that a row points at."""
    within = f"{folder}/"
    parts = {part for parts in Upload.objects.values_list("parts", flat=True) for part in parts}
    files = set(File.objects.filter(stored_as__startswith=within).values_list("stored_as", flat=True))
    pictures = set(Preview.objects.filter(stored_as__startswith=within).values_list("stored_as", flat=True))
    return files | pictures | parts
