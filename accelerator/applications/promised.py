"""By which day founders should hear."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from accelerator.kit import together
from accelerator.kit.registered import registered
from accelerator.kit.together import Steps
from accelerator.programmes.models import Call


@together.stepwise
def days(calls: Sequence[Call]) -> Steps[dict[int, date | None]]:
    """{call id: day} as upper areas know it, else as the call names it; None where nobody does."""
    found = {call.pk: call.decisions_on for call in calls}
    for answer in (yield from together.each(registered("promised_days"), calls)):
        found |= answer
    return found
