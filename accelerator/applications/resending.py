"""Answers that were changed after they were submitted: nobody reads them until they are submitted again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accelerator.applications import queries
from accelerator.applications.models import Application, Reopening, Submission
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
def waiting(person: Any, found: QuerySet[Application], at: datetime) -> Steps[list[tuple[Application, bool]]]:
    """Those of `found`, with all that `queries.own` selects, that wait so (True), or that were reopened and are as they were sent
    (False). Two queries each, and few do.
    """
    holds = Q(until__gt=at) | Q(until=OuterRef("until"))  # perhaps later by added minutes
    since = Reopening.objects.filter(holds, application=OuterRef("pk"), created_at__gt=OuterRef("submitted_at"))
    sent: QuerySet[Any] = found.filter(state=Application.State.SUBMITTED).annotate(reopened=Exists(since))
    touched = sent.filter(Q(reopened=True) | Q(sheet__saved_at__gt=F("submitted_at")))
    yield [touched]
    standings = yield from queries.standings.steps(touched, person)
    judged = [(one, waits(one, standings[one.pk], one.last_submission(), at)) for one in touched]
    return [
        (one, changed) for one, changed in judged if changed or (one.reopened and queries.is_open(one, standings[one.pk], at))
    ]
