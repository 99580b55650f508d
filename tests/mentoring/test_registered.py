"""What mentoring answers at the points of the shell, the home page and a startup's pages, to each role."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone

from accelerator.accounts.points import Hit, NextAction
from accelerator.startups import queries as startup_queries
from cohorts.mentoring import operations, registered
from cohorts.roster.models import Enrolment
from tests.factories import accounts, cohorts
from tests.factories import mentoring as factories
from tests.factories.cohorts import NOW, Scene


def menu(person: Any) -> list[tuple[str, str, int]]:
    return [(str(entry.label), entry.url, entry.place) for entry in registered.menu(person, RequestFactory().get("/"))]


class TestMenu:
    def test_each_role_has_its_own(self, scene: Scene) -> None:
        founder = [("Mentor sessions", "/sessions/", 26)]
        mentor = [("Log a session", "/sessions/log/", 20), ("Sessions", "/sessions/", 21)]
        manager = [("Mentors", "/cohorts/cohort-5/mentors/", 53)]
        expected = {
            **dict.fromkeys((*scene.insiders, scene.rival), founder),
            scene.mentor: mentor,
            scene.manager: manager,
            **{person: [] for person in (scene.former, scene.stranger, scene.elsewhere, scene.auditor)},
        }
        assert {person: menu(person) for person in expected} == expected

    def test_sessions_stay_open_to_founders_whose_startup_is_out(self, scene: Scene) -> None:
        Enrolment.objects.update(state="graduated")
        assert (menu(scene.owner), menu(scene.mentor)) == ([("Mentor sessions", "/sessions/", 26)], [])


class TestNextActions:
    def test_what_was_agreed_the_next_due_first(self, scene: Scene) -> None:
        one = factories.session(scene.enrolment, scene.mentor, actions=("Some day",))
        factories.action(one, "Call the port", due_on=date(2026, 12, 1))
        factories.action(one, "Send the price sheet", due_on=date(2026, 11, 27))
        detail, url = "Quaykeeper · agreed with Priya Raghunathan", one.get_absolute_url()
        expected = [
            NextAction("Send the price sheet", url, "Open", detail, datetime(2026, 11, 27, 15, 59, tzinfo=UTC), "list-checks"),
            NextAction("Call the port", url, "Open", detail, datetime(2026, 12, 1, 15, 59, tzinfo=UTC), "list-checks"),
            NextAction("Some day", url, "Open", detail, None, "list-checks"),
        ]
        assert registered.next_actions(scene.owner) == registered.next_actions(scene.member) == expected

    def test_nobody_else_has_them_and_four_are_enough(self, scene: Scene) -> None:
        factories.session(scene.enrolment, scene.mentor, actions=tuple("abcdef"))
        assert len(registered.next_actions(scene.owner)) == 4
        for person in (scene.viewer, *scene.outsiders, scene.mentor, scene.manager, scene.auditor):
            assert registered.next_actions(person) == []
        Enrolment.objects.update(state="departed")
        assert registered.next_actions(scene.owner) == []

    @pytest.mark.parametrize("size", [1, 3])
    def test_two_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size):
            factories.session(scene.enrolment, cohorts.supporter(scene.enrolment), actions=("Send the price sheet",))
        with django_assert_num_queries(2):  # the person's roles, and the actions
            assert len(registered.next_actions(scene.owner)) == size


class TestHomeCards:
    def test_a_mentor_has_their_startups(self, scene: Scene) -> None:
        (card,) = registered.home_cards(scene.mentor)
        page = render_to_string(card.template, card.context)
        assert ("Quaykeeper" in page, f"/sessions/log/?startup={scene.enrolment.code}" in page) == (True, True)

    def test_a_founder_has_the_last_session_with_its_actions(self, scene: Scene) -> None:
        factories.session(scene.enrolment, scene.mentor, topics=["Hiring"], held_at=NOW.replace(day=10))
        factories.session(scene.enrolment, scene.mentor, private="Between us.", actions=("Send the price sheet",))
        for person in scene.insiders:
            (card,) = registered.home_cards(person)
            page = render_to_string(card.template, card.context)
            words = ("Pricing", "Send the price sheet", "Hiring", "Between us.")
            assert [word in page for word in words] == [True, True, False, False]

    def test_others_have_none(self, scene: Scene) -> None:
        factories.session(scene.enrolment, scene.mentor)
        for person in (*scene.outsiders, scene.manager, scene.auditor):
            assert registered.home_cards(person) == []


class TestPanel:
    def test_sessions_on_the_page_of_the_startup(self, scene: Scene) -> None:
        assert registered.enrolment_panels(scene.enrolment, scene.owner) == []
        for number in range(12):
            factories.session(
                scene.enrolment, scene.mentor, topics=[f"Topic {number:02d}"], held_at=NOW.replace(hour=1, minute=number)
            )
        (panel,) = registered.enrolment_panels(scene.enrolment, scene.mentor)
        page = render_to_string(panel.template, {"panel": panel.context})
        assert (page.count("Topic "), "Topic 11" in page, "Topic 01" in page) == (10, True, False)


class TestSearch:
    def test_sessions_of_startups_one_sees(self, scene: Scene) -> None:
        one = factories.session(scene.enrolment, scene.mentor, shared_notes="Offer a price a crane.")
        url = one.get_absolute_url()
        hit = Hit("Priya Raghunathan and Quaykeeper", url, "Sessions", "19 Nov 2026", "messages-square")
        for person in (*scene.insiders, scene.mentor, scene.manager, scene.auditor):
            assert registered.search(person, "quay") == [hit]
        for person in scene.outsiders:
            assert registered.search(person, "quay") == []
        assert registered.search(scene.owner, "crane") == []

    def test_the_day_is_the_readers(self, scene: Scene) -> None:
        factories.session(scene.enrolment, scene.mentor, held_at=datetime(2026, 11, 4, 23, 30, tzinfo=UTC))
        for zone, day in (("Asia/Singapore", "5 Nov 2026"), ("UTC", "4 Nov 2026"), ("America/Los_Angeles", "4 Nov 2026")):
            with timezone.override(zone):
                assert registered.search(scene.owner, "quay")[0].detail == day


def test_founders_read_in_their_history_that_they_met(scene: Scene) -> None:
    one = operations.log(
        scene.enrolment, held_at=NOW, minutes=45, by=scene.mentor, actions=[operations.ActionGiven("Send the price sheet")]
    )
    operations.settle(one.actions.get(), by=scene.owner)
    operations.settle(one.actions.get(), done=False, by=scene.owner)
    verbs = [entry.verb for entry in startup_queries.timeline(scene.startup, scene.owner)]
    assert verbs == ["action.reopened", "action.done", "session.logged"]
    assert set(verbs) == set(registered.timeline())


@pytest.mark.parametrize(("count", "words"), [(0, []), (1, [("1", "mentor")]), (2, [("2", "mentors")])])
def test_how_many_mentors_there_are(db: None, count: int, words: list[tuple[str, str]]) -> None:
    for _ in range(count):
        factories.profile(accounts.person())
    assert [(figure.value, str(figure.label)) for figure in registered.figures()] == words
