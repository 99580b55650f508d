"""Cohorts and who is in them, for tests. Every default is spelt out here; only a number keeps names apart."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any, NamedTuple

from accelerator.kit import clock
from accelerator.programmes.models import Programme
from accelerator.startups.models import Member, Startup
from cohorts.roster.models import Cohort, Enrolment, Supporter
from tests.factories import accounts, programmes, startups

_numbers = count(1)

NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)  # 14:02 in Singapore, a Friday; day 80 of the cohort
FIRST_DAY, LAST_DAY = date(2026, 9, 1), date(2027, 2, 26)


def cohort(*, programme: Programme | None = None, **fields: Any) -> Cohort:
    """A cohort of 20 places in Singapore's zone, from 1 September 2026 to 26 February 2027."""
    number = next(_numbers)
    given = {"slug": f"intake-{number}", "name": f"Intake {number}", "places": 20, "starts_on": FIRST_DAY, "ends_on": LAST_DAY}
    return Cohort.objects.create(programme=programme or programmes.programme(), **(given | fields))


def enrolment(cohort: Cohort, *, startup: Startup | None = None, name: str = "", owner: Any = None, **fields: Any) -> Enrolment:
    """`startup`, or a new one called `name` that `owner` owns, is in `cohort`."""
    startup = startup or startups.startup(name, owner=owner or accounts.person())
    return Enrolment.objects.create(cohort=cohort, startup=startup, **fields)


def supporter(enrolment: Enrolment, person: Any = None, *, role: str = Supporter.Role.MENTOR, ended: bool = False) -> Any:
    """`person`, or somebody new, who stands by the enrolled startup as `role`; `ended` no longer."""
    person = person or accounts.person()
    ended_at = clock.now() if ended else None
    Supporter.objects.create(enrolment=enrolment, person=person, role=role, ended_at=ended_at)
    return person


class Scene(NamedTuple):
    """A startup in a cohort, and everybody around it."""

    programme: Programme
    cohort: Cohort
    startup: Startup
    enrolment: Enrolment
    manager: Any  # of the programme
    owner: Any  # of the startup, as the next two
    member: Any
    viewer: Any
    mentor: Any  # stands by the startup
    rival: Any  # owns another startup of the same cohort
    former: Any  # mentored the startup once
    stranger: Any  # has an account
    elsewhere: Any  # manages another programme
    auditor: Any  # sees every programme, runs none

    @property
    def insiders(self) -> tuple[Any, ...]:
        return self.owner, self.member, self.viewer

    @property
    def outsiders(self) -> tuple[Any, ...]:
        return self.rival, self.former, self.stranger, self.elsewhere


def scene() -> Scene:
    programme = programmes.programme("Harbour AI")
    made = cohort(programme=programme, name="Cohort 5", slug="cohort-5")
    manager = programmes.manager(programme, accounts.person(name="Nurul Hakim"))
    startup = startups.startup("Quaykeeper", owner=accounts.person(name="Ananya Rao"), slug="quaykeeper")
    owner = startup.members.get().person
    member = startups.member(startup, accounts.person(name="Wei Ming"))
    viewer = startups.member(startup, accounts.person(name="Dewi Sari"), role=Member.Role.VIEWER)
    startups.member(startup, accounts.person(name="Left Long Ago"), ended=True)
    mine = enrolment(made, startup=startup)
    mentor = supporter(mine, accounts.person(name="Priya Raghunathan"))
    former = supporter(mine, accounts.person(name="Former Mentor"), ended=True)
    rival = accounts.person(name="Rival Founder")
    enrolment(made, name="Sandbar", owner=rival)
    elsewhere = programmes.manager(programmes.programme(), accounts.person(name="Manager Elsewhere"))
    stranger, auditor = accounts.person(name="Stranger"), accounts.operator_person(name="Auditor", role="auditor")
    return Scene(
        programme, made, startup, mine, manager, owner, member, viewer, mentor, rival, former, stranger, elsewhere, auditor
    )


def fresh(enrolment: Enrolment) -> Enrolment:
    """Read anew, as a view would."""
    return Enrolment.objects.select_related("cohort__programme", "startup").get(pk=enrolment.pk)
