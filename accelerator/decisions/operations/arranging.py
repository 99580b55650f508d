"""How a call decides: set by its managers, recorded with what it says from then on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.decisions.models import Grounds, Procedure
from accelerator.decisions.operations import voting
from accelerator.decisions.operations.deciding import run_call
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Call
from accelerator.trail import operations as trail


@transaction.atomic
def arrange(
    call: Call, *, by: Any, grounds: Sequence[str] | None = None, voters: Collection[Any] | None = None, **fields: Any
) -> Procedure:
    """Sets `fields` of the call's procedure, and the reasons of its programme and who votes where they are given; offers made
    already keep what they were made with.
    """
    held = run_call(call.pk, by=by)
    found, _made = Procedure.objects.select_for_update().get_or_create(call=held)
    before = found.quorum, voting.panel_size(held)
    if _set(found, fields):
        found.save()
        trail.record("procedure.set", gettext_noop("{actor} changed how {subject} decides and offers."), by=by, on=held)
    if voters is not None:
        voting.name_voters(held, people=voters, by=by)
    _require_reached(found.quorum, voting.panel_size(held), before)
    if grounds is not None and _kept(held, grounds):
        sentence = gettext_noop("{actor} changed the reasons for decisions of {subject}.")
        trail.record("grounds.set", sentence, by=by, on=held.programme)
    return found


def _require_reached(quorum: int, panel: int, before: tuple[int, int]) -> None:
    """Refuses a change after which the panel is smaller than what it needs; who leaves the staff stops nobody from saving."""
    if quorum > panel and (quorum, panel) != before:
        said = _(
            "More votes are needed than the panel has people: %(quorum)d of %(panel)d. Name more people, or need fewer votes."
        )
        raise Refusal(said % {"quorum": quorum, "panel": panel}, field="quorum")


def _set(found: Procedure, fields: Mapping[str, Any]) -> bool:
    changed = {name: value for name, value in fields.items() if getattr(found, name) != value}
    for name, value in changed.items():
        setattr(found, name, value)
    return bool(changed)


def _kept(call: Call, grounds: Sequence[str]) -> bool:
    wanted = list(dict.fromkeys(one.strip() for one in grounds if one.strip()))
    found, made = Grounds.objects.select_for_update().get_or_create(programme=call.programme, defaults={"names": wanted})
    if made or found.names == wanted:
        return made
    found.names = wanted
    found.save(update_fields=["names"])
    return True
