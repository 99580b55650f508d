"""A reviewer with a session and applications to score, made inside a running house.

`python -m tests.journeys.reviewing COUNT [SCALE]`; `… take-back CODE` has a manager take one back from them, `… rank CODE` ranks
the stage of one that they are taken to have scored.
Prints the `codes` of what they were given, due in three days, the first of them as `code`, and the `cookies` of the session, as
JSON; of what is ranked where it stands, `at`, and the `cookies` of a manager.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from itertools import count
from typing import Any

import django


def main(*told: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["SLIPWAY_PROCESS"] = "command"
    django.setup()
    from accelerator.accounts.operations import accept_documents
    from accelerator.kit import clock
    from tests.factories import accounts, reviews
    from tests.journeys.crowd import session

    if told[:1] == ("take-back",):
        take_back(told[1])
        return
    if told[:1] == ("rank",):
        print(json.dumps(rank(told[1])))
        return
    reviews._numbers = count(os.getpid() * 100)  # apart from those of another run in the same house
    many, scale = int(told[0]) if told else 1, told[1] if told[1:] else "1-5"
    call = reviews.call(slug=f"scored-{scale}", prefix=f"S{len(scale)}")
    type(call.rubric).objects.filter(pk=call.rubric_id).update(scale=scale)
    person = reviews.reviewer(call, email=f"scoring-{scale}@example.org", name="Priya Nair")
    accept_documents(person)  # a demo's house has its second version of them
    reviews.manager(call, name="Mei Lin", email=f"managing-{scale}@example.org")
    owner = accounts.person(f"scored-{scale}@example.org")
    applied = [reviews.application(call, owner=owner, name=f"Startup {place}") for place in range(1, many + 1)]
    due = clock.today("Asia/Singapore") + timedelta(days=3)
    codes = [reviews.assignment(one, reviewer=person, due_on=due).code for one in applied]
    print(json.dumps({"code": codes[0], "codes": codes, "cookies": session(person)}))


def take_back(code: str) -> None:
    """Of the reviewer, by a manager."""
    from accelerator.reviews import operations
    from accelerator.reviews.models import Assignment
    from tests.factories import reviews

    made = Assignment.objects.get(code=code)
    operations.unassign(made, by=reviews.manager(made.application.call))


def rank(code: str) -> dict[str, Any]:
    from accelerator.reviews import operations
    from accelerator.reviews.models import Assignment
    from tests.factories import reviews
    from tests.journeys.crowd import session

    made = Assignment.objects.get(code=code)
    reviews.review(made, {1: 40, 2: 30, 3: 50})  # in tenths
    operations.rank(made.stage_id)
    call = made.application.call
    manager = reviews.manager(call, email=f"ranking-{call.slug}@example.org")
    return {"at": f"/calls/{call.slug}/ranking/", "cookies": session(manager)}


if __name__ == "__main__":
    main(*sys.argv[1:])
