"""Answers that were changed after they were submitted: nobody reads them until they are submitted again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from accelerator.applications import queries
from accelerator.applications.models import Application, Submission
from accelerator.applications.points import Standing
from accelerator.kit import together
from accelerator.kit.together import Steps


def waits(one: Application, standing: Standing, sent: Submission | None, at: datetime) -> bool:
    """Whether its answers say otherwise than what was submitted and can still be submitted. One query, none where nothing was
    saved since.
    """
    if sent is None or one.sheet.saved_at <= sent.arrived_at or not queries.is_open(one, standing, at):
        return False
    return not queries.is_unchanged(one, sent)


@together.stepwise
def waiting(person: Any, found: QuerySet[Application], at: datetime) -> Steps[list[Application]]:
    """Those of `found`, with all that `queries.own` selects, that wait so. Two queries each, and few do."""
    changed = found.filter(state=Application.State.SUBMITTED, sheet__saved_at__gt=F("submitted_at"))
    yield [changed]
    standings = yield from queries.standings.steps(changed, person)
    return [one for one in changed if waits(one, standings[one.pk], one.last_submission(), at)]
