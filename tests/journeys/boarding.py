"""A cohort that takes startups in, made inside a running house: `python -m tests.journeys.boarding` prints the `cookies` of its
`manager`, of the `founder` of a startup that applied and of a `rival` in the cohort, and its `slug`, as JSON."""

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
    from tests.factories import accounts, applications, cohorts, programmes, startups
    from tests.journeys.crowd import session

    today = clock.today("Asia/Singapore")
    days = {"starts_on": today - timedelta(days=10), "ends_on": today + timedelta(days=100)}
    people = {
        "manager": accounts.person("boarding@example.org", "Nurul Hakim"),
        "founder": accounts.person("aboard@example.org", "Ananya Rao"),
        "rival": accounts.person("alongside@example.org", "Rival Founder"),
    }
    programme = programmes.programme("Boarding AI", manager=people["manager"])
    cohort = cohorts.cohort(programme=programme, slug="boarding", name="Cohort 5", **days)
    quay = startups.startup("Quaykeeper", owner=people["founder"])
    applications.application(call=programmes.call(programme=programme), startup=quay)
    cohorts.enrolment(cohort, name="Sandbar", owner=people["rival"])
    for person in people.values():
        accept_documents(person)  # a demo's house has its second version of them
    print(json.dumps({"slug": cohort.slug} | {name: session(person) for name, person in people.items()}))


if __name__ == "__main__":
    main()
