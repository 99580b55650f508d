"""What one takes away from a call's page: its form to print, its dates for a calendar."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accelerator.files.limits import Room
from accelerator.kit import calendar, clock, downloads
from accelerator.kit.registered import registered
from accelerator.programmes import forms, queries
from accelerator.programmes.models import Call
from accelerator.questionnaires import limits
from accelerator.questionnaires.questions import Question


@require_safe
def printed(request: HttpRequest, slug: str) -> HttpResponse:
    """The form with room to write, for everybody who may read the call; it names nobody."""
    call = get_object_or_404(queries.readable_calls(request.user), slug=slug)
    if call.version is None:
        raise Http404
    context = {
        "call": call,
        "checks": forms.announced(call.eligibility),
        "form_language": call.version.language,
        "sections": [(one, [_asked(question, call.room()) for question in one.questions]) for one in call.version.sections()],
    }
    return render(request, "accelerator/programmes/printed.html", context)


def _asked(question: Question, room: Room) -> tuple[Question, list[str], list[tuple[str, str]]]:
    """(question, what its answer must keep to, (head, help) of each of its columns)."""
    columns = [(limits.head(one), one.help) for one in getattr(question, "columns", ())]
    return question, list(limits.told(question, room)), columns


@require_safe
def dates(request: HttpRequest, slug: str) -> HttpResponse:
    """The call's dates as a calendar file; for who is signed in with the deadlines that they have of their own."""
    call = get_object_or_404(queries.readable_calls(request.user), slug=slug)
    body = calendar.file(call.name, [*_events(call, request), *_own_events(call, request)], stamped_at=clock.now())
    return downloads.attached(HttpResponse(body, content_type="text/calendar; charset=utf-8"), f"{call.slug}.ics")


def _events(call: Call, request: HttpRequest) -> list[calendar.Event]:
    door, host = request.build_absolute_uri(call.get_absolute_url()), request.get_host()
    revision = queries.dates_moved(call)

    def uid(name: str) -> str:
        return f"call-{call.slug}-{name}@{host}"

    note, hears = f"{call.tagline}\n{_grace(call)}".strip(), _("You hear about %(call)s") % {"call": call}
    opens, closes = _("%(call)s opens") % {"call": call}, _("%(call)s closes") % {"call": call}
    found = [
        calendar.Event(uid("opens"), opens, call.opens_at, call.tagline, door, revision),
        calendar.Event(uid("closes"), closes, call.ends_at(), note, door, revision, timedelta(days=1)),
    ]
    if call.decisions_on:
        found.append(calendar.Event(uid("decisions"), hears, call.decisions_on, "", door, revision))
    return found


def _own_events(call: Call, request: HttpRequest) -> list[calendar.Event]:
    """An application's tells by how often it moved which file is later; a code's only ever moves later, so its minute does."""
    door, person = request.build_absolute_uri(call.get_absolute_url()), request.user
    named = [one for answer in registered("own_deadlines") for one in answer(call, person)]
    title = _("Deadline of %(startup)s for %(call)s")
    told = [(one.number, title % {"startup": one.startup, "call": call}, one.at, one.revision) for one in named]
    until = queries.own_deadline(call, person)
    if until:
        ends = _("Your access code for %(call)s ends") % {"call": call}
        told.append((call.slug, ends, until, int(until.timestamp()) // 60))
    return [
        calendar.Event(f"own-{name}@{request.get_host()}", title, at, _grace(call), door, revision, timedelta(days=1))
        for name, title, at, revision in told
    ]


def _grace(call: Call) -> str:
    told = ngettext(
        "What arrives %(count)d minute later still counts.",
        "What arrives %(count)d minutes later still counts.",
        call.grace_minutes,
    )
    return told % {"count": call.grace_minutes}
