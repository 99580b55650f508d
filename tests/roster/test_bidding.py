"""Who is bidden to events: those who join later too; who leaves hears so; and each says whether they come."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import letters
from accelerator.notices.models import Delivery, Message
from cohorts.roster import operations, queries
from cohorts.roster.models import Enrolment, Event, EventReply
from tests.cast import browser
from tests.factories import accounts, applications, cohorts, programmes, roster, startups
from tests.factories.cohorts import NOW, Scene
from tests.guards import history, refused
from tests.programs import Program, problem
from tests.together import at_once
from tests.trailed import trailed


def invited(event: Event, kind: str = "event_invited") -> list[str]:
    told = Message.objects.filter(kind=kind, subject=f"event:{event.pk}").select_related("recipient")
    return sorted(str(one.recipient) for one in told)


def join(scene: Scene, name: str = "Latecomer", founder: str = "Late Founder") -> Enrolment:
    new = startups.startup(name, owner=accounts.person(name=founder))
    return operations.enrol(scene.cohort, startup=new, by=scene.manager, reason="Invited")


EVERYBODY = ["Ananya Rao", "Dewi Sari", "Nurul Hakim", "Priya Raghunathan", "Rival Founder", "Wei Ming"]


class TestWhoJoinsLater:
    def test_is_invited_to_what_is_still_to_come_with_the_entry(self, scene: Scene) -> None:
        ahead = roster.event(scene.cohort, by=scene.manager)
        join(scene)
        assert invited(ahead) == sorted([*EVERYBODY, "Late Founder"])
        letter = letters.mail(Delivery.objects.get(message__recipient__name="Late Founder", message__kind="event_invited"))
        (part,) = [each for each in letter.attachments if each.get_content_type() == "text/calendar"]  # type: ignore[union-attr]
        (entry,) = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")  # type: ignore[union-attr]
        assert (str(entry["uid"]), entry.decoded("dtstart")) == (ahead.uid, ahead.starts_at)

    def test_one_that_is_under_way_still_counts(self, scene: Scene) -> None:
        running = roster.event(scene.cohort, by=scene.manager, starts_at=NOW - timedelta(hours=1))
        join(scene)
        assert "Late Founder" in invited(running)

    def test_what_is_over_off_or_for_others_invites_nobody(self, scene: Scene) -> None:
        over = roster.event(scene.cohort, by=scene.manager, starts_at=NOW - timedelta(days=2))
        off = roster.event(scene.cohort, by=scene.manager, title="Off")
        operations.call_off(off, reason="Rain", by=scene.manager)
        team = roster.event(scene.cohort, by=scene.manager, title="Retro", audience="team")
        only = roster.event(scene.cohort, by=scene.manager, title="Quay", audience="selection", enrolments=[scene.enrolment])
        elsewhere = cohorts.cohort(programme=scene.programme)
        theirs = roster.event(elsewhere, by=scene.manager, title="Theirs")
        join(scene)
        assert [one.title for one in (over, off, team, only, theirs) if "Late Founder" in invited(one)] == []

    def test_who_was_invited_already_is_not_again(self, scene: Scene) -> None:
        """A founder of two startups of the cohort has one invitation."""
        ahead = roster.event(scene.cohort, by=scene.manager)
        second = startups.startup(owner=scene.owner)
        with time_machine.travel(NOW + timedelta(minutes=1), tick=False):  # of one moment there is one message anyhow
            operations.enrol(scene.cohort, startup=second, by=scene.manager, reason="Invited")
        assert invited(ahead) == EVERYBODY

    def test_by_an_accepted_offer_it_is_the_same(self, scene: Scene) -> None:
        ahead = roster.event(scene.cohort, by=scene.manager)
        call = programmes.call(programme=scene.programme)
        new = startups.startup("Offered", owner=accounts.person(name="Offered Founder"))
        application = applications.application(call=call, startup=new)
        operations.enrol(scene.cohort, startup=new, application=application, by=new.members.get().person)
        assert "Offered Founder" in invited(ahead)

    def test_who_stands_by_one_from_now_on_is_invited_too(self, scene: Scene) -> None:
        ahead = roster.event(scene.cohort, by=scene.manager)
        only = roster.event(scene.cohort, by=scene.manager, title="Quay", audience="selection", enrolments=[scene.enrolment])
        other = Enrolment.objects.get(startup__name="Sandbar")
        helper = accounts.person(name="New Mentor")
        operations.add_supporter(cohorts.fresh(other), person=helper, role="mentor", by=scene.manager)
        assert ("New Mentor" in invited(ahead), "New Mentor" in invited(only)) == (True, False)
        operations.add_supporter(cohorts.fresh(scene.enrolment), person=helper, role="mentor", by=scene.manager)
        assert (invited(ahead).count("New Mentor"), invited(only).count("New Mentor")) == (1, 1)

    @pytest.mark.parametrize("size", [1, 3])
    def test_events_for_all_are_looked_up_once(self, scene: Scene, size: int) -> None:
        """However many events for everybody lie ahead, each new reader costs the same."""
        for number in range(size):
            roster.event(scene.cohort, by=scene.manager, title=f"Workshop {number}")
        with CaptureQueriesContext(connection) as asked:
            join(scene)
        found = [one["sql"] for one in asked if one["sql"].startswith('SELECT "cohorts_supporter"')]
        assert len(found) == 2  # before and after


class TestWhoLeaves:
    def test_hears_that_it_is_off_for_them(self, scene: Scene) -> None:
        ahead = roster.event(scene.cohort, by=scene.manager)
        over = roster.event(scene.cohort, by=scene.manager, starts_at=NOW - timedelta(days=2), title="Over")
        roster.delivered()
        operations.depart(scene.enrolment, reason="Sold", by=scene.manager)
        assert invited(ahead, "event_left") == ["Ananya Rao", "Dewi Sari", "Priya Raghunathan", "Wei Ming"]
        assert invited(over, "event_left") == []
        letter = letters.mail(Delivery.objects.get(message__recipient=scene.owner, message__kind="event_left"))
        (part,) = [each for each in letter.attachments if each.get_content_type() == "text/calendar"]  # type: ignore[union-attr]
        assert b"METHOD:CANCEL" in part.get_payload(decode=True)  # type: ignore[operator,union-attr]

    def test_who_is_in_the_cohort_otherwise_stays_invited(self, scene: Scene) -> None:
        ahead = roster.event(scene.cohort, by=scene.manager)
        cohorts.supporter(Enrolment.objects.get(startup__name="Sandbar"), scene.mentor)
        startups.member(Enrolment.objects.get(startup__name="Sandbar").startup, scene.member)
        roster.delivered()
        operations.depart(scene.enrolment, reason="Sold", by=scene.manager)
        assert invited(ahead, "event_left") == ["Ananya Rao", "Dewi Sari"]

    def test_support_that_ends_takes_the_mentors_invitations(self, scene: Scene) -> None:
        ahead = roster.event(scene.cohort, by=scene.manager)
        roster.delivered()
        held = scene.enrolment.supporters.select_related("enrolment__cohort__programme", "enrolment__startup", "person").get(
            person=scene.mentor
        )
        operations.end_supporter(held, by=scene.manager)
        assert invited(ahead, "event_left") == ["Priya Raghunathan"]

    def test_who_graduates_stays_invited(self, scene: Scene) -> None:
        """Alumni keep what the cohort shares."""
        ahead = roster.event(scene.cohort, by=scene.manager)
        operations.graduate(scene.enrolment, by=scene.manager)
        assert invited(ahead, "event_left") == []
        assert list(Event.objects.visible_to(scene.owner)) == [ahead]


class TestReplies:
    def test_somebody_comes_and_thinks_better_of_it(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        assert operations.reply(made, coming=True, by=scene.owner).coming is True
        operations.reply(made, coming=True, by=scene.owner)
        operations.reply(made, coming=False, by=scene.owner)
        kept = EventReply.objects.get()
        assert (kept.person, kept.coming, kept.state) == (scene.owner, False, "not_coming")
        assert trailed("event.replied") == [
            "Ananya Rao comes to Pricing. [cohort event]",
            "Ananya Rao does not come to Pricing. [cohort event]",
        ]
        assert len(history("cohorts_eventreplyevent", kept.pk)) == 2

    @pytest.mark.parametrize("who", ["owner", "viewer", "mentor", "rival", "manager"])
    def test_each_who_is_bidden(self, scene: Scene, who: str) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        operations.reply(made, coming=True, by=getattr(scene, who))
        assert EventReply.objects.get().person == getattr(scene, who)

    @pytest.mark.parametrize("who", ["rival", "former", "stranger", "elsewhere", "auditor"])
    def test_nobody_else(self, scene: Scene, who: str) -> None:
        made = roster.event(scene.cohort, by=scene.manager, audience="selection", enrolments=[scene.enrolment])
        with pytest.raises(Forbidden, match="You are not invited"):
            operations.reply(made, coming=True, by=getattr(scene, who))
        assert not EventReply.objects.exists()

    def test_not_to_what_is_over_or_off(self, scene: Scene) -> None:
        over = roster.event(scene.cohort, by=scene.manager, starts_at=NOW - timedelta(hours=2))
        with pytest.raises(Refusal, match="Pricing is over"):
            operations.reply(over, coming=True, by=scene.owner)
        off = roster.event(scene.cohort, by=scene.manager, title="Demo day")
        operations.call_off(off, reason="Rain", by=scene.manager)
        with pytest.raises(Refusal, match="Demo day was called off"):
            operations.reply(off, coming=True, by=scene.owner)
        assert not EventReply.objects.exists()

    def test_after_the_startup_left_nobody_of_it_comes(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        operations.depart(scene.enrolment, reason="Sold", by=scene.manager)
        with pytest.raises(Forbidden):
            operations.reply(made, coming=True, by=scene.owner)

    def test_another_time_asks_everybody_again_another_room_does_not(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        operations.reply(made, coming=True, by=scene.owner)
        moved = {"starts_at": made.starts_at, "place": "Room 9"}
        operations.change_event(made, given=roster.given_event(**moved), by=scene.manager)
        assert EventReply.objects.count() == 1
        moved["starts_at"] += timedelta(days=1)
        operations.change_event(made, given=roster.given_event(**moved), by=scene.manager)
        assert EventReply.objects.count() == 0

    def test_once_a_person_and_event(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        operations.reply(made, coming=True, by=scene.owner)
        refused(
            "INSERT INTO cohorts_eventreply (event_id, person_id, coming, created_at) VALUES (%s, %s, true, now())",
            made.pk,
            scene.owner.pk,
            because="event_reply_once",
        )


class TestWhoReadsThem:
    def test_the_team_reads_all_others_their_own(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        for who, coming in ((scene.owner, True), (scene.rival, False), (scene.mentor, True)):
            operations.reply(made, coming=coming, by=who)

        def read(who: Any) -> list[tuple[str, bool]]:
            told = Program(who).get(f"/events/{made.code}/replies").json()  # type: ignore[attr-defined]
            return [(one["name"], one["coming"]) for one in told]

        everything = [("Ananya Rao", True), ("Priya Raghunathan", True), ("Rival Founder", False)]
        assert read(scene.manager) == read(scene.auditor) == everything
        assert read(scene.owner) == [("Ananya Rao", True)]
        assert read(scene.rival) == [("Rival Founder", False)]
        assert read(scene.viewer) == []
        for who in (scene.stranger, scene.former, scene.elsewhere):
            assert problem(Program(who).get(f"/events/{made.code}/replies")) == (404, None)

    def test_on_the_events_page(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        for who in (scene.owner, scene.mentor):
            operations.reply(made, coming=True, by=who)
        operations.reply(made, coming=False, by=scene.rival)
        page = browser(scene.manager).get(made.get_absolute_url()).content.decode()
        shown = [word in page for word in ("2 come", "Ananya Rao", "Rival Founder", "Priya Raghunathan", "No answer yet")]
        assert shown == [True] * 5
        own = browser(scene.owner).get(made.get_absolute_url()).content.decode()
        assert [word in own for word in ("2 come", "Rival Founder", "Sandbar", "Priya Raghunathan")] == [False] * 4
        assert "Coming" in own

    def test_who_only_looks_is_not_asked(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        page = browser(scene.auditor).get(made.get_absolute_url()).content.decode()
        assert ("Do you come?" in page, "0 come" in page) == (False, True)

    def test_who_records_sees_what_they_had_said(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        operations.reply(made, coming=False, by=scene.owner)
        with time_machine.travel(made.starts_at + timedelta(minutes=30), tick=False):
            page = browser(scene.manager).get(made.get_absolute_url()).content.decode()
        assert page.count("said they cannot") == 1
        assert {one.reply for one in queries.expected(made, list(queries.replies(made)))} == {"not_coming", "no_answer"}


class TestItsDoors:
    def test_said_on_its_page(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        client, path = browser(scene.owner), f"{made.get_absolute_url()}reply/"
        assert client.post(path, {"coming": "yes"})["Location"] == made.get_absolute_url()
        assert EventReply.objects.get().coming is True
        client.post(path, {"coming": "no"})
        assert EventReply.objects.get().coming is False

    @pytest.mark.parametrize("typed", [{}, {"coming": ""}, {"coming": "perhaps"}])
    def test_neither_yes_nor_no_is_said_and_changes_nothing(self, scene: Scene, typed: dict[str, str]) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        operations.reply(made, coming=True, by=scene.owner)
        page = browser(scene.owner).post(f"{made.get_absolute_url()}reply/", typed, follow=True)
        assert "Say whether you come: yes or no." in page.content.decode()
        assert EventReply.objects.get().coming is True

    def test_through_the_api(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        client, path = Program(scene.owner).client, f"/api/v1/events/{made.code}/reply"
        told = client.put(path, {"coming": True}, "application/json").json()
        assert (told["name"], told["coming"]) == ("Ananya Rao", True)
        assert problem(client.put(path, {}, "application/json")) == (422, ["coming"])
        assert problem(client.put(path, {"coming": "perhaps"}, "application/json")) == (422, ["coming"])
        operations.call_off(made, reason="Rain", by=scene.manager)
        assert problem(client.put(path, {"coming": True}, "application/json")) == (409, None)

    @pytest.mark.parametrize("size", [1, 3])
    @pytest.mark.parametrize(("who", "count"), [("manager", 8), ("owner", 8)])
    def test_queries(self, scene: Scene, size: int, who: str, count: int, django_assert_num_queries: Any) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        for _ in range(size):
            owner = accounts.person()
            cohorts.enrolment(scene.cohort, owner=owner)
            operations.reply(made, coming=True, by=owner)
            operations.reply(made, coming=True, by=programmes.manager(scene.programme))
        client = browser(getattr(scene, who))
        with django_assert_num_queries(count):
            client.get(made.get_absolute_url())
        program = Program(scene.manager).client
        program.get(f"/api/v1/events/{made.code}/replies")
        with django_assert_num_queries(6):
            program.get(f"/api/v1/events/{made.code}/replies")


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_said_by_many_presses_it_is_kept_once(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        at_once(*[partial(operations.reply, made, coming=True, by=scene.owner)] * 4)
        assert EventReply.objects.get().coming is True
        assert len(trailed("event.replied")) == 1

    def test_planned_while_a_startup_joins_it_invites_them_once(self, scene: Scene) -> None:
        for number in range(3):
            founder = f"Founder {number}"
            plan = partial(roster.event, scene.cohort, by=scene.manager, title=f"Workshop {number}")
            _joined, made = at_once(partial(join, scene, f"Late {number}", founder), plan)
            assert invited(made).count(founder) == 1
