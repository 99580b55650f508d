"""Places, pauses, the team, and graduation with what it asks."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from accelerator.applications.models import Application
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.notices.reminding import remind_one
from accelerator.startups.models import Startup
from cohorts.roster import criteria, forms, operations, queries
from cohorts.roster.criteria import Checked
from cohorts.roster.models import Cohort, Criterion, Enrolment, Graduation, TeamMember
from tests.cast import browser
from tests.factories import accounts, applications, cohorts, decisions, milestones, programmes, roster, startups
from tests.factories.cohorts import NOW, Scene
from tests.guards import history, refused
from tests.programs import Program
from tests.trailed import trailed

SOON, LATER = date(2026, 11, 25), date(2026, 12, 31)


def pause(scene: Scene, *, by: Any = None, **given: Any) -> Enrolment:
    usual: dict[str, Any] = {"from_on": SOON, "until_on": LATER, "reason": "A birth"}
    return operations.pause(scene.enrolment, by=by or scene.manager, **(usual | given))


class TestPausing:
    def test_from_a_day_to_a_day_and_everybody_hears(self, scene: Scene) -> None:
        held = pause(scene)
        assert [held.is_paused(day) for day in (SOON - timedelta(days=1), SOON, LATER, LATER + timedelta(days=1))] == [
            False,
            True,
            True,
            False,
        ]
        assert (held.state_on(SOON), held.state_on(LATER + timedelta(days=1))) == ("paused", "active")
        told = Message.objects.filter(kind="startup_paused")
        assert {one.recipient for one in told} == {*scene.insiders, scene.mentor}
        assert trailed("startup.paused") == [
            "Quaykeeper pauses from 25 November 2026 to 31 December 2026: A birth [cohort enrolment startup]"
        ]

    def test_who_may_be_reminded_on_a_day(self, scene: Scene) -> None:
        pause(scene)
        active = Enrolment.objects.active()
        assert [active.unpaused(day).count() for day in (SOON - timedelta(days=1), SOON, LATER, LATER + timedelta(days=1))] == [
            2,
            1,
            1,
            2,
        ]

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"reason": " "}, "reason"),
            ({"until_on": SOON - timedelta(days=1)}, "until_on"),
            ({"from_on": date(2026, 11, 1), "until_on": date(2026, 11, 19)}, "until_on"),
            ({"until_on": date(2101, 1, 1)}, "until_on"),
        ],
    )
    def test_half_a_pause_is_refused(self, scene: Scene, given: dict[str, Any], field: str) -> None:
        with pytest.raises(Refusal) as refusal:
            pause(scene, **given)
        assert refusal.value.field == field
        assert not Message.objects.exists()

    def test_it_comes_back_today(self, scene: Scene) -> None:
        pause(scene, from_on=date(2026, 11, 20))
        with time_machine.travel(NOW + timedelta(days=5), tick=False):
            with pytest.raises(Refusal, match="is paused"):
                pause(scene)
            held = operations.resume(scene.enrolment, by=scene.manager)
        assert (held.paused_from, held.paused_until) == (date(2026, 11, 20), date(2026, 11, 24))
        assert {one.recipient for one in Message.objects.filter(kind="startup_resumed")} == {*scene.insiders, scene.mentor}
        assert trailed("startup.resumed") == ["Quaykeeper is back in Cohort 5. [cohort enrolment startup]"]

    def test_one_that_has_not_begun_is_called_off(self, scene: Scene) -> None:
        pause(scene)
        held = operations.resume(scene.enrolment, by=scene.manager)
        assert (held.paused_from, held.paused_until) == (None, None)
        with pytest.raises(Refusal, match="is not paused"):
            operations.resume(scene.enrolment, by=scene.manager)

    def test_one_that_is_planned_is_not_written_over(self, scene: Scene) -> None:
        pause(scene)
        with pytest.raises(Refusal, match="from 25 November 2026 to 31 December 2026 already") as refusal:
            pause(scene, from_on=date(2027, 1, 10), until_on=date(2027, 1, 15))
        assert refusal.value.field == "from_on"
        held = Enrolment.objects.get(pk=scene.enrolment.pk)
        assert (held.paused_from, held.paused_until) == (SOON, LATER)
        operations.resume(scene.enrolment, by=scene.manager)
        assert pause(scene, from_on=date(2027, 1, 10), until_on=date(2027, 1, 15)).paused_from == date(2027, 1, 10)

    def test_after_one_that_is_over_another_is_planned(self, scene: Scene) -> None:
        pause(scene, from_on=date(2026, 11, 20), until_on=date(2026, 11, 21))
        with time_machine.travel(NOW + timedelta(days=5), tick=False):
            assert pause(scene, from_on=date(2026, 12, 1)).paused_from == date(2026, 12, 1)

    def test_milestones_stay_on_their_days_and_remind_nobody(self, scene: Scene) -> None:
        made = milestones.milestone(scene.enrolment, due_on=date(2026, 12, 1))
        pause(scene)
        with time_machine.travel("2026-12-01T12:00:00+08:00", tick=False):
            while remind_one():
                pass
        made.refresh_from_db()
        assert made.due_on == date(2026, 12, 1)
        assert not Message.objects.filter(kind__startswith="milestone", recipient__in=scene.insiders).exists()

    def test_only_managers_let_pause(self, scene: Scene) -> None:
        for who in (scene.owner, scene.mentor, scene.elsewhere, scene.auditor):
            with pytest.raises(Forbidden):
                pause(scene, by=who)
            with pytest.raises(Forbidden):
                operations.resume(scene.enrolment, by=who)

    def test_on_its_page(self, scene: Scene) -> None:
        client, address = browser(scene.manager), scene.enrolment.get_absolute_url()
        wrong = client.post(f"{address}pause/", {"from_on": "2026-12-01", "until_on": "2026-11-30", "reason": "x"})
        assert (wrong.status_code, "on its first day or later" in wrong.content.decode()) == (422, True)
        client.post(f"{address}pause/", {"from_on": "2026-11-20", "until_on": "2026-12-20", "reason": "A birth"})
        for who in (scene.manager, scene.owner):
            assert "Pause from Fri 20 Nov to Sun 20 Dec" in browser(who).get(address).content.decode()
        assert "Paused" in client.get(f"/cohorts/{scene.cohort.slug}/startups/").content.decode()
        client.post(f"{address}resume/")
        assert "Pause from" not in client.get(address).content.decode()

    def test_the_database_keeps_pauses_whole_and_to_who_is_in(self, scene: Scene) -> None:
        sql = "UPDATE cohorts_enrolment SET paused_from = %s, paused_until = %s WHERE id = %s"
        refused(sql, LATER, SOON, scene.enrolment.pk, because="enrolment_pause")
        refused(sql, SOON, None, scene.enrolment.pk, because="enrolment_pause")
        gone = cohorts.enrolment(scene.cohort, state="graduated")
        refused(sql, SOON, LATER, gone.pk, because="only who is in the cohort pauses")
        pause(scene)
        assert '"paused_from":"2026-11-25"' in history("cohorts_enrolmentevent", scene.enrolment.pk)[-1]


class TestPlaces:
    def enrol(self, scene: Scene, **given: Any) -> Enrolment:
        new = startups.startup(owner=accounts.person())
        return operations.enrol(scene.cohort, startup=new, by=scene.manager, reason="Invited", **given)

    def test_beyond_the_places_only_where_somebody_says_so(self, scene: Scene) -> None:
        Cohort.objects.filter(pk=scene.cohort.pk).update(places=3)
        scene.cohort.refresh_from_db()
        self.enrol(scene)
        with pytest.raises(Refusal, match="All 3 places of Cohort 5 are taken") as refusal:
            self.enrol(scene)
        assert refusal.value.field == "beyond"
        assert self.enrol(scene, beyond=True).state == "active"

    def test_who_left_gives_a_place_back(self, scene: Scene) -> None:
        Cohort.objects.filter(pk=scene.cohort.pk).update(places=2)
        scene.cohort.refresh_from_db()
        operations.depart(scene.enrolment, reason="Sold", by=scene.manager)
        assert self.enrol(scene).state == "active"

    def test_an_accepted_offer_goes_in_and_managers_are_told(self, scene: Scene) -> None:
        Cohort.objects.filter(pk=scene.cohort.pk).update(places=2)
        scene.cohort.refresh_from_db()
        application = applications.application()
        operations.enrol(scene.cohort, startup=application.startup, application=application, by=None)
        told = Message.objects.get(kind="beyond_places")
        assert (told.recipient, told.facts["places"]) == (scene.manager, 2)

    def test_the_page_asks(self, scene: Scene) -> None:
        Cohort.objects.filter(pk=scene.cohort.pk).update(places=2)
        call = programmes.call(programme=scene.programme)
        new = applications.application(call=call).startup
        address, client = f"/cohorts/{scene.cohort.slug}/startups/", browser(scene.manager)
        page = client.post(address, {"startup": new.slug, "reason": "Late"})
        assert (page.status_code, "Tick “Beyond the places”" in page.content.decode()) == (422, True)
        assert client.post(address, {"startup": new.slug, "reason": "Late", "beyond": "on"}).status_code == 302


class TestEnrolledAnew:
    """A startup is in a cohort once: its record there is not begun again."""

    @pytest.mark.parametrize(("end", "said"), [("depart", "has left Cohort 5"), ("graduate", "has graduated from Cohort 5")])
    def test_who_is_out_is_refused_with_what_to_do(self, scene: Scene, end: str, said: str) -> None:
        getattr(operations, end)(scene.enrolment, by=scene.manager, reason="So it was")
        with pytest.raises(Refusal, match=f"{said}.*Take it into another cohort"):
            operations.enrol(scene.cohort, startup=scene.startup, by=scene.manager, reason="Came back")
        body = {"startup": scene.startup.slug, "reason": "Came back"}
        answer = Program(scene.manager).post(f"/cohorts/{scene.cohort.slug}/enrolments", **body)
        assert (answer.status_code, said in answer.content.decode()) == (409, True)
        other = cohorts.cohort(programme=scene.programme)
        assert operations.enrol(other, startup=scene.startup, by=scene.manager, reason="Came back").state == "active"

    def test_who_is_in_stays_as_it_is(self, scene: Scene) -> None:
        again = operations.enrol(scene.cohort, startup=scene.startup, by=scene.manager, reason="Twice")
        assert again.pk == scene.enrolment.pk


class TestOffered:
    """Of many that applied the form offers some, those that accepted an offer first, and finds the others by name."""

    @pytest.fixture
    def many(self, scene: Scene) -> list[Startup]:
        call = programmes.call(programme=scene.programme)
        names = [f"Applicant {number:02}" for number in range(forms.EnrolForm.MOST + 2)]
        return [applications.application(call=call, startup=startups.startup(one, owner=scene.stranger)).startup for one in names]

    def slugs(self, page: str) -> list[str]:
        return [one for one in re.findall(r'<option value="([^"]+)"', page) if one]

    def test_the_first_and_that_there_are_more(self, scene: Scene, many: list[Startup]) -> None:
        page = browser(scene.manager).get(f"/cohorts/{scene.cohort.slug}/startups/").content.decode()
        assert self.slugs(page) == [one.slug for one in many[:-2]]
        assert "Offered are 50; there are more." in page

    def test_found_by_name(self, scene: Scene, many: list[Startup]) -> None:
        page = browser(scene.manager).get(f"/cohorts/{scene.cohort.slug}/startups/?q=cant 51").content.decode()
        assert (self.slugs(page), "there are more" in page, 'value="cant 51"' in page) == ([many[51].slug], False, True)

    def test_who_accepted_an_offer_comes_first(self, scene: Scene, many: list[Startup]) -> None:
        last = Application.objects.get(startup=many[-1])
        decisions.offer(last, state="accepted", replied_at=NOW)
        page = browser(scene.manager).get(f"/cohorts/{scene.cohort.slug}/startups/").content.decode()
        assert self.slugs(page)[:2] == [many[-1].slug, many[0].slug]

    def test_any_of_them_is_taken_in_and_kept_where_it_is_refused(self, scene: Scene, many: list[Startup]) -> None:
        client, address = browser(scene.manager), f"/cohorts/{scene.cohort.slug}/startups/"
        page = client.post(address, {"startup": many[-1].slug, "reason": ""})
        assert page.status_code == 422
        assert f'<option value="{many[-1].slug}" selected' in page.content.decode()
        client.post(address, {"startup": many[-1].slug, "reason": "Late"})
        assert scene.cohort.enrolments.filter(startup=many[-1]).exists()


class TestSettings:
    BODY = {
        "name": "Cohort Five",
        "starts_on": "2026-09-01",
        "ends_on": "2027-03-31",
        "zone": "Asia/Singapore",
        "places": "25",
        "holidays": "AU",
    }

    def test_changed_with_what_changed_in_the_trail(self, scene: Scene) -> None:
        made = milestones.milestone(scene.enrolment)
        client = browser(scene.manager)
        page = client.post(f"/cohorts/{scene.cohort.slug}/settings/", self.BODY, follow=True)
        assert "Milestones do not move by themselves" in page.content.decode()
        changed = Cohort.objects.get(pk=scene.cohort.pk)
        assert (changed.name, changed.ends_on, changed.places, changed.holidays) == ("Cohort Five", date(2027, 3, 31), 25, "AU")
        assert trailed("cohort.changed") == [
            "Nurul Hakim changed the cohort Cohort Five: name, last day, places, holidays. [cohort]"
        ]
        due_on = made.due_on
        made.refresh_from_db()
        assert made.due_on == due_on

    @pytest.mark.parametrize(
        ("wrong", "field"), [({"ends_on": date(2026, 8, 1)}, "ends_on"), ({"starts_on": date(1999, 1, 1)}, "starts_on")]
    )
    def test_days_that_cannot_be_are_refused(self, scene: Scene, wrong: dict[str, Any], field: str) -> None:
        with pytest.raises(Refusal) as refusal:
            operations.change_cohort(scene.cohort, by=scene.manager, **wrong)
        assert refusal.value.field == field

    def test_the_same_is_no_change(self, scene: Scene) -> None:
        operations.change_cohort(scene.cohort, name="Cohort 5", places=20, by=scene.manager)
        assert trailed("cohort.changed") == []

    def test_only_managers_change(self, scene: Scene) -> None:
        for who in (scene.owner, scene.mentor, scene.elsewhere, scene.auditor):
            with pytest.raises(Forbidden):
                operations.change_cohort(scene.cohort, name="Mine", by=who)

    def test_its_plans_are_shown(self, scene: Scene) -> None:
        milestones.plan(scene.programme, name="Twelve steps").cohorts.add(scene.cohort)
        assert "Twelve steps" in browser(scene.manager).get(f"/cohorts/{scene.cohort.slug}/settings/").content.decode()


class TestTheTeam:
    def test_managers_and_mentors_of_the_cohort(self, scene: Scene) -> None:
        assert [(str(one), role) for one, role in queries.leaders(scene.cohort)] == [
            ("Nurul Hakim", "manager"),
            ("Priya Raghunathan", "mentor"),
        ]
        client, address = browser(scene.manager), f"/cohorts/{scene.cohort.slug}/"
        client.post(f"{address}team/", {"leader": f"{scene.mentor.code} mentor"})
        client.post(f"{address}team/", {"leader": f"{scene.mentor.code} mentor"})
        assert [str(one.person) for one in queries.team(scene.cohort)] == ["Priya Raghunathan"]
        assert trailed("team.joined") == ["Nurul Hakim took Priya Raghunathan into the team of Cohort 5. [cohort]"]
        client.post(f"{address}team/{scene.mentor.code}/end/")
        assert not queries.team(scene.cohort).exists()
        assert trailed("team.left") == ["Priya Raghunathan is no longer of the team of Cohort 5. [cohort]"]

    def test_nobody_else(self, scene: Scene) -> None:
        for person, role in ((scene.stranger, "mentor"), (scene.former, "mentor"), (scene.mentor, "manager")):
            with pytest.raises(Refusal) as refusal:
                operations.add_to_team(scene.cohort, person=person, role=role, by=scene.manager)
            assert refusal.value.field == "person"
        with pytest.raises(Forbidden):
            operations.add_to_team(scene.cohort, person=scene.mentor, role="mentor", by=scene.owner)
        assert not TeamMember.objects.exists()

    def test_no_mentor_of_a_startup_that_has_left(self, scene: Scene) -> None:
        operations.depart(scene.enrolment, reason="Sold", by=scene.manager)
        assert queries.leaders(scene.cohort) == [(scene.manager, "manager")]
        with pytest.raises(Refusal):
            operations.add_to_team(scene.cohort, person=scene.mentor, role="mentor", by=scene.manager)

    def test_a_mentor_of_one_that_graduated_all_the_same(self, scene: Scene) -> None:
        operations.graduate(scene.enrolment, by=scene.manager)
        assert (scene.mentor, "mentor") in queries.leaders(scene.cohort)

    def test_once_at_a_time(self, scene: Scene) -> None:
        operations.add_to_team(scene.cohort, person=scene.mentor, role="mentor", by=scene.manager)
        sql = "INSERT INTO cohorts_teammember (created_at, cohort_id, person_id, role) VALUES (now(), %s, %s, 'manager')"
        refused(sql, scene.cohort.pk, scene.mentor.pk, because="team_member_once")


class TestGraduation:
    def ask(self, scene: Scene, **least: int) -> None:
        operations.set_criteria(scene.cohort, least=least, by=scene.manager)

    @given(have=st.integers(0, 200), of=st.integers(0, 200), least=st.integers(1, 100))
    def test_met_is_a_share_of_something(self, have: int, of: int, least: int) -> None:
        one = Checked("x", "X", least, min(have, of), of)
        assert one.met == (of > 0 and min(have, of) / of >= least / 100 - 1e-12)
        assert 0 <= one.share <= 100

    def test_each_criterion_with_its_facts(self, scene: Scene) -> None:
        self.ask(scene, milestones=50, checklist=100, attendance=80)
        milestones.milestone(scene.enrolment, state="reached")
        milestones.milestone(scene.enrolment, state="active")
        milestones.milestone(scene.enrolment, state="waived")
        duty = roster.item(scene.cohort, by=scene.manager).duties.get(enrolment=scene.enrolment)
        roster.item(scene.cohort, by=scene.manager, title="Logo")
        operations.settle(duty, by=scene.owner)
        past = roster.event(scene.cohort, by=scene.manager, starts_at=NOW - timedelta(days=2))
        missed = roster.event(scene.cohort, by=scene.manager, starts_at=NOW - timedelta(days=3))
        for event, state in ((past, "excused"), (missed, "absent")):
            operations.record_attendance(event, states={(scene.enrolment.pk, scene.owner.pk): state}, by=scene.manager)
        found = [(one.name, one.have, one.of, one.met) for one in criteria.checked(scene.enrolment)]
        assert found == [("milestones", 1, 2, True), ("checklist", 1, 2, False), ("attendance", 1, 2, False)]

    def test_unmet_it_takes_a_reason_that_stays(self, scene: Scene) -> None:
        self.ask(scene, milestones=80)
        with pytest.raises(Refusal, match="Not met: Milestones reached") as refusal:
            operations.graduate(scene.enrolment, by=scene.manager)
        assert refusal.value.field == "reason"
        scene.enrolment.refresh_from_db()
        assert scene.enrolment.state == "active"
        operations.graduate(scene.enrolment, reason="Bought early.", by=scene.manager)
        kept = Graduation.objects.get()
        assert (kept.reason, kept.by) == ("Bought early.", scene.manager)
        assert kept.criteria == [{"kind": "milestones", "least": 80, "have": 0, "of": 0, "met": False}]
        assert trailed("startup.graduated") == [
            "Quaykeeper graduated from Cohort 5, though not met: Milestones reached. Bought early. [cohort enrolment startup]"
        ]

    def test_met_it_takes_none(self, scene: Scene) -> None:
        self.ask(scene, milestones=100)
        milestones.milestone(scene.enrolment, state="reached")
        operations.graduate(scene.enrolment, by=scene.manager)
        assert Graduation.objects.get().criteria[0]["met"] is True
        assert trailed("startup.graduated") == ["Quaykeeper graduated from Cohort 5. [cohort enrolment startup]"]

    @pytest.mark.parametrize("least", [{"milestones": 0}, {"milestones": 101}, {"dances": 50}])
    def test_what_cannot_be_asked_is_refused(self, scene: Scene, least: dict[str, int]) -> None:
        with pytest.raises(Refusal) as refusal:
            self.ask(scene, **least)
        assert refusal.value.field == next(iter(least))
        assert not Criterion.objects.exists()

    def test_only_managers_ask_and_graduate(self, scene: Scene) -> None:
        for who in (scene.owner, scene.mentor, scene.elsewhere, scene.auditor):
            with pytest.raises(Forbidden):
                operations.set_criteria(scene.cohort, least={"milestones": 5}, by=who)
            with pytest.raises(Forbidden):
                operations.graduate(scene.enrolment, by=who)

    def test_on_its_pages(self, scene: Scene) -> None:
        client = browser(scene.manager)
        client.post(f"/cohorts/{scene.cohort.slug}/graduation/", {"milestones": "80", "checklist": "", "attendance": ""})
        wrong = client.post(f"/cohorts/{scene.cohort.slug}/graduation/", {"milestones": "120"})
        assert (wrong.status_code, dict(scene.cohort.criteria.values_list("kind", "least"))) == (422, {"milestones": 80})
        address = f"{scene.enrolment.get_absolute_url()}graduate/"
        assert "nothing to count yet" in browser(scene.owner).get(address).content.decode()
        refused_ = client.post(address, {"reason": ""})
        assert (refused_.status_code, "Not met: Milestones reached" in refused_.content.decode()) == (422, True)
        client.post(address, {"reason": "Bought early."})
        page = browser(scene.owner).get(scene.enrolment.get_absolute_url()).content.decode()
        assert "How it stood when it graduated" in page
        assert "Bought early." in page

    def test_alumni_stay_in_the_record(self, scene: Scene) -> None:
        operations.graduate(scene.enrolment, by=scene.manager)
        for who in (scene.manager, scene.auditor):
            page = browser(who).get("/alumni/").content.decode()
            assert ("Quaykeeper" in page, "Sandbar" in page) == (True, False)
        assert "Quaykeeper" not in browser(scene.manager).get("/alumni/?q=sand").content.decode()
        assert "Quaykeeper" not in browser(scene.elsewhere).get("/alumni/").content.decode()
        assert browser(scene.owner).get("/alumni/").status_code == 403
        assert browser(scene.owner).get(f"/cohorts/{scene.cohort.slug}/calendar/").status_code == 200

    def test_the_database_keeps_it(self, scene: Scene) -> None:
        operations.graduate(scene.enrolment, by=scene.manager)
        refused("UPDATE cohorts_graduation SET reason = 'x'", because="permission denied")
        refused("DELETE FROM cohorts_graduation", because="permission denied")

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size):
            done = cohorts.enrolment(scene.cohort)
            operations.graduate(cohorts.fresh(done), by=scene.manager)
        client = browser(scene.manager)
        with django_assert_num_queries(5):
            client.get("/alumni/")
