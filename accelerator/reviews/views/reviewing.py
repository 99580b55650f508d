"""The reviewer's doors: queue, workbench, files."""

from __future__ import annotations

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.db.models import F
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accelerator.files import serving
from accelerator.files.models import File
from accelerator.kit import answers, clock, pages, together, wording
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Refusal
from accelerator.reviews import bidding, drafts, drawing, handing, operations, queries, queues, workbench
from accelerator.reviews.models import Assignment
from accelerator.reviews.views import conflicting
from accelerator.trail import operations as trail


@login_required
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for this reviewer."""
    person, now = request.user, clock.now()
    waiting, counted = queues.waiting.rows(person), queues.scored.rows(person)
    terms, offering, near = queues.terms.rows(person), queues.offering.rows(person), bidding.near(person, now)
    together.fetch(waiting, counted, terms, offering, near)
    scored, asking = sum(counted), [one for one in near if bidding.asks(one, now)]
    context = {"waiting": list(waiting), "rows": drawing.waiting(waiting), "scored": scored, "total": len(waiting) + scored}
    context |= {"asking": asking, "terms": terms, "offering": [one for one in offering if handing.takes_scores(one.call)]}
    return answers.page(request, "accelerator/reviews/queue.html", context)


@login_required
@require_GET
def scored(request: HttpRequest) -> HttpResponse:
    """What they submitted, the latest first."""
    mine = queries.queue(request.user).filter(state=Assignment.State.SCORED).annotate(sent_at=F("review__submitted_at"))
    page = pages.cut(mine, ["-sent_at", "-pk"], mark=request.GET.get("mark", ""))
    return answers.page(request, "accelerator/reviews/scored.html", {"scored": page.rows, "page": page})


def _own(request: HttpRequest, code: str) -> Assignment:
    """What this reviewer may open under this code."""
    found: Assignment = get_object_or_404(queries.queue(request.user), code=code)
    found.reviewer = request.user  # type: ignore[assignment]  # who is signed in
    return found


@login_required
@require_http_methods(["GET", "POST", "PATCH"])
def review(request: HttpRequest, code: str) -> HttpResponse:
    """The workbench; a plain form posts it whole, autosave patches it field by field."""
    assignment = queues.held.first(request.user, code)
    if assignment is None:
        return _elsewhere(request, code)
    assignment.reviewer = request.user  # who is signed in
    if request.method == "PATCH":
        return _patch(request, assignment)
    if request.method == "POST":
        return _post(request, assignment)
    return _desk(request, assignment)


def _elsewhere(request: HttpRequest, code: str) -> HttpResponse:
    """Of what is not theirs to read: on to the queue, where the terms stand that they have yet to accept; else it is missing."""
    given = Assignment.objects.given_to(request.user).filter(code=code).exists()
    if request.method == "PATCH" and not given:
        return conflicting.gone(request, code)
    if request.method == "PATCH" or not given:
        raise Http404
    return redirect("reviews")


def _desk(
    request: HttpRequest, assignment: Assignment, *, refusal: Refusal | None = None, typed: dict[str, str] | None = None
) -> HttpResponse:
    held = workbench.held(assignment)
    stamp = workbench.stamp(assignment, held)
    if request.method == "GET" and request.headers.get("Purpose") != "prefetch":  # what is fetched ahead is not seen yet
        trail.looked("application", by=request.user, at=assignment.application)
    if request.headers.get("X-Seen") == stamp and not workbench.is_told_elsewhere(assignment):
        return _still(request, assignment, held)
    shown = workbench.shown(assignment, held, typed=typed or {}, wrong=_wrong(refusal) if refusal else {})
    context = shown | {"refusal": refusal, "stamp": stamp}
    return answers.page(request, "accelerator/reviews/workbench.html", context, status=422 if refusal else 200)


def _still(request: HttpRequest, assignment: Assignment, held: workbench.Held) -> HttpResponse:
    """What the browser fetched ahead may be shown, with these parts in place of its own."""
    response = answers.page(request, "accelerator/reviews/still.html", workbench.moving(assignment, held))
    response["X-Still"] = "yes"
    return response


def _wrong(refusal: Refusal) -> dict[str, str]:
    """{field: what is wrong with it}."""
    faults = {one.path: one.sentence for one in refusal.faults}
    return faults or {refusal.field or "": str(refusal.sentence)}


def _post(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    typed = {name: value for name, value in request.POST.dict().items() if isinstance(value, str) and drafts.is_name(name)}
    try:
        operations.score(assignment, by=request.user, changes=typed, spent=_spent(request))
        if "submit" not in request.POST:
            messages.success(request, _("Saved as a draft."))
            return redirect("review", assignment.code)
        operations.submit(assignment, by=request.user, at=clock.now())
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _desk(request, _own(request, assignment.code), refusal=refusal, typed=typed)
    return _onward(request, assignment)


def _spent(request: HttpRequest) -> int:
    """Seconds that the page counted since it saved last."""
    said = request.POST.get("spent", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 7 else 0


def _onward(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """To the next after one is submitted. A page that goes on by itself is told where to, and what to say."""
    way = workbench.way(assignment)
    facts = {"startup": assignment.title, "scored": way.scored, "total": way.total}
    said = _("Submitted: %(startup)s. %(scored)s of %(total)s scored.") % facts
    if way.next and answers.wants_fragment(request):
        return JsonResponse({"next": reverse("review", args=[way.next]), "said": said})
    messages.success(request, said)
    where = reverse("review", args=[way.next]) if way.next else reverse("reviews")
    return JsonResponse({"next": where, "said": ""}) if answers.wants_fragment(request) else redirect(where)


def _patch(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """Autosave: {"changes": [{name, value, version}]} as docs/components.md has it."""
    try:
        body = json.loads(request.body)
        sent = [(str(one["name"]), str(one["value"] or ""), int(one["version"])) for one in body["changes"]]
        spent = int(body.get("spent") or 0)
    except RequestDataTooBig:
        return JsonResponse({"detail": _("That is more than can be saved at once. Shorten the longest text.")}, status=413)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return JsonResponse({"detail": _("These changes cannot be read.")}, status=400)
    changes, seen = {name: value for name, value, _version in sent}, {name: version for name, _value, version in sent}
    try:
        saved = operations.score(assignment, by=request.user, changes=changes, seen=seen, spent=spent)
    except Refusal as refusal:  # 409 would mean a clash to the page, which then asks again and again
        body = {"detail": str(refusal.sentence), "field": refusal.field}
        return JsonResponse(body, status=403 if refusal.status == 403 else 422)
    clashes = [one._asdict() | {"by": str(request.user), "at": ""} for one in saved.clashes]
    at = f"{wording.local(clock.now()):%H:%M}"
    return JsonResponse({"saved": at, "versions": saved.versions, "conflicts": clashes}, status=409 if clashes else 200)


@login_required
@require_GET
def file(request: HttpRequest, code: str, file: str) -> FileResponse:
    """A file of the submission under review."""
    assignment, found = _held_file(request, code, file)
    trail.looked("file", by=request.user, at=assignment)
    return serving.answer(found, to=request.user)


@login_required
@require_GET
def preview(request: HttpRequest, code: str, file: str) -> HttpResponse:
    """Its small picture, to whoever gets the file."""
    return serving.preview(_held_file(request, code, file)[1], to=request.user)


def _held_file(request: HttpRequest, code: str, file: str) -> tuple[Assignment, File]:
    assignment = get_object_or_404(queries.queue(request.user), code=code)
    sections = workbench.reading(assignment, workbench.submission(assignment))
    wanted = reverse("review_file", args=[code, file])
    if not any(one.url == wanted for section in sections for answer in section.answers for one in answer.files):
        raise Http404
    return assignment, get_object_or_404(File, code=file)
