"""The support desk looks at plans and milestones."""

from __future__ import annotations

from django.contrib import admin

from accelerator.kit.admin import ReadOnly
from cohorts.milestones.models import Milestone, Plan, ReminderRule, SignOff


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


@admin.register(SignOff)
class SignOffs(ReadOnly):
    list_display = ("milestone", "verdict", "by", "at")
    list_select_related = ("milestone", "by")
    list_filter = ("verdict",)
    ordering = ("-id",)
