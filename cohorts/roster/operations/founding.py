"""Cohorts are made and changed, and who leads them is named."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications.models import Application
from accelerator.kit import clock, codes
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.kit.registered import announce
from accelerator.programmes.models import Call, Programme
from accelerator.trail import operations as trail
from cohorts.roster import policies, queries
from cohorts.roster.models import Cohort, TeamMember
from cohorts.roster.models.taking_part import leading
from cohorts.roster.operations import onboarding
from cohorts.roster.operations.enrolling import enrol
from cohorts.roster.operations.standing import held_cohort, manages, record_in
from cohorts.roster.operations.supporting import LEFT_TEAM

FIRST_YEAR, LAST_YEAR = 2000, 2100
_YEARS = {"first": FIRST_YEAR, "last": LAST_YEAR}


@transaction.atomic
def make_cohort(
    programme: Programme,
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    places: int,
    call: Call | None = None,
    holidays: str = "SG",
    by: Any,
) -> Cohort:
    """A cohort of `programme`; accepted offers of `call`, those so far and those to come, lead into it."""
    if not policies.runs(by, programme.pk):
        raise Forbidden(_("Only the programme's managers make cohorts."))
    _require_days(starts_on, ends_on)
    if call is not None:
        _require_free(call, programme)
    cohort = Cohort.objects.create(
        slug=f"{slugify(name)[:60] or 'cohort'}-{codes.new()[:4]}",
        programme=programme,
        call=call,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        zone=programme.zone,
        places=places,
        holidays=holidays,
    )
    trail.record("cohort.made", gettext_noop("{actor} made the cohort {subject}."), by=by, on=cohort, touching=(programme,))
    for application in Application.objects.filter(call=call, decision__offer__state="accepted") if call else ():
        enrol(cohort, startup=application.startup, application=application, by=by)
    return cohort


def _require_days(starts_on: date, ends_on: date) -> None:
    if not all(FIRST_YEAR <= day.year <= LAST_YEAR for day in (starts_on, ends_on)):
        raise Refusal(_("Check the year: cohorts lie between %(first)d and %(last)d.") % _YEARS, field="starts_on")
    if ends_on <= starts_on:
        raise Refusal(_("The cohort has to end after it starts."), field="ends_on")


def _require_free(call: Call, programme: Programme) -> None:
    """Locks `call`: an offer of it that is accepted meanwhile waits (registered.enrol_accepted)."""
    Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    if call.programme_id != programme.pk:
        raise Refusal(_("That call belongs to another programme."), field="call")
    if Cohort.objects.filter(call=call).exists():
        raise Refusal(_("That call leads into another cohort already."), field="call")


@transaction.atomic
def change_cohort(cohort: Cohort, *, by: Any, **wanted: Any) -> Cohort:
    """Writes `wanted` of name, starts_on, ends_on, zone, holidays and places. Milestones and events stay on their days;
    reminders of onboarding follow the zone. Upper areas hear `cohort_changed`, with the names of what did.
    """
    held = held_cohort(cohort, by)
    _require_days(wanted.get("starts_on", held.starts_on), wanted.get("ends_on", held.ends_on))
    changed = [name for name, value in wanted.items() if str(getattr(held, name)) != str(value)]
    if not changed:
        return held
    for name in changed:
        setattr(held, name, wanted[name])
    held.save(update_fields=changed)
    if "zone" in changed:
        onboarding.remind(*held.enrolments.active().select_related("cohort", "startup"))
    words = {"name": _("name"), "starts_on": _("first day"), "ends_on": _("last day")}
    words |= {"zone": _("time zone"), "holidays": _("holidays"), "places": _("places")}
    sentence = gettext_noop("{actor} changed the cohort {subject}: {what}.")
    record_in(held, "cohort.changed", sentence, by=by, what=", ".join(words[name] for name in changed))
    announce("cohort_changed", cohort=held, changed=changed, by=by)
    return held


@transaction.atomic
def add_to_team(cohort: Cohort, *, person: Any, role: str, by: Any) -> TeamMember:
    """`person`, a manager of the programme or a mentor in the cohort, leads it; everybody in it reads that. Twice is once."""
    held = held_cohort(cohort, by)
    manages(person, held.programme_id)  # locks their role: one that ends meanwhile ends this too; support waits for the cohort
    if (person.pk, role) not in {(one.pk, as_) for one, as_ in queries.leaders(held)}:
        raise Refusal(_("Choose a manager of the programme or a mentor of this cohort."), field="person")
    stale = TeamMember.objects.live().filter(cohort=held, person=person).exclude(pk__in=leading().values("pk"))
    stale.update(ended_at=clock.now())  # left open by code of before: it leads nothing
    made, is_new = TeamMember.objects.get_or_create(cohort=held, person=person, ended_at=None, defaults={"role": role})
    if is_new:
        sentence = gettext_noop("{actor} took {person} into the team of {cohort}.")
        record_in(held, "team.joined", sentence, by=by, person=person)
    return made


@transaction.atomic
def end_in_team(member: TeamMember, *, by: Any) -> None:
    held = held_cohort(member.cohort, by)
    if TeamMember.objects.live().filter(pk=member.pk).update(ended_at=clock.now()):
        record_in(held, "team.left", LEFT_TEAM, by=by, person=member.person)
