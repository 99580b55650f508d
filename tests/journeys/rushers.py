"""Founders whose drafts are whole, to a call that is about to close: `python -m tests.journeys.rushers COUNT SECONDS`.

Prints one JSON object a founder (`email`, `number`, `cookies`), then {"last": …}: the moment (seconds since 1970) that lies
SECONDS ahead, at which the grace of the call ends.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

import django


def main(count: int, seconds: float) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["SLIPWAY_PROCESS"] = "command"
    django.setup()
    from accelerator.kit import clock
    from accelerator.programmes.models import Call
    from tests.factories import accounts, applications, programmes, startups
    from tests.journeys.crowd import session

    call = programmes.call(name="The last ten seconds", slug="rush", prefix="RUSH", grace_minutes=1)
    for place in range(count):
        founder = accounts.person(f"rusher{place}@example.org", f"Rusher {place}")
        startup = startups.startup(f"Rush {place}", owner=founder, slug=f"rush-{place}")
        draft = applications.application(call=call, startup=startup, submitted=False, by=founder)
        print(json.dumps({"email": founder.email, "number": draft.number, "cookies": session(founder)}))
    clock.measure()
    last = clock.now() + timedelta(seconds=seconds)
    Call.objects.filter(pk=call.pk).update(closes_at=last - timedelta(minutes=1))
    print(json.dumps({"last": last.timestamp()}))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
