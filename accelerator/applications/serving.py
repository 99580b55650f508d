"""The one way an application and its files leave, through doors for people and for programs: who may have which is asked each
time, and what anybody but its members takes is logged.
"""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse

from accelerator.accounts import queries as house
from accelerator.applications import bundles, papers, queries
from accelerator.applications.models import Application, Submission
from accelerator.files import serving
from accelerator.files.models import File
from accelerator.kit import archive, arrived
from accelerator.trail import operations as trail


def seen(person: Any, number: str) -> Application:
    """The application with all that its doors read; Http404 where there is none or `person` may not see it. One query."""
    one = queries.seen(person, number)
    if one is None:
        raise Http404
    return one


def copied(person: Any, number: str, *, draft: bool) -> tuple[Application, Submission | None]:
    """The application, and what was sent last; not that where who may read the draft wants the `draft`. Http404 for others."""
    one = seen(person, number)
    wants_draft = draft and person.has_perm("applications.read_draft", one)
    return one, None if wants_draft else one.last_submission()


def paper(request: HttpRequest, number: str, *, draft: bool) -> HttpResponse:
    """Such a copy as PDF."""
    one, sent = copied(request.user, number, draft=draft)
    made = papers.application(one, sent, operator=house.settings().name, at=arrived.at(request))
    return papers.answer(made, f"{one.number}.pdf")


def bundle(request: HttpRequest, number: str, *, draft: bool) -> StreamingHttpResponse:
    """The PDF, every file, the answers as canonical JSON and the receipt."""
    (one, sent), at = copied(request.user, number, draft=draft), arrived.at(request)
    _log("files", one, request.user)
    inside = bundles.members(one, sent, operator=house.settings().name, at=at, to=request.user)
    return archive.answer(inside, f"{one.number}.zip", at=sent.arrived_at if sent else at)


def file(one: Application, code: str, *, to: Any) -> FileResponse:
    """One file: who may read the draft gets what is attached or was ever sent, others what was sent. Http404."""
    found = held(one, code, by=to)
    _log("file", one, to)
    return serving.answer(found, to=to)


def held(one: Application, code: str, *, by: Any) -> File:
    found = queries.file(one, code, drafts=by.has_perm("applications.read_draft", one))
    if found is None:
        raise Http404
    return found


def _log(what: str, one: Application, person: Any) -> None:
    if not person.has_perm("applications.belong", one):
        trail.looked(what, by=person, at=one)
