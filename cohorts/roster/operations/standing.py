"""What every verb of the roster begins with: who may, who hears, and the line in the trail."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes.models import Staff
from accelerator.startups import queries as founders
from accelerator.trail import operations as trail
from cohorts.roster import policies
from cohorts.roster.models import Cohort, Enrolment, Supporter


def require_running(programme_id: int, by: Any) -> None:
    if not policies.runs(by, programme_id):
        raise Forbidden(_("Only the programme's managers do this."))


def manages(person: Any, programme_id: int) -> bool:
    """Whether they manage the programme. Their role is locked: one that ends meanwhile ends what is made on it too."""
    staff = Staff.objects.live().filter(programme=programme_id, person=person, role=Staff.Role.MANAGER)
    return staff.select_for_update(no_key=True).first() is not None


def require_reason(reason: str, why: str) -> None:
    if not reason.strip():
        raise Refusal(why, field="reason")


def require_active(enrolment: Enrolment) -> None:
    if enrolment.state != Enrolment.State.ACTIVE:
        words = {"startup": enrolment.startup, "state": enrolment.get_state_display().lower()}
        raise Refusal(_("%(startup)s is %(state)s already.") % words)


def held(enrolment: Enrolment) -> Enrolment:
    """The row, locked, with its startup and cohort."""
    rows = Enrolment.objects.select_for_update(of=("self",), no_key=True).select_related("startup", "cohort__programme")
    return rows.get(pk=enrolment.pk)


def held_cohort(cohort: Cohort, by: Any) -> Cohort:
    """The row, locked, for who runs its programme."""
    require_running(cohort.programme_id, by)
    return Cohort.objects.select_for_update(of=("self",), no_key=True).select_related("programme").get(pk=cohort.pk)


def members(enrolment: Enrolment, *roles: str) -> list[Any]:
    return founders.people([enrolment.startup_id], *roles).get(enrolment.startup_id, [])


def supporters(enrolment: Enrolment) -> list[Any]:
    rows = Supporter.objects.live().filter(enrolment=enrolment, person__is_active=True).select_related("person")
    return [row.person for row in rows.order_by("id")]


def record(verb: str, sentence: str, enrolment: Enrolment, *, by: Any, **facts: Any) -> None:
    """A line of the startup's timeline and its cohort's."""
    touching = (enrolment.startup, enrolment.cohort)
    facts = {"startup": enrolment.startup, "cohort": enrolment.cohort, **facts}
    trail.record(verb, sentence, by=by, on=enrolment, touching=touching, **facts)


def record_in(cohort: Cohort, verb: str, sentence: str, *, by: Any, on: models.Model | None = None, **facts: Any) -> None:
    """A line of the cohort's timeline."""
    trail.record(verb, sentence, by=by, on=on or cohort, touching=(cohort,), cohort=cohort, **facts)
