"""Applications that staff enter for founders, have taken over by them, or try a call out with, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from accelerator.applications import operations, serving
from accelerator.applications.api_forms import ApplicationOut, application_facts
from accelerator.applications.forms import EnterForm, InviteForm
from accelerator.kit import answers, arrived
from accelerator.kit.given import Given, Line
from accelerator.programmes.models import Call

router = Router()


class EnterIn(Given):
    email: str = Field(description="of the founder, who is sent a link to take it over", max_length=254)
    name: Line = Field(description="of the startup", max_length=200)
    one_liner: Line = Field("", max_length=300)
    website: Line = Field("", max_length=300)
    country: str = Field("", max_length=2, description="ISO 3166-1 alpha-2")


class EnteredOut(Schema):
    number: str = Field(description="of the draft, which you write as its founders would, declarations aside")
    startup: str = Field(description="slug of the startup, which nobody belongs to yet")


class FounderIn(Given):
    email: str = Field(description="of the founder, who is sent a link to take it over", max_length=254)


class FounderInvited(Schema):
    number: str = Field(description="of the application")
    email: str
    expires_at: datetime = Field(description="UTC; the link works until then")


@router.post("/calls/{slug}/entered", response={201: EnteredOut}, summary="Enter an application for a founder (managers)")
def enter(request: HttpRequest, slug: str, given: EnterIn) -> Status[dict[str, Any]]:
    call = get_object_or_404(Call.objects.visible_to(request.user), slug=slug)
    form = EnterForm(given.model_dump())
    email = answers.given(form)["email"]
    made = operations.enter(call=call, startup=form.startup(), email=email, by=request.user, at=arrived.at(request))
    return Status(201, {"number": made.number, "startup": made.startup.slug})


@router.post(
    "/calls/{slug}/test", response={201: ApplicationOut}, summary="Try a call out; the test there is comes again (managers)"
)
def try_out(request: HttpRequest, slug: str) -> Status[dict[str, Any]]:
    """Before it opens or after, once its form is published. It is written and submitted like any other, and counts nowhere."""
    call = get_object_or_404(Call.objects.visible_to(request.user), slug=slug)
    return Status(201, application_facts(operations.start_test(call=call, by=request.user, at=arrived.at(request))))


@router.post("/applications/{number}/founder", response={201: FounderInvited}, summary="Have a founder take one over (managers)")
def invite_founder(request: HttpRequest, number: str, given: FounderIn) -> Status[dict[str, Any]]:
    """For managers, where nobody belongs to its startup, as after an import. Who proves the address owns the startup."""
    one = serving.seen(request.user, number)
    email = answers.given(InviteForm(given.model_dump()))["email"]
    made = operations.invite_founder(one, email=email, by=request.user)
    return Status(201, {"number": one.number, "email": made.email, "expires_at": made.expires_at})
