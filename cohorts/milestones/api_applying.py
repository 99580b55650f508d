"""Plans meet startups, for programs: what applying one would change, and doing it; one startup planned anew."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from ninja.errors import ValidationError

from accelerator.kit.days import Day
from accelerator.kit.given import Given, Line
from cohorts.milestones import planning
from cohorts.milestones.api_plans import seen_plan
from cohorts.milestones.models import Following, Plan
from cohorts.milestones.planning import Preview, Shift
from cohorts.milestones.planning.previewing import Startup
from cohorts.roster.models import Cohort, Enrolment

router = Router()


class MilestoneMovedOut(Schema):
    at: datetime = Field(description="UTC")
    by: str = Field(description="name; empty where nobody wrote it down")
    why: str


class ChangeOut(Schema):
    milestone: str = Field(description="its code; empty where it is added")
    title: str
    kinds: list[str] = Field(description="added, moved, reworded, recounted, removed, waived; none where only its place changes")
    was_on: date | None
    due_on: date | None = Field(description="afterwards; null where it is gone")
    planned_on: date | None = Field(description="the plan's day")
    moved: MilestoneMovedOut | None = Field(description="who gave it another day, when and why; null where nobody did")
    kept: bool = Field(description="it keeps the day that somebody gave it, though the plan has another")


class StartupChanges(Schema):
    startup: str = Field(description="slug")
    enrolment: str = Field(description="code")
    changes: list[ChangeOut]


class PlanPreviewOut(Schema):
    counts: dict[str, int] = Field(description="{kind of change: how many milestones}")
    seen: str = Field(description="send it along to apply exactly this")
    startups: list[StartupChanges] = Field(description="those that something changes for")


class ApplyIn(Given):
    cohort: str = Field(description="slug of a cohort of the plan's programme")
    seen: str = Field("", max_length=64, description="of a preview: refuses where it no longer holds")
    overrule: list[str] = Field(
        default_factory=list, max_length=5000, description="codes of milestones that lose the day somebody gave them"
    )
    note: Line = Field("", max_length=300)


class FollowingOut(Schema):
    cohort: str
    version: int
    counts: dict[str, int]
    by: str
    at: datetime = Field(description="UTC")

    @staticmethod
    def resolve_cohort(one: Following) -> str:
        return str(one.cohort.slug)

    @staticmethod
    def resolve_version(one: Following) -> int:
        return one.version.number

    @staticmethod
    def resolve_by(one: Following) -> str:
        return str(one.by)


class ReplanIn(Given):
    days: int = Field(0, ge=-365, le=365, description="everything by so many days, ahead where negative")
    workdays: int = Field(0, ge=-365, le=365, description="or by so many working days")
    start: Day | None = Field(None, description="or as the plan says, counted from this first day")
    reason: str = Field(min_length=1, max_length=500, description="the founders read it")
    seen: str = Field("", max_length=64)

    def wish(self) -> Shift | date:
        given = [one for one in (self.days, self.workdays, self.start) if one]
        if len(given) != 1:
            raise ValidationError([{"loc": ("body", "given", "days"), "msg": _("Give one of days, workdays and start.")}])
        return self.start or Shift(self.days or self.workdays, workdays=bool(self.workdays))


class ReplannedOut(Schema):
    moved: int


def _cohort(plan: Plan, slug: str) -> Cohort:
    return get_object_or_404(Cohort.objects.filter(programme=plan.programme_id), slug=slug)


@router.get("/plans/{code}/preview", response=PlanPreviewOut, url_name="plan_preview", summary="What applying would change")
def preview(request: HttpRequest, code: str, cohort: str, overrule: Query[list[str]] = []) -> dict[str, Any]:  # noqa: B006  # ninja reads it
    """Startup by startup; nothing changes by it. Managers only."""
    found = planning.require_may_change(seen_plan(request, code), request.user)
    seen = planning.preview(found, _cohort(found, cohort), steps=planning.live_steps(found), overrule=overrule)
    return {"counts": seen.counts, "seen": seen.mark, "startups": _startups(seen)}


def _startups(seen: Preview) -> list[dict[str, Any]]:
    return [_changes(one) for one in seen.startups if any(change.kinds or change.kept for change in one.changes)]


def _changes(one: Startup) -> dict[str, Any]:
    told = [
        {
            "milestone": change.there.code if change.there else "",
            "title": str(change),
            "kinds": list(change.kinds),
            "was_on": change.there.due_on if change.there else None,
            "due_on": change.due_on,
            "planned_on": change.planned_on,
            "moved": vars(change.there.moved) if change.there and change.there.moved else None,
            "kept": change.kept,
        }
        for change in one.changes
        if change.kinds or change.kept
    ]
    return {"startup": one.enrolment.startup.slug, "enrolment": one.enrolment.code, "changes": told}


@router.post("/plans/{code}/apply", response=FollowingOut, url_name="apply_plan", summary="Apply a plan to a cohort")
def apply(request: HttpRequest, code: str, given: ApplyIn) -> Following:
    """From now on the cohort follows the plan as it is now. Founders hear once, with all that changes for them."""
    found = seen_plan(request, code)
    cohort = _cohort(found, given.cohort)
    more = {"seen": given.seen, "overrule": given.overrule, "note": given.note}
    return planning.apply_plan(found, cohort=cohort, by=request.user, **more)  # type: ignore[arg-type]  # as the schema has them


@router.post(
    "/enrolments/{code}/plan-anew", response=ReplannedOut, url_name="replan_enrolment", summary="Plan a startup's milestones anew"
)
def replan(request: HttpRequest, code: str, given: ReplanIn) -> dict[str, int]:
    """All that is still owed moves at once; the founders hear why, once."""
    rows = Enrolment.objects.visible_to(request.user).select_related("startup", "cohort")
    found = get_object_or_404(rows, code=code)
    return {"moved": planning.replan(found, given.wish(), reason=given.reason, by=request.user, seen=given.seen)}
