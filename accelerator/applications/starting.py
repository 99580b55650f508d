"""The doors that an application is started at: by a founder, and by staff who try the call out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import SignedIn
from accelerator.applications import editor, operations, queries
from accelerator.applications.forms import ApplyForm
from accelerator.applications.models import Application, Screening
from accelerator.kit import arrived, together
from accelerator.kit.addresses import reverse
from accelerator.kit.kept import kept
from accelerator.kit.together import Steps
from accelerator.programmes import queries as calls
from accelerator.programmes.eligibility import judge, read
from accelerator.programmes.forms import told_lines
from accelerator.programmes.models import Call
from accelerator.programmes.views import screening
from accelerator.programmes.views.calls import managed


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """Starts an application to a published call; who has no account yet makes one first and comes back."""
    call = get_object_or_404(Call.objects.readable_by(request.user).public().select_related("programme"), slug=slug)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_signup"))
    at = arrived.at(request)
    answers = screening.answers_of(request, call)
    is_eligible = not call.eligibility or judge(read(call.eligibility), answers).eligible
    begun = list(Application.objects.begun_by(request.user).filter(call=call).select_related("startup").order_by("id"))
    if request.method == "GET" and not is_eligible and not begun:
        return redirect("call_eligibility", slug=slug)
    form = ApplyForm(request.POST or None, person=request.user, call=call)
    if request.method == "POST" and form.is_valid():
        application = operations.start(call=call, startup=form.chosen(), by=request.user, at=at, screened=answers)
        return redirect(queries.door(application))
    until = calls.own_deadline(call, request.user)
    is_open = calls.opens_for(call, until, at)
    context = {"call": call, "form": form, "begun": begun, "is_eligible": is_eligible, "is_open": is_open}
    context |= editor.deadline(call, at, until)
    return render(request, "accelerator/applications/apply.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def try_out(request: SignedIn, slug: str) -> HttpResponse:
    """For managers: the form as founders write it, marked as a test."""
    call = managed(request, slug)
    if request.method == "POST":
        return redirect(queries.door(operations.start_test(call=call, by=request.user, at=arrived.at(request))))
    going = Application.objects.tests(call, by=request.user).exists()
    return render(request, "accelerator/applications/try_out.html", {"call": call, "going": going})


@kept
def _screening(application: int) -> QuerySet[Screening]:
    return Screening.objects.filter(application=application)


@together.stepwise
def screening_of(one: Application) -> Steps[list[dict[str, Any]]]:
    """What was answered before the form, as pages show it. No query where the call checks nothing."""
    if not one.call.eligibility:
        return []
    found = _screening.rows(one.pk)
    yield [found]
    return [line for kept in found for line in told_lines(judge(read(kept.asked), kept.answers))]
