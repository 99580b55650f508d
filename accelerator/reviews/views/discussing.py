"""The panel's discussion of an application, for its reviewers and managers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.applications.models import Application
from accelerator.kit import answers
from accelerator.kit.refusals import Refusal
from accelerator.reviews import discussions, operations
from accelerator.reviews.models import Assignment, Remark, discussed_by


@login_required
@require_http_methods(["GET", "POST"])
def discussion(request: HttpRequest, number: str) -> HttpResponse:
    """What was said so far, and the form for more."""
    application = get_object_or_404(discussed_by(request.user).select_related("call", "startup"), number=number)
    if request.method == "GET":
        return _thread(request, application)
    return _tried(request, application, lambda text: operations.remark(application, text=text, by=request.user))


@login_required
@require_POST
def heard(request: HttpRequest, number: str) -> HttpResponse:
    """The page of the discussion says that it was read."""
    operations.hear(get_object_or_404(discussed_by(request.user), number=number), by=request.user)
    return HttpResponse(status=204) if answers.wants_fragment(request) else redirect("discussion", number)


@login_required
@require_POST
def remark(request: HttpRequest, code: str) -> HttpResponse:
    """Other words for one's own remark."""
    one = _seen(request, code)
    return _tried(request, one.application, lambda text: operations.mend(one, text=text, by=request.user), about=one)


@login_required
@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """One's own remark goes, its place stays."""
    one = _seen(request, code)
    operations.take_remark_back(one, by=request.user)
    if answers.wants_fragment(request):
        return _thread(request, one.application)
    messages.success(request, _("Your remark was taken back."))
    return redirect("discussion", one.application.number)


def _seen(request: HttpRequest, code: str) -> Remark:
    found = Remark.objects.visible_to(request.user).select_related("application__call", "application__startup")
    return get_object_or_404(found, code=code)


def _tried(request: HttpRequest, application: Application, act: Any, *, about: Remark | None = None) -> HttpResponse:
    text = request.POST.get("text", "")
    try:
        act(text)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _thread(request, application, wrong=str(refusal.sentence), typed=text, about=about)
    return _thread(request, application) if answers.wants_fragment(request) else redirect("discussion", application.number)


def _thread(
    request: HttpRequest, application: Application, *, wrong: str = "", typed: str = "", about: Remark | None = None
) -> HttpResponse:
    own = Assignment.objects.own_of(request.user).filter(application=application)
    mine = own.select_related("stage", "application__startup").order_by("-id").first()
    said = discussions.thread(application, request.user)
    context = {
        "application": application,
        "said": said,
        "count": sum(one.remark.removed_at is None for one in said),
        "in_part": answers.wants_fragment(request),  # beside the workbench, whose tab counts along
        "people": discussions.listeners(application, besides=request.user),
        "may_speak": bool(mine) or request.user.has_perm("reviews.assign", application.call),
        "mine": mine,
        "title": mine.title if mine else str(application.startup),
        "wrong": wrong,
        "typed": typed,
        "about": about.code if about else "",
    }
    status = 422 if wrong else 200
    return answers.page(request, "accelerator/reviews/discussion.html", context, fragment="thread", status=status)
