"""What the roster answers at the points of lower areas: menu, record tabs, search, roles, figures, timeline."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import RequestFactory

from accelerator.accounts.points import Hit
from accelerator.startups import queries as startup_queries
from accelerator.startups.points import RecordTab
from cohorts.roster import operations, registered
from cohorts.roster.models import Enrolment, Supporter
from tests.factories import accounts, cohorts, programmes, startups
from tests.factories.cohorts import Scene


def menu(person: Any, path: str = "/home/") -> list[tuple[str, str, str]]:
    entries = registered.menu(person, RequestFactory().get(path))
    return [(str(entry.label), entry.url, str(entry.group)) for entry in entries]


class TestMenu:
    def test_a_manager_has_the_cohort_in_view(self, scene: Scene) -> None:
        later = cohorts.cohort(programme=scene.programme, name="Cohort 6", slug="cohort-6", starts_on=date(2026, 11, 2))
        cohort_list = ("Cohorts", "/cohorts/", "Programme")
        assert menu(scene.manager) == [("Startups", f"/cohorts/{later.slug}/startups/", "Cohort 6"), cohort_list]
        seen = menu(scene.manager, "/cohorts/cohort-5/board/")
        assert seen == [("Startups", "/cohorts/cohort-5/startups/", "Cohort 5"), cohort_list]

    def test_who_sees_all_programmes_has_the_list(self, scene: Scene) -> None:
        assert menu(scene.auditor) == [("Cohorts", "/cohorts/", "House")]

    def test_others_have_nothing(self, scene: Scene) -> None:
        for person in (*scene.insiders, *scene.outsiders, scene.mentor, accounts.partner_person()):
            assert menu(person) == []


class TestRecord:
    def test_a_startups_record_leads_to_its_latest_cohort_one_sees(self, scene: Scene) -> None:
        later = cohorts.enrolment(cohorts.cohort(name="Second Round"), startup=scene.startup)
        own = RecordTab("Cohort 5", scene.enrolment.get_absolute_url(), None, 20)
        for person in (*scene.insiders, scene.auditor):
            assert registered.record_tabs(scene.startup, person) == [
                RecordTab("Second Round", later.get_absolute_url(), None, 20)
            ]
        for person in (scene.mentor, scene.manager):
            assert registered.record_tabs(scene.startup, person) == [own]
        for person in scene.outsiders:
            assert registered.record_tabs(scene.startup, person) == []

    def test_its_people_read_when_it_came_who_helped_and_how_it_left(self, scene: Scene) -> None:
        startup = startups.startup("Sampan", owner=scene.stranger)
        one = operations.enrol(scene.cohort, startup=startup, by=scene.manager, reason="Invited")
        held = operations.add_supporter(one, person=scene.mentor, role="mentor", by=scene.manager)
        operations.end_supporter(held, by=scene.manager)
        operations.depart(one, reason="Took a contract", by=scene.manager)
        operations.graduate(scene.enrolment, by=scene.manager)
        verbs = [entry.verb for entry in startup_queries.timeline(startup, scene.stranger)]
        assert verbs == ["startup.departed", "supporter.ended", "supporter.added", "startup.enrolled"]
        verbs += [entry.verb for entry in startup_queries.timeline(scene.startup, scene.owner)]
        lasting = {"startup.paused", "startup.resumed", "agreement.accepted", "payment_ids.saved"}
        lasting |= {"onboarding.done", "onboarding.waived", "onboarding.reopened"}
        assert set(verbs) | lasting == set(registered.timeline())


class TestSearch:
    def test_cohorts_and_startups_in_them(self, scene: Scene) -> None:
        cohort = Hit("Cohort 5", "/cohorts/cohort-5/board/", "Cohorts", "Harbour AI", "grid-2x2")
        startup = Hit("Quaykeeper", scene.enrolment.get_absolute_url(), "In cohorts", "Cohort 5", "flag")
        for person in (scene.manager, scene.auditor):
            assert registered.search(person, "COHORT") == [cohort]
            assert registered.search(person, "quay") == [startup]
        for person in (*scene.insiders, scene.mentor):
            assert (registered.search(person, "cohort"), registered.search(person, "quay")) == ([], [startup])
        for person in scene.outsiders:
            assert (registered.search(person, "cohort"), registered.search(person, "quay")) == ([], [])

    @pytest.mark.parametrize("text", ["%", "_", "'", "\\", "<b>"])
    def test_signs_are_text(self, scene: Scene, text: str) -> None:
        assert registered.search(scene.manager, text) == []
        named = cohorts.enrolment(scene.cohort, name=f"Sign {text} here")
        assert [hit.url for hit in registered.search(scene.manager, text)] == [named.get_absolute_url()]

    def test_seven_at_most(self, scene: Scene) -> None:
        for number in range(6):
            cohorts.enrolment(cohorts.cohort(programme=scene.programme, name=f"Same {number}"), name=f"Same {number}")
        groups = [hit.group for hit in registered.search(scene.manager, "same")]
        assert groups == ["Cohorts"] * 3 + ["In cohorts"] * 4


class TestScope:
    def test_what_people_are_in_words(self, scene: Scene, django_assert_num_queries: Any) -> None:
        second = cohorts.enrolment(scene.cohort, name="Anchorage")
        cohorts.supporter(second, scene.mentor)
        cohorts.supporter(second, scene.manager, role="manager")
        with django_assert_num_queries(1):
            words = registered.ENROLMENT.labels([scene.mentor, scene.manager, scene.former, scene.owner])
        assert words == {
            scene.mentor.pk: ["Mentor, Quaykeeper", "Mentor, Anchorage"],
            scene.manager.pk: ["Programme manager, Anchorage"],
        }

    def test_who_may_invite_whom(self, scene: Scene) -> None:
        def may(person: Any, role: str = "mentor", scope_id: int = scene.enrolment.pk) -> bool:
            return registered.ENROLMENT.may_invite(by=person, scope_id=scope_id, role=role)

        assert may(scene.manager)
        assert not any(may(person) for person in (*scene.insiders, *scene.outsiders, scene.mentor, scene.auditor))
        assert not may(programmes.reviewer(scene.programme))
        assert not any(may(scene.manager, role) for role in ("manager", "owner", ""))
        assert not may(scene.manager, scope_id=0)

    def test_the_role_is_given_and_leads_to_the_startup(self, scene: Scene) -> None:
        landing = registered.ENROLMENT.grant(scope_id=scene.enrolment.pk, role="mentor", person=scene.stranger, by=scene.manager)
        assert landing == scene.enrolment.get_absolute_url()
        assert Supporter.objects.live().get(person=scene.stranger).enrolment == scene.enrolment


def test_how_many_startups_were_taken_in(scene: Scene) -> None:
    assert [(figure.value, str(figure.label)) for figure in registered.figures()] == [("2", "startups taken in")]
    Enrolment.objects.exclude(pk=scene.enrolment.pk).delete()
    assert [(figure.value, str(figure.label)) for figure in registered.figures()] == [("1", "startup taken in")]
    Supporter.objects.all().delete()
    Enrolment.objects.all().delete()
    assert registered.figures() == []  # before the first there is none
