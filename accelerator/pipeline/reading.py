"""What a program points at. A filter that a page leaves out is refused, else a program would take more than it asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field

from accelerator.applications.models import Application
from accelerator.kit.given import Given
from accelerator.kit.refusals import Refusal
from accelerator.pipeline import filters, queries
from accelerator.pipeline.fields import ANSWER
from accelerator.programmes.models import Call

_BESIDES = ("q", "view", "sort", "mark", "columns")  # of an address, what is no filter by a field


class Pointer(Given):
    """Which applications of a call an act is about."""

    numbers: list[str] = Field([], max_length=500, description="of the applications; or else `on`")
    on: str = Field("", max_length=4000, description="filters as they stand in the address of the pipeline: all that they leave")


class Unread(Refusal):
    """A filter that says nothing."""

    status = 422


def require_read(chosen: filters.Filters, *, field: str) -> None:
    """Raises Unread, naming the field that they came in."""
    unread = [chip.field for chip in chosen.chips if chip.invalid]
    unread += [
        name for name in chosen.sent if name not in _BESIDES and not name.startswith(ANSWER) and name not in chosen.fields.facts
    ]
    if unread:
        raise Unread(_("These filters cannot be read: %(names)s.") % {"names": ", ".join(unread)[:300]}, field=field)


def managed(person: Any, slug: str) -> Call:
    """The call, for who manages its programme; for others it is not there."""
    return get_object_or_404(Call.objects.run_by(person).select_related("programme", "version"), slug=slug)


def pointed_at(call: Call, numbers: Sequence[str], on: str) -> list[Application]:
    """The applications of these numbers; with none, all that the list's query `on` shows. Refuses an empty choice."""
    chosen = filters.from_query(on, call)
    require_read(chosen, field="on")
    found = queries.chosen(call, numbers=numbers, filters=chosen, every=not numbers)
    if not found:
        raise Refusal(_("Choose at least one application."), field="numbers")
    return found
