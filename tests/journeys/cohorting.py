"""A cohort in mid-programme, made inside a running house: `python -m tests.journeys.cohorting` prints the `cookies` of its
`founder` and its `manager`, its `slug`, the `code` of the milestone that Quaykeeper is late with, that of the one `asking` with a
form, and the `plan`'s, as JSON."""

from __future__ import annotations

import json
import os
from datetime import timedelta

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["SLIPWAY_PROCESS"] = "command"
    django.setup()
    from accelerator.accounts.operations import accept_documents
    from accelerator.kit import clock
    from cohorts.milestones import ladder
    from tests.factories import accounts, cohorts, milestones, programmes, questionnaires
    from tests.journeys.crowd import session

    today = clock.today("Asia/Singapore")
    days = {"starts_on": today - timedelta(days=60), "ends_on": today + timedelta(days=100)}
    manager = accounts.person("steering@example.org", "Nurul Hakim")
    programme = programmes.programme("Harbour AI", manager=manager)
    cohort = cohorts.cohort(programme=programme, slug="steered", name="Cohort 5", **days)
    founder = accounts.person("rowing@example.org", "Ananya Rao")
    plan = milestones.plan(programme, days=(57, 75, 95))
    plan.cohorts.add(cohort)
    first, second, third = plan.steps.order_by("position")
    quay = cohorts.enrolment(cohort, name="Quaykeeper", owner=founder)
    late = milestones.milestone(quay, step=first, state="active", due_on=today - timedelta(days=3))
    plan.steps.filter(pk=second.pk).update(questionnaire=questionnaires.published_version().questionnaire)
    asking = milestones.milestone(quay, step=second, due_on=today + timedelta(days=15))
    ladder.plan_new([late, asking, milestones.milestone(quay, step=third, due_on=today + timedelta(days=35))])
    for name in ("Sandbar", "Bumboat"):
        milestones.milestone(cohorts.enrolment(cohort, name=name), step=first, state="reached", due_on=today - timedelta(days=3))
    for person in (manager, founder):
        accept_documents(person)  # a demo's house has its second version of them
    codes = {"code": late.code, "asking": asking.code, "plan": plan.code}
    print(json.dumps(codes | {"slug": cohort.slug, "founder": session(founder), "manager": session(manager)}))


if __name__ == "__main__":
    main()
