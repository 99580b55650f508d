"""What a reviewer does at the workbench besides scoring: turns to the newer submission, marks an application for themselves."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.reviews.models import Assignment, Review
from accelerator.reviews.operations import holding


@transaction.atomic
def turn_to_newest(assignment: Assignment, *, by: Any) -> Review:
    """The draft is about the newest submission from now on; scores and texts stay as they are. Refuses where it is already."""
    held = holding.own(assignment, by=by)
    review = Review.objects.select_for_update().filter(assignment=held).first()
    newest = held.application.submissions.order_by("-id").defer("answers").first()
    if review is None or newest is None or review.submission_id == newest.pk:
        raise Refusal(_("This is the newest submission already."))
    review.submission = newest
    review.save(update_fields=["submission"])
    holding.record(
        "review.renewed", gettext_noop("{actor} turned to the newest submission for the review of {subject}."), held, by=by
    )
    return review


@transaction.atomic
def flag(assignment: Assignment, *, by: Any, on: bool) -> Assignment:
    """Marks it for this reviewer alone, to come back to; or takes the mark away."""
    held = holding.reading(assignment, by=by)
    if bool(held.flagged_at) != on:
        held.flagged_at = clock.now() if on else None
        held.save(update_fields=["flagged_at"])
    return held
