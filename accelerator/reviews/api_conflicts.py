"""Conflicts of interest and relations for programs: one's own, and the register to managers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, File, Query, Router, Schema, Status, UploadedFile

from accelerator.applications.models import Application
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.days import Day
from accelerator.kit.given import Given
from accelerator.kit.refusals import Refusal
from accelerator.reviews import operations, queries, registers, relations
from accelerator.reviews.models import Conflict, Relation
from accelerator.startups.models import Startup

router = Router()


class ConflictRead(Schema):
    code: str
    application: str = Field(description="number of the application")
    startup: str
    person: str = Field(description="code of the person")
    name: str = Field(description="of the person")
    source: str = Field(description="declared, member, organisation, domain, colleague, mentor, contact, or a relation's kind")
    reason: str
    since: datetime = Field(description="UTC")
    declared_by: str = Field(description='code of who declared it; "" where it was found')
    ended_at: datetime | None = Field(description="UTC; null while it stands")
    ended_by: str = Field(description='code of who lifted it; "" where its cause has gone')


class ConflictIn(Given):
    person: str = Field("", max_length=16, description="code; your own without one")
    reason: str = Field("", max_length=300)


class ConflictReason(Given):
    reason: str = Field(max_length=300)


class RelationOut(Schema):
    code: str
    person: str = Field(description="code of the person")
    kind: str = Field(description="investor, adviser, family, competitor, employer or other")
    startup: str = Field(description='slug of a startup that is here; "" otherwise')
    name: str = Field(description="of the startup or organisation")
    domain: str
    since_on: date | None
    until_on: date | None
    note: str


class RelationIn(Given):
    kind: Relation.Kind
    person: str = Field("", max_length=16, description="code; your own without one")
    startup: str = Field("", max_length=80, description="slug of a startup that you may see")
    name: str = Field("", max_length=200)
    domain: str = Field("", max_length=253)
    since_on: Day | None = None
    until_on: Day | None = None
    note: str = Field("", max_length=200)


class RelationsBrought(Schema):
    count: int
    act: str = Field(description="takes all of it back: DELETE /relations/acts/{act}")


class RelationsTaken(Schema):
    count: int


def _conflict(one: Conflict) -> dict[str, Any]:
    unnamed = getattr(one, "blind", False)
    facts: dict[str, Any] = {
        "code": one.code,
        "application": one.application.number,
        "source": one.source,
        "person": one.person.code,
    }
    facts |= {"startup": "" if unnamed else str(one.application.startup), "name": str(one.person)}
    facts |= {"reason": "" if unnamed and one.by_id != one.person_id else one.reason}
    facts |= {"since": one.created_at, "declared_by": one.by.code if one.by else "", "ended_at": one.ended_at}
    return facts | {"ended_by": one.ended_by.code if one.ended_by else ""}


def _relation(one: Relation) -> dict[str, Any]:
    named = {name: getattr(one, name) for name in ("code", "kind", "name", "domain", "since_on", "until_on", "note")}
    return named | {"person": one.person.code, "startup": one.startup.slug if one.startup else ""}


def _seen(request: HttpRequest, code: str) -> Conflict:
    live = Conflict.objects.live().visible_to(request.user)
    return get_object_or_404(live.select_related("application__call", "application__startup", "person", "by"), code=code)


@router.get("/conflicts", response=Listed[ConflictRead], summary="Your conflicts of interest, newest first")
def conflicts(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Where you read blind, neither the startup is named nor what others say of it."""
    return paging.cut(registers.own(request.user), registers.ORDER, each=_conflict)


@router.get("/calls/{slug}/conflicts", response=Listed[ConflictRead], summary="The register of a call")
def call_conflicts(
    request: HttpRequest, slug: str, paging: Query[Paging], state: str = "live", source: str = ""
) -> dict[str, Any]:
    """For who may see the scores of the call. `state` is live, ended or all."""
    call = get_object_or_404(queries.calls_overseen_by(request.user), slug=slug)
    wanted = registers.Wanted.read({"state": state, "source": source})
    return paging.cut(registers.listed(call, wanted), registers.ORDER, each=_conflict)


@router.post("/applications/{number}/conflicts", response={201: ConflictRead}, summary="Put a conflict of interest on record")
def record_conflict(request: HttpRequest, number: str, wanted: ConflictIn) -> Status[dict[str, Any]]:
    """Your own, of an application you review, or as a manager anybody's of the programme. It is hidden from them at once."""
    own = queries.queue(request.user).values("application")
    standing = Application.objects.standing().select_related("call", "startup")
    seen = standing.filter(pk__in=own) | standing.run_by(request.user)
    application = get_object_or_404(seen, number=number)
    person: Any = request.user
    if wanted.person:
        person = queries.reviewers_of(application.call).filter(code=wanted.person).first()
        if person is None:
            raise Refusal(_("Not everybody named is a reviewer of this programme."), field="person")
    made = operations.declare(application, person=person, by=request.user, reason=wanted.reason)
    told = registers.own(request.user).filter(pk=made.pk).first()  # one's own may be of a startup that is hidden
    return Status(201, _conflict(told or made))


@router.put("/conflicts/{code}/reason", response={204: None}, summary="Say why you declared it")
def explain_conflict(request: HttpRequest, code: str, wanted: ConflictReason) -> Status[None]:
    operations.explain(_seen(request, code), by=request.user, reason=wanted.reason)
    return Status(204, None)


@router.post("/conflicts/{code}/take-back", response={204: None}, summary="Take back a slip, within a minute")
def take_back_conflict(request: HttpRequest, code: str) -> Status[None]:
    operations.take_back(_seen(request, code), by=request.user)
    return Status(204, None)


@router.post("/conflicts/{code}/lift", response={204: None}, summary="End a conflict that bars nobody")
def lift_conflict(request: HttpRequest, code: str) -> Status[None]:
    """For managers of the programme, of others' conflicts. What was found is not found again from the same cause."""
    operations.lift(_seen(request, code), by=request.user)
    return Status(204, None)


@router.get("/relations", response=Listed[RelationOut], summary="Relations to startups and organisations, newest first")
def listed_relations(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Your own, and to managers those of their programmes' people."""
    found = Relation.objects.standing().visible_to(request.user).select_related("person", "startup")
    return paging.cut(found, ["-id"], each=_relation)


@router.post("/relations", response={201: RelationOut}, summary="Declare a relation")
def relate(request: HttpRequest, wanted: RelationIn) -> Status[dict[str, Any]]:
    person = get_object_or_404(relations.people_of(request.user), code=wanted.person) if wanted.person else request.user
    startup = get_object_or_404(Startup.objects.visible_to(request.user), slug=wanted.startup) if wanted.startup else None
    facts = wanted.dict() | {"person": person, "startup": startup}
    return Status(201, _relation(operations.relate(operations.Said(**facts), by=request.user)))


@router.post("/relations/file", response={201: RelationsBrought}, summary="Declare all of a CSV file, or nothing")
def bring_relations(request: HttpRequest, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """Columns kind, name, domain, since, until, note and person, which is an e-mail address."""
    every = relations.read(file.read(), by=request.user)
    return Status(201, {"count": len(every), "act": operations.relate_all(every, by=request.user)})


@router.delete("/relations/acts/{act}", response=RelationsTaken, summary="Take back what a file brought")
def undo_relations(request: HttpRequest, act: str) -> dict[str, int]:
    return {"count": operations.undo_relations(relations.act_of(request.user, act), by=request.user)}


@router.delete("/relations/{code}", response={204: None}, summary="Take back a relation")
def remove_relation(request: HttpRequest, code: str) -> Status[None]:
    found = Relation.objects.visible_to(request.user).select_related("person", "startup")
    operations.take_back_relation(get_object_or_404(found, code=code), by=request.user)
    return Status(204, None)


@router.post("/relations/{code}/put-back", response=RelationOut, summary="Put a relation that was taken back on record again")
def put_relation_back(request: HttpRequest, code: str) -> dict[str, Any]:
    found = get_object_or_404(Relation.objects.visible_to(request.user).select_related("person", "startup"), code=code)
    operations.put_back_relation(found, by=request.user)
    return _relation(found)
