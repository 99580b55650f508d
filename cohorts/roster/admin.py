"""The support desk looks at cohorts and who is in them."""

from __future__ import annotations

from django.contrib import admin

from accelerator.kit.admin import ReadOnly
from cohorts.roster.models import Cohort, Enrolment, Supporter


@admin.register(Cohort)
class Cohorts(ReadOnly):
    list_display = ("name", "programme", "call", "starts_on", "ends_on", "places")
    list_select_related = ("programme", "call")
    search_fields = ("name", "slug")
    ordering = ("-id",)


@admin.register(Enrolment)
class Enrolments(ReadOnly):
    list_display = ("startup", "cohort", "state", "enrolled_at")
    list_select_related = ("startup", "cohort")
    list_filter = ("state",)
    search_fields = ("startup__name", "code")
    ordering = ("-id",)


@admin.register(Supporter)
class Supporters(ReadOnly):
    list_display = ("enrolment", "person", "role", "created_at", "ended_at")
    list_select_related = ("enrolment__startup", "enrolment__cohort", "person")
    list_filter = ("role",)
    search_fields = ("person__email", "person__name", "enrolment__startup__name")
    ordering = ("-id",)
