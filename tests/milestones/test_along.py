"""A milestone moves, or is given more time, and what depends on it goes along: nothing is due before what it waits for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accelerator.kit.refusals import Refusal
from accelerator.notices.models import Message, Reminder
from accelerator.trail.models import Entry
from cohorts.milestones import operations, planning
from cohorts.milestones.models import Milestone, Plan
from tests.cast import browser
from tests.factories import milestones as factories
from tests.factories.cohorts import Scene


@pytest.fixture
def plan(scene: Scene) -> Plan:
    """m2 is due 46 days after m1, m3 on its own day but not before m2, m4 a week after m3; m5 depends on nothing."""
    made = factories.plan(scene.programme, days=(14, 46, 105, 7, 30))
    made.steps.filter(key="m2").update(after="m1")
    made.steps.filter(key="m3").update(needs=["m2"])
    made.steps.filter(key="m4").update(after="m3")
    planning.apply_plan(made, cohort=scene.cohort, by=scene.manager)
    Message.objects.all().delete()
    return made


def mine(scene: Scene, key: str) -> Milestone:
    return factories.fresh(scene.enrolment.milestones.get(step__key=key))


def days(scene: Scene) -> dict[str, date]:
    return {one.step.key: one.due_on for one in scene.enrolment.milestones.select_related("step").order_by("position")}


PLANNED = {
    "m1": date(2026, 9, 15),
    "m2": date(2026, 10, 31),
    "m3": date(2026, 12, 15),
    "m4": date(2026, 12, 22),
    "m5": date(2026, 10, 1),
}


def move(scene: Scene, key: str, day: date, reason: str = "Later") -> Milestone:
    return planning.move(mine(scene, key), due_on=day, reason=reason, by=scene.manager)


def test_the_plan_as_it_was_applied(scene: Scene, plan: Plan) -> None:
    assert days(scene) == PLANNED


class TestMoved:
    def test_what_counts_from_it_follows_and_what_only_waits_stays_while_it_can(self, scene: Scene, plan: Plan) -> None:
        move(scene, "m1", date(2026, 9, 25))
        assert days(scene) == PLANNED | {"m1": date(2026, 9, 25), "m2": date(2026, 11, 10)}

    def test_what_waits_is_pushed_and_takes_along_what_counts_from_it(self, scene: Scene, plan: Plan) -> None:
        move(scene, "m2", date(2027, 1, 4))
        assert days(scene) == PLANNED | {"m2": date(2027, 1, 4), "m3": date(2027, 1, 4), "m4": date(2027, 1, 11)}

    def test_to_an_earlier_day(self, scene: Scene, plan: Plan) -> None:
        move(scene, "m1", date(2026, 9, 5))
        assert days(scene) == PLANNED | {"m1": date(2026, 9, 5), "m2": date(2026, 10, 21)}

    def test_a_day_that_somebody_gave_stays_while_it_can(self, scene: Scene, plan: Plan) -> None:
        move(scene, "m2", date(2026, 11, 20))
        move(scene, "m1", date(2026, 10, 1))
        assert days(scene) == PLANNED | {"m1": date(2026, 10, 1), "m2": date(2026, 11, 20)}
        move(scene, "m1", date(2026, 11, 30))
        assert days(scene) == PLANNED | {"m1": date(2026, 11, 30), "m2": date(2026, 11, 30)}

    def test_what_is_settled_stays_and_holds_nothing(self, scene: Scene, plan: Plan) -> None:
        operations.waive(mine(scene, "m3"), reason="Not needed", by=scene.manager)
        move(scene, "m2", date(2027, 1, 4))
        assert days(scene) == PLANNED | {"m2": date(2027, 1, 4)}

    def test_before_what_it_waits_for_is_refused_by_name(self, scene: Scene, plan: Plan) -> None:
        with pytest.raises(Refusal, match=r"It waits for M2 Pilot signed \(31 October 2026\)") as refused:
            move(scene, "m3", date(2026, 10, 30))
        assert (refused.value.field, days(scene)) == ("due_on", PLANNED)
        operations.waive(mine(scene, "m2"), reason="Not needed", by=scene.manager)
        assert move(scene, "m3", date(2026, 10, 30)).due_on == date(2026, 10, 30)

    def test_what_would_leave_the_cohorts_days_is_refused_by_name(self, scene: Scene, plan: Plan) -> None:
        last = scene.cohort.ends_on + timedelta(days=365)
        with pytest.raises(Refusal, match="M4 Customer interviews would be due on 4 March 2028"):
            move(scene, "m2", last)
        assert days(scene) == PLANNED

    def test_what_went_along_goes_on_following_the_plan(self, scene: Scene, plan: Plan) -> None:
        move(scene, "m1", date(2026, 9, 25))
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        assert days(scene) == PLANNED | {"m1": date(2026, 9, 25), "m2": date(2026, 11, 10)}
        assert scene.enrolment.milestones.exclude(moved_at=None).count() == 1

    def test_other_startups_stay(self, scene: Scene, plan: Plan) -> None:
        move(scene, "m1", date(2026, 9, 25))
        others = Milestone.objects.exclude(enrolment=scene.enrolment)
        assert {one.step.key: one.due_on for one in others} == PLANNED


class TestSaid:
    def test_founders_and_the_trail_name_them(self, scene: Scene, plan: Plan) -> None:
        move(scene, "m2", date(2027, 1, 4), reason="The port is closed")
        heard = Message.objects.get(recipient=scene.owner)
        assert (heard.kind, heard.facts["along"].splitlines()) == (
            "milestone_moved",
            [
                "M3 Model card written: due on 4 January 2027 instead of 15 December 2026",
                "M4 Customer interviews: due on 11 January 2027 instead of 22 December 2026",
            ],
        )
        assert Entry.objects.filter(verb="milestone.moved").get().told() == (
            "Nurul Hakim moved M2 Pilot signed of Quaykeeper from 31 October 2026 to 4 January 2027, "
            "and M3 Model card written, M4 Customer interviews with it: The port is closed"
        )

    def test_reminders_go_along(self, scene: Scene, plan: Plan) -> None:
        move(scene, "m2", date(2027, 1, 4))
        waiting = Reminder.objects.waiting().filter(subject=f"milestone:{mine(scene, 'm4').pk}").order_by("due_at")
        assert waiting[0].local_on == date(2027, 1, 4)  # a week before

    def test_more_time_takes_them_along_too(self, scene: Scene, plan: Plan) -> None:
        asked = operations.ask_extension(mine(scene, "m2"), due_on=date(2027, 1, 4), reason="More", by=scene.owner)
        Message.objects.all().delete()
        operations.grant_extension(asked, by=scene.manager)
        assert days(scene) == PLANNED | {"m2": date(2027, 1, 4), "m3": date(2027, 1, 4), "m4": date(2027, 1, 11)}
        assert Message.objects.filter(recipient=scene.owner).get().facts["along"].startswith("M3 Model card written: due on")
        assert Entry.objects.filter(verb="milestone.extension_granted").get().told() == (
            "Nurul Hakim gave M2 Pilot signed of Quaykeeper more time, from 31 October 2026 to 4 January 2027, "
            "and M3 Model card written, M4 Customer interviews with it."
        )

    @pytest.mark.parametrize(("who", "shown"), [("manager", True), ("owner", False)])
    def test_the_page_names_them_to_who_moves_it(self, scene: Scene, plan: Plan, who: str, shown: bool) -> None:
        page = browser(getattr(scene, who)).get(mine(scene, "m2").get_absolute_url()).content.decode()
        assert ("moves along: M3 Model card written, M4 Customer interviews." in page) == shown

    def test_the_door(self, scene: Scene, plan: Plan) -> None:
        client, one = browser(scene.manager), mine(scene, "m3")
        refused: Any = client.post(f"/milestones/{one.code}/move/", {"due_on": "2026-10-30", "reason": "Sooner"})
        assert (refused.status_code, "It waits for M2 Pilot signed" in refused.content.decode()) == (422, True)
