from __future__ import annotations

from django.contrib import admin

from accelerator.kit.admin import ReadOnly
from accelerator.questionnaires.models import Attachment, Changeover, Questionnaire, Renewal, Version


@admin.register(Questionnaire)
class QuestionnaireDesk(ReadOnly):
    list_display = ("name", "code", "created_at")
    search_fields = ("name", "code")


@admin.register(Version)
class VersionDesk(ReadOnly):
    list_display = ("questionnaire", "number", "state", "published_at")
    list_filter = ("state",)
    list_select_related = ("questionnaire",)
    search_fields = ("questionnaire__name",)


@admin.register(Changeover)
class ChangeoverDesk(ReadOnly):
    list_display = ("version", "by", "begun_at", "ended_at")
    list_select_related = ("version__questionnaire", "by")
    search_fields = ("version__questionnaire__name",)


@admin.register(Renewal)
class RenewalDesk(ReadOnly):
    list_display = ("sheet", "old", "new", "by", "at")
    list_select_related = ("sheet", "old__questionnaire", "new__questionnaire", "by")
    search_fields = ("sheet__code", "new__questionnaire__name")
    exclude = ("misfits",)  # answers stand there


@admin.register(Attachment)
class AttachmentDesk(ReadOnly):
    list_display = ("file", "key", "sheet", "created_at")
    list_select_related = ("file", "sheet")
    search_fields = ("key", "file__name", "file__code", "sheet__code")
