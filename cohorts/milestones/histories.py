"""How a plan came to be as it is: its versions, with what each changed in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cohorts.milestones import queries
from cohorts.milestones.content import StepGiven
from cohorts.milestones.differing import Difference, differences
from cohorts.milestones.models import Following, Plan, PlanVersion, StepVersion

MOST = 50  # versions that are told, the newest


@dataclass(frozen=True)
class Told:
    """A version with what it changed of the one before, how many steps it has, and the cohorts that follow it now."""

    version: PlanVersion
    differences: Sequence[Difference]
    steps: int
    followed_by: Sequence[Following]
    is_first: bool


@dataclass(frozen=True)
class History:
    """`ahead` is what the plan as it is now changes of its newest version; `versions` are the newest first."""

    ahead: Sequence[Difference]
    versions: Sequence[Told]


def history(plan: Plan) -> History:
    """Four queries, whatever the number of versions."""
    versions = list(plan.versions.select_related("by").order_by("-number")[: MOST + 1])
    rows = StepVersion.objects.filter(version__in=versions).select_related("step", "questionnaire").order_by("position")
    said = defaultdict[int, list[StepGiven]](list)
    for row in rows:
        said[row.version_id].append(queries.given(row))
    now = [queries.given(one) for one in plan.steps.live().select_related("questionnaire").order_by("position")]
    following = defaultdict[int, list[Following]](list)
    for one in queries.followings(plan).values():
        following[one.version_id].append(one)
    before = dict(pairwise(versions))
    told = [
        Told(
            one,
            differences(said[before[one].pk], said[one.pk]) if one in before else (),
            len(said[one.pk]),
            following[one.pk],
            one.number == 1,
        )
        for one in versions[:MOST]
    ]
    return History(differences(said[versions[0].pk], now) if versions else (), told)
