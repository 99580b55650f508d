"""What a rubric says, for programs: read, made, written anew."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status
from pydantic import StringConstraints

from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.given import Given, Line
from accelerator.programmes import operations, queries
from accelerator.programmes.models import Programme, Rubric
from accelerator.programmes.starter import Measure

router = Router()
Point = Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]
ScaleName = Literal["1-5", "0-10", "yes-no", "1-5-tenths", "0-10-tenths"]
Anchor = Annotated[Line, StringConstraints(max_length=200)]


class CriterionSaid(Given):
    name: Line = Field(min_length=1, max_length=120)
    asks: Line = Field("", max_length=300, description="the question to the reviewer")
    weight: int = Field(ge=0, le=100, description="percent; those of a rubric add up to 100")
    anchors: dict[Point, Anchor] = Field({}, description="{a whole point of the scale: what it means}")

    def measure(self) -> Measure:
        return Measure(self.name, self.asks, self.weight, {str(point): text for point, text in self.anchors.items()})


class RubricSaid(Given):
    name: Line = Field(min_length=1, max_length=200)
    scale: ScaleName = "1-5"
    criteria: list[CriterionSaid] = Field(description="in the order in which they are scored")

    def measures(self) -> list[Measure]:
        return [one.measure() for one in self.criteria]


class RubricOut(Schema):
    code: str
    name: str


class CriterionOut(Schema):
    name: str
    asks: str
    weight: int
    anchors: dict[str, str]


class RubricWhole(Schema):
    code: str
    name: str
    scale: str
    settled: bool = Field(description="a published call is scored with it, so it stays as it is")
    criteria: list[CriterionOut]


def _told(rubric: Rubric) -> dict[str, Any]:
    said = {"code": rubric.code, "name": rubric.name, "scale": rubric.scale, "settled": queries.is_settled(rubric)}
    return said | {"criteria": queries.criteria(rubric)}


def _programme(request: HttpRequest, slug: str) -> Programme:
    return get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)


def _rubric(request: HttpRequest, slug: str, code: str) -> Rubric:
    return get_object_or_404(queries.rubrics(_programme(request, slug)), code=code)


@router.get("/programmes/{slug}/rubrics", response=Listed[RubricOut], url_name="rubrics", summary="Rubrics of a programme")
def rubrics(request: HttpRequest, slug: str, paging: Query[Paging]) -> dict[str, object]:
    return paging.cut(Rubric.objects.filter(programme=_programme(request, slug)), ["id"])


@router.get("/programmes/{slug}/rubrics/{code}", response=RubricWhole, url_name="rubric", summary="One rubric with its criteria")
def rubric(request: HttpRequest, slug: str, code: str) -> dict[str, Any]:
    return _told(_rubric(request, slug, code))


@router.post("/programmes/{slug}/rubrics", response={201: RubricWhole}, summary="Make a rubric of a programme")
def make(request: HttpRequest, slug: str, given: RubricSaid) -> Status[dict[str, Any]]:
    """For its managers. A draft of a call takes it by `PUT /calls/{slug}/rubric`."""
    programme = _programme(request, slug)
    made = operations.make_rubric(programme, name=given.name, scale=given.scale, measures=given.measures(), by=request.user)
    return Status(201, _told(made))


@router.put("/programmes/{slug}/rubrics/{code}", response=RubricWhole, summary="Write a rubric anew")
def write(request: HttpRequest, slug: str, code: str, given: RubricSaid) -> dict[str, Any]:
    """In place of all that it said; 409 once a published call is scored with it."""
    said: dict[str, Any] = {"name": given.name, "scale": given.scale, "measures": given.measures()}
    operations.write_rubric(_rubric(request, slug, code), **said, by=request.user)
    return _told(_rubric(request, slug, code))
