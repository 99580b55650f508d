"""Two managers with sessions and a call of three decisions, made inside a running house.

Called with names and the minutes of their windows it prints {name: `call` and `cookies`, a manager's each} as JSON; with `later`
it has workers look as they would a day from now and prints how many letters they post.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

import django


def main(*given: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["SLIPWAY_PROCESS"] = "command"
    django.setup()
    from accelerator.accounts import queries
    from accelerator.decisions import operations
    from accelerator.kit import clock
    from tests.factories import accounts, decisions, programmes, reviews
    from tests.journeys.crowd import session

    if given == ("later",):
        print(operations.tell_due(at=clock.now() + timedelta(days=1)))
        return
    settings = queries.settings()
    settings.quiet_until = settings.quiet_from  # bad news comes by night as well
    settings.save()
    made = {}
    for slug, minutes in zip(given[::2], given[1::2], strict=True):
        programme = programmes.programme(slug=slug, recall_minutes=int(minutes))
        call = reviews.call(programme=programme, slug=slug, prefix=slug[:4].upper())
        for outcome in ("accept", "waitlist", "decline"):
            owner = accounts.person(f"{slug}-{outcome}@example.org")
            decisions.decision(reviews.application(call, owner=owner), outcome=outcome)
        managers = [reviews.manager(call, email=f"{slug}-{name}@example.org") for name in ("one", "two")]
        made[slug] = {"call": f"/calls/{slug}/", "cookies": [session(one) for one in managers]}
    print(json.dumps(made))


if __name__ == "__main__":
    main(*sys.argv[1:])
