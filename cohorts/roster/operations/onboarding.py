"""The onboarding checklist: what it asks, and how each startup settles it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock, days, secret
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.notices.models import Reminder
from accelerator.startups.models import Startup
from cohorts.roster import checklist, messages, policies, queries
from cohorts.roster.models import Agreement, Cohort, Duty, Enrolment, OnboardingItem, PaymentIds
from cohorts.roster.operations.standing import (
    held_cohort,
    members,
    record,
    record_in,
    require_active,
    require_reason,
    require_running,
)

SOURCE = "onboarding"
AHEAD, AFTER = (3, 1), (1, 7)  # days from the due day on which reminders are planned
_PAPERS = (OnboardingItem.Kind.AGREEMENT, OnboardingItem.Kind.CONDUCT)


@dataclass(frozen=True)
class ItemGiven:
    """One line as somebody wrote it: due `due_days` after joining, or on `due_on`."""

    kind: str
    title: str
    note: str = ""
    agreement: Agreement | None = None
    due_days: int | None = None
    due_on: date | None = None


@transaction.atomic
def add_item(cohort: Cohort, *, given: ItemGiven, by: Any) -> OnboardingItem:
    """At the end of the list; every startup in the cohort has it to do from now on, unless it has done it."""
    held = held_cohort(cohort, by)
    _require_whole(held, given)
    last = held.onboarding_items.aggregate(last=Max("position"))["last"] or 0
    item = OnboardingItem.objects.create(cohort=held, position=last + 1, **vars(given))
    _ask(list(held.enrolments.active().select_related("startup", "cohort").order_by("id")), [item])
    record_in(held, "onboarding.item_added", gettext_noop("{actor} asks of {cohort}: {subject}."), by=by, on=item)
    return item


@transaction.atomic
def change_item(item: OnboardingItem, *, given: ItemGiven, by: Any) -> OnboardingItem:
    """Other words or another day; what is still open moves to it, with its reminders. What it asks for stays."""
    held = held_cohort(item.cohort, by)
    _require_whole(held, given)
    one = OnboardingItem.objects.select_for_update().get(pk=item.pk)
    if (one.kind, one.agreement_id) != (given.kind, given.agreement.pk if given.agreement else None):
        raise Refusal(_("What a line asks for stays. Take it off and add another."), field="kind")
    one.title, one.note, one.due_days, one.due_on = given.title, given.note, given.due_days, given.due_on
    one.save(update_fields=["title", "note", "due_days", "due_on"])
    moved = list(Duty.objects.open().filter(item=one).select_related("enrolment__cohort", "enrolment__startup"))
    for duty in moved:
        duty.due_on = _due_on(one, duty.enrolment)
    Duty.objects.bulk_update(moved, ["due_on"])
    remind(*(duty.enrolment for duty in moved))
    sentence = gettext_noop("{actor} changed what {cohort} asks on joining: {subject}.")
    record_in(held, "onboarding.item_changed", sentence, by=by, on=one)
    return one


@transaction.atomic
def take_off(item: OnboardingItem, *, by: Any) -> None:
    """Nobody has it to do any more; what was done stays on record."""
    held = held_cohort(item.cohort, by)
    if not OnboardingItem.objects.live().filter(pk=item.pk).update(ended_at=clock.now()):
        return
    remind(*Enrolment.objects.active().filter(duties__item=item).select_related("cohort", "startup"))
    sentence = gettext_noop("{actor} took off what {cohort} asks on joining: {subject}.")
    record_in(held, "onboarding.item_taken_off", sentence, by=by, on=item)


def _require_whole(cohort: Cohort, given: ItemGiven) -> None:
    if given.kind not in OnboardingItem.Kind.values:
        raise Refusal(_("Choose what the line asks for."), field="kind")
    if (given.kind in _PAPERS) != (given.agreement is not None):
        said = _("Choose the text to accept.") if given.kind in _PAPERS else _("This asks for no text. Choose none.")
        raise Refusal(said, field="agreement")
    if given.agreement is not None and (given.agreement.cohort_id != cohort.pk or given.agreement.ended_at):
        raise Refusal(_("Choose a text of this cohort."), field="agreement")
    if (given.due_days is None) == (given.due_on is None):
        raise Refusal(_("Say after how many days it is due, or on which day: one of the two."), field="due_days")
    if given.due_days is not None and not 0 <= given.due_days <= checklist.LONGEST:
        raise Refusal(_("From 0 to %(most)d days.") % {"most": checklist.LONGEST}, field="due_days")
    if given.due_on is not None and (said := days.fault(given.due_on)):
        raise Refusal(said, field="due_on")


def begin(enrolment: Enrolment) -> None:
    """A startup that joins has all of the list to do, but for what it has done already."""
    _ask([enrolment], list(OnboardingItem.objects.live().filter(cohort=enrolment.cohort_id).order_by("position")))


def _ask(enrolments: Sequence[Enrolment], items: Sequence[OnboardingItem]) -> None:
    made = Duty.objects.bulk_create(
        Duty(enrolment=enrolment, item=item, due_on=_due_on(item, enrolment)) for enrolment in enrolments for item in items
    )
    if not made:
        return
    signed = queries.accepted(*enrolments)
    for duty in made:
        if acceptance := signed.get((duty.enrolment_id, duty.item.agreement_id or 0)):
            _tick([duty], by=acceptance.by)
        elif duty.item.kind == OnboardingItem.Kind.PROFILE and not checklist.lacking(duty.enrolment.startup):
            _tick([duty], by=None)
    remind(*enrolments)


def _due_on(item: OnboardingItem, enrolment: Enrolment) -> date:
    cohort = enrolment.cohort
    joined_on = enrolment.enrolled_at.astimezone(enrolment.zone).date()
    return checklist.due_on(joined_on=joined_on, days=item.due_days, on=item.due_on, workdays=cohort.workdays)


@transaction.atomic
def settle(duty: Duty, *, by: Any) -> Duty:
    """Done, as somebody of the startup or a manager says; what ticks itself is done by doing it."""
    held = _held(duty, by)
    if held.item.ticks_itself:
        raise Refusal(_("This is done by doing it: it ticks itself then."))
    if held.state == Duty.State.OPEN:
        _tick([held], by=by)
        record("onboarding.done", gettext_noop("{startup} has done: {duty}."), held.enrolment, by=by, duty=held)
    return held


@transaction.atomic
def waive(duty: Duty, *, reason: str, by: Any) -> Duty:
    """This startup need not do it; its people read why."""
    require_running(duty.enrolment.cohort.programme_id, by)
    require_reason(reason, _("Say why: the founders read it."))
    held = _held(duty, by)
    if held.state != Duty.State.OPEN:
        raise Refusal(_("This is “%(state)s” now. Load the page again.") % {"state": held.get_state_display()})
    _set(held, Duty.State.WAIVED, by=by, reason=reason.strip())
    for member in members(held.enrolment):
        facts = {"duty": held, "startup": held.enrolment.startup, "by": by, "reason": reason}
        notices.tell(messages.DUTY_WAIVED, to=member, about=held, url=held.get_absolute_url(), **facts)
    sentence = gettext_noop("{actor} waived {duty} for {startup}: {reason}")
    record("onboarding.waived", sentence, held.enrolment, by=by, duty=held, reason=reason)
    return held


@transaction.atomic
def reopen(duty: Duty, *, by: Any) -> Duty:
    """It is to be done after all: what was ticked by mistake, or waived. What a startup has accepted stays done while that holds:
    nobody accepts the same words twice.
    """
    held = _held(duty, by)
    if held.state == Duty.State.OPEN:
        return held
    if held.item.agreement_id in queries.accepted_agreements(held.enrolment):
        said = _("%(startup)s has accepted these words. To ask for them anew, change them and tick “Everybody accepts it anew”.")
        raise Refusal(said % {"startup": held.enrolment.startup})
    if held.state == Duty.State.WAIVED or held.item.ticks_itself:
        require_running(held.enrolment.cohort.programme_id, by)
    _set(held, Duty.State.OPEN, by=None)
    remind(held.enrolment)
    record("onboarding.reopened", gettext_noop("{actor} reopened {duty} of {startup}."), held.enrolment, by=by, duty=held)
    return held


@transaction.atomic
def save_payment_ids(enrolment: Enrolment, *, given: Mapping[str, str], by: Any) -> PaymentIds:
    """Keeps `given` (names of queries.PAYMENT_FIELDS) encrypted; the line that asks for them ticks itself."""
    if not policies.pays_for(by, enrolment):
        raise Forbidden(_("Owners of the startup and the programme's managers see and change these."))
    require_active(enrolment)
    kept = {name: given.get(name, "").strip() for name in queries.PAYMENT_FIELDS}
    if not (kept["account_number"] or kept["billing_id"]):
        raise Refusal(_("Write a bank account or a billing id."), field="account_number")
    facts = {"sealed": secret.sealed(json.dumps(kept)), "by": by, "changed_at": clock.now()}
    made, _new = PaymentIds.objects.update_or_create(enrolment=enrolment, defaults=facts)
    tick(enrolment, kind=OnboardingItem.Kind.PAYMENT, by=by)
    record("payment_ids.saved", gettext_noop("{actor} saved the payment ids of {startup}."), enrolment, by=by)
    return made


def tick(enrolment: Enrolment, *, by: Any, **asked: Any) -> None:
    """Settles what is open of this startup and matches `asked` (kind, agreement) of its line."""
    named = {f"item__{name}": value for name, value in asked.items()}
    _tick(Duty.objects.open().filter(enrolment=enrolment, **named).select_for_update(of=("self",)), by=by)


def tick_profile(*, startup: Startup, by: Any) -> None:
    """Whoever completes the profile has done what asks for it (announced by startups)."""
    if not checklist.lacking(startup):
        open_ = Duty.objects.open().filter(item__kind=OnboardingItem.Kind.PROFILE, enrolment__state=Enrolment.State.ACTIVE)
        _tick(open_.filter(enrolment__startup__in=Startup.objects.same(startup)), by=by)


def _tick(duties: Iterable[Duty], *, by: Any) -> None:
    for duty in duties:
        _set(duty, Duty.State.DONE, by=by)


def open_again(agreement: Agreement, *, by: Any) -> list[Duty]:
    """Its words are to be accepted anew: who had accepted has it to do once more, with as much time as at first."""
    done = Duty.objects.live().filter(item__agreement=agreement, state=Duty.State.DONE, enrolment__state=Enrolment.State.ACTIVE)
    found = list(done.select_related("item", "enrolment__cohort", "enrolment__startup"))
    for duty in found:
        workdays, today = duty.enrolment.cohort.workdays, duty.enrolment.today()
        duty.due_on = workdays.on_or_after(today + timedelta(days=duty.item.due_days or 7))
        duty.save(update_fields=["due_on"])
        _set(duty, Duty.State.OPEN, by=None)
    remind(*(duty.enrolment for duty in found))
    return found


def _held(duty: Duty, by: Any) -> Duty:
    """The row, locked, for who writes for the startup or runs the programme."""
    rows = Duty.objects.select_for_update(of=("self",)).select_related("item", "enrolment__startup", "enrolment__cohort")
    held = rows.get(pk=duty.pk)
    if not (policies.writes_for(by, held.enrolment) or policies.runs_enrolment(by, held.enrolment)):
        raise Forbidden(_("Owners and members of the startup do this, and the programme's managers."))
    require_active(held.enrolment)
    return held


def follow_zone(*, startup: Startup, by: Any) -> None:
    """The startup's days begin elsewhere: its reminders follow (announced by startups)."""
    own = Enrolment.objects.active().filter(startup__in=Startup.objects.same(startup))
    remind(*own.select_related("cohort", "startup"))


def _set(duty: Duty, state: Duty.State, *, by: Any, reason: str = "") -> None:
    duty.state, duty.reason, duty.settled_by = state, reason, by
    duty.settled_at = None if state == Duty.State.OPEN else clock.now()
    duty.save(update_fields=["state", "reason", "settled_by", "settled_at"])


def remind(*enrolments: Enrolment) -> None:
    """Plans anew when these startups are reminded of what is open, at nine in the startup's zone: once for all that is due
    together.
    """
    now, those = clock.now(), {one.pk: one for one in enrolments}
    forget_reminders(*those.values(), reason="planned anew")
    duties = Duty.objects.open().filter(enrolment__in=those)
    notices.plan([one for duty in duties for one in _around(those[duty.enrolment_id], duty.due_on) if one.due_at > now])


def _around(enrolment: Enrolment, due_on: date) -> list[Reminder]:
    offsets = [(messages.ONBOARDING_DUE, -ahead) for ahead in AHEAD] + [(messages.ONBOARDING_LATE, after) for after in AFTER]
    zone = enrolment.zone
    return [
        notices.reminder(SOURCE, kind, about=enrolment, on=due_on + timedelta(days=offset), zone=zone) for kind, offset in offsets
    ]


def forget_reminders(*enrolments: Enrolment, reason: str) -> None:
    for kind in (messages.ONBOARDING_DUE, messages.ONBOARDING_LATE):
        notices.cancel_plans(*enrolments, reason=reason, kind=kind)
