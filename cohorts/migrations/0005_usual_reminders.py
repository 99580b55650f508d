"""Plans that are there get the usual reminders as rules; what was planned for their milestones is from then on said by these."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import migrations

from accelerator.kit import clock

USUAL = [(-7, "startup"), (-1, "startup"), (1, "startup"), (3, "mentors"), (7, "startup"), (7, "managers")]
NINE = time(9)


def lay_out(apps: Any, schema_editor: Any) -> None:
    plans, rules = apps.get_model("cohorts", "Plan"), apps.get_model("cohorts", "ReminderRule")
    for plan in plans.objects.filter(reminder_rules=None).order_by("pk"):
        made = rules.objects.bulk_create([rules(plan=plan, offset=offset, audience=audience) for offset, audience in USUAL])
        _take_over(apps, plan, [one for one in made if one.audience == "startup"])
        _escalate(apps, plan, [one for one in made if one.audience != "startup"])


def _owed(apps: Any, plan: Any) -> Any:
    milestones = apps.get_model("cohorts", "Milestone").objects.filter(step__plan=plan, enrolment__state="active")
    return milestones.exclude(state__in=["reached", "waived"]).select_related("enrolment__cohort", "enrolment__startup")


def _take_over(apps: Any, plan: Any, rules: list[Any]) -> None:
    """The four reminders that milestones have had so far are said by the rules that say the same."""
    planned = apps.get_model("accelerator", "Reminder").objects.filter(source="milestones", state="planned", rule="")
    for one in _owed(apps, plan).iterator(chunk_size=2000):
        for rule in rules:
            day = one.due_on + timedelta(days=rule.offset)
            planned.filter(subject=f"milestone:{one.pk}", local_on=day).update(rule=rule.code)


def _escalate(apps: Any, plan: Any, rules: list[Any]) -> None:
    reminders, now = apps.get_model("accelerator", "Reminder"), clock.now()
    made = []
    for one in _owed(apps, plan).iterator(chunk_size=2000):
        zone = one.enrolment.startup.zone or one.enrolment.cohort.zone
        for rule in rules:
            day = one.due_on + timedelta(days=rule.offset)
            due_at = datetime.combine(day, NINE, tzinfo=zone).astimezone(UTC)
            if due_at > now:
                row = {"kind": "milestone_escalated", "subject": f"milestone:{one.pk}", "rule": rule.code, "local_on": day}
                made.append(reminders(source="milestones", local_at=NINE, zone=zone, due_at=due_at, **row))
    reminders.objects.bulk_create(made, ignore_conflicts=True, batch_size=2000)


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0004_reminder_rules"),
        ("accelerator", "0068_reminders_once_a_rule"),
    ]

    operations = [migrations.RunPython(lay_out, migrations.RunPython.noop)]
