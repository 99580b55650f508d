"""Doors to clarifications: a manager asks, the startup answers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.applications import operations, serving
from accelerator.applications.forms import AnswerForm, ClarificationForm
from accelerator.applications.models import Clarification
from accelerator.kit import arrived, clock
from accelerator.kit.answers import tried
from accelerator.kit.refusals import Forbidden
from accelerator.programmes import queries as programmes


def _visible(request: HttpRequest, code: str) -> Clarification:
    found = Clarification.objects.visible_to(request.user).select_related(
        "application__call__programme", "application__startup", "asked_by", "answered_by"
    )
    return get_object_or_404(found, code=code)


@login_required
@require_http_methods(["GET", "POST"])
def ask_more(request: HttpRequest, number: str) -> HttpResponse:
    one = serving.seen(request.user, number)
    operations.require(one, "ask_more", by=request.user)
    programmes.look_at(one.call, request)
    form = ClarificationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: operations.ask_more(one, **form.cleaned_data, by=request.user))
        if made:
            messages.success(request, _("%(startup)s was asked and has been written to.") % {"startup": one.startup})
            return redirect(made)
    context = {"application": one, "form": form}
    return render(request, "accelerator/applications/ask_more.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def clarification(request: HttpRequest, code: str) -> HttpResponse:
    """The question with its answer, or the form for one."""
    one = _visible(request, code)
    may_answer = request.user.has_perm("applications.answer", one)
    form = AnswerForm(request.POST or None)
    if request.method == "POST":
        if not may_answer:
            raise Forbidden(_("Only owners and members of the startup answer for it."))
        at = arrived.at(request)
        if form.is_valid() and tried(form, lambda: operations.answer(one, **form.cleaned_data, by=request.user, at=at)):
            messages.success(request, _("Your answer was sent."))
            return redirect(one)
    context = {
        "clarification": one,
        "application": one.application,
        "form": form if may_answer and (one.is_open() or form.is_bound) else None,
        "is_overdue": one.is_open() and one.due_on < clock.today(one.application.call.zone),
        "may_take_back": one.is_open() and request.user.has_perm("applications.ask_more", one.application),
    }
    return render(request, "accelerator/applications/clarification.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    one = _visible(request, code)
    operations.take_back(one, by=request.user, at=arrived.at(request))
    messages.success(request, _("The question was taken back."))
    return redirect(one)
