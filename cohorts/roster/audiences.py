"""Who hears what is meant for a cohort, its team, or some of its startups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from accelerator.kit.refusals import Refusal
from accelerator.programmes import queries as programmes
from accelerator.startups import queries as startups
from cohorts.roster.models import Audience, Cohort, Enrolment, Event, Supporter
from cohorts.roster.models.taking_part import leading


@dataclass(frozen=True)
class Heard:
    """The people of an audience by what they are in it; somebody may be several."""

    founders: Sequence[Any]
    supporters: Sequence[Any]
    team: Sequence[Any]
    startups: int

    @property
    def people(self) -> list[Any]:
        """Each once."""
        return list(dict.fromkeys(chain(self.founders, self.supporters, self.team)))


def of(cohort: Cohort, audience: str, enrolments: Sequence[Enrolment] = ()) -> Heard:
    """A cohort: the people of all startups in it now, who stands by them, the team. The team: who leads it, and the programme's
    managers. A selection: the people of those startups, and who stands by them.
    """
    if audience == Audience.TEAM:
        return Heard([], [], team(cohort), 0)
    in_it = cohort.enrolments.active().order_by("id")
    chosen = list(in_it) if audience == Audience.COHORT else [one for one in enrolments if one.state == Enrolment.State.ACTIVE]
    return _around(cohort, audience, chosen)


def bidden(event: Event) -> list[Any]:
    """Whom an event is for, each once: the same people of `of` as may see it, so those of alumni too."""
    if event.audience == Audience.TEAM:
        return team(event.cohort)
    meant = event.enrolments.staying() if event.audience == Audience.SELECTION else event.cohort.enrolments.staying()
    return _around(event.cohort, event.audience, list(meant.order_by("id"))).people


def _around(cohort: Cohort, audience: str, chosen: Sequence[Enrolment]) -> Heard:
    found = startups.people(one.startup_id for one in chosen)
    founders = dict.fromkeys(chain.from_iterable(found.values()))
    stands = Supporter.objects.live().filter(enrolment__in=chosen, person__is_active=True).select_related("person").order_by("id")
    supporters = dict.fromkeys(one.person for one in stands)
    return Heard(list(founders), list(supporters), team(cohort) if audience == Audience.COHORT else [], len(chosen))


def team(cohort: Cohort) -> list[Any]:
    """Who leads the cohort, and the programme's managers; each once."""
    led = leading().filter(cohort=cohort, person__is_active=True).select_related("person").order_by("id")
    return list(dict.fromkeys([*(one.person for one in led), *programmes.managers(cohort.programme)]))


def require(cohort: Cohort, audience: str, enrolments: Sequence[Enrolment]) -> None:
    """Refuses an audience that is none, and startups of another cohort."""
    if audience not in Audience.values:
        raise Refusal(_("Choose who it is for."), field="audience")
    if audience == Audience.SELECTION and not enrolments:
        raise Refusal(_("Choose at least one startup."), field="startups")
    if any(one.cohort_id != cohort.pk for one in enrolments):
        raise Refusal(_("Choose startups of this cohort."), field="startups")
