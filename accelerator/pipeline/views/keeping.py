"""How the list looks: views kept under a name, and the columns."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers
from accelerator.kit.addresses import reverse
from accelerator.pipeline import columns, filters, operations
from accelerator.pipeline.forms import ViewForm
from accelerator.pipeline.models import View
from accelerator.pipeline.views.listing import overseen


@login_required
@require_http_methods(["GET", "POST"])
def save_view(request: SignedIn, slug: str) -> HttpResponse:
    """GET asks for a name; POST keeps the query `on` under it."""
    call = overseen(request, slug)
    sent = request.POST if request.method == "POST" else request.GET
    chosen = filters.from_query(sent.get("on", ""), call)
    query = chosen.query(v="")[1:]
    may_share = call.is_run  # type: ignore[attr-defined]  # an annotation
    old = View.objects.filter(owner=request.user, code=chosen.sent.get("v", "")).first()
    start = {"on": chosen.query(), "name": old.name if old else "", "shared": old is not None and old.shared_at is not None}
    form = ViewForm(request.POST or None, initial=start, may_share=may_share)
    if request.method == "POST" and form.is_valid():
        name, shared = form.cleaned_data["name"], form.cleaned_data.get("shared", False)
        kept = answers.tried(form, lambda: operations.save(call, name=name, query=query, shared=shared, by=request.user))
        if kept:
            messages.success(request, _("View kept: %(name)s.") % {"name": kept})
            return redirect(kept.url(call))
    back = f"{reverse('pipeline', args=[call.slug])}{chosen.query()}"
    context = {"call": call, "form": form, "chips": chosen.every_chip, "back": back}
    return answers.page(
        request, "accelerator/pipeline/save_view.html", context, fragment="adder", status=422 if form.errors else 200
    )


@login_required
@require_POST
def remove_view(request: SignedIn, slug: str, code: str) -> HttpResponse:
    call = overseen(request, slug)
    view = get_object_or_404(View.objects.visible_to(request.user), programme=call.programme_id, code=code)
    operations.remove(view, by=request.user)
    messages.success(request, _("View removed: %(name)s.") % {"name": view})
    return redirect("pipeline", call.slug)


@login_required
@require_GET
def choose_columns(request: SignedIn, slug: str) -> HttpResponse:
    """What the list could show; with `chosen` back to the list, showing that."""
    call = overseen(request, slug)
    chosen = filters.from_query(request.GET.get("on", ""), call)
    if "chosen" in request.GET:
        named = columns.written(request.GET.getlist("column"))
        return redirect(f"{reverse('pipeline', args=[call.slug])}{chosen.query(columns=named)}")
    context = {
        "call": call,
        "on": chosen.query(),
        "groups": list(columns.groups(chosen)),
        "names": columns.read(chosen).names,
        "back": f"{reverse('pipeline', args=[call.slug])}{chosen.query()}",
    }
    return answers.page(request, "accelerator/pipeline/columns.html", context, fragment="adder")
