"""A startup's check-ins over time, and what its founders decide of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, together
from cohorts.checkins import asked, forms, histories, operations, queries, sights
from cohorts.roster.models import Enrolment, Supporter

_STARTUPS = 10


@login_required
@require_safe
def check_ins(request: SignedIn) -> HttpResponse:
    """What the reader may answer now, and the check-ins of the startups they belong to or stand by."""
    mine = Enrolment.objects.of_member(request.user).select_related("startup", "cohort").order_by("-id")[:_STARTUPS]
    stands = Supporter.objects.live().filter(person=request.user).values("enrolment")
    near = Enrolment.objects.filter(pk__in=stands).select_related("startup", "cohort").order_by("startup__name")[:50]
    waiting = queries.answerable(request.user)[:20]
    together.fetch(mine, near, waiting)
    own = together.run(together.beside(*(histories.of.steps(one, request.user) for one in mine)))
    context = {"own": own, "near": near, "waiting": waiting}
    return answers.page(request, "cohorts/checkins/check_ins.html", context)


def _seen(request: SignedIn, code: str) -> Enrolment:
    return get_object_or_404(queries.startups(request.user), code=code)


@login_required
@require_safe
def startup(request: SignedIn, code: str) -> HttpResponse:
    return _page(request, _seen(request, code))


def _page(request: SignedIn, found: Enrolment, *, target: forms.TargetForm | None = None) -> HttpResponse:
    history = histories.of(found, request.user)
    decides = request.user.has_perm("roster.write_for", found)
    context = {
        "enrolment": found,
        "history": history,
        "charts": [(line, histories.chart(history, line)) for line in history.lines],
        "may_aim": decides or request.user.has_perm("checkins.target", found),
        "decides": decides,
        "consents": _consents(found) if decides else [],
        "target": target,
    }
    return answers.page(request, "cohorts/checkins/startup.html", context, status=422 if target else 200)


def _consents(found: Enrolment) -> list[dict[str, Any]]:
    """Each question with whether mentors see it, and whether its founders said so themselves; then those no longer asked."""
    known = asked.of(found)
    questions = [*known.now, *known.former.values()]
    seen = sights.mentors_see(questions, known.rhythm.settings if known.rhythm else {}, known.consents)
    return [
        {"question": one, "mentors": one.key in seen, "is_said": one.key in known.consents, "is_former": one.key in known.former}
        for one in questions
    ]


@login_required
@require_POST
def target(request: SignedIn, code: str) -> HttpResponse:
    found = _seen(request, code)
    form = forms.TargetForm(request.POST)
    if not form.is_valid():
        return _page(request, found, target=form)

    def act() -> bool:
        operations.aim(found, key=form.cleaned_data["key"], value=form.cleaned_data["value"], by=request.user)
        return True

    if answers.tried(form, act):
        messages.success(request, _("Target kept."))
        return redirect("startup_check_ins", code=code)
    return _page(request, found, target=form)


@login_required
@require_POST
def consent(request: SignedIn, code: str) -> HttpResponse:
    found, said = _seen(request, code), answers.given(forms.ConsentForm(request.POST))
    operations.let_see(found, key=said["key"], mentors=said["mentors"], by=request.user)
    messages.success(request, _("Mentors see it from now on.") if said["mentors"] else _("Only managers see it from now on."))
    return redirect("startup_check_ins", code=code)
