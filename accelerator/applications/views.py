"""Doors to applications: the page of one, submitting, withdrawing. writing.py has the editor's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accelerator.applications import (
    approvals,
    comparing,
    earlier,
    editor,
    entering,
    late,
    operations,
    policies,
    promised,
    queries,
    resending,
    serving,
    starting,
    telling,
)
from accelerator.applications.forms import SendBack
from accelerator.applications.models import Application, Clarification, ClarificationQuerySet, Reopening, Submission
from accelerator.applications.models.applications import last_submissions
from accelerator.applications.points import Standing
from accelerator.kit import arrived, together
from accelerator.kit.kept import kept
from accelerator.kit.registered import registered
from accelerator.programmes import queries as programmes
from accelerator.questionnaires import queries as reads
from accelerator.startups import queries as startups
from accelerator.startups.models import Member, MemberQuerySet


def _visible(request: HttpRequest, number: str) -> Application:
    one = serving.seen(request.user, number)
    programmes.look_at_if_run(one.call, request.user, request)
    return one


@kept
def _clarifications(application: int) -> ClarificationQuerySet:
    return Clarification.objects.filter(application=application).select_related("answered_by").order_by("-id")


@kept
def _anybody(startup: int) -> MemberQuerySet:
    return Member.objects.live().of(startup)[:1]


@login_required
@require_GET
def applications(request: HttpRequest) -> HttpResponse:
    """The reader's startups' applications."""
    found = list(queries.own(request.user))
    standings = queries.standings(found, request.user)
    lines = [queries.line(one, standings[one.pk], arrived.at(request)) for one in found]
    return render(request, "accelerator/applications/list.html", {"lines": lines})


@login_required
@require_GET
def application(request: HttpRequest, number: str) -> HttpResponse:
    """For its members how far it is and what is next; for managers what was sent."""
    one = _visible(request, number)
    at, (sent, screening, clarifications, standing, files, people) = arrived.at(request), _about(one, request.user)
    role = _role(one, request.user)
    belongs, submitted = bool(role), one.state == Application.State.SUBMITTED
    enters = not belongs and request.user.has_perm("applications.enter", one)
    runs = submitted and not belongs and (enters or programmes.runs(one.call, request.user, request))
    context = {
        "application": one,
        "screening": screening,
        "standing": standing,
        "panels": [panel for answer in registered("application_panels") for panel in answer(one, standing)] if belongs else [],
        "steps": _steps(one, standing, at) if belongs else [],
        "submission": sent,
        "since": earlier.compared(one, sent, by=request.user) if sent and not belongs else None,
        "belongs": belongs,
        "clarifications": clarifications,
        **_staff(one, standing, request.user, runs=runs, is_sent=bool(sent) and not belongs),
        "may_write": role in policies.WRITERS or enters,
        **entering.told(one, belongs=belongs, enters=enters, lone=runs and not enters and not people),
        **_wanted(one, role, clarifications, at),
        "waits": belongs and resending.waits(one, standing, sent, at),
        "reopened": _reopened(one) if submitted and one.takes(at) else None,
        "missing": queries.missing(one) if not sent else [],
        **(_sign_off(one) if belongs and not sent and one.call.needs_sign_off else {}),
        "asks": lambda: {one.key: one.label for one in one.sheet.version.questions().values()},  # where nothing is taken any more
        "reading": _reading(one, sent, is_left=belongs and not one.takes(at)),
        "continue_url": partial(queries.continue_url, one, files),  # asked where somebody may go on
        **_deadline(one, standing, role, at),
    }
    return render(request, "accelerator/applications/application.html", context)


def _wanted(one: Application, role: str, clarifications: Iterable[Clarification], at: datetime) -> dict[str, bool]:
    """Whether its members are asked something still, and whether they may begin anew where it is withdrawn."""
    return {
        "is_asked": bool(role) and any(asked.is_open() for asked in clarifications),
        "anew": role in policies.WRITERS and not one.is_test and one.call.phase(at) == "open",
    }


def _role(one: Application, person: Any) -> str:
    """No query for who is no founder: of tests staff are the members."""
    return startups.role(one.startup, person) if one.is_test or person.may_stand_in("startup") else ""


def _about(one: Application, person: Any) -> tuple[Any, ...]:
    """What was sent last, the screening, what was asked since, the standing, what is attached, and whether anybody belongs to the
    startup: in one statement."""
    last, asked, files = last_submissions.rows(one.pk), _clarifications.rows(one.pk), reads.attached.rows(one.sheet_id)
    rows = (last, asked, files, people := _anybody.rows(one.startup_id))
    steps = (starting.screening_of.steps(one), queries.standings.steps([one], person))
    screening, standings, *_rows = together.run(together.beside(*steps, *map(together.filled, rows)))
    return next(iter(last), None), screening, asked, standings[one.pk], files, people


def _staff(one: Application, standing: Standing, person: Any, *, runs: bool, is_sent: bool) -> dict[str, Any]:
    """What managers may do with what was submitted."""
    restorable = is_sent and one.state == Application.State.WITHDRAWN
    return {
        "may_ask_more": runs,
        "may_reopen": runs and not standing.decided,
        "may_restore": restorable and person.has_perm("applications.restore", one),
    }


def _steps(one: Application, standing: Standing, at: datetime) -> list[queries.Step]:
    waits = one.state == Application.State.SUBMITTED and not standing.decided
    return queries.steps(one, standing, at, promised.days([one.call])[one.call_id] if waits else None)


def _reopened(one: Application) -> Reopening | None:
    """By which it is open now; one that was ended is not told."""
    found = one.reopenings.select_related("by").order_by("-id").first() if one.until else None
    return found if found and one.until and found.until <= one.until else None


def _reading(one: Application, sent: Submission | None, *, is_left: bool) -> reads.Reading:
    """What was sent; to its members what they wrote, where it can be neither changed nor sent any more."""
    if sent is None and is_left:
        return reads.reading(one.sheet.version, reads.whole(one.sheet), door=queries.files_door(one))
    return queries.reading(one, sent)


def _deadline(one: Application, standing: Standing, role: str, at: datetime) -> dict[str, Any]:
    """Whether answers are taken still, what a late file allows its writers, and when it closes."""
    return {
        "takes": queries.is_open(one, standing, at),
        "late": late.seen(one, at) if role in policies.WRITERS and not standing.decided else None,
        "today": at.astimezone(one.call.zone).date(),
        **editor.deadline(one.call, at, one.closes_at()),
    }


@login_required
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, number: str) -> HttpResponse:
    """What is missing, with the way there; or everything once more before it goes out."""
    one = _visible(request, number)
    operations.require(one, "submit", by=request.user)
    if request.method == "POST":
        try:
            agreed = "update_startup" in request.POST
            return redirect(operations.submit(one, by=request.user, arrived_at=arrived.at(request), update_startup=agreed))
        except operations.Incomplete:
            pass  # the page below lists every question with its remedy
    elif not _may_submit(one, request):
        return redirect(one)
    missing, files = queries.missing(one), reads.attached(one.sheet_id)
    last = None if missing else one.last_submission()
    context = {
        "application": one,
        "missing": missing,
        "news": telling.news(one),
        "unasked": queries.unasked(one),
        **_approval(one, request.user, whole=not missing),
        "reading": reads.reading(one.sheet.version, reads.whole(one.sheet, along=files), door=queries.files_door(one)),
        "again": one.state == Application.State.SUBMITTED,
        "unchanged": queries.is_unchanged(one, last),
        "unsent": comparing.unsent(one, last, files),
        "continue_url": queries.continue_url(one, files),
        **editor.deadline(one.call, arrived.at(request), one.closes_at()),
    }
    return render(request, "accelerator/applications/submit.html", context, status=422 if request.method == "POST" else 200)


def _may_submit(one: Application, request: HttpRequest) -> bool:
    at, standing = arrived.at(request), queries.standings([one], request.user)[one.pk]
    is_left = one.state != Application.State.WITHDRAWN and not standing.decided
    return queries.is_open(one, standing, at) or (is_left and late.takes(one, at))


def _approval(one: Application, by: Any, *, whole: bool) -> dict[str, Any]:
    """What the page shows of a sign-off, where the call wants one: also who there is for `by` to ask."""
    if not one.call.needs_sign_off:
        return {}
    shown = _sign_off(one)
    if whole and not shown["waiting"]:
        shown["approvers"] = approvals.approvers(one, by)
    seen = queries.fingerprint(one) if shown["waiting"] and whole else ""
    return {**shown, "seen": seen, "send_back": SendBack()}


def _sign_off(one: Application) -> dict[str, Any]:
    """The approval that is waited for, else what came back without one."""
    waiting = approvals.asked(one)
    if waiting is None:
        return {"waiting": None, "returned": approvals.last_returned(one)}
    return {"waiting": waiting, "approvers": approvals.approvers(one, waiting.asked_by)}


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    one = _visible(request, number)
    operations.require(one, "withdraw", by=request.user)
    if request.method == "GET":
        standing = queries.standings([one], request.user)[one.pk]
        return render(request, "accelerator/applications/withdraw.html", {"application": one, "standing": standing})
    operations.withdraw(one, by=request.user, at=arrived.at(request))
    messages.success(request, _("Application %(number)s is withdrawn.") % {"number": one.number})
    return redirect("applications" if request.user.has_perm("applications.belong", one) else one)
