"""The reviewer's doors to conflicts: their own, one declared by a key, its reason afterwards, a slip taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accelerator.kit import answers
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import ReviewStage
from accelerator.reviews import operations, queries, registers, workbench
from accelerator.reviews.models import Assignment, Conflict


@login_required
@require_GET
def conflicts(request: HttpRequest) -> HttpResponse:
    return answers.page(
        request,
        "accelerator/reviews/conflicts.html",
        {"conflicts": registers.own(request.user).order_by(*registers.STANDING_FIRST)},
    )


@login_required
@require_POST
def declare(request: HttpRequest, code: str) -> HttpResponse:
    """A conflict of interest: the application is gone from here on. Why is asked afterwards."""
    assignment = get_object_or_404(queries.queue(request.user), code=code)
    after = workbench.way(assignment).next
    conflict = operations.recuse(assignment, by=request.user, reason=request.POST.get("reason", ""))
    return redirect(answers.narrowed("conflict_reason", conflict.code, on=f"next={after}" if after else ""))


@login_required
@require_http_methods(["GET", "POST"])
def reason(request: HttpRequest, code: str) -> HttpResponse:
    """What was declared just now, with its reason, which may stay empty; then the next application."""
    conflict = _own(request, code)
    after = queries.queue(request.user).filter(code=request.GET.get("next", "")).first()
    context: dict[str, Any] = {"conflict": conflict, "after": after, "is_slip": operations.is_slip(conflict)}
    context["title"] = _title(conflict)
    if request.method == "POST":
        said = request.POST.get("reason", "")
        try:
            operations.explain(conflict, by=request.user, reason=said)
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            context |= {"wrong": refusal.sentence, "said": said}
            return answers.page(request, "accelerator/reviews/declared.html", context, status=422)
        if said.strip():
            messages.success(request, _("Your reason is on record."))
        return redirect(after or "reviews")
    return answers.page(request, "accelerator/reviews/declared.html", context)


def _own(request: HttpRequest, code: str) -> Conflict:
    person: Any = request.user
    own = Conflict.objects.live().filter(person=person).select_related("application__startup", "application__call", "by")
    return get_object_or_404(own, code=code)


def _title(conflict: Conflict) -> str:
    """What its person calls the application: by its number, where they read it blind."""
    given = Assignment.objects.filter(application=conflict.application_id, reviewer=conflict.person_id)
    latest = given.select_related("application__startup", "stage").order_by("-id").first()
    if latest:
        return latest.title
    application = conflict.application
    hides = ReviewStage.objects.filter(call=application.call_id, hides=ReviewStage.Hides.COMPANY).exists()
    return application.number if hides else application.startup.name


@login_required
@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """The slip of a finger: back to the application."""
    conflict = _own(request, code)
    assignment = operations.take_back(conflict, by=request.user)
    messages.success(request, _("Taken back: you have no conflict with %(startup)s.") % {"startup": _title(conflict)})
    return redirect(assignment or "reviews")


def gone(request: HttpRequest, code: str) -> HttpResponse:
    """Answers the autosave of a page that is still open of an application that is hidden by now: missing, and where to go on."""
    person: Any = request.user
    mine = Assignment.objects.filter(reviewer=person).select_related("application__startup", "application__call", "stage")
    assignment = mine.filter(code=code).first()
    if assignment is None:
        raise Http404
    startup = {"startup": assignment.title}
    conflicts = Conflict.objects.live().filter(application=assignment.application, person=person)
    declarers = set(conflicts.values_list("by", flat=True))
    if declarers:
        said = _("%(startup)s is hidden from you: a conflict of interest is on record. What you wrote stays with the review.")
    else:
        said = _("%(startup)s is no longer yours to review. What you wrote stays with the review.")
    if person.pk not in declarers:  # who declared it knows: this is what was still on its way
        messages.warning(request, said % startup)
    rest = queries.queue(request.user).filter(state=Assignment.State.ASSIGNED, application__call=assignment.application.call)
    after = rest.first()
    return JsonResponse({"detail": said % startup, "gone": after.get_absolute_url() if after else reverse("reviews")}, status=404)
