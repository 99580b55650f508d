"""Doors to pools, grants and the ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages as flash
from django.contrib.auth.decorators import login_required, permission_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accelerator.kit import answers, clock, codes
from cohorts.credits import drawing, forms, operations, policies, queries
from cohorts.credits.models import Grant, Pool, Provider
from cohorts.roster.models import Enrolment

FLOOR = 50  # rows of a ledger page


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Staff see pools, approvals and the ledger; partners their pools; founders their grants."""
    pools = queries.pool_states(Pool.objects.visible_to(request.user), on=clock.today("UTC"))
    sees = request.user.has_perm("credits.see")
    context = {
        "pools": pools,
        "now": clock.now(),
        "approvals": _with_reasons(request.user) if sees else [],
        "grants": [] if sees else queries.grants_left(Grant.objects.visible_to(request.user)),
        "entries": queries.entries(request.user)[:10] if sees else [],
        "burn": _burn(pools[:1]) if sees else None,
        "limits": queries.thresholds(one.pool.currency for one in pools) if sees else [],
        "sees": sees,
    }
    return answers.page(request, "cohorts/credits/overview.html", context)


def _burn(states: list[queries.PoolState]) -> dict[str, Any] | None:
    """The forecast of the first of `states`: in the overview the pool that expires next."""
    for state in states:
        if found := queries.burn_of(state, on=clock.today("UTC")):
            code = state.pool.currency
            return {"pool": state.pool, "drawing": drawing.drawn(found, code), "told": drawing.told(found, code)}
    return None


def _with_reasons(person: Any) -> list[tuple[Grant, int, Any]]:
    """Waiting requests with approvals needed and, where `person` cannot approve, why."""
    limits = queries.limits()
    return [
        (grant, queries.approvals_needed(grant, limits), policies.why_not_approve(grant, person))
        for grant in queries.waiting(person)
    ]


@login_required
@require_GET
def pool(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Pool.objects.visible_to(request.user), slug=slug)
    (state,) = queries.pool_states(Pool.objects.filter(pk=found.pk), on=clock.today("UTC"))
    grants = queries.grants_left(Grant.objects.visible_to(request.user).filter(pool=found))
    context = {"state": state, "pool": found, "grants": grants, "entries": queries.entries(request.user, pool=found)[:FLOOR]}
    context["burn"] = _burn([state])
    return answers.page(request, "cohorts/credits/pool.html", context)


@login_required
@permission_required("credits.manage", raise_exception=True)
@require_http_methods(["GET", "POST"])
def new_pool(request: HttpRequest) -> HttpResponse:
    form = forms.PoolForm(request.POST or None)
    if form.is_valid():
        given = dict(form.cleaned_data)
        name = given.pop("new_provider")
        provider = given.pop("provider")

        def open_pool() -> Pool:
            with transaction.atomic():  # a pool that is refused leaves no new provider behind
                new = f"{slugify(name)[:60] or 'provider'}-{codes.new()[:4]}"
                chosen = provider or Provider.objects.create(name=name, slug=new)
                return operations.open_pool(chosen, by=request.user, **given)

        made = answers.tried(form, open_pool)
        if made:
            return redirect(made)
    return _form_page(request, form, title=_("New pool"), submit=_("Open the pool"))


def _form_page(request: HttpRequest, form: django_forms.Form, **words: str) -> HttpResponse:
    return answers.page(request, "cohorts/credits/form.html", {"form": form} | words, status=422 if form.errors else 200)


@login_required
@permission_required("credits.manage", raise_exception=True)
@require_http_methods(["GET", "POST"])
def new_grant(request: HttpRequest) -> HttpResponse:
    form = forms.GrantForm(
        request.POST or None,
        initial={"enrolment": request.GET.get("enrolment"), "pool": request.GET.get("pool")},
        pools=Pool.objects.visible_to(request.user).valid_on(clock.today("UTC")).order_by("expires_on"),
        enrolments=Enrolment.objects.visible_to(request.user)
        .active()
        .select_related("startup", "cohort")
        .order_by("startup__name"),
    )
    if form.is_valid():
        given = dict(form.cleaned_data)
        made = answers.tried(form, lambda: operations.request(given.pop("pool"), by=request.user, **given))
        if made:
            return redirect(made)
    return _form_page(request, form, title=_("Issue credits"), submit=_("Request approval"))


@login_required
@require_GET
def grant(request: HttpRequest, code: str) -> HttpResponse:
    return _grant_page(request, _visible(request, code))


@login_required
@require_POST
def approve(request: HttpRequest, code: str) -> HttpResponse:
    found = operations.approve(_visible(request, code), by=request.user)
    if found.state == Grant.State.APPROVED:
        flash.success(request, _("Approved. The amount is committed; a grants officer can award it now."))
    else:
        flash.success(request, _("Approved. It needs one more person."))
    return redirect(found)


@login_required
@require_POST
def award(request: HttpRequest, code: str) -> HttpResponse:
    found = operations.award(_visible(request, code), by=request.user)
    flash.success(request, _("Awarded. The founders have been told."))
    return redirect(found)


@login_required
@require_POST
def decline(request: HttpRequest, code: str) -> HttpResponse:
    return _with_form(request, code, forms.ReasonForm, operations.decline)


@login_required
@require_POST
def revoke(request: HttpRequest, code: str) -> HttpResponse:
    return _with_form(request, code, forms.ReasonForm, operations.revoke)


@login_required
@require_POST
def draw_down(request: HttpRequest, code: str) -> HttpResponse:
    def use(grant: Grant, *, key: str, **given: Any) -> Any:
        return operations.draw_down(grant, key=f"use:{grant.code}:{key}", **given)

    return _with_form(request, code, forms.UseForm, use)


@login_required
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """The ledger, newest first; `?before=` an entry's id goes on, `?pool=` a slug narrows."""
    pools = Pool.objects.visible_to(request.user)
    chosen = get_object_or_404(pools, slug=request.GET["pool"]) if request.GET.get("pool") else None
    rows = queries.entries(request.user, pool=chosen)
    before = request.GET.get("before", "")
    if before.isdecimal():
        rows = rows.filter(id__lt=int(before[:18]))
    found = list(rows[: FLOOR + 1])
    context = {"entries": found[:FLOOR], "more": len(found) > FLOOR, "pools": pools.order_by("name"), "chosen": chosen}
    response = answers.page(request, "cohorts/credits/ledger.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _visible(request: HttpRequest, code: str) -> Grant:
    rows = Grant.objects.visible_to(request.user).select_related("pool__provider", "enrolment__startup", "requested_by")
    return get_object_or_404(rows, code=code)


def _with_form(request: HttpRequest, code: str, kind: type[django_forms.Form], verb: Callable[..., Any]) -> HttpResponse:
    """Runs `verb` on a grant with what the form gives; shows the grant again with the errors where it cannot."""
    found = _visible(request, code)
    form = kind(request.POST)
    if form.is_valid() and answers.tried(form, lambda: verb(found, by=request.user, **form.cleaned_data)):
        return redirect(found)
    return _grant_page(request, found, wrong={request.resolver_match.url_name: form}, status=422)  # type: ignore[union-attr]


def _grant_page(
    request: HttpRequest, found: Grant, *, wrong: dict[str | None, django_forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    wrong = wrong or {}
    context = {
        "grant": found,
        "left": queries.left(found),
        "needed": queries.approvals_needed(found),
        "approvals": found.approvals.select_related("by").order_by("id"),
        "blocked": policies.why_not_approve(found, request.user),
        "manages": request.user.has_perm("credits.manage"),
        "entries": queries.entries(request.user, pool=found.pool).filter(account__grant=found),
        "decline_form": wrong.get("grant_decline", forms.ReasonForm(prefix=None)),
        "revoke_form": wrong.get("grant_revoke", forms.ReasonForm()),
        "use_form": wrong.get("grant_draw_down", forms.UseForm()),
    }
    return answers.page(request, "cohorts/credits/grant.html", context, status=status)
