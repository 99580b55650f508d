"""Run within the measured house, `python -m benchmarks.inside`: who knocks, at which drafts, and how many queries each act asks.

Sessions are written as signing in leaves them, in use for a minute: measuring hundreds of founders is not measuring passwords.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["SLIPWAY_PROCESS"] = "command"


def main() -> int:
    import django

    django.setup()
    from accelerator.applications.models import Application
    from accelerator.reviews.models import Assignment

    drafts = Application.objects.filter(call__prefix="NR", state="draft").order_by("pk").select_related("started_by", "sheet")
    whole = [one for one in drafts if "may_share" in one.sheet.answers]
    written = [one for one in drafts if "product" in one.sheet.answers and "may_share" not in one.sheet.answers]
    manager, reviewer = _person("manager"), _person("reviewer")
    given = Assignment.objects.filter(reviewer=reviewer, application__call__prefix="NR", state="assigned").earliest("pk")
    found = {
        "sessions": {"manager": _session(manager), "reviewer": _session(reviewer)},
        "token": _token(manager),
        "submitted": Application.objects.filter(call__prefix="NR", state="submitted").latest("pk").number,
        "whole": [_founder(one) for one in whole],
        "drafts": [_founder(one) for one in written[:40]],
        "review": given.code,
        "queries": dict(_counted(manager, given, written[-1], whole.pop())),
        "sent": Application.objects.filter(call__prefix="NR", submitted_at__isnull=False).count(),
    }
    found["whole"].pop()  # submitted while its queries were counted
    json.dump(found, sys.stdout)
    return 0


def _person(who: str) -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(email=f"{who}@demo.slipway.example")


def _session(person: Any) -> str:
    """The key of a session in which `person` is signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from accelerator.kit import clock

    at, session = int(clock.now().timestamp()), SessionStore()
    session.update(
        {SESSION_KEY: str(person.pk), HASH_SESSION_KEY: person.get_session_auth_hash(), "since": at, "seen": at + 3600}
    )
    session[BACKEND_SESSION_KEY] = "accelerator.accounts.backends.Backend"
    session.create()
    return str(session.session_key)


def _token(person: Any) -> str:
    from accelerator.accounts import operations
    from accelerator.accounts.scopes import ALL

    return str(operations.make_token(person, name="Bench", scopes=ALL, lasts=timedelta(days=1), by=None)[1])


def _founder(application: Any) -> dict[str, Any]:
    return {
        "number": application.number,
        "session": _session(application.started_by),
        "version": application.sheet.seen("product"),
    }


def _counted(manager: Any, given: Any, draft: Any, whole: Any) -> Any:
    """(name of the act, queries it asks the second time)."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from benchmarks import acts

    signed: dict[str, Client] = {}
    numbers = {"number": "", "draft": draft.number, "whole": whole.number, "review": given.code}
    people = {"manager": manager, "reviewer": given.reviewer, "founder": draft.started_by, "sender": whole.started_by}
    for who, person in ({"anybody": None} | people).items():
        signed[who] = Client(headers={"host": "localhost"})
        if person:
            signed[who].force_login(person)
    newest = draft.call.applications.filter(state="submitted").latest("pk")
    numbers["number"] = newest.number
    for act in acts.ALL:
        client, path = signed[act.who], act.path.format(**numbers)
        for _time in range(2 if act.method != "POST" else 1):
            with CaptureQueriesContext(connection) as asked:
                answer: Any = client.generic(act.method, path, act.body(draft.sheet.seen("product"), "As it was."), act.media)
                list(answer)
            if answer.status_code >= 400:
                raise RuntimeError(f"{act.name} answered {answer.status_code}")
        yield act.name, len(asked)


if __name__ == "__main__":
    sys.exit(main())
