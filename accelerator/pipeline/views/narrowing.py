"""One more filter for the list."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from accelerator.kit import answers
from accelerator.kit.addresses import reverse
from accelerator.pipeline import filters, queries
from accelerator.pipeline.fields import Choices, Field
from accelerator.pipeline.forms import FilterForm
from accelerator.pipeline.views.listing import overseen


@login_required
@require_GET
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Without `field` what there is to narrow by; with it how; with `op` back to the list, narrowed further.

    `on` is the query of the list so far.
    """
    call = overseen(request, slug)
    chosen = filters.from_query(request.GET.get("on", ""), call)
    context = {"call": call, "on": chosen.query(), "back": f"{reverse('pipeline', args=[call.slug])}{chosen.query()}"}
    if "field" not in request.GET:
        context["groups"] = list(_groups(chosen))
        return answers.page(request, "accelerator/pipeline/filter.html", context, fragment="adder")
    asked = chosen.fields.get(request.GET["field"])
    if asked is None:
        raise Http404
    form = FilterForm(request.GET if "op" in request.GET else None, asked=asked, choices=_choices(chosen, asked))
    if form.is_valid():
        query = chosen.adding(asked, form.cleaned_data["op"], form.cleaned_data["values"])
        return redirect(f"{reverse('pipeline', args=[call.slug])}{query}")
    context |= {"asked": asked, "form": form}
    return answers.page(
        request, "accelerator/pipeline/filter.html", context, fragment="adder", status=422 if form.errors else 200
    )


def _groups(chosen: filters.Filters) -> Iterator[tuple[str, list[Field]]]:
    """Fields under their headings, in order."""
    for group, fields in groupby(chosen.fields, key=lambda one: str(one.group)):
        yield group, list(fields)


def _choices(chosen: filters.Filters, asked: Field) -> Choices:
    """All values where they are few: those that occur, of what people name freely."""
    free = {"sector": queries.sectors, "tag": queries.tags}.get(asked.name)
    return [(one, one) for one in free(chosen.call)] if free else asked.choices
