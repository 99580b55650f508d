"""Founders with a draft each and a session each, made inside a running house: `python -m tests.journeys.crowd COUNT`.

Prints one JSON object a founder: `email`, `number` of the application, `cookies` of the session. Every startup has two
founders in the same draft, one line after the other; all have accounts.PASSWORD.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django


def main(count: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["SLIPWAY_PROCESS"] = "command"
    django.setup()
    from tests.factories import accounts, applications, programmes, questionnaires, startups

    version = questionnaires.published_version(definition=with_team(questionnaires.DEFINITION))
    given = {"name": "Applied AI", "slug": "applied-ai", "prefix": "AI", "version": version}
    call = programmes.call(programme=programmes.programme("Applied AI"), **given)
    password = accounts.person("first@example.org", password=accounts.PASSWORD).password
    for place in range(count // 2):
        first, second = (accounts.person(f"founder{2 * place + one}@example.org", f"Founder {2 * place + one}") for one in (0, 1))
        startup = startups.startup(f"Quaykeeper {place}", owner=first)
        startups.member(startup, second)
        draft = applications.application(call=call, startup=startup, submitted=False, by=first, answers={})
        for founder in (first, second):
            founder.password = password
            founder.save(update_fields=["password"])
            print(json.dumps({"email": founder.email, "number": draft.number, "cookies": session(founder)}))


def with_team(definition: dict[str, Any]) -> dict[str, Any]:
    """The same with its declaration in Malay too, and a section that asks for rows, a day, an amount, several of some or one's
    own, and files.
    """
    columns = [{"key": "name", "type": "text", "label": "Name"}, {"key": "hours", "type": "number", "label": "Hours a week"}]
    team = {"key": "people", "type": "table", "label": "Who is in your team?", "columns": columns}
    markets = [{"value": "ports", "label": "Ports"}, {"value": "yards", "label": "Yards"}]
    questions = [
        team,
        {"key": "since", "type": "date", "label": "When did you begin?"},
        {"key": "raised", "type": "money", "label": "Raised so far", "currency": "SGD"},
        {"key": "markets", "type": "choices", "label": "Markets", "options": markets, "other": True},
        {"key": "papers", "type": "file", "label": "Papers", "accept": ["pdf"], "max": 6},
    ]
    first, second = definition["sections"]
    *others, declared = second["questions"]
    declared = declared | {"texts": {"ms": {"label": "Semua ini benar"}}}
    second = second | {"questions": [*others, declared]}
    return {"sections": [first, second, {"key": "team", "title": "Team", "questions": questions}]}


def session(person: object) -> dict[str, str]:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person)  # type: ignore[arg-type]  # a Person
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value, settings.CSRF_COOKIE_NAME: "c" * 32}


if __name__ == "__main__":
    main(int(sys.argv[1]))
