"""Reviews of the large call in bulk, its decisions and offers by their operations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.utils.translation import gettext_noop

from accelerator.applications.models import Application, Submission
from accelerator.decisions import operations as decisions
from accelerator.decisions.models import Offer
from accelerator.kit import clock
from accelerator.programmes.models import Call
from accelerator.reviews import operations as reviewing
from accelerator.reviews import queries as reviews
from accelerator.reviews import scoring
from accelerator.reviews.models import Assignment, Review, Score
from accelerator.startups.models import Member
from accelerator.trail import operations as trail
from accelerator.trail.models import Entry
from cohorts.management.demo.intake import Scene
from cohorts.management.scale import copying, opening

_WHY = "As the panel said."
_COMMENTS = (
    "Real users, real figures. I would like to hear how the second site differs from the first.",
    "The problem is well put. Evidence is thin outside one customer.",
    "Strong team; the plan for sales is a sentence. Worth an interview.",
)


def given(scene: Scene, call: Call, size: int) -> Iterator[Sequence[Application]]:
    """Of what stands, the first nine tenths, `size` at a time."""
    standing = _standing(call)
    many = len(standing) * 9 // 10
    for start in range(0, many, size):
        yield standing[start : min(start + size, many)]


def _standing(call: Call) -> list[Application]:
    return list(Application.objects.standing().filter(call=call).select_related("startup", "call").order_by("pk"))


def read(scene: Scene, call: Call, applications: Sequence[Application]) -> None:
    """Each by as many readers as the call wants, of which nine in ten have submitted."""
    wanted, readers = min(call.reviews_wanted, len(scene.reviewers)), scene.reviewers
    with clock.pretending(scene.day(opening.BEGAN + 3)):
        given = [
            Assignment(
                application=one,
                reviewer=readers[(_place(one) + number * (len(readers) // wanted)) % len(readers)],
                assigned_by=scene.cast["manager"],
                due_on=call.reviews_due_on,
                given_at=clock.now(),
            )
            for one in applications
            for number in range(wanted)
        ]
    copying.insert(given)
    _score(scene, call, [one for one in given if scene.chance.random() < 0.9])


def _place(application: Application) -> int:
    """Its place in the call: 12 of NR-0012."""
    return int(application.number.rpartition("-")[2])


def _score(scene: Scene, call: Call, assignments: Sequence[Assignment]) -> None:
    """Saved as drafts, then submitted: the database lets no score into a submitted review, and adds up what is submitted."""
    criteria = reviews.criteria(call)
    newest = Submission.objects.filter(application__in={one.application_id for one in assignments}).order_by("pk")
    sent = {one.application_id: one for one in newest.defer("answers")}
    drafts, given = list[Review](), list[dict[int, int]]()
    for assignment in assignments:
        given.append({one.position: _points(assignment, scene.chance) for one in criteria})
        marks, took = dict.fromkeys([*_names(given[-1]), "comment"], 1), scene.chance.randrange(120, 900)
        drafts.append(Review(assignment=assignment, marks=marks, seconds=took))
    copying.insert(drafts)
    now, scored = clock.now(), [(review.pk, points) for review, points in zip(drafts, given, strict=True)]
    rows = ((now, pk, one.pk, points[one.position], "") for pk, points in scored for one in criteria)
    copying.write(Score, ("created_at", "review_id", "criterion_id", "points", "reason"), rows)
    weights = {one.position: one.weight for one in criteria}
    for place, (review, points) in enumerate(zip(drafts, given, strict=True)):
        review.comment, review.total = scene.chance.choice(_COMMENTS), scoring.total(points, weights)
        review.submission = sent[review.assignment.application_id]
        review.submitted_at = review.submission.arrived_at + timedelta(days=1, minutes=place % 600)
        review.assignment.state = Assignment.State.SCORED
    copying.update(drafts, "comment", "total", "submission", "submitted_at")
    Assignment.objects.filter(pk__in=[one.pk for one in assignments]).update(state=Assignment.State.SCORED)
    copying.insert(entry for one in drafts for entry in _told(one))


def _names(points: dict[int, int]) -> list[str]:
    return [f"points-{position}" for position in points]


def _points(assignment: Assignment, chance: Random) -> int:
    """An application has a quality, which its number decides."""
    quality = 2.2 + (_place(assignment.application) * 7919 % 1000) / 500
    return min(5, max(1, round(quality + chance.gauss(0, 0.7))))


def _told(review: Review) -> Iterator[Entry]:
    """As for a review that was begun and submitted at once."""
    begun, submitted = (
        gettext_noop("{actor} began to review {subject}."),
        gettext_noop("{actor} submitted the review of {subject}."),
    )
    assignment: Any = review.assignment
    at: datetime = review.submitted_at  # type: ignore[assignment]  # it is set by now
    with clock.pretending(at):
        for verb, sentence in (("review.started", begun), ("review.submitted", submitted)):
            yield trail.entry(verb, sentence, by=assignment.reviewer, on=assignment, touching=(assignment.application.call,))


def rank(call: Call) -> None:
    """As a worker does within a minute."""
    for stage in call.review_stages.all():
        reviewing.rank(stage.pk)


def decide(scene: Scene, call: Call) -> None:
    """The first tenth is told, and its offers are partly answered; what is decided of the next waits for its release."""
    standing = _standing(call)
    told = standing[: max(5, len(standing) // 10)]
    waiting = standing[len(told) : len(told) + max(2, len(standing) // 50)]
    manager = scene.cast["manager"]
    accepted = told[: max(3, min(call.places, len(told) // 4))]
    with clock.pretending(scene.day(-5, 15)):
        decisions.decide_many(accepted, outcome="accept", reason=_WHY, by=manager)
        decisions.decide_many(told[len(accepted) :: 5], outcome="waitlist", reason=_WHY, by=manager)
        rest = [one for place, one in enumerate(told[len(accepted) :]) if place % 5]
        decisions.decide_many(rest, outcome="decline", reason=_WHY, by=manager)
        release = decisions.release(call, by=manager, partial=True)
    with clock.pretending(release.told_at):
        while decisions.tell_due():
            pass
    with clock.pretending(scene.day(-4, 15)):
        decisions.decide_many(waiting, outcome="accept", reason=_WHY, by=manager)
    _reply(scene, accepted)


def _reply(scene: Scene, accepted: Sequence[Application]) -> None:
    """Of five, two take their place, one turns it down, two think."""
    owners = Member.objects.filter(role="owner", startup__in=[one.startup_id for one in accepted]).select_related("person")
    by = {one.startup_id: one.person for one in owners}
    offers = Offer.objects.filter(decision__application__in=accepted).select_related("decision__application")
    for place, offer in enumerate(offers.order_by("pk")):
        if place % 5 in (0, 2, 3):
            with clock.pretending(scene.day(-3, 9, place % 60)):
                decisions.reply(offer, accepts=place % 5 != 2, by=by[offer.decision.application.startup_id])
