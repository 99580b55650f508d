"""A reviewer with three applications, one of them with a file, and a manager, with sessions, made inside a running house. Prints
them as JSON.
"""

from __future__ import annotations

import json
import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["SLIPWAY_PROCESS"] = "command"
    django.setup()
    from tests.factories import accounts, files, questionnaires, reviews
    from tests.journeys.crowd import session

    deck = {"key": "deck", "type": "file", "label": "Deck", "accept": ["pdf"]}
    section = {"key": "company", "title": "Company", "intro": "", "questions": [deck]}
    version = questionnaires.published_version(definition={"sections": [section]})
    call = reviews.call(slug="hidden", prefix="HI", version=version)
    reviewer = reviews.reviewer(call, email="reads@example.org", name="Priya Nair")
    manager = reviews.manager(call, email="records@example.org", name="Mei Lin")
    given, file = [], None
    for name in ("Quaylight", "Pierlight", "Berthlight"):
        owner = accounts.person(f"{name.lower()}@example.org")
        application = reviews.application(call, name=name, owner=owner, submitted=False)
        made = files.file(by=owner)
        told = {"code": made.code, "name": made.name, "size": made.size, "sha256": made.sha256}
        reviews.submission(application, deck=[told])
        given.append(reviews.assignment(application, reviewer=reviewer))
        file = file or made.code
    reading = {"codes": [one.code for one in given], "number": given[1].application.number, "file": file}
    people = {"reviewer": {"cookies": session(reviewer), "code": reviewer.code}, "manager": {"cookies": session(manager)}}
    print(json.dumps(reading | people))


if __name__ == "__main__":
    main()
