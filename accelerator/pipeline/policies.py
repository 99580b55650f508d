"""Who may keep, share and mark. Who sees a call's list may keep views of their own."""

from __future__ import annotations

from typing import Any

import rules

from accelerator.pipeline.models import View
from accelerator.programmes.models import Call, Programme
from accelerator.reviews import queries as reviews


@rules.predicate
def oversees(person: Any, call: Call) -> bool:
    return reviews.calls_overseen_by(person).filter(pk=call.pk).exists()


@rules.predicate
def runs(person: Any, call: Call) -> bool:
    return Call.objects.run_by(person).filter(pk=call.pk).exists()


@rules.predicate
def owns(person: Any, view: View) -> bool:
    return bool(view.owner_id == person.pk)


@rules.predicate
def runs_its_programme(person: Any, view: View) -> bool:
    """A shared view may be taken away by any manager of the programme."""
    shared = view.shared_at is not None
    return bool(shared and Programme.objects.run_by(person).filter(pk=view.programme_id).exists())


rules.add_perm("pipeline.see", oversees)
rules.add_perm("pipeline.mark", runs)
rules.add_perm("pipeline.share_view", runs)
rules.add_perm("pipeline.remove_view", owns | runs_its_programme)
