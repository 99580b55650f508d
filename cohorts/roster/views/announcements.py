"""Doors to what is announced in a cohort."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, codes, markup, pages
from accelerator.kit.refusals import Forbidden
from cohorts.roster import audiences, forms, operations
from cohorts.roster.models import Announcement
from cohorts.roster.views.place import form_page, joined


@login_required
@require_safe
def of_cohort(request: SignedIn, slug: str) -> HttpResponse:
    """Those that the reader heard; managers see all."""
    cohort, place = joined(request, slug)
    rows = Announcement.objects.visible_to(request.user).filter(cohort=cohort).select_related("by")
    page = pages.cut(rows, ["-id"], mark=request.GET.get("mark", ""), size=30)
    return answers.page(request, "cohorts/roster/announcements.html", {**place, "page": page})


@login_required
@form_page
def new(request: SignedIn, slug: str) -> HttpResponse:
    """Written, looked at with how many will read it, then sent: what is sent is what was looked at."""
    cohort, place = joined(request, slug)
    if not place["leads"]:
        raise Forbidden(_("Only the cohort's team and the programme's managers announce."))
    form = forms.AnnouncementForm(request.POST or None, cohort=cohort)
    context = {**place, "form": form, "press": request.POST.get("press") or codes.token()}
    if form.is_valid():
        given = form.given()
        if request.POST.get("act") == "send":
            made = answers.tried(form, lambda: operations.send(cohort, by=request.user, press=context["press"], **given))
            if made:
                _say(request, made.readers.count())
                return redirect(made)
        elif answers.tried(form, lambda: audiences.require(cohort, given["audience"], given["enrolments"])):
            context["heard"] = audiences.of(cohort, given["audience"], given["enrolments"])
            context["shown"] = markup.rendered(given["text"])
    return answers.page(request, "cohorts/roster/announce.html", context, status=422 if form.errors else 200)


def _say(request: SignedIn, count: int) -> None:
    messages.success(request, ngettext("Sent to %(count)d person", "Sent to %(count)d people", count) % {"count": count})


@login_required
@require_safe
def announcement(request: SignedIn, code: str) -> HttpResponse:
    found = get_object_or_404(Announcement.objects.visible_to(request.user).select_related("cohort", "by"), code=code)
    context = {"announcement": found, "cohort": found.cohort, "shown": found.shown()}
    return answers.page(request, "cohorts/roster/announcement.html", context)
