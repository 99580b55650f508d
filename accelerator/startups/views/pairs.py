"""Doors to two startups that may be one: side by side, merged, taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.kit import answers, together, wording
from accelerator.kit.together import Steps
from accelerator.startups import forms, operations, queries
from accelerator.startups.models import Startup


@dataclass(frozen=True)
class Fact:
    """One line of two records side by side."""

    label: str
    one: str
    other: str

    @property
    def alike(self) -> bool:
        return self.one.casefold() == self.other.casefold() != ""


@dataclass(frozen=True)
class Side:
    """What merging touches of one of them; `name` is what it is called beside the other."""

    startup: Startup
    name: str
    people: list[Any]
    tabs: list[Any]


def _kept(request: HttpRequest, slug: str) -> Startup:
    """The startup, for who keeps its record in order."""
    return get_object_or_404(Startup.objects.kept_by(request.user).select_related("merged_into"), slug=slug)


@login_required
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Startups that may be one and whose records this person keeps, the surest signs first; or those somebody told apart."""
    apart = request.GET.get("show") == "apart"
    page = Paginator(queries.alike(request.user, apart=apart), 25).get_page(request.GET.get("page"))
    context = {"page": page, "pairs": queries.pairs(page.object_list), "apart": apart, "count": page.paginator.count}
    return answers.page(request, "accelerator/startups/duplicates.html", context)


def _two(request: HttpRequest, slug: str, other: str) -> tuple[Startup, Startup]:
    one, two = _kept(request, slug), _kept(request, other)
    if one == two:
        raise Http404
    return one, two


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest, slug: str, other: str) -> HttpResponse:
    """Two records side by side, and what merging them would do; POST does it."""
    one, two = _two(request, slug, other)
    names = _names(one, two)
    form = forms.Merge(request.POST or None, names=list(zip((one.slug, two.slug), names, strict=True)))
    if request.method == "POST" and form.is_valid():
        stays, goes = (one, two) if form.cleaned_data["stays"] == one.slug else (two, one)
        why = form.cleaned_data["why"]
        if answers.tried(form, lambda: operations.merge(goes, into=stays, by=request.user, why=why)):
            messages.success(request, _("The two are one now: %(startup)s") % {"startup": stays})
            return redirect(stays)
    context = {
        "one": one,
        "two": two,
        "form": form,
        "facts": _facts(one, two),
        "sides": together.run(together.beside(*(_side(*side, request.user) for side in zip((one, two), names, strict=True)))),
        "is_one": two in queries.same(one),
        "found": queries.pairs([{"first": min(one.pk, two.pk), "second": max(one.pk, two.pk)}])[0],
        "apart": forms.TellApart(),
    }
    return answers.page(request, "accelerator/startups/pair.html", context, status=422 if form.errors else 200)


def _names(one: Startup, two: Startup) -> tuple[str, str]:
    """What each is called beside the other: where both have one name, with the end of its address too."""
    if one.name.casefold() != two.name.casefold():
        return one.name, two.name
    return f"{one.name} ({one.slug})", f"{two.name} ({two.slug})"


def _side(startup: Startup, name: str, person: Any) -> Steps[Side]:
    people = queries.members(startup)
    tabs, _people = yield from together.beside(queries.tabs.steps(startup, person), together.filled(people))
    return Side(startup, name, list(people), tabs)


def _facts(one: Startup, two: Startup) -> list[Fact]:
    rows = zip(_said(one), _said(two), strict=True)
    return [Fact(str(label), first, second) for (label, first), (_same, second) in rows]


def _said(one: Startup) -> list[tuple[str, str]]:
    return [
        (_("Registration"), one.registration()),
        (_("Website"), one.site()),
        (_("Formerly"), " · ".join(one.former_names)),
        (_("In one line"), one.one_liner),
        (_("Country"), str(one.country.name or "")),
        (_("Main place"), one.location),
        (_("Stage"), str(one.get_stage_display())),
        (_("Sector"), one.sector),
        (_("Founded on"), wording.day(one.founded_on) if one.founded_on else ""),
        (_("On record since"), wording.day(one.created_at)),
    ]


@login_required
@require_POST
def apart(request: HttpRequest, slug: str, other: str) -> HttpResponse:
    one, two = _two(request, slug, other)
    operations.tell_apart(one, two, by=request.user, **answers.given(forms.TellApart(request.POST)))
    messages.success(request, _("%(one)s and %(other)s are two startups") % {"one": one, "other": two})
    return redirect("startup_duplicates")


@login_required
@require_POST
def doubt(request: HttpRequest, slug: str, other: str) -> HttpResponse:
    one, two = _two(request, slug, other)
    operations.doubt(one, two, by=request.user)
    return redirect("startup_pair", slug=slug, other=other)


@login_required
@require_POST
def unmerge(request: HttpRequest, slug: str) -> HttpResponse:
    duplicate = _kept(request, slug)
    operations.unmerge(duplicate, by=request.user)
    messages.success(request, _("%(startup)s is a startup of its own again") % {"startup": duplicate})
    return redirect(duplicate.merged_into or duplicate)
