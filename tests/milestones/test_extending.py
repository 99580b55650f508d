"""More time for a milestone: asked with a reason, once at a time; given, or declined with one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import Error, transaction

from accelerator.kit import together
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message, Reminder
from accelerator.trail.models import Entry
from cohorts.milestones import ladder, operations, planning, registered
from cohorts.milestones.models import ExtensionRequest, Milestone
from cohorts.roster import operations as roster
from tests.cast import browser
from tests.factories import accounts, programmes
from tests.factories import milestones as factories
from tests.factories.cohorts import Scene
from tests.programs import Program, problem

DUE, LATER = date(2026, 12, 1), date(2026, 12, 15)
WHY = "The site opens later."


@pytest.fixture
def milestone(scene: Scene) -> Milestone:
    one = factories.milestone(scene.enrolment, due_on=DUE)
    ladder.plan_new([one])
    return one


@pytest.fixture
def asked(scene: Scene, milestone: Milestone) -> ExtensionRequest:
    return operations.ask_extension(milestone, due_on=LATER, reason=WHY, by=scene.owner)


def read(one: ExtensionRequest) -> ExtensionRequest:
    return ExtensionRequest.objects.select_related("milestone__enrolment__cohort", "milestone__enrolment__startup").get(pk=one.pk)


def told(kind: str) -> list[Any]:
    return [one.recipient for one in Message.objects.filter(kind=kind).order_by("id")]


class TestAsking:
    def test_who_runs_the_programme_hears_and_finds_it(self, scene: Scene, milestone: Milestone, asked: ExtensionRequest) -> None:
        assert (asked.state, asked.due_on, asked.was_due_on, asked.asked_by) == ("asked", LATER, DUE, scene.owner)
        assert told("extension_asked") == [scene.manager]
        facts = Message.objects.get(kind="extension_asked").facts
        assert (facts["due"], facts["was"], facts["reason"]) == ("15 December 2026", "1 December 2026", WHY)
        sentence = f"Ananya Rao asked for more time for M1 Customer interviews of Quaykeeper, until 15 December 2026: {WHY}"
        assert [one.told() for one in Entry.objects.about(milestone)] == [sentence]
        titles = [one.title for one in together.run(registered.next_actions.steps(scene.manager))]
        assert titles == ["Quaykeeper asks for more time for M1 Customer interviews"]
        assert "More time asked for" in browser(scene.manager).get("/milestones/").content.decode()
        assert milestone.due_on == DUE

    def test_one_at_a_time(self, scene: Scene, milestone: Milestone, asked: ExtensionRequest) -> None:
        with pytest.raises(Refusal, match="waits for an answer"):
            operations.ask_extension(milestone, due_on=LATER, reason=WHY, by=scene.member)
        with pytest.raises(Error, match="extension_asked_once"), transaction.atomic():
            ExtensionRequest.objects.create(milestone=milestone, due_on=LATER, was_due_on=DUE, reason=WHY, asked_by=scene.owner)
        operations.take_back_extension(read(asked), by=scene.member)
        assert operations.ask_extension(milestone, due_on=LATER, reason=WHY, by=scene.member).state == "asked"

    @pytest.mark.parametrize(
        ("due_on", "reason", "field", "sentence"),
        [
            (DUE, WHY, "due_on", "Choose a day after the one it is due on"),
            (date(2028, 3, 1), WHY, "due_on", "Choose a day of the cohort"),
            (LATER, " ", "reason", "Say why"),
            (LATER, "x" * 2001, "reason", "Shorten this to 2000"),
        ],
    )
    def test_what_cannot_be_asked(
        self, scene: Scene, milestone: Milestone, due_on: date, reason: str, field: str, sentence: str
    ) -> None:
        with pytest.raises(Refusal, match=sentence) as refusal:
            operations.ask_extension(milestone, due_on=due_on, reason=reason, by=scene.owner)
        assert (refusal.value.field, ExtensionRequest.objects.count()) == (field, 0)

    def test_of_a_late_one_a_day_that_is_over_is_none(self, scene: Scene) -> None:
        late = factories.milestone(scene.enrolment, due_on=date(2026, 11, 10))
        with pytest.raises(Refusal, match="after today"):
            operations.ask_extension(late, due_on=date(2026, 11, 20), reason=WHY, by=scene.owner)
        assert operations.ask_extension(late, due_on=date(2026, 11, 21), reason=WHY, by=scene.owner).state == "asked"

    @pytest.mark.parametrize("state", ["submitted", "reached", "waived"])
    def test_of_what_is_done_nothing_is_asked(self, scene: Scene, state: str) -> None:
        done = factories.milestone(scene.enrolment, state=state)
        with pytest.raises(Refusal, match="Load the page again"):
            operations.ask_extension(done, due_on=LATER, reason=WHY, by=scene.owner)

    def test_only_who_writes_for_the_startup(self, scene: Scene, milestone: Milestone) -> None:
        for person in (scene.viewer, scene.mentor, scene.manager, *scene.outsiders):
            with pytest.raises(Forbidden):
                operations.ask_extension(milestone, due_on=LATER, reason=WHY, by=person)

    def test_a_manager_who_founded_it_is_not_told(self, scene: Scene, milestone: Milestone) -> None:
        programmes.manager(scene.programme, scene.owner)
        programmes.manager(scene.programme, accounts.suspended_person())
        operations.ask_extension(milestone, due_on=LATER, reason=WHY, by=scene.member)
        assert told("extension_asked") == [scene.manager]


class TestAnswering:
    def test_given_the_day_moves_with_its_reminders_and_the_founders_hear(
        self, scene: Scene, milestone: Milestone, asked: ExtensionRequest
    ) -> None:
        operations.grant_extension(read(asked), by=scene.manager)
        milestone.refresh_from_db()
        assert (milestone.due_on, milestone.moved_why) == (LATER, WHY)
        assert [(row.local_on - LATER).days for row in Reminder.objects.waiting().order_by("local_on")] == [-7, -1, 1, 3, 7, 7]
        assert told("extension_granted") == [*scene.insiders]
        one = read(asked)
        assert (one.state, one.granted_on, one.answered_by) == ("granted", LATER, scene.manager)
        sentence = "Nurul Hakim gave M1 Customer interviews of Quaykeeper more time, from 1 December 2026 to 15 December 2026."
        assert [entry.told() for entry in Entry.objects.about(milestone)][-1] == sentence
        assert together.run(registered.next_actions.steps(scene.manager)) == []

    def test_another_day_may_be_given(self, scene: Scene, milestone: Milestone, asked: ExtensionRequest) -> None:
        operations.grant_extension(read(asked), due_on=date(2026, 12, 8), answer="A week.", by=scene.manager)
        assert (read(asked).granted_on, read(asked).answer) == (date(2026, 12, 8), "A week.")
        for day in (DUE, date(2028, 3, 1)):
            other = factories.milestone(scene.enrolment, due_on=DUE)
            one = operations.ask_extension(other, due_on=LATER, reason=WHY, by=scene.owner)
            with pytest.raises(Refusal) as refusal:
                operations.grant_extension(read(one), due_on=day, by=scene.manager)
            assert (refusal.value.field, read(one).state) == ("due_on", "asked")

    def test_declined_the_day_stays_and_they_read_why(self, scene: Scene, milestone: Milestone, asked: ExtensionRequest) -> None:
        with pytest.raises(Refusal, match="Say why: the founders read it") as refusal:
            operations.decline_extension(read(asked), answer="", by=scene.manager)
        assert refusal.value.field == "answer"
        operations.decline_extension(read(asked), answer="Demo day is fixed.", by=scene.manager)
        milestone.refresh_from_db()
        assert (milestone.due_on, told("extension_declined")) == (DUE, [*scene.insiders])
        assert Message.objects.filter(kind="extension_declined")[0].facts["answer"] == "Demo day is fixed."

    def test_answered_once(self, scene: Scene, milestone: Milestone, asked: ExtensionRequest) -> None:
        one = read(asked)
        operations.grant_extension(one, by=scene.manager)
        acts: list[Callable[[], Any]] = [
            lambda: operations.grant_extension(one, by=scene.manager),
            lambda: operations.decline_extension(one, answer="No.", by=scene.manager),
            lambda: operations.take_back_extension(one, by=scene.owner),
        ]
        for act in acts:
            with pytest.raises(Refusal, match="This request is answered: “Granted”"):
                act()
        with pytest.raises(Error), transaction.atomic():
            ExtensionRequest.objects.update(state="asked", answered_at=None, granted_on=None)

    def test_only_managers_of_the_programme(self, scene: Scene, asked: ExtensionRequest) -> None:
        for person in (*scene.insiders, *scene.outsiders, scene.mentor, scene.auditor):
            for act in (
                lambda by: operations.grant_extension(read(asked), by=by),
                lambda by: operations.decline_extension(read(asked), answer="No.", by=by),
            ):
                with pytest.raises(Forbidden, match="Only the programme's managers give more time"):
                    act(person)
        assert read(asked).state == "asked"

    @pytest.mark.parametrize(
        ("columns", "name"),
        [
            ({"state": "granted"}, "extension_"),
            ({"state": "declined"}, "extension_answered"),
            ({"granted_on": LATER}, "extension_granted_on"),
        ],
    )
    def test_the_database_keeps_answers_whole(self, asked: ExtensionRequest, columns: dict[str, Any], name: str) -> None:
        with pytest.raises(Error, match=name), transaction.atomic():
            ExtensionRequest.objects.filter(pk=asked.pk).update(**columns)


class TestOvertaken:
    def test_what_is_waived_or_left_needs_no_answer(self, scene: Scene, milestone: Milestone, asked: ExtensionRequest) -> None:
        operations.waive(milestone, reason="Did it before", by=scene.manager)
        assert read(asked).state == "closed"
        other = factories.milestone(scene.enrolment, due_on=DUE)
        second = operations.ask_extension(other, due_on=LATER, reason=WHY, by=scene.owner)
        roster.depart(scene.enrolment, reason="Took a contract", by=scene.manager)
        assert read(second).state == "closed"

    def test_moved_by_hand_beyond_it_can_still_be_declined(
        self, scene: Scene, milestone: Milestone, asked: ExtensionRequest
    ) -> None:
        planning.move(milestone, due_on=date(2026, 12, 20), reason="All of you", by=scene.manager)
        with pytest.raises(Refusal, match="More time ends after 20 December 2026"):
            operations.grant_extension(read(asked), by=scene.manager)
        operations.decline_extension(read(asked), answer="Moved already.", by=scene.manager)


class TestDoors:
    def test_people(self, scene: Scene, milestone: Milestone) -> None:
        door = f"{milestone.get_absolute_url()}more-time/"
        founder, manager = browser(scene.owner), browser(scene.manager)
        refused = founder.post(door, {"due_on": "2026-11-30", "reason": WHY})
        assert (refused.status_code, WHY in refused.content.decode()) == (422, True)
        assert founder.post(door, {"due_on": "2026-12-15", "reason": WHY}).status_code == 302
        one = ExtensionRequest.objects.get()
        assert "Take it back" in founder.get(milestone.get_absolute_url()).content.decode()
        page = manager.get(milestone.get_absolute_url())
        assert ("Give more time" in page.content.decode(), page.context["grant_form"].initial) == (True, {"due_on": LATER})
        assert manager.post(f"{door}{one.code}/grant/", {"due_on": "2026-12-01"}).status_code == 422
        assert manager.post(f"{door}{one.code}/decline/", {"answer": ""}).status_code == 422
        assert manager.post(f"{door}{one.code}/grant/", {"due_on": "2026-12-10", "answer": "Yes."}).status_code == 302
        assert "Given until Thu 10 Dec" in founder.get(milestone.get_absolute_url()).content.decode()

    def test_programs(self, scene: Scene, milestone: Milestone) -> None:
        founder, manager = Program(scene.owner), Program(scene.manager)
        door = f"/milestones/{milestone.code}/extension-requests"
        made = founder.post(door, due_on="2026-12-15", reason=WHY)
        assert made.status_code == 201
        code = made.json()["code"]  # type: ignore[attr-defined]
        assert problem(founder.post(door, due_on="2026-12-15", reason=WHY)) == (409, None)
        listed = manager.get("/extension-requests?state=asked").json()["items"]  # type: ignore[attr-defined]
        assert [(one["code"], one["milestone"], one["due_on"]) for one in listed] == [(code, milestone.code, "2026-12-15")]
        assert problem(founder.post(f"/extension-requests/{code}/grant")) == (403, None)
        assert Program(scene.rival).get("/extension-requests").json()["items"] == []  # type: ignore[attr-defined]
        assert problem(manager.post(f"/extension-requests/{code}/decline", answer="")) == (422, ["answer"])
        done = manager.post(f"/extension-requests/{code}/grant", due_on="2026-12-10").json()  # type: ignore[attr-defined]
        assert (done["state"], done["granted_on"]) == ("granted", "2026-12-10")
        assert problem(founder.post(f"/extension-requests/{code}/take-back")) == (409, None)
