"""A plan becomes each startup's milestones, as one recorded act. The number of queries does not grow with the cohort."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock, codes
from accelerator.kit.refusals import Refusal
from accelerator.notices import operations as notices
from accelerator.trail import operations as trail
from cohorts.milestones import due, ladder, passes, queries
from cohorts.milestones.changes import ADDED, MOVED, REMOVED, REWORDED, WAIVED, Change
from cohorts.milestones.models import Following, Milestone, Plan, PlanVersion, ReminderPass, Step, StepVersion
from cohorts.milestones.planning import closing, telling
from cohorts.milestones.planning.drawing import hold
from cohorts.milestones.planning.keeping import keep, live_steps
from cohorts.milestones.planning.previewing import Preview, preview
from cohorts.roster.models import Cohort, Enrolment

# One statement for however many rows: bulk_update would write a case for each of them, and building 20,000 rows one by one takes
# longer than PostgreSQL needs to write them.
_INSERT = """
    INSERT INTO cohorts_milestone (created_at, state, account, code, enrolment_id, step_id, asked_id, position, title, due_on)
    SELECT %s, 'planned', '', v.*
      FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::smallint[], %s::text[], %s::date[]) AS v
    RETURNING id
"""
_UPDATE = """
    UPDATE cohorts_milestone m
       SET position = v.position, title = v.title, due_on = v.due_on, asked_id = coalesce(v.asked, m.asked_id),
           moved_at = CASE WHEN v.planned THEN NULL ELSE m.moved_at END,
           moved_by_id = CASE WHEN v.planned THEN NULL ELSE m.moved_by_id END,
           moved_why = CASE WHEN v.planned THEN '' ELSE m.moved_why END
      FROM unnest(%s::bigint[], %s::smallint[], %s::text[], %s::date[], %s::bigint[], %s::boolean[])
           AS v (id, position, title, due_on, asked, planned)
     WHERE m.id = v.id
"""


class Stale(Refusal):
    """The plan, or what startups have, is no longer as in the preview that somebody saw."""


@transaction.atomic
def apply_plan(
    plan: Plan, *, cohort: Cohort, by: Any, seen: str = "", overrule: Collection[str] = (), note: str = ""
) -> Following:
    """From now on `cohort` follows `plan` as it is now, which is kept as a version, and its startups' milestones become the
    plan's.

    With `seen`, the mark of a preview, raises Stale where that no longer holds. Milestones that were moved by hand keep their day
    unless their code is among those to `overrule`. The founders of every startup that it changes something for hear once.
    """
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)  # who is being enrolled waits, or is there
    held = hold(plan, by)
    if cohort.programme_id != held.programme_id:
        raise Refusal(_("That cohort belongs to another programme."), field="cohort")
    steps = live_steps(held)
    _lock(held, cohort)
    found = preview(held, cohort, steps=steps, overrule=overrule)
    if seen and seen != found.mark:
        raise Stale(_("The plan or the milestones changed since this preview. Here is what it would change now."), field="seen")
    version = keep(held, steps, note=note, by=by)
    held.cohorts.add(cohort)
    following = Following.objects.create(cohort=cohort, version=version, counts=found.counts, note=note.strip()[:300], by=by)
    _carry_out(found, version, held, by)
    telling.tell_applied(found, plan=held, by=by)
    _record(following, found, held, by=by)
    return following


def _lock(held: Plan, cohort: Cohort) -> None:
    """Whoever hands something in, or plans a startup anew, at this moment is waited for. Everybody locks enrolments before
    milestones, and either by their keys."""
    list(cohort.enrolments.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    rows = Milestone.objects.filter(step__plan=held, enrolment__cohort=cohort)
    list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


def _record(following: Following, found: Preview, plan: Plan, *, by: Any) -> None:
    changed = [one.enrolment for one in found.startups if one.changed]
    trail.record(
        "plan.applied",
        gettext_noop(
            "{actor} applied version {number} of {subject} to {cohort}. "
            "Milestones added: {added}, moved: {moved}, reworded: {reworded}, taken away: {gone}."
        ),
        by=by,
        on=plan,
        touching=(following.cohort, plan.programme, *changed),
        cohort=following.cohort,
        number=following.version.number,
        added=found.counts[ADDED],
        moved=found.counts[MOVED],
        reworded=found.counts[REWORDED],
        gone=found.counts[REMOVED] + found.counts[WAIVED],
    )


def _carry_out(found: Preview, version: PlanVersion, plan: Plan, by: Any) -> None:
    asked = {one.step_id: one for one in version.steps.all()}
    pairs = [(one.enrolment, change) for one in found.startups for change in one.changes]
    there = {
        kind: [change.there.pk for _enrolment, change in pairs if kind in change.kinds and change.there]
        for kind in (REMOVED, WAIVED, MOVED, REWORDED)
    }
    notices.cancel_plans(*(Milestone(pk=pk) for pk in there[REMOVED]), reason="no longer in the plan")
    Milestone.objects.filter(pk__in=there[REMOVED]).delete()
    Milestone.objects.filter(pk__in=there[WAIVED]).update(state=Milestone.State.WAIVED)
    closing.close_requests(there[WAIVED], plan=plan, by=by)
    _update([change for _enrolment, change in pairs], asked)
    _point([one.enrolment.pk for one in found.startups if any(change.there for change in one.changes)], asked)
    made = _make([(enrolment, change) for enrolment, change in pairs if ADDED in change.kinds], asked)
    touched = [*there[WAIVED], *there[MOVED], *there[REWORDED], *made]
    over = ReminderPass(plan=plan, cohort=found.cohort, reason="the plan changed")
    passes.bring(Milestone.objects.filter(pk__in=touched), over)


def _make(added: Sequence[tuple[Enrolment, Change]], asked: dict[int, StepVersion]) -> list[int]:
    """Their milestones, in one statement too; the keys."""
    rows = [(codes.new(), enrolment.pk, *_content(change, asked)) for enrolment, change in added]
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [clock.now(), *(list(column) for column in zip(*rows, strict=True))])
        return [pk for (pk,) in cursor.fetchall()]


def _content(change: Change, asked: dict[int, StepVersion]) -> tuple[Any, ...]:
    wanted, due_on = change.wanted, change.due_on
    if wanted is None or due_on is None:
        raise ValueError("what is added is wanted, on a day")
    return wanted.step, asked[wanted.step].pk, wanted.position, wanted.title, due_on


def _update(changes: Sequence[Change], asked: dict[int, StepVersion]) -> None:
    """Every milestone that is not as it is to be, in one statement. Of settled ones the place alone."""
    rows = [row for row in map(_row, changes, [asked] * len(changes)) if row]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_UPDATE, [list(column) for column in zip(*rows, strict=True)])


def _row(change: Change, asked: dict[int, StepVersion]) -> tuple[Any, ...] | None:
    there, wanted = change.there, change.wanted
    if there is None or wanted is None:
        return None
    if change.kinds:
        planned = MOVED in change.kinds
        return there.pk, wanted.position, wanted.title, change.due_on, asked[wanted.step].pk, planned
    if there.position == wanted.position:
        return None
    return there.pk, wanted.position, there.title, there.due_on, None, False


def _point(enrolments: Sequence[int], asked: dict[int, StepVersion]) -> None:
    """Whatever is still owed is asked as this version has it from now on, also where nothing else of it changes. One query."""
    if not enrolments:
        return
    here = StepVersion.objects.filter(pk__in=[one.pk for one in asked.values()], step=OuterRef("step"))
    owed = Milestone.objects.unsettled().filter(enrolment__in=enrolments, step__in=asked)
    owed.exclude(asked__in=[one.pk for one in asked.values()]).update(asked=Subquery(here.values("pk")))


def follow_plans(*, enrolment: Enrolment, by: Any) -> None:
    """A startup that joins gets the milestones of the plans its cohort follows, each at the version that it follows (announced by
    the roster, under the cohort's lock).
    """
    cohort, made = enrolment.cohort, list[Milestone]()
    followed = queries.followed(cohort)
    for plan in Plan.objects.filter(cohorts=cohort).order_by("id"):
        version = followed.get(plan.pk)
        rows: Sequence[Step | StepVersion] = (
            list(version.steps.select_related("step").order_by("position"))
            if version
            else list(plan.steps.live().order_by("position"))  # applied before there were versions
        )
        days = due.days([one.planned() for one in rows], start=cohort.starts_on, workdays=cohort.workdays)
        made += [
            Milestone(
                enrolment=enrolment,
                step=one.step if isinstance(one, StepVersion) else one,
                asked=one if isinstance(one, StepVersion) else None,
                position=one.position,
                title=one.title,
                due_on=days[one.planned().key].on,
            )
            for one in rows
        ]
    ladder.plan_new(Milestone.objects.bulk_create(made))
