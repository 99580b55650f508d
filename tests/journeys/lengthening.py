"""A call that closes in five hours, drafts to it, and an hour in which the house was away for some minutes, all made inside a
running house: `python -m tests.journeys.lengthening FOUNDERS MINUTES`.

Prints one JSON object: the manager's `cookies`, the addresses of those who write on a draft (`writers`), and when it `closes`.
Whoever only reads a draft, or has submitted, is there too.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

import django


def main(founders: int, minutes: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["SLIPWAY_PROCESS"] = "command"
    django.setup()
    from accelerator.kit import clock
    from accelerator.programmes.models import Minute
    from accelerator.startups.models import Member
    from tests.factories import accounts, applications, programmes, startups
    from tests.journeys.crowd import session

    now = clock.now()
    manager = accounts.person("lengthening@example.org", "Nurul Hakim")
    programme = programmes.programme("Longer", manager=manager, slug="longer")
    call = programmes.call(programme=programme, slug="longer", name="Longer", prefix="LON", closes_at=now + timedelta(hours=5))
    for place in range(founders):
        owner = accounts.person(f"late{place}@example.org", f"Late {place}")
        startup = startups.startup(f"Late {place}", owner=owner)
        startups.member(startup, accounts.person(f"reads{place}@example.org"), role=Member.Role.VIEWER)
        applications.application(call=call, startup=startup, submitted=False, by=owner)
    applications.application(call=call, startup=startups.startup("Early", owner=accounts.person("early@example.org")))
    began = now.replace(second=0, microsecond=0) - timedelta(minutes=50)
    Minute.objects.bulk_create(Minute(at=began + timedelta(minutes=one), requests=40, failed=40) for one in range(minutes))
    writers = [f"late{place}@example.org" for place in range(founders)]
    print(json.dumps({"cookies": session(manager), "writers": writers, "closes": call.closes_at.timestamp()}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
