"""What the roster answers at the points of lower areas."""

from __future__ import annotations

from typing import Any

from accelerator.decisions.models import Offer
from cohorts.roster import operations
from cohorts.roster.models import Cohort


def enrol_accepted(*, offer: Offer, by: Any) -> None:
    """An accepted offer of a call that leads into a cohort enrols the startup; without a cohort yet, making one will."""
    application = offer.decision.application
    cohort = Cohort.objects.filter(call=application.call_id).first()
    if cohort is not None:
        operations.enrol(cohort, startup=application.startup, application=application, by=by)
