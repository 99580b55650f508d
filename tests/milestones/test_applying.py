"""A changed plan meets startups that have milestones: added, moved, reworded, taken away, or kept as they are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accelerator.accounts.models import Person
from accelerator.kit.refusals import Refusal
from accelerator.kit.workdays import Workdays
from accelerator.notices.models import Delivery, Message, Reminder
from accelerator.questionnaires.operations import Edit
from accelerator.trail.models import Entry
from cohorts.milestones import changes, due, ladder, operations, planning
from cohorts.milestones.changes import Applying, Change, Standing, Wanted
from cohorts.milestones.models import Following, Milestone, Plan, PlanVersion, Step
from cohorts.milestones.planning import Stale, StepGiven
from cohorts.roster import operations as roster
from cohorts.roster.models import Cohort, Enrolment
from tests.factories import cohorts, files, questionnaires, startups
from tests.factories import milestones as factories
from tests.factories.cohorts import Scene

NEW = StepGiven("Security review", 120, key="security", after="m1")


@pytest.fixture
def plan(scene: Scene) -> Plan:
    made = factories.plan(scene.programme)
    planning.apply_plan(made, cohort=scene.cohort, by=scene.manager)
    return made


def seen(plan: Plan, scene: Scene, **more: Any) -> planning.Preview:
    return planning.preview(plan, scene.cohort, steps=planning.live_steps(plan), **more)


def told(found: planning.Preview, enrolment: Enrolment) -> list[tuple[str, tuple[str, ...], date | None]]:
    (mine,) = [one for one in found.startups if one.enrolment == enrolment]
    return [(str(one), one.kinds, one.due_on) for one in mine.changes]


def have(enrolment: Enrolment) -> list[tuple[str, date, str]]:
    return [(str(one), one.due_on, one.state) for one in enrolment.milestones.order_by("position", "pk")]


def apply(plan: Plan, scene: Scene, **more: Any) -> Following:
    return planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager, **more)


class TestWhatChanges:
    def test_all_at_once(self, scene: Scene, plan: Plan) -> None:
        one, two, three = scene.enrolment.milestones.order_by("position")
        operations.start(two, by=scene.owner)
        planning.change_step(plan.steps.get(key="m1"), given=StepGiven("Talks", 21, "Talk.", "Notes"), by=scene.manager)
        planning.remove_step(plan.steps.get(key="m2"), by=scene.manager)
        planning.remove_step(plan.steps.get(key="m3"), by=scene.manager)
        planning.add_step(plan, step=NEW, by=scene.manager)
        found = seen(plan, scene)
        assert told(found, scene.enrolment) == [
            ("M1 Talks", ("moved", "reworded"), date(2026, 9, 22)),
            ("M2 Security review", ("added",), date(2027, 1, 20)),
            ("M2 Pilot signed", ("waived",), None),  # begun: it stays in the record
            ("M3 Model card written", ("removed",), None),
        ]
        assert found.counts == {"added": 2, "moved": 2, "reworded": 2, "recounted": 0, "removed": 3, "waived": 1}
        assert apply(plan, scene, seen=found.mark).counts == found.counts
        assert have(scene.enrolment) == [
            ("M1 Talks", date(2026, 9, 22), "planned"),
            ("M2 Pilot signed", date(2026, 10, 31), "waived"),
            ("M2 Security review", date(2027, 1, 20), "planned"),
        ]
        one.refresh_from_db()
        assert (one.asks.description, one.asks.evidence) == ("Talk.", "Notes")
        assert not Milestone.objects.filter(pk=three.pk).exists()
        assert not any(one.kinds for startup in seen(plan, scene).startups for one in startup.changes)

    def test_what_is_settled_stays_and_others_count_from_its_day(self, scene: Scene, plan: Plan) -> None:
        first = scene.enrolment.milestones.get(position=1)
        Milestone.objects.filter(pk=first.pk).update(due_on=date(2026, 10, 1))
        first.refresh_from_db()
        operations.sign_off(operations.submit(first, account="Done.", by=scene.owner), by=scene.mentor)
        given = StepGiven("Pilot", 30, after="m1")
        planning.change_step(plan.steps.get(key="m2"), given=given, by=scene.manager)
        planning.change_step(plan.steps.get(key="m1"), given=StepGiven("Talks", 7), by=scene.manager)
        assert told(seen(plan, scene), scene.enrolment)[:2] == [
            ("M1 Talks", (), date(2026, 10, 1)),
            ("M2 Pilot", ("reworded", "recounted"), date(2026, 10, 31)),  # thirty days after the first of October, as it was
        ]
        apply(plan, scene)
        assert have(scene.enrolment)[0] == ("M1 Customer interviews", date(2026, 10, 1), "reached")

    def test_a_day_given_by_hand_stays_unless_it_is_overruled(self, scene: Scene, plan: Plan) -> None:
        mine = scene.enrolment.milestones.get(position=2)
        planning.move(mine, due_on=date(2026, 12, 1), reason="The site opens later", by=scene.manager)
        planning.change_step(plan.steps.get(key="m3"), given=StepGiven("Card", 7, after="m2"), by=scene.manager)
        found = seen(plan, scene)
        assert told(found, scene.enrolment)[1:] == [
            ("M2 Pilot signed", (), date(2026, 12, 1)),
            ("M3 Card", ("moved", "reworded"), date(2026, 12, 8)),  # follows the day that was given
        ]
        (kept,) = [one for startup in found.startups for one in startup.changes if one.kept]
        assert (kept.planned_on, kept.due_on) == (date(2026, 10, 31), date(2026, 12, 1))
        overruled = seen(plan, scene, overrule={mine.code})
        assert told(overruled, scene.enrolment)[1:] == [
            ("M2 Pilot signed", ("moved",), date(2026, 10, 31)),
            ("M3 Card", ("moved", "reworded"), date(2026, 11, 7)),
        ]
        apply(plan, scene, overrule={mine.code}, seen=overruled.mark)
        mine.refresh_from_db()
        assert (mine.due_on, mine.moved_at, mine.moved_why) == (date(2026, 10, 31), None, "")

    def test_another_order_renumbers_what_startups_have(self, scene: Scene, plan: Plan) -> None:
        scene.enrolment.milestones.filter(position=3).update(state="waived")
        planning.place_step(plan.steps.get(key="m3"), position=1, by=scene.manager)
        apply(plan, scene)
        assert [name for name, _day, _state in have(scene.enrolment)] == [
            "M1 Model card written",
            "M2 Customer interviews",
            "M3 Pilot signed",
        ]
        assert not Message.objects.filter(kind="milestones_changed").exists()

    def test_milestones_of_another_plan_are_left_alone(self, scene: Scene, plan: Plan) -> None:
        other = factories.plan(scene.programme, days=(30,), name="Other")
        apply(other, scene)
        planning.remove_step(other.steps.get(), by=scene.manager)
        planning.add_step(other, step=StepGiven("Else", 40), by=scene.manager)
        apply(other, scene)
        assert [name for name, _day, _state in have(scene.enrolment)] == [
            "M1 Customer interviews",
            "M1 Else",
            "M2 Pilot signed",
            "M3 Model card written",
        ]

    def test_only_startups_that_are_in_get_it(self, scene: Scene, plan: Plan) -> None:
        gone = cohorts.enrolment(scene.cohort, state="departed")
        planning.add_step(plan, step=NEW, by=scene.manager)
        assert [one.enrolment for one in seen(plan, scene).startups if one.enrolment == gone] == []
        apply(plan, scene)
        assert have(gone) == []


class TestWhatFoundersWroteStays:
    """A milestone whose step goes is taken away only where nothing was written for it; else it is waived, with all of it."""

    @pytest.mark.parametrize(
        "written",
        [{"account": "Three weeks of writing"}, {"links": ["https://example.org/notes"]}, {"figure": Decimal(12)}],
        ids=["account", "links", "figure"],
    )
    def test_what_was_saved(self, scene: Scene, plan: Plan, written: dict[str, Any]) -> None:
        mine = scene.enrolment.milestones.get(step__key="m2")
        operations.save(mine, **written, by=scene.owner)
        self._taken_out(scene, plan, mine)
        assert {name: getattr(mine, name) for name in written} == written

    @pytest.mark.parametrize("way", ["answered", "attached"])
    def test_answers_of_its_form(self, scene: Scene, plan: Plan, way: str) -> None:
        form = questionnaires.published_version().questionnaire
        plan.steps.filter(key="m2").update(questionnaire=form)
        apply(plan, scene)
        mine = factories.fresh(scene.enrolment.milestones.get(step__key="m2"))
        if way == "answered":
            operations.answer(mine, changes=[Edit("what", "Predicts dwell time.", 0)], by=scene.owner)
        else:
            operations.attach_answer(mine, key="deck", upload=files.upload(), by=scene.owner)
        self._taken_out(scene, plan, mine)

    def test_a_form_that_was_only_looked_at_holds_nothing(self, scene: Scene, plan: Plan) -> None:
        plan.steps.filter(key="m2").update(questionnaire=questionnaires.published_version().questionnaire)
        apply(plan, scene)
        mine = factories.fresh(scene.enrolment.milestones.get(step__key="m2"))
        operations.fill_in(mine, by=scene.owner)
        planning.remove_step(plan.steps.get(key="m2"), by=scene.manager)
        assert apply(plan, scene).counts["waived"] == 0
        assert not Milestone.objects.filter(pk=mine.pk).exists()

    def _taken_out(self, scene: Scene, plan: Plan, mine: Milestone) -> None:
        planning.remove_step(plan.steps.get(key="m2"), by=scene.manager)
        counts = apply(plan, scene).counts
        assert (counts["removed"], counts["waived"]) == (1, 1)  # the other startup wrote nothing
        mine.refresh_from_db()
        assert mine.state == "waived"


class TestTheWholeOfAStep:
    """What a step says reaches milestones whose day and words stay."""

    def test_what_it_waits_for(self, scene: Scene, plan: Plan) -> None:
        plan.steps.filter(key="m2").update(needs=["m1"])
        waits = apply(plan, scene)
        assert waits.counts == {"added": 0, "moved": 0, "reworded": 0, "recounted": 2, "removed": 0, "waived": 0}
        mine = factories.fresh(scene.enrolment.milestones.get(step__key="m2"))
        with pytest.raises(Refusal, match="This waits for M1 Customer interviews"):
            operations.submit(mine, account="Signed", by=scene.owner)
        plan.steps.filter(key="m2").update(needs=[])
        assert told(seen(plan, scene), scene.enrolment)[1] == ("M2 Pilot signed", ("recounted",), date(2026, 10, 31))
        Message.objects.all().delete()
        apply(plan, scene, seen=seen(plan, scene).mark)
        assert operations.submit(factories.fresh(mine), account="Signed", by=scene.owner).state == "submitted"
        heard = Message.objects.filter(kind="milestones_changed", recipient=scene.owner).get()
        assert heard.facts["changes"] == "M2 Pilot signed: what it waits for changed"

    def test_a_rule_that_gives_the_same_day(self, scene: Scene, plan: Plan) -> None:
        plan.steps.filter(key="m3").update(due_rule="on", due_days=0, fixed_on=date(2026, 12, 15))
        Message.objects.all().delete()
        assert told(seen(plan, scene), scene.enrolment)[2] == ("M3 Model card written", ("recounted",), date(2026, 12, 15))
        apply(plan, scene)
        assert not Message.objects.exists()  # founders are told of days and of what is asked
        moved = planning.propose(cohorts.fresh(scene.enrolment), date(2026, 10, 1)).moves
        assert [str(one) for one in moved] == ["M1 Customer interviews", "M2 Pilot signed"]

    def test_all_that_is_owed_is_asked_as_the_version_has_it(self, scene: Scene, plan: Plan) -> None:
        scene.enrolment.milestones.filter(step__key="m1").update(state="waived")
        planning.add_step(plan, step=NEW, by=scene.manager)
        made = apply(plan, scene)
        rows = scene.enrolment.milestones.order_by("position")
        assert [one.asked.version.number for one in rows if one.asked] == [1, 2, 2, 2]
        assert made.version.number == 2


class TestStale:
    @pytest.mark.parametrize("what", ["step", "moved", "settled", "joined", "cohort", "needs"])
    def test_what_changed_since_it_was_seen_is_not_done(self, scene: Scene, plan: Plan, what: str) -> None:
        planning.add_step(plan, step=NEW, by=scene.manager)
        mark = seen(plan, scene).mark
        first = scene.enrolment.milestones.get(position=1)
        {
            "step": partial(planning.place_step, plan.steps.get(key="m1"), position=2, by=scene.manager),
            "moved": partial(planning.move, first, due_on=date(2026, 10, 1), reason="Later", by=scene.manager),
            "settled": partial(operations.waive, first, reason="Not needed", by=scene.manager),
            "needs": partial(plan.steps.filter(key="m2").update, needs=["m1"]),
            "joined": partial(cohorts.enrolment, scene.cohort),
            "cohort": partial(type(scene.cohort).objects.filter(pk=scene.cohort.pk).update, starts_on=date(2026, 9, 2)),
        }[what]()
        scene.cohort.refresh_from_db()
        before = Milestone.objects.count()
        with pytest.raises(Stale, match="changed since this preview"):
            apply(plan, scene, seen=mark)
        assert (Milestone.objects.count(), Following.objects.count()) == (before, 1)
        apply(plan, scene, seen=seen(plan, scene).mark)

    def test_what_does_not_matter_may_change(self, scene: Scene, plan: Plan) -> None:
        planning.add_step(plan, step=NEW, by=scene.manager)
        mark = seen(plan, scene).mark
        operations.start(scene.enrolment.milestones.get(position=1), by=scene.owner)
        apply(plan, scene, seen=mark)


class TestVersionsFollowed:
    def test_it_is_kept_who_followed_which_version_when(self, scene: Scene, plan: Plan) -> None:
        planning.add_step(plan, step=NEW, by=scene.manager)
        apply(plan, scene, note="With security")
        rows = Following.objects.order_by("pk")
        assert [(one.cohort, one.version.number, one.by, one.note) for one in rows] == [
            (scene.cohort, 1, scene.manager, ""),
            (scene.cohort, 2, scene.manager, "With security"),
        ]

    def test_who_joins_later_gets_the_version_that_the_cohort_follows(self, scene: Scene, plan: Plan) -> None:
        planning.remove_step(plan.steps.get(key="m2"), by=scene.manager)
        planning.change_step(plan.steps.get(key="m1"), given=StepGiven("Reworded", 90), by=scene.manager)
        late = roster.enrol(scene.cohort, startup=startups.startup(), by=scene.manager, reason="Joins late")
        assert have(late) == [
            ("M1 Customer interviews", date(2026, 9, 15), "planned"),
            ("M2 Pilot signed", date(2026, 10, 31), "planned"),
            ("M3 Model card written", date(2026, 12, 15), "planned"),
        ]
        assert {one.asked.version.number for one in late.milestones.all() if one.asked} == {1}
        apply(plan, scene)
        assert have(late)[0] == ("M1 Reworded", date(2026, 11, 30), "planned")

    def test_where_a_plan_was_followed_before_there_were_versions_its_steps_are_given(self, scene: Scene) -> None:
        old = factories.plan(scene.programme)
        old.cohorts.add(scene.cohort)
        late = roster.enrol(scene.cohort, startup=startups.startup(), by=scene.manager, reason="Joins late")
        assert [one.asked for one in late.milestones.all()] == [None, None, None]
        apply(old, scene)
        assert not Message.objects.filter(kind="milestones_changed").exists()


class TestTelling:
    def test_founders_hear_once_of_all_that_changes(self, scene: Scene, plan: Plan) -> None:
        Message.objects.all().delete()
        scene.enrolment.milestones.filter(position=3).update(state="waived")
        planning.change_step(plan.steps.get(key="m1"), given=StepGiven("Talks", 21), by=scene.manager)
        planning.remove_step(plan.steps.get(key="m2"), by=scene.manager)
        planning.add_step(plan, step=StepGiven("Second customer", 150), by=scene.manager)
        apply(plan, scene)
        mine = Message.objects.filter(subject=f"enrolment:{scene.enrolment.pk}").order_by("recipient")
        assert [one.recipient for one in mine] == [*scene.insiders]
        assert {one.kind for one in mine} == {"milestones_changed"}
        assert mine[0].url == scene.enrolment.get_absolute_url()
        assert mine[0].facts == {
            "by": "Nurul Hakim",
            "plan": "Six months",
            "cohort": "Cohort 5",
            "startup": "Quaykeeper",
            "changes": (
                "M1 Talks: due on 22 September 2026 instead of 15 September 2026\n"
                "M1 Talks: what is asked was reworded\n"
                "M3 Second customer: due on 29 January 2027\n"
                "M2 Pilot signed: no longer asked"
            ),
        }
        assert Delivery.objects.filter(message__in=mine, state="pending").count() == 3

    def test_the_first_milestones_are_told_as_a_plan(self, scene: Scene, plan: Plan) -> None:
        first = Message.objects.filter(recipient=scene.owner).get()
        assert (first.kind, first.facts["changes"].splitlines()[0]) == (
            "milestones_planned",
            "M1 Customer interviews: due on 15 September 2026",
        )

    def test_each_in_their_language_and_nobody_of_a_startup_that_nothing_changes_for(self, scene: Scene, plan: Plan) -> None:
        Message.objects.all().delete()
        Person.objects.filter(pk=scene.owner.pk).update(language="de")
        Milestone.objects.exclude(enrolment=scene.enrolment).update(state="waived")
        planning.change_step(plan.steps.get(key="m1"), given=StepGiven("Talks", 21), by=scene.manager)
        apply(plan, scene)
        assert {one.recipient for one in Message.objects.all()} == {*scene.insiders}

    def test_the_trail_says_it_in_one_sentence(self, scene: Scene, plan: Plan) -> None:
        planning.add_step(plan, step=NEW, by=scene.manager)
        apply(plan, scene)
        entry = Entry.objects.about(scene.enrolment).filter(verb="plan.applied").order_by("-pk")[0]
        assert entry.told() == (
            "Nurul Hakim applied version 2 of Six months to Cohort 5. Milestones added: 2, moved: 0, reworded: 0, taken away: 0."
        )

    def test_reminders_move_along_and_nothing_is_said_of_what_is_gone(self, scene: Scene, plan: Plan) -> None:
        last = scene.enrolment.milestones.get(position=3)
        planning.change_step(plan.steps.get(key="m3"), given=StepGiven("Card", 130), by=scene.manager)
        apply(plan, scene)
        last.refresh_from_db()
        waiting = Reminder.objects.filter(source=ladder.SOURCE, subject=f"milestone:{last.pk}", state="planned")
        assert {one.local_on - last.due_on for one in waiting} == {timedelta(days=n) for n in (-7, -1, 1, 3, 7)}
        planning.remove_step(plan.steps.get(key="m3"), by=scene.manager)
        apply(plan, scene)
        assert not Reminder.objects.filter(subject=f"milestone:{last.pk}", state="planned").exists()


def test_a_changed_plan_takes_as_many_queries_for_any_cohort(scene: Scene) -> None:
    """Whatever refers to milestones is asked once whether it does; the cohort's size adds nothing."""
    asked = [_asked(scene, startups_n) for startups_n in (1, 3)]
    assert asked[0] == asked[1] < 70


def _asked(scene: Scene, size: int) -> int:
    cohort = cohorts.cohort(programme=scene.programme)
    for _ in range(size):
        cohorts.enrolment(cohort)
    plan = factories.plan(scene.programme)
    planning.apply_plan(plan, cohort=cohort, by=scene.manager)
    planning.change_step(plan.steps.get(key="m3"), given=StepGiven("Card", 130), by=scene.manager)
    planning.remove_step(plan.steps.get(key="m2"), by=scene.manager)
    planning.add_step(plan, step=NEW, by=scene.manager)
    with CaptureQueriesContext(connection) as captured:
        planning.apply_plan(plan, cohort=cohort, by=scene.manager)
    return len(captured)


MOVED = changes.Moved(datetime(2026, 10, 1, tzinfo=UTC), "Nurul Hakim", "A strike")
STATES = st.sampled_from(["planned", "active", "submitted", "returned", "reached", "waived"])


@st.composite
def standings(draw: st.DrawFn) -> list[Standing]:
    places = draw(st.lists(st.integers(1, 6), unique=True, max_size=6))
    return [
        Standing(
            place,
            f"c{place}",
            place,
            f"s{place}",
            place,
            f"S{place}",
            (),
            date(2026, 9, 1) + timedelta(days=draw(st.integers(0, 200))),
            draw(STATES),
            moved=draw(st.sampled_from([None, MOVED])),
            bare=draw(st.booleans()),
        )
        for place in places
    ]


@given(standings(), st.lists(st.integers(1, 6), unique=True, min_size=1), st.sets(st.sampled_from(["c1", "c2", "c3"])))
def test_whatever_a_startup_has_it_has_the_plan_afterwards(
    standing: list[Standing], steps: list[int], overrule: set[str]
) -> None:
    wanted = [
        Wanted(
            place,
            n,
            f"S{place}",
            (),
            due.Step(f"s{place}", "", due.Rule(count=place * 9), (f"s{steps[n - 2]}",) if n > 1 else ()),
        )
        for n, place in enumerate(steps, 1)
    ]
    applying = Applying(wanted, date(2026, 9, 1), Workdays("SG"))
    found = applying.changes(standing, overrule=overrule)
    after = {one.wanted.step: one for one in found if one.wanted}
    assert list(after) == steps
    for one in standing:
        _require_right(one, after.get(one.step), overrule, [gone for gone in found if gone.there == one and not gone.wanted])
    free = [one for one in found[: len(steps)] if not (one.there and (one.there.state in changes.SETTLED or one.kept))]
    by_key = {one.wanted.planned.key: one.due_on for one in after.values() if one.wanted}
    for one in free:
        if one.there and one.there.moved and one.there.code not in overrule:
            continue
        assert one.wanted
        assert one.due_on
        assert all(day <= one.due_on for key in one.wanted.planned.needs if (day := by_key[key]))


def _require_right(one: Standing, change: Change | None, overrule: set[str], gone: list[Change]) -> None:
    settled = one.state in ("reached", "waived")
    if change is None:
        assert [each.kinds for each in gone] == ([] if settled else [("removed",) if one.bare else ("waived",)])
        return
    assert change.there == one
    if settled or (one.moved and one.code not in overrule):
        assert change.due_on == one.due_on


def test_a_step_refers_to_rows_that_stay(scene: Scene, plan: Plan) -> None:
    assert PlanVersion.objects.get().steps.count() == Step.objects.filter(versions__isnull=False).count() == 3


class TestTheCohortAsItIs:
    """What is done under a cohort's lock goes by the row that was locked, not by what somebody read before."""

    def test_a_plan_is_applied_from_the_first_day_of_now(self, scene: Scene) -> None:
        made, stale = factories.plan(scene.programme), Cohort.objects.get(pk=scene.cohort.pk)
        mark = planning.preview(made, stale, steps=planning.live_steps(made)).mark
        roster.change_cohort(scene.cohort, by=scene.manager, starts_on=date(2026, 10, 1))
        with pytest.raises(Stale):
            planning.apply_plan(made, cohort=stale, by=scene.manager, seen=mark)
        planning.apply_plan(made, cohort=stale, by=scene.manager)
        assert scene.enrolment.milestones.get(step__key="m1").due_on == date(2026, 10, 15)

    def test_who_joins_gets_days_from_the_first_day_of_now_and_one_of_the_places_of_now(self, scene: Scene, plan: Plan) -> None:
        stale = Cohort.objects.get(pk=scene.cohort.pk)
        roster.change_cohort(scene.cohort, by=scene.manager, starts_on=date(2026, 10, 1), places=2)
        with pytest.raises(Refusal, match="All 2 places"):
            roster.enrol(stale, startup=startups.startup(), by=scene.manager, reason="Joins late")
        late = roster.enrol(stale, startup=startups.startup(), by=scene.manager, reason="Joins late", beyond=True)
        assert late.milestones.get(step__key="m1").due_on == date(2026, 10, 15)
