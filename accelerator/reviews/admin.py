"""The support desk's view of reviews. A private note and a draft are their author's alone, so no words of a review stand here."""

from __future__ import annotations

from django.contrib import admin

from accelerator.kit.admin import ReadOnly
from accelerator.programmes.models import ReviewStage
from accelerator.reviews.models import (
    Absence,
    Arrangement,
    Assignment,
    Bid,
    Conflict,
    Decline,
    Expertise,
    Interview,
    Panel,
    Profile,
    Ranking,
    Redaction,
    Relation,
    Remark,
    Review,
    Ruling,
    Slot,
    Terms,
    Undertaking,
)


@admin.register(Assignment)
class Assignments(ReadOnly):
    list_display = ("application", "reviewer", "state", "due_on", "created_at")
    list_select_related = ("application__startup", "reviewer")
    list_filter = ("state",)
    search_fields = ("application__number", "application__startup__name", "reviewer__email")
    ordering = ("-id",)


@admin.register(Conflict)
class Conflicts(ReadOnly):
    list_display = ("application", "person", "source", "cause", "created_at", "by", "ended_at", "ended_by")
    list_select_related = ("application__startup", "person", "by", "ended_by")
    list_filter = ("source",)
    search_fields = ("application__number", "application__startup__name", "person__email")
    ordering = ("-id",)


@admin.register(Relation)
class Relations(ReadOnly):
    list_display = ("person", "kind", "startup", "name", "domain", "since_on", "until_on", "taken_back_at")
    list_select_related = ("person", "startup")
    list_filter = ("kind",)
    search_fields = ("person__email", "name", "domain", "startup__name")
    ordering = ("-id",)


@admin.register(Review)
class Reviews(ReadOnly):
    list_display = ("assignment", "total", "submitted_at")
    list_select_related = ("assignment__application__startup", "assignment__reviewer")
    search_fields = ("assignment__application__number",)
    exclude = ("comment", "feedback", "private_note", "marks")
    ordering = ("-id",)


@admin.register(Ruling)
class Rulings(ReadOnly):
    list_display = ("application", "stage", "outcome", "by", "created_at")
    list_select_related = ("application__startup", "stage", "by")
    list_filter = ("outcome",)
    search_fields = ("application__number", "application__startup__name")
    ordering = ("-id",)


@admin.register(Ranking)
class Rankings(ReadOnly):
    list_display = ("stage", "at", "scores", "places")
    list_select_related = ("stage__call",)
    search_fields = ("stage__call__name",)
    ordering = ("-at",)


@admin.register(Redaction)
class Redactions(ReadOnly):
    list_display = ("submission", "by", "created_at")
    list_select_related = ("submission__application__startup", "by")
    search_fields = ("submission__application__number", "submission__application__startup__name")
    ordering = ("-id",)


@admin.register(ReviewStage)
class ReviewStages(ReadOnly):
    list_display = ("call", "position", "__str__", "hides", "shows", "own_from", "own_due_on")
    list_select_related = ("call",)
    list_filter = ("kind", "hides")
    search_fields = ("call__name", "name")
    ordering = ("-id",)


@admin.register(Remark)
class Remarks(ReadOnly):
    list_display = ("application", "by", "created_at", "edited_at", "removed_at")
    list_select_related = ("application__startup", "by")
    search_fields = ("application__number", "by__email")
    exclude = ("text", "mentions")
    ordering = ("-id",)


@admin.register(Profile)
class Profiles(ReadOnly):
    list_display = ("person", "bio", "country", "max_load")
    list_select_related = ("person",)
    search_fields = ("person__email", "bio")
    ordering = ("-id",)


@admin.register(Expertise)
class Fields(ReadOnly):
    list_display = ("person", "tag", "level")
    list_select_related = ("person",)
    list_filter = ("level",)
    search_fields = ("person__email", "tag")
    ordering = ("-id",)


@admin.register(Absence)
class Absences(ReadOnly):
    list_display = ("person", "from_on", "until_on", "note")
    list_select_related = ("person",)
    search_fields = ("person__email",)
    ordering = ("-id",)


@admin.register(Arrangement)
class Arrangements(ReadOnly):
    list_display = ("call", "bids_from", "bids_until", "hands_on_after", "takes_more")
    list_select_related = ("call",)
    search_fields = ("call__name",)
    ordering = ("-pk",)


@admin.register(Bid)
class Bids(ReadOnly):
    list_display = ("application", "person", "value", "at")
    list_select_related = ("application__startup", "person")
    list_filter = ("value",)
    search_fields = ("application__number", "person__email")
    ordering = ("-id",)


@admin.register(Decline)
class Declines(ReadOnly):
    list_display = ("application", "person", "reason", "created_at")
    list_select_related = ("application__startup", "person")
    list_filter = ("reason",)
    search_fields = ("application__number", "person__email")
    ordering = ("-id",)


@admin.register(Terms)
class TermsOfReviewers(ReadOnly):
    list_display = ("programme", "version", "by", "created_at")
    list_select_related = ("programme", "by")
    search_fields = ("programme__name",)
    ordering = ("-id",)


@admin.register(Undertaking)
class Undertakings(ReadOnly):
    list_display = ("person", "terms", "created_at")
    list_select_related = ("person", "terms__programme")
    search_fields = ("person__email",)


@admin.register(Panel)
class Panels(ReadOnly):
    list_display = ("name", "stage", "created_at")
    list_select_related = ("stage__call",)
    search_fields = ("name", "stage__call__name")
    ordering = ("-id",)


@admin.register(Slot)
class Slots(ReadOnly):
    list_display = ("panel", "starts_at", "ends_at", "room")
    list_select_related = ("panel",)
    search_fields = ("panel__name", "room", "panel__stage__call__name")
    ordering = ("-starts_at", "-id")


@admin.register(Interview)
class Interviews(ReadOnly):
    list_display = ("application", "state", "starts_at", "invited_at", "revision")
    list_select_related = ("application__startup",)
    list_filter = ("state",)
    search_fields = ("application__number", "application__startup__name")
    ordering = ("-id",)
