from __future__ import annotations

from django.contrib import admin

from accelerator.kit.admin import ReadOnly
from accelerator.questionnaires.models import Changeover, Questionnaire, Version


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
