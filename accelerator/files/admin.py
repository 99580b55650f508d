"""The support desk's view of files: what they are and how far they came, never what stands in them or where."""

from __future__ import annotations

from django.contrib import admin

from accelerator.files.models import File, Preview, Quota, Upload
from accelerator.kit.admin import ReadOnly


@admin.register(File)
class Files(ReadOnly):
    list_display = ("name", "media_type", "size", "scan", "uploaded_by", "created_at", "removed_at")
    list_select_related = ("uploaded_by",)
    list_filter = ("scan",)
    search_fields = ("name", "code", "sha256")
    exclude = ("stored_as",)
    ordering = ("-id",)


@admin.register(Quota)
class Quotas(ReadOnly):
    list_display = ("owner", "used", "most")
    search_fields = ("owner",)
    ordering = ("-used",)


@admin.register(Upload)
class Uploads(ReadOnly):
    list_display = ("name", "purpose", "received", "size", "by", "began_at", "expires_at")
    list_select_related = ("by",)
    search_fields = ("name", "purpose")
    exclude = ("parts",)
    ordering = ("-id",)


@admin.register(Preview)
class Previews(ReadOnly):
    list_display = ("file", "tries", "settled_at")
    list_select_related = ("file",)
    search_fields = ("file__name",)
    exclude = ("stored_as",)
    ordering = ("-id",)
