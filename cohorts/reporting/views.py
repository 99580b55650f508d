"""Doors to what is read across areas."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers
from cohorts.milestones import queries as milestones
from cohorts.reporting import board as boards
from cohorts.reporting import rail
from cohorts.roster import queries as roster
from cohorts.roster.models import Cohort


@login_required
@require_safe
def board(request: SignedIn, slug: str) -> HttpResponse:
    """`?only=` one of boards.FILTERS narrows the rows."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user).select_related("programme"), slug=slug)
    only = request.GET.get("only", "all") if request.GET.get("only") in boards.FILTERS else "all"
    runs = request.user.has_perm("roster.run_cohort", cohort)
    context = {
        "cohort": cohort,
        "board": boards.board(cohort, only=only),
        "only": only,
        "week": roster.week(cohort),
        "to_check": milestones.to_check(request.user).filter(enrolment__cohort=cohort)[:8],
        "runs": runs,
        "coming": rail.coming(cohort) if runs else [],
        "legend": boards.LEGEND,
    }
    return answers.page(request, "cohorts/reporting/board.html", context)
