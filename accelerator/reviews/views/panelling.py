"""Panels, the times of a day, and one time: who has it, where, and what can be done about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, clock, together
from accelerator.programmes.models import Call
from accelerator.programmes.views.calls import form_page, tried
from accelerator.reviews import clashes, interviews, operations, stages
from accelerator.reviews.forms import CallOffForm, PanelForm, PlaceForm, TimesForm
from accelerator.reviews.models import Interview, Panel, Slot
from accelerator.reviews.views.interviewing import stage_of


def _run(request: SignedIn, slug: str) -> Call:
    return get_object_or_404(Call.objects.run_by(request.user).select_related("programme", "rubric"), slug=slug)


@login_required
@form_page
def new_panel(request: SignedIn, slug: str, code: str) -> HttpResponse:
    stage = stage_of(_run(request, slug), code)
    form = PanelForm(request.POST or None, call=stage.call)
    if tried(request, form, lambda: operations.make_panel(stage, by=request.user, **form.cleaned_data)):
        return redirect("call_interviews", slug, code)
    return _page(request, "panel", {"call": stage.call, "stage": stage, "form": form})


@login_required
@form_page
def panel(request: SignedIn, code: str) -> HttpResponse:
    one = _panel(request, code)
    members = [member.person for member in one.members.select_related("person")]
    form = PanelForm(request.POST or None, call=one.stage.call, initial={"name": one.name, "people": members})
    if tried(request, form, lambda: operations.change_panel(one, by=request.user, **form.cleaned_data)):
        return redirect("call_interviews", one.stage.call.slug, one.stage.code)
    return _page(request, "panel", {"call": one.stage.call, "stage": one.stage, "panel": one, "form": form})


@login_required
@require_POST
def remove_panel(request: SignedIn, code: str) -> HttpResponse:
    one = _panel(request, code)
    operations.remove_panel(one, by=request.user)
    messages.success(request, _("Taken away"))
    return redirect("call_interviews", one.stage.call.slug, one.stage.code)


def _panel(request: SignedIn, code: str) -> Panel:
    run = Panel.objects.filter(stage__call__in=Call.objects.run_by(request.user))
    return get_object_or_404(run.select_related("stage__call__programme", "stage__call__rubric"), code=code)


@login_required
@form_page
def times(request: SignedIn, slug: str, code: str) -> HttpResponse:
    """A day of one panel, cut into times."""
    stage = stage_of(_run(request, slug), code)
    panels = interviews.panels(stage)
    if not panels:
        messages.info(request, _("Make a panel first: a time belongs to one."))
        return redirect("interview_panel_new", slug, code)
    form = TimesForm(request.POST or None, panels=panels, call=stage.call)
    if request.method == "POST" and form.is_valid():
        given, found = form.cleaned_data, form.times()
        place = {"room": given["room"], "link": given["link"]}
        made = answers.tried(form, lambda: operations.lay_out(form.panel_chosen, times=found, by=request.user, **place))
        if made:
            text = ngettext("%(count)d time is laid out.", "%(count)d times are laid out.", len(made))
            messages.success(request, text % {"count": len(made)})
            return redirect("call_interviews", slug, code)
    return _page(request, "times", {"call": stage.call, "stage": stage, "form": form})


@login_required
@form_page
def slot(request: SignedIn, code: str) -> HttpResponse:
    """GET shows one time; POST with `application` puts it in, with `room` or `link` says where."""
    one = _slot(request, code)
    form = PlaceForm(request.POST if "room" in request.POST else None, initial={"room": one.room, "link": one.link})
    if tried(request, form, lambda: operations.change_place(one, by=request.user, **form.cleaned_data)):
        return redirect(one)
    stage = one.panel.stage
    if "application" in request.POST:
        waiting = get_object_or_404(stages.sent_to(stage).select_related("startup"), number=request.POST["application"])
        operations.place(waiting, slot=one, by=request.user)
        messages.success(request, _("%(startup)s has this time now.") % {"startup": waiting.startup})
        return redirect("call_interviews", stage.call.slug, stage.code)
    return _page(request, "slot", _told(request, one) | {"form": form})


def _told(request: SignedIn, one: Slot) -> dict[str, Any]:
    """Where it is taken the other free times, else who waits; with why some do not go together."""
    stage, now = one.panel.stage, clock.now()
    planned, free = interviews.full(Interview.objects.planned().filter(slot=one)), interviews.free(stage, at=now)
    there, *_rest = together.run(together.beside(stages.of_call.steps(stage.call), *map(together.filled, (planned, free))))
    taken = next(iter(planned), None)
    context = {"call": stage.call, "stage": stage, "slot": one, "taken": taken, "is_over": one.starts_at <= now}
    if taken:
        told = clashes.barred([taken.application], list(free), by=request.user)
        choices = [(time, told.get((taken.application_id, time.pk), "")) for time in free]
        return context | {"choices": choices, "call_off": CallOffForm()}
    waiting = list(interviews.wanting(stage, there))
    told = clashes.barred(waiting, [one], by=request.user)
    return context | {"waiting": [(application, told.get((application.pk, one.pk), "")) for application in waiting]}


@login_required
@require_POST
def remove_slot(request: SignedIn, code: str) -> HttpResponse:
    one = _slot(request, code)
    stage = one.panel.stage
    operations.remove_slots(stage, slots=[one], by=request.user)
    messages.success(request, _("Taken away"))
    return redirect("call_interviews", stage.call.slug, stage.code)


def _slot(request: SignedIn, code: str) -> Any:
    run = interviews.all_slots().filter(panel__stage__call__in=Call.objects.run_by(request.user))
    return get_object_or_404(run.select_related("panel__stage__call__programme", "panel__stage__call__rubric"), code=code)


def _page(request: SignedIn, name: str, context: dict[str, Any]) -> HttpResponse:
    template = f"accelerator/reviews/interviews/{name}.html"
    return answers.page(request, template, context, status=422 if context["form"].errors else 200)
