"""Scenarios: planned, changed, copied, deleted. Whatever changes what is wished works the set out anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.decisions import wishes
from accelerator.decisions.models import Scenario
from accelerator.decisions.operations import solving
from accelerator.kit import clock
from accelerator.kit.answers import Unfit
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes.models import Call
from accelerator.trail import operations as trail

MOST = 100  # scenarios of a call


@transaction.atomic
def plan(call: Call, *, name: str, places: int, by: Any, **wished: Any) -> Scenario:
    """A new scenario, worked out. `wished` are `note`, `limits` (each as decisions.stated.read takes it), `pinned_in` and
    `pinned_out` (ids of applications that can be chosen) and `scores_by`, as far as they differ from none."""
    require_manager(call, by)
    _require_room(call)
    at = clock.now()
    made = Scenario(call=call, created_by=by, changed_by=by, changed_at=at, asked_at=at)
    wishes.make(made, {"name": name, "places": places} | wished)
    made.save()
    _record("scenario.planned", gettext_noop("{actor} planned the scenario {subject} for {call}."), made, by)
    solving.begin(made)
    return made


@transaction.atomic
def change(scenario: Scenario, *, by: Any, **wished: Any) -> Scenario:
    """Changes what is given, named as plan() names it. A name or a note alone leaves the set as it is."""
    return _change(hold(scenario, by=by), wished, by)


@transaction.atomic
def limit(scenario: Scenario, wanted: Mapping[str, Any], *, by: Any) -> Scenario:
    """One limit more, as decisions.stated.read takes it."""
    held = hold(scenario, by=by)
    return _change(held, {"limits": [*held.limits, wanted]}, by)


@transaction.atomic
def lift(scenario: Scenario, id: str, *, by: Any) -> Scenario:
    """Takes a limit out; one that is out already changes nothing."""
    held = hold(scenario, by=by)
    rest = [one for one in held.limits if one["id"] != id]
    return _change(held, {"limits": rest}, by) if len(rest) < len(held.limits) else held


@transaction.atomic
def pin(scenario: Scenario, application: int, *, where: str, by: Any) -> Scenario:
    """Has the application "in" or "out" whatever that costs; "free" lets the scores decide."""
    held = hold(scenario, by=by)
    if where not in ("in", "out", "free"):
        raise Unfit(_("Choose whether it is kept in, left out or free."), field="where")
    inside, outside = ([pk for pk in pinned if pk != application] for pinned in (held.pinned_in, held.pinned_out))
    inside += [application] if where == "in" else []
    outside += [application] if where == "out" else []
    return _change(held, {"pinned_in": inside, "pinned_out": outside}, by)


@transaction.atomic
def solve(scenario: Scenario, *, by: Any) -> Scenario:
    """Works the set out anew, from the scores of now."""
    held = hold(scenario, by=by)
    _record("scenario.solved", gettext_noop("{actor} had the scenario {subject} for {call} worked out anew."), held, by)
    solving.begin(held)
    return held


@transaction.atomic
def copy(scenario: Scenario, *, by: Any) -> Scenario:
    """The same wishes under a name of its own, worked out from the scores of now."""
    held = hold(scenario, by=by)
    _require_room(held.call)
    at = clock.now()
    made = Scenario(call=held.call, created_by=by, changed_by=by, changed_at=at, asked_at=at)
    made.name = (_("Copy of %(name)s") % {"name": held.name})[:100]
    for name in ("note", "places", "limits", "pinned_in", "pinned_out", "scores_by"):
        setattr(made, name, getattr(held, name))
    made.save()
    _record("scenario.planned", gettext_noop("{actor} planned the scenario {subject} for {call}."), made, by)
    solving.begin(made)
    return made


@transaction.atomic
def discard(scenario: Scenario, *, by: Any) -> None:
    """Deletes it; decisions that were made with it stay."""
    held = hold(scenario, by=by)
    _record("scenario.discarded", gettext_noop("{actor} deleted the scenario {subject} for {call}."), held, by)
    held.delete()


def require_manager(call: Call, by: Any) -> None:
    if not by.has_perm("decisions.release", call):
        raise Forbidden(_("Only managers of the programme plan scenarios."))


def _require_room(call: Call) -> None:
    """Holds the call, so that of two who plan at once one counts what the other planned."""
    Call.objects.select_for_update(no_key=True).values_list("pk").get(pk=call.pk)
    if Scenario.objects.filter(call=call).count() >= MOST:
        raise Refusal(_("This call has %(most)d scenarios. Delete those that nobody needs first.") % {"most": MOST})


def hold(scenario: Scenario, *, by: Any) -> Scenario:
    """As it is now, against a second hand."""
    found = Scenario.objects.select_related("call__version", "call__programme").filter(pk=scenario.pk)
    held = found.select_for_update(of=("self",)).first()
    if held is None:
        raise Refusal(_("Somebody deleted this scenario."))
    require_manager(held.call, by)
    return held


def _change(held: Scenario, wished: Mapping[str, Any], by: Any) -> Scenario:
    """What is so already changes nothing: its set stays, and nobody changed it."""
    before = {name: getattr(held, name) for name in wished}
    wishes.make(held, wished)
    changed = {name for name, value in before.items() if getattr(held, name) != value}
    if not changed:
        return held
    held.changed_by, held.changed_at = by, clock.now()
    held.save()
    _record("scenario.changed", gettext_noop("{actor} changed the scenario {subject} for {call}."), held, by)
    if changed - {"name", "note"}:
        solving.begin(held)
    return held


def _record(verb: str, sentence: str, scenario: Scenario, by: Any) -> None:
    trail.record(verb, sentence, by=by, on=scenario, touching=(scenario.call,), call=scenario.call)
