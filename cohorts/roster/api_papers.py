"""Texts to accept, and files kept at hand, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, File, Query, Router, Schema, Status, UploadedFile

from accelerator.files import serving
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.downloads import BYTES
from accelerator.kit.given import Given, Line
from accelerator.trail import operations as trail
from cohorts.roster import operations, queries
from cohorts.roster.models import Agreement, AgreementAcceptance, AgreementVersion, Enrolment, SharedFile
from cohorts.roster.operations.agreeing import MOST
from cohorts.roster.told import joined, run, watched

router = Router()


class AgreementOut(Schema):
    code: str
    cohort: str = Field(description="slug of the cohort")
    title: str
    withdrawn: bool


class AgreementVersionOut(Schema):
    code: str
    number: int
    text: str = Field(description="light markdown")
    sha256: str = Field(description="of the text as UTF-8")
    anew: bool = Field(description="who accepted earlier words accepts these as well")
    created_at: datetime = Field(description="UTC")


class AgreementWhole(AgreementOut):
    newest: AgreementVersionOut


class AgreementIn(Given):
    title: Line = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=MOST)


class VersionIn(Given):
    text: str = Field(min_length=1, max_length=MOST)
    anew: bool = True


class AcceptIn(Given):
    enrolment: str = Field(description="code of your startup's enrolment")
    version: str = Field(description="code of the version you read")
    sha256: str = Field(description="of the text you read", max_length=64)
    name: Line = Field(min_length=1, max_length=200, description="your full name; it stands for your signature")


class AcceptanceOut(Schema):
    code: str
    agreement: str
    version: int
    enrolment: str
    startup: str = Field(description="slug")
    name: str = Field(description="as it was typed")
    sha256: str
    created_at: datetime = Field(description="UTC")


class SharedFileOut(Schema):
    code: str
    name: str
    size: int = Field(description="bytes")
    sha256: str
    cohort: str | None
    enrolment: str | None
    created_at: datetime = Field(description="UTC")


def _told(one: Agreement) -> dict[str, Any]:
    return {"code": one.code, "cohort": one.cohort.slug, "title": one.title, "withdrawn": one.ended_at is not None}


def _whole(one: Agreement) -> dict[str, Any]:
    return {**_told(one), "newest": queries.newest_version(one)}


def _accepted(one: AgreementAcceptance) -> dict[str, Any]:
    names = {name: getattr(one, name) for name in ("code", "name", "sha256", "created_at")}
    version, enrolment = one.version, one.enrolment
    return {
        **names,
        "agreement": version.agreement.code,
        "version": version.number,
        "enrolment": enrolment.code,
        "startup": enrolment.startup.slug,
    }


def _file(one: SharedFile) -> dict[str, Any]:
    told = {"code": one.code, "created_at": one.created_at} | {
        name: getattr(one.file, name) for name in ("name", "size", "sha256")
    }
    of = {"cohort": one.cohort.slug if one.cohort else None, "enrolment": one.enrolment.code if one.enrolment else None}
    return told | of


@router.get("/agreements", response=Listed[AgreementOut], url_name="agreements", summary="Texts of your cohorts")
def agreements(request: HttpRequest, paging: Query[Paging], cohort: str = "") -> dict[str, object]:
    rows = Agreement.objects.visible_to(request.user).select_related("cohort")
    return paging.cut(rows.filter(cohort__slug=cohort) if cohort else rows, ["-id"], each=_told)


@router.post("/cohorts/{slug}/agreements", response={201: AgreementWhole}, url_name="write_agreement", summary="Write a text")
def write_agreement(request: HttpRequest, slug: str, wanted: AgreementIn) -> Status[dict[str, Any]]:
    """For managers."""
    return Status(201, _whole(operations.write_agreement(run(request, slug), by=request.user, **wanted.dict())))


def _seen(request: HttpRequest, code: str) -> Agreement:
    return get_object_or_404(Agreement.objects.visible_to(request.user).select_related("cohort__programme"), code=code)


@router.get("/agreements/{code}", response=AgreementWhole, url_name="agreement", summary="A text in its newest words")
def agreement(request: HttpRequest, code: str) -> dict[str, Any]:
    return _whole(_seen(request, code))


@router.post("/agreements/{code}/versions", response=AgreementWhole, url_name="reword_agreement", summary="Change the words")
def reword(request: HttpRequest, code: str, wanted: VersionIn) -> dict[str, Any]:
    """For managers. The same words are no new version."""
    found = _seen(request, code)
    operations.reword(found, by=request.user, **wanted.dict())
    return _whole(found)


@router.delete("/agreements/{code}", response={204: None}, url_name="withdraw_agreement", summary="Withdraw a text")
def withdraw(request: HttpRequest, code: str) -> Status[None]:
    """For managers. What was accepted stays on record."""
    operations.withdraw_agreement(_seen(request, code), by=request.user)
    return Status(204, None)


@router.post("/agreements/{code}/accept", response={201: AcceptanceOut}, url_name="accept_agreement", summary="Accept a text")
def accept(request: HttpRequest, code: str, wanted: AcceptIn) -> Status[dict[str, Any]]:
    """For owners and members of a startup in the cohort. 409 where the words have changed since you read them."""
    found = _seen(request, code)
    version = get_object_or_404(AgreementVersion.objects.filter(agreement=found).select_related("agreement"), code=wanted.version)
    own = Enrolment.objects.of_member(request.user).select_related("cohort", "startup")
    enrolment = get_object_or_404(own, code=wanted.enrolment)
    made = operations.accept(version, enrolment=enrolment, name=wanted.name, sha256=wanted.sha256, by=request.user)
    return Status(201, _accepted(made))


@router.get("/acceptances", response=Listed[AcceptanceOut], url_name="acceptances", summary="What was accepted")
def acceptances(request: HttpRequest, paging: Query[Paging], enrolment: str = "") -> dict[str, object]:
    """By startups that you see, the latest first."""
    rows = AgreementAcceptance.objects.visible_to(request.user).select_related("version__agreement", "enrolment__startup")
    return paging.cut(rows.filter(enrolment__code=enrolment) if enrolment else rows, ["-id"], each=_accepted)


@router.get("/shared-files", response=Listed[SharedFileOut], url_name="shared_files", summary="Files of startups and cohorts")
def shared_files(request: HttpRequest, paging: Query[Paging], cohort: str = "", enrolment: str = "") -> dict[str, object]:
    """Those that you may open, the newest first."""
    rows = SharedFile.objects.visible_to(request.user).select_related("file", "cohort", "enrolment")
    named = {"cohort__slug": cohort, "enrolment__code": enrolment}
    return paging.cut(rows.filter(**{name: value for name, value in named.items() if value}), ["-id"], each=_file)


@router.post("/cohorts/{slug}/shared-files", response={201: SharedFileOut}, url_name="share_file", summary="A file for a cohort")
def share_with_cohort(request: HttpRequest, slug: str, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """For the team and managers: everybody in the cohort may open it."""
    return Status(201, _file(operations.keep_file(joined(request, slug), upload=file, by=request.user)))


@router.post(
    "/enrolments/{code}/shared-files", response={201: SharedFileOut}, url_name="keep_file", summary="A file beside a startup"
)
def keep_with_startup(request: HttpRequest, code: str, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """For its owners and members, who stands by it, and managers, who may all open it."""
    return Status(201, _file(operations.keep_file(watched(request, code), upload=file, by=request.user)))


def _shared(request: HttpRequest, code: str) -> SharedFile:
    related = ("file", "cohort__programme", "enrolment__cohort", "enrolment__startup")
    return get_object_or_404(SharedFile.objects.visible_to(request.user).select_related(*related), code=code)


@router.get("/shared-files/{code}", response={200: None}, url_name="shared_file", summary="Download a file", openapi_extra=BYTES)
def shared_file(request: HttpRequest, code: str) -> FileResponse:
    """Fetching a startup's is logged where you are not of it."""
    found = _shared(request, code)
    if found.enrolment is not None and not request.user.has_perm("roster.belong", found.enrolment):
        trail.looked("file", by=request.user, at=found.enrolment)
    return serving.answer(found.file, to=request.user)


@router.delete("/shared-files/{code}", response={204: None}, url_name="remove_shared_file", summary="Remove a file")
def remove_shared_file(request: HttpRequest, code: str) -> Status[None]:
    operations.remove_file(_shared(request, code), by=request.user)
    return Status(204, None)
