"""Doors to what reviewers say of themselves: fields, languages, days away; managers come in for their staff."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.kit import answers, clock
from accelerator.programmes.models import Programme, Staff
from accelerator.reviews import operations, reviewers
from accelerator.reviews.forms import AbsenceForm, ExpertiseRows, ProfileForm
from accelerator.reviews.models import Absence


@login_required
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """My reviewing."""
    return _page(request, request.user, back="reviewing")


@login_required
@require_http_methods(["GET", "POST"])
def reviewer(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The same of somebody on a programme's staff, for its managers."""
    programme = get_object_or_404(Programme.objects.run_by(request.user), slug=slug)
    staff = Staff.objects.live().filter(programme=programme).values("person")
    person = get_object_or_404(get_user_model()._default_manager.filter(pk__in=staff), code=code)
    return _page(request, person, back="programme_reviewer", programme=programme)


def _page(request: HttpRequest, person: Any, *, back: str, programme: Programme | None = None) -> HttpResponse:
    profile, act = reviewers.profile(person), request.POST.get("act", "")
    kept = [{"tag": one.tag, "level": one.level} for one in person.expertise.order_by("-level", "tag")]
    form = ProfileForm(request.POST if act == "describe" else None, profile=profile)
    rows = ExpertiseRows(request.POST if act == "describe" else None, initial=kept, prefix="fields")
    away = AbsenceForm(request.POST if act == "away" else None, prefix="away")
    if _done(request, person, form, rows, away):
        messages.success(request, _("Saved."))
        return redirect(back, *((programme.slug, person.code) if programme else ()))
    absences = Absence.objects.filter(person=person, until_on__gte=clock.today(person.zone)).order_by("from_on")
    context = {"person": person, "programme": programme, "form": form, "rows": rows, "away": away, "absences": absences}
    context |= {"tags": reviewers.tags(), "may_write": request.user.has_perm("reviews.describe", person)}
    wrong = form.errors or rows.total_error_count() or away.errors
    return answers.page(request, "accelerator/reviews/reviewer.html", context, status=422 if wrong else 200)


def _done(request: HttpRequest, person: Any, form: ProfileForm, rows: ExpertiseRows, away: AbsenceForm) -> bool:
    """Whether what was sent is kept."""
    if away.is_bound:
        sent = away.is_valid() and answers.tried(away, lambda: operations.announce(person, by=request.user, **away.cleaned_data))
        return bool(sent)
    if not form.is_bound or not (form.is_valid() & rows.is_valid()):
        return False
    told = form.cleaned_data
    told["languages_read"], told["expertise"] = told.pop("languages"), rows.wanted()
    return bool(answers.tried(form, lambda: operations.describe(person, by=request.user, **told)))


@login_required
@require_POST
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Takes an absence back; leads to where it stands for whoever did."""
    absence = get_object_or_404(Absence.objects.visible_to(request.user).select_related("person"), code=code)
    operations.cancel(absence, by=request.user)
    messages.success(request, _("Taken back."))
    if absence.person == request.user:
        return redirect("reviewing")
    run = Programme.objects.run_by(request.user).filter(staff__person=absence.person, staff__ended_at=None).order_by("pk")
    return redirect("programme_reviewer", run[0].slug, absence.person.code)
