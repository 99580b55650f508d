"""An application in short, and which form it is asked with, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema

from accelerator.applications import serving
from accelerator.applications.models import Application
from accelerator.questionnaires import renewals
from accelerator.questionnaires.api import VersionOut

router = Router()


class AskedWithOut(Schema):
    code: str = Field(description="of the questionnaire")
    version: int


class ApplicationOut(Schema):
    number: str = Field(description="stands in addresses and letters")
    call: str = Field(description="slug of the call")
    startup: str = Field(description="slug of the startup")
    state: str = Field(description="draft, submitted or withdrawn")
    submitted_at: datetime | None = Field(description="UTC; of the submission that counts")
    closes_at: datetime = Field(description="UTC; what arrives within the call's grace after it still counts")
    is_test: bool = Field(description="you try the call out with it: nobody else sees it, and it counts nowhere")
    form: AskedWithOut = Field(description="which form it is asked with, and in which version")


class UnfitOut(Schema):
    question: str = Field(description="key; of a question that may be gone")
    label: str
    why: str
    kept: bool = Field(description="whether the answer stands where it stood, to be mended")


class AskedOut(VersionOut):
    code: str = Field(description="of the questionnaire")
    definition: dict[str, Any] = Field(description="/schemas/questionnaire.json says its shape")
    unfit: list[UnfitOut] = Field(description="for members: answers to an older version that this one does not take as they are")


def asked_with(one: Application) -> dict[str, Any]:
    """No query where the sheet's version and its questionnaire are selected."""
    version = one.sheet.version
    return {"code": version.questionnaire.code, "version": version.number}


def application_facts(one: Application) -> dict[str, Any]:
    return application_told(one, one.startup.slug, asked_with(one))


def beside(found: QuerySet[Any]) -> QuerySet[Any]:
    """Rows of a list, for row_told(). Of startups and forms it tells a word or two: to make an object of each takes longer than
    all the rest."""
    words = {"at": F("startup__slug"), "code": F("sheet__version__questionnaire__code"), "version": F("sheet__version__number")}
    told: QuerySet[Any] = found.select_related("call").annotate(**words)
    return told


def row_told(one: Any) -> dict[str, Any]:
    return application_told(one, one.at, {"code": one.code, "version": one.version})


def application_told(one: Application, startup: str, form: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": one.number,
        "call": one.call.slug,
        "startup": startup,
        "state": one.state,
        "submitted_at": one.submitted_at,
        "closes_at": one.closes_at(),
        "is_test": one.is_test,
        "form": form,
    }


@router.get("/applications/{number}/questionnaire", response=AskedOut, summary="What this application is asked")
def application_questionnaire(request: HttpRequest, number: str) -> dict[str, Any]:
    """The version it is asked with, which may be older than the call's newest one."""
    one = serving.seen(request.user, number)
    version, belongs = one.sheet.version, request.user.has_perm("applications.read_draft", one)
    _renewal, misfits = renewals.unfit(one.sheet) if belongs else (None, [])
    return {
        "code": version.questionnaire.code,
        "number": version.number,
        "state": version.state,
        "published_at": version.published_at,
        "definition": version.definition,
        "unfit": [{"question": each.key, "label": each.label, "why": each.why, "kept": each.kept} for each in misfits],
    }
