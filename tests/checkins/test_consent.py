"""Who reads what, over time: the founders' word for all, the form's as it stood when a check-in was sent."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from accelerator.kit.refusals import Refusal
from accelerator.notices.models import Message
from cohorts.checkins import asked, histories, operations, sights
from cohorts.checkins.fields import Setting
from cohorts.checkins.models import CheckIn, Rhythm
from cohorts.roster.models import Enrolment
from tests.cast import browser
from tests.factories import checkins as factories
from tests.factories import questionnaires
from tests.factories.checkins import ANSWERS
from tests.factories.cohorts import NOW, Scene
from tests.programs import Program
from tests.trailed import trailed


@pytest.fixture
def rhythm(scene: Scene) -> Rhythm:
    return factories.rhythm(scene.cohort)


def let(rhythm: Rhythm, by: Any, *, mentors: bool, keys: tuple[str, ...] = ("runway", "revenue")) -> None:
    """Managers change what mentors read by default."""
    given = {key: Setting(**(one | ({"mentors": mentors} if key in keys else {}))) for key, one in rhythm.settings.items()}
    operations.read_as(rhythm, settings=given, headline="mood", asks="asks", by=by)
    rhythm.refresh_from_db()


def send(rhythm: Rhythm, scene: Scene, ago: int) -> CheckIn:
    one = factories.check_in(rhythm, scene.enrolment, ago=ago, answers=ANSWERS)
    return operations.submit(factories.fresh(one), by=scene.owner, at=NOW)


def read(one: CheckIn, person: Any) -> set[str]:
    found = factories.fresh(one)
    return set(sights.readable(found, sights.of(person, found.enrolment)[found.enrolment_id]))


class TestTheForm:
    def test_what_it_opens_to_mentors_begins_with_the_next(self, rhythm: Rhythm, scene: Scene) -> None:
        before = send(rhythm, scene, ago=1)
        let(rhythm, scene.manager, mentors=True)
        after = send(rhythm, scene, ago=-1)
        usual = {"users", "headcount", "blockers", "asks"}
        assert (read(before, scene.mentor), read(after, scene.mentor)) == (usual, usual | {"runway", "revenue"})
        assert read(before, scene.manager) == read(before, scene.owner) == set(ANSWERS)
        page = browser(scene.mentor).get(f"/check-ins/{before.code}/").content.decode()
        assert ("Runway" in page, "Active users" in page) == (False, True)
        assert "runway" not in Program(scene.mentor).get(f"/check-ins/{before.code}").json()["answers"]

    def test_nor_do_figures_tell_of_before(self, rhythm: Rhythm, scene: Scene, today: Any) -> None:
        send(rhythm, scene, ago=1)
        let(rhythm, scene.manager, mentors=True)
        after = send(rhythm, scene, ago=-1)
        CheckIn.objects.filter(pk=after.pk).update(opens_at=NOW)
        lines = {line.question.key: line.values for line in histories.of(scene.enrolment, scene.mentor).lines}
        assert [value is not None for value in lines["runway"]] == [False, True]
        whole = {line.question.key: line.values for line in histories.of(scene.enrolment, scene.manager).lines}
        assert [value is not None for value in whole["runway"]] == [True, True]

    def test_what_it_closes_is_closed_for_all_at_once(self, rhythm: Rhythm, scene: Scene) -> None:
        before = send(rhythm, scene, ago=1)
        let(rhythm, scene.manager, mentors=False, keys=("users",))
        assert "users" not in read(before, scene.mentor)
        let(rhythm, scene.manager, mentors=True, keys=("users",))
        assert "users" in read(before, scene.mentor)  # as it was when it was sent

    def test_the_founders_word_stands_above_it_for_all(self, rhythm: Rhythm, scene: Scene) -> None:
        before = send(rhythm, scene, ago=1)
        operations.let_see(scene.enrolment, key="runway", mentors=True, by=scene.owner)
        assert "runway" in read(before, scene.mentor)
        operations.let_see(scene.enrolment, key="runway", mentors=False, by=scene.owner)
        let(rhythm, scene.manager, mentors=True)
        assert "runway" not in read(before, scene.mentor)

    def test_founders_hear_of_what_mentors_will_read(self, rhythm: Rhythm, scene: Scene) -> None:
        operations.let_see(scene.enrolment, key="runway", mentors=False, by=scene.owner)
        gone = Enrolment.objects.get(startup__name="Sandbar")
        Enrolment.objects.filter(pk=gone.pk).update(state="departed")
        let(rhythm, scene.manager, mentors=True)
        told = Message.objects.filter(kind="check_in_widened").order_by("id")
        assert [one.recipient for one in told] == [scene.owner, scene.member]
        assert told[0].facts == {"startup": "Quaykeeper", "by": "Nurul Hakim", "questions": "Revenue last month"}
        assert told[0].url == f"/enrolments/{scene.enrolment.code}/check-ins/"

    def test_and_of_nothing_else(self, rhythm: Rhythm, scene: Scene) -> None:
        for key in ("runway", "revenue"):
            operations.let_see(scene.enrolment, key=key, mentors=False, by=scene.owner)
        Enrolment.objects.exclude(pk=scene.enrolment.pk).update(state="graduated")
        let(rhythm, scene.manager, mentors=True)
        let(rhythm, scene.manager, mentors=True)
        let(rhythm, scene.manager, mentors=False, keys=("users",))
        assert not Message.objects.exists()


class TestWhatIsNoLongerAsked:
    def retire(self, rhythm: Rhythm, key: str) -> None:
        """A new version of the form asks all but `key`."""
        version = rhythm.version()
        assert version is not None
        definition = copy.deepcopy(version.definition)
        for section in definition["sections"]:
            section["questions"] = [one for one in section["questions"] if one["key"] != key]
        questionnaires.published_version(definition=definition, questionnaire=rhythm.questionnaire, number=2)

    def test_a_word_is_taken_back(self, rhythm: Rhythm, scene: Scene) -> None:
        sent = factories.check_in(rhythm, scene.enrolment, ago=1, state="sent")
        operations.let_see(scene.enrolment, key="runway", mentors=True, by=scene.owner)
        self.retire(rhythm, "runway")
        assert "runway" in read(sent, scene.mentor)
        operations.let_see(scene.enrolment, key="runway", mentors=False, by=scene.owner)
        assert "runway" not in read(sent, scene.mentor)
        assert trailed("check_in.consent")[-1].startswith("Ananya Rao keeps “Runway” of Quaykeeper from mentors.")

    def test_it_stands_on_the_page_while_it_was_sent_or_decided(self, rhythm: Rhythm, scene: Scene) -> None:
        other = Enrolment.objects.get(startup__name="Sandbar")
        factories.check_in(rhythm, scene.enrolment, ago=1, state="sent")
        self.retire(rhythm, "runway")
        page = browser(scene.owner).get(f"/enrolments/{scene.enrolment.code}/check-ins/").content.decode()
        assert ("Runway" in page, "no longer asked" in page) == (True, True)
        assert browser(scene.rival).get(f"/enrolments/{other.code}/check-ins/").content.decode().count("no longer asked") == 0
        path = f"/enrolments/{scene.enrolment.code}/check-ins/consent/"
        assert browser(scene.owner).post(path, {"key": "runway", "mentors": "yes"}).status_code == 302

    def test_decided_though_it_was_never_sent(self, rhythm: Rhythm, scene: Scene) -> None:
        operations.let_see(scene.enrolment, key="runway", mentors=True, by=scene.owner)
        self.retire(rhythm, "runway")
        assert list(asked.of(scene.enrolment).former) == ["runway"]
        operations.let_see(scene.enrolment, key="runway", mentors=False, by=scene.owner)
        assert asked.of(scene.enrolment).consents == {"runway": False}

    @pytest.mark.parametrize("key", ["nothing", "runway"])
    def test_nothing_that_was_neither(self, rhythm: Rhythm, scene: Scene, key: str) -> None:
        self.retire(rhythm, "runway")
        with pytest.raises(Refusal, match="never had such a question") as refusal:
            operations.let_see(scene.enrolment, key=key, mentors=False, by=scene.owner)
        assert refusal.value.field == "key"

    def test_of_a_form_of_before(self, rhythm: Rhythm, scene: Scene) -> None:
        """The cohort is asked with another form by now."""
        sent = factories.check_in(rhythm, scene.enrolment, ago=1, state="sent")
        Rhythm.objects.update(questionnaire=questionnaires.published_version(name="Other").questionnaire)
        assert {"users", "mood", "asks"} <= set(asked.of(scene.enrolment).former)
        operations.let_see(scene.enrolment, key="users", mentors=False, by=scene.owner)
        assert "users" not in read(sent, scene.mentor)

    def test_a_cohort_without_check_ins_never_asked(self, scene: Scene) -> None:
        assert asked.of(scene.enrolment) == asked.Asked()

    def test_queries(self, rhythm: Rhythm, scene: Scene, django_assert_num_queries: Any) -> None:
        for ago in (1, 2, 3):
            factories.check_in(rhythm, scene.enrolment, ago=ago, state="sent")
        with django_assert_num_queries(3):
            asked.of(scene.enrolment)
