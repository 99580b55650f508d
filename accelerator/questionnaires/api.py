"""Forms for programs: read in every version, drawn anew in a draft, published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status
from ninja.errors import ValidationError

from accelerator.kit import arrived
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.given import Given
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import operations, renewals, versions
from accelerator.questionnaires.models import Questionnaire, Version

router = Router(tags=["questionnaires"])


class VersionOut(Schema):
    number: int
    state: str = Field(description="draft or published; a published version never changes")
    published_at: datetime | None = Field(description="UTC")


class QuestionnaireOut(Schema):
    code: str = Field(description="stands in addresses; never changes")
    name: str
    versions: list[VersionOut] = Field(description="oldest first")


class FaultOut(Schema):
    path: str = Field(description="such as sections[0].questions[2].limit")
    sentence: str


class VersionWhole(VersionOut):
    definition: dict[str, Any] = Field(description="/schemas/questionnaire.json says its shape")


class VersionDrawn(VersionWhole):
    faults: list[FaultOut] = Field(description="what is to mend in a draft before it is published")
    seen: str = Field(description="send it along to draw on, or publish, exactly this")

    @staticmethod
    def resolve_faults(version: Version) -> list[design.Fault]:
        return design.check(version.definition) if version.state == Version.State.DRAFT else []

    @staticmethod
    def resolve_seen(version: Version) -> str:
        return operations.mark(version)


class DetailOut(Schema):
    name: str
    old: str = Field(description="as people read it; empty where it was not set")
    new: str


class DifferenceOut(Schema):
    key: str = Field(description="empty for the form itself")
    label: str
    section: str = Field(description="title of the section it stands in; empty for a section")
    kinds: list[str] = Field(description="added, removed, moved, reworded, rules")
    details: list[DetailOut]


class MisfitOut(Schema):
    question: str
    why: str
    answers: int = Field(description="how many drafts hold such an answer")


class ChangeoverOut(Schema):
    version: int | None = Field(description="the newest published one; null where there is none")
    drafts: int = Field(description="that are asked with an older version")
    fit: int = Field(description="of them, those that need no look")
    misfits: list[MisfitOut]
    running: bool


class DraftIn(Given):
    definition: dict[str, Any] = Field(description="/schemas/questionnaire.json says its shape")
    seen: str = Field("", max_length=64, description="of the draft: refuses where somebody drew on it since")


def _visible(request: HttpRequest) -> Any:
    ordered = Prefetch("versions", Version.objects.order_by("number").defer("definition"))
    return Questionnaire.objects.visible_to(request.user).prefetch_related(ordered)


@router.get("/questionnaires", response=Listed[QuestionnaireOut], url_name="questionnaires", summary="Forms you may see")
def questionnaires(request: HttpRequest, paging: Query[Paging]) -> dict[str, object]:
    """Forms of the calls you run, the newest first."""
    return paging.cut(_visible(request), ["-id"])


@router.get("/questionnaires/{code}", response=QuestionnaireOut, url_name="questionnaire", summary="One form with its versions")
def questionnaire(request: HttpRequest, code: str) -> Questionnaire:
    found: Questionnaire = get_object_or_404(_visible(request), code=code)
    return found


@router.get(
    "/questionnaires/{code}/versions/{int:number}",
    response=VersionDrawn,
    url_name="questionnaire_version",
    summary="One version of a form",
)
def version(request: HttpRequest, code: str, number: int) -> Version:
    """One version with its definition."""
    one = get_object_or_404(Questionnaire.objects.visible_to(request.user), code=code)
    return get_object_or_404(one.versions, number=number)


@router.get(
    "/questionnaires/{code}/versions/{int:number}/differences",
    response=list[DifferenceOut],
    url_name="questionnaire_differences",
    summary="What two versions differ in",
)
def differences(request: HttpRequest, code: str, number: int, against: int) -> list[versions.Difference]:
    """What a version differs in from the one `against` names, in order of the form, what was removed last."""
    one = get_object_or_404(Questionnaire.objects.visible_to(request.user), code=code)
    new, old = (get_object_or_404(one.versions, number=which) for which in (number, against))
    return versions.differences(old.definition, new.definition)


@router.get(
    "/questionnaires/{code}/changeover",
    response=ChangeoverOut,
    url_name="questionnaire_changeover",
    summary="Drafts behind the newest version",
)
def changeover(request: HttpRequest, code: str) -> dict[str, Any]:
    """Which drafts are behind the newest version, and what taking them over would come to."""
    return _changeover(get_object_or_404(Questionnaire.objects.visible_to(request.user), code=code))


@router.post(
    "/questionnaires/{code}/changeover",
    response=ChangeoverOut,
    url_name="change_over_questionnaire",
    summary="Take drafts over to the newest version",
)
def change_over(request: HttpRequest, code: str) -> dict[str, Any]:
    """Has all drafts go over to the newest published version. Workers do it in steps; ask again how far they are."""
    one = get_object_or_404(Questionnaire.objects.visible_to(request.user), code=code)
    operations.change_over(renewals.live(one) or one.newest(), by=request.user, at=arrived.at(request))
    return _changeover(one)


def _changeover(one: Questionnaire) -> dict[str, Any]:
    live = renewals.live(one)
    told = renewals.forecast(live) if live else renewals.Forecast(0, 0, ())
    return {
        "version": live and live.number,
        "drafts": told.drafts,
        "fit": told.fit,
        "misfits": [{"question": label, "why": why, "answers": count} for label, why, count in told.misfits],
        "running": bool(live and live.changeovers.filter(ended_at=None).exists()),
    }


@router.put("/questionnaires/{code}/draft", response=VersionDrawn, url_name="questionnaire_draft", summary="Draw the draft anew")
def redraw(request: HttpRequest, code: str, given: DraftIn) -> Version:
    """Draws the draft anew, beginning one where there is none. Every fault is told with its path, and nothing is changed."""
    one = get_object_or_404(Questionnaire.objects.visible_to(request.user), code=code)
    faults = design.check(given.definition)
    if faults:
        raise ValidationError([{"loc": ("body", "given", "definition", path), "msg": says} for path, says in faults])
    return operations.draw_anew(one, given.definition, by=request.user, seen=given.seen)


@router.delete("/questionnaires/{code}/draft", response={204: None}, summary="Discard the draft")
def discard_draft(request: HttpRequest, code: str) -> Status[None]:
    """The form is again what was published before. Refuses where nothing was."""
    one = get_object_or_404(Questionnaire.objects.visible_to(request.user), code=code)
    operations.discard(one.newest(), by=request.user)
    return Status(204, None)


@router.post("/questionnaires/{code}/publish", response=VersionOut, url_name="publish_questionnaire", summary="Publish the draft")
def publish(request: HttpRequest, code: str, seen: str = "") -> Version:
    """Publishes the draft, as it was `seen` where that is given. Calls that ask with the form take it up for newcomers."""
    one = get_object_or_404(Questionnaire.objects.visible_to(request.user), code=code)
    return operations.publish(one.newest(), by=request.user, at=arrived.at(request), seen=seen)
