"""Doors to what is announced in a cohort."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, codes, markup, pages
from accelerator.kit.refusals import Forbidden
from cohorts.roster import audiences, forms, operations
from cohorts.roster.forms import AnnouncementForm
from cohorts.roster.models import Announcement, Cohort, PlannedAnnouncement
from cohorts.roster.views.place import form_page, joined, standing

_SHOWN = 200  # of what is to be sent
_AT = {"send_at": "send_on"}  # what is said of the moment stands beside its day


@login_required
@require_safe
def of_cohort(request: SignedIn, slug: str) -> HttpResponse:
    """Those that the reader heard; managers see all. Who leads sees what is to be sent as well."""
    cohort, place = joined(request, slug)
    planned = PlannedAnnouncement.objects.visible_to(request.user).waiting().filter(cohort=cohort).select_related("by")
    rows = Announcement.objects.visible_to(request.user).filter(cohort=cohort).select_related("by")
    page = pages.cut(rows, ["-id"], mark=request.GET.get("mark", ""), size=30)
    ahead = planned.order_by("send_at", "id")[:_SHOWN] if place["leads"] or place["sees"] else []
    return answers.page(request, "cohorts/roster/announcements.html", {**place, "page": page, "ahead": ahead})


@login_required
@form_page
def new(request: SignedIn, slug: str) -> HttpResponse:
    """Written, looked at with how many will read it, then sent or planned: what is sent is what was looked at."""
    cohort, place = joined(request, slug)
    if not place["leads"]:
        raise Forbidden(_("Only the cohort's team and the programme's managers announce."))
    form = forms.AnnouncementForm(request.POST or None, cohort=cohort)
    context = {**place, "form": form, "press": codes.token()}  # what is looked at anew is sent by a press of its own
    if form.is_valid():
        given = form.given()
        if request.POST.get("act") == "send":
            press = request.POST.get("press") or codes.token()
            made = answers.tried(form, partial(_sent, request, cohort, form, press), at=_AT)
            if made:
                return redirect(made)
        elif answers.tried(form, lambda: audiences.require(cohort, given["audience"], given["enrolments"])):
            context |= {"heard": audiences.of(cohort, given["audience"], given["enrolments"]), "send_at": form.send_at}
            context["shown"] = markup.rendered(given["text"])
    return answers.page(request, "cohorts/roster/announce.html", context, status=422 if form.errors else 200)


def _sent(request: SignedIn, cohort: Cohort, form: AnnouncementForm, press: str) -> Announcement | PlannedAnnouncement:
    """At once, or planned where the form says when; with the sentence that tells so."""
    given, at = form.given(), form.send_at
    if at is not None:
        planned = operations.plan_announcement(cohort, by=request.user, press=press, send_at=at, **given)
        messages.success(request, _("Planned. Until it goes out it can be changed or called off."))
        return planned
    made = operations.send(cohort, by=request.user, press=press, **given)
    count = made.readers.count()
    messages.success(request, ngettext("Sent to %(count)d person", "Sent to %(count)d people", count) % {"count": count})
    return made


@login_required
@require_safe
def announcement(request: SignedIn, code: str) -> HttpResponse:
    found = get_object_or_404(Announcement.objects.visible_to(request.user).select_related("cohort", "by"), code=code)
    context = {"announcement": found, "cohort": found.cohort, "shown": found.shown()}
    return answers.page(request, "cohorts/roster/announcement.html", context)


def _planned(request: SignedIn, code: str) -> PlannedAnnouncement:
    rows = PlannedAnnouncement.objects.visible_to(request.user).select_related("cohort__programme", "by", "announcement")
    return get_object_or_404(rows.prefetch_related("enrolments"), code=code)


@login_required
@form_page
def planned(request: SignedIn, code: str) -> HttpResponse:
    """What is to be sent, when and to how many; who leads the cohort changes it here. Sent, it leads to the announcement."""
    found = _planned(request, code)
    if found.announcement is not None and request.method != "POST":
        return redirect(found.announcement)
    form = AnnouncementForm.of(found, *([request.POST] if request.method == "POST" else []))
    if form.is_valid():
        given: dict[str, Any] = {**form.given(), "send_at": form.send_at}
        if answers.tried(form, lambda: operations.change_announcement(found, by=request.user, **given), at=_AT):
            messages.success(request, _("Changed"))
            return redirect(found)
    context = {
        **standing(request, found.cohort),
        "planned": found,
        "form": form,
        "heard": audiences.of(found.cohort, found.audience, list(found.enrolments.all())),
        "shown": markup.rendered(found.text),
    }
    return answers.page(request, "cohorts/roster/planned.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def call_off(request: SignedIn, code: str) -> HttpResponse:
    found = operations.call_off_announcement(_planned(request, code), by=request.user)
    messages.success(request, _("Called off. Nobody had heard of it."))
    return redirect("cohort_announcements", slug=found.cohort.slug)
