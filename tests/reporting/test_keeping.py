"""How each person keeps a board, and the columns that stand beside the milestones."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest

from accelerator.kit.refusals import Forbidden
from cohorts.reporting import board as boards
from cohorts.reporting import operations
from cohorts.reporting.choosing import Choice
from cohorts.reporting.models import BoardView
from cohorts.roster.models import Enrolment
from tests.cast import browser
from tests.factories import cohorts, mentoring, milestones, programmes
from tests.factories.cohorts import NOW, Scene
from tests.programs import Program, program

BOARD = "/cohorts/cohort-5/board/"
VIEW, FORGET = f"{BOARD}view/", f"{BOARD}view/forget/"
API = "/cohorts/cohort-5/board/view"


def kept() -> list[tuple[Any, str]]:
    return [(one.person, one.query) for one in BoardView.objects.order_by("id")]


class TestOperations:
    def test_one_a_person_and_cohort_without_its_page(self, scene: Scene) -> None:
        for choice in (Choice(only="late"), Choice(group="lead", sort="due", page=4)):
            operations.keep_view(scene.cohort, choice=choice, by=scene.manager)
        operations.keep_view(scene.cohort, choice=Choice(), by=scene.auditor)
        assert kept() == [(scene.manager, "group=lead&sort=due"), (scene.auditor, "only=all")]

    def test_only_for_who_sees_the_board(self, scene: Scene) -> None:
        for person in (*scene.insiders, *scene.outsiders, scene.mentor):
            with pytest.raises(Forbidden):
                operations.keep_view(scene.cohort, choice=Choice(), by=person)
        assert kept() == []

    def test_forgotten_it_is_gone_for_this_person_alone(self, scene: Scene) -> None:
        for person in (scene.manager, scene.auditor):
            operations.keep_view(scene.cohort, choice=Choice(only="late"), by=person)
        for _time in range(2):
            operations.forget_view(scene.cohort, by=scene.manager)
        assert kept() == [(scene.auditor, "only=late")]


class TestPage:
    def test_it_opens_as_it_is_kept_and_every_other_address_as_it_says(self, scene: Scene) -> None:
        client = browser(scene.manager)
        answer = client.post(VIEW, {"on": "?only=late&sort=due&page=3&nonsense=1"})
        assert (answer.status_code, answer["Location"], kept()) == (302, BOARD, [(scene.manager, "only=late&sort=due")])
        assert client.get(BOARD)["Location"] == f"{BOARD}?only=late&sort=due"
        assert client.get(f"{BOARD}weeks/")["Location"] == f"{BOARD}weeks/?only=late&sort=due"
        assert client.get(f"{BOARD}?only=all").context["choice"] == Choice()
        assert browser(scene.auditor).get(BOARD).status_code == 200

    def test_what_is_kept_is_not_offered_again_and_can_be_forgotten(self, scene: Scene) -> None:
        client = browser(scene.manager)
        client.post(VIEW, {"on": "?only=late"})
        page = client.get(f"{BOARD}?only=late").content.decode()
        assert ("Always open like this" in page, "Open with all startups again" in page) == (False, True)
        page = client.get(f"{BOARD}?only=all").content.decode()
        assert ("Always open like this" in page, "Open with all startups again" in page) == (True, True)
        assert client.post(FORGET)["Location"] == BOARD
        page = client.get(BOARD).content.decode()
        assert ("Always open like this" in page, "Open with all startups again" in page) == (True, False)
        assert kept() == []

    def test_nobody_else_finds_the_doors_and_they_are_no_pages(self, scene: Scene) -> None:
        for path in (VIEW, FORGET):
            for person in (*scene.insiders, *scene.outsiders, scene.mentor, programmes.reviewer(scene.programme)):
                assert browser(person).post(path, {"on": ""}).status_code == 404
            assert browser(scene.manager).get(path).status_code == 405
        assert kept() == []

    def test_columns_are_chosen_with_boxes(self, scene: Scene) -> None:
        milestones.milestone(scene.enrolment)
        client = browser(scene.manager)
        heads = {
            query: re.findall(r'<th scope="col">([^<]+)</th>', client.get(f"{BOARD}?{query}").content.decode())
            for query in ("only=all", "columns=&columns=credits&columns=flag", "columns=")
        }
        assert heads == {
            "only=all": ["Startup", "Check-ins, 8 weeks", "Flag", "Mentor met", "Credits left"],
            "columns=&columns=credits&columns=flag": ["Startup", "Flag", "Credits left"],
            "columns=": ["Startup"],
        }
        page = client.get(f"{BOARD}?columns=flag&group=sector").content.decode()
        assert ('colspan="3">No sector' in page, 'data-label="Credits left"' in page) == (True, False)


class TestPrograms:
    def test_kept_read_and_forgotten(self, scene: Scene) -> None:
        one, client = Program(scene.manager), program(scene.manager)
        assert one.get(API).json() == {"query": ""}  # type: ignore[attr-defined]
        put = client.put(f"/api/v1{API}", {"query": "?sort=name&only=x&page=2"}, content_type="application/json")
        assert (put.status_code, put.json(), kept()) == (200, {"query": "sort=name"}, [(scene.manager, "sort=name")])
        assert one.get(API).json() == {"query": "sort=name"}  # type: ignore[attr-defined]
        assert client.delete(f"/api/v1{API}").status_code == 204
        assert (one.get(API).json(), kept()) == ({"query": ""}, [])  # type: ignore[attr-defined]

    def test_nobody_else_and_nothing_too_long(self, scene: Scene) -> None:
        for person in (scene.owner, scene.mentor, scene.rival, scene.elsewhere):
            assert Program(person).get(API).status_code == 404
        long = program(scene.manager).put(f"/api/v1{API}", {"query": "x" * 801}, content_type="application/json")
        assert (long.status_code, kept()) == (422, [])


class TestNextSession:
    """As the latest session of each mentor says."""

    def ahead(self, scene: Scene) -> Any:
        rows = boards.board(scene.cohort, scene.manager).rows
        return next(one.line.next_session for one in rows if one.line.pk == scene.enrolment.pk)

    def test_the_next_that_was_agreed(self, scene: Scene) -> None:
        other = cohorts.supporter(scene.enrolment)
        soon, later = NOW + timedelta(days=3), NOW + timedelta(days=9)
        assert self.ahead(scene) is None
        mentoring.session(scene.enrolment, scene.mentor, next_at=later)
        assert self.ahead(scene) == later
        mentoring.session(scene.enrolment, other, next_at=soon)
        assert self.ahead(scene) == soon

    def test_a_later_session_of_that_mentor_says_anew(self, scene: Scene) -> None:
        mentoring.session(scene.enrolment, scene.mentor, held_at=NOW - timedelta(days=9), next_at=NOW + timedelta(days=3))
        mentoring.session(scene.enrolment, cohorts.supporter(scene.enrolment), held_at=NOW - timedelta(days=2))
        assert self.ahead(scene) == NOW + timedelta(days=3)
        mentoring.session(scene.enrolment, scene.mentor, held_at=NOW - timedelta(days=1))
        assert self.ahead(scene) is None

    def test_what_is_past_is_none(self, scene: Scene) -> None:
        mentoring.session(scene.enrolment, scene.mentor, held_at=NOW - timedelta(days=9), next_at=NOW)
        assert self.ahead(scene) is None

    def test_it_stands_beside_the_last_in_the_file_and_for_programs(self, scene: Scene) -> None:
        mentoring.session(scene.enrolment, scene.mentor, next_at=NOW + timedelta(days=3))
        client = browser(scene.manager)
        page = client.get(BOARD).content.decode()
        assert '1 d ago<span class="sub">next Mon 23 Nov, 14:02 SGT</span></td>' in page
        head, first, *_rest = csv.reader(io.StringIO(b"".join(client.get(f"{BOARD}board.csv")).decode()))  # type: ignore[arg-type]
        place = head.index("Last session (UTC)")
        assert (head[place + 1], first[place : place + 2]) == ("Next session (UTC)", ["2026-11-19 06:02", "2026-11-23 06:02"])
        items = Program(scene.manager).get("/cohorts/cohort-5/board").json()["items"]  # type: ignore[attr-defined]
        assert {one["name"]: one["next_session_at"] for one in items} == {"Quaykeeper": "2026-11-23T06:02:00Z", "Sandbar": None}

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size):
            one = cohorts.enrolment(scene.cohort)
            mentoring.session(one, cohorts.supporter(one), next_at=NOW + timedelta(days=2))
        client = browser(scene.manager)
        with django_assert_num_queries(6):
            client.get(BOARD)
        with django_assert_num_queries(5):
            client.get(BOARD, {"only": "all"}, headers={"HX-Request-Type": "partial"})
        assert Enrolment.objects.count() == size + 2
