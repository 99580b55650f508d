"""One startup's milestone on its way: begun, submitted, returned, signed off, waived."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accelerator.files.models import File
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.kit.registered import registered
from accelerator.notices.models import Message
from accelerator.programmes.models import Staff
from accelerator.trail.models import Entry
from cohorts.milestones import operations
from cohorts.milestones.models import Evidence, Milestone, SignOff
from cohorts.roster.models import Supporter
from tests.factories import accounts, cohorts, files, programmes, startups
from tests.factories import milestones as factories
from tests.factories.cohorts import NOW, Scene

STATES = Milestone.State.values
WORDS = dict(zip(STATES, ("Not started", "Under way", "To check", "Returned", "Reached", "Waived"), strict=True))


def made(scene: Scene, state: str = "planned", **fields: Any) -> Milestone:
    return factories.milestone(scene.enrolment, state=state, **fields)


def told(*things: Any) -> list[str]:
    return [entry.told() for entry in Entry.objects.about(*things).order_by("id")]


def heard(kind: str) -> list[Any]:
    return [message.recipient for message in Message.objects.filter(kind=kind).order_by("id")]


def submit(milestone: Milestone, *, by: Any) -> Milestone:
    return operations.submit(milestone, account="Talked to 23 people.", by=by)


def give_back(milestone: Milestone, *, by: Any) -> Milestone:
    return operations.give_back(milestone, comment="Three notes are missing.", by=by)


def waive(milestone: Milestone, *, by: Any) -> Milestone:
    return operations.waive(milestone, reason="Did it before", by=by)


HEARD: list[Any] = []
Registers = Callable[..., None]


def hear(*, milestone: Milestone, by: Any) -> None:
    """Answers an announcement as an upper area would."""
    HEARD.append((milestone, Milestone.objects.get(pk=milestone.pk).state, by))


def fail(*, milestone: Milestone, by: Any) -> None:
    raise ZeroDivisionError


@pytest.fixture
def registers(settings: Any) -> Iterator[Registers]:
    """Registers functions of this file at a point, for one test."""

    def add(point: str, *names: str) -> None:
        settings.REGISTRATIONS = settings.REGISTRATIONS | {point: [f"{__name__}.{name}" for name in names]}
        registered.cache_clear()

    HEARD.clear()
    yield add
    registered.cache_clear()


class TestStarting:
    def test_it_is_under_way(self, scene: Scene) -> None:
        one = made(scene)
        assert operations.start(one, by=scene.member).state == "active"
        one.refresh_from_db()
        assert one.state == "active"
        sentence = "Wei Ming started M1 Customer interviews of Quaykeeper."
        assert told(one) == told(scene.enrolment) == told(scene.startup) == [sentence]
        assert not Message.objects.exists()


class TestSubmitting:
    def test_those_who_sign_off_hear_with_the_account(self, scene: Scene) -> None:
        one = made(scene, "active")
        submit(one, by=scene.member)
        one.refresh_from_db()
        assert (one.state, one.account, one.submitted_at) == ("submitted", "Talked to 23 people.", NOW)
        (message,) = Message.objects.all()
        assert (message.kind, message.recipient, message.url) == ("milestone_submitted", scene.mentor, one.get_absolute_url())
        assert message.due_at == NOW
        assert message.facts == {
            "by": "Wei Ming",
            "milestone": "M1 Customer interviews",
            "startup": "Quaykeeper",
            "account": "Talked to 23 people.",
        }
        assert told(one) == ["Wei Ming submitted M1 Customer interviews of Quaykeeper."]

    def test_straight_away_or_after_a_return_as_well(self, scene: Scene, today: time_machine.Traveller) -> None:
        one = made(scene)
        submit(one, by=scene.owner)
        give_back(one, by=scene.mentor)
        today.shift(timedelta(days=1))
        submit(one, by=scene.owner)
        one.refresh_from_db()
        assert (one.state, one.submitted_at) == ("submitted", NOW + timedelta(days=1))
        assert heard("milestone_submitted") == [scene.mentor, scene.mentor]

    def test_without_a_supporter_the_managers_hear(self, scene: Scene) -> None:
        Supporter.objects.update(ended_at=NOW)
        second = programmes.manager(scene.programme)
        programmes.reviewer(scene.programme)
        programmes.staff(scene.programme, ended=True)
        programmes.manager(scene.programme, accounts.suspended_person())
        submit(made(scene), by=scene.owner)
        assert heard("milestone_submitted") == [scene.manager, second]

    def test_suspended_supporters_are_passed_over(self, scene: Scene) -> None:
        cohorts.supporter(scene.enrolment, accounts.suspended_person())
        second = cohorts.supporter(scene.enrolment, role="manager")
        cohorts.supporter(scene.enrolment, scene.mentor, role="manager")  # in both roles they hear once
        submit(made(scene), by=scene.owner)
        assert heard("milestone_submitted") == [scene.mentor, second]

    def test_nobody_is_asked_to_check_their_own_startup(self, scene: Scene) -> None:
        Staff.objects.create(programme=scene.programme, person=scene.owner, role="manager")
        startups.member(scene.startup, scene.mentor)
        submit(made(scene), by=scene.owner)
        assert heard("milestone_submitted") == [scene.manager]

    def test_files_go_along(self, scene: Scene) -> None:
        one = made(scene, "active")
        sent = [files.upload("notes.pdf"), files.upload("list.csv", files.CSV)]
        operations.submit(one, account="Done.", uploads=sent, by=scene.owner)
        assert [(row.file.name, row.file.uploaded_by) for row in one.evidence.order_by("id")] == [
            ("notes.pdf", scene.owner),
            ("list.csv", scene.owner),
        ]

    @pytest.mark.parametrize(("name", "content"), [("film.mp4", files.MP4), ("notes.pdf", b""), ("notes.pdf", b"MZ\x90\0")])
    def test_one_bad_file_and_nothing_is_submitted(self, scene: Scene, name: str, content: bytes) -> None:
        one = made(scene, "active")
        with pytest.raises(Refusal) as refusal:
            operations.submit(one, account="Done.", uploads=[files.upload("ok.pdf"), files.upload(name, content)], by=scene.owner)
        assert (refusal.value.field, name in str(refusal.value)) == ("evidence", True)
        one.refresh_from_db()
        assert (one.state, one.account, Evidence.objects.count(), File.objects.count()) == ("active", "", 0, 0)
        assert not Message.objects.exists()

    @pytest.mark.parametrize("account", ["", " \n\t "])
    def test_words_are_needed(self, scene: Scene, account: str) -> None:
        one = made(scene, "active")
        with pytest.raises(Refusal, match="Say in a sentence or two") as refusal:
            operations.submit(one, account=account, by=scene.owner)
        assert refusal.value.field == "account"
        one.refresh_from_db()
        assert one.state == "active"


class TestSigningOff:
    def test_it_is_reached_and_the_founders_hear(self, scene: Scene) -> None:
        one = made(scene, "submitted")
        operations.sign_off(one, comment="Clear and complete.", by=scene.mentor)
        one.refresh_from_db()
        assert one.state == "reached"
        verdict = SignOff.objects.get()
        assert (verdict.milestone, verdict.verdict, verdict.comment, verdict.by, verdict.at) == (
            one,
            "reached",
            "Clear and complete.",
            scene.mentor,
            NOW,
        )
        assert heard("milestone_reached") == [*scene.insiders]
        assert Message.objects.all()[0].facts["comment"] == "Clear and complete."
        assert told(one, scene.startup) == ["Priya Raghunathan signed off M1 Customer interviews of Quaykeeper."]

    def test_managers_may_and_need_no_words(self, scene: Scene) -> None:
        one = made(scene, "submitted")
        assert operations.sign_off(one, by=scene.manager).state == "reached"

    def test_upper_areas_hear_with_the_milestone_reached(self, scene: Scene, registers: Registers) -> None:
        registers("milestone_reached", "hear")
        one = made(scene, "submitted")
        operations.sign_off(one, by=scene.mentor)
        assert [(one, "reached", scene.mentor)] == HEARD

    def test_where_one_of_them_fails_nothing_was_signed(self, scene: Scene, registers: Registers) -> None:
        registers("milestone_reached", "hear", "fail")
        one = made(scene, "submitted")
        with pytest.raises(ZeroDivisionError):
            operations.sign_off(one, by=scene.mentor)
        one.refresh_from_db()
        assert (one.state, SignOff.objects.count(), Message.objects.count(), told(one)) == ("submitted", 0, 0, [])

    def test_a_return_is_announced_to_nobody(self, scene: Scene, registers: Registers) -> None:
        registers("milestone_reached", "hear")
        give_back(made(scene, "submitted"), by=scene.mentor)
        assert HEARD == []


class TestReturning:
    def test_the_founders_read_what_is_missing(self, scene: Scene) -> None:
        one = made(scene, "submitted")
        give_back(one, by=scene.mentor)
        one.refresh_from_db()
        assert (one.state, SignOff.objects.get().verdict) == ("returned", "returned")
        assert heard("milestone_returned") == [*scene.insiders]
        assert Message.objects.all()[0].facts["comment"] == "Three notes are missing."
        assert told(one) == ["Priya Raghunathan returned M1 Customer interviews of Quaykeeper: Three notes are missing."]

    def test_words_are_needed(self, scene: Scene) -> None:
        one = made(scene, "submitted")
        with pytest.raises(Refusal, match="Say what is missing") as refusal:
            operations.give_back(one, comment="  ", by=scene.mentor)
        assert refusal.value.field == "comment"
        assert SignOff.objects.count() == 0


class TestWaiving:
    @pytest.mark.parametrize("state", ["planned", "active", "submitted", "returned"])
    def test_it_need_not_be_reached_and_the_founders_hear_why(self, scene: Scene, state: str) -> None:
        one = made(scene, state)
        waive(one, by=scene.manager)
        one.refresh_from_db()
        assert one.state == "waived"
        assert heard("milestone_waived") == [*scene.insiders]
        assert Message.objects.all()[0].facts["reason"] == "Did it before"
        assert told(one) == ["Nurul Hakim waived M1 Customer interviews of Quaykeeper: Did it before"]

    def test_a_reason_is_needed(self, scene: Scene) -> None:
        with pytest.raises(Refusal, match="the founders read it") as refusal:
            operations.waive(made(scene), reason="", by=scene.manager)
        assert refusal.value.field == "reason"


Act = Callable[..., Milestone]
ACTS: dict[str, tuple[Act, str, set[str]]] = {
    "start": (operations.start, "owner", {"planned"}),
    "submit": (submit, "owner", {"planned", "active", "returned"}),
    "sign off": (operations.sign_off, "mentor", {"submitted"}),
    "return": (give_back, "mentor", {"submitted"}),
    "waive": (waive, "manager", {"planned", "active", "submitted", "returned"}),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", ACTS)
def test_every_act_in_every_state(scene: Scene, name: str, state: str) -> None:
    """What is not for this state is refused with a sentence that names the state, and changes nothing."""
    act, who, right = ACTS[name]
    one = made(scene, state)
    if state in right:
        assert act(one, by=getattr(scene, who)).state != state
        return
    with pytest.raises(Refusal, match=f"This milestone is “{WORDS[state]}” now"):
        act(one, by=getattr(scene, who))
    one.refresh_from_db()
    assert one.state == state
    assert (Message.objects.count(), told(one), SignOff.objects.count()) == (0, [], 0)


@pytest.mark.parametrize("name", ACTS)
def test_nobody_else_may(scene: Scene, name: str) -> None:
    act, who, right = ACTS[name]
    allowed = {
        "owner": {scene.owner, scene.member},
        "mentor": {scene.mentor, scene.manager},
        "manager": {scene.manager},
    }[who]
    one = made(scene, min(right))
    for person in {*scene.insiders, *scene.outsiders, scene.mentor, scene.manager, scene.auditor} - allowed:
        with pytest.raises(Forbidden):
            act(one, by=person)
    one.refresh_from_db()
    assert one.state == min(right)


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("left", ["departed", "graduated"])
def test_after_the_startup_left_nothing_moves(scene: Scene, name: str, left: str) -> None:
    act, who, right = ACTS[name]
    one = made(scene, min(right))
    scene.enrolment.state = left
    scene.enrolment.save()
    with pytest.raises(Refusal, match=r"Quaykeeper is no longer in the cohort\."):
        act(factories.fresh(one), by=getattr(scene, who))
    one.refresh_from_db()
    assert one.state == min(right)


def test_nobody_signs_off_their_own_startup(scene: Scene) -> None:
    """Not as its mentor who joined it, not as a manager who founded it."""
    Staff.objects.create(programme=scene.programme, person=scene.owner, role="manager")
    startups.member(scene.startup, scene.mentor)
    one = made(scene, "submitted")
    for person in (scene.owner, scene.mentor):
        for act in (operations.sign_off, give_back):
            with pytest.raises(Forbidden):
                act(one, by=person)


def test_suspended_and_former_founders_hear_nothing(scene: Scene) -> None:
    startups.member(scene.startup, accounts.suspended_person())
    operations.sign_off(made(scene, "submitted"), by=scene.mentor)
    assert heard("milestone_reached") == [*scene.insiders]
