"""The private calendar: who reads it, what stands in it, and for how long its address opens it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from icalendar import Calendar

from accelerator.accounts import feeding, operations
from accelerator.accounts.models import CalendarFeed
from accelerator.kit import codes
from accelerator.kit.refusals import TooMany
from accelerator.trail.models import Entry
from cohorts.milestones import operations as milestones
from cohorts.milestones.models import Milestone
from tests.cast import browser
from tests.factories import accounts, cohorts, programmes, reviews
from tests.factories import milestones as making
from tests.factories.cohorts import NOW, Scene


@pytest.fixture(autouse=True)
def _fresh(db: None) -> None:
    cache.clear()


@pytest.fixture
def scene(db: None) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield cohorts.scene()


def path(address: str) -> str:
    return "/calendar/" + address.rpartition("/")[2]


def read(address: str, **headers: str) -> Any:
    return browser(None).get(path(address), headers=headers)


def events(answer: Any) -> dict[str, dict[str, Any]]:
    """{uid: its fields} as a calendar program takes them."""
    assert answer.status_code == 200, answer
    parsed = Calendar.from_ical(answer.content)
    return {str(one["uid"]): one for one in parsed.walk("VEVENT")}


class TestAddress:
    def test_it_is_kept_as_a_digest_alone(self, scene: Scene) -> None:
        address = feeding.make(scene.owner, by=scene.owner)
        secret = path(address).removeprefix("/calendar/").removesuffix(".ics")
        held = CalendarFeed.objects.get()
        assert (held.person, held.digest) == (scene.owner, codes.digest(secret))
        assert secret not in str(held.__dict__)
        assert len(secret) >= 40
        assert Entry.objects.get(verb="calendar.made").facts == {"person": str(scene.owner)}

    def test_the_page_shows_it_once(self, scene: Scene) -> None:
        client = browser(scene.owner)
        assert "Make the address" in client.get("/account/calendar/").content.decode()
        made = client.post("/account/calendar/")
        assert made.status_code == 200
        assert "no-store" in made["Cache-Control"]
        address = made.context["address"]
        assert address in made.content.decode()
        again = client.get("/account/calendar/").content.decode()
        assert (address in again, "Nothing has read it yet." in again) == (False, True)
        assert read(address).status_code == 200
        assert "It was read" in client.get("/account/calendar/").content.decode()

    def test_a_new_one_shuts_the_old_one_and_revoking_shuts_it_too(self, scene: Scene) -> None:
        first = feeding.make(scene.owner, by=scene.owner)
        second = feeding.make(scene.owner, by=scene.owner)
        assert [read(one).status_code for one in (first, second)] == [404, 200]
        browser(scene.owner).post("/account/calendar/revoke/")
        assert read(second).status_code == 404
        assert not CalendarFeed.objects.exists()
        browser(scene.owner).post("/account/calendar/revoke/")
        assert Entry.objects.filter(verb="calendar.revoked").count() == 1

    def test_ten_an_hour(self, scene: Scene) -> None:
        for _ in range(10):
            feeding.make(scene.owner, by=scene.owner)
        with pytest.raises(TooMany):
            feeding.make(scene.owner, by=scene.owner)

    def test_a_suspended_persons_opens_nothing(self, scene: Scene) -> None:
        address = feeding.make(scene.owner, by=scene.owner)
        operations.suspend(scene.owner, reason="Left", by=accounts.operator_person(role="admin"))
        assert read(address).status_code == 404

    @pytest.mark.parametrize("secret", ["x", "0" * 43, "../account", "a b"])
    def test_what_opens_nothing_is_missing(self, scene: Scene, secret: str) -> None:
        answer = browser(None).get(f"/calendar/{secret}.ics")
        assert answer.status_code == 404
        assert "ETag" not in answer

    def test_guessing_is_counted(self, scene: Scene) -> None:
        guesses = [browser(None).get(f"/calendar/{number:043}.ics").status_code for number in range(61)]
        assert (guesses[:60], guesses[60]) == ([404] * 60, 429)

    def test_reading_too_often_is_refused(self, scene: Scene) -> None:
        address = feeding.make(scene.owner, by=scene.owner)
        assert [read(address).status_code for _ in range(61)][59:] == [200, 429]

    def test_it_is_only_read_and_needs_no_session(self, scene: Scene) -> None:
        address = feeding.make(scene.owner, by=scene.owner)
        answer = read(address)
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer["Cache-Control"] == "private, no-cache"
        assert not answer.cookies
        assert browser(None).post(path(address)).status_code == 405


class TestContent:
    def test_a_founder_reads_milestones_as_whole_days(self, scene: Scene) -> None:
        one = making.milestone(scene.enrolment, due_on=date(2026, 12, 1))
        making.milestone(scene.enrolment, due_on=date(2026, 12, 9), state="waived")
        making.milestone(scene.enrolment, due_on=date(2028, 1, 1))
        found = events(read(feeding.make(scene.owner, by=scene.owner)))
        ((uid, event),) = found.items()
        assert uid == f"milestone-{one.code}@testserver" or uid.startswith(f"milestone-{one.code}@")
        assert event.decoded("dtstart") == date(2026, 12, 1)
        assert event.decoded("dtend") == date(2026, 12, 2)
        assert str(event["summary"]) == "M1 Customer interviews · Quaykeeper"
        assert str(event["url"]).endswith(one.get_absolute_url())
        assert str(event["url"]).startswith("http")

    def test_who_stands_by_it_reads_them_too_and_nobody_else(self, scene: Scene) -> None:
        making.milestone(scene.enrolment, due_on=date(2026, 12, 1))
        for person in (*scene.insiders, scene.mentor):
            assert len(events(read(feeding.make(person, by=person)))) == 1, person
        for person in (*scene.outsiders, scene.auditor, scene.manager):
            assert events(read(feeding.make(person, by=person))) == {}, person

    def test_its_uid_stays_and_its_sequence_rises_when_it_moves(self, scene: Scene) -> None:
        one = making.milestone(scene.enrolment, due_on=date(2026, 12, 1))
        address = feeding.make(scene.owner, by=scene.owner)
        before = events(read(address))
        Milestone.objects.filter(pk=one.pk).update(due_on=date(2026, 12, 8))
        after = events(read(address))
        assert list(before) == list(after)
        (uid,) = before
        assert after[uid].decoded("dtstart") == date(2026, 12, 8)
        assert int(after[uid]["sequence"]) > int(before[uid]["sequence"])

    def test_unchanged_it_is_not_sent_again(self, scene: Scene) -> None:
        one = making.milestone(scene.enrolment, due_on=date(2026, 12, 1))
        address = feeding.make(scene.owner, by=scene.owner)
        first = read(address)
        again = read(address, if_none_match=first["ETag"])
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        milestones.start(making.fresh(one), by=scene.owner)
        third = read(address, if_none_match=first["ETag"])
        assert (third.status_code, third["ETag"] == first["ETag"]) == (200, False)

    def test_reviews_to_hand_in(self, scene: Scene) -> None:
        call = programmes.call(programme=scene.programme, name="Spring call")
        reviewer = programmes.reviewer(scene.programme)
        from tests.factories import applications

        for day in (date(2026, 12, 3), date(2026, 12, 3), date(2026, 12, 10)):
            reviews.assignment(applications.application(call=call), reviewer=reviewer, due_on=day)
        found = events(read(feeding.make(reviewer, by=reviewer)))
        assert sorted((one.decoded("dtstart"), str(one["summary"])) for one in found.values()) == [
            (date(2026, 12, 3), "Scores are due: Spring call"),
            (date(2026, 12, 10), "Scores are due: Spring call"),
        ]

    def test_of_too_many_the_next_ones(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(feeding, "MOST", 3)
        for days in (-9, -2, 1, 5, 9, 30):
            making.milestone(scene.enrolment, due_on=date(2026, 11, 20) + timedelta(days=days))
        found = feeding.entries(scene.owner)
        assert [one.at for one in found] == [date(2026, 11, 21), date(2026, 11, 25), date(2026, 11, 29)]
        monkeypatch.setattr(feeding, "MOST", 5)
        assert next(one.at for one in feeding.entries(scene.owner)) == date(2026, 11, 18)

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size):
            making.milestone(scene.enrolment, due_on=date(2026, 12, 1))
        address = feeding.make(scene.owner, by=scene.owner)
        read(address)
        client = browser(None)
        with django_assert_num_queries(4):
            client.get(path(address))


def test_instants_stay_what_they_are(scene: Scene) -> None:
    """Whatever the reader's zone, a calendar program makes the same instants of it."""
    from accelerator.kit import calendar

    at = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
    body = calendar.file("x", [calendar.Event("a@b", "Demo day", at, until=at + timedelta(hours=2))], stamped_at=NOW)
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (at, at + timedelta(hours=2))
