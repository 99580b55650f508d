"""Giving applications to reviewers, scoring, stepping aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications.models import Application
from accelerator.kit import clock, wording
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.programmes.models import Call, Staff
from accelerator.reviews import drafts, messages, queries, scoring
from accelerator.reviews.models import Assignment, Conflict, Review, Score
from accelerator.reviews.points import Edge
from accelerator.trail import operations as trail


@transaction.atomic
def assign(application: Application, *, reviewers: Sequence[Any], by: Any, due_on: date | None = None) -> list[Assignment]:
    """Gives one application to `reviewers`; who has it already keeps it. Refuses, for all, where one has a conflict."""
    call = _locked_call([application], by=by)
    found = {edge.person_id for edge in queries.edges([application], reviewers)}
    barred = found | {person for _application, person in queries.standing([application])}
    for person in reviewers:
        if person.pk in barred:
            raise Refusal(_("%(name)s has a conflict of interest with this application.") % {"name": person}, field="reviewers")
    given = _give(call, [(application, person) for person in reviewers], by=by, due_on=due_on)
    if given:
        trail.record(
            "review.assigned",
            gettext_noop("{actor} asked {reviewers} to review {application}."),
            by=by,
            on=call,
            application=str(application),
            reviewers=", ".join(str(assignment.reviewer) for assignment in given),
        )
    return given


@transaction.atomic
def assign_evenly(
    applications: Sequence[Application],
    *,
    reviewers: Sequence[Any],
    per_item: int,
    by: Any,
    seed: int = 0,
    due_on: date | None = None,
    seen: str = "",
) -> queries.Plan:
    """Spreads `applications` over `reviewers` and returns the plan as carried out; conflicts found on the way are put on record.

    `seen` is the fingerprint of the plan that a person looked at: refuses when it would come out differently now.
    """
    call = _locked_call(applications, by=by)
    plan = queries.plan(call, applications, reviewers, per_item=per_item, seed=seed)
    if seen and seen != plan.fingerprint:
        raise Refusal(_("Assignments or conflicts changed since you looked. Check the new preview."))
    _keep(plan.edges)
    given = _give(call, plan.pairs, by=by, due_on=due_on)
    if given:
        trail.record(
            "review.spread",
            gettext_noop("{actor} spread {reviews} reviews over {reviewers} reviewers for {subject}."),
            by=by,
            on=call,
            reviews=len(given),
            reviewers=len({assignment.reviewer_id for assignment in given}),
        )
    return plan


def _locked_call(applications: Sequence[Application], *, by: Any) -> Call:
    """The one call these belong to, held against a second hand that assigns at the same time."""
    calls = {application.call_id for application in applications}
    if len(calls) != 1:
        raise Refusal(_("Choose applications of one call."))
    call = Call.objects.select_for_update(no_key=True).get(pk=calls.pop())
    if not by.has_perm("reviews.assign", call):
        raise Forbidden(_("Only managers of the programme assign reviewers."))
    if any(application.state != Application.State.SUBMITTED for application in applications):
        raise Refusal(_("Only submitted applications can be reviewed."))
    return call


def _keep(edges: Sequence[Edge]) -> None:
    """Conflicts found at assignment become rows, so that the database refuses a score."""
    rows = [Conflict(application_id=edge[0], person_id=edge[1], source=edge[2], reason=edge[3]) for edge in edges]
    Conflict.objects.bulk_create(rows, ignore_conflicts=True)


def _give(call: Call, pairs: Sequence[tuple[Application, Any]], *, by: Any, due_on: date | None) -> list[Assignment]:
    """Assignments for `pairs` that are not live yet: new rows, or earlier ones taken up again. Tells each reviewer once."""
    staff = set(Staff.objects.live().filter(programme=call.programme_id).values_list("person", flat=True))
    for _application, person in pairs:
        if person.pk not in staff:
            raise Refusal(_("%(name)s is not a reviewer of this programme.") % {"name": person}, field="reviewers")
    due = due_on or call.reviews_due_on
    wanted = {(application.pk, person.pk): (application, person) for application, person in pairs}
    there = Assignment.objects.filter(application__in={key[0] for key in wanted}, reviewer__in={key[1] for key in wanted})
    given = []
    for old in there.select_related("reviewer"):
        if wanted.pop((old.application_id, old.reviewer_id), None) and old.state not in Assignment.LIVE:
            old.state, old.due_on, old.assigned_by = Assignment.State.ASSIGNED, due, by
            old.save(update_fields=["state", "due_on", "assigned_by"])
            given.append(old)
    fresh = [Assignment(application=one, reviewer=who, assigned_by=by, due_on=due) for one, who in wanted.values()]
    given += Assignment.objects.bulk_create(fresh)
    _tell(call, given, by=by, due=due)
    return given


def _tell(call: Call, given: Sequence[Assignment], *, by: Any, due: date | None) -> None:
    for person in {assignment.reviewer for assignment in given}:
        count = sum(assignment.reviewer_id == person.pk for assignment in given)
        notices.tell(
            messages.ASSIGNED,
            to=person,
            about=call,
            url=reverse("reviews"),
            call=str(call),
            by=str(by),
            count=count,
            due=wording.day(due) if due else _("the end of the round"),
        )


@transaction.atomic
def unassign(assignment: Assignment, *, by: Any) -> None:
    """Takes an application back. What the reviewer wrote stays with the assignment. A submitted review is reopened first."""
    held = _managed(assignment, by=by)
    if held.state != Assignment.State.ASSIGNED:
        raise Refusal(_("This review is submitted. Open it again before you take it back."))
    held.state = Assignment.State.UNASSIGNED
    held.save(update_fields=["state"])
    _record("review.unassigned", gettext_noop("{actor} took back {subject}."), held, by=by)


@transaction.atomic
def reopen(assignment: Assignment, *, by: Any) -> None:
    """Lets a reviewer change a submitted review. It does not count until it is submitted again."""
    held = _managed(assignment, by=by)
    if held.state != Assignment.State.SCORED:
        raise Refusal(_("Only a submitted review can be opened again."))
    held.state = Assignment.State.ASSIGNED
    held.save(update_fields=["state"])
    Review.objects.filter(assignment=held).update(submitted_at=None, total=None, submission=None)
    _record("review.reopened", gettext_noop("{actor} opened the review of {subject} again."), held, by=by)
    call, startup = held.application.call, held.application.startup
    facts: dict[str, Any] = {"by": str(by), "startup": str(startup), "call": str(call)}
    notices.tell(messages.REOPENED, to=held.reviewer, about=held, url=held.get_absolute_url(), **facts)


@transaction.atomic
def recuse(assignment: Assignment, *, by: Any, reason: str = "") -> Conflict:
    """The reviewer declares a conflict: the application leaves their queue at once and a score of theirs stops counting."""
    held = _held(assignment)
    if not by.has_perm("reviews.score", held):
        raise Forbidden(_("This application is not yours to review."))
    held.state = Assignment.State.RECUSED
    held.save(update_fields=["state"])
    conflict = Conflict.objects.create(application=held.application, person=by, source="declared", reason=reason.strip()[:300])
    _record("review.recused", gettext_noop("{actor} declared a conflict of interest: {subject}."), held, by=by)
    managers = Staff.objects.live().filter(programme=held.application.call.programme_id, role=Staff.Role.MANAGER)
    for manager in managers.exclude(person=by).select_related("person"):
        notices.tell(
            messages.CONFLICT,
            to=manager.person,
            about=conflict,
            url=reverse("call_reviews", args=[held.application.call.slug]),
            person=str(by),
            startup=str(held.application.startup),
            call=str(held.application.call),
            reason=conflict.reason or _("none"),
        )
    return conflict


@transaction.atomic
def lift(conflict: Conflict, *, by: Any) -> None:
    """Ends a conflict that was declared by mistake. The application may then be given to that reviewer again."""
    held = Conflict.objects.select_for_update(of=("self",)).select_related("application__call").get(pk=conflict.pk)
    if not by.has_perm("reviews.assign", held.application.call) or held.person_id == by.pk:
        raise Forbidden(_("Another manager of the programme ends a conflict."))
    if held.ended_at is None:
        held.ended_at = clock.now()
        held.save(update_fields=["ended_at"])
        touching = (held.application.call,)
        trail.record("conflict.lifted", gettext_noop("{actor} ended the conflict: {subject}."), by=by, on=held, touching=touching)


@transaction.atomic
def score(assignment: Assignment, *, by: Any, changes: Mapping[str, str], seen: Mapping[str, int] | None = None) -> Review:
    """Saves fields of the draft, named as in drafts.py; "" takes points back.

    `seen` holds the version each field had when it was read. Raises drafts.Stale where that field moved on since and
    the text differs; without `seen` the last one to write wins.
    """
    held = _own(assignment, by=by)
    criteria = {one.position: one for one in queries.criteria(held.application.call)}
    review, started = Review.objects.get_or_create(assignment=held)
    if started:
        _record("review.started", gettext_noop("{actor} began to review {subject}."), held, by=by)
    standing = queries.values(review)
    for name, value in changes.items():
        field = drafts.field(name, set(criteria))
        text = drafts.cleaned(name, field.kind, value)
        if text == standing.get(name, ""):
            continue
        mark = int(review.marks.get(name, 0))
        if seen is not None and seen.get(name, 0) != mark:
            raise drafts.Stale(field=name, theirs=standing.get(name, ""), mark=mark)
        review.marks[name] = mark + 1
        if field.position:
            stored = {"points": int(text) if text else None} if field.kind == "points" else {"reason": text}
            Score.objects.update_or_create(review=review, criterion=criteria[field.position], defaults=stored)
        else:
            setattr(review, field.kind, text)
    review.save(update_fields=["comment", "private_note", "marks"])
    return review


@transaction.atomic
def submit(assignment: Assignment, *, by: Any, at: datetime | None = None) -> Review:
    """Locks the review and counts it. Refuses until every criterion that counts has points and the panel has a comment."""
    held = _own(assignment, by=by)
    review, _new = Review.objects.get_or_create(assignment=held)
    criteria = queries.criteria(held.application.call)
    points = {one.criterion.position: one.points for one in review.scores.select_related("criterion") if one.points}
    weights = {one.position: one.weight for one in criteria}
    if lacking := scoring.missing(points, weights):
        names = ", ".join(one.name for one in criteria if one.position in lacking)
        raise Refusal(_("Not scored yet: %(names)s.") % {"names": names}, field=f"points-{lacking[0]}")
    if not review.comment:
        raise Refusal(_("Write a comment for the panel: one sentence is enough."), field="comment")
    review.total = scoring.total(points, weights)
    review.submitted_at = at or clock.now()
    review.submission = held.application.submissions.order_by("-id").first()
    review.save(update_fields=["total", "submitted_at", "submission"])
    held.state = Assignment.State.SCORED
    held.save(update_fields=["state"])
    _record("review.submitted", gettext_noop("{actor} submitted the review of {subject}."), held, by=by)
    return review


def _held(assignment: Assignment) -> Assignment:
    held = Assignment.objects.select_for_update(of=("self",))
    return held.select_related("application__call", "application__startup", "reviewer").get(pk=assignment.pk)


def _own(assignment: Assignment, *, by: Any) -> Assignment:
    """The assignment, locked, while it is this reviewer's to score."""
    held = _held(assignment)
    if not by.has_perm("reviews.score", held):
        raise Forbidden(_("This application is no longer yours to score."))
    if held.state == Assignment.State.SCORED:
        raise Refusal(_("You submitted this review. Ask a manager of the programme to open it again."))
    return held


def _managed(assignment: Assignment, *, by: Any) -> Assignment:
    held = _held(assignment)
    if not by.has_perm("reviews.manage", held):
        raise Forbidden(_("Only managers of the programme change who reviews what."))
    return held


def _record(verb: str, sentence: str, assignment: Assignment, *, by: Any) -> None:
    """On the assignment and the call, never on the application: founders may read their own trail."""
    trail.record(verb, sentence, by=by, on=assignment, touching=(assignment.application.call,))
