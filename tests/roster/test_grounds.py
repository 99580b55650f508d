"""What somebody may do in a cohort ends with what they may do it by: an office in the programme, or a startup they stand by."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.programmes import operations as programmes_operations
from accelerator.programmes.models import Staff
from cohorts.milestones import policies as milestone_policies
from cohorts.roster import audiences, operations, policies, queries
from cohorts.roster.models import Enrolment, Supporter, TeamMember
from tests.cast import browser
from tests.factories import accounts, cohorts, milestones, programmes
from tests.factories.cohorts import Scene
from tests.together import overtaken
from tests.trailed import trailed


@pytest.fixture
def leaver(scene: Scene) -> Any:
    """Manages the programme, is of the cohort's team and stands by a startup as its manager."""
    person = programmes.manager(scene.programme, accounts.person(name="Lea Ver"))
    operations.add_to_team(scene.cohort, person=person, role="manager", by=scene.manager)
    operations.add_supporter(scene.enrolment, person=person, role="manager", by=scene.manager)
    return person


def dismiss(person: Any, by: Any) -> None:
    programmes_operations.end_staff(Staff.objects.live().get(person=person, role="manager"), by=by)


def send(scene: Scene, by: Any) -> Any:
    return operations.send(scene.cohort, subject="Bye", text="Bye", audience="cohort", press="a-press-of-mine", by=by)


class TestManagers:
    def test_who_leaves_the_programme_leads_nothing_and_stands_by_nobody(self, scene: Scene, leaver: Any) -> None:
        one = milestones.milestone(scene.enrolment)
        assert milestone_policies.signs_off(leaver, one)
        dismiss(leaver, scene.manager)
        assert not milestone_policies.signs_off(leaver, one)
        assert not policies.leads(leaver, scene.cohort)
        with pytest.raises(Forbidden):
            send(scene, leaver)
        for path in ("", "files/", "check-ins/"):
            assert browser(leaver).get(f"/enrolments/{scene.enrolment.code}/{path}").status_code == 404
        assert browser(leaver).get(one.get_absolute_url()).status_code == 404
        assert not Supporter.objects.live().filter(person=leaver).exists()
        assert not TeamMember.objects.live().filter(person=leaver).exists()

    def test_also_who_stays_in_it_as_a_reviewer(self, scene: Scene, leaver: Any) -> None:
        Staff.objects.create(programme=scene.programme, person=leaver, role="reviewer")
        dismiss(leaver, scene.manager)
        assert not policies.leads(leaver, scene.cohort)
        assert not policies.stands_by(leaver, scene.enrolment)

    def test_the_trail_tells_and_they_hear_once(self, scene: Scene, leaver: Any) -> None:
        Message.objects.all().delete()
        dismiss(leaver, scene.manager)
        assert trailed("supporter.ended") == ["Lea Ver no longer stands by Quaykeeper. [cohort enrolment startup]"]
        assert trailed("team.left") == ["Lea Ver is no longer of the team of Cohort 5. [cohort]"]
        assert [(one.kind, one.recipient) for one in Message.objects.all()] == [("staff_ended", leaver)]

    def test_what_they_are_beside_stays(self, scene: Scene, leaver: Any) -> None:
        """A mentor of another startup, and a manager of another programme, in which they lead a cohort too."""
        other = Enrolment.objects.get(startup__name="Sandbar")
        operations.add_supporter(other, person=leaver, role="mentor", by=scene.manager)
        elsewhere = cohorts.cohort(programme=programmes.programme("Elsewhere"))
        programmes.manager(elsewhere.programme, leaver)
        operations.add_to_team(elsewhere, person=leaver, role="manager", by=leaver)
        programmes_operations.end_staff(Staff.objects.live().get(person=leaver, programme=scene.programme), by=scene.manager)
        assert [one.role for one in Supporter.objects.live().filter(person=leaver)] == ["mentor"]
        assert policies.leads(leaver, elsewhere)
        assert not policies.leads(leaver, scene.cohort)

    def test_a_row_of_the_team_alone_leads_nothing(self, scene: Scene) -> None:
        """As one that was left open before this was watched."""
        TeamMember.objects.create(cohort=scene.cohort, person=scene.stranger, role="manager")
        assert not policies.leads(scene.stranger, scene.cohort)
        assert scene.stranger not in [one.person for one in queries.team(scene.cohort)]
        assert scene.stranger not in audiences.team(scene.cohort)
        assert browser(scene.stranger).get(f"/cohorts/{scene.cohort.slug}/announcements/").status_code == 404

    def test_nor_is_it_in_the_way_of_another(self, scene: Scene) -> None:
        TeamMember.objects.create(cohort=scene.cohort, person=scene.mentor, role="manager")
        operations.add_to_team(scene.cohort, person=scene.mentor, role="mentor", by=scene.manager)
        assert [(one.person, one.role) for one in queries.team(scene.cohort)] == [(scene.mentor, "mentor")]

    def test_only_a_manager_of_the_programme_stands_by_a_startup_as_one(self, scene: Scene) -> None:
        for person in (scene.stranger, scene.elsewhere, scene.mentor):
            with pytest.raises(Refusal, match=r"Choose a manager of this programme\.") as refusal:
                operations.add_supporter(scene.enrolment, person=person, role="manager", by=scene.manager)
            assert refusal.value.field == "person"


class TestMentors:
    def test_with_the_last_startup_ends_the_team(self, scene: Scene) -> None:
        other = Enrolment.objects.get(startup__name="Sandbar")
        operations.add_supporter(other, person=scene.mentor, role="mentor", by=scene.manager)
        operations.add_to_team(scene.cohort, person=scene.mentor, role="mentor", by=scene.manager)
        first, last = Supporter.objects.live().filter(person=scene.mentor).order_by("id")
        operations.end_supporter(first, by=scene.manager)
        assert policies.leads(scene.mentor, scene.cohort)
        operations.end_supporter(last, by=scene.manager)
        assert not policies.leads(scene.mentor, scene.cohort)
        assert trailed("team.left") == ["Priya Raghunathan is no longer of the team of Cohort 5. [cohort]"]
        with pytest.raises(Forbidden):
            send(scene, scene.mentor)

    def test_a_startup_of_another_cohort_is_no_ground_for_this_ones_team(self, scene: Scene) -> None:
        operations.add_to_team(scene.cohort, person=scene.mentor, role="mentor", by=scene.manager)
        cohorts.supporter(cohorts.enrolment(cohorts.cohort(programme=scene.programme)), scene.mentor)
        operations.end_supporter(Supporter.objects.live().get(person=scene.mentor, enrolment=scene.enrolment), by=scene.manager)
        assert not TeamMember.objects.live().exists()

    def test_nor_is_one_that_left(self, scene: Scene) -> None:
        operations.add_to_team(scene.cohort, person=scene.mentor, role="mentor", by=scene.manager)
        operations.depart(scene.enrolment, reason="Sold", by=scene.manager)
        assert not policies.leads(scene.mentor, scene.cohort)

    def test_who_manages_too_leads_on_as_a_manager(self, scene: Scene) -> None:
        programmes.manager(scene.programme, scene.mentor)
        operations.add_to_team(scene.cohort, person=scene.mentor, role="manager", by=scene.manager)
        operations.end_supporter(Supporter.objects.get(person=scene.mentor), by=scene.manager)
        assert TeamMember.objects.live().get().person == scene.mentor


@pytest.mark.django_db(transaction=True)
def test_somebody_made_a_supporter_while_their_role_ends_is_none(scene: Scene) -> None:
    """Whichever is first: no row of a manager is left to who manages nothing."""
    leaver = programmes.manager(scene.programme, accounts.person(name="Lea Ver"))
    add = partial(operations.add_supporter, scene.enrolment, person=leaver, role="manager", by=scene.manager)
    with pytest.raises(Refusal, match="Choose a manager"):
        overtaken(add, by=partial(dismiss, leaver, scene.manager))
    assert not Supporter.objects.live().filter(person=leaver).exists()
