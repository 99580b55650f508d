"""Doors to the calendar of a cohort."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, calendar, clock, downloads, pages
from accelerator.kit.refusals import Forbidden
from cohorts.roster import forms, happenings, operations, queries
from cohorts.roster.models import Attendance, Enrolment, Event
from cohorts.roster.views.place import form_page, joined, standing

_IN_FILE = 500  # of what lies ahead, and of what is over
_LATEST = ["-starts_at", "-id"]


@login_required
@require_safe
def of_cohort(request: SignedIn, slug: str) -> HttpResponse:
    """What lies ahead, the next first, and the latest of what is over; `?of=over` shows all of that. Of what the reader is bidden
    to, page by page.
    """
    cohort, place = joined(request, slug)
    rows, mark = Event.objects.visible_to(request.user).filter(cohort=cohort), request.GET.get("mark", "")
    over = rows.filter(_past(clock.now()))
    if request.GET.get("of") == "over":
        context = {"over": pages.cut(over, _LATEST, mark=mark), "all_over": True}
    else:
        ahead = pages.cut(rows.exclude(_past(clock.now())), ["starts_at", "id"], mark=mark)
        context = {"ahead": ahead, "over": pages.cut(over, _LATEST, size=10)}
    return answers.page(request, "cohorts/roster/calendar.html", {**place, **context})


def _past(now: datetime) -> Q:
    """Of events: what is over or off."""
    return Q(ends_at__lte=now) | Q(called_off_at__isnull=False)


@login_required
@require_safe
def calendar_file(request: SignedIn, slug: str) -> HttpResponse:
    """The same for programs that keep calendars (RFC 5545): what lies ahead, and the latest of what is over."""
    cohort, _place = joined(request, slug)
    rows, now = Event.objects.visible_to(request.user).standing().filter(cohort=cohort).select_related("cohort"), clock.now()
    ahead = rows.filter(ends_at__gt=now).order_by("starts_at", "id")[:_IN_FILE]
    over = rows.filter(ends_at__lte=now).order_by(*_LATEST)[:_IN_FILE]
    entries = [happenings.entry(one) for one in (*reversed(over), *ahead)]
    body = calendar.file(cohort.name, entries, stamped_at=now)
    return downloads.attached(HttpResponse(body, content_type="text/calendar; charset=utf-8"), f"{cohort.slug}.ics")


@login_required
@form_page
def new(request: SignedIn, slug: str) -> HttpResponse:
    cohort, place = joined(request, slug)
    if not place["leads"]:
        raise Forbidden(_("Only the cohort's team and the programme's managers do this."))
    form = forms.EventForm(request.POST or None, cohort=cohort)
    if form.is_valid():
        made = answers.tried(form, lambda: operations.plan_event(cohort, given=form.given(), by=request.user))
        if made:
            messages.success(request, _("Planned. Everybody it is for has been invited."))
            return redirect(made)
    return answers.page(request, "cohorts/roster/event_form.html", {**place, "form": form}, status=422 if form.errors else 200)


def _seen(request: SignedIn, code: str) -> Event:
    return get_object_or_404(Event.objects.visible_to(request.user).select_related("cohort__programme"), code=code)


def _page(request: SignedIn, found: Event, *, status: int = 200, **wrong: Any) -> HttpResponse:
    """Who is bidden says whether they come. Who leads the cohort reads that, and records here who was there; founders see what
    was recorded of their own startup.
    """
    place, now = standing(request, found.cohort), clock.now()
    begun, reads = found.starts_at <= now, place["leads"] or place["sees"]
    replied = list(queries.replies(found) if reads else queries.replies(found).filter(person=request.user))
    expected = queries.expected(found, replied) if reads else []
    known = {one.person.pk for one in expected}
    own = Attendance.objects.filter(event=found, enrolment__in=Enrolment.objects.of_member(request.user)).select_related("person")
    context = {
        **place,
        "event": found,
        "state": happenings.state(found, now),
        "begun": begun,
        "expected": expected,
        "others": [one for one in replied if one.person_id not in known] if reads else [],
        "coming": sum(1 for one in replied if one.coming),
        "mine": next((one.state for one in replied if one.person_id == request.user.pk), "no_answer"),
        "bidden": place["leads"] or not place["sees"] or Event.objects.bidding(request.user).filter(pk=found.pk).exists(),
        "own": own.order_by("id") if begun else [],
        "states": Attendance.State.choices,
        "clashes": [_told(one) for one in wrong.get("clashes", ())],
        "off_form": wrong.get("off") or forms.ReasonForm(),
        "there": happenings.hours(found),
    }
    return answers.page(request, "cohorts/roster/event.html", context, status=status)


def _told(clash: operations.Clash) -> str:
    words = {"": _("Not recorded"), **dict(Attendance.State.choices)}
    facts = {"name": clash.person, "now": words[clash.state], "wanted": words[clash.wanted]}
    return _("%(name)s: “%(now)s” was recorded meanwhile. Your “%(wanted)s” was not saved.") % facts


@login_required
@require_safe
def event(request: SignedIn, code: str) -> HttpResponse:
    return _page(request, _seen(request, code))


@login_required
@form_page
def edit(request: SignedIn, code: str) -> HttpResponse:
    found = _seen(request, code)
    place = standing(request, found.cohort)
    if not place["leads"]:
        raise Forbidden(_("Only the cohort's team and the programme's managers do this."))
    form = forms.EventForm.of(found, *([request.POST] if request.method == "POST" else []))
    if form.is_valid() and answers.tried(form, lambda: operations.change_event(found, given=form.given(), by=request.user)):
        messages.success(request, _("Changed. Who is concerned has been told."))
        return redirect(found)
    context = {**place, "form": form, "event": found}
    return answers.page(request, "cohorts/roster/event_form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def call_off(request: SignedIn, code: str) -> HttpResponse:
    found = _seen(request, code)
    form = forms.ReasonForm(request.POST)
    if form.is_valid() and answers.tried(form, lambda: operations.call_off(found, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Called off. Everybody who was invited has been told."))
        return redirect(found)
    return _page(request, found, off=form, status=422)


@login_required
@require_POST
def reply(request: SignedIn, code: str) -> HttpResponse:
    """`coming` is "yes" or "no"."""
    found = _seen(request, code)
    said = {"yes": True, "no": False}.get(request.POST.get("coming", ""))
    if said is None:
        messages.error(request, _("Say whether you come: yes or no."))
    else:
        operations.reply(found, coming=said, by=request.user)
        messages.success(request, _("Thank you: you are expected.") if said else _("Thank you for saying so."))
    return redirect(found)


@login_required
@require_POST
def attendance(request: SignedIn, code: str) -> HttpResponse:
    """Of each person who was expected: the field `enrolment.person` by their codes, and `was.enrolment.person`, the state that
    was shown there. What somebody else recorded meanwhile stays, and the page says so.
    """
    found, sent = _seen(request, code), request.POST
    people = {f"{one.enrolment.code}.{one.person.code}": (one.enrolment.pk, one.person.pk) for one in queries.expected(found)}
    shown = {key: sent[f"was.{name}"] for name, key in people.items() if f"was.{name}" in sent}
    states = {key: sent[name] for name, key in people.items() if name in sent and sent[name] != shown.get(key)}
    clashes = operations.record_attendance(found, states=states, shown=shown, by=request.user)
    if clashes:
        return _page(request, found, status=409, clashes=clashes)
    messages.success(request, _("Saved"))
    return redirect(found)
