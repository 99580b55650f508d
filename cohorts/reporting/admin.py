"""The support desk's view of flags."""

from __future__ import annotations

from django.contrib import admin

from accelerator.kit.admin import ReadOnly
from cohorts.reporting.models import BoardView, RiskFlag, RiskMute, RiskRule


@admin.register(RiskRule)
class RiskRules(ReadOnly):
    list_display = ("kind", "threshold", "is_on", "severity", "programme", "cohort")
    list_select_related = ("programme", "cohort")
    list_filter = ("kind", "is_on")
    ordering = ("-id",)


@admin.register(RiskFlag)
class RiskFlags(ReadOnly):
    list_display = ("enrolment", "reason", "severity", "until_on", "by", "ended_at")
    list_select_related = ("enrolment__startup", "enrolment__cohort", "by")
    search_fields = ("enrolment__startup__name", "reason")
    ordering = ("-id",)


@admin.register(RiskMute)
class RiskMutes(ReadOnly):
    list_display = ("enrolment", "kind", "reason", "until_on", "by", "ended_at")
    list_select_related = ("enrolment__startup", "enrolment__cohort", "by")
    search_fields = ("enrolment__startup__name", "reason")
    ordering = ("-id",)


@admin.register(BoardView)
class BoardViews(ReadOnly):
    list_display = ("cohort", "person", "query")
    list_select_related = ("cohort", "person")
    search_fields = ("cohort__name", "person__email")
    ordering = ("-id",)
