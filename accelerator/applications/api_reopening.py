"""Reopened, closed before its time, restored: what staff put right, for programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router

from accelerator.applications import operations, serving
from accelerator.applications.api_forms import ApplicationOut, application_facts
from accelerator.kit import arrived
from accelerator.kit.days import Moment
from accelerator.kit.given import Given

router = Router()


class ReopenIn(Given):
    reason: str = Field(description="the startup reads it", max_length=1000)
    until: Moment = Field(description="with its offset; the call's grace follows")


class ShortenIn(Given):
    reason: str = Field(description="the startup reads it", max_length=1000)
    until: Moment | None = Field(None, description="with its offset, earlier than it is open now; null ends it at once")


class RestoreIn(Given):
    reason: str = Field(description="the startup reads it", max_length=1000)


@router.post("/applications/{number}/reopen", response=ApplicationOut, summary="Let the startup change what it sent (managers)")
def reopen(request: HttpRequest, number: str, body: ReopenIn) -> dict[str, Any]:
    one = serving.seen(request.user, number)
    operations.reopen(one, reason=body.reason, until=body.until, by=request.user, at=arrived.at(request))
    return application_facts(one)


@router.post("/applications/{number}/shorten", response=ApplicationOut, summary="End a reopening before its time (managers)")
def shorten(request: HttpRequest, number: str, body: ShortenIn) -> dict[str, Any]:
    """No deadline of the startup's own, by the call or by an access code, is taken from it."""
    one = serving.seen(request.user, number)
    operations.shorten(one, reason=body.reason, until=body.until, by=request.user, at=arrived.at(request))
    return application_facts(one)


@router.post("/applications/{number}/restore", response=ApplicationOut, summary="Put what was withdrawn back (managers)")
def restore(request: HttpRequest, number: str, body: RestoreIn) -> dict[str, Any]:
    """What was submitted last counts again. A place they knew of stays turned down; one that fell untold is offered anew."""
    one = serving.seen(request.user, number)
    operations.restore(one, reason=body.reason, by=request.user, at=arrived.at(request))
    return application_facts(one)
