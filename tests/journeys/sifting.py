"""A manager with a session and a call with three submissions, made inside a running house. Prints one JSON object: `cookies`."""

from __future__ import annotations

import json
import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["SLIPWAY_PROCESS"] = "command"
    django.setup()
    from tests.factories import accounts, applications, programmes, startups
    from tests.journeys.crowd import session

    manager = accounts.person("sifting@example.org", "Nurul Hakim")
    call = programmes.call(programme=programmes.programme(manager=manager, slug="sifting"), slug="sifted", prefix="SI")
    for name in ("Angin", "Bumboat", "Causeway"):
        applications.application(call=call, startup=startups.startup(name, slug=name.casefold()))
    print(json.dumps({"cookies": session(manager)}))


if __name__ == "__main__":
    main()
