"""What managers decide about reminders: a plan's rules, and whether and in which words a coming one is said."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accelerator.kit import clock, placeholders
from accelerator.kit.refusals import Forbidden, Refusal, refused_by
from accelerator.notices.models import Reminder
from accelerator.trail import operations as trail
from cohorts.milestones import coming, hearing, ladder, passes, phrases, policies, queries
from cohorts.milestones.ladder import RuleGiven
from cohorts.milestones.models import FURTHEST, Milestone, Plan, ReminderPass, ReminderRule, Step
from cohorts.roster.models import Cohort, Enrolment

MOST_RULES = 20  # of one plan
MOST_AT_ONCE = 5000  # reminders that one act holds, releases or words
LONGEST_SUBJECT, LONGEST_TEXT = 200, 4000
_CHANGED = "the plan's reminders changed"
_ABOUT_WHEN = ("offset", "unit", "at", "audience")  # what decides when and to whom, so that rows have to move


@transaction.atomic
def add_rule(plan: Plan, *, given: RuleGiven, by: Any) -> ReminderRule:
    """From now on `plan` reminds once more of each of its milestones; those that are owed get theirs at once."""
    held = _held(plan, by)
    _require_fit(given)
    ladder.rules([held.pk])
    if held.reminder_rules.live().count() >= MOST_RULES:
        raise Refusal(_("A plan has up to %(most)d reminders. Remove one first.") % {"most": MOST_RULES})
    with _once():
        made = ReminderRule.objects.create(plan=held, **vars(given))
    passes.bring(_owed(held), ReminderPass(plan=held, rule=_alone(made), reason=_CHANGED))
    _record("plan.reminder_added", gettext_noop("{actor} added a reminder to the plan {subject}: {reminder}."), made, by=by)
    return made


@transaction.atomic
def change_rule(rule: ReminderRule, *, given: RuleGiven, by: Any) -> ReminderRule:
    """What is still to be said by it is said as `given` has it: moved where the moment or the readers are others."""
    _held(rule.plan, by)
    held = _live(rule)
    _require_fit(given)
    moves = any(getattr(held, name) != getattr(given, name) for name in _ABOUT_WHEN)
    for name, value in vars(given).items():
        setattr(held, name, value)
    with _once():
        held.save(update_fields=list(vars(given)))
    if moves:
        passes.bring(_owed(held.plan), ReminderPass(plan=held.plan, rule=_alone(held), reason=_CHANGED))
    _record("plan.reminder_changed", gettext_noop("{actor} changed a reminder of the plan {subject}: {reminder}."), held, by=by)
    return held


@transaction.atomic
def remove_rule(rule: ReminderRule, *, by: Any) -> None:
    """Nothing more is said by it."""
    _held(rule.plan, by)
    held = _live(rule)
    held.ended_at = clock.now()
    held.save(update_fields=["ended_at"])
    ladder.stop(held, reason="the reminder was removed from the plan")
    if _alone(held) is None:  # another may speak in its place now
        passes.bring(_owed(held.plan), ReminderPass(plan=held.plan, reason=_CHANGED))
    sentence = gettext_noop("{actor} removed a reminder from the plan {subject}: {reminder}.")
    _record("plan.reminder_removed", sentence, held, by=by)


def _held(plan: Plan, by: Any) -> Plan:
    if not policies.plans(by, plan):
        raise Forbidden(_("Only the programme's managers change a plan's reminders."))
    return Plan.objects.select_for_update(of=("self",), no_key=True).select_related("programme").get(pk=plan.pk)


def _live(rule: ReminderRule) -> ReminderRule:
    held = (
        ReminderRule.objects.live().select_for_update(of=("self",)).select_related("plan__programme").filter(pk=rule.pk).first()
    )
    if held is None:
        raise Refusal(_("Somebody removed this reminder meanwhile."))
    return held


def _once() -> Any:
    twice = _("The plan reminds the same people at this moment already. Change that reminder.")
    return refused_by("reminder_rule_once", Refusal(twice, field="offset"))


def _alone(rule: ReminderRule) -> ReminderRule | None:
    """`rule`, where what it says depends on no other: whether founders alone act on what its plan asks, or asked."""
    others = [Step.Owner.MENTOR, Step.Owner.MANAGER]
    return None if Milestone.objects.filter(queries.owned(*others), step__plan=rule.plan_id).exists() else rule


def _owed(plan: Plan) -> Any:
    running = Enrolment.objects.exclude(state__in=[Enrolment.State.DEPARTED, Enrolment.State.GRADUATED])
    return Milestone.objects.filter(step__plan=plan, enrolment__in=running).unsettled()


def _require_fit(given: RuleGiven) -> None:
    furthest = FURTHEST * 24 if given.unit == ReminderRule.Unit.HOURS else FURTHEST
    if abs(given.offset) > furthest:
        raise Refusal(_("Choose up to %(most)d.") % {"most": furthest}, field="offset")
    for name, of in (("unit", ReminderRule.Unit), ("audience", ReminderRule.Audience)):
        if getattr(given, name) not in of.values:
            raise Refusal(_("Choose one of these: %(names)s.") % {"names": ", ".join(of.values)}, field=name)
    require_words(given.subject, given.text)


def require_words(subject: str, text: str) -> None:
    """Refuses words that are too long, or name what reminders do not fill in."""
    there = ", ".join(f"{{{name}}}" for name in hearing.PLACES)
    for field, words, longest in (("subject", subject, LONGEST_SUBJECT), ("text", text, LONGEST_TEXT)):
        if len(words) > longest:
            raise Refusal(_("Shorten this to %(most)d characters.") % {"most": longest}, field=field)
        if unknown := placeholders.unknown(words, hearing.PLACES):
            said = _("%(name)s is not filled in. There are: %(names)s.") % {"name": unknown, "names": there}
            raise Refusal(said, field=field)
        if lone := placeholders.unbalanced(words):
            said = _("A brace stands alone at “%(place)s”. Names to fill in stand in a pair: %(names)s.")
            raise Refusal(said % {"place": lone, "names": there}, field=field)


def _record(verb: str, sentence: str, rule: ReminderRule, *, by: Any) -> None:
    trail.record(verb, sentence, by=by, on=rule.plan, touching=(rule.plan.programme,), reminder=phrases.whole(rule))


@transaction.atomic
def hold(cohort: Cohort, *, codes: Collection[str], by: Any) -> int:
    """Those of `codes` that are still to come are not sent until somebody releases them; how many."""
    rows = _chosen(cohort, codes, by, Reminder.State.PLANNED)
    return _set(
        rows, cohort, Reminder.State.HELD, "reminders.held", gettext_noop("{actor} held reminders of {subject}: {what}."), by
    )


@transaction.atomic
def release(cohort: Cohort, *, codes: Collection[str], by: Any) -> int:
    """Held ones are sent at their moment after all; how many."""
    rows = _chosen(cohort, codes, by, Reminder.State.HELD)
    sentence = gettext_noop("{actor} released reminders of {subject}: {what}.")
    return _set(rows, cohort, Reminder.State.PLANNED, "reminders.released", sentence, by)


@transaction.atomic
def word(cohort: Cohort, *, codes: Collection[str], subject: str, text: str, by: Any) -> int:
    """Those still to come say this in place of their rule's words; empty words are the rule's again. How many."""
    require_words(subject, text)
    rows = _chosen(cohort, codes, by, Reminder.State.PLANNED, Reminder.State.HELD)
    keys = [one.pk for one in rows]
    Reminder.objects.filter(pk__in=keys).update(own_subject=subject.strip(), own_text=text.strip())
    _tell_trail("reminders.worded", gettext_noop("{actor} worded reminders of {subject}: {what}."), cohort, rows, by)
    return len(keys)


def _set(rows: list[Reminder], cohort: Cohort, state: str, verb: str, sentence: str, by: Any) -> int:
    Reminder.objects.filter(pk__in=[one.pk for one in rows]).update(state=state)
    _tell_trail(verb, sentence, cohort, rows, by)
    return len(rows)


def _chosen(cohort: Cohort, codes: Collection[str], by: Any, *states: str) -> list[Reminder]:
    """Locked: a worker that would send one of them waits, or has sent it."""
    if not by.has_perm("roster.run_cohort", cohort):
        raise Forbidden(_("Only the programme's managers decide about reminders."))
    if len(codes) > MOST_AT_ONCE:
        raise Refusal(_("Choose up to %(most)d at once.") % {"most": MOST_AT_ONCE}, field="reminders")
    rows = coming.of_cohort(cohort).filter(code__in=codes, state__in=states, due_at__gt=clock.now())
    found = list(rows.select_for_update(of=("self",), no_key=True).order_by("id"))
    if not found:
        raise Refusal(_("None of these is still to come as the page had it. Load it again."), field="reminders")
    return found


def _tell_trail(verb: str, sentence: str, cohort: Cohort, rows: list[Reminder], by: Any) -> None:
    milestones = {one.pk: one for one in coming.milestones_of(rows)}
    of = list(dict.fromkeys(milestones.values()))
    touching = (of[0], of[0].enrolment) if len(of) == 1 else ()
    named = ", ".join(dict.fromkeys(str(one) for one in of))[:200]
    count = ngettext("%(count)d reminder", "%(count)d reminders", len(rows)) % {"count": len(rows)}
    days = sorted({f"{one.local_on:%-d %B %Y}" for one in rows})
    what = f"{named}, {days[0]}, {count}" if len(days) == 1 else f"{named}, {count}"
    trail.record(verb, sentence, by=by, on=cohort, touching=touching, what=what)
