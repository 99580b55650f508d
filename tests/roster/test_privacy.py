"""A founder of another startup of the same cohort walks every door of the roster: they read nothing of this one's."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from cohorts.roster import operations, registered
from cohorts.roster.urls import urlpatterns
from tests.cast import browser
from tests.factories import files, roster
from tests.factories.cohorts import NOW, Scene
from tests.programs import Program

# Words of Quaykeeper, its people, and what it wrote, signed, was told and keeps.
OWN = (
    "Quaykeeper",
    "quaykeeper",
    "Ananya Rao",
    "Wei Ming",
    "Priya Raghunathan",
    "Quaypapers",
    "SG-4711",
    "Only quays",
    "Quay workshop",
)


@pytest.fixture
def there(scene: Scene) -> SimpleNamespace:
    """Something behind every door: what is Quaykeeper's own, and what the cohort shares."""
    text = operations.write_agreement(scene.cohort, title="Code of conduct", text="Be kind.", by=scene.manager)
    item = roster.item(scene.cohort, by=scene.manager, kind="conduct", agreement=text)
    photo = roster.item(scene.cohort, by=scene.manager, title="Send a photo")
    only = {"audience": "selection", "enrolments": [scene.enrolment]}
    told = {"text": "Only quays.", "press": "press-of-quays", "subject": "Only quays", "by": scene.manager}
    past = roster.event(scene.cohort, by=scene.manager, starts_at=NOW - timedelta(days=2), title="Kick-off")
    there = {(scene.enrolment.pk, scene.owner.pk): "present"}
    operations.record_attendance(past, states=there, by=scene.manager)
    operations.save_payment_ids(scene.enrolment, given={"account_number": "SG-4711"}, by=scene.owner)
    operations.send(scene.cohort, audience="cohort", subject="Tides", text="For all.", press="press-of-all", by=scene.manager)
    later = {**told, "press": "press-of-later", "send_at": NOW + timedelta(days=1)}
    return SimpleNamespace(
        planned=operations.plan_announcement(scene.cohort, **only, **later),
        item=item,
        duty=photo.duties.get(enrolment=scene.enrolment),
        agreement=text,
        acceptance=roster.signed(text, scene.enrolment, by=scene.owner),
        announcement=operations.send(scene.cohort, **only, **told),
        event=roster.event(scene.cohort, by=scene.manager, title="Quay workshop", **only),
        past=past,
        file=operations.keep_file(scene.enrolment, upload=files.upload("Quaypapers.pdf"), by=scene.owner),
    )


def address(name: str, pattern: str, scene: Scene, there: Any) -> str:
    code = {
        "onboarding_item": there.item,
        "onboarding_take_off": there.item,
        "duty_": there.duty,
        "agreement": there.agreement,
        "acceptance": there.acceptance,
        "announcement": there.announcement,
        "planned_announcement": there.planned,
        "event": there.event,
        "shared_file": there.file,
        "enrolment": scene.enrolment,
    }
    row = next((one for start, one in code.items() if name.startswith(start)), None)
    path = pattern.replace("<slug:slug>", scene.cohort.slug).replace("<str:person>", str(scene.mentor.code))
    return "/" + path.replace("<slug:role>", "mentor").replace("<slug:code>", row.code if row else "")


def test_every_page_of_the_roster(scene: Scene, there: SimpleNamespace) -> None:
    client, shared = browser(scene.rival), []
    for one in urlpatterns:
        path = address(str(one.name), str(one.pattern), scene, there)
        for method in ("get", "post"):
            sent = getattr(client, method)(path)
            body = b"".join(sent) if sent.streaming else sent.content
            found = [word for word in OWN if word in body.decode(errors="replace")]
            assert not found, f"{method} {path} tells {found}"
            if method == "get" and sent.status_code == 200:
                shared.append(one.name)
    assert sorted(shared) == [
        "agreement",
        "cohort_agreements",
        "cohort_announcements",
        "cohort_calendar",
        "cohort_calendar_file",
        "cohort_files",
        "cohorts",
    ]
    assert scene.enrolment.supporters.live().count() == 1


def test_what_the_cohort_shares_is_there(scene: Scene, there: SimpleNamespace) -> None:
    client = browser(scene.rival)
    assert "Kick-off" in client.get(f"/cohorts/{scene.cohort.slug}/calendar/").content.decode()
    assert "Tides" in client.get(f"/cohorts/{scene.cohort.slug}/announcements/").content.decode()
    page = client.get(there.past.get_absolute_url()).content.decode()
    assert [word for word in OWN if word in page] == []
    home = client.get("/home/").content.decode()
    assert ("Tides" in home, [word for word in OWN if word in home]) == (True, [])


def test_every_list_and_thing_of_the_api(scene: Scene, there: SimpleNamespace) -> None:
    program = Program(scene.rival)
    lists = ("duties", "agreements", "acceptances", "shared-files", "announcements", "events", "enrolments", "alumni")
    narrowed = [f"{one}?enrolment={scene.enrolment.code}" for one in ("duties", "acceptances", "shared-files")]
    things = [
        f"enrolments/{scene.enrolment.code}",
        f"enrolments/{scene.enrolment.code}/criteria",
        f"enrolments/{scene.enrolment.code}/payment-ids",
        f"shared-files/{there.file.code}",
        f"announcements/{there.announcement.code}",
        f"planned-announcements/{there.planned.code}",
        f"events/{there.event.code}",
        f"events/{there.past.code}/attendance",
        f"cohorts/{scene.cohort.slug}/onboarding-items",
    ]
    for path in (*lists, *narrowed, *things):
        body = program.get(f"/{path}").content.decode(errors="replace")
        assert [word for word in OWN if word in body] == [], path
    for path in things[:-1]:
        assert program.get(f"/{path}").status_code in (403, 404), path
    acts = [f"duties/{there.duty.code}/settle", f"duties/{there.duty.code}/reopen", f"enrolments/{scene.enrolment.code}/resume"]
    for path in acts:
        assert program.post(f"/{path}").status_code == 404, path


def test_nothing_of_it_in_their_calendar_or_next_actions(scene: Scene, there: SimpleNamespace) -> None:
    days = (NOW - timedelta(days=30)).date(), (NOW + timedelta(days=30)).date()
    titles = [one.title for one in registered.calendar_entries(scene.rival, *days)]
    assert titles == ["Kick-off (Cohort 5)"]
    assert {action.detail for action in registered.next_actions(scene.rival)} == {"Sandbar in Cohort 5"}


@pytest.mark.parametrize("who", ["manager", "owner"])
def test_every_page_stands_whole(scene: Scene, there: SimpleNamespace, who: str, django_assert_max_num_queries: Any) -> None:
    """One head, nothing undrawn, twelve statements at most; what is not for a founder says so."""
    client, seen = browser(getattr(scene, who)), 0
    for one in urlpatterns:
        path = address(str(one.name), str(one.pattern), scene, there)
        with django_assert_max_num_queries(12):
            sent = client.get(path)
        if sent.status_code == 200 and sent["Content-Type"].startswith("text/html"):
            page, seen = sent.content.decode(), seen + 1
            assert (page.count("<h1"), "<c-" in page, "{%" in page) == (1, False, False), path
        else:
            assert sent.status_code in (200, 403, 404, 405), path
    assert seen == {"manager": 25, "owner": 14}[who]
