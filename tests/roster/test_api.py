"""Cohorts and enrolments for programs: what one sees, and nothing more is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from cohorts.roster.models import Enrolment
from tests.factories import cohorts
from tests.factories.cohorts import Scene
from tests.programs import Program, problem, walked


def body(program: Program, path: str) -> Any:
    answer = program.get(path)
    assert answer.status_code == 200
    return answer.json()  # type: ignore[attr-defined]  # the test client's


def names(program: Program, query: str = "") -> list[str]:
    return [item["name"] for item in body(program, f"/enrolments{query}")["items"]]


def test_cohorts_the_latest_first_with_how_many_are_in(scene: Scene) -> None:
    cohorts.enrolment(scene.cohort, state="departed")
    cohorts.cohort(programme=scene.programme, starts_on=date(2026, 1, 5), slug="earlier")
    cohorts.cohort(slug="foreign", starts_on=date(2026, 1, 1))
    first = {
        "slug": "cohort-5",
        "name": "Cohort 5",
        "programme": scene.programme.slug,
        "starts_on": "2026-09-01",
        "ends_on": "2027-02-26",
        "active": 2,
    }
    whole = body(Program(scene.manager), "/cohorts")
    assert (whole["items"][0], [item["slug"] for item in whole["items"]], whole["next"]) == (first, ["cohort-5", "earlier"], None)
    assert len(body(Program(scene.auditor), "/cohorts")["items"]) == 3
    assert [[one["slug"] for one in page] for page in walked(Program(scene.manager).client, "/cohorts")] == [
        ["cohort-5"],
        ["earlier"],
    ]
    for person in (*scene.insiders, *scene.outsiders, scene.mentor):
        assert body(Program(person), "/cohorts") == {"items": [], "next": None}


def test_an_enrolment_to_everybody_around_it(scene: Scene) -> None:
    expected = {
        "code": scene.enrolment.code,
        "cohort": "cohort-5",
        "startup": "quaykeeper",
        "name": "Quaykeeper",
        "state": "active",
        "enrolled_at": "2026-11-20T06:02:00Z",
        "paused_from": None,
        "paused_until": None,
    }
    for person in (*scene.insiders, scene.mentor, scene.manager, scene.auditor):
        program = Program(person, writes=False)
        assert body(program, f"/enrolments/{scene.enrolment.code}") == expected
        assert expected in body(program, "/enrolments")["items"]


def test_the_list_is_ones_own_narrowed_and_paged(scene: Scene) -> None:
    other = cohorts.cohort(programme=scene.programme, slug="other")
    cohorts.enrolment(other, name="Anchorage", state="graduated")
    manager = Program(scene.manager)
    assert names(manager) == ["Anchorage", "Sandbar", "Quaykeeper"]
    assert names(manager, "?cohort=cohort-5") == ["Sandbar", "Quaykeeper"]
    assert names(manager, "?cohort=nothing") == []
    assert [[one["name"] for one in page] for page in walked(manager.client, "/enrolments", limit=2)] == [
        ["Anchorage", "Sandbar"],
        ["Quaykeeper"],
    ]
    assert names(Program(scene.owner)) == names(Program(scene.mentor)) == ["Quaykeeper"]
    assert names(Program(scene.rival), "?cohort=cohort-5") == ["Sandbar"]
    for path in ("/enrolments?limit=101", "/cohorts?limit=101"):
        assert problem(manager.get(path)) == (422, ["limit"])
    assert problem(manager.get("/cohorts?cursor=x")) == (422, "cursor")


def test_outsiders_find_nothing(scene: Scene) -> None:
    for person in scene.outsiders:
        program = Program(person)
        assert problem(program.get(f"/enrolments/{scene.enrolment.code}")) == problem(program.get("/enrolments/nothing"))
        assert "Quaykeeper" not in names(program)


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("path", ["/cohorts", "/enrolments"])
def test_queries(scene: Scene, path: str, size: int, django_assert_num_queries: Any) -> None:
    Enrolment.objects.filter(startup__name="Sandbar").delete()
    for _ in range(size - 1):
        cohorts.enrolment(cohorts.cohort(programme=scene.programme))
    program = Program(scene.manager)
    program.get(path)  # notes when the token was used
    with django_assert_num_queries(3):
        assert len(body(program, path)["items"]) == size


def test_nobody_without_a_token_and_nothing_is_written(scene: Scene) -> None:
    for path in ("/cohorts", "/enrolments", f"/enrolments/{scene.enrolment.code}"):
        assert Client().get(f"/api/v1{path}").status_code == 401
        assert Program(scene.manager).post(path).status_code == 405
