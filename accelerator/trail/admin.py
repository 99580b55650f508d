from __future__ import annotations

from django.contrib import admin

from accelerator.kit.admin import ReadOnly
from accelerator.trail.models import Access, Entry


@admin.register(Entry)
class EntryDesk(ReadOnly):
    list_display = ("at", "actor_label", "verb", "subject_label")


@admin.register(Access)
class AccessDesk(ReadOnly):
    list_display = ("at", "person_label", "what", "subject_label")
