"""The support desk looks at programmes, staff, calls and rubrics."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accelerator.kit.admin import ReadOnly
from accelerator.programmes.models import (
    AccessCode,
    AccessUse,
    Call,
    Criterion,
    Enquiry,
    Extension,
    Minute,
    Programme,
    Rubric,
    Staff,
)


@admin.register(Programme)
class Programmes(ReadOnly):
    list_display = ("name", "slug", "zone")
    search_fields = ("name", "slug")
    ordering = ("name",)


@admin.register(Staff)
class Staffed(ReadOnly):
    list_display = ("programme", "person", "role", "created_at", "ended_at")
    list_filter = ("role",)
    list_select_related = ("programme", "person")
    search_fields = ("programme__name", "person__email", "person__name")
    ordering = ("-id",)


@admin.register(Call)
class Calls(ReadOnly):
    list_display = ("name", "programme", "state", "opens_at", "closes_at", "last_number")
    list_filter = ("state",)
    list_select_related = ("programme",)
    search_fields = ("name", "slug", "prefix")
    ordering = ("-id",)


@admin.register(AccessCode)
class AccessCodes(ReadOnly):
    list_display = ("call", "note", "uses", "max_uses", "closes_at", "ended_at")
    list_select_related = ("call",)
    search_fields = ("call__name", "note")
    exclude = ("code",)  # who reads it could use it
    ordering = ("-id",)


@admin.register(AccessUse)
class AccessUses(ReadOnly):
    list_display = ("call", "person", "created_at")
    list_select_related = ("access_code__call", "person")
    search_fields = ("person__email", "access_code__call__name")
    exclude = ("access_code",)
    ordering = ("-id",)

    @admin.display(description="call")
    def call(self, use: AccessUse) -> str:
        return str(use.access_code.call)


@admin.register(Enquiry)
class Enquiries(ReadOnly):
    list_display = ("call", "asked", "by", "answered_at", "published_at")
    list_select_related = ("call", "by")
    search_fields = ("call__name", "asked", "answer")
    ordering = ("-id",)


@admin.register(Extension)
class Extensions(ReadOnly):
    list_display = ("call", "closed_at", "closes_at", "reason", "by", "told_at")
    list_select_related = ("call", "by")
    search_fields = ("call__name", "reason")
    ordering = ("-id",)


class Criteria(admin.StackedInline[Any, Any]):
    model = Criterion
    extra = 0
    verbose_name_plural = _("criteria")

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@admin.register(Rubric)
class Rubrics(ReadOnly):
    list_display = ("name", "programme")
    list_select_related = ("programme",)
    search_fields = ("name", "programme__name")
    inlines = (Criteria,)
    ordering = ("-id",)


@admin.register(Minute)
class Minutes(ReadOnly):
    list_display = ("at", "requests", "failed", "slow", "answered", "unanswered")
    ordering = ("-at",)
