"""The support desk looks at mentors, sessions and actions. Private notes stay between mentor and programme team."""

from __future__ import annotations

from django.contrib import admin

from accelerator.kit.admin import ReadOnly
from cohorts.mentoring.models import Action, Mentor, Session


@admin.register(Mentor)
class Mentors(ReadOnly):
    list_display = ("person", "headline")
    list_select_related = ("person",)
    search_fields = ("person__name", "person__email")
    ordering = ("-id",)


@admin.register(Session)
class Sessions(ReadOnly):
    list_display = ("enrolment", "mentor", "held_at", "minutes")
    list_select_related = ("enrolment__startup", "enrolment__cohort", "mentor__person")
    search_fields = ("enrolment__startup__name", "code")
    exclude = ("device_key",)
    ordering = ("-id",)


@admin.register(Action)
class Actions(ReadOnly):
    list_display = ("title", "session", "owner", "due_on", "done_at")
    list_select_related = ("session__enrolment__startup", "session__mentor__person", "owner")
    search_fields = ("title",)
    ordering = ("-id",)
