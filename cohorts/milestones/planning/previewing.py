"""What applying a plan to a cohort would change, startup by startup. Reads only; a fixed number of queries."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accelerator.kit import codes
from cohorts.milestones.changes import KINDS, Applying, Change, Moved, Standing, Wanted
from cohorts.milestones.models import Milestone, Plan, Step, StepVersion
from cohorts.milestones.models.plans import Content
from cohorts.roster.models import Cohort, Enrolment

_READ = ("pk", "code", "step", "step__key", "position", "title", "asked", "due_on", "state", "enrolment")
_MOVED = ("moved_at", "moved_by__name", "moved_why")


@dataclass(frozen=True)
class Startup:
    """What becomes of one startup's milestones, in the plan's order."""

    enrolment: Enrolment
    changes: list[Change]

    @property
    def changed(self) -> list[Change]:
        return [one for one in self.changes if one.kinds]


@dataclass(frozen=True)
class Preview:
    """`mark` changes with the plan, the cohort's days and what the startups have: it says whether this still holds."""

    cohort: Cohort
    steps: Sequence[Step]
    applying: Applying
    startups: list[Startup]
    mark: str

    @property
    def counts(self) -> dict[str, int]:
        """{kind of change: how many milestones}; every kind is there."""
        found = Counter(kind for one in self.startups for change in one.changes for kind in change.kinds)
        return {kind: found[kind] for kind in KINDS}


def preview(plan: Plan, cohort: Cohort, *, steps: Sequence[Step], overrule: Collection[str] = ()) -> Preview:
    """Of the live `steps` of `plan`. Milestones whose code is among `overrule` lose the day that somebody gave them."""
    enrolments = list(cohort.enrolments.active().select_related("startup").order_by("startup__name", "id"))
    rows = Milestone.objects.filter(step__plan=plan, enrolment__cohort=cohort, enrolment__state=Enrolment.State.ACTIVE)
    standing = _standing(rows, kept={one.pk for one in steps})
    wanted = [Wanted(one.pk, one.position, one.title, one.words(), one.planned()) for one in steps]
    applying = Applying(wanted, cohort.starts_on, cohort.workdays)
    for one in enrolments:
        one.cohort = cohort
    found = [Startup(one, applying.changes(standing[one.pk], overrule=overrule)) for one in enrolments]
    return Preview(cohort, steps, applying, found, _mark(cohort, steps, enrolments, standing))


@dataclass(frozen=True)
class Alike:
    """Startups for which the same happens, often most of a cohort: what changes, and what keeps a day that somebody gave it."""

    startups: list[Enrolment]
    changes: list[Change]

    @property
    def overrulable(self) -> bool:
        """Whether something in it was moved by hand and would get the plan's day, if somebody says so."""
        return any(one.there and one.there.moved and one.wanted for one in self.changes)


def alike(found: Preview) -> list[Alike]:
    """The startups of a preview that something changes for, those together that read the same. In order of the first of each."""
    groups: dict[tuple[Any, ...], Alike] = {}
    for one in found.startups:
        told = [change for change in one.changes if change.kinds or change.kept]
        if told:
            read = tuple(_read(change) for change in told)
            groups.setdefault(read, Alike([], told)).startups.append(one.enrolment)
    return list(groups.values())


def _read(change: Change) -> tuple[Any, ...]:
    """What a line of a preview shows; one that may be overruled is of its startup alone."""
    there = change.there
    own = there.code if there and there.moved else ""
    return str(change), change.kinds, there and (there.due_on, str(there)), change.due_on, own


def _moved(at: datetime | None, by: str | None, why: str) -> Moved | None:
    return Moved(at, by or "", why) if at else None


def _standing(rows: QuerySet[Milestone], *, kept: Collection[int]) -> dict[int, list[Standing]]:
    """{enrolment: its milestones of the plan}; those of steps beyond `kept` are looked at for what hangs on them."""
    read = list(rows.order_by("position", "pk").values_list(*_READ, *_MOVED))
    said = _said({row[2] for row in read}, {row[6] for row in read if row[6]})
    going = {row[0] for row in read if row[2] not in kept and row[8] == Milestone.State.PLANNED}
    begun = _written(going) | _hung(going) if going else set[int]()
    found = defaultdict[int, list[Standing]](list)
    for pk, code, step, key, position, title, asked, due_on, state, enrolment, *moved in read:
        bare = pk in going and pk not in begun
        asks = said[asked or -step]
        found[enrolment].append(
            Standing(
                pk,
                code,
                step,
                key,
                position,
                title,
                asks.words(),
                due_on,
                state,
                moved=_moved(*moved),
                bare=bare,
                counted=asks.counted(),
            )
        )
    return found


def _said(steps: Collection[int], asked: Collection[int]) -> dict[int, Content]:
    """{key of a StepVersion, or a Step's with a minus: what it says}."""
    versions: list[Content] = list(StepVersion.objects.filter(pk__in=asked))
    live: list[Content] = list(Step.objects.filter(pk__in=steps))
    return {one.pk: one for one in versions} | {-one.pk: one for one in live}


def _written(milestones: Collection[int]) -> set[int]:
    """Those of `milestones` that founders wrote something for, answers of their form among it."""
    rows = Milestone.objects.filter(pk__in=milestones)
    answered = Q(sheet__isnull=False) & ~Q(sheet__answers={}) | Q(sheet__attachments__isnull=False)
    written = rows.filter(~Q(account="") | ~Q(links=[]) | Q(figure__isnull=False) | answered)
    return set(written.values_list("pk", flat=True))


def _hung(milestones: Collection[int]) -> set[int]:
    """Those of `milestones` that rows of any table refer to, but for their own history."""
    found = set[int]()
    for relation in Milestone._meta.related_objects:
        if hasattr(relation.related_model, "pgh_tracked_model"):
            continue
        name = relation.field.attname
        rows = relation.related_model._default_manager.filter(**{f"{name}__in": milestones})
        found.update(rows.values_list(name, flat=True))
    return found


def _mark(cohort: Cohort, steps: Sequence[Step], enrolments: Sequence[Enrolment], standing: dict[int, list[Standing]]) -> str:
    said = [
        [cohort.pk, cohort.starts_on, cohort.holidays],
        [[one.pk, one.says()] for one in steps],
        [[one.pk, [_told(there) for there in standing[one.pk]]] for one in enrolments],
    ]
    return codes.digest(json.dumps(said, default=str, sort_keys=True))[:32]


def _told(one: Standing) -> list[Any]:
    """What of a milestone a preview depends on: its state only as far as it decides what becomes of it."""
    settled = one.state in (Milestone.State.REACHED, Milestone.State.WAIVED)
    return [
        one.pk,
        one.position,
        one.title,
        one.due_on,
        one.moved is not None,
        settled,
        one.bare,
        [str(word) for word in one.words],
        str(one.counted),
    ]
