"""The onboarding checklist, for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.days import Day
from accelerator.kit.given import Given, Line
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.trail import operations as trail
from cohorts.roster import checklist, operations, policies, queries
from cohorts.roster.models import Agreement, Cohort, Duty, Enrolment, OnboardingItem
from cohorts.roster.told import joined, run, watched

router = Router()
Kind = Literal["agreement", "conduct", "profile", "payment", "other"]


class ItemOut(Schema):
    code: str
    kind: Kind
    title: str
    note: str
    agreement: str | None = Field(description="code of the text to accept")
    due_days: int | None = Field(description="days after a startup joined")
    due_on: date | None = Field(description="or one day for all")

    @staticmethod
    def resolve_agreement(one: OnboardingItem) -> str | None:
        return one.agreement.code if one.agreement else None


class ItemIn(Given):
    kind: Kind
    title: Line = Field(min_length=1, max_length=200)
    note: str = Field("", max_length=1000)
    agreement: str = Field("", description="code of a text of the cohort, for kinds agreement and conduct")
    due_days: int | None = Field(None, ge=0, le=checklist.LONGEST)
    due_on: Day | None = None


class DutyOut(Schema):
    code: str
    enrolment: str
    startup: str = Field(description="slug of the startup")
    item: str = Field(description="code of the line")
    title: str
    kind: Kind
    due_on: date = Field(description="in the startup's zone")
    state: str = Field(description="open, done or waived")
    seen_as: str = Field(description="the state with what its day says: also late")
    settled_at: datetime | None = Field(description="UTC")
    settled_by: str
    reason: str = Field(description="why it was waived")


class PaymentIds(Given):
    account_name: Line = Field("", max_length=200)
    account_number: Line = Field("", max_length=60)
    bank_code: Line = Field("", max_length=40)
    billing_id: Line = Field("", max_length=200)


class DutyWhyIn(Given):
    reason: str = Field(min_length=1, max_length=500)


def _told(one: Duty) -> dict[str, Any]:
    names = ("code", "due_on", "state", "settled_at", "reason")
    enrolment, item = one.enrolment, one.item
    return {
        **{name: getattr(one, name) for name in names},
        "enrolment": enrolment.code,
        "startup": enrolment.startup.slug,
        "item": item.code,
        "title": item.title,
        "kind": item.kind,
        "seen_as": checklist.seen_as(one.state, due_on=one.due_on, today=enrolment.today()),
        "settled_by": str(one.settled_by or ""),
    }


def _given(cohort: Cohort, wanted: ItemIn) -> operations.ItemGiven:
    said = wanted.dict()
    agreement = Agreement.objects.live().filter(cohort=cohort, code=said.pop("agreement")).first()
    if wanted.agreement and agreement is None:
        raise Refusal(_("Choose a text of this cohort."), field="agreement")
    return operations.ItemGiven(agreement=agreement, **said)


@router.get(
    "/cohorts/{slug}/onboarding-items", response=list[ItemOut], url_name="onboarding_items", summary="What is asked on joining"
)
def items(request: HttpRequest, slug: str) -> QuerySet[OnboardingItem]:
    """For everybody in the cohort."""
    return joined(request, slug).onboarding_items.live().select_related("agreement").order_by("position")


@router.post(
    "/cohorts/{slug}/onboarding-items", response={201: ItemOut}, url_name="add_onboarding_item", summary="Ask for something"
)
def add_item(request: HttpRequest, slug: str, wanted: ItemIn) -> Status[OnboardingItem]:
    """For managers. Every startup in the cohort has it to do."""
    cohort = run(request, slug)
    return Status(201, operations.add_item(cohort, given=_given(cohort, wanted), by=request.user))


def _item(request: HttpRequest, code: str) -> OnboardingItem:
    rows = OnboardingItem.objects.live().filter(cohort__in=Cohort.objects.run_by(request.user))
    return get_object_or_404(rows.select_related("cohort__programme", "agreement"), code=code)


@router.put("/onboarding-items/{code}", response=ItemOut, url_name="change_onboarding_item", summary="Change a line")
def change_item(request: HttpRequest, code: str, wanted: ItemIn) -> OnboardingItem:
    found = _item(request, code)
    return operations.change_item(found, given=_given(found.cohort, wanted), by=request.user)


@router.delete("/onboarding-items/{code}", response={204: None}, url_name="take_off_onboarding_item", summary="Take a line off")
def take_off(request: HttpRequest, code: str) -> Status[None]:
    operations.take_off(_item(request, code), by=request.user)
    return Status(204, None)


@router.get("/duties", response=Listed[DutyOut], url_name="duties", summary="What startups have to do on joining")
def duties(
    request: HttpRequest, paging: Query[Paging], cohort: str = "", enrolment: str = "", state: str = ""
) -> dict[str, object]:
    """Those you see, the next due first; narrowed to a cohort (slug), an enrolment (code), a state."""
    rows = (
        Duty.objects.live()
        .visible_to(request.user)
        .select_related("item", "enrolment__startup", "enrolment__cohort", "settled_by")
    )
    named = {"enrolment__cohort__slug": cohort, "enrolment__code": enrolment, "state": state}
    return paging.cut(rows.filter(**{name: value for name, value in named.items() if value}), ["due_on", "id"], each=_told)


def _duty(request: HttpRequest, code: str) -> Duty:
    related = ("item", "enrolment__startup", "enrolment__cohort__programme", "settled_by")
    return get_object_or_404(Duty.objects.live().visible_to(request.user).select_related(*related), code=code)


@router.post("/duties/{code}/settle", response=DutyOut, url_name="settle_duty", summary="It is done")
def settle(request: HttpRequest, code: str) -> dict[str, Any]:
    """For kind other; the rest ticks itself."""
    return _told(operations.settle(_duty(request, code), by=request.user))


@router.post("/duties/{code}/reopen", response=DutyOut, url_name="reopen_duty", summary="It is to be done after all")
def reopen(request: HttpRequest, code: str) -> dict[str, Any]:
    return _told(operations.reopen(_duty(request, code), by=request.user))


@router.post("/duties/{code}/waive", response=DutyOut, url_name="waive_duty", summary="A startup need not do it")
def waive(request: HttpRequest, code: str, wanted: DutyWhyIn) -> dict[str, Any]:
    """For managers; the founders read the reason."""
    return _told(operations.waive(_duty(request, code), reason=wanted.reason, by=request.user))


@router.get("/enrolments/{code}/payment-ids", response=PaymentIds, url_name="payment_ids", summary="Bank and billing ids")
def payment_ids(request: HttpRequest, code: str) -> dict[str, str]:
    """For owners of the startup and managers. Reading them is recorded."""
    found: Enrolment = watched(request, code)
    if not policies.pays_for(request.user, found):
        raise Forbidden(_("Owners of the startup and the programme's managers see these."))
    trail.looked("payment ids", by=request.user, at=found)
    return queries.payment_ids(found)


@router.put(
    "/enrolments/{code}/payment-ids", response={204: None}, url_name="save_payment_ids", summary="Save bank and billing ids"
)
def save_payment_ids(request: HttpRequest, code: str, wanted: PaymentIds) -> Status[None]:
    """All of them in place of what was kept; encrypted at rest."""
    operations.save_payment_ids(watched(request, code), given=wanted.dict(), by=request.user)
    return Status(204, None)
