"""The support desk's view of startups."""

from __future__ import annotations

from django.contrib import admin
from django.db import models

from accelerator.kit.admin import EachValue, ReadOnly
from accelerator.startups.models import Link, Location, Member, Startup
from accelerator.startups.signs import Distinction, Likeness, Trait
from accelerator.startups.transfers import Transfer


@admin.register(Startup)
class Startups(ReadOnly):
    list_display = ("name", "slug", "country", "registration_number", "source", "source_id", "merged_into", "created_at")
    list_select_related = ("merged_into",)
    list_filter = (("source", EachValue),)
    search_fields = ("name", "slug", "source_id", "registration_number")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    ordering = ("name", "id")


@admin.register(Member)
class Members(ReadOnly):
    list_display = ("person", "startup", "role", "created_at", "ended_at")
    list_select_related = ("person", "startup")
    list_filter = ("role",)
    search_fields = ("person__email", "startup__name")
    ordering = ("-id",)


@admin.register(Transfer)
class Transfers(ReadOnly):
    list_display = ("startup", "offered_by", "to", "state", "created_at", "settled_at")
    list_select_related = ("startup", "offered_by", "to")
    list_filter = ("state",)
    search_fields = ("startup__name", "offered_by__email", "to__email")
    ordering = ("-id",)


@admin.register(Link)
class Links(ReadOnly):
    list_display = ("startup", "kind", "url")
    list_select_related = ("startup",)
    list_filter = ("kind",)
    search_fields = ("startup__name", "url")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    ordering = ("-id",)


@admin.register(Location)
class Locations(ReadOnly):
    list_display = ("startup", "place", "country")
    list_select_related = ("startup",)
    search_fields = ("startup__name", "place")
    ordering = ("-id",)


@admin.register(Trait)
class Traits(ReadOnly):
    list_display = ("startup", "kind", "value")
    list_select_related = ("startup",)
    list_filter = ("kind",)
    search_fields = ("startup__name", "value")
    ordering = ("-id",)


@admin.register(Likeness)
class Likenesses(ReadOnly):
    list_display = ("first", "second", "kind", "said", "similarity", "apart")
    list_select_related = ("first", "second", "apart__first", "apart__second")
    list_filter = ("kind",)
    search_fields = ("first__name", "second__name")
    ordering = ("-id",)


@admin.register(Distinction)
class Distinctions(ReadOnly):
    list_display = ("first", "second", "by", "why", "created_at")
    list_select_related = ("first", "second", "by")
    search_fields = ("first__name", "second__name", "why")
    ordering = ("-id",)
