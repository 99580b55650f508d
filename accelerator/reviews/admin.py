"""The support desk's view of reviews. A private note and a draft are their author's alone, so no words of a review stand here."""

from __future__ import annotations

from django.contrib import admin

from accelerator.kit.admin import ReadOnly
from accelerator.reviews.models import Assignment, Conflict, Review


@admin.register(Assignment)
class Assignments(ReadOnly):
    list_display = ("application", "reviewer", "state", "due_on", "created_at")
    list_select_related = ("application__startup", "reviewer")
    list_filter = ("state",)
    search_fields = ("application__number", "application__startup__name", "reviewer__email")
    ordering = ("-id",)


@admin.register(Conflict)
class Conflicts(ReadOnly):
    list_display = ("application", "person", "source", "created_at", "ended_at")
    list_select_related = ("application__startup", "person")
    list_filter = ("source",)
    search_fields = ("application__number", "application__startup__name", "person__email")
    ordering = ("-id",)


@admin.register(Review)
class Reviews(ReadOnly):
    list_display = ("assignment", "total", "submitted_at")
    list_select_related = ("assignment__application__startup", "assignment__reviewer")
    search_fields = ("assignment__application__number",)
    exclude = ("comment", "feedback", "private_note", "marks")
    ordering = ("-id",)
