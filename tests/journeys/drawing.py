"""A manager with a session and a form in the making, made inside a running house. Prints one JSON object: `code`, `cookies`."""

from __future__ import annotations

import json
import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["SLIPWAY_PROCESS"] = "command"
    django.setup()
    from tests.factories import accounts, programmes, questionnaires
    from tests.journeys.crowd import session

    manager = accounts.person("drawing@example.org", "Nurul Hakim")
    draft = questionnaires.draft_version(name="Form in the making")
    programmes.call(
        programme=programmes.programme(manager=manager, slug="drawing"), version=draft, slug="in-the-making", prefix="DR"
    )
    print(json.dumps({"code": draft.questionnaire.code, "cookies": session(manager)}))


if __name__ == "__main__":
    main()
