"""Cohorts and who is in them: make, enrol, support, depart, graduate."""

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
from accelerator.notices import operations as notices
from accelerator.programmes.models import Call, Programme
from accelerator.startups import queries as founders
from accelerator.startups.models import Member, Startup
from accelerator.trail import operations as trail
from cohorts.roster import messages, policies
from cohorts.roster.models import Cohort, Enrolment, Supporter

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
    if not all(FIRST_YEAR <= day.year <= LAST_YEAR for day in (starts_on, ends_on)):
        raise Refusal(_("Check the year: cohorts lie between %(first)d and %(last)d.") % _YEARS, field="starts_on")
    if ends_on <= starts_on:
        raise Refusal(_("The cohort has to end after it starts."), field="ends_on")
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


def _require_free(call: Call, programme: Programme) -> None:
    """Locks `call`: an offer of it that is accepted meanwhile waits (registered.enrol_accepted)."""
    Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    if call.programme_id != programme.pk:
        raise Refusal(_("That call belongs to another programme."), field="call")
    if Cohort.objects.filter(call=call).exists():
        raise Refusal(_("That call leads into another cohort already."), field="call")


@transaction.atomic
def enrol(cohort: Cohort, *, startup: Startup, application: Application | None = None, by: Any, reason: str = "") -> Enrolment:
    """`startup` is in `cohort`; enrolled already, it stays as it is. Upper areas hear `startup_enrolled`.

    Without an accepted `application` only the programme's managers enrol, with a reason.
    """
    if application is None:
        if not policies.runs(by, cohort.programme_id):
            raise Forbidden(_("Only the programme's managers enrol a startup directly."))
        if not reason.strip():
            raise Refusal(_("Say why this startup joins without an offer: it stays in the record."), field="reason")
    Cohort.objects.select_for_update().get(pk=cohort.pk)  # two replies at once must not enrol twice
    if there := Enrolment.objects.filter(cohort=cohort, startup__in=Startup.objects.same(startup)).first():
        return there
    enrolment = Enrolment.objects.create(cohort=cohort, startup=startup, application=application, enrolled_at=clock.now())
    for member in _members(enrolment):
        notices.tell(
            messages.ENROLLED,
            to=member,
            about=enrolment,
            url="/home/",
            startup=startup,
            cohort=cohort,
            starts=f"{cohort.starts_on:%-d %B %Y}",
            ends=f"{cohort.ends_on:%-d %B %Y}",
        )
    if application is None:
        sentence = gettext_noop("{actor} took {startup} into {cohort} without an offer: {reason}")
        _record("startup.enrolled", sentence, enrolment, by=by, reason=reason)
    else:
        _record("startup.enrolled", gettext_noop("{startup} joined {cohort}."), enrolment, by=by)
    announce("startup_enrolled", enrolment=enrolment, by=by)
    return enrolment


@transaction.atomic
def add_supporter(enrolment: Enrolment, *, person: Any, role: str, by: Any) -> Supporter:
    """`person` stands by the startup from now on; both sides hear of it. Standing already changes nothing."""
    _require_running(enrolment, by)
    _require_active(enrolment)
    if role not in Supporter.Role.values:
        raise Refusal(_("Choose mentor or programme manager."), field="role")
    if Member.objects.live().of(enrolment.startup_id).filter(person=person).exists():
        raise Refusal(
            _("%(person)s belongs to %(startup)s. Choose somebody from outside.")
            % {"person": person, "startup": enrolment.startup},
            field="person",
        )
    supporter, is_new = Supporter.objects.get_or_create(enrolment=enrolment, person=person, role=role, ended_at=None)
    if is_new:
        facts = {
            "person": person,
            "startup": enrolment.startup,
            "cohort": enrolment.cohort,
            "role": supporter.get_role_display().lower(),
            "by": by,
        }
        for reader in {person, *_members(enrolment)}:
            notices.tell(messages.SUPPORTS, to=reader, about=supporter, url=enrolment.get_absolute_url(), **facts)
        _record("supporter.added", gettext_noop("{actor} asked {person} to stand by {startup}."), enrolment, by=by, person=person)
    return supporter


@transaction.atomic
def end_supporter(supporter: Supporter, *, by: Any) -> None:
    """From the next request on the supporter sees nothing of the startup any more; they hear of it."""
    enrolment, person = supporter.enrolment, supporter.person
    _require_running(enrolment, by)
    if Supporter.objects.live().filter(pk=supporter.pk).update(ended_at=clock.now()):
        facts = {"startup": enrolment.startup, "cohort": enrolment.cohort, "by": by}
        notices.tell(messages.ENDED, to=person, about=supporter, **facts)
        _record("supporter.ended", gettext_noop("{person} no longer stands by {startup}."), enrolment, by=by, person=person)


@transaction.atomic
def depart(enrolment: Enrolment, *, reason: str, by: Any) -> Enrolment:
    """The startup leaves; its people and who stands by it hear why, and each upper area closes what it holds."""
    if not reason.strip():
        raise Refusal(_("Say why: it stays in the record."), field="reason")
    held = _moved(enrolment, Enrolment.State.DEPARTED, by)
    for reader in dict.fromkeys([*_members(held), *_supporters(held)]):
        notices.tell(messages.DEPARTED, to=reader, about=held, startup=held.startup, cohort=held.cohort, reason=reason, by=by)
    _record("startup.departed", gettext_noop("{startup} left {cohort}: {reason}"), held, by=by, reason=reason)
    announce("startup_departed", enrolment=held, by=by)
    return held


@transaction.atomic
def graduate(enrolment: Enrolment, *, by: Any) -> Enrolment:
    """The startup has completed the cohort."""
    held = _moved(enrolment, Enrolment.State.GRADUATED, by)
    for member in _members(held):
        notices.tell(
            messages.GRADUATED, to=member, about=held, url=held.get_absolute_url(), startup=held.startup, cohort=held.cohort
        )
    _record("startup.graduated", gettext_noop("{startup} graduated from {cohort}."), held, by=by)
    return held


def _moved(enrolment: Enrolment, state: Enrolment.State, by: Any) -> Enrolment:
    _require_running(enrolment, by)
    held = Enrolment.objects.select_for_update(of=("self",)).select_related("startup", "cohort").get(pk=enrolment.pk)
    _require_active(held)
    held.state = state
    held.save(update_fields=["state"])
    return held


def _require_active(enrolment: Enrolment) -> None:
    if enrolment.state != Enrolment.State.ACTIVE:
        words = {"startup": enrolment.startup, "state": enrolment.get_state_display().lower()}
        raise Refusal(_("%(startup)s is %(state)s already.") % words)


def _require_running(enrolment: Enrolment, by: Any) -> None:
    if not policies.runs(by, enrolment.cohort.programme_id):
        raise Forbidden(_("Only the programme's managers do this."))


def _members(enrolment: Enrolment) -> list[Any]:
    return founders.people([enrolment.startup_id]).get(enrolment.startup_id, [])


def _supporters(enrolment: Enrolment) -> list[Any]:
    rows = Supporter.objects.live().filter(enrolment=enrolment, person__is_active=True).select_related("person")
    return [row.person for row in rows.order_by("id")]


def _record(verb: str, sentence: str, enrolment: Enrolment, *, by: Any, **facts: Any) -> None:
    trail.record(
        verb,
        sentence,
        by=by,
        on=enrolment,
        touching=(enrolment.startup, enrolment.cohort),
        startup=enrolment.startup,
        cohort=enrolment.cohort,
        **facts,
    )
