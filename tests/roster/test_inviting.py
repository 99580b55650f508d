"""Who was invited to an event hears what becomes of it; who has not heard of it yet hears of nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accelerator.kit import clock
from accelerator.notices import operations as notices
from accelerator.notices.models import Delivery, Message
from cohorts.roster import audiences, operations
from cohorts.roster.models import Enrolment, Event
from tests.cast import browser
from tests.factories import accounts, cohorts, roster, startups
from tests.factories.cohorts import Scene, fresh
from tests.posting import form

EVERYBODY = {"Ananya Rao", "Dewi Sari", "Nurul Hakim", "Priya Raghunathan", "Rival Founder", "Wei Ming"}
OURS = {"Ananya Rao", "Dewi Sari", "Priya Raghunathan", "Wei Ming"}


def told(kind: str) -> set[str]:
    return {str(one.recipient) for one in Message.objects.filter(kind=f"event_{kind}").select_related("recipient")}


def of(person: Any) -> list[str]:
    """What `person` was told of events, the first first."""
    return list(Message.objects.filter(recipient=person, kind__startswith="event_").order_by("id").values_list("kind", flat=True))


def move(event: Event, scene: Scene, **given: Any) -> None:
    later = roster.given_event(**({"starts_at": event.starts_at + timedelta(days=2)} | given))
    operations.change_event(event, given=later, by=scene.manager)


class TestAlumni:
    def test_hear_of_a_move_and_of_a_calling_off(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        roster.delivered()
        operations.graduate(scene.enrolment, by=scene.manager)
        move(made, scene)
        assert of(scene.owner) == ["event_invited", "event_changed"]
        roster.delivered()
        operations.call_off(made, reason="Storm", by=scene.manager)
        assert (told("changed"), told("called_off")) == (EVERYBODY, EVERYBODY)

    def test_are_invited_to_what_they_see(self, scene: Scene) -> None:
        operations.graduate(scene.enrolment, by=scene.manager)
        made = roster.event(scene.cohort, by=scene.manager)
        assert told("invited") == EVERYBODY
        everybody = (*scene.insiders, scene.mentor, scene.rival, scene.manager, *scene.outsiders)
        assert set(audiences.bidden(made)) == {one for one in everybody if Event.objects.bidding(one).exists()}

    def test_hear_no_announcement(self, scene: Scene) -> None:
        operations.graduate(scene.enrolment, by=scene.manager)
        assert {str(one) for one in audiences.of(scene.cohort, "cohort").people} == {"Nurul Hakim", "Rival Founder"}

    def test_of_a_selection_stay_chosen_when_it_is_edited(self, scene: Scene) -> None:
        other = Enrolment.objects.get(startup__name="Sandbar")
        made = roster.event(scene.cohort, by=scene.manager, audience="selection", enrolments=[scene.enrolment, other])
        roster.delivered()
        operations.graduate(scene.enrolment, by=scene.manager)
        client, address = browser(scene.manager), f"/events/{made.code}/edit/"
        page = client.get(address).content.decode()
        assert [one.code in page for one in (scene.enrolment, other)] == [True, True]
        client.post(address, form(page, "title") | {"title": "New title", "startups": [scene.enrolment.code, other.code]})
        assert set(made.enrolments.all()) == {scene.enrolment, other}
        assert (of(scene.owner), told("left")) == (["event_invited", "event_changed"], set())

    def test_that_were_not_chosen_are_not_offered(self, scene: Scene) -> None:
        other = Enrolment.objects.get(startup__name="Sandbar")
        made = roster.event(scene.cohort, by=scene.manager, audience="selection", enrolments=[other])
        operations.graduate(scene.enrolment, by=scene.manager)
        page = browser(scene.manager).get(f"/events/{made.code}/edit/").content.decode()
        assert [one.code in page for one in (scene.enrolment, other)] == [False, True]


class TestWhoWasInvited:
    def test_and_left_the_startup_since_hears_that_it_is_off(self, scene: Scene) -> None:
        """The startup's people are not followed one by one; what was sent to them is."""
        made = roster.event(scene.cohort, by=scene.manager)
        roster.delivered()
        scene.startup.members.filter(person=scene.member).update(ended_at=clock.now())
        move(made, scene)
        assert of(scene.member) == ["event_invited", "event_left"]
        roster.delivered()
        operations.call_off(made, reason="Storm", by=scene.manager)
        assert of(scene.member) == ["event_invited", "event_left"]

    def test_and_is_not_any_more_hears_once(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        roster.delivered()
        operations.depart(scene.enrolment, reason="Sold", by=scene.manager)
        roster.delivered()
        move(made, scene)
        roster.delivered()
        operations.call_off(made, reason="Storm", by=scene.manager)
        assert of(scene.owner) == ["event_invited", "event_left"]
        assert told("called_off") == EVERYBODY - OURS

    def test_and_joined_the_startup_since_is_invited_by_the_next_change(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        roster.delivered()
        joined = startups.member(scene.startup, accounts.person(name="New Member"))
        move(made, scene)
        assert of(joined) == ["event_invited"]

    def test_and_cannot_sign_in_any_more_hears_nothing(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        roster.delivered()
        type(scene.member).objects.filter(pk=scene.member.pk).update(is_active=False)
        operations.call_off(made, reason="Storm", by=scene.manager)
        assert told("called_off") == EVERYBODY - {"Wei Ming"}


class TestInTheEvening:
    """It is 23:02 in Singapore: an invitation waits for the morning, what is urgent does not."""

    @pytest.fixture(autouse=True)
    def late(self, scene: Scene, today: Any) -> None:
        today.shift(timedelta(hours=9))

    def test_what_is_called_off_is_not_told_at_all(self, scene: Scene, today: Any) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        assert not Delivery.objects.filter(next_at__lte=clock.now()).exists()
        today.shift(timedelta(minutes=5))
        operations.call_off(made, reason="Storm", by=scene.manager)
        assert not Message.objects.filter(kind__startswith="event_").exists()

    def test_what_moves_is_told_once_with_its_new_time(self, scene: Scene, today: Any) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        today.shift(timedelta(minutes=5))
        move(made, scene, place="Room 9")
        assert (told("invited"), told("changed")) == (EVERYBODY, set())
        invitation = Message.objects.get(recipient=scene.owner, kind="event_invited")
        assert (invitation.facts["event_revision"], invitation.facts["where"]) == (1, "Room 9")

    def test_another_note_stands_in_the_invitation_that_waits(self, scene: Scene, today: Any) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        today.shift(timedelta(minutes=5))
        move(made, scene, starts_at=made.starts_at, note="Bring chairs")
        assert Message.objects.get(recipient=scene.owner, kind="event_invited").facts["note"] == "Bring chairs"
        assert told("changed") == set()

    def test_who_leaves_the_circle_before_they_hear_of_it_hears_nothing(self, scene: Scene, today: Any) -> None:
        roster.event(scene.cohort, by=scene.manager)
        today.shift(timedelta(minutes=5))
        operations.depart(scene.enrolment, reason="Sold", by=scene.manager)
        assert (of(scene.owner), told("left"), told("invited")) == ([], set(), EVERYBODY - OURS)

    def test_who_comes_back_before_they_hear_that_it_is_off_hears_nothing(self, scene: Scene, today: Any) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        roster.delivered()
        only = {"audience": "selection", "enrolments": [Enrolment.objects.get(startup__name="Sandbar")]}
        move(made, scene, starts_at=made.starts_at, **only)
        assert of(scene.owner) == ["event_invited", "event_left"]
        today.shift(timedelta(minutes=5))
        move(made, scene, starts_at=made.starts_at)
        assert of(scene.owner) == ["event_invited"]

    def test_who_read_it_in_their_inbox_hears_what_becomes_of_it(self, scene: Scene, today: Any) -> None:
        """Their mail has not gone out: it does not any more, and what replaces it does."""
        made = roster.event(scene.cohort, by=scene.manager)
        for one in Message.objects.filter(recipient=scene.owner):
            notices.read(one)
        today.shift(timedelta(minutes=5))
        move(made, scene)
        assert of(scene.owner) == ["event_invited", "event_invited"]
        states = Delivery.objects.filter(message__recipient=scene.owner).order_by("id").values_list("state", flat=True)
        assert list(states) == ["skipped", "pending"]
        for one in Message.objects.filter(recipient=scene.owner):
            notices.read(one)
        today.shift(timedelta(minutes=5))
        operations.call_off(made, reason="Storm", by=scene.manager)
        assert (of(scene.owner)[-1], told("called_off")) == ("event_called_off", {"Ananya Rao"})
        assert not Delivery.objects.filter(message__kind="event_invited", state="pending").exists()

    def test_a_change_that_waits_is_told_with_the_next(self, scene: Scene, today: Any) -> None:
        """A change of the note alone is no news; what was to be told still is, as it is now."""
        made = roster.event(scene.cohort, by=scene.manager)
        roster.delivered()
        move(made, scene)
        today.shift(timedelta(minutes=5))
        made.refresh_from_db()
        move(made, scene, starts_at=made.starts_at, note="Bring chairs")
        assert of(scene.owner) == ["event_invited", "event_changed"]
        told = Message.objects.get(recipient=scene.owner, kind="event_changed")
        assert (told.facts["event_revision"], told.facts["note"]) == (2, "Bring chairs")


@pytest.mark.parametrize("what", ["plan", "move", "call_off", "join"])
def test_a_fixed_number_of_queries_however_many_hear(scene: Scene, what: str) -> None:
    counts = []
    for number in (1, 3):
        for _ in range(number):
            cohorts.supporter(fresh(scene.enrolment))
        Event.objects.update(called_off_at=clock.now())
        made = roster.event(scene.cohort, by=scene.manager)
        second = roster.event(scene.cohort, by=scene.manager, title="Second")
        roster.delivered()
        joins = startups.startup(owner=accounts.person())
        acts: dict[str, Callable[[], object]] = {
            "plan": lambda: roster.event(scene.cohort, by=scene.manager),
            "move": lambda: move(made, scene),  # noqa: B023  # called at once
            "call_off": lambda: operations.call_off(second, reason="Storm", by=scene.manager),  # noqa: B023
            "join": lambda: operations.enrol(scene.cohort, startup=joins, by=scene.manager, reason="x"),  # noqa: B023
        }
        with CaptureQueriesContext(connection) as asked:
            acts[what]()
        counts.append(len(asked))
    assert counts[0] == counts[1]
