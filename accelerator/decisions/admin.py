"""The support desk's view of decisions."""

from __future__ import annotations

from django.contrib import admin

from accelerator.decisions.models import (
    Condition,
    Decision,
    Enclosure,
    Grounds,
    Letter,
    LetterTemplate,
    Offer,
    Pack,
    Procedure,
    Recall,
    Release,
    Scenario,
    Vote,
    Voter,
    Waiting,
)
from accelerator.kit.admin import ReadOnly


@admin.register(Decision)
class Decisions(ReadOnly):
    list_display = ("application", "outcome", "ground", "decided_by", "decided_at", "release")
    list_select_related = ("application__startup", "decided_by", "release__call")
    list_filter = ("outcome",)
    search_fields = ("application__number", "application__startup__name")
    ordering = ("-id",)


@admin.register(Release)
class Releases(ReadOnly):
    list_display = ("call", "by", "at", "told_at", "recall")
    list_select_related = ("call", "by", "recall__release__call")
    ordering = ("-id",)


@admin.register(Recall)
class Recalls(ReadOnly):
    list_display = ("release", "by", "at", "reason")
    list_select_related = ("release__call", "by")
    ordering = ("-id",)


@admin.register(Letter)
class Letters(ReadOnly):
    list_display = ("decision", "subject", "posted_at")
    list_select_related = ("decision__application__startup",)
    search_fields = ("decision__application__number", "decision__application__startup__name")
    ordering = ("-id",)


@admin.register(LetterTemplate)
class LetterTemplates(ReadOnly):
    list_display = ("programme", "outcome", "subject", "by", "at")
    list_select_related = ("programme", "by")
    list_filter = ("outcome",)
    ordering = ("-id",)


@admin.register(Offer)
class Offers(ReadOnly):
    list_display = ("decision", "state", "reply_by", "replied_by", "replied_at")
    list_select_related = ("decision__application__startup", "replied_by")
    list_filter = ("state",)
    search_fields = ("decision__application__number", "decision__application__startup__name")
    ordering = ("-id",)


@admin.register(Scenario)
class Scenarios(ReadOnly):
    list_display = ("name", "call", "places", "created_by", "changed_at", "solved_at", "used_at")
    list_select_related = ("call", "created_by")
    search_fields = ("name", "call__name")
    ordering = ("-id",)


@admin.register(Procedure)
class Procedures(ReadOnly):
    list_display = ("call", "quorum", "offers_on", "reply_days", "tells_place")
    list_select_related = ("call",)
    ordering = ("-id",)


@admin.register(Grounds)
class GroundsOfProgrammes(ReadOnly):
    list_display = ("programme", "names")
    list_select_related = ("programme",)
    ordering = ("-id",)


@admin.register(Waiting)
class WaitingLists(ReadOnly):
    list_display = ("call", "place", "application")
    list_select_related = ("call", "application__startup")
    search_fields = ("application__number", "application__startup__name")
    ordering = ("-id",)


@admin.register(Condition)
class Conditions(ReadOnly):
    list_display = ("offer", "position", "text", "agreed_by", "agreed_at")
    list_select_related = ("offer__decision__application__startup", "agreed_by")
    search_fields = ("offer__decision__application__number", "text")
    ordering = ("-id",)


@admin.register(Voter)
class Voters(ReadOnly):
    list_display = ("call", "person", "ended_at")
    list_select_related = ("call", "person")
    ordering = ("-id",)


@admin.register(Vote)
class Votes(ReadOnly):
    list_display = ("application", "person", "outcome", "voted_at")
    list_select_related = ("application__startup", "person")
    list_filter = ("outcome",)
    search_fields = ("application__number", "application__startup__name")
    ordering = ("-id",)


@admin.register(Pack)
class Packs(ReadOnly):
    list_display = ("call", "by", "created_at", "ready_at", "failed_at")
    list_select_related = ("call", "by")
    exclude = ("content",)
    ordering = ("-id",)


@admin.register(Enclosure)
class Enclosures(ReadOnly):
    list_display = ("call", "file", "created_at", "ended_at")
    list_select_related = ("call", "file")
    ordering = ("-id",)
