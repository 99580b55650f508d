"""Sessions and actions for programs: the same people may, the same refusals, as problem documents."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cohorts.mentoring.models import Action, PrivateNote, Session
from cohorts.roster.models import Enrolment
from tests.factories import cohorts
from tests.factories import mentoring as factories
from tests.factories.cohorts import NOW, Scene
from tests.programs import Program, problem, walked

KEY = "6f1b7a52-3b0e-4f0e-9a53-0f6d1c8a2b11"


def given(scene: Scene, **more: Any) -> dict[str, Any]:
    return {
        "enrolment": scene.enrolment.code,
        "held_at": "2026-11-19T15:30:00+08:00",
        "minutes": 45,
        "topics": ["Pricing"],
    } | more


def codes(program: Program, query: str = "") -> list[str]:
    return [item["code"] for item in program.get(f"/sessions{query}").json()["items"]]  # type: ignore[attr-defined]


def test_a_session_is_logged_and_read_by_everybody_around_the_startup(scene: Scene) -> None:
    body = given(
        scene,
        topics=["Pricing"],
        shared_notes="Offer a price a crane.",
        private_note="Between us.",
        actions=[{"title": "Send the price sheet", "due_on": "2026-11-27"}, {"title": "Call the port"}],
        next_at="2026-11-27T16:00:00+08:00",
    )
    answer = Program(scene.mentor).post("/sessions", **body)
    assert answer.status_code == 201
    one = Session.objects.get()
    first, second = one.actions.order_by("id")
    short = {
        "code": one.code,
        "startup": "quaykeeper",
        "mentor": "Priya Raghunathan",
        "held_at": "2026-11-19T07:30:00Z",
        "minutes": 45,
        "topics": ["Pricing"],
        "shared_notes": "Offer a price a crane.",
        "next_at": "2026-11-27T08:00:00Z",
    }
    whole = short | {
        "actions": [
            {"code": first.code, "title": "Send the price sheet", "due_on": "2026-11-27", "done_at": None},
            {"code": second.code, "title": "Call the port", "due_on": None, "done_at": None},
        ]
    }
    assert answer.json() == whole  # type: ignore[attr-defined]
    assert PrivateNote.objects.get().text == "Between us."
    for person in (*scene.insiders, scene.mentor, scene.manager, scene.auditor):
        program = Program(person, writes=False)
        assert program.get(f"/sessions/{one.code}").json() == whole  # type: ignore[attr-defined]
        assert program.get("/sessions").json() == {"items": [short], "next": None}  # type: ignore[attr-defined]


def test_the_latest_first_and_paged(scene: Scene) -> None:
    made = [factories.session(scene.enrolment, scene.mentor, held_at=NOW - timedelta(days=n)).code for n in range(3)]
    program = Program(scene.owner)
    assert codes(program) == made
    assert [[one["code"] for one in page] for page in walked(program.client, "/sessions", limit=2)] == [made[:2], made[2:]]
    assert problem(program.get("/sessions?limit=0")) == (422, ["limit"])


@pytest.mark.parametrize("size", [1, 3])
def test_queries_of_the_list(scene: Scene, size: int, django_assert_num_queries: Any) -> None:
    for _ in range(size):
        factories.session(scene.enrolment, scene.mentor, actions=("One", "Two"))
    program = Program(scene.owner)
    program.get("/sessions")  # notes when the token was used
    with django_assert_num_queries(3):
        assert len(codes(program)) == size


def test_sent_twice_with_its_key_it_is_one_and_the_key_serves_no_other(scene: Scene) -> None:
    program = Program(scene.mentor)
    first, again = (program.post("/sessions", **given(scene, device_key=KEY)) for _ in range(2))
    assert first.json() == again.json()  # type: ignore[attr-defined]
    assert problem(program.post("/sessions", **given(scene, device_key=KEY, shared_notes="Other"))) == (409, None)
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"held_at": "2026-11-19T15:30:00"}, (422, ["held_at"])),  # without its offset nobody knows when
        ({"held_at": "yesterday"}, (422, ["held_at"])),
        ({"held_at": "2026-11-21T00:00:00Z"}, (409, "held_at")),
        ({"held_at": "2000-01-01T00:00:00+08:00"}, (409, "held_at")),
        ({"minutes": 0}, (422, ["minutes"])),
        ({"minutes": 601}, (422, ["minutes"])),
        ({"topics": ["x"] * 13}, (422, ["topics"])),
        ({"topics": ["x" * 61]}, (422, ["topics.0"])),
        ({"shared_notes": "n" * 8001}, (422, ["shared_notes"])),
        ({"private_note": "n" * 8001}, (422, ["private_note"])),
        ({"actions": [{"title": ""}]}, (422, ["actions.0.title"])),
        ({"actions": [{"title": "Fly", "due_on": "2099-12-31"}]}, (409, "actions")),
        ({"topics": []}, (409, "shared_notes")),
        ({"shared_notes": "a\0b"}, (422, "shared_notes")),
        ({"actions": [{"title": "a\0b"}]}, (422, "actions.0.title")),
        ({"enrolment": "a\0b"}, (422, "enrolment")),
        ({"device_key": "mine"}, (422, ["device_key"])),
        ({"enrolment": "nothing"}, (404, None)),
    ],
)
def test_what_does_not_go_is_a_problem(scene: Scene, more: dict[str, Any], expected: tuple[int, Any]) -> None:
    assert problem(Program(scene.mentor).post("/sessions", **given(scene, **more))) == expected
    assert Session.objects.count() == 0


def test_who_may_not_log(scene: Scene) -> None:
    for person in (*scene.insiders, scene.manager, scene.auditor):
        assert problem(Program(person).post("/sessions", **given(scene))) == (403, None)
    for person in scene.outsiders:
        assert problem(Program(person).post("/sessions", **given(scene))) == (404, None)
    assert problem(Program(scene.mentor, writes=False).post("/sessions", **given(scene))) == (403, None)
    Enrolment.objects.filter(pk=scene.enrolment.pk).update(state="departed")
    assert problem(Program(scene.mentor).post("/sessions", **given(scene))) == (409, None)
    assert Session.objects.count() == 0


def test_actions_are_settled_and_opened_again(scene: Scene) -> None:
    one = factories.action(factories.session(scene.enrolment, scene.mentor))
    founder, door = Program(scene.member), f"/actions/{one.code}/settle"
    assert founder.post(door).json()["done_at"] == "2026-11-20T06:02:00Z"  # type: ignore[attr-defined]
    assert founder.post(f"{door}?done=false").json()["done_at"] is None  # type: ignore[attr-defined]
    assert problem(founder.post(f"{door}?done=perhaps")) == (422, ["done"])
    for person, status in ((scene.viewer, 403), (scene.auditor, 403), *((one, 404) for one in scene.outsiders)):
        assert problem(Program(person).post(door)) == (status, None)
    assert Action.objects.get().done_at is None


def test_outsiders_find_nothing(scene: Scene) -> None:
    one = factories.session(scene.enrolment, scene.mentor)
    for person in scene.outsiders:
        program = Program(person)
        assert codes(program) == []
        assert problem(program.get(f"/sessions/{one.code}")) == problem(program.get("/sessions/nothing")) == (404, None)


def test_nobody_without_a_token(scene: Scene) -> None:
    one = factories.session(scene.enrolment, cohorts.supporter(scene.enrolment))
    for path in ("/sessions", f"/sessions/{one.code}"):
        assert Client().get(f"/api/v1{path}").status_code == 401
    assert Client().post("/api/v1/sessions", given(scene), content_type="application/json").status_code == 401
