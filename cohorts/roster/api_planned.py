"""Announcements that are to be sent, for programs."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.days import Moment
from accelerator.kit.given import Line
from cohorts.roster import operations
from cohorts.roster.api_together import AddressIn, AnnouncementIn, named
from cohorts.roster.models import PlannedAnnouncement
from cohorts.roster.told import joined

router = Router()
_OF = "planned-announcements"


class PlannedAnnouncementOut(Schema):
    code: str
    cohort: str = Field(description="slug of the cohort")
    subject: str
    text: str = Field(description="light markdown")
    audience: str = Field(description="cohort, team or selection")
    by: str
    send_at: datetime = Field(description="UTC")
    state: str = Field(description="planned, sent or called_off")
    announcement: str | None = Field(description="code of what it became once it was sent")
    why: str = Field(description="what kept it from being sent, where nobody called it off")

    @staticmethod
    def resolve_cohort(one: PlannedAnnouncement) -> str:
        return str(one.cohort.slug)

    @staticmethod
    def resolve_by(one: PlannedAnnouncement) -> str:
        return str(one.by)

    @staticmethod
    def resolve_announcement(one: PlannedAnnouncement) -> str | None:
        return one.announcement.code if one.announcement else None


class PlannedAnnouncementIn(AnnouncementIn):
    send_at: Moment


class PlannedAnnouncementChange(AddressIn):
    subject: Line = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=10_000, description="light markdown")
    send_at: Moment


def _seen(request: HttpRequest, code: str) -> PlannedAnnouncement:
    rows = PlannedAnnouncement.objects.visible_to(request.user).select_related("cohort__programme", "by", "announcement")
    return get_object_or_404(rows, code=code)


@router.get(f"/{_OF}", response=Listed[PlannedAnnouncementOut], url_name="planned_announcements", summary="What is to be sent")
def planned_announcements(request: HttpRequest, paging: Query[Paging], cohort: str = "") -> dict[str, object]:
    """Of cohorts that you lead; those that were sent or called off too, the latest first."""
    rows = PlannedAnnouncement.objects.visible_to(request.user).select_related("cohort", "by", "announcement")
    return paging.cut(rows.filter(cohort__slug=cohort) if cohort else rows, ["-id"])


@router.get(f"/{_OF}/{{code}}", response=PlannedAnnouncementOut, url_name="planned_announcement", summary="One to be sent")
def planned_announcement(request: HttpRequest, code: str) -> PlannedAnnouncement:
    return _seen(request, code)


@router.post(
    f"/cohorts/{{slug}}/{_OF}", response={201: PlannedAnnouncementOut}, url_name="plan_announcement", summary="Announce later"
)
def plan_announcement(request: HttpRequest, slug: str, wanted: PlannedAnnouncementIn) -> Status[PlannedAnnouncement]:
    """For the team and managers. It goes out once, to who is in its audience then."""
    cohort, said = joined(request, slug), wanted.dict()
    said["enrolments"] = named(cohort, said["enrolments"])
    return Status(201, operations.plan_announcement(cohort, by=request.user, **said))


@router.put(
    f"/{_OF}/{{code}}", response=PlannedAnnouncementOut, url_name="change_announcement", summary="Change what is to be sent"
)
def change_announcement(request: HttpRequest, code: str, wanted: PlannedAnnouncementChange) -> PlannedAnnouncement:
    """For the team and managers, until it goes out; 409 from then on."""
    found, said = _seen(request, code), wanted.dict()
    said["enrolments"] = named(found.cohort, said["enrolments"])
    return operations.change_announcement(found, by=request.user, **said)


@router.post(
    f"/{_OF}/{{code}}/call-off", response=PlannedAnnouncementOut, url_name="call_off_announcement", summary="Do not send it"
)
def call_off_planned(request: HttpRequest, code: str) -> PlannedAnnouncement:
    return operations.call_off_announcement(_seen(request, code), by=request.user)
