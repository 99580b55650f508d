"""The support desk looks at plans and milestones."""

from __future__ import annotations

from django.contrib import admin

from accelerator.kit.admin import ReadOnly
from cohorts.milestones.models import (
    ExtensionRequest,
    Following,
    FormerSheet,
    HandIn,
    Milestone,
    Plan,
    PlanVersion,
    ReminderPass,
    ReminderRule,
    SignOff,
)


@admin.register(Plan)
class Plans(ReadOnly):
    list_display = ("name", "programme")
    list_select_related = ("programme",)
    search_fields = ("name",)
    ordering = ("-id",)


@admin.register(Milestone)
class Milestones(ReadOnly):
    list_display = ("title", "enrolment", "due_on", "state", "submitted_at")
    list_select_related = ("enrolment__startup", "enrolment__cohort")
    list_filter = ("state",)
    search_fields = ("title", "code", "enrolment__startup__name")
    ordering = ("-id",)


@admin.register(ReminderRule)
class ReminderRules(ReadOnly):
    list_display = ("plan", "offset", "unit", "audience", "ended_at")
    list_select_related = ("plan",)
    list_filter = ("audience",)
    ordering = ("-id",)


@admin.register(ReminderPass)
class ReminderPasses(ReadOnly):
    list_display = ("reason", "plan", "cohort", "startup", "done", "of", "begun_at", "done_at")
    list_select_related = ("plan", "cohort", "startup")
    ordering = ("-id",)


@admin.register(SignOff)
class SignOffs(ReadOnly):
    list_display = ("milestone", "verdict", "by", "at")
    list_select_related = ("milestone", "by")
    list_filter = ("verdict",)
    ordering = ("-id",)


@admin.register(PlanVersion)
class PlanVersions(ReadOnly):
    list_display = ("plan", "number", "note", "by", "at")
    list_select_related = ("plan", "by")
    search_fields = ("plan__name", "note")
    ordering = ("-id",)


@admin.register(Following)
class Followings(ReadOnly):
    list_display = ("cohort", "version", "by", "at", "note")
    list_select_related = ("cohort", "version__plan", "by")
    search_fields = ("cohort__name", "version__plan__name")
    ordering = ("-id",)


@admin.register(HandIn)
class HandIns(ReadOnly):
    list_display = ("milestone", "number", "by", "at")
    list_select_related = ("milestone", "by")
    ordering = ("-id",)


@admin.register(FormerSheet)
class FormerSheets(ReadOnly):
    list_display = ("milestone", "sheet", "created_at")
    list_select_related = ("milestone", "sheet")
    ordering = ("-id",)


@admin.register(ExtensionRequest)
class ExtensionRequests(ReadOnly):
    list_display = ("milestone", "due_on", "state", "asked_by", "answered_by")
    list_select_related = ("milestone", "asked_by", "answered_by")
    list_filter = ("state",)
    ordering = ("-id",)
