"""The onboarding checklist: asked, ticked by somebody or by itself, waived, reminded of, and seen in one table."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.kit.workdays import Workdays
from accelerator.notices.models import Message, Reminder
from accelerator.notices.reminding import remind_one
from accelerator.startups import operations as startups
from accelerator.startups.models import Startup
from accelerator.trail.models import Access
from cohorts.roster import checklist, operations, queries, registered
from cohorts.roster.models import Duty, OnboardingItem, PaymentIds
from tests.cast import browser
from tests.factories import cohorts, roster
from tests.factories.cohorts import NOW, Scene
from tests.guards import moves, refused
from tests.posting import form
from tests.trailed import trailed

WHOLE = {"one_liner": "Keeps quays.", "description": "All of them.", "country": "SG", "sector": "Ports", "stage": "idea"}


def ask(scene: Scene, **given: Any) -> Duty:
    """The startup's duty of a new line."""
    return roster.item(scene.cohort, by=scene.manager, **given).duties.get(enrolment=scene.enrolment)


def due(*days: str) -> list[str]:
    return list(days)


class TestDueDays:
    @pytest.mark.parametrize(
        ("joined_on", "days", "on", "expected"),
        [
            ("2026-11-20", 0, None, "2026-11-20"),
            ("2026-11-20", 7, None, "2026-11-27"),
            ("2026-11-20", 1, None, "2026-11-23"),  # a Saturday
            ("2026-12-20", 5, None, "2026-12-28"),  # Christmas on a Friday, then a weekend
            ("2026-08-01", 8, None, "2026-08-11"),  # National Day on a Sunday, its Monday off as well
            ("2028-02-28", 1, None, "2028-02-29"),
            ("2026-11-20", None, "2026-12-25", "2026-12-25"),  # a fixed day stays, whatever day it is
            ("2026-11-20", None, "2026-11-01", "2026-11-20"),  # never before the startup joined
        ],
    )
    def test_counted_from_joining_or_fixed(self, joined_on: str, days: int | None, on: str | None, expected: str) -> None:
        fixed = date.fromisoformat(on) if on else None
        found = checklist.due_on(joined_on=date.fromisoformat(joined_on), days=days, on=fixed, workdays=Workdays("SG"))
        assert found.isoformat() == expected

    @given(joined_on=st.dates(date(2024, 1, 1), date(2029, 12, 31)), days=st.integers(0, 365))
    @settings(max_examples=80)
    def test_it_is_a_working_day_at_most_two_weeks_later(self, joined_on: date, days: int) -> None:
        workdays = Workdays("SG")
        found = checklist.due_on(joined_on=joined_on, days=days, on=None, workdays=workdays)
        assert workdays.works(found)
        assert timedelta(0) <= found - (joined_on + timedelta(days=days)) <= timedelta(days=14)

    @pytest.mark.parametrize(
        ("state", "today", "expected"),
        [
            ("open", "2026-11-20", "open"),
            ("open", "2026-11-21", "late"),
            ("done", "2026-11-21", "done"),
            ("waived", "2026-11-21", "waived"),
        ],
    )
    def test_late_is_what_is_open_after_its_day(self, state: str, today: str, expected: str) -> None:
        assert checklist.seen_as(state, due_on=date(2026, 11, 20), today=date.fromisoformat(today)) == expected


class TestAsking:
    def test_every_startup_in_the_cohort_has_it_to_do(self, scene: Scene) -> None:
        gone = cohorts.enrolment(scene.cohort, name="Gone", state="departed")
        made = roster.item(scene.cohort, by=scene.manager, title="Send a photo", due_days=10)
        assert sorted(one.enrolment.startup.name for one in made.duties.all()) == ["Quaykeeper", "Sandbar"]
        assert not gone.duties.exists()
        assert {one.due_on for one in made.duties.all()} == {date(2026, 11, 30)}
        assert trailed("onboarding.item_added") == ["Nurul Hakim asks of Cohort 5: Send a photo. [cohort onboardingitem]"]

    def test_many_startups_cost_what_one_costs(self, scene: Scene) -> None:
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as asked:
                made = roster.item(scene.cohort, by=scene.manager, due_days=10)
            with CaptureQueriesContext(connection) as taken:
                operations.take_off(made, by=scene.manager)
            counts.append((len(asked), len(taken)))
            for _one in range(3):
                cohorts.enrolment(scene.cohort)
        assert counts[0] == counts[1]

    def test_a_startup_that_joins_later_has_it_too(self, scene: Scene) -> None:
        made = roster.item(scene.cohort, by=scene.manager)
        late = operations.enrol(scene.cohort, startup=Startup.objects.create(slug="l", name="Late"), by=scene.manager, reason="x")
        assert made.duties.get(enrolment=late).state == "open"

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"kind": "nothing"}, "kind"),
            ({"kind": "agreement"}, "agreement"),
            ({"due_days": None}, "due_days"),
            ({"due_days": 3, "due_on": date(2026, 12, 1)}, "due_days"),
            ({"due_days": 366}, "due_days"),
            ({"due_days": None, "due_on": date(1999, 1, 1)}, "due_on"),
        ],
    )
    def test_half_a_line_is_refused(self, scene: Scene, wrong: dict[str, Any], field: str) -> None:
        given = operations.ItemGiven(**({"kind": "other", "title": "A", "due_days": 3} | wrong))
        with pytest.raises(Refusal) as refusal:
            operations.add_item(scene.cohort, given=given, by=scene.manager)
        assert refusal.value.field == field
        assert not OnboardingItem.objects.exists()

    def test_a_text_of_another_cohort_or_where_none_is_asked_is_refused(self, scene: Scene) -> None:
        for kind, text in (("agreement", roster.agreement()), ("other", roster.agreement(scene.cohort))):
            with pytest.raises(Refusal) as refusal:
                roster.item(scene.cohort, by=scene.manager, kind=kind, agreement=text)
            assert refusal.value.field == "agreement"

    def test_a_changed_day_moves_what_is_open(self, scene: Scene) -> None:
        duty = ask(scene, due_days=10)
        done = Duty.objects.exclude(pk=duty.pk).get()
        operations.settle(done, by=scene.rival)
        given = operations.ItemGiven("other", "Send two", due_on=date(2026, 12, 24))
        operations.change_item(duty.item, given=given, by=scene.manager)
        duty.refresh_from_db()
        done.refresh_from_db()
        assert (duty.due_on, done.due_on, str(duty.item)) == (date(2026, 12, 24), date(2026, 11, 30), "Send two")
        planned = Reminder.objects.filter(state="planned", subject=f"enrolment:{scene.enrolment.pk}")
        assert sorted(one.local_on.isoformat() for one in planned) == due("2026-12-21", "2026-12-23", "2026-12-25", "2026-12-31")

    def test_what_a_line_asks_for_stays(self, scene: Scene) -> None:
        with pytest.raises(Refusal, match="Take it off"):
            operations.change_item(ask(scene).item, given=operations.ItemGiven("profile", "A", due_days=1), by=scene.manager)

    def test_taken_off_nobody_has_it_to_do(self, scene: Scene) -> None:
        duty = ask(scene)
        operations.take_off(duty.item, by=scene.manager)
        operations.take_off(duty.item, by=scene.manager)
        assert not Duty.objects.open().exists()
        assert not Reminder.objects.filter(state="planned").exists()
        assert len(trailed("onboarding.item_taken_off")) == 1

    def test_only_managers_ask(self, scene: Scene) -> None:
        duty = ask(scene)
        for who in (scene.owner, scene.mentor, scene.elsewhere, scene.auditor):
            with pytest.raises(Forbidden):
                roster.item(scene.cohort, by=who)
            with pytest.raises(Forbidden):
                operations.take_off(duty.item, by=who)


class TestSettling:
    @pytest.mark.parametrize("who", ["owner", "member", "manager"])
    def test_who_writes_or_runs_ticks_it(self, scene: Scene, who: str) -> None:
        person = getattr(scene, who)
        duty = operations.settle(ask(scene), by=person)
        assert (duty.state, duty.settled_by, duty.settled_at) == ("done", person, NOW)
        assert trailed("onboarding.done") == ["Quaykeeper has done: Send a photo. [cohort enrolment startup]"]

    @pytest.mark.parametrize("who", ["viewer", "mentor", "rival", "stranger", "auditor"])
    def test_others_do_not(self, scene: Scene, who: str) -> None:
        with pytest.raises(Forbidden):
            operations.settle(ask(scene), by=getattr(scene, who))
        with pytest.raises(Forbidden):
            operations.waive(ask(scene), reason="x", by=getattr(scene, who))

    def test_what_ticks_itself_is_not_ticked(self, scene: Scene) -> None:
        with pytest.raises(Refusal, match="by doing it"):
            operations.settle(ask(scene, kind="profile"), by=scene.owner)

    def test_waived_with_a_reason_that_the_founders_read(self, scene: Scene) -> None:
        duty = ask(scene)
        with pytest.raises(Refusal) as refusal:
            operations.waive(duty, reason=" ", by=scene.manager)
        assert refusal.value.field == "reason"
        operations.waive(duty, reason="They have none.", by=scene.manager)
        duty.refresh_from_db()
        assert (duty.state, duty.reason, duty.settled_by) == ("waived", "They have none.", scene.manager)
        told = Message.objects.filter(kind="onboarding_waived")
        assert {one.recipient for one in told} == set(scene.insiders)
        with pytest.raises(Refusal, match="Waived"):
            operations.waive(duty, reason="Again", by=scene.manager)

    def test_reopened_by_who_ticked_it_waived_ones_by_managers(self, scene: Scene) -> None:
        duty = operations.settle(ask(scene), by=scene.owner)
        assert operations.reopen(duty, by=scene.member).state == "open"
        operations.waive(duty, reason="None", by=scene.manager)
        with pytest.raises(Forbidden):
            operations.reopen(duty, by=scene.owner)
        assert operations.reopen(duty, by=scene.manager).state == "open"

    def test_not_after_it_left(self, scene: Scene) -> None:
        duty = ask(scene)
        operations.depart(scene.enrolment, reason="Sold", by=scene.manager)
        with pytest.raises(Refusal, match="is departed already"):
            operations.settle(duty, by=scene.owner)


class TestByItself:
    def test_a_complete_profile(self, scene: Scene) -> None:
        duty = ask(scene, kind="profile")
        startups.change(scene.startup, by=scene.owner, **{name: value for name, value in WHOLE.items() if name != "sector"})
        duty.refresh_from_db()
        assert duty.state == "open"
        startups.change(scene.startup, by=scene.owner, sector="Ports")
        duty.refresh_from_db()
        assert (duty.state, duty.settled_by) == ("done", scene.owner)
        assert Duty.objects.exclude(pk=duty.pk).get().state == "open"

    def test_what_was_there_before_it_was_asked(self, scene: Scene) -> None:
        Startup.objects.filter(pk=scene.startup.pk).update(**WHOLE)
        text = roster.agreement(scene.cohort)
        roster.signed(text, scene.enrolment, by=scene.owner)
        assert ask(scene, kind="profile").state == "done"
        assert ask(scene, kind="agreement", agreement=text).settled_by == scene.owner

    @pytest.mark.parametrize("name", checklist.PROFILE)
    def test_a_profile_lacks_what_is_empty(self, name: str) -> None:
        assert checklist.lacking(Startup(**(WHOLE | {name: ""}))) == [name]


class TestPaymentIds:
    GIVEN = {"account_name": "Quaykeeper Ltd", "account_number": "SG-4711", "bank_code": "DBSS", "billing_id": "b-9"}

    def test_kept_encrypted_and_ticked(self, scene: Scene) -> None:
        duty = ask(scene, kind="payment")
        operations.save_payment_ids(scene.enrolment, given=self.GIVEN, by=scene.owner)
        kept = PaymentIds.objects.get()
        assert all(value not in kept.sealed for value in self.GIVEN.values())
        assert queries.payment_ids(scene.enrolment) == self.GIVEN
        duty.refresh_from_db()
        assert (duty.state, duty.settled_by) == ("done", scene.owner)
        assert trailed("payment_ids.saved") == ["Ananya Rao saved the payment ids of Quaykeeper. [cohort enrolment startup]"]

    def test_one_of_them_at_least(self, scene: Scene) -> None:
        with pytest.raises(Refusal) as refusal:
            operations.save_payment_ids(scene.enrolment, given={"bank_code": "DBSS"}, by=scene.owner)
        assert refusal.value.field == "account_number"
        assert queries.payment_ids(scene.enrolment) == {}

    @pytest.mark.parametrize("who", ["member", "viewer", "mentor", "rival", "auditor", "stranger"])
    def test_others_neither_see_nor_change_them(self, scene: Scene, who: str) -> None:
        operations.save_payment_ids(scene.enrolment, given=self.GIVEN, by=scene.owner)
        person = getattr(scene, who)
        with pytest.raises(Forbidden):
            operations.save_payment_ids(scene.enrolment, given=self.GIVEN, by=person)
        page = browser(person).get(f"/enrolments/{scene.enrolment.code}/payment/")
        assert page.status_code in (403, 404)
        assert b"SG-4711" not in page.content
        assert not Access.objects.exists()

    def test_each_look_is_recorded(self, scene: Scene) -> None:
        operations.save_payment_ids(scene.enrolment, given=self.GIVEN, by=scene.owner)
        page = browser(scene.manager).get(f"/enrolments/{scene.enrolment.code}/payment/")
        assert b"SG-4711" in page.content
        looked = Access.objects.get()
        assert (looked.person_id, looked.what, looked.subject) == (
            scene.manager.pk,
            "payment ids",
            f"enrolment:{scene.enrolment.pk}",
        )

    def test_saved_on_its_page(self, scene: Scene) -> None:
        address = f"/enrolments/{scene.enrolment.code}/payment/"
        wrong = browser(scene.owner).post(address, {"bank_code": "DBSS"})
        assert (wrong.status_code, b"Write a bank account or a billing id." in wrong.content) == (422, True)
        assert browser(scene.owner).post(address, self.GIVEN).status_code == 302
        assert queries.payment_ids(scene.enrolment) == self.GIVEN


class TestReminders:
    def told(self, kind: str) -> list[tuple[str, str]]:
        rows = Message.objects.filter(kind=kind).order_by("id")
        return [(str(one.recipient), one.facts["open"]) for one in rows]

    def at(self, day: str, hour: int = 1) -> Any:
        return time_machine.travel(datetime.fromisoformat(f"{day}T{hour:02}:01:00+00:00"), tick=False)

    def run(self) -> None:
        while remind_one():
            pass

    def test_one_for_all_that_is_due_together(self, scene: Scene) -> None:
        ask(scene, title="Photo", due_days=10)
        ask(scene, title="Logo", due_days=10)
        planned = Reminder.objects.filter(subject=f"enrolment:{scene.enrolment.pk}", state="planned")
        days = sorted((one.kind, one.local_on.isoformat()) for one in planned)
        assert days == [
            ("onboarding_due", "2026-11-27"),
            ("onboarding_due", "2026-11-29"),
            ("onboarding_late", "2026-12-01"),
            ("onboarding_late", "2026-12-07"),
        ]
        with self.at("2026-11-27"):
            self.run()
        open_ = "• Photo, 30 November 2026\n• Logo, 30 November 2026"
        assert [one for one in self.told("onboarding_due") if one[0] != "Rival Founder"] == [
            ("Ananya Rao", open_),
            ("Wei Ming", open_),
        ]

    def test_nothing_of_what_is_done_or_waived(self, scene: Scene) -> None:
        operations.settle(ask(scene, title="Photo"), by=scene.owner)
        operations.waive(ask(scene, title="Logo"), reason="None", by=scene.manager)
        ask(scene, title="Map", due_days=10)
        with self.at("2026-11-27"):
            self.run()
        assert ("Ananya Rao", "• Map, 30 November 2026") in self.told("onboarding_due")

    def test_nobody_hears_where_all_is_done(self, scene: Scene) -> None:
        operations.settle(ask(scene), by=scene.owner)
        with self.at("2026-11-27"):
            self.run()
        assert {reader for reader, _open in self.told("onboarding_due")} == {"Rival Founder"}
        reasons = Reminder.objects.filter(subject=f"enrolment:{scene.enrolment.pk}", state="skipped").values_list(
            "reason", flat=True
        )
        assert set(reasons) == {"nothing open"}

    def test_late_ones_are_told_as_late(self, scene: Scene) -> None:
        ask(scene, title="Photo", due_days=10)
        with self.at("2026-12-01"):
            self.run()
        assert ("Ananya Rao", "• Photo, 30 November 2026") in self.told("onboarding_late")

    def test_none_while_it_pauses_and_again_when_it_is_back(self, scene: Scene) -> None:
        ask(scene, title="Photo", due_days=10)
        pause = {"from_on": date(2026, 11, 26), "until_on": date(2026, 12, 31)}
        operations.pause(scene.enrolment, reason="A birth", by=scene.manager, **pause)
        with self.at("2026-11-27"):
            self.run()
        assert "Ananya Rao" not in {reader for reader, _open in self.told("onboarding_due")}
        with self.at("2026-11-30"):
            operations.resume(scene.enrolment, by=scene.manager)
        with self.at("2026-12-01"):
            self.run()
        assert ("Ananya Rao", "• Photo, 30 November 2026") in self.told("onboarding_late")

    def test_none_after_it_left(self, scene: Scene) -> None:
        ask(scene)
        operations.depart(scene.enrolment, reason="Sold", by=scene.manager)
        assert not Reminder.objects.filter(subject=f"enrolment:{scene.enrolment.pk}", state="planned").exists()

    def test_they_follow_the_startups_zone(self, scene: Scene) -> None:
        ask(scene, due_days=10)
        startups.change(scene.startup, by=scene.owner, zone="America/New_York")
        planned = Reminder.objects.filter(subject=f"enrolment:{scene.enrolment.pk}", state="planned")
        assert {str(one.zone) for one in planned} == {"America/New_York"}
        assert {one.due_at.hour for one in planned} == {14}


class TestPages:
    def test_a_founders_next_actions_and_page(self, scene: Scene) -> None:
        duty = ask(scene, title="Photo")
        (action,) = registered.next_actions(scene.owner)
        assert (action.title, action.url, action.detail) == ("Photo", duty.get_absolute_url(), "Quaykeeper in Cohort 5")
        assert f"{action.due_at:%Y-%m-%d %H:%M %z}" == "2026-11-30 23:59 +0800"
        assert registered.next_actions(scene.viewer) == []
        page = browser(scene.owner).get(duty.get_absolute_url()).content.decode()
        assert "Photo" in page
        assert f"/duties/{duty.code}/settle/" in page
        assert f"/duties/{duty.code}/waive/" not in page
        browser(scene.owner).post(f"/duties/{duty.code}/settle/")
        duty.refresh_from_db()
        assert duty.state == "done"
        assert registered.next_actions(scene.owner) == []

    def test_managers_see_who_lacks_what(self, scene: Scene) -> None:
        duty = ask(scene, title="Photo", due_days=0)
        operations.settle(duty, by=scene.owner)
        with time_machine.travel(NOW + timedelta(days=2), tick=False):
            rows = queries.checklist_of(scene.cohort, [duty.item])
            assert [(str(one.enrolment.startup), [state for _item, _duty, state in one.duties], one.open) for one in rows] == [
                ("Quaykeeper", ["done"], 0),
                ("Sandbar", ["late"], 1),
            ]
            page = browser(scene.manager).get(f"/cohorts/{scene.cohort.slug}/onboarding/")
            assert page.status_code == 200

    def test_a_reason_that_is_refused_stays_where_it_was_typed(self, scene: Scene) -> None:
        duty, other = ask(scene), ask(scene, title="Logo")
        reason = "They sent it by post. " * 40
        page = browser(scene.manager).post(f"/duties/{duty.code}/waive/", {"reason": reason})
        shown = form(page.content.decode(), "reason")
        assert (page.status_code, shown["reason"].strip()) == (422, reason.strip())
        assert page.content.decode().count("They sent it by post.") == 40
        assert set(Duty.objects.filter(enrolment=scene.enrolment).values_list("pk", "state")) == {
            (duty.pk, "open"),
            (other.pk, "open"),
        }

    def test_a_manager_adds_a_line_waives_and_reopens(self, scene: Scene) -> None:
        client = browser(scene.manager)
        wrong = client.post(
            f"/cohorts/{scene.cohort.slug}/onboarding/", {"kind": "other", "title": "A", "due_days": "", "due_on": ""}
        )
        assert (wrong.status_code, b"one of the two" in wrong.content) == (422, True)
        client.post(f"/cohorts/{scene.cohort.slug}/onboarding/", {"kind": "other", "title": "A map", "due_days": "5"})
        duty = Duty.objects.get(enrolment=scene.enrolment)
        assert client.post(f"/duties/{duty.code}/waive/", {"reason": ""}).status_code == 422
        client.post(f"/duties/{duty.code}/waive/", {"reason": "None"})
        client.post(f"/duties/{duty.code}/reopen/")
        client.post(f"/onboarding/{duty.item.code}/", {"kind": "other", "title": "Two maps", "due_days": "5"})
        duty.item.refresh_from_db()
        assert (str(duty.item), trailed("onboarding.reopened")) == (
            "Two maps",
            ["Nurul Hakim reopened A map of Quaykeeper. [cohort enrolment startup]"],
        )

    @pytest.mark.parametrize("size", [1, 3])
    @pytest.mark.parametrize("page", ["cohort", "startup"])
    def test_queries(self, scene: Scene, page: str, size: int, django_assert_num_queries: Any) -> None:
        for number in range(size):
            ask(scene, title=f"Line {number}")
            cohorts.enrolment(scene.cohort)
        address = (
            f"/cohorts/{scene.cohort.slug}/onboarding/" if page == "cohort" else f"/enrolments/{scene.enrolment.code}/onboarding/"
        )
        client = browser(scene.manager)
        with django_assert_num_queries({"cohort": 8, "startup": 9}[page]):
            client.get(address)


class TestTheDatabase:
    @pytest.mark.parametrize(
        ("start", "end", "allowed"),
        [("open", "done", False), ("done", "waived", False), ("waived", "done", False)],
    )
    def test_states_move_as_declared(self, scene: Scene, start: str, end: str, allowed: bool) -> None:
        duty = ask(scene)
        if start == "done":
            operations.settle(duty, by=scene.owner)
        if start == "waived":
            operations.waive(duty, reason="None", by=scene.manager)
        if start == "open":  # without when
            refused("UPDATE cohorts_duty SET state = 'done' WHERE id = %s", duty.pk, because="duty_settled_when")
        else:
            moves(duty, to=end, allowed=allowed)

    def test_waived_only_with_a_reason_and_once_for_each(self, scene: Scene) -> None:
        duty = ask(scene)
        refused("UPDATE cohorts_duty SET state = 'waived', settled_at = now() WHERE id = %s", duty.pk, because="duty_waived_why")
        sql = (
            "INSERT INTO cohorts_duty (created_at, code, enrolment_id, item_id, due_on, state, reason)"
            " VALUES (now(), 'other', %s, %s, now(), 'open', '')"
        )
        refused(sql, scene.enrolment.pk, duty.item.pk, because="duty_once")

    @pytest.mark.parametrize(
        ("change", "because"),
        [
            ("due_days = NULL", "onboarding_item_due"),
            ("due_on = now()", "onboarding_item_due"),
            ("kind = 'agreement'", "onboarding_item_agreement"),
            ("kind = 'dance'", "onboarding_item_agreement"),
        ],
    )
    def test_half_a_line_is_none(self, scene: Scene, change: str, because: str) -> None:
        made = ask(scene).item
        refused(f"UPDATE cohorts_onboardingitem SET {change} WHERE id = %s", made.pk, because=because)  # noqa: S608


def test_the_clock_of_these_tests_stands(scene: Scene) -> None:
    assert clock.now() == NOW
