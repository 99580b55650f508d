"""The board's door, and what it answers at the points of the shell and the home page."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory

from accelerator.accounts.models import Person
from accelerator.accounts.points import MenuEntry
from cohorts.reporting import registered
from cohorts.roster.models import Enrolment
from tests.cast import browser
from tests.factories import accounts, cohorts, mentoring, milestones, programmes
from tests.factories.cohorts import Scene

BOARD = "/cohorts/cohort-5/board/"


def text(response: HttpResponse, status: int = 200) -> str:
    assert response.status_code == status
    assert b"<c-" not in response.content
    return response.content.decode()


def rows(page: str) -> list[str]:
    return re.findall(r'<th scope="row">.*?<a href="[^"]+">([^<]+)</a>', page, re.DOTALL)


@pytest.fixture
def late(scene: Scene) -> Any:
    """Quaykeeper is five days late with its first milestone; Sandbar's waits to be checked."""
    milestones.milestone(Enrolment.objects.get(startup__name="Sandbar"), state="submitted")
    return milestones.milestone(scene.enrolment, state="active", due_on=date(2026, 11, 15))


class TestBoard:
    def test_before_the_first_day_no_week_is_counted(self, scene: Scene) -> None:
        ahead = cohorts.cohort(programme=scene.programme, starts_on=date(2027, 3, 1), ends_on=date(2027, 7, 31))
        client = browser(scene.manager)
        board, list_ = (text(client.get(f"/cohorts/{ahead.slug}/{page}/")) for page in ("board", "startups"))
        assert ("0 startups · begins Mon 1 Mar" in board, "22 weeks" in list_) == (True, True)
        assert "week 0" not in board + list_

    def test_a_manager_sees_who_needs_somebody(self, scene: Scene, late: Any) -> None:
        mentoring.session(scene.enrolment, scene.mentor)
        page = text(browser(scene.manager).get(BOARD))
        assert rows(page) == ["Quaykeeper", "Sandbar"]
        for words in (
            "week 12 of 26",
            "Harbour AI",
            "2 startups",
            "M1 Customer interviews is 5 days late",
            "To check",
            late.get_absolute_url(),
            "Milestone plans",
        ):
            assert words in page, words

    @pytest.mark.parametrize(
        ("only", "names"),
        [
            ("all", ["Quaykeeper", "Sandbar"]),
            ("late", ["Quaykeeper"]),
            ("submitted", ["Sandbar"]),
            ("at_risk", ["Quaykeeper"]),
            ("due_soon", []),
            ("nonsense", ["Quaykeeper", "Sandbar"]),
            ("", ["Quaykeeper", "Sandbar"]),
        ],
    )
    def test_narrowed(self, scene: Scene, late: Any, only: str, names: list[str]) -> None:
        page = text(browser(scene.manager).get(BOARD, {"only": only}))
        assert rows(page) == names
        assert ("No startup here now" in page) == (not names)
        chosen = only if only in ("late", "submitted", "at_risk", "due_soon") else ""
        assert f'href="?only={chosen or "all"}" aria-current="true"' in page
        part = browser(scene.manager).get(BOARD, {"only": only}, headers={"HX-Request-Type": "partial"})
        assert (rows(text(part)), "<html" in text(part)) == (names, False)

    def test_auditors_read_it(self, scene: Scene, late: Any) -> None:
        page = text(browser(scene.auditor).get(BOARD))
        assert (rows(page), f'href="/plans/">{""}' in page.split("<main", 1)[-1]) == (["Quaykeeper", "Sandbar"], False)

    def test_nobody_else_finds_it(self, scene: Scene) -> None:
        for person in (*scene.insiders, *scene.outsiders, scene.mentor, programmes.reviewer(scene.programme)):
            assert browser(person).get(BOARD).status_code == 404
        assert browser(scene.manager).get("/cohorts/nothing/board/").status_code == 404
        assert browser(None).get(BOARD)["Location"] == f"/accounts/login/?next={BOARD}"

    def test_it_is_only_read(self, scene: Scene) -> None:
        assert browser(scene.manager).post(BOARD).status_code == 405

    def test_with_nobody_in_it_says_how_startups_join(self, scene: Scene) -> None:
        Enrolment.objects.update(state="departed")
        assert "Startups join when they accept an offer." in text(browser(scene.manager).get(BOARD))

    def test_names_are_text(self, scene: Scene) -> None:
        cohorts.enrolment(scene.cohort, name="<script>alert(1)</script>")
        page = text(browser(scene.manager).get(BOARD))
        assert ("<script>alert(1)" in page, "&lt;script&gt;alert(1)" in page) == (False, True)

    @pytest.mark.parametrize("size", [1, 3, 60])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size):
            one = cohorts.enrolment(scene.cohort)
            milestones.milestone(one, state="submitted")
            mentoring.session(one, cohorts.supporter(one))
        client = browser(scene.manager)
        with django_assert_num_queries(6):
            client.get(BOARD)


class TestPoints:
    def test_the_menu_leads_to_the_board_of_the_cohort_in_view(self, scene: Scene, rf: RequestFactory) -> None:
        expected = MenuEntry("Cohort board", BOARD, "grid-2x2", "Cohort 5", place=51, dock=True, short="Board")
        assert registered.menu(scene.manager, rf.get("/home/")) == [expected]
        for person in (*scene.insiders, *scene.outsiders, scene.mentor, scene.auditor):
            assert registered.menu(person, rf.get(BOARD)) == []

    def test_home_shows_a_manager_who_needs_somebody(self, scene: Scene, late: Any) -> None:
        cohorts.enrolment(scene.cohort, name="Doing Fine")
        (card,) = registered.home_cards(scene.manager)
        page = render_to_string(card.template, card.context)
        assert [row.line.name for row in card.context["rows"]] == ["Quaykeeper"]
        assert ("Cohort 5: who needs somebody" in page, "5 days late" in page, "Doing Fine" in page) == (True, True, False)

    def test_a_cohort_made_ahead_does_not_take_its_place(self, scene: Scene) -> None:
        milestones.milestone(scene.enrolment, due_on=date(2026, 11, 1))
        cohorts.cohort(programme=scene.programme, starts_on=date(2027, 1, 4), ends_on=date(2027, 6, 1))
        assert [card.context["cohort"] for card in registered.home_cards(scene.manager)] == [scene.cohort]

    def test_five_at_most(self, scene: Scene) -> None:
        for _ in range(7):
            milestones.milestone(cohorts.enrolment(scene.cohort), due_on=date(2026, 11, 1))
        assert len(registered.home_cards(scene.manager)[0].context["rows"]) == 5

    def test_nobody_else_and_nothing_where_all_is_well(self, scene: Scene) -> None:
        assert registered.home_cards(scene.manager) == []
        milestones.milestone(scene.enrolment, due_on=date(2026, 11, 1))
        for person in (*scene.insiders, *scene.outsiders, scene.mentor, scene.auditor, accounts.partner_person()):
            assert registered.home_cards(person) == []

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries_of_the_card(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size):
            milestones.milestone(cohorts.enrolment(scene.cohort), due_on=date(2026, 11, 1))
        manager = Person.objects.with_standing().get(pk=scene.manager.pk)  # as the pages have them
        with django_assert_num_queries(3):
            registered.home_cards(manager)
