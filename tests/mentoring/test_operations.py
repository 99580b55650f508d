"""Mentors are matched and invited, sessions logged with notes and actions, actions settled."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accelerator.accounts import operations as people
from accelerator.accounts.models import Invitation
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.trail.models import Entry
from cohorts.mentoring import operations, queries
from cohorts.mentoring.models import Action, Mentor, PrivateNote, Session
from cohorts.mentoring.operations import ActionGiven
from cohorts.roster import operations as roster
from cohorts.roster.models import Supporter
from tests.factories import accounts, cohorts, startups
from tests.factories import mentoring as factories
from tests.factories.cohorts import NOW, Scene
from tests.factories.mentoring import NOTES, PRIVATE

YESTERDAY = NOW - timedelta(days=1)


def told(*things: Any) -> list[str]:
    return [entry.told() for entry in Entry.objects.about(*things).order_by("id")]


def heard(kind: str) -> list[Any]:
    return [message.recipient for message in Message.objects.filter(kind=kind).order_by("id")]


def log(scene: Scene, *, by: Any = None, **fields: Any) -> Session:
    given = {"held_at": YESTERDAY, "minutes": 45, "shared_notes": NOTES} | fields
    return operations.log(given.pop("enrolment", scene.enrolment), by=by or scene.mentor, **given)


class TestMatching:
    def test_a_manager_asks_somebody_who_gets_a_profile(self, scene: Scene) -> None:
        helper = accounts.person(name="Helper")
        made = operations.match(scene.enrolment, person=helper, by=scene.manager)
        assert (made.person, made.role, Mentor.objects.get().person) == (helper, "mentor", helper)
        assert set(heard("supporter_added")) == {helper, *scene.insiders}
        assert told(scene.enrolment) == ["Nurul Hakim asked Helper to stand by Quaykeeper."]

    def test_twice_is_once(self, scene: Scene) -> None:
        for _ in range(2):
            operations.match(scene.enrolment, person=scene.stranger, by=scene.manager)
        assert (Mentor.objects.count(), Supporter.objects.filter(person=scene.stranger).count()) == (1, 1)

    def test_nobody_else_matches_and_no_profile_is_left(self, scene: Scene) -> None:
        for person in (*scene.insiders, *scene.outsiders, scene.mentor, scene.auditor):
            with pytest.raises(Forbidden):
                operations.match(scene.enrolment, person=scene.stranger, by=person)
        with pytest.raises(Refusal, match="belongs to Quaykeeper"):
            operations.match(scene.enrolment, person=scene.owner, by=scene.manager)
        assert not Mentor.objects.exists()

    def test_who_can_be_chosen(self, scene: Scene) -> None:
        """Who has a profile or mentors or mentored a startup; not who stands by one as a manager, nor the suspended."""
        cohorts.supporter(scene.enrolment, scene.manager, role="manager")
        profiled = factories.profile(accounts.person(name="Aaron")).person
        cohorts.supporter(scene.enrolment, accounts.suspended_person())
        assert list(queries.possible_mentors()) == [profiled, scene.former, scene.mentor]


class TestInviting:
    def test_a_link_makes_whoever_proves_the_address_its_mentor(self, scene: Scene) -> None:
        invitation = operations.invite(scene.enrolment, email="new@example.org", by=scene.manager)
        assert (invitation.scope, invitation.scope_id, invitation.scope_label, invitation.role) == (
            "enrolment",
            scene.enrolment.pk,
            "Quaykeeper",
            "mentor",
        )
        person = accounts.person("new@example.org", "New Mentor")
        assert people.accept_invitation(invitation, by=person) == scene.enrolment.get_absolute_url()
        assert Supporter.objects.live().get(person=person).role == "mentor"
        assert person in queries.possible_mentors()  # and can be matched to a second startup
        assert "Nurul Hakim asked New Mentor to stand by Quaykeeper." in told(scene.enrolment)

    def test_nobody_else_invites(self, scene: Scene) -> None:
        for person in (*scene.insiders, *scene.outsiders, scene.mentor, scene.auditor):
            with pytest.raises(Forbidden):
                operations.invite(scene.enrolment, email="new@example.org", by=person)
        assert not Invitation.objects.exists()

    def test_once_the_startup_left_the_link_says_so(self, scene: Scene) -> None:
        invitation = operations.invite(scene.enrolment, email="new@example.org", by=scene.manager)
        roster.depart(scene.enrolment, reason="Took a contract", by=scene.manager)
        person = accounts.person("new@example.org")
        with pytest.raises(Refusal, match="Quaykeeper is departed already"):
            people.accept_invitation(invitation, by=person)
        assert not Supporter.objects.filter(person=person).exists()

    def test_a_founder_who_uses_the_link_stays_a_founder(self, scene: Scene) -> None:
        invitation = operations.invite(scene.enrolment, email=scene.owner.email, by=scene.manager)
        with pytest.raises(Refusal, match="Choose somebody from outside"):
            people.accept_invitation(invitation, by=scene.owner)


class TestLogging:
    def test_a_session_with_everything(self, scene: Scene) -> None:
        made = log(
            scene,
            topics=[" Pricing ", "", "x" * 80],
            private_note=PRIVATE,
            actions=[ActionGiven("Send the price sheet", None, date(2026, 11, 27)), ActionGiven("  ")],
        )
        made.refresh_from_db()
        assert (made.enrolment, made.mentor.person, made.held_at, made.minutes) == (scene.enrolment, scene.mentor, YESTERDAY, 45)
        assert (made.topics, made.shared_notes) == (["Pricing", "x" * 60], NOTES)
        assert [(one.text, one.by) for one in made.private_notes.all()] == [(PRIVATE, scene.mentor)]
        assert [(one.title, one.owner, one.due_on, one.done_at) for one in made.actions.all()] == [
            ("Send the price sheet", None, date(2026, 11, 27), None)
        ]
        sentence = "Priya Raghunathan logged a session of 45 minutes with Quaykeeper."
        assert told(made) == told(scene.enrolment) == told(scene.startup) == [sentence]

    @pytest.mark.parametrize(("count", "words"), [(0, "0 actions"), (1, "1 action"), (2, "2 actions")])
    def test_the_founders_hear_the_shared_notes_alone(self, scene: Scene, count: int, words: str) -> None:
        startups.member(scene.startup, accounts.suspended_person())
        made = log(scene, private_note=PRIVATE, actions=[ActionGiven(f"Action {n}") for n in range(count)])
        assert heard("session_logged") == [*scene.insiders]
        message = Message.objects.all()[0]
        assert message.url == made.get_absolute_url()
        assert message.facts == {
            "mentor": "Priya Raghunathan",
            "day": "19 November",
            "minutes": 45,
            "notes": NOTES,
            "actions": words,
        }

    def test_the_day_is_that_of_the_cohort(self, scene: Scene) -> None:
        log(
            scene, held_at=datetime(2026, 11, 18, 16, 30, tzinfo=UTC), shared_notes="", topics=["Pilot"]
        )  # half past midnight in Singapore
        assert (Message.objects.all()[0].facts["day"], Message.objects.all()[0].facts["notes"]) == ("19 November", "–")

    def test_who_is_no_mentor_of_it_logs_nothing(self, scene: Scene) -> None:
        cohorts.supporter(scene.enrolment, scene.manager, role="manager")
        elsewhere = cohorts.supporter(cohorts.enrolment(scene.cohort))
        for person in (*scene.insiders, *scene.outsiders, scene.manager, scene.auditor, elsewhere):
            with pytest.raises(Forbidden, match="Only a mentor of the startup"):
                log(scene, by=person)
        assert (Session.objects.count(), Mentor.objects.count(), Message.objects.count()) == (0, 0, 0)

    @pytest.mark.parametrize("state", ["departed", "graduated"])
    def test_not_for_a_startup_that_is_out(self, scene: Scene, state: str) -> None:
        gone = cohorts.enrolment(scene.cohort, name="Gone", state=state)
        cohorts.supporter(gone, scene.mentor)
        with pytest.raises(Refusal, match="Gone is no longer in the cohort"):
            log(scene, enrolment=gone)
        assert not Session.objects.exists()

    @pytest.mark.parametrize(
        ("fields", "field", "says"),
        [
            ({"minutes": 0}, "minutes", "between 1 and 600"),
            ({"minutes": -5}, "minutes", "between 1 and 600"),
            ({"minutes": 601}, "minutes", "between 1 and 600"),
            ({"held_at": NOW + timedelta(seconds=1)}, "held_at", "in the future"),
            ({"held_at": NOW - timedelta(days=732)}, "held_at", "Check the year"),
            ({"held_at": datetime(1, 1, 2, tzinfo=UTC)}, "held_at", "Check the year"),
            ({"actions": [ActionGiven("Fly", None, date(9999, 12, 31))]}, "actions", "“Fly” is due more than two years away"),
            ({"actions": [ActionGiven("Fly", None, date(26, 12, 1))]}, "actions", "Check the year"),
        ],
    )
    def test_what_cannot_be_meant_is_refused(self, scene: Scene, fields: dict[str, Any], field: str, says: str) -> None:
        with pytest.raises(Refusal, match=says) as refusal:
            log(scene, private_note=PRIVATE, **fields)
        assert refusal.value.field == field
        assert (Session.objects.count(), PrivateNote.objects.count(), Message.objects.count()) == (0, 0, 0)

    @pytest.mark.parametrize(
        "fields", [{"minutes": 1}, {"minutes": 600}, {"held_at": NOW}, {"held_at": NOW - timedelta(days=731)}]
    )
    def test_the_edges_go(self, scene: Scene, fields: dict[str, Any]) -> None:
        assert log(scene, **fields).pk

    def test_sent_twice_it_is_logged_once(self, scene: Scene, today: Any) -> None:
        key = uuid.uuid4()
        first = log(scene, device_key=key, private_note=PRIVATE, actions=[ActionGiven("Send the price sheet")])
        today.shift(timedelta(hours=2))
        again = log(scene, device_key=key, private_note=PRIVATE, actions=[ActionGiven("Send the price sheet")])
        assert (again, Session.objects.count(), Action.objects.count(), PrivateNote.objects.count()) == (first, 1, 1, 1)
        assert heard("session_logged") == [*scene.insiders]

    def test_another_session_never_passes_for_one_saved_before(self, scene: Scene) -> None:
        """Back in the browser, changed, sent again: what was written must not vanish behind "saved"."""
        key, other = uuid.uuid4(), cohorts.enrolment(scene.cohort)
        cohorts.supporter(other, scene.mentor)
        second = cohorts.supporter(scene.enrolment)
        log(scene, device_key=key)
        more: list[dict[str, Any]] = [{"private_note": PRIVATE}, {"actions": [ActionGiven("Send the price sheet")]}]
        more += [{"minutes": 30}, {"topics": ["Hiring"]}]
        for fields in ({"enrolment": other}, {"shared_notes": "Other"}, {"held_at": NOW}, {"by": second}, *more):
            with pytest.raises(Refusal, match="saved before, as another session"):
                log(scene, device_key=key, **fields)
        assert (Session.objects.count(), PrivateNote.objects.count(), Action.objects.count()) == (1, 0, 0)

    def test_without_a_key_each_is_its_own(self, scene: Scene) -> None:
        assert log(scene).device_key != log(scene).device_key


class TestPrivateNotes:
    def test_its_mentor_and_the_managers_add_them(self, scene: Scene) -> None:
        one = factories.session(scene.enrolment, scene.mentor)
        for person in (scene.mentor, scene.manager):
            assert operations.add_private_note(one, text=PRIVATE, by=person).by == person
        assert one.private_notes.count() == 2
        assert not Message.objects.exists()

    def test_nobody_else(self, scene: Scene) -> None:
        one, second = factories.session(scene.enrolment, scene.mentor), cohorts.supporter(scene.enrolment)
        for person in (*scene.insiders, *scene.outsiders, scene.auditor, second):
            with pytest.raises(Forbidden, match="session's mentor and the programme team"):
                operations.add_private_note(one, text="Mine", by=person)
        with pytest.raises(Refusal, match="Write something first") as refusal:
            operations.add_private_note(one, text=" \n", by=scene.mentor)
        assert refusal.value.field == "text"
        assert not PrivateNote.objects.exists()

    def test_not_the_mentor_any_more_once_they_no_longer_stand_by_it(self, scene: Scene) -> None:
        one = factories.session(scene.enrolment, scene.mentor, private=PRIVATE)
        Supporter.objects.update(ended_at=NOW)
        with pytest.raises(Forbidden):
            operations.add_private_note(one, text="More", by=scene.mentor)
        assert not PrivateNote.objects.visible_to(scene.mentor).exists()


class TestSettling:
    def test_done_and_open_again(self, scene: Scene) -> None:
        one = factories.action(factories.session(scene.enrolment, scene.mentor))
        done = operations.settle(one, by=scene.member)
        assert (done.done_at, done.done_by) == (NOW, scene.member)
        opened = operations.settle(one, done=False, by=scene.mentor)
        opened.refresh_from_db()
        assert (opened.done_at, opened.done_by) == (None, None)
        sentences = ["Wei Ming did “Send the price sheet”.", "Priya Raghunathan reopened “Send the price sheet”."]
        assert told(one) == told(one.session) == told(scene.startup) == sentences

    @pytest.mark.parametrize("done", [True, False])
    def test_the_same_twice_is_one(self, scene: Scene, today: Any, done: bool) -> None:
        one = factories.action(factories.session(scene.enrolment, scene.mentor))
        for person in (scene.owner, scene.member):
            operations.settle(one, done=done, by=person)
            today.shift(60)
        one.refresh_from_db()
        assert (one.done_by, len(told(one))) == ((scene.owner, 1) if done else (None, 0))

    def test_those_it_concerns(self, scene: Scene) -> None:
        one = factories.action(factories.session(scene.enrolment, scene.mentor))
        for person in (scene.owner, scene.member, scene.mentor, scene.manager):
            assert operations.settle(one, by=person).done_at == NOW
            operations.settle(one, done=False, by=person)
        for person in (scene.viewer, *scene.outsiders, scene.auditor):
            with pytest.raises(Forbidden, match="Only those the action concerns"):
                operations.settle(one, by=person)

    def test_who_was_named_settles_it_too(self, scene: Scene) -> None:
        one = factories.action(factories.session(scene.enrolment, scene.mentor), owner=scene.viewer)
        assert operations.settle(one, by=scene.viewer).done_by == scene.viewer


class TestReads:
    def test_startups_of_a_mentor_with_how_often_they_met(self, scene: Scene) -> None:
        other = cohorts.enrolment(scene.cohort, name="Anchorage")
        cohorts.supporter(other, scene.mentor)
        cohorts.supporter(cohorts.enrolment(scene.cohort, state="departed"), scene.mentor)
        cohorts.supporter(cohorts.enrolment(scene.cohort), scene.mentor, role="manager")
        factories.session(scene.enrolment, scene.mentor)
        factories.session(scene.enrolment, cohorts.supporter(scene.enrolment), held_at=NOW)
        assert [(one.startup.name, one.held, one.last) for one in queries.mentored_by(scene.mentor)] == [  # type: ignore[attr-defined]
            ("Anchorage", 0, None),
            ("Quaykeeper", 2, NOW),
        ]

    def test_a_cohort_with_its_mentors(self, scene: Scene) -> None:
        cohorts.supporter(scene.enrolment, scene.manager, role="manager")
        cohorts.enrolment(scene.cohort, state="departed")
        factories.session(scene.enrolment, scene.mentor)
        found = [(one.startup.name, [held.person for held in one.mentors], one.held) for one in queries.matched(scene.cohort)]  # type: ignore[attr-defined]
        assert found == [("Quaykeeper", [scene.mentor], 1), ("Sandbar", [], 0)]

    def test_open_actions_are_of_who_has_to_do_them(self, scene: Scene) -> None:
        one = factories.session(scene.enrolment, scene.mentor)
        later = factories.action(one, "Later", due_on=date(2026, 12, 5))
        sooner = factories.action(one, "Sooner", due_on=date(2026, 11, 25))
        factories.action(one, "Done", done_at=NOW, done_by=scene.owner)
        named = factories.action(one, "Named", owner=scene.mentor)
        for person, expected in (
            (scene.owner, [sooner, later]),
            (scene.member, [sooner, later]),
            (scene.viewer, []),
            (scene.mentor, [named]),
            (scene.manager, []),
            (scene.rival, []),
        ):
            assert list(queries.open_actions(person)) == expected

    def test_an_action_of_a_startup_one_no_longer_stands_by_is_ones_own_no_more(self, scene: Scene) -> None:
        factories.action(factories.session(scene.enrolment, scene.mentor), owner=scene.mentor)
        Supporter.objects.update(ended_at=NOW)
        assert list(queries.open_actions(scene.mentor)) == []


class TestNextTime:
    """When mentor and startup meet next, as they agreed."""

    def test_it_is_kept_in_utc(self, scene: Scene) -> None:
        agreed = datetime(2026, 11, 27, 16, 0, tzinfo=ZoneInfo("Asia/Singapore"))
        assert factories.fresh(log(scene, next_at=agreed)).next_at == datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
        assert log(scene).next_at is None

    @pytest.mark.parametrize("after", [timedelta(0), timedelta(days=-1), timedelta(days=732)])
    def test_a_moment_that_is_past_or_far_is_refused_and_nothing_is_written(self, scene: Scene, after: timedelta) -> None:
        with pytest.raises(Refusal, match="still to come") as refused:
            log(scene, next_at=NOW + after)
        assert (refused.value.field, Session.objects.count()) == ("next_at", 0)

    def test_sent_twice_with_another_day_it_is_not_the_same_session(self, scene: Scene) -> None:
        key, soon = uuid.uuid4(), NOW + timedelta(days=2)
        first = log(scene, device_key=key, next_at=soon)
        assert log(scene, device_key=key, next_at=soon) == first
        with pytest.raises(Refusal, match="saved before"):
            log(scene, device_key=key, next_at=NOW + timedelta(days=3))

    def test_the_next_first_and_none_that_a_later_session_replaced(self, scene: Scene) -> None:
        other, rows = cohorts.supporter(scene.enrolment), Session.objects.all()
        old = factories.session(scene.enrolment, scene.mentor, held_at=NOW - timedelta(days=9), next_at=NOW + timedelta(days=1))
        theirs = factories.session(scene.enrolment, other, next_at=NOW + timedelta(days=4))
        assert list(queries.agreed(rows)) == [old, theirs]
        new = factories.session(scene.enrolment, scene.mentor, next_at=NOW + timedelta(days=8))
        assert list(queries.agreed(rows)) == [theirs, new]
