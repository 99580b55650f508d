"""The support desk's view of decisions."""

from __future__ import annotations

from django.contrib import admin

from accelerator.decisions.models import Decision, Offer, Release, Scenario
from accelerator.kit.admin import ReadOnly


@admin.register(Decision)
class Decisions(ReadOnly):
    list_display = ("application", "outcome", "decided_by", "decided_at", "release")
    list_select_related = ("application__startup", "decided_by", "release__call")
    list_filter = ("outcome",)
    search_fields = ("application__number", "application__startup__name")
    ordering = ("-id",)


@admin.register(Release)
class Releases(ReadOnly):
    list_display = ("call", "by", "at")
    list_select_related = ("call", "by")
    ordering = ("-id",)


@admin.register(Offer)
class Offers(ReadOnly):
    list_display = ("decision", "state", "reply_by", "replied_by", "replied_at")
    list_select_related = ("decision__application__startup", "replied_by")
    list_filter = ("state",)
    search_fields = ("decision__application__number", "decision__application__startup__name")
    ordering = ("-id",)


@admin.register(Scenario)
class Scenarios(ReadOnly):
    list_display = ("name", "call", "places", "created_by", "changed_at", "solved_at", "used_at")
    list_select_related = ("call", "created_by")
    search_fields = ("name", "call__name")
    ordering = ("-id",)
