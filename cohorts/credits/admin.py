from __future__ import annotations

from django.contrib import admin

from accelerator.kit.admin import ReadOnly
from cohorts.credits.models import Account, Approval, ApprovalLimit, Entry, Grant, Pool, Posting, Provider


@admin.register(Provider)
class ProviderDesk(ReadOnly):
    list_display = ("name", "partner")


@admin.register(Pool)
class PoolDesk(ReadOnly):
    list_display = ("name", "provider", "currency", "starts_on", "expires_on")


@admin.register(Grant)
class GrantDesk(ReadOnly):
    list_display = ("code", "enrolment", "pool", "amount", "state")
    list_select_related = ("enrolment__startup", "enrolment__cohort")
    list_filter = ("state",)
    exclude = ("purpose",)  # what a startup plans is for those who decide


@admin.register(Posting)
class PostingDesk(ReadOnly):
    list_display = ("id", "kind", "currency", "effective_on", "recorded_at", "by_label")


@admin.register(Entry)
class EntryDesk(ReadOnly):
    list_display = ("posting", "account", "amount", "sequence", "balance_after")
    list_select_related = ("account__pool", "account__grant__enrolment__startup", "account__grant__pool")


@admin.register(Account)
class AccountDesk(ReadOnly):
    list_display = ("pool", "grant", "kind", "currency", "balance")
    list_select_related = ("grant__enrolment__startup", "grant__pool")


@admin.register(Approval)
class ApprovalDesk(ReadOnly):
    list_display = ("grant", "verdict", "by", "at")
    list_select_related = ("grant__enrolment__startup", "grant__pool")


@admin.register(ApprovalLimit)
class ApprovalLimitDesk(ReadOnly):
    list_display = ("currency", "above", "needed")
