"""Doors to mentors and sessions."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts import queries as people
from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers
from accelerator.kit.refusals import Forbidden
from cohorts.mentoring import forms, operations, policies, queries
from cohorts.mentoring.models import Action, PrivateNote, Session
from cohorts.roster.models import Cohort

form_page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def sessions(request: SignedIn) -> HttpResponse:
    """A mentor's startups and every session the reader may read."""
    context = {
        "startups": queries.mentored_by(request.user),
        "page": Paginator(queries.sessions(request.user), 30).get_page(request.GET.get("page")),
        "actions": queries.open_actions(request.user)[:20],
    }
    return answers.page(request, "cohorts/mentoring/sessions.html", context)


@login_required
@form_page
def log(request: SignedIn) -> HttpResponse:
    if not queries.mentored_by(request.user).exists():
        raise Forbidden(_("Only a mentor of a startup logs sessions."))
    form = forms.LogForm(request.POST or None, person=request.user, initial={"startup": request.GET.get("startup", "")})
    if form.is_valid():
        given = form.given()
        at = {"held_at": "held_on", "next_at": "next_on"}
        made = answers.tried(form, lambda: operations.log(form.cleaned_data["startup"], by=request.user, **given), at=at)
        if made:
            messages.success(request, _("Session saved. The founders have been told."))
            return redirect(made)
    return answers.page(request, "cohorts/mentoring/log.html", {"form": form}, status=422 if form.errors else 200)


def _seen(request: SignedIn, code: str) -> Session:
    rows = Session.objects.visible_to(request.user).select_related("mentor__person", "enrolment__startup", "enrolment__cohort")
    return get_object_or_404(rows, code=code)


def _page(request: SignedIn, found: Session, form: forms.NoteForm, *, status: int = 200) -> HttpResponse:
    concerned = policies.concerned(request.user, found.enrolment)  # once, however many actions
    context = {
        "session": found,
        "actions": [
            (one, concerned or one.owner == request.user) for one in found.actions.select_related("owner").order_by("id")
        ],
        "notes": PrivateNote.objects.visible_to(request.user).filter(session=found).select_related("by").order_by("id"),
        "keeps": request.user.has_perm("mentoring.private_notes", found),
        "form": form,
    }
    return answers.page(request, "cohorts/mentoring/session.html", context, status=status)


@login_required
@require_safe
def session(request: SignedIn, code: str) -> HttpResponse:
    return _page(request, _seen(request, code), forms.NoteForm())


@login_required
@require_POST
def add_note(request: SignedIn, code: str) -> HttpResponse:
    found, form = _seen(request, code), forms.NoteForm(request.POST)
    if not request.user.has_perm("mentoring.private_notes", found):
        raise Forbidden(_("Private notes are for the session's mentor and the programme team."))
    if form.is_valid() and answers.tried(form, lambda: operations.add_private_note(found, by=request.user, **form.cleaned_data)):
        return redirect(found)
    return _page(request, found, form, status=422)


@login_required
@require_POST
def settle(request: SignedIn, code: str) -> HttpResponse:
    """Done, or open again with `open=1`; back to where it was ticked."""
    rows = Action.objects.visible_to(request.user).select_related("session__enrolment__cohort")
    found = operations.settle(get_object_or_404(rows, code=code), done=request.POST.get("open") != "1", by=request.user)
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect(found.session)


@login_required
@form_page
def mentors(request: SignedIn, slug: str) -> HttpResponse:
    """Who mentors whom; a manager matches and invites here."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user).select_related("programme"), slug=slug)
    runs = request.user.has_perm("roster.run_cohort", cohort)
    form = forms.MatchForm(request.POST or None, cohort=cohort)
    if form.is_valid() and answers.tried(form, lambda: _match(request, form)):
        return redirect("cohort_mentors", slug=slug)
    enrolments = list(queries.matched(cohort))
    context = {
        "cohort": cohort,
        "enrolments": enrolments,
        "form": form,
        "runs": runs,
        "waiting": people.invitations("enrolment", *(one.pk for one in enrolments)) if runs else [],
    }
    return answers.page(request, "cohorts/mentoring/mentors.html", context, status=422 if form.errors else 200)


def _match(request: SignedIn, form: forms.MatchForm) -> None:
    given = form.cleaned_data
    if given["mentor"]:
        operations.match(given["startup"], person=given["mentor"], by=request.user)
        said = _("%(person)s mentors %(startup)s now") % {"person": given["mentor"], "startup": given["startup"].startup}
    else:
        operations.invite(given["startup"], email=given["email"], by=request.user)
        said = _("Invitation on its way to %(email)s") % {"email": given["email"]}
    messages.success(request, said)
