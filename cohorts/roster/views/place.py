"""The cohort that a page is in, and what its reader is there."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import SignedIn
from cohorts.roster import policies
from cohorts.roster.models import Cohort, CohortQuerySet, cohorts_of

form_page = require_http_methods(["GET", "HEAD", "POST"])


def joined(request: SignedIn, slug: str) -> tuple[Cohort, dict[str, Any]]:
    """The cohort, for who takes part in it, and what its pages are drawn with. Three queries."""
    return _found(request, slug, cohorts_of(request.user))


def overseen(request: SignedIn, slug: str) -> tuple[Cohort, dict[str, Any]]:
    """The same for the programme's managers, and for who sees every programme."""
    sees = request.user.holds("programmes.see")
    return _found(request, slug, Cohort.objects.all() if sees else Cohort.objects.run_by(request.user))


def _found(request: SignedIn, slug: str, those: CohortQuerySet) -> tuple[Cohort, dict[str, Any]]:
    cohort = get_object_or_404(those.select_related("programme"), slug=slug)
    return cohort, standing(request, cohort)


def standing(request: SignedIn, cohort: Cohort) -> dict[str, Any]:
    runs = policies.runs(request.user, cohort.programme_id)
    return {
        "cohort": cohort,
        "runs": runs,
        "sees": runs or request.user.holds("programmes.see"),
        "leads": runs or bool(policies.leads(request.user, cohort)),
    }
