"""The support desk's view of what managers keep about their lists."""

from __future__ import annotations

from django.contrib import admin

from accelerator.kit.admin import ReadOnly
from accelerator.pipeline.models import Act, Export, Flag, Import, Mailing, Tag, Tagging, View


@admin.register(View)
class Views(ReadOnly):
    list_display = ("name", "programme", "owner", "shared_at")
    list_select_related = ("programme", "owner")
    search_fields = ("name", "owner__email")
    ordering = ("-id",)


@admin.register(Tag)
class Tags(ReadOnly):
    list_display = ("name", "programme", "created_at")
    list_select_related = ("programme",)
    search_fields = ("name",)
    ordering = ("-id",)


@admin.register(Tagging)
class Taggings(ReadOnly):
    list_display = ("tag", "application", "by", "created_at", "ended_at", "ended_by")
    list_select_related = ("tag", "application__startup", "by", "ended_by")
    search_fields = ("tag__name", "application__number")
    ordering = ("-id",)


@admin.register(Flag)
class Flags(ReadOnly):
    list_display = ("note", "application", "by", "created_at", "ended_at", "ended_by")
    list_select_related = ("application__startup", "by", "ended_by")
    search_fields = ("note", "application__number")
    ordering = ("-id",)


@admin.register(Act)
class Acts(ReadOnly):
    list_display = ("call", "kind", "by", "created_at", "undone_at")
    list_select_related = ("call", "by")
    list_filter = ("kind",)
    ordering = ("-id",)


@admin.register(Export)
class Exports(ReadOnly):
    list_display = ("call", "form", "by", "done", "created_at", "ready_at", "failed_at", "expires_at")
    list_select_related = ("call", "by")
    exclude = ("ids",)
    ordering = ("-id",)


@admin.register(Import)
class Imports(ReadOnly):
    list_display = ("name", "call", "by", "count", "created_at", "done_at", "refused")
    list_select_related = ("call", "by")
    exclude = ("content",)
    ordering = ("-id",)


@admin.register(Mailing)
class Mailings(ReadOnly):
    list_display = ("subject", "call", "by", "done", "created_at", "posted_at", "undone_at")
    list_select_related = ("call", "by")
    exclude = ("ids",)
    ordering = ("-id",)
