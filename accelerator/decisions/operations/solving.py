"""Working a scenario out: at once where that is short, else by a worker."""

from __future__ import annotations

from accelerator.decisions import facts, planning
from accelerator.decisions.models import Scenario
from accelerator.kit import clock, doorbell, trying

AT_ONCE = 1500  # applications that are looked at while somebody waits
BRIEFLY = 0.6  # the effort meanwhile; what it does not prove, a worker does


def begin(held: Scenario) -> None:
    """Has it worked out: done on return, or left to a worker."""
    held.asked_at, held.solved_at, held.result, held.tries = clock.now(), None, {}, 0
    if facts.open_to(held.call).count() <= AT_ONCE:
        result = planning.worked_out(held, effort=BRIEFLY)
        if result["state"] not in ("found", "unsolved"):
            held.solved_at, held.result = held.asked_at, result
    held.save(update_fields=["asked_at", "solved_at", "result", "tries"])
    if held.solved_at is None:
        doorbell.ring("decisions.solve", held.pk)


def carry_out(pk: int) -> None:
    """A worker's part. What was asked for anew meanwhile is worked out again; what five workers died of is given up."""
    tries = trying.count(Scenario.objects.waiting(), pk)
    if not tries:
        return
    scenario = Scenario.objects.select_related("call__version").get(pk=pk)
    at = clock.now()
    result = planning.worked_out(scenario) if tries <= trying.MOST else {"state": "unsolved"}
    Scenario.objects.waiting().filter(pk=pk, asked_at=scenario.asked_at).update(solved_at=at, result=result)
