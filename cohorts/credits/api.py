"""Credits for programs."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from accelerator.kit import clock
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.given import Given, Line
from cohorts.credits import operations, queries
from cohorts.credits.models import Entry, Grant, Pool
from cohorts.roster.models import Enrolment

router = Router(tags=["credits"])


class PoolOut(Schema):
    slug: str
    name: str
    provider: str
    currency: str
    starts_on: date
    expires_on: date
    consumed: Decimal
    issued: Decimal
    committed: Decimal
    available: Decimal


class GrantOut(Schema):
    code: str
    pool: str
    startup: str
    amount: Decimal
    currency: str
    purpose: str
    state: str


class GrantIn(Given):
    pool: str = Field(description="slug of the pool")
    enrolment: str = Field(description="code of the enrolment")
    amount: Decimal = Field(max_digits=38, decimal_places=18)
    purpose: Line = Field(min_length=1, max_length=300, description="approvers and the startup read it")


class ReasonIn(Given):
    reason: str = Field(max_length=300)


class EntryOut(Schema):
    entry: int
    posting: int
    kind: str
    recorded_at: datetime
    effective_on: date
    account: str
    pool: str
    startup: str | None
    currency: str
    amount: Decimal
    balance_after: Decimal


def _told(grant: Grant) -> dict[str, Any]:
    return {
        "code": grant.code,
        "pool": grant.pool.slug,
        "startup": grant.enrolment.startup.slug,
        "amount": grant.amount,
        "currency": grant.pool.currency,
        "purpose": grant.purpose,
        "state": grant.state,
    }


@router.get("/credits/pools", response=Listed[PoolOut], summary="Pools you may see, the first to expire first")
def pools(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return paging.cut(Pool.objects.visible_to(request.user), ["expires_on", "id"], all_of=_amounts)


def _amounts(rows: list[Pool]) -> list[dict[str, Any]]:
    states = queries.pool_states(Pool.objects.filter(pk__in=[row.pk for row in rows]), on=clock.today("UTC"))
    return [
        {
            "slug": state.pool.slug,
            "name": state.pool.name,
            "provider": state.pool.provider.name,
            "currency": state.pool.currency,
            "starts_on": state.pool.starts_on,
            "expires_on": state.pool.expires_on,
            "consumed": state.consumed,
            "issued": state.issued,
            "committed": state.committed,
            "available": state.available,
        }
        for state in states
    ]


@router.get("/credits/grants", response=Listed[GrantOut], summary="Grants you may see, newest first")
def grants(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    rows = Grant.objects.visible_to(request.user).select_related("pool", "enrolment__startup")
    return paging.cut(rows, ["-id"], each=_told)


@router.post("/credits/grants", response={201: GrantOut}, summary="Request credits for a startup")
def request_grant(request: HttpRequest, asked: GrantIn) -> Any:
    pool = get_object_or_404(Pool.objects.visible_to(request.user), slug=asked.pool)
    enrolment = get_object_or_404(Enrolment.objects.visible_to(request.user).select_related("startup"), code=asked.enrolment)
    made = operations.request(pool, enrolment=enrolment, amount=asked.amount, purpose=asked.purpose, by=request.user)
    return Status(201, _told(made))


@router.get("/credits/grants/{code}", response=GrantOut, summary="One grant")
def grant(request: HttpRequest, code: str) -> Any:
    return _told(_visible(request, code))


@router.post("/credits/grants/{code}/approve", response=GrantOut, summary="Approve a request")
def approve(request: HttpRequest, code: str) -> Any:
    return _told(operations.approve(_visible(request, code), by=request.user))


@router.post("/credits/grants/{code}/decline", response=GrantOut, summary="Decline a request")
def decline(request: HttpRequest, code: str, why: ReasonIn) -> Any:
    return _told(operations.decline(_visible(request, code), reason=why.reason, by=request.user))


@router.post("/credits/grants/{code}/award", response=GrantOut, summary="Award an approved grant")
def award(request: HttpRequest, code: str) -> Any:
    return _told(operations.award(_visible(request, code), by=request.user))


@router.get(
    "/credits/entries",
    response={200: Listed[EntryOut], 404: None},
    summary="Ledger entries, newest first; of one pool where its slug is given",
)
def entries(request: HttpRequest, paging: Query[Paging], pool: str = "") -> dict[str, Any]:
    chosen = get_object_or_404(Pool.objects.visible_to(request.user), slug=pool) if pool else None
    return paging.cut(queries.entries(request.user, pool=chosen), ["-id"], each=_entry)


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry.pk,
        "posting": entry.posting_id,
        "kind": entry.posting.kind,
        "recorded_at": entry.posting.recorded_at,
        "effective_on": entry.posting.effective_on,
        "account": entry.account.kind,
        "pool": entry.account.pool.slug,
        "startup": entry.account.grant.enrolment.startup.slug if entry.account.grant else None,
        "currency": entry.posting.currency,
        "amount": entry.amount,
        "balance_after": entry.balance_after,
    }


def _visible(request: HttpRequest, code: str) -> Grant:
    rows = Grant.objects.visible_to(request.user).select_related("pool", "enrolment__startup", "requested_by")
    return get_object_or_404(rows, code=code)
