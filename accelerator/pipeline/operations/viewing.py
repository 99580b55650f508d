"""Views: the list as somebody narrowed it, kept under a name."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.pipeline.models import View
from accelerator.programmes.models import Call, Programme
from accelerator.trail import operations as trail

LONGEST = 2000  # characters of an address's query
MOST = 12  # views a person keeps in a programme: more than these nobody finds again


@transaction.atomic
def save(call: Call, *, name: str, query: str, shared: bool = False, by: Any) -> View:
    """Keeps `query`, an address's query without its question mark, as the view `name`; one of this name of theirs is replaced."""
    if not by.has_perm("pipeline.see", call) or (shared and not by.has_perm("pipeline.share_view", call)):
        raise Forbidden(_("Only managers of the programme share views."))
    if len(query) > LONGEST:
        raise Refusal(_("This list is narrowed by more than a view can keep. Take a filter out."), field="query")
    Programme.objects.select_for_update(no_key=True).get(pk=call.programme_id)  # of two of a name at once the second replaces
    mine = View.objects.filter(programme=call.programme_id, owner=by)
    there = mine.filter(name__iexact=name).first()
    if there is None and mine.count() >= MOST:
        raise Refusal(_("You keep %(most)d views of this programme already. Remove one first.") % {"most": MOST}, field="name")
    view = there or View(programme=call.programme, owner=by)
    began = shared and view.shared_at is None
    view.name, view.query = name, query
    view.shared_at = (view.shared_at or clock.now()) if shared else None
    view.save()
    if began:
        sentence = gettext_noop("{actor} shared the view {subject} with the managers of {programme}.")
        trail.record("view.shared", sentence, by=by, on=view, touching=(call.programme,), programme=call.programme)
    return view


@transaction.atomic
def remove(view: View, *, by: Any) -> None:
    """Takes the view away, from everybody where it was shared."""
    if not by.has_perm("pipeline.remove_view", view):
        raise Forbidden(_("This view is somebody else's."))
    if view.shared_at:
        sentence = gettext_noop("{actor} removed the shared view {subject}.")
        trail.record("view.removed", sentence, by=by, on=view, touching=(view.programme,))
    view.delete()
