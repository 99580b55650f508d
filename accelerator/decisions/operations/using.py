"""A scenario's set as decisions: one act, that can be taken back until the release."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.decisions import queries
from accelerator.decisions.models import Decision, Scenario
from accelerator.decisions.operations.deciding import decide_many, undo
from accelerator.decisions.operations.planning import hold
from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.trail import operations as trail


@transaction.atomic
def use(scenario: Scenario, *, by: Any, seen: str | None = None) -> Scenario:
    """Accepts everybody of the set, as decide_many does; nobody else's decision changes.

    `seen` is the fingerprint of the choice that a person looked at, None where nobody did.
    """
    held = hold(scenario, by=by)
    chosen = queries.set_of(held)
    if not chosen:
        raise Refusal(_("There is no set to use. Work the scenario out first."))
    why = _("The set of the scenario %(name)s.") % {"name": held.name}
    act = decide_many(chosen, outcome=Decision.Outcome.ACCEPT, reason=why, by=by, seen=seen)
    count = Decision.objects.filter(act=act).count()
    if not count:
        raise Refusal(_("Nothing would change: all of them are accepted, or others than you have to decide."))
    held.act, held.used_by, held.used_at = act, by, clock.now()
    held.save(update_fields=["act", "used_by", "used_at"])
    sentence = gettext_noop("{actor} accepted {count} of the set of the scenario {subject} for {call}.")
    trail.record("scenario.used", sentence, by=by, on=held, touching=(held.call,), call=held.call, count=count)
    return held


@transaction.atomic
def take_back(scenario: Scenario, *, by: Any) -> int:
    """Puts the decisions back as they were before the set was used, but for what changed since; returns how many."""
    held = hold(scenario, by=by)
    count = undo(held.call, act=held.act, by=by)
    held.act, held.used_by, held.used_at = "", None, None
    held.save(update_fields=["act", "used_by", "used_at"])
    return count
