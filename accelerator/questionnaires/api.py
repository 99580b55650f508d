"""Forms for programs: read in every version, drawn anew in a draft, published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from ninja.errors import ValidationError

from accelerator.kit import arrived
from accelerator.kit.cursors import Listed, Paging
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import operations
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


class VersionWhole(VersionOut):
    definition: dict[str, Any] = Field(description="/schemas/questionnaire.json says its shape")


class DraftIn(Schema):
    definition: dict[str, Any] = Field(description="/schemas/questionnaire.json says its shape")


def _visible(request: HttpRequest) -> Any:
    ordered = Prefetch("versions", Version.objects.order_by("number").defer("definition"))
    return Questionnaire.objects.visible_to(request.user).prefetch_related(ordered)


@router.get("/questionnaires", response=Listed[QuestionnaireOut], url_name="questionnaires")
def questionnaires(request: HttpRequest, paging: Query[Paging]) -> dict[str, object]:
    """Forms of the calls you run, the newest first."""
    return paging.cut(_visible(request), ["-id"])


@router.get("/questionnaires/{code}", response=QuestionnaireOut, url_name="questionnaire")
def questionnaire(request: HttpRequest, code: str) -> Questionnaire:
    found: Questionnaire = get_object_or_404(_visible(request), code=code)
    return found


@router.get("/questionnaires/{code}/versions/{int:number}", response=VersionWhole, url_name="questionnaire_version")
def version(request: HttpRequest, code: str, number: int) -> Version:
    """One version with its definition."""
    one = get_object_or_404(Questionnaire.objects.visible_to(request.user), code=code)
    return get_object_or_404(one.versions, number=number)


@router.put("/questionnaires/{code}/draft", response=VersionWhole, url_name="questionnaire_draft")
def redraw(request: HttpRequest, code: str, given: DraftIn) -> Version:
    """Draws the draft anew, beginning one where there is none. Every fault is told with its path, and nothing is changed."""
    one = get_object_or_404(Questionnaire.objects.visible_to(request.user), code=code)
    faults = design.check(given.definition)
    if faults:
        raise ValidationError([{"loc": ("body", "given", "definition", path), "msg": says} for path, says in faults])
    return operations.replace(operations.redraft(one, by=request.user), given.definition, by=request.user)


@router.post("/questionnaires/{code}/publish", response=VersionOut, url_name="publish_questionnaire")
def publish(request: HttpRequest, code: str) -> Version:
    """Publishes the draft. Calls that ask with the form take it up for newcomers."""
    one = get_object_or_404(Questionnaire.objects.visible_to(request.user), code=code)
    return operations.publish(one.newest(), by=request.user, at=arrived.at(request))
