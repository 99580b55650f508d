"""Doors of the editor: a section's page, the autosave, files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accelerator.applications import earlier, editor, operations, presence, queries, serving
from accelerator.applications.models import Application
from accelerator.files import serving as private_files
from accelerator.kit import arrived
from accelerator.kit.answers import page, wants_fragment
from accelerator.kit.middleware import wants_data
from accelerator.kit.refusals import Refusal
from accelerator.questionnaires import autosave, former, live
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import operations as sheets
from accelerator.questionnaires import queries as reads
from accelerator.questionnaires.forms import edits
from accelerator.questionnaires.questions import File, Unkept
from accelerator.startups import queries as founders


def mine(request: HttpRequest, number: str) -> Application:
    """An application that the reader may write on; 404 where they may not even see it, 403 where they only read."""
    application = serving.seen(request.user, number)
    operations.require(application, "write", by=request.user)
    return application


def _section(application: Application, key: str) -> design.Section:
    for section in application.sheet.version.sections():
        if section.key == key:
            return section
    raise Http404


@login_required
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, number: str, key: str) -> HttpResponse:
    application = mine(request, number)
    part = _section(application, key)
    if request.method == "POST":
        return _save(request, application, part)
    standing = queries.standings([application], request.user)[application.pk]
    if not queries.is_open(application, standing, arrived.at(request)):
        return redirect(application)
    context = editor.page(application, part, request.user, at=arrived.at(request))
    context |= _beside(application, key, request.user, [one.person for one in context["writers"]])
    if key not in {link.key for link in context["links"]}:  # not asked, as the other answers stand
        return redirect(queries.continue_url(application))
    return render(request, "accelerator/applications/section.html", context)


@login_required
@require_GET
def former_answers(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """What stood at a question before: below it where htmx asks, else on a page of its own."""
    application = mine(request, number)
    sheet = application.sheet
    part = next((one for one in sheet.version.sections() if key in {asked.key for asked in one.questions}), None)
    question = sheet.version.questions().get(key)
    if part is None or question is None or isinstance(question, File):
        raise Http404
    context = {
        "application": application,
        "section": part,
        "question": question,
        "seen": sheet.seen(key),
        "former": former.answers(sheet, question),
        "form_language": sheet.version.language,
    }
    return page(request, "accelerator/applications/former.html", context, fragment="answers")


@login_required
@require_GET
def beside(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Who else has the draft open, for a page that has this section open still."""
    application = mine(request, number)
    part = _section(application, key)
    people = founders.people([application.startup_id]).get(application.startup_id, [])
    context = {"application": application, "section": part, **_beside(application, key, request.user, people)}
    return render(request, "accelerator/applications/section/beside.html", context)


def _beside(application: Application, key: str, reader: Any, people: Sequence[Any]) -> dict[str, Any]:
    """Who else of `people` is there, while the reader has this section open, and when to ask again. No query."""
    presence.arrive(application, key, reader)
    return {"beside": presence.beside(application, key, reader, people), "asks_every": presence.asks_every(people)}


def _save(request: HttpRequest, application: Application, part: design.Section) -> HttpResponse:
    """Keeps the section as a plain form sends it, then goes where the button leads; stays where something did not go in."""
    unscripted = request.POST.get("live:") == ""  # a page with conditions, which nobody shows while they are written to
    before = reads.asked(application.sheet) if unscripted else None
    taking, reusing = request.POST.get("take:", ""), request.POST.get("reuse:", "")
    at, by, posted = arrived.at(request), request.user, edits(part, request.POST)
    typed = earlier.reused(application, part, posted, reusing)
    typed = former.taken_back(application.sheet, typed, request.POST.get("back:", ""))
    sent = [edit for edit in sheets.touched(application.sheet, typed) if edit.key != taking]
    written = operations.write(application, changes=sent, by=by, at=at)
    refused = {one.key: str(one.refusal.sentence) for one in written.refused}
    refused |= _files(request, application, part)
    if written.conflicts or refused:
        yours = {one.key: one.yours for one in written.conflicts}
        context = editor.page(
            application, part, by, at=at, posted=yours, conflicts={one.key: one for one in written.conflicts}, refused=refused
        )
        return render(request, "accelerator/applications/section.html", context, status=409 if written.conflicts else 422)
    if taken := [new.key for new, old in zip(typed, posted, strict=True) if new is not old]:
        return redirect(queries.question_url(application, part.key, taken[0]))
    if before and (key := live.revealed(before, reads.asked(application.sheet), part)):
        return redirect(queries.question_url(application, part.key, key))
    return redirect(_target(request, application, part))


def _files(request: HttpRequest, application: Application, part: design.Section) -> dict[str, str]:
    """Takes off what the form removes, puts on what it brings; {question key: why not}."""
    at, by = arrived.at(request), request.user
    if code := request.POST.get("remove:", ""):
        attachment = get_object_or_404(application.sheet.attachments.select_related("file"), file__code=code)
        operations.detach(application, attachment=attachment, by=by, at=at)
    refused = {}
    for question in part.questions:
        for upload in request.FILES.getlist(question.key) if isinstance(question, File) else []:
            try:
                operations.attach(application, key=question.key, upload=upload, by=by, at=at)
            except Refusal as refusal:
                refused[question.key] = str(refusal.sentence)
    return refused


def _target(request: HttpRequest, application: Application, part: design.Section) -> str:
    wanted = request.POST.get("to:", "")
    if wanted == "submit:":
        sends = editor.may_send(application, request.user)
        return f"{application.get_absolute_url()}{'submit/' if sends else ''}"
    if wanted == "fix:":
        return queries.to_fix(application) or queries.section_url(application, part.key)
    known = {section.key for section in application.sheet.version.sections()}
    if wanted not in known or wanted == part.key:
        return queries.section_url(application, part.key)
    return f"{queries.section_url(application, wanted)}#main"  # which takes the focus


@login_required
@require_http_methods(["PATCH"])
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """The autosave: {"changes": [{name, value, version}], "language", "form"}; docs/components.md tells the answers."""
    application = mine(request, number)
    written = operations.write(application, changes=autosave.changes(request), by=request.user, at=arrived.at(request))
    version = application.sheet.version
    form = design.asking(version.sections(), application.sheet.answers)
    return autosave.answer(written, form, version.questions())


@login_required
@require_http_methods(["GET", "POST"])
def files(request: HttpRequest, number: str) -> HttpResponse:
    """POST takes a file for the question its field is named after; GET answers with the list of one question's files."""
    application = mine(request, number)
    if request.method == "POST":
        given = [(key, upload) for key in request.FILES for upload in request.FILES.getlist(key)]
        if not given:
            raise Unkept(_("No file arrived. Choose it again."))
        for key, upload in given:
            operations.attach(application, key=key, upload=upload, by=request.user, at=arrived.at(request))
        if wants_data(request):
            return JsonResponse({"attached": [upload.name for _key, upload in given]}, status=201)
        return redirect(queries.continue_url(application))
    return _list(request, application, request.GET.get("question", ""))


def _list(request: HttpRequest, application: Application, key: str) -> HttpResponse:
    for part in application.sheet.version.sections():
        if key in {one.key for one in part.questions if isinstance(one, File)}:
            if not wants_fragment(request):
                return redirect(queries.section_url(application, part.key))
            rows = {row.question.key: row for row in editor.page(application, part, request.user, at=arrived.at(request))["rows"]}
            return render(request, "accelerator/applications/files.html", {"row": rows[key], "application": application})
    raise Http404


@login_required
@require_GET
def file(request: HttpRequest, number: str, code: str) -> FileResponse:
    """One file: the startup's members get what is attached or was ever sent, managers what was sent. Their looking is logged."""
    return serving.file(serving.seen(request.user, number), code, to=request.user)


@login_required
@require_GET
def preview(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Its small picture, to whoever gets the file."""
    found = serving.held(serving.seen(request.user, number), code, by=request.user)
    return private_files.preview(found, to=request.user)
