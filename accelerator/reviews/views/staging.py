"""The tab where managers draw the review stages, and the page where they say who goes on from one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, pages
from accelerator.kit.addresses import reverse
from accelerator.programmes.models import Call, ReviewStage
from accelerator.programmes.views.calls import form_page, managed, tab, tried
from accelerator.reviews import operations, queries, ranks, rulings, stages
from accelerator.reviews.forms import RulingForm, StageForm
from accelerator.reviews.models import Ruling


@login_required
@form_page
def review_stages(request: SignedIn, slug: str) -> HttpResponse:
    """The stages in their order, and a form for one more."""
    call = managed(request, slug)
    form = StageForm(request.POST or None, call=call)
    if tried(request, form, lambda: operations.add_stage(call, by=request.user, **form.cleaned_data)):
        return redirect("call_stages", slug)
    there = stages.of_call(call)
    context = {"stages": there, "form": form, "full": len(there) >= operations.MOST_STAGES}
    return tab(request, call, "stages", context, status=422 if form.errors else 200)


@login_required
@form_page
def change(request: SignedIn, slug: str, code: str) -> HttpResponse:
    call = managed(request, slug)
    stage = _stage(call, code)
    form = StageForm(request.POST or None, call=call, instance=stage)
    if tried(request, form, lambda: operations.change_stage(stage, by=request.user, **form.cleaned_data)):
        return redirect("call_stages", slug)
    return tab(request, call, "stage", {"form": form, "stage": stage}, status=422 if form.errors else 200)


@login_required
@require_POST
def move(request: SignedIn, slug: str, code: str, way: str) -> HttpResponse:
    stage = _stage(managed(request, slug), code)
    operations.move_stage(stage, up=way == "up", by=request.user)
    return redirect("call_stages", slug)


@login_required
@require_POST
def remove(request: SignedIn, slug: str, code: str) -> HttpResponse:
    operations.remove_stage(_stage(managed(request, slug), code), by=request.user)
    messages.success(request, _("Taken away"))
    return redirect("call_stages", slug)


def _stage(call: Call, code: str) -> ReviewStage:
    stage = get_object_or_404(ReviewStage.objects.filter(call=call).select_related("own_rubric"), code=code)
    stage.call = call
    return stage


@login_required
@require_http_methods(["GET", "POST"])
def screen(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Who waits in a stage, with their scores in it, the best first; with `show` who was sent on, or is out. POST says of those
    chosen that they go on, or why not.
    """
    overseen = queries.calls_overseen_by(request.user).select_related("programme", "rubric")
    call = get_object_or_404(overseen, slug=slug)
    there = stages.of_call(call)
    stage = stages.in_hand(there, code)
    context = {
        "call": call,
        "stage": stage,
        "stages": there,
        "counts": rulings.counted(stage, reader=request.user),
        "may_rule": request.user.has_perm("reviews.assign", call),
        "show": request.GET.get("show", ""),
    }
    if request.method == "GET" and context["show"] in Ruling.Outcome.values:
        found = rulings.of(stage, reader=request.user, outcome=context["show"])
        context["page"] = pages.cut(found, rulings.ORDER, mark=request.GET.get("mark", ""))
        return answers.page(request, "accelerator/reviews/ruled.html", context)
    return _waiting(request, stage, there, context)


def _waiting(request: HttpRequest, stage: ReviewStage, there: list[ReviewStage], context: dict[str, Any]) -> HttpResponse:
    earlier = stages.before(stage, there)
    waiting, sent = ranks.in_stage(stages.reached(stage, earlier), stage), stages.sent_to(stage, earlier)
    form = RulingForm(request.POST or None, stage=stage)
    numbers = request.POST.getlist("applications")
    if request.method == "POST" and form.is_valid() and _rule(request, form, stage, sent.filter(number__in=numbers)):
        return redirect("review_stage", stage.call.slug, stage.code)
    page = pages.cut(waiting, ranks.ORDER, mark=request.GET.get("mark", ""))
    context |= {"page": page, "form": form, "chosen": set(numbers)}
    return answers.page(request, "accelerator/reviews/stage.html", context, status=422 if form.errors else 200)


def _rule(request: HttpRequest, form: RulingForm, stage: ReviewStage, chosen: Any) -> bool:
    given = form.cleaned_data
    applications = list(chosen)
    if not applications:
        form.add_error(None, _("Choose at least one application."))
        return False
    said = {"outcome": given["outcome"], "reasons": given.get("reasons", []), "note": given["note"]}
    act = answers.tried(form, lambda: operations.rule(stage, applications=applications, by=request.user, **said))
    if not act:
        return False
    count = len(applications)
    text = (
        ngettext("%(count)d application goes on.", "%(count)d applications go on.", count)
        if given["outcome"] == "on"
        else ngettext("%(count)d application goes no further.", "%(count)d applications go no further.", count)
    )
    undo = reverse("review_stage_undo", args=[stage.call.slug, stage.code, act])
    messages.success(request, text % {"count": count}, extra_tags=undo)
    return True


@login_required
@require_POST
def undo(request: HttpRequest, slug: str, code: str, act: str) -> HttpResponse:
    call = get_object_or_404(Call.objects.run_by(request.user), slug=slug)
    count = operations.undo_ruling(call, act=act, by=request.user)
    messages.success(request, ngettext("%(count)d waits again.", "%(count)d wait again.", count) % {"count": count})
    on = request.GET.get("on", "")
    return redirect(answers.narrowed("pipeline", slug, on=on) if on else reverse("review_stage", args=[slug, code]))


@login_required
@require_POST
def take_back(request: HttpRequest, slug: str, code: str, number: str) -> HttpResponse:
    """What the stage said of one application."""
    stage = _stage(get_object_or_404(Call.objects.run_by(request.user), slug=slug), code)
    operations.take_ruling_back(stage, number=number, by=request.user)
    messages.success(request, _("%(number)s waits again.") % {"number": number})
    return redirect(answers.narrowed("review_stage", slug, code, on=request.POST.get("on", "")))
