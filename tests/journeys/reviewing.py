"""A reviewer with a session and an application to score, made inside a running house. Prints `code` and `cookies` as JSON."""

from __future__ import annotations

import json
import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["SLIPWAY_PROCESS"] = "command"
    django.setup()
    from tests.factories import accounts, reviews
    from tests.journeys.crowd import session

    call = reviews.call(slug="scored", prefix="SC")
    person = reviews.reviewer(call, email="scoring@example.org", name="Priya Nair")
    given = reviews.assignment(reviews.application(call, owner=accounts.person("scored@example.org")), reviewer=person)
    print(json.dumps({"code": given.code, "cookies": session(person)}))


if __name__ == "__main__":
    main()
