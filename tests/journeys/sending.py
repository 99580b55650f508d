"""A cohort whose check-ins open at this moment, made inside a running house: `python -m tests.journeys.sending`.

Prints one JSON object: `code` of the check-in and of the `enrolment`, the founder's `email`, and cookies of the sessions of the
`manager`, the `mentor` and another `founder`. The mail with the link goes out by the house's own worker.
"""

from __future__ import annotations

import json
import os
from datetime import timedelta

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["SLIPWAY_PROCESS"] = "command"
    django.setup()
    from accelerator.accounts import queries
    from accelerator.kit import clock
    from cohorts.checkins import operations
    from tests.factories import accounts, cohorts, programmes, startups
    from tests.factories import checkins as factories
    from tests.factories import mentoring as mentors
    from tests.journeys.crowd import session

    accounts.operator()
    settings = queries.settings()
    settings.quiet_until = settings.quiet_from  # the mail goes out whatever the time is
    settings.save()
    today = clock.today("Asia/Singapore")
    programme = programmes.programme("Harbour AI")
    manager = programmes.manager(programme, accounts.person("manager@example.org", "Nurul Hakim"))
    days = {"starts_on": today - timedelta(days=90), "ends_on": today + timedelta(days=90)}
    cohort = cohorts.cohort(programme=programme, name="Cohort 5", slug="cohort-5", **days)
    founder = accounts.person("founder@example.org", "Ananya Rao")
    startup = startups.startup("Quaykeeper", owner=founder, slug="quaykeeper")
    other = startups.member(startup, accounts.person("other@example.org", "Wei Ming"))
    enrolment = cohorts.enrolment(cohort, startup=startup)
    mentor = cohorts.supporter(enrolment, accounts.person("mentor@example.org", "Priya Raghunathan"))
    mentors.profile(mentor, expertise=["Sales"])
    rhythm = factories.rhythm(cohort, weekday=(today + timedelta(days=2)).weekday())
    for ago in (3, 2, 1):
        factories.check_in(rhythm, enrolment, ago=ago, state="sent")
    opens_at = clock.now() - timedelta(minutes=1)
    one = factories.check_in(rhythm, enrolment, ago=-1, state="planned", opens_at=opens_at, due_at=opens_at + timedelta(days=3))
    while operations.open_next(clock.now()):
        pass
    said = {"code": one.code, "enrolment": enrolment.code, "email": founder.email}
    print(json.dumps(said | {name: session(who) for name, who in (("manager", manager), ("mentor", mentor), ("other", other))}))


if __name__ == "__main__":
    main()
