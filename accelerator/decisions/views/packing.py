"""Doors to a committee's pack: asked for, waited for, fetched."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from accelerator.decisions import operations, serving
from accelerator.decisions.forms import PackForm
from accelerator.decisions.models import Pack
from accelerator.kit import answers
from accelerator.reviews import queries as reviews


@login_required
@require_http_methods(["GET", "POST"])
def packs(request: HttpRequest, slug: str) -> HttpResponse:
    """What a pack of the call is to hold, and one's earlier ones."""
    call = get_object_or_404(reviews.calls_overseen_by(request.user).select_related("programme"), slug=slug)
    form = PackForm(request.POST or None, initial={"beside": 10})
    if request.method == "POST" and form.is_valid():
        made = answers.tried(form, lambda: operations.ask_pack(call, by=request.user, **form.cleaned_data))
        if made:
            return redirect(made)
    earlier = Pack.objects.visible_to(request.user).filter(call=call).defer("content").order_by("-id")[:5]
    context = {"call": call, "form": form, "earlier": earlier}
    return answers.page(request, "accelerator/decisions/packs.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def pack(request: HttpRequest, code: str) -> HttpResponse:
    """Whether it is written yet."""
    held = get_object_or_404(Pack.objects.visible_to(request.user).select_related("call").defer("content"), code=code)
    return answers.page(request, "accelerator/decisions/pack.html", {"pack": held, "call": held.call}, fragment="progress")


@login_required
@require_GET
def pack_file(request: HttpRequest, code: str) -> HttpResponse:
    """The document, until it expires."""
    held = get_object_or_404(Pack.objects.visible_to(request.user).select_related("call"), code=code)
    return serving.pack(held, to=request.user)
