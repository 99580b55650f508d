"""What the trail answers elsewhere."""

from __future__ import annotations

from django.db import models

from accelerator.trail.models import Entry, EntryQuerySet


def row_history(row: models.Model) -> EntryQuerySet:
    """Entries that touch `row`, newest first."""
    return Entry.objects.about(row).newest_first()
