"""What a mentor who leads a cohort, and who only looks at all of them, may do on its pages."""

from __future__ import annotations

import pytest

from cohorts.roster import operations
from cohorts.roster.models import Announcement, Event, SharedFile
from tests.cast import browser
from tests.factories import files, roster
from tests.factories.cohorts import Scene

BASE = "/cohorts/cohort-5/"
EVENT = {
    "kind": "other",
    "title": "Picnic",
    "starts_on": "2026-12-01",
    "begins": "09:00",
    "until": "10:00",
    "place": "Lawn",
    "audience": "team",
}


def test_a_mentor_in_the_team_announces_plans_and_shares(scene: Scene) -> None:
    client = browser(scene.mentor)
    assert "Announce something" not in client.get(f"{BASE}announcements/").content.decode()
    assert client.get(f"{BASE}announcements/new/").status_code == 403
    operations.add_to_team(scene.cohort, person=scene.mentor, role="mentor", by=scene.manager)
    assert "Announce something" in client.get(f"{BASE}announcements/").content.decode()
    told = {"act": "send", "press": "press-of-team", "audience": "team", "subject": "Notes", "text": "Before noon."}
    assert client.post(f"{BASE}announcements/new/", told).status_code == 302
    assert client.post(f"{BASE}calendar/new/", EVENT).status_code == 302
    assert client.post(f"{BASE}files/", {"file": files.upload("notes.pdf")}).status_code == 302
    assert [one.objects.count() for one in (Announcement, Event, SharedFile)] == [1, 1, 1]


@pytest.mark.parametrize("page", ["settings", "onboarding", "graduation"])
def test_but_does_not_run_it(scene: Scene, page: str) -> None:
    operations.add_to_team(scene.cohort, person=scene.mentor, role="mentor", by=scene.manager)
    assert browser(scene.mentor).get(f"{BASE}{page}/").status_code == 404


@pytest.mark.parametrize("page", ["settings", "onboarding", "graduation", "announcements", "calendar", "files", "agreements"])
def test_who_sees_every_programme_reads_and_finds_nothing_to_press(scene: Scene, page: str) -> None:
    roster.item(scene.cohort, by=scene.manager)
    sent = browser(scene.auditor).get(f"{BASE}{page}/")
    assert sent.status_code == 200
    pressed = sent.content.decode().count('class="btn btn-primary"')
    assert pressed == 1  # of the question that the shell keeps ready


def test_a_programmes_list_leads_to_its_alumni_for_who_runs_one(scene: Scene) -> None:
    assert "/alumni/" in browser(scene.manager).get("/cohorts/").content.decode()
    assert "/alumni/" not in browser(scene.owner).get("/cohorts/").content.decode()


def test_a_startup_without_a_place_in_view_reads_no_cohorts_pages(scene: Scene) -> None:
    for person in (scene.stranger, scene.former, scene.elsewhere):
        for page in ("announcements", "calendar", "files", "agreements", "calendar.ics"):
            path = f"{BASE}{page}" if page.endswith("ics") else f"{BASE}{page}/"
            assert browser(person).get(path).status_code == 404
