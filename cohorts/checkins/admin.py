"""The support desk sees that check-ins are asked and sent, never what they say."""

from __future__ import annotations

from django.contrib import admin

from accelerator.kit.admin import ReadOnly
from cohorts.checkins.models import Ask, CheckIn, Consent, Correction, Link, Referral, Rhythm, Target


@admin.register(Rhythm)
class Rhythms(ReadOnly):
    list_display = ("cohort", "every", "due_time", "starts_on", "ends_on")
    list_select_related = ("cohort",)
    list_filter = ("every",)
    ordering = ("-id",)


@admin.register(CheckIn)
class CheckIns(ReadOnly):
    list_display = ("enrolment", "period_on", "due_at", "state", "sent_at", "sent_by", "corrected_at")
    list_select_related = ("enrolment__startup", "enrolment__cohort", "sent_by")
    list_filter = ("state",)
    search_fields = ("code", "enrolment__startup__name")
    exclude = ("sheet",)
    ordering = ("-id",)


@admin.register(Correction)
class Corrections(ReadOnly):
    list_display = ("check_in", "number", "by", "at")
    list_select_related = ("check_in", "by")
    exclude = ("answers",)
    ordering = ("-id",)


@admin.register(Link)
class Links(ReadOnly):
    list_display = ("check_in", "person", "expires_at", "used_at")
    list_select_related = ("check_in", "person")
    exclude = ("code", "digest")
    ordering = ("-id",)


@admin.register(Consent)
class Consents(ReadOnly):
    list_display = ("enrolment", "key", "mentors", "by", "given_at")
    list_select_related = ("enrolment__startup", "enrolment__cohort", "by")
    ordering = ("-id",)


@admin.register(Target)
class Targets(ReadOnly):
    list_display = ("enrolment", "key", "by", "set_at")
    list_select_related = ("enrolment__startup", "enrolment__cohort", "by")
    exclude = ("value",)
    ordering = ("-id",)


@admin.register(Ask)
class Asks(ReadOnly):
    list_display = ("check_in", "tags", "state", "taken_by")
    list_select_related = ("check_in", "taken_by")
    list_filter = ("state",)
    exclude = ("text",)
    ordering = ("-id",)


@admin.register(Referral)
class Referrals(ReadOnly):
    list_display = ("person", "tell_at", "told_at", "reply")
    list_select_related = ("person",)
    list_filter = ("reply",)
    ordering = ("-id",)
