"""What reminders will be sent: seen ahead by who runs the cohort, held, released and worded."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import letters, reminding, tasks
from accelerator.notices.models import Message, Reminder
from accelerator.trail.models import Entry
from cohorts.milestones import coming, ladder, operations, planning
from cohorts.milestones import reminding as deciding
from cohorts.milestones.ladder import RuleGiven
from cohorts.milestones.models import Milestone
from cohorts.roster import operations as roster
from tests.cast import browser
from tests.factories import cohorts
from tests.factories import milestones as factories
from tests.factories.cohorts import NOW, Scene

DUE = date(2026, 12, 1)


@pytest.fixture
def milestone(scene: Scene) -> Milestone:
    one = factories.milestone(scene.enrolment, due_on=DUE)
    ladder.plan_new([one])
    return one


@pytest.fixture
def second(scene: Scene, milestone: Milestone) -> Milestone:
    """The same step of another startup, which lives in Sydney."""
    other = cohorts.enrolment(scene.cohort, name="Reef Labs")
    other.startup.zone = "Australia/Sydney"
    other.startup.save()
    one = factories.milestone(other, step=milestone.step, due_on=DUE)
    ladder.plan_new([one])
    return one


def at(milestone: Milestone, day: int) -> Reminder:
    """The founders' reminder of a day of November, or of December where it is before the 9th."""
    on = date(2026, 12 if day < 9 else 11, day)
    return Reminder.objects.waiting().get(
        subject=f"milestone:{milestone.pk}", local_on=on, kind__in=["milestone_due", "milestone_overdue"]
    )


def fall_due(today: time_machine.Traveller, moment: datetime) -> None:
    today.move_to(moment, tick=False)
    tasks.remind()


def nine(day: int) -> datetime:
    return datetime(2026, 11, day, 1, tzinfo=UTC)


class TestReading:
    def test_by_day_and_on_it_by_milestone_and_rule(self, scene: Scene, milestone: Milestone, second: Milestone) -> None:
        found = coming.lines(list(coming.ahead(scene.cohort, until=NOW + timedelta(days=40))))
        told = [(on, [(group.said, group.startups, group.people) for group in groups]) for on, groups in coming.by_day(found)]
        both = ["Reef Labs", "Quaykeeper"]  # it is nine in Sydney first
        assert told == [
            (date(2026, 11, 24), [("7 days before, at 09:00, to founders", both, 4)]),
            (date(2026, 11, 30), [("1 day before, at 09:00, to founders", both, 4)]),
            (date(2026, 12, 2), [("1 day after, at 09:00, to founders", both, 4)]),
            (date(2026, 12, 4), [("3 days after, at 09:00, to mentors", both, 2)]),
            (
                date(2026, 12, 8),
                [("7 days after, at 09:00, to founders", both, 4), ("7 days after, at 09:00, to programme managers", both, 1)],
            ),
        ]

    def test_they_read_as_they_will_read(self, scene: Scene, milestone: Milestone, today: time_machine.Traveller) -> None:
        (line, *_rest) = coming.lines(list(coming.ahead(scene.cohort, until=NOW + timedelta(days=40))))
        fall_due(today, nine(24))
        assert [*letters.told(Message.objects.order_by("id")[0])[:2]] == [*line.told()]
        assert [one.recipient for one in Message.objects.order_by("id")] == line.hearers

    def test_what_falls_into_a_pause_is_marked(self, scene: Scene, milestone: Milestone, second: Milestone) -> None:
        pause = {"from_on": date(2026, 11, 23), "until_on": date(2026, 11, 25), "reason": "Rest"}
        roster.pause(scene.enrolment, **pause, by=scene.manager)
        found = coming.lines(list(coming.ahead(scene.cohort, until=NOW + timedelta(days=12))))
        groups = {on: group for on, (group,) in coming.by_day(found)}
        told = {on.day: (group.paused, len(group.lines), group.people) for on, group in groups.items()}
        assert told == {24: (1, 2, 1), 30: (0, 2, 4), 2: (0, 2, 4)}
        client = browser(scene.manager)
        assert "1 of 2 paused, not sent" in client.get("/cohorts/cohort-5/reminders/").content.decode()
        first = at(milestone, 24)
        assert "Paused, not sent" in client.get(f"/cohorts/cohort-5/reminders/{first.code}/").content.decode()
        items = client.get("/api/v1/cohorts/cohort-5/reminders?days=5").json()["items"]
        assert [(one["milestone"], one["paused"]) for one in items] == [(second.code, False), (milestone.code, True)]

    @pytest.mark.parametrize("state", ["submitted", "waived"])
    def test_what_is_done_is_left_out(self, scene: Scene, milestone: Milestone, state: str) -> None:
        Milestone.objects.filter(pk=milestone.pk).update(state=state)
        assert not coming.ahead(scene.cohort, until=NOW + timedelta(days=40)).exists()

    def test_so_is_who_is_not_in_the_cohort_and_what_is_anothers(self, scene: Scene, milestone: Milestone) -> None:
        elsewhere = cohorts.cohort(programme=scene.programme)
        assert not coming.ahead(elsewhere, until=NOW + timedelta(days=40)).exists()
        scene.enrolment.state = "departed"
        scene.enrolment.save()
        assert not coming.ahead(scene.cohort, until=NOW + timedelta(days=40)).exists()


class TestHolding:
    def test_held_it_is_not_sent_until_it_is_released(
        self, scene: Scene, milestone: Milestone, second: Milestone, today: time_machine.Traveller
    ) -> None:
        codes = [at(milestone, 24).code, at(second, 24).code, at(milestone, 30).code]
        assert deciding.hold(scene.cohort, codes=codes, by=scene.manager) == 3
        assert deciding.release(scene.cohort, codes=codes[:1], by=scene.manager) == 1
        fall_due(today, nine(24))
        assert [one.recipient for one in Message.objects.order_by("id")] == [*scene.insiders]
        states = [Reminder.objects.get(code=code) for code in codes]
        assert [(one.state, one.reason) for one in states] == [("sent", ""), ("skipped", "it was held"), ("held", "")]
        said = [one.told() for one in Entry.objects.about(scene.cohort).order_by("id")]
        assert said == [
            "Nurul Hakim held reminders of Cohort 5: M1 Customer interviews, 3 reminders.",
            "Nurul Hakim released reminders of Cohort 5: M1 Customer interviews, 24 November 2026, 1 reminder.",
        ]
        assert Entry.objects.about(milestone).count() == 1  # the second is of it alone

    def test_what_was_not_sent_is_told(self, scene: Scene, milestone: Milestone, today: time_machine.Traveller) -> None:
        held = at(milestone, 24)
        deciding.hold(scene.cohort, codes=[held.code], by=scene.manager)
        fall_due(today, nine(24))
        assert list(coming.not_sent(scene.cohort)) == [held]
        page = browser(scene.manager).get("/cohorts/cohort-5/reminders/").content.decode()
        assert "Held and not sent" in page
        today.move_to(nine(24) + timedelta(days=15), tick=False)
        assert list(coming.not_sent(scene.cohort)) == []

    def test_past_its_moment_it_is_neither_held_nor_released(
        self, scene: Scene, milestone: Milestone, today: time_machine.Traveller
    ) -> None:
        held, planned = at(milestone, 24), at(milestone, 30)
        deciding.hold(scene.cohort, codes=[held.code], by=scene.manager)
        today.move_to(nine(24), tick=False)  # before any sweep
        with pytest.raises(Refusal, match="None of these is still to come"):
            deciding.release(scene.cohort, codes=[held.code], by=scene.manager)
        for act in (deciding.release, deciding.hold):
            with pytest.raises(Refusal, match="None of these is still to come"):
                act(scene.cohort, codes=[held.code, "gone"], by=scene.manager)
        assert deciding.hold(scene.cohort, codes=[held.code, planned.code], by=scene.manager) == 1

    def test_moved_it_stays_held_and_keeps_its_words(self, scene: Scene, milestone: Milestone) -> None:
        codes = [at(milestone, 24).code]
        deciding.word(scene.cohort, codes=codes, subject="Nearly there", text="", by=scene.manager)
        deciding.hold(scene.cohort, codes=codes, by=scene.manager)
        planning.move(milestone, due_on=date(2026, 12, 3), reason="Later", by=scene.manager)
        moved = at(milestone, 26)
        assert (moved.state, moved.own_subject) == ("held", "Nearly there")
        assert Reminder.objects.get(code=codes[0]).state == "cancelled"

    def test_signed_off_or_departed_held_ones_go_too(self, scene: Scene, milestone: Milestone) -> None:
        held = at(milestone, 24)
        deciding.hold(scene.cohort, codes=[held.code], by=scene.manager)
        operations.waive(milestone, reason="Did it before", by=scene.manager)
        held.refresh_from_db()
        assert (held.state, held.reason) == ("cancelled", "waived")


class TestWording:
    def test_one_reads_otherwise_and_the_others_as_ever(
        self, scene: Scene, milestone: Milestone, second: Milestone, today: time_machine.Traveller
    ) -> None:
        code = at(milestone, 24).code
        text = "Dear {startup}, {milestone} is due on {due}."
        assert deciding.word(scene.cohort, codes=[code], subject=" One week ", text=text, by=scene.manager) == 1
        fall_due(today, nine(24))
        read = {one.recipient: letters.told(one)[:2] for one in Message.objects.all()}
        assert read[scene.owner] == ("One week", ["Dear Quaykeeper, M1 Customer interviews is due on 1 December 2026."])
        rest = [words for person, words in read.items() if person not in scene.insiders]
        assert [subject for subject, _text in rest] == ["M1 Customer interviews is due on 1 December 2026"]
        sentence = "Nurul Hakim worded reminders of Cohort 5: M1 Customer interviews, 24 November 2026, 1 reminder."
        assert [one.told() for one in Entry.objects.about(scene.cohort)] == [sentence]

    def test_emptied_it_says_its_rules_words_again(self, scene: Scene, milestone: Milestone) -> None:
        one = at(milestone, 24)
        for subject in ("Soon", ""):
            deciding.word(scene.cohort, codes=[one.code], subject=subject, text="", by=scene.manager)
        (line, *_rest) = coming.lines([Reminder.objects.get(pk=one.pk)])
        assert (line.is_worded, line.told()[0]) == (False, "M1 Customer interviews is due on 1 December 2026")

    @pytest.mark.parametrize(("given", "field"), [({"subject": "{who}"}, "subject"), ({"text": "}"}, "text")])
    def test_what_is_not_filled_in_is_refused(
        self, scene: Scene, milestone: Milestone, given: dict[str, str], field: str
    ) -> None:
        with pytest.raises(Refusal) as refusal:
            deciding.word(scene.cohort, codes=[at(milestone, 24).code], by=scene.manager, **({"subject": "", "text": ""} | given))
        assert refusal.value.field == field


def test_only_who_runs_the_cohort_and_only_its_reminders(scene: Scene, milestone: Milestone) -> None:
    codes = [at(milestone, 24).code]
    acts: list[Callable[[Any, Any], Any]] = [
        lambda cohort, by: deciding.hold(cohort, codes=codes, by=by),
        lambda cohort, by: deciding.release(cohort, codes=codes, by=by),
        lambda cohort, by: deciding.word(cohort, codes=codes, subject="", text="", by=by),
    ]
    for person in (*scene.insiders, *scene.outsiders, scene.mentor, scene.auditor):
        for act in acts:
            with pytest.raises(Forbidden, match="Only the programme's managers"):
                act(scene.cohort, person)
    other = cohorts.cohort(programme=scene.programme)
    for act in acts:
        with pytest.raises(Refusal, match="None of these"):
            act(other, scene.manager)
    assert Reminder.objects.get(code=codes[0]).state == "planned"


def test_a_held_one_that_was_settled_stays_settled(scene: Scene, milestone: Milestone, today: time_machine.Traveller) -> None:
    """The sweep lets go of what is held once; the database lets nothing back."""
    held = at(milestone, 24)
    deciding.hold(scene.cohort, codes=[held.code], by=scene.manager)
    today.move_to(nine(24), tick=False)
    assert [reminding.let_go_held(), reminding.let_go_held()] == [1, 0]
    assert not Message.objects.exists()


class TestPages:
    def test_the_calendar_says_when_who_and_how(self, scene: Scene, milestone: Milestone, second: Milestone) -> None:
        page = browser(scene.manager).get("/cohorts/cohort-5/reminders/?weeks=4").content.decode()
        for words in (
            "Tue 24 Nov",
            "M1 Customer interviews is due on 1 December 2026",
            "7 days before, at 09:00, to founders",
            "Reef Labs, Quaykeeper",
            "4 people hear",
        ):
            assert words in page

    @pytest.mark.parametrize("weeks", ["1", "8", "9", "x", ""])
    def test_strange_weeks_are_two(self, scene: Scene, milestone: Milestone, weeks: str) -> None:
        page = browser(scene.manager).get(f"/cohorts/cohort-5/reminders/?weeks={weeks}")
        shown = {"1": 1, "8": 8}.get(weeks, 2)
        assert page.context["weeks"] == shown
        tabs = re.findall(r"<a[^>]*weeks=(\d)[^>]*>", page.content.decode())
        current = [tag for tag in re.findall(r"<a[^>]*weeks=[^>]*>", page.content.decode()) if "aria-current" in tag]
        assert (tabs, len(current), f"weeks={shown}" in current[0]) == (["1", "2", "4", "8"], 1, True)

    def test_a_group_is_held_released_and_worded(self, scene: Scene, milestone: Milestone, second: Milestone) -> None:
        client, first = browser(scene.manager), at(milestone, 24)
        door = f"/cohorts/cohort-5/reminders/{first.code}/"

        def states() -> list[str]:
            return list(Reminder.objects.filter(local_on=date(2026, 11, 24)).order_by("id").values_list("state", flat=True))

        assert client.get(door).status_code == 200
        client.post(f"{door}hold/", {"only": "1"})
        assert states() == ["held", "planned"]
        client.post(f"{door}hold/")
        assert states() == ["held", "held"]
        client.post(f"{door}release/")
        assert states() == ["planned", "planned"]
        client.post(f"{door}words/", {"subject": "For all", "text": ""})
        client.post(f"{door}words/", {"subject": "For one", "text": "", "only": "1"})
        own = Reminder.objects.filter(local_on=date(2026, 11, 24)).order_by("id").values_list("own_subject", flat=True)
        assert list(own) == ["For one", "For all"]
        refused = client.post(f"{door}words/", {"subject": "", "text": "Dear {name}"})
        assert refused.status_code == 422
        assert "{name} is not filled in" in refused.content.decode()
        assert "Dear {name}" in refused.content.decode()

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, milestone: Milestone, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size - 1):
            one = factories.milestone(cohorts.enrolment(scene.cohort), step=milestone.step, due_on=DUE)
            ladder.plan_new([one])
        client, door = browser(scene.manager), "/cohorts/cohort-5/reminders/"
        with django_assert_num_queries(12):
            client.get(f"{door}?weeks=4")
        with django_assert_num_queries(12):
            client.get(f"{door}{at(milestone, 24).code}/")

    def test_a_plans_rules_are_changed_on_its_page(self, scene: Scene, milestone: Milestone) -> None:
        client, plan = browser(scene.manager), milestone.step.plan
        door = f"/plans/{plan.code}/reminders/"
        given = {"count": "2", "unit": "hours", "side": "before", "at": "09:00", "audience": "mentors", "subject": "", "text": ""}
        assert client.post(door, given).status_code == 302
        made = plan.reminder_rules.get(offset=-2)
        assert "2 hours before the end of the day" in client.get(door).content.decode()
        refused = client.post(door, given)
        assert (refused.status_code, refused.context["form"].errors["count"]) == (
            422,
            ["The plan reminds the same people at this moment already. Change that reminder."],
        )
        page = client.get(f"{door}{made.code}/")
        assert page.context["form"].initial["count"] == 2
        assert client.post(f"{door}{made.code}/", given | {"side": "after", "count": "3"}).status_code == 302
        made.refresh_from_db()
        assert (made.offset, made.unit) == (3, "hours")
        assert client.post(f"{door}{made.code}/remove/").status_code == 302
        assert client.get(f"{door}{made.code}/").status_code == 404

    def test_who_only_looks_is_offered_nothing(self, scene: Scene, milestone: Milestone) -> None:
        client = browser(scene.auditor)
        page = client.get(f"/cohorts/cohort-5/reminders/{at(milestone, 24).code}/").content.decode()
        assert ("As it will read" in page, "<button" in page.partition("<main")[2].partition("</main")[0]) == (True, False)


class TestApi:
    def test_rules_and_what_is_to_come(self, scene: Scene, milestone: Milestone) -> None:
        client, plan = browser(scene.manager), milestone.step.plan
        door = f"/api/v1/plans/{plan.code}/reminder-rules"
        made = client.post(door, {"offset": -2, "audience": "mentors"}, content_type="application/json")
        assert (made.status_code, made.json()["said"]) == (201, "2 days before, at 09:00, to mentors")
        assert [one["offset"] for one in client.get(door).json()] == [-7, -2, -1, 1, 3, 7, 7]
        one = f"/api/v1/reminder-rules/{made.json()['code']}"
        changed = client.put(one, {"offset": -3, "text": "{startup}, soon."}, content_type="application/json")
        assert (changed.json()["offset"], changed.json()["audience"]) == (-3, "startup")
        refused = client.put(one, {"offset": -7}, content_type="application/json")
        assert refused.status_code == 409
        assert client.delete(one).status_code == 204
        assert client.delete(one).status_code == 404

    def test_they_are_listed_held_released_and_worded(self, scene: Scene, milestone: Milestone) -> None:
        client, door = browser(scene.manager), "/api/v1/cohorts/cohort-5/reminders"
        first, *rest = client.get(f"{door}?days=40").json()["items"]
        assert len(rest) == 5
        assert {name: first[name] for name in ("milestone", "startup", "due_at", "local_on", "state", "subject")} == {
            "milestone": milestone.code,
            "startup": "quaykeeper",
            "due_at": "2026-11-24T01:00:00Z",
            "local_on": "2026-11-24",
            "state": "planned",
            "subject": "M1 Customer interviews is due on 1 December 2026",
        }
        assert first["hearers"] == ["Ananya Rao", "Wei Ming", "Dewi Sari"]
        assert len(client.get(f"{door}?days=5").json()["items"]) == 1
        said = {"reminders": [first["code"]]}
        json = {"content_type": "application/json"}
        assert client.post(f"{door}/hold", said, **json).json() == {"changed": 1}
        assert client.get(door).json()["items"][0]["state"] == "held"
        assert client.post(f"{door}/hold", said, **json).status_code == 409
        assert client.post(f"{door}/release", said, **json).json() == {"changed": 1}
        assert client.put(f"{door}/words", said | {"subject": "Soon"}, **json).json() == {"changed": 1}
        assert client.get(door).json()["items"][0]["subject"] == "Soon"


def test_rules_of_many_move_all_their_reminders(scene: Scene, milestone: Milestone) -> None:
    """A thousand and more milestones are looked at in parts."""
    step = milestone.step
    others = [cohorts.enrolment(scene.cohort) for _ in range(2)]
    for one in others:
        factories.milestone(one, step=step, due_on=DUE)
    before, ladder._AT_ONCE = ladder._AT_ONCE, 2
    try:
        made = deciding.add_rule(step.plan, given=RuleGiven(2), by=scene.manager)
    finally:
        ladder._AT_ONCE = before
    assert Reminder.objects.filter(rule=made.code).count() == 3
