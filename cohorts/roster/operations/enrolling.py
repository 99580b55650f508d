"""Startups are taken into a cohort, and people stand by them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.kit.registered import announce
from accelerator.notices import operations as notices
from accelerator.programmes import queries as programmes
from accelerator.startups.models import Startup
from cohorts.roster import messages, policies
from cohorts.roster.models import Cohort, Enrolment
from cohorts.roster.operations import onboarding
from cohorts.roster.operations.bidding import following
from cohorts.roster.operations.standing import members, record


@transaction.atomic
def enrol(
    cohort: Cohort,
    *,
    startup: Startup,
    application: Application | None = None,
    by: Any,
    reason: str = "",
    beyond: bool = False,
) -> Enrolment:
    """`startup` is in `cohort`; enrolled already, it stays as it is, and one that has left or graduated is not taken in anew. Its
    people are invited to what is still to come. Upper areas hear `startup_enrolled`.

    Without an accepted `application` only the programme's managers enrol, with a reason, and where all places are taken only
    if they say that it goes `beyond` them. An accepted offer is never turned away: the managers are told.
    """
    if application is None:
        if not policies.runs(by, cohort.programme_id):
            raise Forbidden(_("Only the programme's managers enrol a startup directly."))
        if not reason.strip():
            raise Refusal(_("Say why this startup joins without an offer: it stays in the record."), field="reason")
    held = Cohort.objects.select_for_update(of=("self",), no_key=True).select_related("programme")
    cohort = held.get(pk=cohort.pk)  # two replies at once must not enrol twice
    if there := Enrolment.objects.filter(cohort=cohort, startup__in=Startup.objects.same(startup)).first():
        if application is None:
            _require_in(there)
        return there
    full = _is_full(cohort)
    if full and application is None and not beyond:
        raise Refusal(_full(cohort), field="beyond")
    with following(cohort):
        facts = {"startup": startup, "application": application, "enrolled_at": clock.now()}
        enrolment = Enrolment.objects.create(cohort=cohort, **facts)
    _welcome(enrolment)
    if full:
        _tell_full(enrolment)
    onboarding.begin(enrolment)
    if application is None:
        sentence = gettext_noop("{actor} took {startup} into {cohort} without an offer: {reason}")
        record("startup.enrolled", sentence, enrolment, by=by, reason=reason)
    else:
        record("startup.enrolled", gettext_noop("{startup} joined {cohort}."), enrolment, by=by)
    announce("startup_enrolled", enrolment=enrolment, by=by)
    return enrolment


def _require_in(there: Enrolment) -> None:
    facts = {"startup": there.startup, "cohort": there.cohort}
    if there.state == Enrolment.State.DEPARTED:
        raise Refusal(_("%(startup)s has left %(cohort)s, and its record there is closed. Take it into another cohort.") % facts)
    if there.state == Enrolment.State.GRADUATED:
        raise Refusal(_("%(startup)s has graduated from %(cohort)s. Take it into another cohort.") % facts)


def _is_full(cohort: Cohort) -> bool:
    return Enrolment.objects.active().filter(cohort=cohort).count() >= cohort.places


def _full(cohort: Cohort) -> str:
    said = ngettext(
        "The one place of %(cohort)s is taken. Tick “Beyond the places” to enrol all the same.",
        "All %(places)d places of %(cohort)s are taken. Tick “Beyond the places” to enrol all the same.",
        cohort.places,
    )
    return said % {"places": cohort.places, "cohort": cohort}


def _welcome(enrolment: Enrolment) -> None:
    cohort = enrolment.cohort
    days = {"starts": f"{cohort.starts_on:%-d %B %Y}", "ends": f"{cohort.ends_on:%-d %B %Y}"}
    for member in members(enrolment):
        facts: dict[str, Any] = {"startup": enrolment.startup, "cohort": cohort, **days}
        notices.tell(messages.ENROLLED, to=member, about=enrolment, url="/home/", **facts)


def _tell_full(enrolment: Enrolment) -> None:
    """The programme's managers hear that there are more startups than places."""
    cohort = enrolment.cohort
    facts: dict[str, Any] = {"startup": enrolment.startup, "cohort": cohort, "places": cohort.places}
    for manager in programmes.managers(cohort.programme):
        notices.tell(messages.BEYOND_PLACES, to=manager, about=enrolment, url=enrolment.get_absolute_url(), **facts)
