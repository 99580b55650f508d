"""The manager's page of an interview stage: who is met when, filled, undone, told, offered; and a day of it on paper."""

from __future__ import annotations

from datetime import date, datetime, time

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accelerator.kit import answers, clock, together
from accelerator.kit.addresses import reverse
from accelerator.programmes import queries as programmes
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import interviews, operations, queries, stages
from accelerator.reviews.forms import OfferForm


def overseen(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(queries.calls_overseen_by(request.user).select_related("programme", "rubric"), slug=slug)


def stage_of(call: Call, code: str) -> ReviewStage:
    stage = get_object_or_404(ReviewStage.objects.filter(call=call, kind=ReviewStage.Kind.INTERVIEW), code=code)
    stage.call = call
    return stage


@login_required
@require_GET
def board(request: HttpRequest, slug: str, code: str = "") -> HttpResponse:
    """Every time of a stage by day, with who has it; beside it who waits for one, and the panels. Without `code`
    of the stage that is on; where the call has none, how to get one.
    """
    call = overseen(request, slug)
    there = stages.of_call(call)
    meeting = interviews.of_kind(there)
    if not meeting and not code:
        context = {"call": call, "may_plan": programmes.runs(call, request.user, request)}
        return answers.page(request, "accelerator/reviews/interviews/none.html", context)
    return _board(request, stages.in_hand(meeting, code), there, OfferForm())


def _board(request: HttpRequest, stage: ReviewStage, there: list[ReviewStage], form: OfferForm) -> HttpResponse:
    call, now = stage.call, clock.now()
    waiting, choosing, panels = interviews.wanting(stage, there), interviews.choosing(stage, at=now), interviews.panels(stage)
    lines, *_rest = together.run(
        together.beside(interviews.lines.steps(stage), *map(together.filled, (waiting, choosing, panels)))
    )
    offered = {one.application_id: one for one in choosing}
    to_come = [line for line in lines if line.slot.starts_at > now]
    context = {
        "call": call,
        "stage": stage,
        "stages": interviews.of_kind(there),
        "days": interviews.days(call, lines),
        "waiting": [(one, offered.get(one.pk)) for one in waiting],
        "to_place": sum(one.pk not in offered for one in waiting),
        "free": sum(line.interview is None for line in to_come),
        "met": sum(line.interview is not None for line in lines),
        "untold": sum(bool(line.interview and not line.interview.invited_at) for line in to_come),
        "panels": panels,
        "suspended": interviews.suspended(to_come),
        "form": form,
        "may_plan": programmes.runs(call, request.user, request),
    }
    template = "accelerator/reviews/interviews/board.html"
    return answers.page(request, template, context, status=422 if form.errors else 200)


@login_required
@require_POST
def fill(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    stage = stage_of(overseen(request, slug), code)
    done = operations.fill(stage, by=request.user, seed=int(clock.now().timestamp()))
    undo = reverse("call_interviews_undo", args=[slug, code, done.act])
    text = ngettext("%(count)d startup has a time now.", "%(count)d startups have a time now.", done.count)
    messages.success(request, text % {"count": done.count}, extra_tags=undo)
    if done.left:
        said = _("No free time fits these: %(names)s. Lay out more times, or times of another panel.")
        messages.warning(request, said % {"names": ", ".join(str(one.startup) for one in done.left)})
    return redirect("call_interviews", slug, code)


@login_required
@require_POST
def undo(request: HttpRequest, slug: str, code: str, act: str) -> HttpResponse:
    call = get_object_or_404(Call.objects.run_by(request.user), slug=slug)
    count = operations.undo_fill(call, act=act, by=request.user)
    text = ngettext("%(count)d waits for a time again.", "%(count)d wait for a time again.", count)
    messages.success(request, text % {"count": count})
    return redirect("call_interviews", slug, code)


@login_required
@require_POST
def invite(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    count = operations.invite(stage_of(overseen(request, slug), code), by=request.user)
    text = ngettext("%(count)d invitation is on its way.", "Invitations to %(count)d interviews are on their way.", count)
    messages.success(request, text % {"count": count})
    return redirect("call_interviews", slug, code)


@login_required
@require_POST
def offer(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    stage = stage_of(overseen(request, slug), code)
    form = OfferForm(request.POST)
    if not form.is_valid():
        return _board(request, stage, stages.of_call(stage.call), form)
    until = datetime.combine(form.cleaned_data["until"], time(23, 59), tzinfo=stage.call.zone)
    count = answers.tried(form, lambda: operations.offer(stage, until=until, by=request.user))
    if not count:
        return _board(request, stage, stages.of_call(stage.call), form)
    text = ngettext("%(count)d startup chooses its time itself.", "%(count)d startups choose their times themselves.", count)
    messages.success(request, text % {"count": count})
    return redirect("call_interviews", slug, code)


@login_required
@require_GET
def day(request: HttpRequest, slug: str, code: str, on: str) -> HttpResponse:
    """One day of a stage to print: for each panel its times, whom it meets and where. Those of a panel have their own times."""
    oversees = queries.calls_overseen_by(request.user).filter(slug=slug).exists()
    calls = Call.objects.all() if oversees else Call.objects.visible_to(request.user)
    stage = stage_of(get_object_or_404(calls.select_related("programme", "rubric"), slug=slug), code)
    try:
        wanted = date.fromisoformat(on)
    except ValueError as fault:
        raise Http404 from fault
    found = interviews.lines(stage) if oversees else interviews.own_lines(stage, request.user)
    if not oversees and not found:
        raise Http404
    lines = [line for day in interviews.days(stage.call, found) if day.on == wanted for line in day.lines]
    desks = interviews.desks(lines, request.user)
    panels = [(one, [(line, _desk(line, desks, oversees)) for line in those]) for one, those in interviews.by_panel(lines)]
    context = {"call": stage.call, "stage": stage, "on": wanted, "panels": panels, "oversees": oversees}
    return answers.page(request, "accelerator/reviews/interviews/day.html", context)


def _desk(line: interviews.Line, desks: dict[int, str], oversees: bool) -> str:
    """Where the reader scores that application; to a manager who scores nothing, where its reviews are."""
    if line.interview is None:
        return ""
    application = line.interview.application
    if code := desks.get(application.pk):
        return reverse("review", args=[code])
    return reverse("application_reviews", args=[application.call.slug, application.number]) if oversees else ""
