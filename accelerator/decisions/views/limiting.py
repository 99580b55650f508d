"""The limits of a scenario, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.decisions import facts, operations
from accelerator.decisions.facts import Fact
from accelerator.decisions.scenario_forms import LimitForm
from accelerator.decisions.views.scenarios import run
from accelerator.kit import answers


@login_required
@require_http_methods(["GET", "POST"])
def limit(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Without `of` what can be limited; with it how; a POST adds the limit."""
    found = run(request, slug, code)
    asked = facts.of(found.call)
    context: dict[str, Any] = {"scenario": found, "call": found.call, "back": found.get_absolute_url()}
    if "of" not in request.GET:
        context["groups"] = list(_groups(asked.values()))
        return answers.page(request, "accelerator/decisions/limit.html", context, fragment="adder")
    fact = asked.get(request.GET["of"])
    if fact is None:
        raise Http404
    form = LimitForm(request.POST or None, fact=fact, known=facts.read(found.call, [fact]))
    act = lambda: operations.limit(found, form.cleaned_data["limit"], by=request.user)  # noqa: E731
    if request.method == "POST" and form.is_valid() and answers.tried(form, act):
        return redirect(found)
    context |= {"fact": fact, "form": form}
    return answers.page(
        request, "accelerator/decisions/limit.html", context, fragment="adder", status=422 if form.errors else 200
    )


def _groups(asked: Iterable[Fact]) -> Iterator[tuple[str, list[Fact]]]:
    for group, found in groupby(asked, key=lambda one: one.group):
        yield group, list(found)


@login_required
@require_POST
def lift(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Takes a limit out."""
    found = run(request, slug, code)
    operations.lift(found, request.POST.get("limit", ""), by=request.user)
    return redirect(found)
