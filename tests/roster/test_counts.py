"""What the roster's pages and lists ask PostgreSQL does not grow with what stands on them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cohorts.roster import operations
from cohorts.roster.models import Event
from tests.cast import browser
from tests.factories import accounts, cohorts, files, roster
from tests.factories.cohorts import NOW, Scene
from tests.programs import program

MOST = 12  # of a page, with what begins and ends its transaction (docs/structure.md)


def more(scene: Scene, number: int) -> None:
    """One more of everything."""
    founder = accounts.person(name=f"Founder {number}")
    one = cohorts.enrolment(scene.cohort, name=f"Startup {number}", owner=founder)
    cohorts.supporter(one, accounts.person(name=f"Mentor {number}"))
    text = operations.write_agreement(scene.cohort, title=f"Text {number}", text="Be there.", by=scene.manager)
    roster.item(scene.cohort, by=scene.manager, title=f"Line {number}")
    roster.item(scene.cohort, by=scene.manager, kind="agreement", title=f"Sign {number}", agreement=text)
    for enrolment, person in ((one, founder), (scene.enrolment, scene.owner)):
        roster.signed(text, enrolment, by=person)
        operations.keep_file(enrolment, upload=files.upload(), by=person)
    operations.keep_file(scene.cohort, upload=files.upload(), by=scene.manager)
    words: dict[str, Any] = {"subject": f"Tides {number}", "text": "High.", "audience": "cohort", "by": scene.manager}
    operations.send(scene.cohort, press=f"press-{number}", **words)
    operations.plan_announcement(scene.cohort, press=f"press-{number}", send_at=NOW + timedelta(days=1), **words)
    over = roster.event(scene.cohort, by=scene.manager, title=f"Over {number}", starts_at=NOW - timedelta(days=number + 1))
    operations.record_attendance(over, states={(scene.enrolment.pk, scene.owner.pk): "present"}, by=scene.manager)
    ahead = roster.event(scene.cohort, by=scene.manager, title=f"Ahead {number}")
    operations.reply(ahead, coming=True, by=founder)
    operations.graduate(cohorts.enrolment(scene.cohort, name=f"Alumnus {number}"), by=scene.manager)


PAGES = {
    "list": "/cohorts/",
    "alumni": "/alumni/",
    "startups": "/cohorts/cohort-5/startups/",
    "settings": "/cohorts/cohort-5/settings/",
    "graduation": "/cohorts/cohort-5/graduation/",
    "onboarding": "/cohorts/cohort-5/onboarding/",
    "agreements": "/cohorts/cohort-5/agreements/",
    "announcements": "/cohorts/cohort-5/announcements/",
    "announce": "/cohorts/cohort-5/announcements/new/",
    "calendar": "/cohorts/cohort-5/calendar/",
    "calendar file": "/cohorts/cohort-5/calendar.ics",
    "plan an event": "/cohorts/cohort-5/calendar/new/",
    "files": "/cohorts/cohort-5/files/",
    "startup": "/enrolments/{enrolment}/",
    "its checklist": "/enrolments/{enrolment}/onboarding/",
    "its files": "/enrolments/{enrolment}/files/",
    "its graduation": "/enrolments/{enrolment}/graduate/",
    "its ids": "/enrolments/{enrolment}/payment/",
    "a text": "{text}",
    "what is ahead": "{ahead}",
    "what is over": "{over}",
}
LISTS = (
    "cohorts",
    "enrolments",
    "alumni",
    "duties",
    "agreements",
    "acceptances",
    "shared-files",
    "announcements",
    "planned-announcements",
    "events",
    "cohorts/cohort-5/team",
    "cohorts/cohort-5/onboarding-items",
)


def asked(client: Any, path: str) -> int:
    client.get(path)  # what is made once in a process is made
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200, path
    return len(queries)


def addresses(scene: Scene) -> dict[str, str]:
    text, over, ahead = (
        kind.order_by("id")[0].get_absolute_url()  # type: ignore[attr-defined]  # each has one
        for kind in (
            scene.cohort.agreements,
            _events(scene).filter(starts_at__lt=NOW),
            _events(scene).filter(starts_at__gt=NOW),
        )
    )
    given = {"enrolment": scene.enrolment.code, "text": text, "over": over, "ahead": ahead}
    return {name: path.format(**given) for name, path in PAGES.items()}


def _events(scene: Scene) -> Any:
    return Event.objects.filter(cohort=scene.cohort)


@pytest.mark.parametrize("who", ["manager", "owner", "mentor", "auditor"])
def test_pages_with_one_row_and_with_three(scene: Scene, who: str) -> None:
    client = browser(getattr(scene, who))
    more(scene, 0)
    paths = {
        name: path for name, path in addresses(scene).items() if client.get(path).status_code == 200
    }  # what is not for them says so
    one = {name: asked(client, path) for name, path in paths.items()}
    for number in (1, 2):
        more(scene, number)
    three = {name: asked(client, path) for name, path in paths.items()}
    assert three == one
    assert {name: count for name, count in three.items() if count > MOST} == {}
    assert len(paths) == {"manager": 21, "owner": 14, "mentor": 13, "auditor": 18}[who]


@pytest.mark.parametrize("who", ["manager", "owner"])
def test_lists_of_the_api_with_one_row_and_with_three(scene: Scene, who: str) -> None:
    client = program(getattr(scene, who))
    more(scene, 0)
    paths = [f"/api/v1/{one}" for one in LISTS if client.get(f"/api/v1/{one}").status_code == 200]
    one = {path: asked(client, path) for path in paths}
    for number in (1, 2):
        more(scene, number)
    assert {path: asked(client, path) for path in paths} == one
    assert max(one.values()) <= 6
    assert len(paths) == {"manager": len(LISTS), "owner": len(LISTS) - 1}[who]


@pytest.mark.parametrize("act", ["announce", "plan an event"])
def test_acts_cost_the_same_however_many_read(scene: Scene, act: str) -> None:
    """All messages are written in one statement, and all deliveries in another."""

    def cost(number: int) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            if act == "announce":
                words: dict[str, Any] = {"subject": "Tides", "text": "High.", "audience": "cohort", "by": scene.manager}
                operations.send(scene.cohort, press=f"act-{number}", **words)
            else:
                roster.event(scene.cohort, by=scene.manager, title=f"Act {number}")
        statements = [one["sql"] for one in queries]
        return len(statements), sum(1 for one in statements if one.startswith('INSERT INTO "accelerator_delivery"'))

    more(scene, 0)
    first, deliveries = cost(0)
    for number in (1, 2):
        more(scene, number)
    assert (cost(1), deliveries) == ((first, 1), 1)
