"""A manager with a session, and a plan that a cohort follows and that has changed since, made inside a running house.

`python -m tests.journeys.planning` prints the `cookies` of the session and the addresses of the `pages`, as JSON.
"""

from __future__ import annotations

import json
import os
from datetime import date

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["SLIPWAY_PROCESS"] = "command"
    django.setup()
    from accelerator.accounts.operations import accept_documents
    from cohorts.milestones import planning
    from cohorts.milestones.planning import StepGiven
    from tests.factories import accounts, cohorts, programmes, startups
    from tests.factories import milestones as factories
    from tests.journeys.crowd import session

    programme = programmes.programme("Harbour AI")
    manager = programmes.manager(programme, accounts.person("planning@example.org", name="Nurul Hakim"))
    accept_documents(manager)
    cohort = cohorts.cohort(programme=programme, slug="cohort-5", name="Cohort 5")
    enrolments = [
        cohorts.enrolment(cohort, startup=startups.startup(name, owner=accounts.person(f"{name.lower()}@example.org")))
        for name in ("Quaykeeper", "Sandbar", "Tidewise")
    ]
    plan = factories.plan(programme)
    planning.apply_plan(plan, cohort=cohort, by=manager)
    moved = enrolments[0].milestones.get(step__key="m2")
    planning.move(moved, due_on=date(2026, 12, 18), reason="The site opens later", by=manager)
    given = StepGiven("Pilot signed", 30, "A first site, with dates.", due_rule="workdays", after="m1")
    planning.change_step(plan.steps.get(key="m2"), given=given, by=manager)
    planning.remove_step(plan.steps.get(key="m3"), by=manager)
    planning.add_step(plan, step=StepGiven("Demo day", due_rule="quarter_end", due_days=2, needs=("m2",)), by=manager)
    home = f"/plans/{plan.code}/"
    pages = {
        "plans": "/plans/",
        "new": "/plans/new/",
        "plan": home,
        "step": f"{home}steps/m2/",
        "add": f"{home}steps/new/",
        "preview": f"{home}apply/?cohort=cohort-5",
        "versions": f"{home}versions/",
        "file": f"{home}file/",
        "copy": f"{home}copy/",
        "replan": f"/enrolments/{enrolments[1].code}/plan-anew/?how=workdays&count=5",
    }
    print(json.dumps({"cookies": session(manager), "pages": pages}))


if __name__ == "__main__":
    main()
