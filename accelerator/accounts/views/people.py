"""People and roles, for who runs the house."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts import forms, operations, queries
from accelerator.accounts.models import Invitation, Membership, Person
from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers
from accelerator.kit.refusals import Refusal
from accelerator.trail.models import Entry

manages = permission_required("people.manage", raise_exception=True)


@login_required
@manages
@require_safe
def people(request: SignedIn) -> HttpResponse:
    filters = forms.People(request.GET)
    wanted = filters.wanted()
    found = queries.people(text=wanted["q"], role=wanted["role"], state=wanted["state"])
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    words = queries.role_words(list(page.object_list))
    context = {
        "filters": filters,
        "wanted": wanted,
        "narrowed": any(wanted.values()),
        "page": page,
        "rows": [(person, words[person.pk]) for person in page.object_list],
        "waiting": Invitation.objects.waiting().filter(scope="organisation").select_related("invited_by").order_by("-id")[:50],
    }
    return answers.page(request, "accelerator/accounts/people.html", context, fragment="found")


@login_required
@manages
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedIn) -> HttpResponse:
    form = forms.Invite(request.POST or None)
    if request.method == "POST" and form.is_valid():
        organisation, role = form.chosen()
        email = form.cleaned_data["email"]
        operations.invite(
            scope="organisation", scope_id=organisation.pk, scope_label=str(organisation), role=role, email=email, by=request.user
        )
        messages.success(request, _("Invitation on its way to %(email)s") % {"email": email})
        return redirect("people")
    return answers.page(request, "accelerator/accounts/invite.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_safe
def person(request: SignedIn, code: str) -> HttpResponse:
    """Somebody's page: roles everywhere, standing, history. Managers see everybody; others have their own account page."""
    whom = get_object_or_404(Person.objects.with_standing().visible_to(request.user), code=code)
    if not request.user.holds("people.manage"):
        return redirect("account")
    return _page(request, whom)


def _page(request: SignedIn, whom: Person, **more: Any) -> HttpResponse:
    held = Membership.objects.live().filter(person=whom).select_related("organisation").order_by("id")
    context = {
        "whom": whom,
        "held": held,
        "words": queries.role_words([whom], besides="organisation")[whom.pk],
        "give": forms.Place(),
        "suspend": forms.Suspend(),
        "history": Entry.objects.about(whom).newest_first()[:20],
        **more,
    }
    status = 422 if any(getattr(form, "errors", None) for form in more.values()) else 200
    return answers.page(request, "accelerator/accounts/person.html", context, status=status)


@login_required
@manages
@require_POST
@reauthentication_required
def give_role(request: SignedIn, code: str) -> HttpResponse:
    whom = get_object_or_404(Person.objects.with_standing(), code=code)
    form = forms.Place(request.POST)
    if not form.is_valid():
        return _page(request, whom, give=form)
    organisation, role = form.chosen()
    operations.give_role(whom, role=role, organisation=organisation, by=request.user)
    messages.success(request, _("Role given"))
    return redirect("person", code=code)


@login_required
@manages
@require_POST
@reauthentication_required
def end_role(request: SignedIn, code: str) -> HttpResponse:
    slug, _colon, role = request.POST.get("place", "").partition(":")
    held = Membership.objects.live().filter(person__code=code, organisation__slug=slug, role=role)
    return _told(request, code, _("Role ended"), operations.end_role, get_object_or_404(held))


@login_required
@manages
@require_POST
def suspend(request: SignedIn, code: str) -> HttpResponse:
    whom = get_object_or_404(Person.objects.with_standing(), code=code)
    form = forms.Suspend(request.POST)
    if not form.is_valid():
        return _page(request, whom, suspend=form)
    reason = form.cleaned_data["reason"]
    return _told(request, code, _("Suspended and signed out everywhere"), operations.suspend, whom, reason=reason)


@login_required
@manages
@require_POST
def reinstate(request: SignedIn, code: str) -> HttpResponse:
    return _told(request, code, _("Reinstated"), operations.reinstate, get_object_or_404(Person, code=code))


def _told(request: SignedIn, code: str, done: str, act: Any, thing: Any, **facts: Any) -> HttpResponse:
    """Does `act`, tells the outcome, and goes back to the person's page; a refusal is told there as well."""
    try:
        act(thing, by=request.user, **facts)
        messages.success(request, done)
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    return redirect("person", code=code)


@login_required
@manages
@require_http_methods(["GET", "HEAD", "POST"])
def organisations(request: SignedIn) -> HttpResponse:
    form = forms.Partner(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_partner(form.cleaned_data["name"], by=request.user)
            messages.success(request, _("Partner added"))
            return redirect("organisations")
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.sentence))
    context = {"form": form, "rows": queries.organisations()}
    return answers.page(request, "accelerator/accounts/organisations.html", context, status=422 if form.errors else 200)
