"""Who sees which cohort and enrolment, what their menu is about, and the reads that several pages share."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from cohorts.roster import policies, queries
from cohorts.roster.models import Cohort, Enrolment
from tests.factories import accounts, applications, cohorts, programmes, startups
from tests.factories.cohorts import Scene


class TestVisible:
    def test_enrolments(self, scene: Scene) -> None:
        rivals = Enrolment.objects.get(startup__name="Sandbar")
        foreign = cohorts.enrolment(cohorts.cohort())
        expected: dict[Any, set[Enrolment]] = {
            scene.owner: {scene.enrolment},
            scene.member: {scene.enrolment},
            scene.viewer: {scene.enrolment},
            scene.mentor: {scene.enrolment},
            scene.manager: {scene.enrolment, rivals},
            scene.auditor: {scene.enrolment, rivals, foreign},
            accounts.operator_person(role="grants_officer"): {scene.enrolment, rivals, foreign},
            accounts.operator_person(role="programme_manager"): set(),
            accounts.partner_person(): set(),
            programmes.reviewer(scene.programme): set(),
            programmes.staff(scene.programme, ended=True): set(),
            startups.member(scene.startup, ended=True): set(),
            scene.rival: {rivals},
            scene.former: set(),
            scene.stranger: set(),
            scene.elsewhere: set(),
        }
        assert {person: set(Enrolment.objects.visible_to(person)) for person in expected} == expected

    def test_a_person_in_many_places_sees_a_row_once(self, scene: Scene) -> None:
        programmes.manager(scene.programme, scene.owner)
        cohorts.supporter(scene.enrolment, scene.owner)
        assert list(Enrolment.objects.visible_to(scene.owner).filter(pk=scene.enrolment.pk)) == [scene.enrolment]

    def test_cohorts(self, scene: Scene) -> None:
        foreign = cohorts.cohort()
        everything = {scene.cohort, foreign}
        expected = {
            scene.manager: {scene.cohort},
            scene.auditor: everything,
            accounts.operator_person(role="grants_officer"): everything,
            **{person: set() for person in (*scene.insiders, *scene.outsiders, scene.mentor)},
        }
        assert {person: set(Cohort.objects.visible_to(person)) for person in expected} == expected
        runs = {person: set(Cohort.objects.run_by(person)) for person in expected}
        assert runs == {person: {scene.cohort} if person == scene.manager else set() for person in expected}

    def test_who_writes_for_a_startup_is_no_viewer(self, scene: Scene) -> None:
        for person, expected in ((scene.owner, [scene.enrolment]), (scene.member, [scene.enrolment]), (scene.viewer, [])):
            assert list(Enrolment.objects.of_writer(person)) == expected
            assert list(Enrolment.objects.of_member(person)) == [scene.enrolment]
        assert list(Enrolment.objects.of_member(scene.mentor)) == []


def test_who_may_what(scene: Scene) -> None:
    """Each predicate, asked of everybody."""
    everybody = (*scene.insiders, *scene.outsiders, scene.mentor, scene.manager, scene.auditor)
    expected: dict[Any, set[Any]] = {
        policies.runs_enrolment: {scene.manager},
        policies.stands_by: {scene.mentor},
        policies.writes_for: {scene.owner, scene.member},
        policies.belongs_to: {*scene.insiders},
    }
    for asks, people in expected.items():
        assert {person for person in everybody if asks(person, scene.enrolment)} == people
        assert not any(asks(person, None) for person in everybody)
    assert {person for person in everybody if policies.runs_cohort(person, scene.cohort)} == {scene.manager}
    assert {person for person in everybody if person.has_perm("roster.support", scene.enrolment)} == {scene.mentor, scene.manager}


class TestInView:
    def at(self, path: str) -> Any:
        return RequestFactory().get(path)

    def test_one_made_ahead_waits_until_it_begins(self, scene: Scene) -> None:
        ahead = cohorts.cohort(programme=scene.programme, starts_on=date(2027, 1, 4), ends_on=date(2027, 6, 1))
        assert (queries.in_view(scene.manager, self.at("/home/")), queries.foremost(scene.manager)) == (scene.cohort,) * 2
        type(ahead).objects.filter(pk=scene.cohort.pk).update(ends_on=date(2026, 11, 1))
        assert (queries.in_view(scene.manager, self.at("/home/")), queries.foremost(scene.manager)) == (ahead,) * 2

    def test_the_latest_under_way_unless_the_address_names_another(self, scene: Scene) -> None:
        later = cohorts.cohort(programme=scene.programme, starts_on=date(2026, 11, 2), ends_on=date(2027, 6, 1), slug="cohort-50")
        assert queries.in_view(scene.manager, self.at("/home/")) == later
        assert queries.in_view(scene.manager, self.at("/cohorts/cohort-5/board/")) == scene.cohort
        assert queries.in_view(scene.manager, self.at("/cohorts/cohort-50/board/")) == later
        assert queries.in_view(scene.manager, self.at("/cohorts/somebody-elses/board/")) == later

    def test_nobody_elses(self, scene: Scene) -> None:
        for person in (*scene.insiders, *scene.outsiders, scene.mentor, scene.auditor):
            assert queries.in_view(person, self.at("/cohorts/cohort-5/board/")) is None

    def test_asked_often_it_is_looked_up_once(self, scene: Scene, django_assert_num_queries: Any) -> None:
        request = self.at("/home/")
        with django_assert_num_queries(1):
            assert {queries.in_view(scene.manager, request) for _ in range(4)} == {scene.cohort}
            assert len({queries.stake(scene.manager, request) for _ in range(4)}) == 1


def test_what_somebody_has_to_do_with_cohorts(scene: Scene) -> None:
    graduated = cohorts.enrolment(cohorts.cohort(), owner=scene.mentor, state="graduated")
    cohorts.supporter(graduated, scene.rival)
    expected = {
        scene.owner: ({"active"}, set(), True, False),
        scene.mentor: ({"graduated"}, {"mentor"}, False, True),
        scene.rival: ({"active"}, set(), True, False),  # a startup that is out is nobody's task
        scene.former: (set(), set(), False, False),
    }
    for person, (enrolled, supports, active, mentors) in expected.items():
        stake = queries.stake(person, RequestFactory().get("/"))
        assert (stake.enrolled, stake.supports, stake.active, stake.mentors) == (enrolled, supports, active, mentors)


class TestWeek:
    COHORT = Cohort(starts_on=date(2026, 9, 1), ends_on=date(2027, 2, 26), zone="Asia/Singapore")

    @pytest.mark.parametrize(
        ("instant", "week"),
        [
            (datetime(2026, 8, 1, tzinfo=UTC), 0),
            (datetime(2026, 8, 31, 15, 59, tzinfo=UTC), 0),
            (datetime(2026, 8, 31, 16, 0, tzinfo=UTC), 1),  # midnight in Singapore
            (datetime(2026, 9, 7, 15, 59, tzinfo=UTC), 1),
            (datetime(2026, 9, 7, 16, 0, tzinfo=UTC), 2),
            (datetime(2027, 2, 26, 15, 59, tzinfo=UTC), 26),
            (datetime(2028, 1, 1, tzinfo=UTC), 26),
        ],
    )
    def test_which_it_is_in_the_cohorts_zone(self, instant: datetime, week: int) -> None:
        self.COHORT.zone = ZoneInfo("Asia/Singapore")
        with time_machine.travel(instant, tick=False):
            assert queries.week(self.COHORT) == (week, 26)

    @given(starts_on=st.dates(date(2020, 1, 1), date(2030, 1, 1)), days=st.integers(1, 800), later=st.integers(-100, 1000))
    def test_it_stays_between_none_and_all(self, starts_on: date, days: int, later: int) -> None:
        cohort = Cohort(starts_on=starts_on, ends_on=starts_on + timedelta(days=days), zone=UTC)
        with time_machine.travel(datetime(starts_on.year, starts_on.month, starts_on.day, 12, tzinfo=UTC), tick=False) as clock:
            clock.shift(timedelta(days=later))
            week, whole = queries.week(cohort)
        assert 0 <= week <= whole
        assert (week == 0) == (later < 0)
        assert (whole - 1) * 7 < days + 1 <= whole * 7
        if later == days:
            assert week == whole  # the last day lies in the last week


class TestLists:
    def test_startups_that_may_be_enrolled_directly(self, scene: Scene) -> None:
        call = programmes.call(programme=scene.programme)
        applied = applications.application(call=call, startup=startups.startup("Applied", owner=accounts.person())).startup
        applications.application(call=call, submitted=False)
        applications.application(call=call, startup=scene.startup)
        applications.application()
        assert list(queries.joinable(scene.cohort)) == [applied]

    def test_startups_of_a_cohort_by_name_with_who_stands_by_them(self, scene: Scene) -> None:
        second = cohorts.supporter(scene.enrolment, role="manager")
        assert [(one.startup.name, [held.person for held in one.standing]) for one in queries.enrolments(scene.cohort)] == [  # type: ignore[attr-defined]
            ("Quaykeeper", [second, scene.mentor]),
            ("Sandbar", []),
        ]

    @pytest.mark.parametrize("size", [1, 3])
    def test_two_queries_however_many(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size):
            cohorts.supporter(cohorts.enrolment(scene.cohort))
        with django_assert_num_queries(2):
            assert sum(len(one.standing) for one in queries.enrolments(scene.cohort)) == size + 1  # type: ignore[attr-defined]

    def test_cohorts_the_latest_first_with_how_many_are_in(self, scene: Scene) -> None:
        cohorts.enrolment(scene.cohort, state="departed")
        cohorts.enrolment(scene.cohort, state="graduated")
        earlier = cohorts.cohort(programme=scene.programme, starts_on=date(2026, 1, 5))
        assert [(one, one.active) for one in queries.cohorts(scene.manager)] == [(scene.cohort, 2), (earlier, 0)]  # type: ignore[attr-defined]

    def test_people_of_an_enrolment(self, scene: Scene) -> None:
        assert [row.person for row in queries.members(scene.enrolment)] == [*scene.insiders]
        assert [row.person for row in queries.supporters(scene.enrolment)] == [scene.mentor]
