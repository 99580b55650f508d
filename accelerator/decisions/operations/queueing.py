"""The order of a waiting list, as people decide it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.decisions import policies, waiting
from accelerator.decisions.models import Waiting
from accelerator.decisions.operations.deciding import run_call
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes.models import Call
from accelerator.trail import operations as trail


@transaction.atomic
def order(call: Call, *, numbers: Sequence[str], by: Any, seen: str | None = None) -> None:
    """Puts the waiting list in this order of application numbers: all of them, each once. Who stands apart from none of them may.

    `seen` is the waiting.mark() of the list a person looked at: refuses when it is another by now.
    """
    held, rows = _held(call, by=by, seen=seen)
    by_number = {row.application.number: row for row in rows}
    if sorted(numbers) != sorted(by_number):
        raise Refusal(_("The waiting list changed since you looked. Look at it again."))
    _keep(held, [by_number[number] for number in numbers])
    sentence = gettext_noop("{actor} put the {count} on the waiting list of {subject} in order.")
    trail.record("waiting.ordered", sentence, by=by, on=held, count=len(rows))


@transaction.atomic
def move(call: Call, *, number: str, to: int, by: Any, seen: str | None = None) -> int:
    """Moves one application to the place `to`, from 1, and returns where it stood; the others keep their order. Refuses as
    order() does.
    """
    held, rows = _held(call, by=by, seen=seen)
    found = [row for row in rows if row.application.number == number]
    if not found:
        raise Refusal(_("The waiting list changed since you looked. Look at it again."))
    row, at = found[0], rows.index(found[0]) + 1
    to = min(max(1, to), len(rows))
    rest = [one for one in rows if one is not row]
    _keep(held, [*rest[: to - 1], row, *rest[to - 1 :]])
    sentence = gettext_noop("{actor} moved {subject} from place {before} to place {after} of the waiting list.")
    trail.record("waiting.moved", sentence, by=by, on=row, touching=(held,), before=at, after=to)
    return at


def _held(call: Call, *, by: Any, seen: str | None) -> tuple[Call, list[Any]]:
    held = run_call(call.pk, by=by)
    rows = list(waiting.listed(held))
    if seen is not None and seen != waiting.mark(rows):
        raise Refusal(_("The waiting list changed since you looked. Look at it again."))
    barred = policies.barred(by, [row.application_id for row in rows])
    if barred:
        startup = next(row.application.startup for row in rows if row.application_id in barred)
        said = _("You have a conflict of interest with %(startup)s, which is on this list. Another manager orders it.")
        raise Forbidden(said % {"startup": startup})
    return held, rows


def _keep(call: Call, rows: Sequence[Any]) -> None:
    """One statement gives all places anew; the constraint on them is looked at when the transaction ends."""
    Waiting.objects.filter(call=call).exclude(application__in=[row.application_id for row in rows]).delete()
    wanted = [Waiting(call=call, application=row.application, place=place) for place, row in enumerate(rows, start=1)]
    Waiting.objects.bulk_create(wanted, update_conflicts=True, unique_fields=["application"], update_fields=["place"])
