"""A startup pauses and comes back, leaves, or graduates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import days
from accelerator.kit.refusals import Refusal
from accelerator.kit.registered import announce
from accelerator.notices import operations as notices
from cohorts.roster import criteria, messages
from cohorts.roster.models import Cohort, Criterion, Enrolment, Graduation
from cohorts.roster.operations import onboarding
from cohorts.roster.operations.bidding import following
from cohorts.roster.operations.standing import (
    held,
    held_cohort,
    members,
    record,
    record_in,
    require_active,
    require_reason,
    require_running,
    supporters,
)


@transaction.atomic
def pause(enrolment: Enrolment, *, from_on: date, until_on: date, reason: str, by: Any) -> Enrolment:
    """From `from_on` to `until_on`, both in the pause, nobody is reminded of anything. Upper areas hear `startup_paused`."""
    one = _running(enrolment, by)
    require_reason(reason, _("Say why: it stays in the record."))
    today = one.today()
    if until_on < from_on:
        raise Refusal(_("The pause has to end on its first day or later."), field="until_on")
    if said := days.fault(until_on) or days.passed(until_on, one.zone):
        raise Refusal(said, field="until_on")
    if one.is_paused(today):
        raise Refusal(_("%(startup)s is paused. Let it come back first.") % {"startup": one.startup})
    if one.paused_from is not None and one.paused_from > today:
        facts = {"startup": one.startup, "first": f"{one.paused_from:%-d %B %Y}", "last": f"{one.paused_until:%-d %B %Y}"}
        said = _("%(startup)s is to pause from %(first)s to %(last)s already. Call that off first: “It is back” does.")
        raise Refusal(said % facts, field="from_on")
    one.paused_from, one.paused_until, one.pause_reason = from_on, until_on, reason
    one.save(update_fields=["paused_from", "paused_until", "pause_reason"])
    span = {"first": f"{from_on:%-d %B %Y}", "last": f"{until_on:%-d %B %Y}"}
    _tell(messages.PAUSED, one, by=by, reason=reason, **span)
    sentence = gettext_noop("{startup} pauses from {first} to {last}: {reason}")
    record("startup.paused", sentence, one, by=by, reason=reason, **span)
    announce("startup_paused", enrolment=one, by=by)
    return one


@transaction.atomic
def resume(enrolment: Enrolment, *, by: Any) -> Enrolment:
    """The startup is back today; a pause that has not begun is called off. Upper areas hear `startup_resumed`."""
    one = _running(enrolment, by)
    today = one.today()
    if one.paused_from is None or one.paused_until is None or one.paused_until < today:
        raise Refusal(_("%(startup)s is not paused.") % {"startup": one.startup})
    if one.paused_from < today:
        one.paused_until = today - timedelta(days=1)
    else:
        one.paused_from = one.paused_until = None
    one.save(update_fields=["paused_from", "paused_until"])
    onboarding.remind(one)
    _tell(messages.RESUMED, one, by=by)
    record("startup.resumed", gettext_noop("{startup} is back in {cohort}."), one, by=by)
    announce("startup_resumed", enrolment=one, by=by)
    return one


@transaction.atomic
def depart(enrolment: Enrolment, *, reason: str, by: Any) -> Enrolment:
    """The startup leaves; its people and who stands by it hear why, events to come are off for them, and each upper area closes
    what it holds.
    """
    require_reason(reason, _("Say why: it stays in the record."))
    with following(enrolment.cohort):
        one = _moved(enrolment, Enrolment.State.DEPARTED, by)
    _tell(messages.DEPARTED, one, by=by, reason=reason)
    record("startup.departed", gettext_noop("{startup} left {cohort}: {reason}"), one, by=by, reason=reason)
    announce("startup_departed", enrolment=one, by=by)
    return one


@transaction.atomic
def graduate(enrolment: Enrolment, *, by: Any, reason: str = "") -> Enrolment:
    """The startup has completed the cohort. How it stood at its criteria is kept; where one is unmet, `reason` says why."""
    one = _moved(enrolment, Enrolment.State.GRADUATED, by)
    checked = criteria.checked(one)
    unmet = [str(each.label) for each in checked if not each.met]
    if unmet and not reason.strip():
        said = _("Not met: %(unmet)s. Say why %(startup)s graduates all the same: it stays in the record.")
        raise Refusal(said % {"unmet": ", ".join(unmet), "startup": one.startup}, field="reason")
    Graduation.objects.create(enrolment=one, by=by, criteria=[each.kept() for each in checked], reason=reason.strip())
    _tell_graduated(one)
    if unmet:
        sentence = gettext_noop("{startup} graduated from {cohort}, though not met: {unmet}. {reason}")
        record("startup.graduated", sentence, one, by=by, unmet=", ".join(unmet), reason=reason)
    else:
        record("startup.graduated", gettext_noop("{startup} graduated from {cohort}."), one, by=by)
    announce("startup_graduated", enrolment=one, by=by)
    return one


def _tell_graduated(one: Enrolment) -> None:
    """Its people, and who stands by it."""
    told = dict.fromkeys(members(one), messages.GRADUATED)
    told = dict.fromkeys(supporters(one), messages.GRADUATED_BESIDE) | told
    for reader, kind in told.items():
        facts: dict[str, Any] = {"startup": one.startup, "cohort": one.cohort}
        notices.tell(kind, to=reader, about=one, url=one.get_absolute_url(), **facts)


@transaction.atomic
def set_criteria(cohort: Cohort, *, least: Mapping[str, int], by: Any) -> None:
    """What has to be shown to graduate: {kind: percent}, in place of what was asked before."""
    one = held_cohort(cohort, by)
    known = criteria.sources()
    for kind, percent in least.items():
        if kind not in known:
            raise Refusal(_("Nothing counts “%(kind)s”.") % {"kind": kind}, field=kind)
        if not 1 <= percent <= 100:
            raise Refusal(_("Write a share from 1 to 100 percent."), field=kind)
    if dict(one.criteria.values_list("kind", "least")) == dict(least):
        return
    one.criteria.exclude(kind__in=least).delete()
    for kind, percent in least.items():
        Criterion.objects.update_or_create(cohort=one, kind=kind, defaults={"least": percent})
    asked = ", ".join(f"{known[kind].label} {percent}%" for kind, percent in sorted(least.items()))
    sentence = gettext_noop("{actor} set what {cohort} asks to graduate: {asked}")
    record_in(one, "graduation.criteria_set", sentence, by=by, asked=asked or "–")


def _running(enrolment: Enrolment, by: Any) -> Enrolment:
    require_running(enrolment.cohort.programme_id, by)
    one = held(enrolment)
    require_active(one)
    return one


def _moved(enrolment: Enrolment, state: Enrolment.State, by: Any) -> Enrolment:
    one = _running(enrolment, by)
    one.state = state
    one.save(update_fields=["state"])
    onboarding.forget_reminders(one, reason=state)
    return one


def _tell(kind: notices.Kind, one: Enrolment, **facts: Any) -> None:
    """Its people and who stands by it."""
    for reader in dict.fromkeys([*members(one), *supporters(one)]):
        url = one.get_absolute_url() if kind is not messages.DEPARTED else ""
        notices.tell(kind, to=reader, about=one, url=url, startup=one.startup, cohort=one.cohort, **facts)
