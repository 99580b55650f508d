"""Doors to startups: the list, a record with its tabs, its profile, its team."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts import queries as people
from accelerator.accounts.safety import is_ours
from accelerator.kit import answers, together
from accelerator.kit.refusals import Forbidden
from accelerator.startups import forms, operations, queries
from accelerator.startups.models import Member, Startup
from accelerator.startups.transfers import Transfer

form_page = require_http_methods(["GET", "HEAD", "POST"])


def seen(request: HttpRequest, slug: str) -> Startup:
    """The startup, for who may see it."""
    return get_object_or_404(Startup.objects.visible_to(request.user).select_related("merged_into"), slug=slug)


def _record(request: HttpRequest, startup: Startup, here: str) -> dict[str, Any]:
    """What every tab of the record shows."""
    merged = startup.merged.order_by("name", "id")
    held, tabs, _merged = together.run(
        together.beside(
            queries.role.steps(startup, request.user), queries.tabs.steps(startup, request.user), together.filled(merged)
        )
    )
    return {
        "startup": startup,
        "here": here,
        "role": held,
        "may_edit": held in ("owner", "member"),
        "owns": held == "owner",
        "tabs": tabs,
        "keeps": not held and request.user.has_perm("startups.keep", startup),
        "merged": list(merged),
    }


@login_required
@require_safe
def startups(request: HttpRequest) -> HttpResponse:
    """Those this person sees, by name."""
    find = forms.Find(request.GET)
    found = Startup.objects.visible_to(request.user).standing().found(find.text()).order_by("name", "id")
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {"page": page, "q": find.text(), "count": page.paginator.count}
    return answers.page(request, "accelerator/startups/list.html", context, fragment="found")


@login_required
@form_page
def new(request: HttpRequest) -> HttpResponse:
    form = forms.NewStartup(request.POST or None)
    if request.method == "POST" and form.is_valid():
        startup = operations.create(by=request.user, **form.given())
        messages.success(request, _("%(startup)s is added. You own it.") % {"startup": startup})
        return redirect(startup)
    return answers.page(request, "accelerator/startups/new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_safe
def startup(request: HttpRequest, slug: str) -> HttpResponse:
    found = seen(request, slug)
    shown = {
        "team": queries.members(found)[:8],
        "links": found.links.order_by("id"),
        "locations": found.locations.order_by("id"),
    }
    together.fetch(*shown.values())
    context = _record(request, found, "profile") | shown
    context["twins"] = queries.twins(found, request.user) if context["keeps"] else []
    return answers.page(request, "accelerator/startups/profile.html", context)


@login_required
@form_page
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    found = seen(request, slug)
    if not request.user.has_perm("startups.edit", found):
        raise Forbidden(_("Only owners and members of the startup may change its profile."))
    if found.merged_into:
        return redirect("edit_startup", slug=found.merged_into.slug)
    form = forms.Described(request.POST or None, Startup.objects.get(pk=found.pk))
    if request.method == "POST" and form.is_valid():
        operations.change(found, by=request.user, **form.given())
        messages.success(request, _("Saved"))
        return redirect(found)
    context = {"startup": found, "form": form.profile, "links": form.links, "locations": form.locations}
    status = 422 if request.method == "POST" else 200
    return answers.page(request, "accelerator/startups/edit.html", context, status=status)


@login_required
@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    found = seen(request, slug)
    page = Paginator(queries.timeline(found, request.user), 50).get_page(request.GET.get("page"))
    context = _record(request, found, "history") | {"page": page}
    context["chapters"] = [] if context["role"] else queries.chapters(found, request.user)
    return answers.page(request, "accelerator/startups/history.html", context)


@login_required
@form_page
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Who belongs to it; an owner invites here, and goes `back` to what they were writing."""
    found, form = seen(request, slug), forms.Invite(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and answers.tried(form, lambda: operations.invite(found, by=request.user, **form.cleaned_data))
    ):
        messages.success(request, _("Invitation on its way to %(email)s") % {"email": form.cleaned_data["email"]})
        return redirect(request.get_full_path())
    team = list(queries.members(found))
    owners = [one for one in team if one.role == Member.Role.OWNER and one.person.is_active]
    context = _record(request, found, "members") | {"members": team, "form": form, "roles": Member.Role.choices}
    context["last_owner"] = owners[0] if len(owners) == 1 else None
    back = request.GET.get("back", "")
    context["back"] = back if back and is_ours(back, request) else ""
    mine = Transfer.objects.open().visible_to(request.user).filter(startup=found)
    context["offered"] = mine.select_related("to", "offered_by").order_by("id").first()
    context["rescues"] = not context["role"] and request.user.has_perm("startups.rescue", found)
    if context["owns"] or context["rescues"]:
        context["waiting"] = people.invitations("startup", found.pk)
    return answers.page(request, "accelerator/startups/members.html", context, status=422 if form.errors else 200)


def _member(request: HttpRequest, slug: str, code: str) -> Member:
    found = queries.member(seen(request, slug), code)
    if found is None:
        raise Http404
    return found


@login_required
@require_POST
def change_role(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    member = _member(request, slug, code)
    operations.change_role(member, role=request.POST.get("role", ""), by=request.user)
    messages.success(request, _("Role changed"))
    return redirect("startup_members", slug=slug)


@login_required
@require_POST
def end(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Ends a membership; who ended their own lands at home."""
    member = _member(request, slug, code)
    operations.end(member, by=request.user)
    if member.person == request.user:
        messages.success(request, _("You left %(startup)s") % {"startup": member.startup})
        return redirect("home")
    messages.success(request, _("%(person)s no longer belongs to the startup") % {"person": member.person})
    return redirect("startup_members", slug=slug)
