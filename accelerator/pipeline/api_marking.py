"""The manager's list for programs: views kept and shared, tags and flags put on many applications and undone."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status
from pydantic import StringConstraints

from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.given import IN_ONE_LINE, Given, Line
from accelerator.kit.refusals import Refusal
from accelerator.pipeline import filters, operations, queries
from accelerator.pipeline.models import Act, Tag, View
from accelerator.pipeline.reading import Pointer, managed, pointed_at, require_read
from accelerator.programmes.models import Call
from accelerator.reviews import queries as reviews

router = Router()


class ViewIn(Given):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), IN_ONE_LINE] = Field(
        description="one of yours of this name is replaced"
    )
    query: str = Field("", max_length=2000, description="as in the address of the pipeline: sector=Ports&q=tide")
    shared: bool = Field(False, description="with the managers of the programme")


class ViewOut(Schema):
    code: str
    name: str
    query: str
    shared: bool
    yours: bool


class TagOut(Schema):
    name: str


class MarkIn(Pointer):
    kind: Literal["tag", "untag", "flag", "unflag"]
    word: Line = Field("", max_length=300, description="the tag (at most 40), or why they are flagged (at most 60)")


class ActOut(Schema):
    code: str = Field(description="undoes it")
    kind: str


class UndoneOut(Schema):
    count: int = Field(description="how many marks are as they were before")


def _view(one: View, person: Any) -> dict[str, Any]:
    said = {"code": one.code, "name": one.name, "query": one.query}
    return {**said, "shared": one.shared_at is not None, "yours": one.owner_id == person.pk}


@router.get("/calls/{slug}/views", response=Listed[ViewOut], summary="Views of a call's list: yours and those shared")
def views(request: HttpRequest, slug: str) -> dict[str, Any]:
    call = get_object_or_404(reviews.calls_overseen_by(request.user), slug=slug)
    return {"items": [_view(one, request.user) for one in queries.views(call, request.user)], "next": None}


@router.post("/calls/{slug}/views", response={201: ViewOut}, summary="Keep a view")
def keep(request: HttpRequest, slug: str, given: ViewIn) -> Status[dict[str, Any]]:
    call = get_object_or_404(reviews.calls_overseen_by(request.user).select_related("programme", "version"), slug=slug)
    chosen = filters.from_query(given.query, call)
    require_read(chosen, field="query")
    kept = operations.save(call, name=given.name, query=given.query, shared=given.shared, by=request.user)
    return Status(201, _view(kept, request.user))


@router.delete("/views/{code}", response={204: None}, summary="Take a view away, from everybody where it was shared")
def remove(request: HttpRequest, code: str) -> Status[None]:
    operations.remove(get_object_or_404(View.objects.visible_to(request.user), code=code), by=request.user)
    return Status(204, None)


@router.get("/calls/{slug}/tags", response=Listed[TagOut], summary="Tags of the call's programme")
def tags(request: HttpRequest, slug: str, paging: Query[Paging]) -> dict[str, Any]:
    call = managed(request.user, slug)
    return paging.cut(Tag.objects.filter(programme=call.programme_id), ["name", "id"])


@router.post("/calls/{slug}/marks", response={201: ActOut}, summary="Tag or flag many applications, or take that off")
def mark(request: HttpRequest, slug: str, given: MarkIn) -> Status[Act]:
    """Those that have it already are left alone. The answer's code undoes all of it."""
    call = managed(request.user, slug)
    found = pointed_at(call, given.numbers, given.on)
    return Status(201, _done(given, found, request.user))


def _done(given: MarkIn, found: list[Any], by: Any) -> Act:
    word = given.word.strip()
    if given.kind == "unflag":
        return operations.clear(found, by=by)
    if given.kind == "flag":
        if not 0 < len(word) <= 60:
            raise Refusal(_("A flag says why in at most 60 characters."), field="word")
        return operations.flag(found, note=word, by=by)
    if not 0 < len(word) <= 40:
        raise Refusal(_("A tag is a word of at most 40 characters."), field="word")
    verb = operations.tag if given.kind == "tag" else operations.untag
    return verb(found, name=word, by=by)


@router.post("/marks/{code}/undo", response=UndoneOut, summary="Put tags or flags back as they were")
def undo(request: HttpRequest, code: str) -> dict[str, int]:
    act = get_object_or_404(Act.objects.filter(call__in=Call.objects.run_by(request.user)), code=code)
    return {"count": operations.undo(act, by=request.user)}
