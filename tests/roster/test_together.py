"""Announcements and events of a cohort: who hears them, once, and who was there."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import letters
from accelerator.notices.models import Delivery, Message
from cohorts.roster import audiences, operations, queries, registered
from cohorts.roster.models import Announcement, Attendance, Enrolment, Event
from tests.cast import browser
from tests.factories import accounts, cohorts, programmes, roster
from tests.factories.cohorts import NOW, Scene
from tests.guards import refused
from tests.posting import form
from tests.programs import Program, problem
from tests.together import at_once
from tests.trailed import trailed


def send(scene: Scene, *, by: Any = None, **given: Any) -> Announcement:
    usual: dict[str, Any] = {"subject": "Tides", "text": "High at **noon**.", "audience": "cohort", "press": "press-one"}
    return operations.send(scene.cohort, by=by or scene.manager, **(usual | given))


def names(people: Any) -> list[str]:
    return sorted(str(one) for one in people)


def heard(kind: str) -> list[str]:
    return names(one.recipient for one in Message.objects.filter(kind=kind))


EVERYBODY = ["Ananya Rao", "Dewi Sari", "Nurul Hakim", "Priya Raghunathan", "Rival Founder", "Wei Ming"]


class TestAudiences:
    def test_everybody_in_the_cohort_counted_once(self, scene: Scene) -> None:
        cohorts.enrolment(scene.cohort, name="Gone", state="departed")
        cohorts.supporter(Enrolment.objects.get(startup__name="Sandbar"), scene.mentor)
        found = audiences.of(scene.cohort, "cohort")
        assert names(found.people) == EVERYBODY
        assert (len(found.founders), len(found.supporters), len(found.team), found.startups) == (4, 1, 1, 2)

    def test_the_team_is_who_leads_and_the_managers(self, scene: Scene) -> None:
        operations.add_to_team(scene.cohort, person=scene.mentor, role="mentor", by=scene.manager)
        operations.add_to_team(scene.cohort, person=scene.manager, role="manager", by=scene.manager)
        assert names(audiences.of(scene.cohort, "team").people) == ["Nurul Hakim", "Priya Raghunathan"]

    def test_a_selection_is_its_startups_and_who_stands_by_them(self, scene: Scene) -> None:
        found = audiences.of(scene.cohort, "selection", [scene.enrolment])
        assert names(found.people) == ["Ananya Rao", "Dewi Sari", "Priya Raghunathan", "Wei Ming"]

    @pytest.mark.parametrize(
        ("audience", "foreign", "field"),
        [("all", False, "audience"), ("selection", False, "startups"), ("selection", True, "startups")],
    )
    def test_what_is_no_audience_is_refused(self, scene: Scene, audience: str, foreign: bool, field: str) -> None:
        chosen = [cohorts.enrolment(cohorts.cohort())] if foreign else []
        with pytest.raises(Refusal) as refusal:
            audiences.require(scene.cohort, audience, chosen)
        assert refusal.value.field == field


class TestAnnouncements:
    def test_told_once_to_each(self, scene: Scene) -> None:
        made = send(scene)
        assert heard("announcement") == EVERYBODY
        assert names(made.readers.all()) == EVERYBODY
        assert Delivery.objects.filter(message__kind="announcement").count() == 6
        assert trailed("announcement.sent") == ["Nurul Hakim announced Tides in Cohort 5, to 6 people. [announcement cohort]"]

    def test_its_mail_shows_what_was_written_and_no_more(self, scene: Scene) -> None:
        send(scene, text="**Bring** {startup} <b>keys</b>.")
        letter = letters.mail(Delivery.objects.filter(message__recipient=scene.owner, message__kind="announcement").get())
        assert letter.subject == "Tides"
        assert "Bring {startup} <b>keys</b>." in str(letter.body)
        assert "Nurul Hakim, Cohort 5" in str(letter.body)
        assert "<strong>Bring</strong> {startup} &lt;b&gt;keys&lt;/b&gt;." in str(letter.alternatives[0][0])
        assert mail.outbox == []

    def test_one_press_twice_sends_once(self, scene: Scene) -> None:
        assert send(scene).pk == send(scene, text=" High at **noon**.\r\n").pk
        assert Message.objects.filter(kind="announcement").count() == 6

    @pytest.mark.parametrize("given", [{"text": "Edited"}, {"subject": "Ebb"}, {"audience": "team"}, {"chosen": True}])
    def test_one_press_with_other_words_or_for_others_is_refused(self, scene: Scene, given: dict[str, Any]) -> None:
        send(scene)
        given = {"audience": "selection", "enrolments": [scene.enrolment]} if "chosen" in given else given
        with pytest.raises(Refusal, match="“Tides” was sent already") as refusal:
            send(scene, **given)
        assert refusal.value.field == "press"
        assert Announcement.objects.get().text == "High at **noon**."

    def test_the_same_press_in_another_cohort_is_another(self, scene: Scene) -> None:
        """Whoever numbers their presses week by week does so in each cohort."""
        other = cohorts.cohort(programme=scene.programme)
        cohorts.enrolment(other)
        body = {"subject": "Tides", "text": "High.", "press": "weekly-01"}
        answers = [Program(scene.manager).post(f"/cohorts/{one.slug}/announcements", **body) for one in (scene.cohort, other)]
        assert [one.status_code for one in answers] == [201, 201]
        assert Announcement.objects.filter(press="weekly-01").count() == 2

    @pytest.mark.parametrize("press", ["", " ", "p" * 65])
    def test_a_press_that_cannot_be_kept_is_refused(self, scene: Scene, press: str) -> None:
        with pytest.raises(Refusal) as refusal:
            send(scene, press=press)
        assert refusal.value.field == "press"
        body = {"audience": "cohort", "subject": "Tides", "text": "High.", "act": "send", "press": "p" * 65}
        answer = browser(scene.manager).post(f"/cohorts/{scene.cohort.slug}/announcements/new/", body)
        assert (answer.status_code, "High." in answer.content.decode()) == (422, True)

    def test_corrected_after_it_went_out_it_is_looked_at_and_sent_as_another(self, scene: Scene) -> None:
        """Gone back to in the browser: the page that sent it has other words by now."""
        client, address = browser(scene.manager), f"/cohorts/{scene.cohort.slug}/announcements/new/"
        body = form(client.get(address).content.decode(), "subject")
        words = {"subject": "Tides", "text": "At noon.", "audience": "cohort"}
        send_it = next(one for one in _forms(client.post(address, body | words).content.decode()) if one.get("act") == "send")
        client.post(address, send_it)
        refused = client.post(address, send_it | {"text": "At one."})
        assert (refused.status_code, "At one." in refused.content.decode()) == (422, True)
        assert "was sent already" in refused.content.decode()
        looked = client.post(address, body | words | {"text": "At one."}).content.decode()
        client.post(address, next(one for one in _forms(looked) if one.get("act") == "send"))
        assert list(Announcement.objects.order_by("id").values_list("text", flat=True)) == ["At noon.", "At one."]

    def test_a_fixed_number_of_queries_however_many_read_it(self, scene: Scene) -> None:
        counts = []
        for size in (1, 8):
            for _ in range(size):
                cohorts.enrolment(scene.cohort)
            with CaptureQueriesContext(connection) as asked:
                send(scene, press=f"press-{size}")
            counts.append(len(asked))
        assert counts[0] == counts[1]

    def test_read_by_its_audience_alone(self, scene: Scene) -> None:
        made = send(scene, audience="selection", enrolments=[scene.enrolment])
        for who in (*scene.insiders, scene.mentor, scene.manager, scene.auditor):
            assert list(Announcement.objects.visible_to(who)) == [made], who
        for who in scene.outsiders:
            assert not Announcement.objects.visible_to(who).exists(), who
            assert browser(who).get(made.get_absolute_url()).status_code == 404

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"subject": "\u200b"}, "subject"),
            ({"subject": "a\nb"}, "subject"),
            ({"subject": "x" * 201}, "subject"),
            ({"text": " "}, "text"),
        ],
    )
    def test_nothing_is_refused_beside_its_field(self, scene: Scene, given: dict[str, str], field: str) -> None:
        with pytest.raises(Refusal) as refusal:
            send(scene, **given)
        assert refusal.value.field == field
        assert not Announcement.objects.exists()

    def test_nobody_there_is_nobody_told(self, scene: Scene) -> None:
        operations.depart(scene.enrolment, reason="Sold", by=scene.manager)
        left = Enrolment.objects.get(pk=scene.enrolment.pk)
        with pytest.raises(Refusal, match="nobody in this audience"):
            send(scene, audience="selection", enrolments=[left])
        assert not Announcement.objects.exists()

    def test_who_leads_announces(self, scene: Scene) -> None:
        for who in (scene.owner, scene.mentor, scene.elsewhere, scene.auditor):
            with pytest.raises(Forbidden):
                send(scene, by=who)
        operations.add_to_team(scene.cohort, person=scene.mentor, role="mentor", by=scene.manager)
        assert send(scene, by=scene.mentor).by == scene.mentor

    def test_looked_at_then_sent_as_it_was_looked_at(self, scene: Scene) -> None:
        client, address = browser(scene.manager), f"/cohorts/{scene.cohort.slug}/announcements/new/"
        page = client.get(address)
        body = form(page.content.decode(), "subject")
        looked = client.post(address, body | {"subject": "Tides", "text": "High at **noon**.", "audience": "cohort"})
        shown = looked.content.decode()
        assert "Goes to 6 people" in shown
        assert "<strong>noon</strong>" in shown
        assert not Announcement.objects.exists()
        send_it = next(each for each in _forms(shown) if each.get("act") == "send")
        first, second = client.post(address, send_it), client.post(address, send_it)
        made = Announcement.objects.get()
        assert first["Location"] == second["Location"] == made.get_absolute_url()
        assert made.text == "High at **noon**."

    def test_a_refused_one_keeps_what_was_typed(self, scene: Scene) -> None:
        address = f"/cohorts/{scene.cohort.slug}/announcements/new/"
        body = {"act": "preview", "press": "p-1234567", "subject": "Tides", "text": "Low at six.", "audience": "selection"}
        page = browser(scene.manager).post(address, body)
        assert page.status_code == 422
        assert "Choose at least one startup." in page.content.decode()
        assert "Low at six." in page.content.decode()

    def test_it_stands_on_the_home_for_some_weeks(self, scene: Scene) -> None:
        made = send(scene)
        (card,) = registered.home_cards(scene.owner)
        assert list(card.context["announcements"]) == [made]
        with time_machine.travel(NOW + timedelta(days=22), tick=False):
            assert list(registered.home_cards(scene.owner)[0].context["announcements"]) == []
        assert registered.home_cards(scene.stranger) == []

    def test_older_ones_are_a_page_further(self, scene: Scene) -> None:
        for number in range(32):
            send(scene, press=f"press-{number}", subject=f"Tide {number:02}")
        client, address = browser(scene.owner), f"/cohorts/{scene.cohort.slug}/announcements/"
        page = client.get(address).content.decode()
        (mark,) = re.findall(r'href="(\?mark=[^"]*)"', page)
        assert ("Tide 01" in page, "Tide 01" in client.get(address + mark).content.decode()) == (False, True)

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for number in range(size):
            send(scene, press=f"press-{number}")
        client = browser(scene.owner)
        with django_assert_num_queries(8):
            client.get(f"/cohorts/{scene.cohort.slug}/announcements/")


@pytest.mark.django_db(transaction=True)
def test_pressed_by_many_at_once_it_is_sent_once(scene: Scene) -> None:
    made = at_once(*[partial(send, scene)] * 4)
    assert len({one.pk for one in made}) == 1
    assert Message.objects.filter(kind="announcement").count() == 6


def _forms(page: str) -> list[dict[str, str]]:
    from tests.posting import _Forms

    read = _Forms()
    read.feed(page)
    return read.forms


class TestEvents:
    def test_everybody_is_invited_with_an_entry_for_the_calendar(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager, note="Bring a price list.")
        assert heard("event_invited") == EVERYBODY
        letter = letters.mail(Delivery.objects.get(message__recipient=scene.owner, message__kind="event_invited"))
        (entry,) = [part for part in letter.attachments if part.get_content_type() == "text/calendar"]  # type: ignore[union-attr]
        (found,) = Calendar.from_ical(entry.get_payload(decode=True)).walk("VEVENT")  # type: ignore[union-attr]
        assert (str(found["uid"]), int(found["sequence"]), str(found["summary"])) == (made.uid, 0, "Pricing (Cohort 5)")
        assert (found.decoded("dtstart"), str(found["location"])) == (made.starts_at, "Room 4")
        assert "Bring a price list." in str(letter.body)

    def test_a_change_is_told_with_the_next_number(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        roster.delivered()
        later = made.starts_at + timedelta(days=1)
        changed = operations.change_event(made, given=roster.given_event(starts_at=later, place="Room 9"), by=scene.manager)
        assert (changed.revision, changed.place) == (1, "Room 9")
        assert heard("event_changed") == EVERYBODY
        told = Message.objects.filter(kind="event_changed").first()
        assert told is not None
        assert (told.facts["event_revision"], told.facts["where"]) == (1, "Room 9")
        assert trailed("event.changed") == ["Nurul Hakim changed Pricing in Cohort 5. [cohort event]"]

    def test_the_same_is_no_change(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        operations.change_event(made, given=roster.given_event(starts_at=made.starts_at), by=scene.manager)
        assert Event.objects.get().revision == 0
        assert heard("event_changed") == []

    def test_another_note_is_told_to_nobody(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        operations.change_event(made, given=roster.given_event(starts_at=made.starts_at, note="Chairs"), by=scene.manager)
        assert Event.objects.get().revision == 1
        assert heard("event_changed") == []

    def test_who_is_left_out_hears_that_it_is_off_for_them(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        roster.delivered()
        given = roster.given_event(starts_at=made.starts_at, audience="selection", enrolments=[scene.enrolment])
        operations.change_event(made, given=given, by=scene.manager)
        assert heard("event_left") == ["Nurul Hakim", "Rival Founder"]
        assert heard("event_changed") == []
        roster.delivered()
        back = roster.given_event(starts_at=made.starts_at)
        with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
            operations.change_event(made, given=back, by=scene.manager)
        assert heard("event_invited").count("Rival Founder") == 2

    def test_called_off_with_a_reason_that_leaves_calendars(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        with pytest.raises(Refusal) as refusal:
            operations.call_off(made, reason=" ", by=scene.manager)
        assert refusal.value.field == "reason"
        roster.delivered()
        operations.call_off(made, reason="Rain", by=scene.manager)
        assert heard("event_called_off") == EVERYBODY
        letter = letters.mail(Delivery.objects.get(message__recipient=scene.owner, message__kind="event_called_off"))
        (entry,) = [part for part in letter.attachments if part.get_content_type() == "text/calendar"]  # type: ignore[union-attr]
        body = entry.get_payload(decode=True).decode()  # type: ignore[union-attr]
        assert "METHOD:CANCEL" in body
        assert "SEQUENCE:1" in body
        with pytest.raises(Refusal, match="was called off"):
            operations.call_off(made, reason="Again", by=scene.manager)

    def test_what_is_over_invites_nobody(self, scene: Scene) -> None:
        roster.event(scene.cohort, by=scene.manager, starts_at=NOW - timedelta(days=2))
        assert heard("event_invited") == []

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"kind": "dance"}, "kind"),
            ({"title": " "}, "title"),
            ({"place": " "}, "place"),
            ({"hours": 0}, "until"),
            ({"audience": "selection"}, "startups"),
            ({"starts_at": NOW.replace(year=2101)}, "starts_on"),
        ],
    )
    def test_half_an_event_is_refused(self, scene: Scene, given: dict[str, Any], field: str) -> None:
        with pytest.raises(Refusal) as refusal:
            roster.event(scene.cohort, by=scene.manager, **given)
        assert refusal.value.field == field
        assert not Event.objects.exists()

    def test_who_leads_plans(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        for who in (scene.owner, scene.mentor, scene.elsewhere, scene.auditor):
            with pytest.raises(Forbidden):
                roster.event(scene.cohort, by=who)
            with pytest.raises(Forbidden):
                operations.call_off(made, reason="x", by=who)

    def test_seen_by_those_it_is_for(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager, audience="selection", enrolments=[scene.enrolment])
        team = roster.event(scene.cohort, by=scene.manager, audience="team", title="Retro")
        assert set(Event.objects.visible_to(scene.manager)) == set(Event.objects.visible_to(scene.auditor)) == {made, team}
        for who in (*scene.insiders, scene.mentor):
            assert list(Event.objects.visible_to(who)) == [made]
        for who in scene.outsiders:
            assert not Event.objects.visible_to(who).exists()

    def test_entries_for_ones_own_calendar(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        roster.event(scene.cohort, by=scene.manager, audience="team", title="Retro")
        off = roster.event(scene.cohort, by=scene.manager, title="Off")
        operations.call_off(off, reason="Rain", by=scene.manager)
        day = made.starts_at.date()

        def own(person: Any, since: date, until: date) -> list[str]:
            return [one.title for one in registered.calendar_entries(person, since, until)]

        assert own(scene.owner, day, day) == ["Pricing (Cohort 5)"]
        assert own(scene.manager, day, day) == ["Pricing (Cohort 5)", "Retro (Cohort 5)"]
        assert own(scene.owner, day + timedelta(days=2), day + timedelta(days=9)) == []
        assert own(scene.owner, day - timedelta(days=9), day - timedelta(days=2)) == []
        for who in (scene.auditor, scene.stranger, scene.former, scene.elsewhere):
            assert own(who, day, day) == []
        (entry,) = registered.calendar_entries(scene.owner, day, day)
        assert (entry.uid, entry.revision, entry.url) == (made.uid, 0, f"{settings.SITE_URL}{made.get_absolute_url()}")

    def test_the_cohorts_calendar_as_a_file(self, scene: Scene) -> None:
        roster.event(scene.cohort, by=scene.manager)
        roster.event(scene.cohort, by=scene.manager, audience="selection", enrolments=[scene.enrolment], title="Quay")
        titles = {}
        for who in ("owner", "rival"):
            sent = browser(getattr(scene, who)).get(f"/cohorts/{scene.cohort.slug}/calendar.ics")
            assert sent["Content-Type"] == "text/calendar; charset=utf-8"
            titles[who] = sorted(str(one["summary"]) for one in Calendar.from_ical(sent.content).walk("VEVENT"))
        assert titles == {"owner": ["Pricing (Cohort 5)", "Quay (Cohort 5)"], "rival": ["Pricing (Cohort 5)"]}
        assert browser(scene.stranger).get(f"/cohorts/{scene.cohort.slug}/calendar.ics").status_code == 404


class TestAttendance:
    def past(self, scene: Scene, **given: Any) -> Event:
        return roster.event(scene.cohort, by=scene.manager, starts_at=NOW - timedelta(days=2), **given)

    def test_recorded_by_person_and_taken_back(self, scene: Scene) -> None:
        made = self.past(scene)
        states = {(scene.enrolment.pk, scene.owner.pk): "present", (scene.enrolment.pk, scene.member.pk): "excused"}
        operations.record_attendance(made, states=states, by=scene.manager)
        assert trailed("event.attended") == ["Nurul Hakim recorded who was at Pricing: 1 present. [cohort event]"]
        operations.record_attendance(made, states={(scene.enrolment.pk, scene.member.pk): ""}, by=scene.manager)
        operations.record_attendance(made, states={(scene.enrolment.pk, scene.owner.pk): "absent"}, by=scene.manager)
        assert [(one.person, one.state) for one in Attendance.objects.all()] == [(scene.owner, "absent")]

    @pytest.mark.parametrize("who", ["stranger", "rival"])
    def test_nobody_who_was_not_invited(self, scene: Scene, who: str) -> None:
        made = self.past(scene, audience="selection", enrolments=[scene.enrolment])
        states = {(scene.enrolment.pk, getattr(scene, who).pk): "present"}
        with pytest.raises(Refusal, match="was not invited"):
            operations.record_attendance(made, states=states, by=scene.manager)

    def test_no_state_that_nobody_knows_and_none_before_it_begins(self, scene: Scene) -> None:
        key = (scene.enrolment.pk, scene.owner.pk)
        with pytest.raises(Refusal, match="was not invited"):
            operations.record_attendance(self.past(scene), states={key: "asleep"}, by=scene.manager)
        with pytest.raises(Refusal, match="has not begun"):
            operations.record_attendance(roster.event(scene.cohort, by=scene.manager), states={key: "present"}, by=scene.manager)

    def test_who_left_since_was_there_all_the_same(self, scene: Scene) -> None:
        made = self.past(scene)
        operations.record_attendance(made, states={(scene.enrolment.pk, scene.member.pk): "present"}, by=scene.manager)
        scene.startup.members.filter(person=scene.member).update(ended_at=clock.now())
        assert ("Wei Ming", "present") in [(str(one.person), one.state) for one in queries.expected(made)]

    def test_founders_see_their_own_alone(self, scene: Scene) -> None:
        made = self.past(scene)
        rival = Enrolment.objects.get(startup__name="Sandbar")
        states = {(scene.enrolment.pk, scene.owner.pk): "present", (rival.pk, scene.rival.pk): "absent"}
        operations.record_attendance(made, states=states, by=scene.manager)
        page = browser(scene.owner).get(made.get_absolute_url()).content.decode()
        assert ("Ananya Rao" in page, "Rival Founder" in page, "Sandbar" in page) == (True, False, False)

    def test_recorded_on_its_page(self, scene: Scene) -> None:
        made = self.past(scene)
        client = browser(scene.manager)
        name = f"{scene.enrolment.code}.{scene.owner.code}"
        body = form(client.get(made.get_absolute_url()).content.decode(), name)
        client.post(f"{made.get_absolute_url()}attendance/", body | {name: "present"})
        assert [(one.person, one.state) for one in Attendance.objects.all()] == [(scene.owner, "present")]

    def two(self, scene: Scene) -> tuple[Event, Any, dict[str, str], str, str]:
        """An event, its manager, the form as both managers opened it, and the fields of two people."""
        made, client = self.past(scene), browser(scene.manager)
        ours, theirs = (f"{scene.enrolment.code}.{one.code}" for one in (scene.owner, scene.member))
        return made, client, form(client.get(made.get_absolute_url()).content.decode(), ours), ours, theirs

    def test_two_who_record_at_once_keep_each_others(self, scene: Scene) -> None:
        made, client, opened, ours, theirs = self.two(scene)
        address, second = f"{made.get_absolute_url()}attendance/", programmes.manager(scene.programme)
        client.post(address, opened | {ours: "present"})
        browser(second).post(address, opened | {theirs: "absent"})
        kept = Attendance.objects.order_by("id").values_list("person", "state", "by")
        assert list(kept) == [
            (scene.owner.pk, "present", scene.manager.pk),
            (scene.member.pk, "absent", second.pk),
        ]

    def test_what_another_recorded_meanwhile_stands_and_the_rest_is_kept(self, scene: Scene) -> None:
        made, client, opened, ours, theirs = self.two(scene)
        address = f"{made.get_absolute_url()}attendance/"
        client.post(address, opened | {ours: "present"})
        page = client.post(address, opened | {ours: "absent", theirs: "excused"})
        said = "Ananya Rao: “Present” was recorded meanwhile. Your “Absent” was not saved."
        assert (page.status_code, said in page.content.decode()) == (409, True)
        assert set(Attendance.objects.values_list("person", "state")) == {
            (scene.owner.pk, "present"),
            (scene.member.pk, "excused"),
        }
        assert form(page.content.decode(), ours)[f"was.{ours}"] == "present"
        client.post(address, form(page.content.decode(), ours) | {ours: "absent"})
        assert Attendance.objects.get(person=scene.owner).state == "absent"

    def test_both_wanted_the_same(self, scene: Scene) -> None:
        made, client, opened, ours, _theirs = self.two(scene)
        for _ in range(2):
            answer = client.post(f"{made.get_absolute_url()}attendance/", opened | {ours: "present"})
            assert answer.status_code == 302
        assert len(trailed("event.attended")) == 1

    def test_who_recorded_first_stays_named(self, scene: Scene) -> None:
        made, second = self.past(scene), programmes.manager(scene.programme)
        states = {(scene.enrolment.pk, scene.owner.pk): "present"}
        for who in (scene.manager, second):
            assert operations.record_attendance(made, states=states, by=who) == []
        assert Attendance.objects.get().by == scene.manager
        assert len(trailed("event.attended")) == 1

    def test_for_programs_nothing_is_written_where_one_is_another(self, scene: Scene) -> None:
        made, client = self.past(scene), Program(scene.manager).client
        operations.record_attendance(made, states={(scene.enrolment.pk, scene.owner.pk): "present"}, by=scene.manager)

        def put(was: dict[str, str]) -> Any:
            people = [
                {"enrolment": scene.enrolment.code, "person": str(who.code), "state": "absent", **was}
                for who in (scene.member, scene.owner)
            ]
            return client.put(f"/api/v1/events/{made.code}/attendance", {"people": people}, "application/json")

        answer = put({"was": ""})
        assert problem(answer) == (409, "was")
        assert "Ananya Rao" in answer.content.decode()
        assert [(one.person, one.state) for one in Attendance.objects.all()] == [(scene.owner, "present")]
        assert put({}).status_code == 200
        assert set(Attendance.objects.values_list("state", flat=True)) == {"absent"}

    def test_a_fixed_number_of_queries_however_many_were_there(self, scene: Scene) -> None:
        made, counts = self.past(scene), []
        for size in (1, 8):
            for _ in range(size):
                cohorts.enrolment(scene.cohort)
            keys = [(row.enrolment.pk, row.person.pk) for row in queries.expected(made)]
            for states in (dict.fromkeys(keys, "present"), dict.fromkeys(keys, "absent"), dict.fromkeys(keys, "")):
                with CaptureQueriesContext(connection) as asked:
                    operations.record_attendance(made, states=states, by=scene.manager)
                counts.append(len(asked))
        assert counts[:3] == counts[3:]


class TestEventPages:
    BODY = {
        "kind": "demo_day",
        "title": "Demo day",
        "starts_on": "2026-12-01",
        "begins": "09:00",
        "until": "17:30",
        "place": "Pier 7",
        "audience": "cohort",
    }

    def test_times_are_those_of_the_cohorts_zone(self, scene: Scene) -> None:
        client = browser(scene.manager)
        client.post(f"/cohorts/{scene.cohort.slug}/calendar/new/", self.BODY)
        made = Event.objects.get()
        assert f"{made.starts_at:%Y-%m-%d %H:%M}–{made.ends_at:%H:%M}" == "2026-12-01 01:00–09:30"
        page = client.get(f"{made.get_absolute_url()}edit/").content.decode()
        body = form(page, "begins")
        assert (body["begins"], body["until"], body["ends_on"], body["starts_on"]) == ("09:00", "17:30", "", "2026-12-01")
        client.post(f"{made.get_absolute_url()}edit/", body | {"ends_on": "2026-12-02", "until": "12:00"})
        made.refresh_from_db()
        assert (f"{made.ends_at:%Y-%m-%d %H:%M}", made.revision) == ("2026-12-02 04:00", 1)

    def test_an_end_before_the_beginning_is_said_beside_it(self, scene: Scene) -> None:
        page = browser(scene.manager).post(f"/cohorts/{scene.cohort.slug}/calendar/new/", self.BODY | {"until": "08:00"})
        assert (page.status_code, "It has to end after it begins." in page.content.decode()) == (422, True)

    def test_called_off_on_its_page(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager)
        client = browser(scene.manager)
        assert client.post(f"{made.get_absolute_url()}call-off/", {"reason": ""}).status_code == 422
        client.post(f"{made.get_absolute_url()}call-off/", {"reason": "Rain"})
        assert "Called off" in browser(scene.owner).get(made.get_absolute_url()).content.decode()

    def planned(self, scene: Scene, how_many: int, *, ahead: bool) -> None:
        """Events an hour apart, the first of them in an hour or an hour ago."""
        made = [
            Event(
                cohort=scene.cohort,
                by=scene.manager,
                kind="other",
                title=f"{'Ahead' if ahead else 'Past'} {number:03}",
                place="Pier",
                audience="cohort",
                starts_at=NOW + (1 if ahead else -1) * timedelta(hours=number),
                ends_at=NOW + (1 if ahead else -1) * timedelta(hours=number) + timedelta(minutes=30),
            )
            for number in range(1, how_many + 1)
        ]
        Event.objects.bulk_create(made)

    def shown(self, client: Any, address: str) -> list[str]:
        return re.findall(r"(?:Ahead|Past) \d{3}", client.get(address).content.decode())

    def test_what_is_over_keeps_nothing_that_lies_ahead_from_the_page(self, scene: Scene) -> None:
        self.planned(scene, 240, ahead=False)
        self.planned(scene, 60, ahead=True)
        client, address = browser(scene.owner), f"/cohorts/{scene.cohort.slug}/calendar/"
        first = self.shown(client, address)
        assert first == [f"Ahead {n:03}" for n in range(1, 51)] + [f"Past {n:03}" for n in range(1, 11)]
        page = client.get(address).content.decode()
        mark = next(one for one in re.findall(r'href="(\?[^"]*)"', page) if "mark=" in one)
        assert self.shown(client, address + mark)[:10] == [f"Ahead {n:03}" for n in range(51, 61)]
        assert 'href="?of=over"' in page

    def test_all_that_is_over_is_read_page_by_page(self, scene: Scene) -> None:
        self.planned(scene, 60, ahead=False)
        client, address = browser(scene.owner), f"/cohorts/{scene.cohort.slug}/calendar/?of=over"
        page = client.get(address).content.decode()
        (mark,) = re.findall(r'href="\?([^"]*mark=[^"]*)"', page)
        both = self.shown(client, address) + self.shown(
            client, f"/cohorts/{scene.cohort.slug}/calendar/?{mark}".replace("&amp;", "&")
        )
        assert both == [f"Past {n:03}" for n in range(1, 61)]

    def test_the_file_holds_what_lies_ahead_however_much_is_over(self, scene: Scene) -> None:
        self.planned(scene, 520, ahead=False)
        self.planned(scene, 3, ahead=True)
        sent = browser(scene.owner).get(f"/cohorts/{scene.cohort.slug}/calendar.ics")
        titles = [str(one["summary"]).split(" (")[0] for one in Calendar.from_ical(sent.content).walk("VEVENT")]
        assert (len(titles), titles[-4:]) == (503, ["Past 001", "Ahead 001", "Ahead 002", "Ahead 003"])

    @pytest.mark.parametrize("size", [1, 3])
    @pytest.mark.parametrize("page", ["calendar", "event"])
    def test_queries(self, scene: Scene, page: str, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size):
            made = roster.event(scene.cohort, by=scene.manager, starts_at=NOW - timedelta(days=2))
            cohorts.enrolment(scene.cohort, owner=accounts.person())
        client = browser(scene.manager)
        address = made.get_absolute_url() if page == "event" else f"/cohorts/{scene.cohort.slug}/calendar/"
        with django_assert_num_queries({"event": 9, "calendar": 7}[page]):
            client.get(address)


def test_the_database_keeps_events_whole(scene: Scene) -> None:
    made = roster.event(scene.cohort, by=scene.manager)
    refused("UPDATE cohorts_event SET ends_at = starts_at WHERE id = %s", made.pk, because="event_ends_after_start")
    refused("UPDATE cohorts_event SET audience = 'all' WHERE id = %s", made.pk, because="event_audience")
