"""The life of a form: a draft begun, compared with what is live, published; drafts of founders go over to it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accelerator.kit import arrived, languages
from accelerator.kit.addresses import reverse
from accelerator.questionnaires import operations, renewals, versions, wordings
from accelerator.questionnaires.models import Version
from accelerator.questionnaires.parts import languages_of
from accelerator.questionnaires.views.page import form_facts, newest


@login_required
@require_POST
def redraft(request: HttpRequest, code: str) -> HttpResponse:
    return redirect(operations.redraft(newest(request, code).questionnaire, by=request.user).questionnaire)


@login_required
@require_POST
def discard(request: HttpRequest, code: str) -> HttpResponse:
    version = newest(request, code)
    operations.discard(version, by=request.user)
    messages.success(request, _("The draft of version %(number)d is discarded.") % {"number": version.number})
    return redirect(version.questionnaire)


@login_required
@require_GET
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """What a version differs in from the one before it; of the one that is live, what founders' drafts would come to."""
    questionnaire = newest(request, code).questionnaire
    every = list(questionnaire.versions.order_by("-number"))
    new = _chosen(request.GET.get("new"), every) or every[0]
    old = _chosen(request.GET.get("old"), every) or next((one for one in every if one.number < new.number), None)
    published = renewals.live(questionnaire)
    shown = published if published == new else None
    running = shown is not None and shown.changeovers.filter(ended_at=None).exists()
    context = {
        "questionnaire": questionnaire,
        "version": new,
        "old": old,
        "every": every,
        "differences": versions.differences(old.definition, new.definition) if old else [],
        "live": published,
        "forecast": renewals.forecast(shown) if shown and not running else None,
        "running": running,
        "behind": renewals.behind(shown).count() if shown and running else 0,
    }
    return render(request, "accelerator/questionnaires/versions.html", context)


def _chosen(number: str | None, every: list[Version]) -> Version | None:
    return next((one for one in every if str(one.number) == number), None)


@login_required
@require_POST
def change_over(request: HttpRequest, code: str) -> HttpResponse:
    questionnaire = newest(request, code).questionnaire
    version = questionnaire.versions.filter(number=_number(request)).first() or questionnaire.newest()
    operations.change_over(version, by=request.user, at=arrived.at(request))
    messages.success(request, _("The drafts go over to version %(number)d now.") % {"number": version.number})
    return redirect(f"{reverse('questionnaire_versions', args=[code])}?new={version.number}")


def _number(request: HttpRequest) -> int:
    given = request.POST.get("version", "")[:9]
    return int(given) if given.isascii() and given.isdigit() else 0


@login_required
@require_GET
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Before a version is published: what has to be mended first, and what publishing does."""
    return _check(request, newest(request, code))


def _check(request: HttpRequest, version: Version, *, status: int = 200, overtaken: str = "") -> HttpResponse:
    every = list(wordings.parts(version.definition))
    spoken = sorted(languages_of(version.definition))
    context = form_facts(version) | {
        "tongues": [(languages.named(code), sum(part.lacks(code) for part in every)) for code in spoken],
        "forecast": renewals.forecast(version),
        "seen": operations.mark(version),
        "overtaken": overtaken,
    }
    return render(request, "accelerator/questionnaires/check.html", context, status=status)


@login_required
@require_POST
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """As its publisher saw it on the page before; what was drawn since has to be looked at first."""
    version = newest(request, code)
    try:
        operations.publish(version, by=request.user, at=arrived.at(request), seen=request.POST.get("seen", ""))
    except operations.Overtaken as refusal:
        return _check(request, newest(request, code), status=409, overtaken=str(refusal.sentence))
    except operations.Unfit:
        return _check(request, version, status=422)
    messages.success(request, _("Version %(number)d is published.") % {"number": version.number})
    return redirect(version.questionnaire)
