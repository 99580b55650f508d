"""One assignment, locked for whoever may change it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.reviews.models import Assignment, Review
from accelerator.trail import operations as trail


def held(assignment: Assignment) -> Assignment:
    rows = Assignment.objects.select_for_update(of=("self",))
    related = ("application__call", "application__startup", "reviewer", "stage__own_rubric")
    return rows.select_related(*related).get(pk=assignment.pk)


def reading(assignment: Assignment, *, by: Any) -> Assignment:
    """The assignment, locked, while it is this reviewer's, scored or not."""
    found = held(assignment)
    if not by.has_perm("reviews.score", found):
        raise Forbidden(_("This application is no longer yours to score."))
    return found


def own(assignment: Assignment, *, by: Any) -> Assignment:
    """The same while it is to be scored."""
    found = reading(assignment, by=by)
    if found.state == Assignment.State.SCORED:
        raise Refusal(_("You submitted this review. Ask a manager of the programme to open it again."))
    return found


def managed(assignment: Assignment, *, by: Any) -> Assignment:
    found = held(assignment)
    if not by.has_perm("reviews.manage", found):
        raise Forbidden(_("Only managers of the programme without a conflict of interest change who reviews what."))
    return found


def reopened(assignment: Assignment) -> None:
    """A review that was submitted can be written again; until it is submitted once more it does not count."""
    Review.objects.filter(assignment=assignment, submitted_at__isnull=False).update(submitted_at=None, total=None)


def record(verb: str, sentence: str, assignment: Assignment, *, by: Any) -> None:
    """On the assignment and the call, never on the application: founders may read their own trail."""
    trail.record(verb, sentence, by=by, on=assignment, touching=(assignment.application.call,))
