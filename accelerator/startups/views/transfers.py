"""Doors at which a startup is handed on."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.startups import operations
from accelerator.startups.models import Member
from accelerator.startups.transfers import Transfer
from accelerator.startups.views.records import seen


@login_required
@require_POST
def offer(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """To the member whose code it is."""
    startup = seen(request, slug)
    member = get_object_or_404(Member.objects.live().of(startup).select_related("person").distinct("person"), person__code=code)
    made = operations.offer(startup, to=member.person, by=request.user)
    messages.success(request, _("%(person)s was asked. You own it until they accept.") % {"person": made.to})
    return redirect("startup_members", slug=slug)


def _visible(request: HttpRequest, code: str) -> Transfer:
    found = Transfer.objects.visible_to(request.user).select_related("startup", "offered_by", "to")
    return get_object_or_404(found, code=code)


@login_required
@require_safe
def transfer(request: HttpRequest, code: str) -> HttpResponse:
    """What is offered, with accept and decline for who was asked."""
    return render(request, "accelerator/startups/transfer.html", {"transfer": _visible(request, code)})


@login_required
@require_POST
def accept(request: HttpRequest, code: str) -> HttpResponse:
    return _settled(request, code, operations.accept, _("You own %(startup)s now."))


@login_required
@require_POST
def decline(request: HttpRequest, code: str) -> HttpResponse:
    return _settled(request, code, operations.decline, _("Declined. Everything stays as it was."))


@login_required
@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    return _settled(request, code, operations.take_back, _("Taken back. You own %(startup)s as before."))


def _settled(request: HttpRequest, code: str, act: Callable[..., None], said: str) -> HttpResponse:
    one = _visible(request, code)
    act(one, by=request.user)
    messages.success(request, said % {"startup": one.startup})
    return redirect("startup_members", slug=one.startup.slug)
