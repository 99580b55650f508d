"""Who acts on a milestone: what its step says, everywhere: who may, what pages offer, what programs do, and who is reminded."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from accelerator.accounts.models import Person
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message, Reminder
from accelerator.trail.models import Entry
from cohorts.milestones import ladder, operations, planning, policies, queries, registered, reminding
from cohorts.milestones.models import HandIn, Milestone, ReminderRule, SignOff, Step
from cohorts.milestones.sources import REMINDERS
from cohorts.roster.models import Supporter
from tests.cast import browser
from tests.factories import cohorts, startups
from tests.factories import milestones as factories
from tests.factories.cohorts import NOW, Scene
from tests.factories.milestones import fresh

ROLES = ("owner", "member", "viewer", "mentor", "manager", "former", "rival", "stranger", "elsewhere", "auditor")
ACTS = {"founder": {"owner", "member"}, "mentor": {"mentor"}, "manager": {"manager"}}
SEES = {"owner", "member", "viewer", "mentor", "manager", "auditor"}


def made(scene: Scene, owner: str, **fields: Any) -> Milestone:
    one = factories.milestone(scene.enrolment, **({"state": "active"} | fields))
    Step.objects.filter(pk=one.step_id).update(owner=owner)
    return fresh(one)


def may(scene: Scene, one: Milestone) -> set[str]:
    return {name for name in ROLES if getattr(scene, name).has_perm("milestones.write", one)}


class TestWho:
    @pytest.mark.parametrize("owner", ACTS)
    def test_only_those_that_the_step_names(self, scene: Scene, owner: str) -> None:
        one = made(scene, owner)
        assert may(scene, one) == ACTS[owner]
        for name in ROLES:
            person = getattr(scene, name)
            if name not in ACTS[owner]:
                with pytest.raises(Forbidden, match="This is for others to do"):
                    operations.submit(one, account="Mine.", by=person)
        assert HandIn.objects.count() == 0

    @pytest.mark.parametrize("owner", ACTS)
    def test_as_it_was_applied_not_as_the_plan_is_by_now(self, scene: Scene, owner: str) -> None:
        plan = factories.plan(scene.programme, days=(60,))
        plan.steps.update(owner=owner)
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        plan.steps.update(owner="founder" if owner == "manager" else "manager")
        one = Milestone.objects.select_related("asked", "step", "enrolment__cohort").get(enrolment=scene.enrolment)
        assert may(scene, one) == ACTS[owner]

    def test_where_no_mentor_stands_by_it_its_managers_act(self, scene: Scene) -> None:
        one = made(scene, "mentor")
        Supporter.objects.filter(person=scene.mentor).update(ended_at=NOW)
        assert may(scene, one) == {"manager"}
        assert list(queries.to_do(scene.manager)) == [one]

    def test_nor_where_the_mentor_cannot_sign_in(self, scene: Scene) -> None:
        one = made(scene, "mentor")
        Person.objects.filter(pk=scene.mentor.pk).update(is_active=False)
        assert may(scene, one) >= {"manager"}
        assert list(queries.to_do(scene.manager)) == [one]

    @pytest.mark.parametrize(("owner", "who"), [("mentor", "mentor"), ("manager", "manager")])
    def test_nobody_acts_for_the_programme_on_a_startup_of_their_own(self, scene: Scene, owner: str, who: str) -> None:
        one, person = made(scene, owner), getattr(scene, who)
        startups.member(scene.startup, person)
        assert not person.has_perm("milestones.write", one)
        assert list(queries.to_do(person)) == []

    def test_who_stands_by_it_as_manager_acts_as_one(self, scene: Scene) -> None:
        guest = cohorts.supporter(scene.enrolment, role=Supporter.Role.MANAGER)
        assert [guest.has_perm("milestones.write", made(scene, owner)) for owner in ACTS] == [False, False, True]
        assert [one.asks.owner for one in queries.to_do(guest)] == ["manager"]


class TestDone:
    @pytest.mark.parametrize(("owner", "who"), [("mentor", "mentor"), ("manager", "manager")])
    def test_by_their_word_it_is_reached_and_the_founders_hear(self, scene: Scene, owner: str, who: str) -> None:
        one, person = made(scene, owner), getattr(scene, who)
        operations.submit(one, account="The room is booked.", by=person)
        assert (fresh(one).state, HandIn.objects.get().by, SignOff.objects.get().verdict) == ("reached", person, "reached")
        assert {row.recipient for row in Message.objects.filter(kind="milestone_done")} == set(scene.insiders)
        assert Message.objects.filter(kind="milestone_submitted").count() == 0
        assert "did M1 Customer interviews of Quaykeeper" in str(Entry.objects.get(verb="milestone.done").told())

    def test_founders_are_checked_as_before(self, scene: Scene) -> None:
        one = made(scene, "founder")
        operations.submit(one, account="Twenty talks.", by=scene.owner)
        assert (fresh(one).state, SignOff.objects.count()) == ("submitted", 0)
        assert [row.recipient for row in Message.objects.filter(kind="milestone_submitted")] == [scene.mentor]

    def test_it_waits_for_nothing_that_is_left_and_needs_its_number(self, scene: Scene) -> None:
        one = made(scene, "mentor")
        Step.objects.filter(pk=one.step_id).update(target=3, unit="talks")
        with pytest.raises(Refusal, match="Give the number") as refusal:
            operations.submit(fresh(one), account="Talked.", by=scene.mentor)
        assert (refusal.value.field, fresh(one).state) == ("figure", "active")

    def test_what_founders_had_submitted_before_is_still_judged(self, scene: Scene) -> None:
        one = made(scene, "mentor", state="submitted", account="Before.", submitted_at=NOW)
        operations.give_back(one, comment="I do that.", by=scene.mentor)
        operations.submit(fresh(one), account="Done by me.", by=scene.mentor)
        assert fresh(one).state == "reached"

    def test_its_reminders_end(self, scene: Scene) -> None:
        one = made(scene, "manager", due_on=NOW.date() + timedelta(days=20))
        ladder.lay_out(one.step.plan)
        ladder.plan_new([one])
        assert Reminder.objects.waiting().exists()
        operations.submit(one, account="Done.", by=scene.manager)
        assert not Reminder.objects.waiting().exists()

    def test_a_mentor_asks_for_more_time_and_a_manager_moves_it(self, scene: Scene) -> None:
        one = made(scene, "mentor")
        asked = operations.ask_extension(one, due_on=date(2026, 12, 20), reason="Away.", by=scene.mentor)
        operations.grant_extension(asked, by=scene.manager)
        told = {row.recipient for row in Message.objects.filter(kind="extension_granted")}
        assert told == {*scene.insiders, scene.mentor}
        with pytest.raises(Refusal, match="You give it another day yourself"):
            operations.ask_extension(made(scene, "manager"), due_on=date(2026, 12, 20), reason="Away.", by=scene.manager)

    @pytest.mark.parametrize("verb", ["waive", "move"])
    def test_who_acts_hears_what_becomes_of_it(self, scene: Scene, verb: str) -> None:
        one = made(scene, "mentor")
        if verb == "waive":
            operations.waive(one, reason="Not needed.", by=scene.manager)
        else:
            planning.move(one, due_on=date(2026, 12, 20), reason="Later.", by=scene.manager)
        assert {row.recipient for row in Message.objects.all()} == {*scene.insiders, scene.mentor}


class TestPages:
    @pytest.mark.parametrize("owner", ACTS)
    def test_the_buttons_stand_there_for_who_may(self, scene: Scene, owner: str) -> None:
        one = made(scene, owner, state="planned")
        for name in ROLES:
            answer = browser(getattr(scene, name)).get(one.get_absolute_url())
            page = answer.content.decode()
            assert answer.status_code == (200 if name in SEES else 404), name
            offered = [f'action="{one.get_absolute_url()}{verb}/"' in page for verb in ("start", "submit", "save")]
            assert offered == [name in ACTS[owner]] * 3, name

    def test_founders_read_who_acts(self, scene: Scene) -> None:
        page = browser(scene.owner).get(made(scene, "mentor").get_absolute_url()).content.decode()
        assert "Who acts: Its mentor · Priya Raghunathan." in page
        assert "The founders hear once it is done." in page
        page = browser(scene.owner).get(made(scene, "manager").get_absolute_url()).content.decode()
        assert "Who acts: The programme · Nurul Hakim." in page
        assert "Who acts" not in browser(scene.owner).get(made(scene, "founder").get_absolute_url()).content.decode()

    @pytest.mark.parametrize(("owner", "who"), [("mentor", "mentor"), ("manager", "manager")])
    def test_who_acts_marks_it_done(self, scene: Scene, owner: str, who: str) -> None:
        one, client = made(scene, owner), browser(getattr(scene, who))
        assert "Mark it done" in client.get(one.get_absolute_url()).content.decode()
        assert client.post(f"{one.get_absolute_url()}submit/", {"account": ""}).status_code == 422
        assert client.post(f"{one.get_absolute_url()}submit/", {"account": "Done."}).status_code == 302
        assert "Done. The founders have been told." in client.get(one.get_absolute_url()).content.decode()
        assert fresh(one).state == "reached"

    @pytest.mark.parametrize("owner", ["mentor", "manager"])
    def test_to_founders_the_doors_are_closed(self, scene: Scene, owner: str) -> None:
        one, client = made(scene, owner), browser(scene.owner)
        for verb, typed in (("submit", {"account": "Mine."}), ("save", {"account": "Mine."}), ("form", {})):
            assert client.post(f"{one.get_absolute_url()}{verb}/", typed).status_code == 403, verb
        answer = client.patch(f"{one.get_absolute_url()}sheet/", json.dumps({"changes": []}), "application/json")
        assert (answer.status_code, fresh(one).account) == (403, "")

    def test_what_is_next_stands_on_the_home_page_of_who_acts(self, scene: Scene) -> None:
        for owner in ACTS:
            made(scene, owner, title=f"For {owner}")
        titles = {name: [one.title for one in registered.next_actions(getattr(scene, name))] for name in ROLES}
        assert titles["owner"] == ["M1 For founder"]
        assert titles["mentor"] == ["M1 For mentor of Quaykeeper"]
        assert titles["manager"] == ["M1 For manager of Quaykeeper"]
        assert [titles[name] for name in ("former", "stranger", "elsewhere", "auditor")] == [[]] * 4

    def test_the_list_and_the_menu_tell_it(self, scene: Scene) -> None:
        one = made(scene, "mentor")
        page = browser(scene.mentor).get("/milestones/").content.decode()
        assert ("For you to do" in page, f'href="{one.get_absolute_url()}"' in page) == (True, True)
        for person in (scene.manager, *scene.insiders, *scene.outsiders):
            assert "For you to do" not in browser(person).get("/milestones/").content.decode(), person

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries_of_the_list(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size):
            made(scene, "mentor")
        client = browser(scene.mentor)
        with django_assert_num_queries(4):
            client.get("/milestones/")

    @pytest.mark.parametrize("who", ["owner", "mentor"])
    def test_queries_of_its_page(self, scene: Scene, who: str, django_assert_max_num_queries: Any) -> None:
        client, one = browser(getattr(scene, who)), made(scene, "mentor")
        with django_assert_max_num_queries(12):
            client.get(one.get_absolute_url())


class TestReminders:
    def told(self, one: Milestone) -> list[tuple[int, str, str, list[str]]]:
        """(days from its day, kind, audience of the rule, names of who hears) of each that waits, in order."""
        rules = {rule.code: rule for rule in ReminderRule.objects.all()}
        return [
            (
                (row.local_on - one.due_on).days,
                row.kind,
                rules[row.rule].audience,
                sorted(hearing.person.name for hearing in REMINDERS.audience(row) if not isinstance(hearing, str)),
            )
            for row in Reminder.objects.waiting().order_by("due_at", "id")
        ]

    def planned(self, scene: Scene, owner: str) -> Milestone:
        one = made(scene, owner, due_on=NOW.date() + timedelta(days=20))
        ladder.lay_out(one.step.plan)
        ladder.plan_new([one])
        return fresh(one)

    def test_of_a_founders_step_as_ever(self, scene: Scene) -> None:
        with time_machine.travel(NOW, tick=False):
            told = self.told(self.planned(scene, "founder"))
        assert [(days, kind, audience) for days, kind, audience, _names in told] == [
            (-7, "milestone_due", "startup"),
            (-1, "milestone_due", "startup"),
            (1, "milestone_overdue", "startup"),
            (3, "milestone_escalated", "mentors"),
            (7, "milestone_overdue", "startup"),
            (7, "milestone_escalated", "managers"),
        ]

    def test_of_a_mentors_step_the_mentor_hears_and_then_the_manager(self, scene: Scene) -> None:
        with time_machine.travel(NOW, tick=False):
            told = self.told(self.planned(scene, "mentor"))
        assert [(days, kind, names) for days, kind, _audience, names in told] == [
            (-7, "milestone_due", ["Priya Raghunathan"]),
            (-1, "milestone_due", ["Priya Raghunathan"]),
            (1, "milestone_overdue", ["Priya Raghunathan"]),
            (3, "milestone_overdue", ["Priya Raghunathan"]),
            (7, "milestone_overdue", ["Priya Raghunathan"]),
            (7, "milestone_escalated", ["Nurul Hakim"]),
        ]

    def test_of_a_managers_step_nobody_below_hears_and_nobody_twice(self, scene: Scene) -> None:
        with time_machine.travel(NOW, tick=False):
            told = self.told(self.planned(scene, "manager"))
        assert [(days, kind, names) for days, kind, _audience, names in told] == [
            (-7, "milestone_due", ["Nurul Hakim"]),
            (-1, "milestone_due", ["Nurul Hakim"]),
            (1, "milestone_overdue", ["Nurul Hakim"]),
            (3, "milestone_overdue", ["Nurul Hakim"]),
            (7, "milestone_overdue", ["Nurul Hakim"]),
        ]

    def test_without_the_rule_that_spoke_the_other_speaks(self, scene: Scene) -> None:
        with time_machine.travel(NOW, tick=False):
            one = self.planned(scene, "manager")
            rule = ReminderRule.objects.get(offset=7, audience="managers")
            reminding.remove_rule(rule, by=scene.manager)
            assert [(days, audience) for days, _kind, audience, _names in self.told(one)][-1] == (7, "startup")

    def test_a_plan_that_names_another_moves_the_words(self, scene: Scene) -> None:
        plan = factories.plan(scene.programme, days=(100,))
        ladder.lay_out(plan)
        with time_machine.travel(NOW, tick=False):
            planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
            plan.steps.update(owner="mentor")
            planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
            one = Milestone.objects.select_related("asked", "step").get(enrolment=scene.enrolment)
            kinds = [
                row.kind for row in Reminder.objects.waiting().filter(subject=f"milestone:{one.pk}").order_by("due_at", "id")
            ]
        assert kinds == ["milestone_due"] * 2 + ["milestone_overdue"] * 3 + ["milestone_escalated"]


class TestPrograms:
    def test_they_read_who_acts(self, scene: Scene) -> None:
        for owner in ACTS:
            one = made(scene, owner)
            assert browser(scene.viewer).get(f"/api/v1/milestones/{one.code}").json()["owner"] == owner

    @pytest.mark.parametrize("owner", ACTS)
    def test_they_submit_for_who_may(self, scene: Scene, owner: str) -> None:
        one = made(scene, owner)
        address, given = f"/api/v1/milestones/{one.code}/submit", json.dumps({"account": "Done."})
        for name in sorted(SEES - ACTS[owner]):
            assert browser(getattr(scene, name)).post(address, given, "application/json").status_code == 403, name
        (who, *_others) = sorted(ACTS[owner])
        answer = browser(getattr(scene, who)).post(address, given, "application/json")
        assert (answer.status_code, answer.json()["state"]) == (200, "submitted" if owner == "founder" else "reached")


@pytest.mark.parametrize("owner", ["founder", "mentor", "manager"])
def test_its_page_offers_what_each_permission_allows(scene: Scene, owner: str) -> None:
    one = factories.milestone(scene.enrolment, state="active")
    Step.objects.filter(pk=one.step_id).update(owner=owner)
    one = factories.fresh(one)
    asked = [*scene.insiders, scene.mentor, scene.manager, scene.auditor, *scene.outsiders]
    for person in (*asked, startups.member(scene.startup, scene.manager)):
        wanted = {name: person.has_perm(f"milestones.{name}", one) for name in ("write", "sign_off", "run")}
        assert policies.may(person, one) == wanted
