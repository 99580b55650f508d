"""The support desk looks at cohorts and who is in them."""

from __future__ import annotations

from django.contrib import admin

from accelerator.kit.admin import ReadOnly
from cohorts.roster.models import (
    Agreement,
    AgreementAcceptance,
    Announcement,
    Attendance,
    Cohort,
    Duty,
    Enrolment,
    Event,
    EventReply,
    Graduation,
    OnboardingItem,
    PlannedAnnouncement,
    SharedFile,
    Supporter,
    TeamMember,
)


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


@admin.register(TeamMember)
class TeamMembers(ReadOnly):
    list_display = ("cohort", "person", "role", "created_at", "ended_at")
    list_select_related = ("cohort", "person")
    search_fields = ("person__email", "person__name", "cohort__name")
    ordering = ("-id",)


@admin.register(OnboardingItem)
class OnboardingItems(ReadOnly):
    list_display = ("title", "cohort", "kind", "due_days", "due_on", "ended_at")
    list_select_related = ("cohort",)
    list_filter = ("kind",)
    search_fields = ("title", "cohort__name")
    ordering = ("-id",)


@admin.register(Duty)
class Duties(ReadOnly):
    list_display = ("item", "enrolment", "due_on", "state", "settled_by", "settled_at")
    list_select_related = ("item", "enrolment__startup", "enrolment__cohort", "settled_by")
    list_filter = ("state",)
    search_fields = ("item__title", "enrolment__startup__name", "code")
    ordering = ("-id",)


@admin.register(Agreement)
class Agreements(ReadOnly):
    list_display = ("title", "cohort", "created_at", "ended_at")
    list_select_related = ("cohort",)
    search_fields = ("title", "cohort__name")
    ordering = ("-id",)


@admin.register(AgreementAcceptance)
class AgreementAcceptances(ReadOnly):
    list_display = ("version", "enrolment", "name", "by", "created_at")
    list_select_related = ("version__agreement", "enrolment__startup", "enrolment__cohort", "by")
    search_fields = ("name", "enrolment__startup__name", "sha256")
    ordering = ("-id",)


@admin.register(Graduation)
class Graduations(ReadOnly):
    list_display = ("enrolment", "by", "created_at")
    list_select_related = ("enrolment__startup", "enrolment__cohort", "by")
    search_fields = ("enrolment__startup__name",)
    ordering = ("-id",)


@admin.register(Announcement)
class Announcements(ReadOnly):
    list_display = ("subject", "cohort", "audience", "by", "created_at")
    list_select_related = ("cohort", "by")
    list_filter = ("audience",)
    search_fields = ("subject", "cohort__name")
    ordering = ("-id",)


@admin.register(PlannedAnnouncement)
class PlannedAnnouncements(ReadOnly):
    list_display = ("subject", "cohort", "audience", "by", "send_at", "state")
    list_select_related = ("cohort", "by")
    list_filter = ("state", "audience")
    search_fields = ("subject", "cohort__name")
    ordering = ("-id",)


@admin.register(Event)
class Events(ReadOnly):
    list_display = ("title", "cohort", "kind", "starts_at", "called_off_at")
    list_select_related = ("cohort",)
    list_filter = ("kind",)
    search_fields = ("title", "cohort__name")
    ordering = ("-id",)


@admin.register(EventReply)
class EventReplies(ReadOnly):
    list_display = ("event", "person", "coming", "created_at")
    list_select_related = ("event", "person")
    list_filter = ("coming",)
    search_fields = ("event__title", "person__name")
    ordering = ("-id",)


@admin.register(Attendance)
class Attendances(ReadOnly):
    list_display = ("event", "enrolment", "person", "state")
    list_select_related = ("event", "enrolment__startup", "enrolment__cohort", "person")
    list_filter = ("state",)
    search_fields = ("event__title", "person__name", "enrolment__startup__name")
    ordering = ("-id",)


@admin.register(SharedFile)
class SharedFiles(ReadOnly):
    list_display = ("file", "cohort", "enrolment", "created_at", "removed_at")
    list_select_related = ("file", "cohort", "enrolment__startup", "enrolment__cohort")
    search_fields = ("file__name",)
    ordering = ("-id",)
