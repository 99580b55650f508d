"""Running a cohort and what becomes of its startups, for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from accelerator.kit import workdays, zones
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.days import Day
from accelerator.kit.given import Given, Line
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes.models import Programme
from accelerator.startups.models import Startup
from cohorts.roster import criteria, operations, queries
from cohorts.roster.models import Enrolment, TeamMember
from cohorts.roster.told import EnrolmentOut, joined, run

router = Router()


class CohortChange(Given):
    name: Line = Field("", min_length=1, max_length=200)
    starts_on: Day | None = None
    ends_on: Day | None = None
    zone: str = Field("", description="such as Asia/Singapore")
    places: int = Field(0, ge=1, le=1000)
    holidays: str = Field("", max_length=2, description="country whose holidays are off; empty for none")


class CohortNow(Schema):
    slug: str
    name: str
    starts_on: date
    ends_on: date
    zone: str
    places: int
    holidays: str

    @staticmethod
    def resolve_zone(cohort: Any) -> str:
        return str(cohort.zone)


class TeamMemberOut(Schema):
    person: str = Field(description="code")
    name: str
    role: str = Field(description="manager or mentor")

    @staticmethod
    def resolve_person(one: TeamMember) -> str:
        return str(one.person.code)

    @staticmethod
    def resolve_name(one: TeamMember) -> str:
        return str(one.person)


class TeamMemberIn(Given):
    person: str = Field(description="code of a manager of the programme or a mentor of the cohort")
    role: Literal["manager", "mentor"]


class EnrolIn(Given):
    startup: str = Field(description="slug of a startup that applied to the programme")
    reason: Line = Field(min_length=1, max_length=300)
    beyond: bool = Field(False, description="also where all places are taken")


class PauseIn(Given):
    from_on: Day
    until_on: Day = Field(description="the last day of the pause")
    reason: Line = Field(min_length=1, max_length=500)


class EnrolmentWhyIn(Given):
    reason: str = Field(min_length=1, max_length=500)


class GraduateIn(Given):
    reason: str = Field("", max_length=500, description="needed where a criterion is not met")


class GraduationCriterionOut(Schema):
    kind: str
    label: str
    least: int = Field(description="percent")
    have: int
    of: int
    met: bool


class CriteriaIn(Given):
    least: dict[str, int] = Field(description="{kind: percent}; kinds are milestones, checklist, attendance and check_ins")


class AlumnusOut(EnrolmentOut):
    graduated_at: datetime | None = Field(description="UTC")

    @staticmethod
    def resolve_graduated_at(one: Enrolment) -> datetime | None:
        return one.graduation.created_at if hasattr(one, "graduation") else None


@router.patch("/cohorts/{slug}", response=CohortNow, url_name="change_cohort", summary="Change a cohort")
def change_cohort(request: HttpRequest, slug: str, wanted: CohortChange) -> Any:
    """Only the fields that are sent. Milestones and events stay on their days."""
    sent = wanted.dict(exclude_unset=True, exclude_none=True)
    if "zone" in sent:
        if not zones.known(sent["zone"]):
            raise Refusal(_("There is no such time zone."), field="zone")
        sent["zone"] = ZoneInfo(zones.known(sent["zone"]))
    if sent.get("holidays") and sent["holidays"] not in dict(workdays.offered()):
        raise Refusal(_("No holidays are known of this country."), field="holidays")
    return operations.change_cohort(run(request, slug), by=request.user, **sent)


@router.get("/cohorts/{slug}/team", response=list[TeamMemberOut], url_name="cohort_team", summary="Who leads a cohort")
def team(request: HttpRequest, slug: str) -> QuerySet[TeamMember]:
    return queries.team(joined(request, slug))


@router.post("/cohorts/{slug}/team", response={201: TeamMemberOut}, url_name="add_to_team", summary="Take into the team")
def add_to_team(request: HttpRequest, slug: str, wanted: TeamMemberIn) -> Status[TeamMember]:
    """For managers."""
    cohort = run(request, slug)
    people = {(str(person.code), role): person for person, role in queries.leaders(cohort)}
    person = people.get((wanted.person, wanted.role))
    if person is None:
        raise Refusal(_("Choose a manager of the programme or a mentor of this cohort."), field="person")
    return Status(201, operations.add_to_team(cohort, person=person, role=wanted.role, by=request.user))


@router.delete("/cohorts/{slug}/team/{person}", response={204: None}, url_name="end_in_team", summary="Take out of the team")
def end_in_team(request: HttpRequest, slug: str, person: str) -> Status[None]:
    held = get_object_or_404(queries.team(run(request, slug)).select_related("cohort", "person"), person__code=person)
    operations.end_in_team(held, by=request.user)
    return Status(204, None)


@router.post("/cohorts/{slug}/enrolments", response={201: EnrolmentOut}, url_name="enrol", summary="Enrol without an offer")
def enrol(request: HttpRequest, slug: str, wanted: EnrolIn) -> Status[Enrolment]:
    """For managers. 409 at `beyond` where all places are taken, and for one that has left or graduated."""
    cohort = run(request, slug)
    out = Startup.objects.filter(enrolments__in=cohort.enrolments.exclude(state=Enrolment.State.ACTIVE))
    named = (rows.filter(slug=wanted.startup).first() for rows in (queries.joinable(cohort), out))
    startup = next((one for one in named if one), None)
    if startup is None:
        raise Refusal(_("Choose a startup that applied to this programme and is not in the cohort."), field="startup")
    made = operations.enrol(cohort, startup=startup, by=request.user, reason=wanted.reason, beyond=wanted.beyond)
    return Status(201, made)


def _seen(request: HttpRequest, code: str) -> Enrolment:
    rows = Enrolment.objects.visible_to(request.user).select_related("startup", "cohort__programme")
    return get_object_or_404(rows, code=code)


@router.post("/enrolments/{code}/pause", response=EnrolmentOut, url_name="pause_enrolment", summary="Let a startup pause")
def pause(request: HttpRequest, code: str, wanted: PauseIn) -> Enrolment:
    """Nobody is reminded of anything meanwhile."""
    return operations.pause(_seen(request, code), by=request.user, **wanted.dict())


@router.post("/enrolments/{code}/resume", response=EnrolmentOut, url_name="resume_enrolment", summary="End a pause")
def resume(request: HttpRequest, code: str) -> Enrolment:
    return operations.resume(_seen(request, code), by=request.user)


@router.post("/enrolments/{code}/depart", response=EnrolmentOut, url_name="depart_enrolment", summary="Record a departure")
def depart(request: HttpRequest, code: str, wanted: EnrolmentWhyIn) -> Enrolment:
    return operations.depart(_seen(request, code), reason=wanted.reason, by=request.user)


@router.post("/enrolments/{code}/graduate", response=EnrolmentOut, url_name="graduate_enrolment", summary="Graduate a startup")
def graduate(request: HttpRequest, code: str, wanted: GraduateIn) -> Enrolment:
    """409 at `reason` where a criterion is not met and no reason is given."""
    return operations.graduate(_seen(request, code), reason=wanted.reason, by=request.user)


@router.get(
    "/enrolments/{code}/criteria",
    response=list[GraduationCriterionOut],
    url_name="criteria",
    summary="How it stands at graduation",
)
def criteria_of(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """What its cohort asks of a startup that is to graduate, with the facts."""
    return [{**one.kept(), "label": str(one.label)} for one in criteria.checked(_seen(request, code))]


@router.put("/cohorts/{slug}/criteria", response={204: None}, url_name="set_criteria", summary="What is asked to graduate")
def set_criteria(request: HttpRequest, slug: str, wanted: CriteriaIn) -> Status[None]:
    """For managers; in place of what was asked before."""
    operations.set_criteria(run(request, slug), least=wanted.least, by=request.user)
    return Status(204, None)


@router.get("/alumni", response=Listed[AlumnusOut], url_name="alumni", summary="Startups that graduated")
def alumni(request: HttpRequest, paging: Query[Paging]) -> dict[str, object]:
    """Of all cohorts that you see as a manager or for the house; the latest first."""
    if not (Programme.objects.run_by(request.user).exists() or request.user.holds("programmes.see")):  # type: ignore[union-attr]
        raise Forbidden(_("This is for managers of programmes."))
    return paging.cut(queries.alumni(request.user), ["-id"])
