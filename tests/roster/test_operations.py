"""Cohorts and who is in them: made, enrolled, supported, departed, graduated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message, Reminder
from accelerator.startups.models import Member
from accelerator.trail.models import Entry
from cohorts.milestones import ladder
from cohorts.roster import operations
from cohorts.roster.models import Cohort, Enrolment, Supporter
from tests.factories import accounts, cohorts, milestones, programmes, startups
from tests.factories.cohorts import NOW, Scene

DAYS = {"starts_on": date(2027, 3, 1), "ends_on": date(2027, 8, 31)}


def told(*things: Any) -> list[str]:
    return [entry.told() for entry in Entry.objects.about(*things).order_by("id")]


def heard(kind: str) -> list[Any]:
    return [message.recipient for message in Message.objects.filter(kind=kind).order_by("id")]


def make(scene: Scene, *, by: Any = None, **fields: Any) -> Cohort:
    given: dict[str, Any] = DAYS | {"name": "Cohort 6", "places": 12} | fields
    return operations.make_cohort(given.pop("programme", scene.programme), by=by or scene.manager, **given)


class TestMaking:
    def test_a_manager_makes_one_in_the_programmes_zone(self, scene: Scene) -> None:
        scene.programme.zone = "Europe/London"
        scene.programme.save()
        scene.programme.refresh_from_db()
        cohort = make(scene)
        cohort.refresh_from_db()
        assert (cohort.name, cohort.programme, cohort.places, str(cohort.zone)) == (
            "Cohort 6",
            scene.programme,
            12,
            "Europe/London",
        )
        assert (cohort.starts_on, cohort.ends_on, cohort.call) == (date(2027, 3, 1), date(2027, 8, 31), None)
        assert told(cohort) == told(scene.programme) == ["Nurul Hakim made the cohort Cohort 6."]

    @pytest.mark.parametrize(
        ("name", "start"),
        [
            ("Cohort 6", "cohort-6-"),
            ("港湾", "cohort-"),
            ("—", "cohort-"),
            ("Frühling/2027?", "fruhling2027-"),
            ("x" * 200, "x" * 60 + "-"),
        ],
    )
    def test_its_address_is_its_name_as_far_as_it_goes(self, scene: Scene, name: str, start: str) -> None:
        cohort = make(scene, name=name)
        assert cohort.slug.startswith(start)
        assert len(cohort.slug) == len(start) + 4
        assert make(scene, name=name).slug != cohort.slug

    def test_nobody_else_makes_one(self, scene: Scene) -> None:
        reviewer = programmes.reviewer(scene.programme)
        for person in (*scene.insiders, *scene.outsiders, scene.mentor, scene.auditor, reviewer):
            with pytest.raises(Forbidden, match="Only the programme's managers make cohorts"):
                make(scene, by=person)
        assert Cohort.objects.count() == 1

    @pytest.mark.parametrize(
        ("starts_on", "ends_on", "field"),
        [
            (date(2027, 3, 1), date(2027, 3, 1), "ends_on"),
            (date(2027, 3, 1), date(2027, 2, 28), "ends_on"),
            (date(2027, 3, 1), date(2026, 8, 31), "ends_on"),
            (date(1, 1, 1), date(2027, 2, 28), "starts_on"),
            (date(1999, 12, 31), date(2000, 2, 1), "starts_on"),
            (date(2100, 12, 1), date(2101, 1, 1), "starts_on"),
            (date(9999, 1, 1), date(9999, 12, 31), "starts_on"),
        ],
    )
    def test_days_that_cannot_be_meant(self, scene: Scene, starts_on: date, ends_on: date, field: str) -> None:
        with pytest.raises(Refusal) as refusal:
            make(scene, starts_on=starts_on, ends_on=ends_on)
        assert refusal.value.field == field

    def test_a_call_leads_into_one_cohort_of_its_own_programme(self, scene: Scene) -> None:
        call = programmes.call(programme=scene.programme)
        assert make(scene, call=call).call == call
        with pytest.raises(Refusal, match="leads into another cohort already") as refusal:
            make(scene, call=call)
        assert refusal.value.field == "call"
        with pytest.raises(Refusal, match="belongs to another programme") as refusal:
            make(scene, call=programmes.call())
        assert refusal.value.field == "call"


class TestEnrolling:
    def test_a_manager_takes_a_startup_in_with_a_reason_that_stays(self, scene: Scene) -> None:
        founder = accounts.person(name="Thanh Vo")
        startup = startups.startup("Sampan", owner=founder)
        made = operations.enrol(scene.cohort, startup=startup, by=scene.manager, reason="Invited by the board")
        assert (made.cohort, made.startup, made.state, made.enrolled_at, made.application) == (
            scene.cohort,
            startup,
            "active",
            NOW,
            None,
        )
        (message,) = Message.objects.all()
        assert (message.kind, message.recipient, message.url) == ("enrolled", founder, "/home/")
        assert message.facts == {
            "startup": "Sampan",
            "cohort": "Cohort 5",
            "starts": "1 September 2026",
            "ends": "26 February 2027",
        }
        sentence = "Nurul Hakim took Sampan into Cohort 5 without an offer: Invited by the board"
        assert told(made) == told(startup) == told(scene.cohort) == [sentence]

    def test_again_it_stays_as_it_is(self, scene: Scene) -> None:
        again = operations.enrol(scene.cohort, startup=scene.startup, by=scene.manager, reason="Again")
        assert (again, Enrolment.objects.filter(startup=scene.startup).count()) == (scene.enrolment, 1)
        assert (Message.objects.count(), told(scene.startup)) == (0, [])

    def test_who_left_is_not_brought_back_by_a_second_click(self, scene: Scene) -> None:
        operations.depart(scene.enrolment, reason="Took a contract", by=scene.manager)
        with pytest.raises(Refusal, match="has left Cohort 5"):
            operations.enrol(scene.cohort, startup=scene.startup, by=scene.manager, reason="Again")

    def test_a_startup_may_be_in_another_cohort_later(self, scene: Scene) -> None:
        later = cohorts.cohort(programme=scene.programme)
        made = operations.enrol(later, startup=scene.startup, by=scene.manager, reason="Second round")
        assert Enrolment.objects.filter(startup=scene.startup).count() == 2
        assert heard("enrolled") == [*scene.insiders]
        assert made.cohort == later

    def test_only_managers_and_only_with_a_reason(self, scene: Scene) -> None:
        startup = startups.startup()
        for person in (*scene.insiders, *scene.outsiders, scene.mentor, scene.auditor):
            with pytest.raises(Forbidden, match="enrol a startup directly"):
                operations.enrol(scene.cohort, startup=startup, by=person, reason="Please")
        with pytest.raises(Refusal, match="joins without an offer") as refusal:
            operations.enrol(scene.cohort, startup=startup, by=scene.manager, reason=" ")
        assert refusal.value.field == "reason"
        assert not Enrolment.objects.filter(startup=startup).exists()


class TestSupporting:
    @pytest.mark.parametrize(("role", "words"), [("mentor", "mentor"), ("manager", "programme manager")])
    def test_both_sides_hear(self, scene: Scene, role: str, words: str) -> None:
        helper = programmes.manager(scene.programme, accounts.person(name="Helper"))
        made = operations.add_supporter(scene.enrolment, person=helper, role=role, by=scene.manager)
        assert (made.person, made.role, made.ended_at) == (helper, role, None)
        assert set(heard("supporter_added")) == {helper, *scene.insiders}
        message = Message.objects.get(recipient=helper)
        assert (message.url, message.facts["role"]) == (scene.enrolment.get_absolute_url(), words)
        assert told(scene.enrolment) == ["Nurul Hakim asked Helper to stand by Quaykeeper."]

    def test_standing_already_changes_nothing(self, scene: Scene) -> None:
        held = operations.add_supporter(scene.enrolment, person=scene.mentor, role="mentor", by=scene.manager)
        assert (held, Message.objects.count(), told(scene.enrolment)) == (Supporter.objects.get(person=scene.mentor), 0, [])

    def test_who_stood_by_it_once_may_again(self, scene: Scene) -> None:
        operations.add_supporter(scene.enrolment, person=scene.former, role="mentor", by=scene.manager)
        ended = Supporter.objects.filter(person=scene.former).order_by("id").values_list("ended_at", flat=True)
        assert list(ended) == [NOW, None]

    @pytest.mark.parametrize("role", ["", "owner", "officer"])
    def test_no_role_that_nobody_knows(self, scene: Scene, role: str) -> None:
        with pytest.raises(Refusal, match="Choose mentor or programme manager") as refusal:
            operations.add_supporter(scene.enrolment, person=scene.stranger, role=role, by=scene.manager)
        assert refusal.value.field == "role"

    def test_nobody_of_the_startup_itself(self, scene: Scene) -> None:
        for person in scene.insiders:
            with pytest.raises(Refusal, match=f"{person} belongs to Quaykeeper. Choose somebody from outside.") as refusal:
                operations.add_supporter(scene.enrolment, person=person, role="mentor", by=scene.manager)
            assert refusal.value.field == "person"

    @pytest.mark.parametrize("state", ["departed", "graduated"])
    def test_nobody_once_it_is_out(self, scene: Scene, state: str) -> None:
        gone = cohorts.fresh(cohorts.enrolment(scene.cohort, name="Gone", state=state))
        with pytest.raises(Refusal, match=rf"Gone is {state} already\."):
            operations.add_supporter(gone, person=scene.stranger, role="mentor", by=scene.manager)
        assert not Message.objects.exists()

    def test_ended_they_hear_and_see_nothing_any_more(self, scene: Scene) -> None:
        held = Supporter.objects.get(person=scene.mentor)
        assert scene.enrolment in Enrolment.objects.visible_to(scene.mentor)
        operations.end_supporter(held, by=scene.manager)
        held.refresh_from_db()
        assert held.ended_at == NOW
        assert scene.enrolment not in Enrolment.objects.visible_to(scene.mentor)
        (message,) = Message.objects.all()
        assert (message.kind, message.recipient, message.url) == ("supporter_ended", scene.mentor, "")
        assert message.facts == {"startup": "Quaykeeper", "cohort": "Cohort 5", "by": "Nurul Hakim"}
        assert told(scene.enrolment) == ["Priya Raghunathan no longer stands by Quaykeeper."]

    def test_ended_twice_is_once(self, scene: Scene, today: Any) -> None:
        held = Supporter.objects.get(person=scene.mentor)
        operations.end_supporter(held, by=scene.manager)
        today.shift(timedelta(days=1))
        operations.end_supporter(held, by=scene.manager)
        held.refresh_from_db()
        assert (held.ended_at, Message.objects.count(), len(told(scene.enrolment))) == (NOW, 1, 1)


class TestLeaving:
    def test_it_departs_and_everybody_around_it_hears_why(self, scene: Scene) -> None:
        startups.member(scene.startup, accounts.suspended_person())
        operations.depart(scene.enrolment, reason="Took a contract", by=scene.manager)
        scene.enrolment.refresh_from_db()
        assert scene.enrolment.state == "departed"
        assert heard("departed") == [*scene.insiders, scene.mentor]
        assert Message.objects.all()[0].facts == {
            "startup": "Quaykeeper",
            "cohort": "Cohort 5",
            "reason": "Took a contract",
            "by": "Nurul Hakim",
        }
        sentence = "Quaykeeper left Cohort 5: Took a contract"
        assert told(scene.enrolment) == told(scene.startup) == told(scene.cohort) == [sentence]

    def test_upper_areas_close_what_they_hold_in_the_same_transaction(self, scene: Scene) -> None:
        one = milestones.milestone(scene.enrolment)
        ladder.plan_new([one])
        operations.depart(scene.enrolment, reason="Took a contract", by=scene.manager)
        one.refresh_from_db()
        assert (one.state, set(Reminder.objects.values_list("state", flat=True))) == ("planned", {"cancelled"})

    def test_a_reason_is_needed(self, scene: Scene) -> None:
        with pytest.raises(Refusal, match="stays in the record") as refusal:
            operations.depart(scene.enrolment, reason="\t", by=scene.manager)
        assert refusal.value.field == "reason"
        scene.enrolment.refresh_from_db()
        assert scene.enrolment.state == "active"

    def test_it_graduates_and_its_people_hear(self, scene: Scene) -> None:
        operations.graduate(scene.enrolment, by=scene.manager)
        scene.enrolment.refresh_from_db()
        assert scene.enrolment.state == "graduated"
        assert heard("graduated") == [*scene.insiders]
        assert Message.objects.all()[0].url == scene.enrolment.get_absolute_url()
        assert told(scene.enrolment) == ["Quaykeeper graduated from Cohort 5."]


def _depart(enrolment: Enrolment, *, by: Any) -> Any:
    return operations.depart(enrolment, reason="Took a contract", by=by)


def _support(enrolment: Enrolment, *, by: Any) -> Any:
    return operations.add_supporter(enrolment, person=accounts.person(), role="mentor", by=by)


def _end(enrolment: Enrolment, *, by: Any) -> Any:
    held = Supporter.objects.live().select_related("enrolment__cohort", "enrolment__startup", "person")
    return operations.end_supporter(held.get(enrolment=enrolment), by=by)


ACTS: dict[str, Callable[..., Any]] = {
    "depart": _depart,
    "graduate": operations.graduate,
    "support": _support,
    "end": _end,
}


@pytest.mark.parametrize("name", ACTS)
def test_nobody_but_the_programmes_managers(scene: Scene, name: str) -> None:
    reviewer, gone = programmes.reviewer(scene.programme), programmes.staff(scene.programme, ended=True)
    for person in (*scene.insiders, *scene.outsiders, scene.mentor, scene.auditor, reviewer, gone):
        with pytest.raises(Forbidden, match="Only the programme's managers do this"):
            ACTS[name](scene.enrolment, by=person)
    scene.enrolment.refresh_from_db()
    assert (scene.enrolment.state, Message.objects.count(), told(scene.enrolment)) == ("active", 0, [])
    assert Supporter.objects.live().count() == 1


@pytest.mark.parametrize(
    ("name", "first"), [(name, first) for name in ("depart", "graduate") for first in ("depart", "graduate")]
)
def test_out_is_out_and_it_says_how(scene: Scene, name: str, first: str) -> None:
    state = ACTS[first](scene.enrolment, by=scene.manager).state
    before = Message.objects.count()
    with pytest.raises(Refusal, match=rf"Quaykeeper is {state} already\."):
        ACTS[name](scene.enrolment, by=scene.manager)
    scene.enrolment.refresh_from_db()
    assert (scene.enrolment.state, Message.objects.count()) == (state, before)


def test_support_can_be_ended_after_the_startup_left(scene: Scene) -> None:
    _depart(scene.enrolment, by=scene.manager)
    _end(scene.enrolment, by=scene.manager)
    assert not Supporter.objects.live().exists()


def test_a_founder_who_manages_the_programme_is_told_as_both_once(scene: Scene) -> None:
    """Somebody in two places hears one message."""
    cohorts.supporter(scene.enrolment, scene.mentor, role="manager")
    Member.objects.filter(person=scene.viewer).update(person=scene.mentor)
    _depart(scene.enrolment, by=scene.manager)
    assert heard("departed") == [scene.owner, scene.member, scene.mentor]
