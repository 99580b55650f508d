"""A page, or the one fragment of it that htmx asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Refusal

T = TypeVar("T")


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part only (its restore and boosted requests want the whole page)."""
    return request.headers.get("HX-Request-Type") == "partial"


def page(request: HttpRequest, template: str, context: dict[str, Any], *, fragment: str = "", status: int = 200) -> HttpResponse:
    """Renders `template`, or its named `fragment` where htmx asks for a part."""
    name = f"{template}#{fragment}" if fragment and wants_fragment(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request-Type"])
    return response


def found(one: T | None) -> T:
    """What was looked for; Http404 where there is nothing."""
    if one is None:
        raise Http404
    return one


def narrowed(name: str, *args: Any, on: str) -> str:
    """The address of the page `name` as it was narrowed: `on` is the query that it had, handed on by what led away from it."""
    query = QueryDict(on.removeprefix("?")).urlencode()
    return f"{reverse(name, args=args)}{'?' if query else ''}{query}"


class Unfit(Refusal):
    """Something that cannot be kept as it was sent."""

    status = 422


def given(form: BaseForm) -> dict[str, Any]:
    """What a bound form says, for a door without a page to show it on again. Raises Unfit with the first fault and its field."""
    for field, sentences in form.errors.items():
        raise Unfit(str(sentences[0]), field=field)
    return form.cleaned_data


def tried(form: BaseForm, act: Callable[[], Any], *, at: Mapping[str, str] | None = None) -> Any:
    """What `act` gives, or True where it gives nothing; None, with the sentence beside its field, where it refuses.

    `at` tells the form's names of fields that `act` calls otherwise. What is forbidden stays an error of its own.
    """
    try:
        return act() or True
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        field = (at or {}).get(refusal.field or "", refusal.field)
        form.add_error(field if field in form.fields else None, str(refusal.sentence))
        return None
