"""Announcements that are written now and sent later: each once, whatever becomes of doorbells and workers."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction

from accelerator.kit import doorbell
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.notices.models import Message
from cohorts.roster import operations, tasks
from cohorts.roster.models import Announcement, Cohort, Enrolment, PlannedAnnouncement
from config import schedule
from tests.cast import browser
from tests.factories import accounts, cohorts, programmes, startups
from tests.factories.cohorts import NOW, Scene
from tests.guards import history, moves, refused
from tests.posting import form
from tests.programs import Program, problem, walked
from tests.together import at_once, overtaken
from tests.trailed import trailed

TOMORROW = NOW + timedelta(days=1)
LATER = TOMORROW + timedelta(minutes=1)
WORDS: dict[str, Any] = {"subject": "Tides", "text": "High at **noon**.", "audience": "cohort"}


def plan(scene: Scene, *, by: Any = None, **given: Any) -> PlannedAnnouncement:
    usual = {**WORDS, "send_at": TOMORROW, "press": "press-one"}
    return operations.plan_announcement(scene.cohort, by=by or scene.manager, **(usual | given))


def change(planned: PlannedAnnouncement, *, by: Any, **given: Any) -> PlannedAnnouncement:
    return operations.change_announcement(planned, by=by, **({**WORDS, "send_at": TOMORROW} | given))


def run(planned: PlannedAnnouncement, at: datetime = LATER) -> bool:
    with time_machine.travel(at, tick=False):
        return operations.announce_due(planned.pk)


def heard(kind: str = "announcement") -> list[str]:
    return sorted(str(one.recipient) for one in Message.objects.filter(kind=kind))


EVERYBODY = ["Ananya Rao", "Dewi Sari", "Nurul Hakim", "Priya Raghunathan", "Rival Founder", "Wei Ming"]


class TestPlanning:
    def test_nobody_hears_of_it_before(self, scene: Scene) -> None:
        made = plan(scene)
        assert (made.state, made.send_at, made.by) == ("planned", TOMORROW, scene.manager)
        assert (heard(), Announcement.objects.count()) == ([], 0)
        assert trailed("announcement.planned") == [
            "Nurul Hakim planned to announce Tides in Cohort 5 on Sat 21 Nov, 14:02 SGT. [cohort plannedannouncement]"
        ]

    def test_one_press_twice_plans_once(self, scene: Scene) -> None:
        assert plan(scene).pk == plan(scene).pk
        assert PlannedAnnouncement.objects.get().text == "High at **noon**."
        assert len(trailed("announcement.planned")) == 1

    @pytest.mark.parametrize("given", [{"text": "Edited"}, {"audience": "team"}, {"send_at": TOMORROW + timedelta(hours=1)}])
    def test_one_press_with_something_else_is_refused(self, scene: Scene, given: dict[str, Any]) -> None:
        plan(scene)
        with pytest.raises(Refusal, match="“Tides” was planned already") as refusal:
            plan(scene, **given)
        assert (refusal.value.field, PlannedAnnouncement.objects.count()) == ("press", 1)

    def test_the_same_press_in_another_cohort_plans_another(self, scene: Scene) -> None:
        plan(scene)
        other = cohorts.cohort(programme=scene.programme)
        facts = {"subject": "Ebb", "text": "Low.", "audience": "cohort", "send_at": TOMORROW}
        made = operations.plan_announcement(other, press=PlannedAnnouncement.objects.get().press, by=scene.manager, **facts)
        assert made.cohort == other

    @pytest.mark.parametrize(
        ("given", "field", "says"),
        [
            ({"subject": " "}, "subject", "Write a subject of one line"),
            ({"subject": "a\nb"}, "subject", "Write a subject of one line"),
            ({"text": "\u200b"}, "text", "Write a text of at most"),
            ({"text": "x" * 10_001}, "text", "Write a text of at most"),
            ({"audience": "everybody"}, "audience", "Choose who it is for"),
            ({"audience": "selection"}, "startups", "Choose at least one startup"),
            ({"send_at": NOW}, "send_at", "Name one that lies ahead"),
            ({"send_at": NOW - timedelta(days=1)}, "send_at", "Name one that lies ahead"),
            ({"send_at": NOW.replace(year=2101)}, "send_at", "Check the year"),
        ],
    )
    def test_half_a_plan_is_refused_beside_its_field(self, scene: Scene, given: dict[str, Any], field: str, says: str) -> None:
        with pytest.raises(Refusal, match=says) as refusal:
            plan(scene, **given)
        assert refusal.value.field == field
        assert not PlannedAnnouncement.objects.exists()

    def test_startups_of_another_cohort_are_refused(self, scene: Scene) -> None:
        with pytest.raises(Refusal, match="of this cohort") as refusal:
            plan(scene, audience="selection", enrolments=[cohorts.enrolment(cohorts.cohort())])
        assert refusal.value.field == "startups"

    @pytest.mark.parametrize("who", ["owner", "viewer", "mentor", "rival", "former", "stranger", "elsewhere", "auditor"])
    def test_who_leads_plans_and_nobody_else(self, scene: Scene, who: str) -> None:
        made = plan(scene)
        person = getattr(scene, who)
        for act in (
            partial(plan, scene, press="press-two"),
            partial(change, made, text="Low"),
            partial(operations.call_off_announcement, made),
        ):
            with pytest.raises(Forbidden, match="team and the programme's managers"):
                act(by=person)
        made.refresh_from_db()
        assert (made.state, made.text, PlannedAnnouncement.objects.count()) == ("planned", "High at **noon**.", 1)

    def test_a_mentor_of_the_team_does(self, scene: Scene) -> None:
        operations.add_to_team(scene.cohort, person=scene.mentor, role="mentor", by=scene.manager)
        assert plan(scene, by=scene.mentor).by == scene.mentor


class TestChanging:
    def test_other_words_time_and_circle_stay_in_the_name_of_who_wrote_it(self, scene: Scene) -> None:
        second = programmes.manager(scene.programme, accounts.person(name="Second Manager"))
        later = TOMORROW + timedelta(hours=2)
        given = {"text": "Low.", "send_at": later, "audience": "selection", "enrolments": [scene.enrolment]}
        made = change(plan(scene), by=second, **given)
        assert (made.text, made.send_at, made.by) == ("Low.", later, scene.manager)
        assert list(made.enrolments.all()) == [scene.enrolment]
        assert trailed("announcement.changed") == [
            "Second Manager changed Tides, to be announced in Cohort 5 on Sat 21 Nov, 16:02 SGT. [cohort plannedannouncement]"
        ]
        assert len(history("cohorts_plannedannouncementevent", made.pk)) == 2

    def test_the_same_is_no_change(self, scene: Scene) -> None:
        change(plan(scene), by=scene.manager, text="High at **noon**.\r\n")
        assert trailed("announcement.changed") == []

    def test_for_everybody_again_it_names_no_startups(self, scene: Scene) -> None:
        made = plan(scene, audience="selection", enrolments=[scene.enrolment])
        assert not change(made, by=scene.manager, enrolments=[scene.enrolment]).enrolments.exists()

    @pytest.mark.parametrize(
        ("given", "field"), [({"text": " "}, "text"), ({"send_at": NOW}, "send_at"), ({"audience": "selection"}, "startups")]
    )
    def test_a_bad_change_leaves_it_as_it_was(self, scene: Scene, given: dict[str, Any], field: str) -> None:
        made = plan(scene)
        with pytest.raises(Refusal) as refusal:
            change(made, by=scene.manager, **({"subject": "Ebb"} | given))
        assert refusal.value.field == field
        made.refresh_from_db()
        assert (made.subject, made.send_at) == ("Tides", TOMORROW)

    def test_called_off_it_does_not_go_out(self, scene: Scene) -> None:
        made = plan(scene)
        operations.call_off_announcement(made, by=scene.manager)
        assert run(made) is False
        assert (heard(), heard("announcement_kept_back")) == ([], [])
        assert trailed("announcement.called_off") == [
            "Nurul Hakim called off Tides, which was to be announced in Cohort 5. [cohort plannedannouncement]"
        ]

    @pytest.mark.parametrize("end", ["sent", "called off"])
    def test_out_or_off_it_is_changed_no_more(self, scene: Scene, end: str) -> None:
        made = plan(scene)
        if end == "sent":
            run(made)
        else:
            operations.call_off_announcement(made, by=scene.manager)
        for act in (partial(change, made, text="Low."), partial(operations.call_off_announcement, made)):
            with pytest.raises(Refusal, match=f"“Tides” is {end}: it can no longer be changed"):
                act(by=scene.manager)
        assert PlannedAnnouncement.objects.get().text == "High at **noon**."


class TestSending:
    def test_not_a_moment_early(self, scene: Scene) -> None:
        made = plan(scene)
        assert run(made, TOMORROW - timedelta(seconds=1)) is False
        assert heard() == []
        assert run(made, TOMORROW) is True

    def test_to_everybody_in_the_name_of_who_wrote_it(self, scene: Scene) -> None:
        made = plan(scene)
        run(made)
        made.refresh_from_db()
        told = Announcement.objects.get()
        assert (made.state, made.announcement, told.by, told.subject) == ("sent", told, scene.manager, "Tides")
        assert (heard(), told.readers.count()) == (EVERYBODY, 6)
        assert trailed("announcement.sent") == ["Nurul Hakim announced Tides in Cohort 5, to 6 people. [announcement cohort]"]

    def test_to_who_is_in_the_circle_by_then(self, scene: Scene) -> None:
        made = plan(scene)
        operations.depart(Enrolment.objects.get(startup__name="Sandbar"), reason="Sold", by=scene.manager)
        late = startups.startup("Latecomer", owner=accounts.person(name="Late Founder"))
        operations.enrol(scene.cohort, startup=late, by=scene.manager, reason="Invited")
        run(made)
        assert heard() == sorted({*EVERYBODY, "Late Founder"} - {"Rival Founder"})

    def test_to_a_selection_alone(self, scene: Scene) -> None:
        run(plan(scene, audience="selection", enrolments=[scene.enrolment]))
        assert heard() == ["Ananya Rao", "Dewi Sari", "Priya Raghunathan", "Wei Ming"]

    def test_often_asked_it_is_sent_once(self, scene: Scene) -> None:
        made = plan(scene)
        assert [run(made) for _ in range(3)] == [True, False, False]
        assert heard() == EVERYBODY

    def test_a_worker_that_dies_leaves_it_to_be_sent(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        """It dies once all is written, before that is committed: nobody heard anything, and the next sweep tells everybody."""
        made, tell_all = plan(scene), notices.tell_all

        def dying(*args: Any, **facts: Any) -> Any:
            tell_all(*args, **facts)
            raise KeyboardInterrupt

        monkeypatch.setattr(notices, "tell_all", dying)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            run(made)
        monkeypatch.undo()
        made.refresh_from_db()
        assert (made.state, heard(), Announcement.objects.count()) == ("planned", [], 0)
        run(made)
        assert heard() == EVERYBODY

    def test_after_an_outage_it_goes_out_late_rather_than_never(self, scene: Scene) -> None:
        assert run(plan(scene), TOMORROW + timedelta(days=2)) is True
        assert heard() == EVERYBODY


class TestKeptBack:
    def kept(self, made: PlannedAnnouncement) -> str:
        assert run(made) is False
        made.refresh_from_db()
        assert (made.state, made.announcement, heard()) == ("called_off", None, [])
        return made.why

    def test_who_leads_no_more_announces_nothing(self, scene: Scene) -> None:
        member = operations.add_to_team(scene.cohort, person=scene.mentor, role="mentor", by=scene.manager)
        made = plan(scene, by=scene.mentor)
        operations.end_in_team(member, by=scene.manager)
        why = self.kept(made)
        assert why == "Only the cohort's team and the programme's managers announce."
        assert heard("announcement_kept_back") == ["Nurul Hakim", "Priya Raghunathan"]
        assert trailed("announcement.kept_back") == [f"Tides was not announced in Cohort 5: {why} [cohort plannedannouncement]"]

    def test_nobody_is_left_to_read_it(self, scene: Scene) -> None:
        made = plan(scene, audience="selection", enrolments=[scene.enrolment])
        operations.depart(scene.enrolment, reason="Sold", by=scene.manager)
        assert "there is nobody in this audience" in self.kept(made)
        (told,) = Message.objects.filter(kind="announcement_kept_back")
        assert (told.recipient, told.url) == (scene.manager, made.get_absolute_url())
        assert (told.facts["title"], told.facts["when"]) == ("Tides", "Sat 21 Nov, 14:02 SGT")
        assert not PlannedAnnouncement.objects.due(LATER).exists()

    def test_who_wrote_it_is_gone(self, scene: Scene) -> None:
        programmes.manager(scene.programme, accounts.person(name="Second Manager"))
        made = plan(scene)
        scene.manager.is_active = False
        scene.manager.save(update_fields=["is_active"])
        assert self.kept(made) == "Who wrote it is no longer here."
        assert "Second Manager" in heard("announcement_kept_back")


class TestTheSweep:
    def test_it_wakes_a_worker_for_each_that_is_due(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        rung: list[tuple[Any, ...]] = []
        monkeypatch.setattr(doorbell, "ring", lambda *sent: rung.append(sent))
        second = plan(scene, press="press-two", send_at=TOMORROW - timedelta(hours=1))
        first = plan(scene)
        plan(scene, press="press-three", send_at=LATER + timedelta(seconds=1))
        operations.call_off_announcement(plan(scene, press="press-four"), by=scene.manager)
        with time_machine.travel(LATER, tick=False):
            tasks.sweep()
            assert rung == [("roster.announce", second.pk), ("roster.announce", first.pk)]
            tasks.announce(first.pk)  # the doorbell of the second is lost: the next sweep rings again
            rung.clear()
            tasks.sweep()
        assert rung == [("roster.announce", second.pk)]

    def test_one_that_fails_keeps_no_other_back(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        bad, good = plan(scene), plan(scene, press="press-two", subject="Ebb")
        tell_all = notices.tell_all

        def failing(kind: Any, tellings: Any, **more: Any) -> Any:
            if tellings[0].facts["subject"] == "Tides":
                raise RuntimeError("no wording")
            return tell_all(kind, tellings, **more)

        monkeypatch.setattr(notices, "tell_all", failing)
        with pytest.raises(RuntimeError), transaction.atomic():
            run(bad)
        assert run(good) is True
        bad.refresh_from_db()
        assert bad.state == "planned"

    def test_beat_wakes_it_every_minute(self) -> None:
        assert schedule.app.conf.beat_schedule["roster.sweep"]["schedule"] == timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_workers_send_it_once(self, scene: Scene) -> None:
        made = plan(scene)
        with time_machine.travel(LATER, tick=False):
            done = at_once(*[partial(operations.announce_due, made.pk)] * 4)
        assert sorted(done) == [False, False, False, True]
        assert (heard(), Announcement.objects.count()) == (EVERYBODY, 1)

    def test_pressed_by_many_it_is_planned_once(self, scene: Scene) -> None:
        assert len({one.pk for one in at_once(*[partial(plan, scene)] * 4)}) == 1

    def test_a_change_that_waits_for_the_sending_is_refused(self, scene: Scene) -> None:
        made = plan(scene)
        soon = TOMORROW + timedelta(days=3)
        with time_machine.travel(LATER, tick=False):
            act, first = partial(change, made, send_at=soon, by=scene.manager), partial(operations.announce_due, made.pk)
            with pytest.raises(Refusal, match="is sent"):
                overtaken(act, by=first)
        assert (heard(), PlannedAnnouncement.objects.get().send_at) == (EVERYBODY, TOMORROW)

    def test_called_off_while_a_worker_looks_it_stays_off(self, scene: Scene) -> None:
        made = plan(scene)
        with time_machine.travel(LATER, tick=False):
            act, first = partial(operations.announce_due, made.pk), partial(operations.call_off_announcement, made)
            assert overtaken(act, by=partial(first, by=scene.manager)) is False
        assert heard() == []


class TestTheDatabase:
    @pytest.mark.parametrize(("start", "end"), [("sent", "planned"), ("called_off", "planned"), ("called_off", "sent")])
    def test_there_is_no_way_back(self, scene: Scene, start: str, end: str) -> None:
        made = plan(scene)
        if start == "sent":
            run(made)
        else:
            operations.call_off_announcement(made, by=scene.manager)
        moves(PlannedAnnouncement.objects.get(), to=end, allowed=False)

    def test_sent_is_what_has_an_announcement(self, scene: Scene) -> None:
        made = plan(scene)
        refused(
            "UPDATE cohorts_plannedannouncement SET state = 'sent' WHERE id = %s", made.pk, because="planned_announcement_sent"
        )
        refused(
            "UPDATE cohorts_plannedannouncement SET audience = 'all' WHERE id = %s",
            made.pk,
            because="planned_announcement_audience",
        )

    @pytest.mark.parametrize("column", ["subject = 'Ebb'", "text = 'Low.'", "send_at = now()", "audience = 'team'", "by_id = 1"])
    def test_what_went_out_keeps_its_words(self, scene: Scene, column: str) -> None:
        made = plan(scene)
        run(made)
        refused(
            f"UPDATE cohorts_plannedannouncement SET {column} WHERE id = %s",  # noqa: S608  # names of our own columns
            made.pk,
            because="only what is still to be sent",
        )


class TestVisible:
    def test_to_who_leads_and_who_sees_every_programme(self, scene: Scene) -> None:
        made = plan(scene)
        for who in (scene.manager, scene.auditor):
            assert list(PlannedAnnouncement.objects.visible_to(who)) == [made]
            assert "Tides" in browser(who).get(f"/cohorts/{scene.cohort.slug}/announcements/").content.decode()
        for who in (*scene.insiders, *scene.outsiders, scene.mentor):
            assert not PlannedAnnouncement.objects.visible_to(who).exists(), who
            client = browser(who)
            assert client.get(made.get_absolute_url()).status_code == 404
            assert client.post(f"{made.get_absolute_url()}call-off/").status_code == 404
            assert "Tides" not in client.get(f"/cohorts/{scene.cohort.slug}/announcements/").content.decode()
        assert PlannedAnnouncement.objects.get().state == "planned"

    def test_whoever_looks_without_leading_is_offered_nothing(self, scene: Scene) -> None:
        page = browser(scene.auditor).get(plan(scene).get_absolute_url()).content.decode()
        assert ("Call off" in page, 'name="send_on"' in page) == (False, False)


class TestPages:
    ADDRESS = "/cohorts/cohort-5/announcements/new/"
    TYPED = {"subject": "Tides", "text": "High.", "audience": "cohort", "send_on": "2026-11-21", "send_time": "09:30"}

    def test_looked_at_then_planned_by_the_cohorts_clock(self, scene: Scene) -> None:
        client = browser(scene.manager)
        body = form(client.get(self.ADDRESS).content.decode(), "subject")
        shown = client.post(self.ADDRESS, body | self.TYPED).content.decode()
        assert "To be sent Sat 21 Nov, 09:30 SGT" in shown
        assert not PlannedAnnouncement.objects.exists()
        sent = client.post(self.ADDRESS, body | self.TYPED | {"act": "send"})
        made = PlannedAnnouncement.objects.get()
        assert sent["Location"] == made.get_absolute_url()
        assert f"{made.send_at:%Y-%m-%d %H:%M}" == "2026-11-21 01:30"

    @pytest.mark.parametrize(
        ("zone", "on", "at", "utc"),
        [
            ("Australia/Sydney", "2027-04-04", "02:30", "2027-04-03 15:30"),  # comes twice: the first
            ("Europe/London", "2027-03-28", "01:30", "2027-03-28 01:30"),  # is skipped: moved on by the gap
            ("America/New_York", "2027-03-14", "09:00", "2027-03-14 13:00"),
        ],
    )
    def test_whatever_the_zone(self, scene: Scene, zone: str, on: str, at: str, utc: str) -> None:
        Cohort.objects.update(zone=ZoneInfo(zone))
        typed = self.TYPED | {"send_on": on, "send_time": at, "act": "send", "press": "press-of-zone"}
        assert browser(scene.manager).post(self.ADDRESS, typed).status_code == 302
        assert f"{PlannedAnnouncement.objects.get().send_at:%Y-%m-%d %H:%M}" == utc

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ({"send_time": ""}, "Say both the day and the time"),
            ({"send_on": ""}, "Say both the day and the time"),
            ({"send_on": "2026-11-19"}, "That time has passed"),
            ({"send_on": "2101-01-01"}, "Check the year"),
            ({"send_time": "25:00"}, "Enter a valid time"),
        ],
    )
    def test_a_moment_that_cannot_be_is_said_and_nothing_is_lost(self, scene: Scene, typed: dict[str, str], says: str) -> None:
        sent = browser(scene.manager).post(self.ADDRESS, self.TYPED | {"act": "send", "press": "press-of-page"} | typed)
        page = sent.content.decode()
        assert (sent.status_code, says in page, "High." in page) == (422, True, True)
        assert (PlannedAnnouncement.objects.count(), Announcement.objects.count()) == (0, 0)

    def test_changed_on_its_page(self, scene: Scene) -> None:
        made = plan(scene)
        client = browser(scene.manager)
        page = client.get(made.get_absolute_url()).content.decode()
        body = form(page, "send_on")
        assert ("Would go to 6 people now" in page, body["send_on"], body["send_time"]) == (True, "2026-11-21", "14:02")
        client.post(made.get_absolute_url(), body | {"send_time": "16:00", "text": "Low."})
        made.refresh_from_db()
        assert (f"{made.send_at:%H:%M}", made.text) == ("08:00", "Low.")

    @pytest.mark.parametrize("field", ["send_on", "send_time", "subject", "text"])
    def test_a_bad_change_is_said(self, scene: Scene, field: str) -> None:
        """Planned, it keeps a day and a time."""
        made = plan(scene)
        client = browser(scene.manager)
        body = form(client.get(made.get_absolute_url()).content.decode(), "send_on")
        sent = client.post(made.get_absolute_url(), body | {field: ""})
        assert (sent.status_code, list(sent.context["form"].errors)) == (422, [field])

    def test_called_off_on_its_page(self, scene: Scene) -> None:
        made = plan(scene)
        client = browser(scene.manager)
        assert client.post(f"{made.get_absolute_url()}call-off/")["Location"] == "/cohorts/cohort-5/announcements/"
        page = client.get(made.get_absolute_url()).content.decode()
        assert ("Called off" in page, 'name="send_on"' in page) == (True, False)

    def test_sent_it_leads_to_the_announcement_and_a_late_change_is_told(self, scene: Scene) -> None:
        made = plan(scene)
        run(made)
        client, told = browser(scene.manager), Announcement.objects.get()
        assert client.get(made.get_absolute_url())["Location"] == told.get_absolute_url()
        typed = self.TYPED | {"send_on": "2026-11-25"}
        late = client.post(made.get_absolute_url(), typed)
        assert (late.status_code, "it can no longer be changed" in late.content.decode()) == (422, True)

    def test_what_kept_it_back_stands_on_its_page(self, scene: Scene) -> None:
        made = plan(scene, audience="selection", enrolments=[scene.enrolment])
        operations.depart(scene.enrolment, reason="Sold", by=scene.manager)
        run(made)
        assert "there is nobody in this audience" in browser(scene.manager).get(made.get_absolute_url()).content.decode()

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for number in range(size):
            made = plan(scene, press=f"press-{number}", audience="selection", enrolments=list(Enrolment.objects.all()))
            cohorts.supporter(cohorts.enrolment(scene.cohort))
        client = browser(scene.manager)
        with django_assert_num_queries(7):
            client.get("/cohorts/cohort-5/announcements/")
        with django_assert_num_queries(9):
            client.get(made.get_absolute_url())


class TestApi:
    LATER = {"send_at": "2026-11-21T09:00:00+08:00"}
    SENT = {"subject": "Tides", "text": "High.", "press": "press-one", **LATER}
    SLUG = "/cohorts/cohort-5/planned-announcements"

    def change(self, program: Program, code: str, **body: Any) -> Any:
        path = f"/api/v1/planned-announcements/{code}"
        return program.client.put(path, {"subject": "Tides", "text": "Low.", **self.LATER, **body}, "application/json")

    def test_planned_read_changed_and_called_off(self, scene: Scene) -> None:
        manager = Program(scene.manager)
        first, second = (manager.post(self.SLUG, **self.SENT) for _ in range(2))
        made = first.json()  # type: ignore[attr-defined]  # the test client's
        assert (first.status_code, first.content) == (201, second.content)
        assert (made["send_at"], made["state"], made["announcement"]) == ("2026-11-21T01:00:00Z", "planned", None)
        assert self.change(manager, made["code"]).json()["text"] == "Low."
        assert manager.get(f"/planned-announcements/{made['code']}").json()["text"] == "Low."  # type: ignore[attr-defined]
        off = manager.post(f"/planned-announcements/{made['code']}/call-off")
        assert off.json()["state"] == "called_off"  # type: ignore[attr-defined]
        assert problem(manager.post(f"/planned-announcements/{made['code']}/call-off")) == (409, None)
        assert problem(self.change(manager, made["code"])) == (409, None)

    @pytest.mark.parametrize(
        ("sent", "expected"),
        [
            ({"send_at": "2026-11-19T09:00:00+08:00"}, (409, "send_at")),
            ({"send_at": "2026-11-21T09:00:00"}, (422, ["send_at"])),
            ({"send_at": "2101-11-21T09:00:00Z"}, (422, ["send_at"])),
            ({"subject": ""}, (422, ["subject"])),
            ({"press": "short"}, (422, ["press"])),
            ({"audience": "selection"}, (409, "startups")),
            ({"audience": "selection", "enrolments": ["nobody"]}, (409, "enrolments")),
        ],
    )
    def test_what_cannot_be_is_named(self, scene: Scene, sent: dict[str, Any], expected: Any) -> None:
        assert problem(Program(scene.manager).post(self.SLUG, **(self.SENT | sent))) == expected
        assert not PlannedAnnouncement.objects.exists()

    def test_sent_it_names_what_it_became(self, scene: Scene) -> None:
        made = plan(scene)
        run(made)
        told = Program(scene.auditor).get(f"/planned-announcements/{made.code}").json()  # type: ignore[attr-defined]
        assert (told["state"], told["announcement"]) == ("sent", Announcement.objects.get().code)

    def test_who_only_takes_part_finds_none(self, scene: Scene) -> None:
        made = plan(scene)
        for who in (*scene.insiders, *scene.outsiders, scene.mentor):
            program = Program(who)
            assert program.get("/planned-announcements").json()["items"] == [], who  # type: ignore[attr-defined]
            assert problem(program.get(f"/planned-announcements/{made.code}")) == (404, None)
        assert problem(Program(scene.owner).post(self.SLUG, **self.SENT)) == (403, None)
        assert problem(Program(scene.stranger).post(self.SLUG, **self.SENT)) == (404, None)

    def test_narrowed_and_paged_the_latest_first(self, scene: Scene) -> None:
        made = [plan(scene, press=f"press-{number}").code for number in range(3)]
        pages = walked(Program(scene.manager).client, "/planned-announcements?cohort=cohort-5", limit=2)
        assert [[one["code"] for one in page] for page in pages] == [[made[2], made[1]], [made[0]]]
        other = Program(scene.manager).get("/planned-announcements?cohort=another")
        assert other.json()["items"] == []  # type: ignore[attr-defined]

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for number in range(size):
            run(plan(scene, press=f"press-{number}"))
        client = Program(scene.auditor).client
        client.get("/api/v1/planned-announcements")
        with django_assert_num_queries(3):
            client.get("/api/v1/planned-announcements")
