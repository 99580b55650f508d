"""Scoring: saved field by field, submitted whole, opened again by a manager."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock, doorbell, wording
from accelerator.kit.refusals import Refusal
from accelerator.notices import operations as notices
from accelerator.programmes.models import Criterion, ReviewStage
from accelerator.programmes.scales import SCALES, USUAL, Scale
from accelerator.questionnaires import definition as design
from accelerator.reviews import drafts, messages, queries, scoring, stages
from accelerator.reviews.models import Assignment, Review, Score
from accelerator.reviews.operations import holding

LONGEST_SPELL, LONGEST_REVIEW = 15 * 60, 6 * 3600  # seconds that one save may add, and that a review may come to


@dataclass(frozen=True)
class Saved:
    """`versions` of the fields that are as sent now, `clashes` of those that are not."""

    review: Review
    versions: dict[str, int]
    clashes: list[drafts.Clash]


@transaction.atomic
def score(
    assignment: Assignment, *, by: Any, changes: Mapping[str, str], seen: Mapping[str, int] | None = None, spent: int = 0
) -> Saved:
    """Saves fields of the draft, named as in drafts.py; "" takes points back. Refuses all where one is off the scale.

    `seen` holds the version each field had when it was read: a field that moved on to another text since is left as it
    is and comes back as a clash. Without `seen` the last one to write wins. `spent` are seconds of reading and scoring since
    the last save. The first save ties the review to the newest submission.
    """
    held = holding.own(assignment, by=by)
    stage = stages.of(held)
    _require_scoring(stage)
    criteria = {one.position: one for one in queries.criteria(stage)}
    scale = _scale(criteria.values())
    review, started = Review.objects.get_or_create(assignment=held)
    if started:
        holding.record("review.started", gettext_noop("{actor} began to review {subject}."), held, by=by)
    _tie(review, held)
    review.seconds = min(LONGEST_REVIEW, review.seconds + max(0, min(spent, LONGEST_SPELL)))
    standing, saved, scored = queries.values(review), Saved(review, {}, []), set[int]()
    for name, value in changes.items():
        field = drafts.field(name, set(criteria))
        text, before = drafts.cleaned(name, field.kind, value, scale), standing.get(name, "")
        mark = int(review.marks.get(name, 0))
        if text != before and seen is not None and seen.get(name, 0) != mark:
            saved.clashes.append(drafts.Clash(name, text, before, mark))
            continue
        saved.versions[name] = review.marks[name] = mark + (text != before)
        if text != before:
            standing[name] = text
            scored.add(field.position)
    for name in drafts.WHOLE:
        setattr(review, name, standing[name])
    review.save(update_fields=[*drafts.WHOLE, "marks", "seconds", "submission"])
    _put(review, standing, [criteria[position] for position in sorted(scored - {0})])
    return saved


def _tie(review: Review, assignment: Assignment) -> None:
    """To the newest submission, unless it is about one already."""
    if review.submission_id is None:
        review.submission = assignment.application.submissions.order_by("-id").defer("answers").first()


def _scale(criteria: Iterable[Criterion]) -> Scale:
    """The scale of a rubric's criteria, fetched with it; the usual one where there are none."""
    return next((one.rubric.points for one in criteria), SCALES[USUAL])


def _require_scoring(stage: ReviewStage) -> None:
    """While the stage takes scores. A manager moves its days."""
    now, open_ = clock.now(), stage.window()
    if now < open_.begins:
        raise Refusal(_("Scoring begins on %(day)s.") % {"day": wording.day(open_.begins.astimezone(stage.call.zone).date())})
    if not open_.is_open(now) and stage.due_on:
        sentence = _("Scores were due on %(day)s and are closed. A manager of the programme can move this day.")
        raise Refusal(sentence % {"day": wording.day(stage.due_on)})


def _put(review: Review, standing: Mapping[str, str], criteria: Iterable[Criterion]) -> None:
    """Stores points and reasons of these criteria as they stand now, in one statement."""
    scores = [
        Score(
            review=review,
            criterion=one,
            points=one.rubric.points.steps(text) if (text := standing.get(f"points-{one.position}", "")) else None,
            reason=standing.get(f"reason-{one.position}", ""),
        )
        for one in criteria
    ]
    Score.objects.bulk_create(
        scores, update_conflicts=True, unique_fields=["review", "criterion"], update_fields=["points", "reason"]
    )


class Unfinished(Refusal):
    """A review lacks points or its comment; `faults` names every input, so that all is told at once."""

    def __init__(self, unscored: Sequence[Criterion], *, commented: bool) -> None:
        names, comment = ", ".join(one.name for one in unscored), _("Write a comment for the panel: one sentence is enough.")
        scores = [_("Not scored yet: %(names)s.") % {"names": names}] if unscored else []
        faults = [design.Fault(f"points-{one.position}", _("Score this criterion.")) for one in unscored]
        faults += [] if commented else [design.Fault("comment", comment)]
        super().__init__(" ".join(scores + ([] if commented else [comment])), field=faults[0].path)
        self.faults = faults


@transaction.atomic
def submit(assignment: Assignment, *, by: Any, at: datetime | None = None) -> Review:
    """Locks the review and counts it. Refuses until every criterion that counts has points and the panel has a comment."""
    held = holding.own(assignment, by=by)
    stage = stages.of(held)
    _require_scoring(stage)
    review, _new = Review.objects.get_or_create(assignment=held)
    criteria = queries.criteria(stage)
    given = review.scores.exclude(points=None).select_related("criterion")
    scale = _scale(criteria)
    points = {one.criterion.position: scale.points(one.points) for one in given if one.points is not None}
    weights = {one.position: one.weight for one in criteria}
    lacking = scoring.missing(points, weights)
    if lacking or not review.comment:
        raise Unfinished([one for one in criteria if one.position in lacking], commented=bool(review.comment))
    review.total = scoring.total(points, weights)
    review.submitted_at = at or clock.now()
    _tie(review, held)
    review.save(update_fields=["total", "submitted_at", "submission"])
    held.state = Assignment.State.SCORED
    held.save(update_fields=["state"])
    doorbell.ring("reviews.rank", stage.pk)
    holding.record("review.submitted", gettext_noop("{actor} submitted the review of {subject}."), held, by=by)
    return review


@transaction.atomic
def reopen(assignment: Assignment, *, by: Any) -> None:
    """Lets a reviewer change a submitted review. It does not count until it is submitted again."""
    held = holding.managed(assignment, by=by)
    if held.state != Assignment.State.SCORED:
        raise Refusal(_("Only a submitted review can be opened again."))
    held.state = Assignment.State.ASSIGNED
    held.save(update_fields=["state"])
    holding.reopened(held)
    holding.record("review.reopened", gettext_noop("{actor} opened the review of {subject} again."), held, by=by)
    facts: dict[str, Any] = {"by": str(by), "startup": held.title, "call": str(held.application.call)}
    notices.tell(messages.REOPENED, to=held.reviewer, about=held, url=held.get_absolute_url(), **facts)
