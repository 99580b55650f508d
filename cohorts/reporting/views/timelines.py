"""A startup's time in its cohort: what happened, and its milestones along the weeks."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, pages
from cohorts.milestones.models import Milestone
from cohorts.reporting import board as boards
from cohorts.reporting import gantt, timeline
from cohorts.roster.models import Enrolment


def seen(request: SignedIn, code: str) -> Enrolment:
    rows = Enrolment.objects.visible_to(request.user).select_related("startup", "cohort__programme", "application")
    return get_object_or_404(rows, code=code)


@login_required
@require_safe
def one(request: SignedIn, code: str) -> HttpResponse:
    """Entries of the trail that the reader may see, of one `kind` or of all; htmx gets the list alone."""
    found = seen(request, code)
    by = timeline.reader(found, request.user)
    kind = request.GET.get("kind", "") if request.GET.get("kind") in by.kinds else ""
    entries = timeline.entries(found, by, kind=kind)
    page = pages.cut(entries, ["-at", "-id"], mark=request.GET.get("mark", ""))
    words = timeline.words()
    context = {
        "enrolment": found,
        "kind": kind,
        "kinds": [(name, words[name]) for name in by.kinds],
        "page": page,
        "entries": [(timeline.icon_of(entry.verb), words[timeline.kind_of(entry.verb)], entry) for entry in page.rows],
        "runs": by.decides,
    }
    if not answers.wants_fragment(request):
        context["chart"] = _chart(found)
    return answers.page(request, "cohorts/reporting/timeline.html", context, fragment="entries")


def _chart(enrolment: Enrolment) -> str:
    """Its milestones along the weeks; empty without any. One query."""
    today = enrolment.today()
    rows = Milestone.objects.filter(enrolment=enrolment).order_by()
    cells = [boards.cell(*one, today=today) for one in rows.values_list("position", "code", "title", "state", "due_on")]
    if not cells:
        return ""
    span = gantt.span(enrolment.cohort.starts_on, enrolment.cohort.ends_on, cells)
    return gantt.steps(span, cells, starts_on=enrolment.cohort.starts_on, today=today)
