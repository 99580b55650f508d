"""What startups ask for: mentors help or pass, founders and managers close."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, pages, together
from cohorts.checkins import operations, queries
from cohorts.checkins.models import Ask
from cohorts.roster.models import Cohort, Enrolment


@login_required
@require_safe
def asks(request: SignedIn) -> HttpResponse:
    """What waits for a word of the reader's, then all that they see."""
    waiting = queries.asks_waiting(request.user)[:50]
    writes = Enrolment.objects.of_writer(request.user).values_list("pk", flat=True)
    runs = Cohort.objects.run_by(request.user).values_list("pk", flat=True)
    together.fetch(waiting, writes, runs)
    page = pages.cut(queries.asks(request.user), ["-id"], mark=request.GET.get("mark", ""))
    mine, led = set(writes), set(runs)
    rows = [(one, one.check_in.enrolment_id in mine or one.check_in.enrolment.cohort_id in led) for one in page.rows]
    context = {"waiting": waiting, "page": page, "rows": rows}
    return answers.page(request, "cohorts/checkins/asks.html", context)


def _act(request: SignedIn, code: str, verb: Callable[..., Any], said: str) -> HttpResponse:
    found = get_object_or_404(Ask.objects.visible_to(request.user), code=code)
    verb(found, by=request.user)
    messages.success(request, said)
    return redirect("asks")


@login_required
@require_POST
def help_with(request: SignedIn, code: str) -> HttpResponse:
    return _act(request, code, operations.help_with, _("Thank you. The founders have your address."))


@login_required
@require_POST
def pass_on(request: SignedIn, code: str) -> HttpResponse:
    return _act(request, code, operations.pass_on, _("Passed. Nobody is told."))


@login_required
@require_POST
def close(request: SignedIn, code: str) -> HttpResponse:
    return _act(request, code, operations.close, _("Closed."))


@login_required
@require_POST
def reopen(request: SignedIn, code: str) -> HttpResponse:
    return _act(request, code, operations.reopen, _("Open again."))
