from __future__ import annotations

from django.contrib import admin

from accelerator.applications.models import Application, Behalf, Clarification, Reopening, Screening, SignOff, Submission
from accelerator.kit.admin import ReadOnly
from accelerator.kit.signing import SigningKey


@admin.register(Application)
class ApplicationDesk(ReadOnly):
    list_display = ("number", "startup", "call", "state", "submitted_at")
    list_filter = ("state", "call")
    list_select_related = ("startup", "call")
    search_fields = ("number", "startup__name")
    exclude = ("sheet",)  # drafts are the founders' own


@admin.register(Screening)
class ScreeningDesk(ReadOnly):
    list_display = ("application", "eligible", "version", "by", "created_at")
    list_select_related = ("application__startup", "by")
    search_fields = ("application__number",)


@admin.register(Submission)
class SubmissionDesk(ReadOnly):
    list_display = ("receipt", "application", "number", "arrived_at", "by")
    list_select_related = ("application__startup", "by")
    search_fields = ("receipt", "application__number")
    exclude = ("answers",)


@admin.register(Behalf)
class BehalfDesk(ReadOnly):
    list_display = ("application", "entered_by", "created_at", "taken_by", "taken_at")
    list_select_related = ("application__startup", "entered_by", "taken_by")
    search_fields = ("application__number",)


@admin.register(Clarification)
class ClarificationDesk(ReadOnly):
    list_display = ("application", "due_on", "asked_by", "answered_at", "taken_back_at")
    list_select_related = ("application__startup", "asked_by")
    search_fields = ("application__number",)


@admin.register(Reopening)
class ReopeningDesk(ReadOnly):
    list_display = ("application", "until", "by", "created_at")
    list_select_related = ("application__startup", "by")
    search_fields = ("application__number",)


@admin.register(SignOff)
class SignOffDesk(ReadOnly):
    list_display = ("application", "state", "asked_by", "answered_by", "answered_at")
    list_select_related = ("application__startup", "asked_by", "answered_by")
    search_fields = ("application__number",)


@admin.register(SigningKey)
class SigningKeyDesk(ReadOnly):
    list_display = ("kid", "created_at")
    exclude = ("sealed",)
