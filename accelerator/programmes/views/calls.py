"""A call's settings, tab by tab, and its publication."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, clock
from accelerator.kit.registered import registered
from accelerator.programmes import forms, lacking, operations, queries, starter
from accelerator.programmes.models import Call, Rubric
from accelerator.programmes.scales import SCALES, USUAL

form_page = require_http_methods(["GET", "HEAD", "POST"])


def managed(request: SignedIn, slug: str) -> Call:
    """A call that this person manages; others of its staff are told that they may not."""
    calls = Call.objects.visible_to(request.user).select_related("programme", "version__questionnaire", "rubric")
    found = get_object_or_404(calls, slug=slug)
    operations.require_manager(found.programme, request.user)
    return found


def tab(request: SignedIn, call: Call, here: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A tab of the settings, with what a draft still lacks beside it."""
    now = clock.now()
    known = {
        "call": call,
        "phase": call.phase(now),
        "here": here,
        "lacks": lacking.lacks(call, now) if call.state == Call.State.DRAFT else [],
        "aged": lacking.aged(call) if call.state == Call.State.DRAFT else [],
        "links": [link for give in registered("call_links") for link in give(call, request.user)],
    }
    return answers.page(request, f"accelerator/programmes/settings/{here}.html", known | context, status=status)


def tried(request: SignedIn, form: django_forms.BaseForm, act: Callable[[], object]) -> bool:
    """Whether a posted form was sound and `act` went through; a refusal that names a field stands beside it."""
    if request.method != "POST" or not form.is_valid():
        return False
    if not answers.tried(form, act):
        return False
    messages.success(request, _("Saved"))
    return True


@login_required
@form_page
def settings(request: SignedIn, slug: str) -> HttpResponse:
    """What the public page says."""
    call = managed(request, slug)
    form = forms.Words(request.POST or None, instance=Call.objects.get(pk=call.pk))
    if tried(request, form, lambda: operations.change_call(call, by=request.user, **form.given())):
        return redirect("call_settings", slug=slug)
    return tab(request, call, "words", {"form": form}, status=422 if form.errors else 200)


@login_required
@form_page
def schedule(request: SignedIn, slug: str) -> HttpResponse:
    """When it opens and closes, and what follows."""
    call = managed(request, slug)
    form = forms.Schedule(request.POST or None, instance=call)
    if tried(request, form, lambda: operations.change_call(call, by=request.user, **form.given())):
        return redirect("call_schedule", slug=slug)
    context = {"form": form, "extensions": queries.extensions(call)}
    return tab(request, call, "dates", context, status=422 if form.errors else 200)


@login_required
@form_page
def form(request: SignedIn, slug: str) -> HttpResponse:
    """What founders are asked: the standard form, or one that was used before."""
    call = managed(request, slug)
    if request.method == "POST" and request.POST.get("act") == "make":
        operations.make_form(call, by=request.user)
        messages.success(request, _("The standard form is yours now. Look through it, then publish it."))
        return redirect("call_form", slug=slug)
    room = forms.FileRoom(request.POST if request.POST.get("act") == "room" else None, instance=call)
    if tried(request, room, lambda: operations.change_call(call, by=request.user, **room.cleaned_data)):
        return redirect("call_form", slug=slug)
    choose = forms.ChooseForm(None if room.is_bound else request.POST or None, person=request.user, call=call)
    if tried(
        request,
        choose,
        lambda: operations.set_form(call, questionnaire=choose.cleaned_data["questionnaire"], by=request.user),
    ):
        return redirect("call_form", slug=slug)
    context = {"form": choose, "room": room, "choices": queries.other_forms(call, request.user).exists()}
    return tab(request, call, "form", context, status=422 if choose.errors or room.errors else 200)


@login_required
@form_page
def rubric(request: SignedIn, slug: str) -> HttpResponse:
    """How applications are scored: the standard rubric, one of the programme's, or what is typed here."""
    call = managed(request, slug)
    act = request.POST.get("act", "")
    if act == "own":
        operations.set_own_rubric(call, by=request.user)
        return redirect("call_rubric", slug=slug)
    choose = forms.ChooseRubric(request.POST if act == "choose" else None, programme=call.programme)
    if tried(request, choose, lambda: operations.set_rubric(call, rubric=choose.cleaned_data["rubric"], by=request.user)):
        return redirect("call_rubric", slug=slug)
    return _rubric_page(request, call, choose)


def _rubric_page(request: SignedIn, call: Call, choose: forms.ChooseRubric) -> HttpResponse:
    """The criteria of the call's rubric, to be changed while no published call is scored with it."""
    posted = request.POST if request.POST.get("act") == "write" else None
    held = call.rubric
    written = queries.criteria(held)
    name = forms.RubricName(posted, instance=held)
    chosen = posted.get("scale", "") if posted is not None else ""
    scale = SCALES.get(chosen, held.points if held else SCALES[USUAL])
    drawn: dict[str, Any] = {"initial": forms.initial(written), "prefix": "m", "form_kwargs": {"scale": scale}}
    rows: Any = forms.Measures(posted, **drawn)
    sound = posted is not None and held is not None and rows.is_valid()
    if sound and tried(request, name, partial(_write, held, rows.measures(), name, request.user)):
        return redirect("call_rubric", slug=call.slug)
    context = {
        "choose": choose,
        "criteria": written,
        "name": name,
        "measures": rows,
        "settled": held is not None and queries.is_settled(held),
        "others": queries.rubrics(call.programme).exclude(pk=held.pk if held else 0).exists(),
    }
    return tab(request, call, "rubric", context, status=422 if posted is not None or choose.errors else 200)


def _write(rubric: Any, measures: list[starter.Measure], name: forms.RubricName, by: Any) -> None:
    operations.write_rubric(Rubric.objects.get(pk=rubric.pk), measures=measures, by=by, **name.cleaned_data)


@login_required
@require_POST
def publish(request: SignedIn, slug: str) -> HttpResponse:
    call = managed(request, slug)
    try:
        operations.publish(call, by=request.user, at=clock.now())
    except operations.Unready as unready:
        messages.error(request, str(unready))
        return redirect("call_settings", slug=slug)
    messages.success(request, _("%(call)s is published") % {"call": call})
    return redirect(call)
