"""One interview: read by founders and panel, chosen by founders, moved and called off by managers, taken into calendars."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.applications.policies import WRITERS
from accelerator.kit import answers, calendar, clock, downloads
from accelerator.kit.addresses import reverse
from accelerator.programmes import queries as programmes
from accelerator.programmes.models import Call
from accelerator.reviews import interviews, operations
from accelerator.reviews.forms import CallOffForm
from accelerator.reviews.models import Assignment, Interview, Slot
from accelerator.startups import queries as startups


@login_required
@require_safe
def interview(request: SignedIn, code: str) -> HttpResponse:
    """When and where; for its founders the free times to choose from, for its panel the way to the workbench."""
    one, now = _visible(request, code), clock.now()
    role = startups.role(one.startup, request.user)
    founder, may_choose = bool(role), role in WRITERS and one.may_be_chosen(now)
    own = Assignment.objects.own_of(request.user).filter(application=one.application_id, stage=one.stage_id)
    context = {
        "interview": one,
        "call": one.application.call,
        "founder": founder,
        "title": _("Interview for %(call)s") % {"call": one.application.call} if founder else one.title,
        "runs": not founder and programmes.runs(one.application.call, request.user, request),
        "assignment": None if founder else own.first(),
        "sheet": "" if founder else _sheet(one),
        "is_over": one.ends_at is not None and one.ends_at <= now,
        "may_choose": may_choose,
        "days": _choices(one, request) if may_choose else [],
    }
    return answers.page(request, "accelerator/reviews/interviews/interview.html", context)


def _sheet(one: Interview) -> str:
    """The sheet of its day; none before the panel is told."""
    if one.starts_at is None or one.slot is None or one.invited_at is None:
        return ""
    call = one.application.call
    return reverse("call_interviews_day", args=[call.slug, one.stage.code, one.starts_at.astimezone(call.zone).date()])


def _choices(one: Interview, request: SignedIn) -> list[Any]:
    """The free times that this startup may have, by the day that they are for the reader; of those alike to founders one."""
    times = interviews.open_to(one, at=clock.now(), by=request.user)
    unlike = {(slot.starts_at, slot.ends_at, slot.room): slot for slot in reversed(times)}
    return interviews.by_day(reversed(unlike.values()), request.user.zone)


@login_required
@require_POST
def choose(request: SignedIn, code: str) -> HttpResponse:
    one = _visible(request, code)
    if not _is_founder(request, one):
        raise Http404
    slot = get_object_or_404(Slot.objects.filter(panel__stage=one.stage_id), code=request.POST.get("slot", ""))
    operations.choose(one, slot=slot, by=request.user)
    messages.success(request, _("This time is yours. The invitation for your calendar is on its way."))
    return redirect(one)


@login_required
@require_POST
def move(request: SignedIn, code: str) -> HttpResponse:
    one = _managed(request, code)
    slot = get_object_or_404(Slot.objects.filter(panel__stage=one.stage_id), code=request.POST.get("slot", ""))
    moved = operations.move(one, slot=slot, by=request.user)
    told = moved.invited_at is not None
    messages.success(request, _("Moved. Everybody who was invited is told.") if told else _("Moved"))
    return redirect("call_interviews", one.application.call.slug, one.stage.code)


@login_required
@require_POST
def call_off(request: SignedIn, code: str) -> HttpResponse:
    one = _managed(request, code)
    form = CallOffForm(request.POST)
    operations.call_off(one, reason=answers.given(form)["reason"], by=request.user)
    messages.success(request, _("Called off"))
    return redirect("call_interviews", one.application.call.slug, one.stage.code)


@login_required
@require_safe
def entry(request: SignedIn, code: str) -> HttpResponse:
    """The same entry that the invitation carries."""
    one = _visible(request, code)
    if one.slot is None or one.starts_at is None:
        raise Http404
    who = one.application.call if _is_founder(request, one) else one.title
    place = ", ".join(filter(None, [one.slot.room, one.slot.link]))
    title = _("Interview: %(who)s") % {"who": who}
    url = request.build_absolute_uri(one.get_absolute_url())
    event = calendar.Event(one.uid, title, one.starts_at, "", url, one.revision, until=one.ends_at, place=place)
    body = calendar.file(title, [event], stamped_at=clock.now())
    return downloads.attached(HttpResponse(body, content_type="text/calendar; charset=utf-8"), f"interview-{one.code}.ics")


def _visible(request: SignedIn, code: str) -> Any:
    found = get_object_or_404(interviews.full(Interview.objects.visible_to(request.user)), code=code)
    found.stage.call = found.application.call
    return found


def _managed(request: SignedIn, code: str) -> Interview:
    run = Interview.objects.filter(application__call__in=Call.objects.run_by(request.user))
    return get_object_or_404(run.select_related("application__call", "stage__call"), code=code)


def _is_founder(request: SignedIn, one: Interview) -> bool:
    return bool(startups.role(one.startup, request.user))
