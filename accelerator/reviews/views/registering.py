"""The manager's register of conflicts: filtered, as a file, and where a manager puts one on record for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accelerator.kit import answers, pages, table
from accelerator.programmes.models import Call
from accelerator.reviews import operations, registers
from accelerator.reviews.forms import RecordForm
from accelerator.reviews.models import Conflict
from accelerator.reviews.queries import calls_overseen_by


def _call(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(calls_overseen_by(request.user).select_related("programme"), slug=slug)


@login_required
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """All conflicts of the call, those that ended too. POST puts one on record for somebody of the programme."""
    call, may_record = _call(request, slug), False
    wanted = registers.Wanted.read(request.GET)
    may_record = request.user.has_perm("reviews.assign", call)
    form = RecordForm(request.POST or None, call=call)
    if request.method == "POST" and form.is_valid() and (done := answers.tried(form, lambda: _record(request, form))):
        messages.success(request, _("On record: %(name)s can no longer open this application.") % {"name": done.person})
        return redirect("call_conflicts", call.slug)
    context: dict[str, Any] = {
        "call": call,
        "wanted": wanted,
        "page": pages.cut(registers.listed(call, wanted), registers.ORDER, mark=request.GET.get("mark", "")),
        "counts": registers.counts(call),
        "form": form,
        "may_record": may_record,
    }
    return answers.page(request, "accelerator/reviews/register.html", context, status=422 if form.errors else 200)


def _record(request: HttpRequest, form: RecordForm) -> Conflict:
    chosen = form.cleaned_data
    return operations.declare(chosen["application"], person=chosen["person"], by=request.user, reason=chosen["reason"])


@login_required
@require_GET
def exported(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The register as a file, narrowed like the page."""
    call = _call(request, slug)
    head = ("application", "startup", "person", "email", "source", "reason", "since", "declared by", "ended", "ended by")
    found = registers.listed(call, registers.Wanted.read(request.GET)).order_by(*registers.ORDER)
    return table.csv_answer(f"conflicts-{call.slug}", head, _lines(found))


def _lines(rows: Any) -> Iterator[list[Any]]:
    for one in rows.iterator(chunk_size=500):
        yield [
            one.application.number,
            one.application.startup.name,
            one.person.name,
            one.person.email,
            one.source,
            one.reason,
            one.created_at.isoformat(timespec="seconds"),
            one.by or "",
            one.ended_at.isoformat(timespec="seconds") if one.ended_at else "",
            one.ended_by or "",
        ]


@login_required
@require_POST
def lift(request: HttpRequest, code: str) -> HttpResponse:
    found = Conflict.objects.live().visible_to(request.user).select_related("application__call", "person")
    conflict = get_object_or_404(found, code=code)
    operations.lift(conflict, by=request.user)
    messages.success(request, _("The conflict of %(name)s has ended.") % {"name": conflict.person})
    call, number = conflict.application.call.slug, conflict.application.number
    return redirect("call_conflicts", call) if "register" in request.POST else redirect("application_reviews", call, number)
