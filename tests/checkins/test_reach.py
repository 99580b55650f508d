"""Whom an ask reaches: mentors while they are, never a rival, and as its founders last said of the question it was made from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accelerator.kit.refusals import Forbidden
from accelerator.notices.models import Message
from cohorts.checkins import operations, queries, tasks
from cohorts.checkins.fields import Setting
from cohorts.checkins.models import Ask, Referral, Rhythm
from cohorts.roster import operations as roster
from cohorts.roster.models import Enrolment, Supporter
from tests.cast import browser
from tests.factories import accounts, cohorts, startups
from tests.factories import checkins as factories
from tests.factories import mentoring as mentors
from tests.factories.checkins import ANSWERS, ASK
from tests.factories.cohorts import NOW, Scene
from tests.programs import Program


@pytest.fixture
def rhythm(scene: Scene) -> Rhythm:
    return factories.rhythm(scene.cohort)


@pytest.fixture
def sent(rhythm: Rhythm, scene: Scene) -> Ask:
    """What Quaykeeper asks for, referred and not told yet."""
    operations.submit(factories.check_in(rhythm, scene.enrolment, ago=-1, answers=ANSWERS), by=scene.owner, at=NOW)
    return Ask.objects.get()


def end(person: Any, by: Any) -> None:
    for one in Supporter.objects.live().filter(person=person):
        roster.end_supporter(one, by=by)


def told() -> list[str]:
    return [one.recipient.name for one in Message.objects.filter(kind="asks_for_you").order_by("id")]


def at_nine(today: time_machine.Traveller, days: int = 1) -> None:
    today.shift(timedelta(days=days))
    tasks.tell_mentors()


class TestMentorsWhoStop:
    def test_are_told_nothing_see_nothing_and_help_nobody(self, sent: Ask, scene: Scene, today: Any) -> None:
        end(scene.mentor, scene.manager)
        at_nine(today)
        assert told() == []
        assert not Ask.objects.visible_to(scene.mentor).exists()
        assert ASK not in browser(scene.mentor).get("/asks/").content.decode()
        assert Program(scene.mentor).post(f"/asks/{sent.code}/help").status_code == 404
        with pytest.raises(Forbidden):
            operations.help_with(sent, by=scene.mentor)

    def test_also_of_what_they_were_told_while_they_were(self, sent: Ask, scene: Scene, today: Any) -> None:
        at_nine(today)
        assert told() == ["Priya Raghunathan"]
        assert queries.asks_waiting(scene.mentor).count() == 1
        end(scene.mentor, scene.manager)
        assert queries.asks_waiting(scene.mentor).count() == 0
        assert not Ask.objects.visible_to(scene.mentor).exists()

    def test_a_mentor_of_the_programme_still_hears_what_they_know(self, sent: Ask, scene: Scene, today: Any) -> None:
        cohorts.supporter(Enrolment.objects.get(startup__name="Sandbar"), scene.mentor)
        roster.end_supporter(Supporter.objects.get(person=scene.mentor, enrolment=scene.enrolment), by=scene.manager)
        at_nine(today)
        assert told() == ["Priya Raghunathan"]
        assert operations.help_with(sent, by=scene.mentor).taken_by == scene.mentor

    @pytest.mark.parametrize("state", ["departed", "graduated"])
    def test_not_by_a_startup_that_left(self, sent: Ask, scene: Scene, state: str) -> None:
        gone = Enrolment.objects.get(startup__name="Sandbar")
        cohorts.supporter(gone, scene.mentor)
        Enrolment.objects.filter(pk=gone.pk).update(state=state)
        roster.end_supporter(Supporter.objects.get(person=scene.mentor, enrolment=scene.enrolment), by=scene.manager)
        assert not Ask.objects.visible_to(scene.mentor).exists()

    def test_nor_by_one_of_another_programme(self, sent: Ask, scene: Scene) -> None:
        cohorts.supporter(cohorts.enrolment(cohorts.cohort()), scene.mentor)
        roster.end_supporter(Supporter.objects.get(person=scene.mentor, enrolment=scene.enrolment), by=scene.manager)
        assert not Ask.objects.visible_to(scene.mentor).exists()

    def test_who_stands_by_it_again_is_told_after_all(self, sent: Ask, scene: Scene, today: Any) -> None:
        end(scene.mentor, scene.manager)
        at_nine(today)
        cohorts.supporter(scene.enrolment, scene.mentor)
        at_nine(today)
        assert told() == ["Priya Raghunathan"]


class TestRivals:
    def rival(self, scene: Scene, of: Enrolment) -> Any:
        """Belongs to `of`, mentors a third startup of the programme and knows sales."""
        person = startups.member(of.startup, accounts.person(name="Rival"))
        cohorts.supporter(cohorts.enrolment(scene.cohort, name="Third"), person)
        mentors.profile(person, expertise=["Sales"])
        return person

    def referred(self) -> list[str]:
        return [one.person.name for one in Referral.objects.order_by("person__name")]

    def test_no_founder_of_the_same_cohort(self, rhythm: Rhythm, scene: Scene) -> None:
        self.rival(scene, Enrolment.objects.get(startup__name="Sandbar"))
        operations.submit(factories.check_in(rhythm, scene.enrolment, ago=-1, answers=ANSWERS), by=scene.owner, at=NOW)
        assert self.referred() == ["Priya Raghunathan"]

    def test_nor_of_another_cohort_of_the_programme(self, rhythm: Rhythm, scene: Scene) -> None:
        beside = cohorts.enrolment(cohorts.cohort(programme=scene.programme), name="Beside")
        self.rival(scene, beside)
        operations.submit(factories.check_in(rhythm, scene.enrolment, ago=-1, answers=ANSWERS), by=scene.owner, at=NOW)
        assert self.referred() == ["Priya Raghunathan"]

    @pytest.mark.parametrize("where", ["graduated", "another programme"])
    def test_whoever_is_none_any_more_or_elsewhere_may(self, rhythm: Rhythm, scene: Scene, where: str) -> None:
        cohort = cohorts.cohort(programme=scene.programme) if where == "graduated" else cohorts.cohort()
        state = "graduated" if where == "graduated" else "active"
        self.rival(scene, cohorts.enrolment(cohort, name="Beside", state=state))
        operations.submit(factories.check_in(rhythm, scene.enrolment, ago=-1, answers=ANSWERS), by=scene.owner, at=NOW)
        assert self.referred() == ["Priya Raghunathan", "Rival"]

    def test_who_becomes_one_is_told_nothing(self, rhythm: Rhythm, scene: Scene, today: Any) -> None:
        person = cohorts.supporter(Enrolment.objects.get(startup__name="Sandbar"), accounts.person(name="Knows"))
        mentors.profile(person, expertise=["Sales"])
        operations.submit(factories.check_in(rhythm, scene.enrolment, ago=-1, answers=ANSWERS), by=scene.owner, at=NOW)
        startups.member(cohorts.enrolment(scene.cohort, name="New").startup, person)
        at_nine(today)
        assert told() == ["Priya Raghunathan"]
        assert not Ask.objects.visible_to(person).exists()


class TestTheFoundersWord:
    def read(self, rhythm: Rhythm, by: Any, **fields: Any) -> None:
        settings = {key: Setting(**one) for key, one in rhythm.settings.items()}
        operations.read_as(rhythm, **({"settings": settings, "headline": "mood", "asks": "asks"} | fields), by=by)

    def test_it_holds_though_the_form_is_read_otherwise(self, sent: Ask, rhythm: Rhythm, scene: Scene, today: Any) -> None:
        operations.let_see(scene.enrolment, key="asks", mentors=False, by=scene.owner)
        self.read(rhythm, scene.manager, asks="")
        assert not Ask.objects.visible_to(scene.mentor).exists()
        at_nine(today)
        assert told() == []

    def test_of_one_made_by_code_of_before_as_the_form_says_now(self, sent: Ask, scene: Scene) -> None:
        Ask.objects.update(key="")
        assert Ask.objects.visible_to(scene.mentor).exists()
        operations.let_see(scene.enrolment, key="asks", mentors=False, by=scene.owner)
        assert not Ask.objects.visible_to(scene.mentor).exists()

    def test_what_is_hidden_at_nine_and_shown_again_is_told_the_next_morning(self, sent: Ask, scene: Scene, today: Any) -> None:
        operations.let_see(scene.enrolment, key="asks", mentors=False, by=scene.owner)
        at_nine(today)
        assert (told(), Referral.objects.get().told_at) == ([], None)
        operations.let_see(scene.enrolment, key="asks", mentors=True, by=scene.owner)
        tasks.tell_mentors()
        assert told() == []
        at_nine(today)
        at_nine(today)
        assert told() == ["Priya Raghunathan"]

    def test_what_is_closed_before_it_is_told_is_told_to_nobody(self, sent: Ask, scene: Scene, today: Any) -> None:
        operations.close(sent, by=scene.owner)
        assert not Referral.objects.exists()
        at_nine(today)
        assert told() == []
