"""Milestones for programs: the same people may, the same refusals, as problem documents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accelerator.notices.models import Message
from cohorts.milestones import operations, planning
from cohorts.milestones.models import Milestone, SignOff
from cohorts.roster.models import Enrolment
from tests.factories import milestones as factories
from tests.factories.cohorts import NOW, Scene
from tests.programs import Program, problem, walked


@pytest.fixture
def milestone(scene: Scene) -> Milestone:
    return factories.milestone(scene.enrolment, state="active")


def at(one: Milestone, *parts: str) -> str:
    return "/".join([f"/milestones/{one.code}", *parts])


def codes(program: Program, query: str = "") -> list[str]:
    body = program.get(f"/milestones{query}").json()  # type: ignore[attr-defined]  # the test client's
    return [item["code"] for item in body["items"]]


def test_one_with_all_that_there_is_to_know(scene: Scene, milestone: Milestone) -> None:
    expected = {
        "code": milestone.code,
        "startup": "quaykeeper",
        "cohort": "cohort-5",
        "position": 1,
        "title": "Customer interviews",
        "due_on": "2026-12-01",
        "state": "active",
        "seen_as": "active",
        "account": "",
        "links": [],
        "figure": None,
        "target": None,
        "unit": "",
        "owner": "founder",
        "moved_at": None,
        "moved_by": None,
        "moved_why": "",
        "submitted_at": None,
    }
    for person in (*scene.insiders, scene.mentor, scene.manager, scene.auditor):
        assert Program(person).get(at(milestone)).json() == expected  # type: ignore[attr-defined]


def test_a_draft_is_told_to_the_startup_alone(scene: Scene, milestone: Milestone) -> None:
    operations.save(milestone, account="Not sent.", links=["https://example.org/a"], figure=Decimal("2.5"), by=scene.owner)

    def told(person: Any, query: str = "") -> list[Any]:
        (one,) = Program(person).get("/milestones").json()["items"]  # type: ignore[attr-defined]
        alone = Program(person).get(at(milestone)).json()  # type: ignore[attr-defined]
        assert [one[name] for name in ("account", "links", "figure")] == [alone[name] for name in ("account", "links", "figure")]
        return [one[name] for name in ("account", "links", "figure")]

    written = ["Not sent.", ["https://example.org/a"], "2.5000"]
    others = (scene.mentor, scene.manager, scene.auditor)
    assert [told(person) for person in (*scene.insiders, *others)] == [*[written] * len(scene.insiders), *[["", [], None]] * 3]
    operations.submit(factories.fresh(milestone), by=scene.owner)
    assert [told(person) for person in others] == [written] * 3


@pytest.mark.parametrize("figure", ["1.23456", "99999999999999.99999", "-0.00001"])
def test_a_figure_of_more_decimals_than_are_kept_is_refused(scene: Scene, milestone: Milestone, figure: str) -> None:
    client = Program(scene.owner).client
    answer = client.patch(f"/api/v1{at(milestone)}", {"figure": figure}, content_type="application/json")
    assert problem(answer) == (409, "figure")


@pytest.mark.parametrize(("day", "seen_as"), [(19, "late"), (20, "due_soon"), (27, "due_soon"), (28, "active")])
def test_what_its_date_says_is_told_apart_from_its_state(scene: Scene, day: int, seen_as: str) -> None:
    one = factories.milestone(scene.enrolment, state="active", due_on=date(2026, 11, day))
    body = Program(scene.owner).get(at(one)).json()  # type: ignore[attr-defined]
    assert (body["state"], body["seen_as"]) == ("active", seen_as)


def test_the_list_is_ones_own_the_next_due_first_and_paged(scene: Scene, milestone: Milestone) -> None:
    sooner = factories.milestone(scene.enrolment, due_on=date(2026, 11, 25))
    rivals = factories.milestone(Enrolment.objects.get(startup__name="Sandbar"), due_on=date(2026, 11, 28))
    mine = [sooner.code, milestone.code]
    for person in (*scene.insiders, scene.mentor):
        assert codes(Program(person)) == mine
    for person in (scene.manager, scene.auditor):
        assert codes(Program(person)) == [sooner.code, rivals.code, milestone.code]
    manager = Program(scene.manager)
    assert codes(manager, "?startup=quaykeeper") == mine
    assert codes(manager, "?startup=nothing") == []
    assert [[one["code"] for one in page] for page in walked(manager.client, "/milestones", limit=2)] == [
        [sooner.code, rivals.code],
        [milestone.code],
    ]
    assert problem(manager.get("/milestones?limit=101")) == (422, ["limit"])
    assert codes(Program(scene.rival), "?startup=quaykeeper") == []


@pytest.mark.parametrize("size", [1, 3])
def test_queries_of_the_list(scene: Scene, size: int, django_assert_num_queries: Any) -> None:
    for _ in range(size):
        factories.milestone(scene.enrolment)
    program = Program(scene.owner)
    program.get("/milestones")  # notes when the token was used
    with django_assert_num_queries(3):
        assert len(codes(program)) == size


def test_submitted_returned_submitted_and_signed_off(scene: Scene, milestone: Milestone, today: Any) -> None:
    founder, mentor = Program(scene.member), Program(scene.mentor)
    answer = founder.post(at(milestone, "submit"), account="Talked to 23 people.")
    body = answer.json()  # type: ignore[attr-defined]
    assert (answer.status_code, body["state"], body["submitted_at"]) == (200, "submitted", "2026-11-20T06:02:00Z")
    body = mentor.post(at(milestone, "return"), seen=1, sections={"account": "Not yet."}).json()  # type: ignore[attr-defined]
    assert body["state"] == "returned"
    today.shift(60)
    founder.post(at(milestone, "submit"), account="Talked to 31 people.")
    stale = mentor.post(at(milestone, "sign-off"), seen=1)
    assert problem(stale) == (409, "seen")
    handed = mentor.get(at(milestone, "submissions")).json()["items"]  # type: ignore[attr-defined]
    assert [(one["number"], one["account"], one["parts"]) for one in handed] == [
        (2, "Talked to 31 people.", [{"key": "account", "title": "What was done"}]),
        (1, "Talked to 23 people.", [{"key": "account", "title": "What was done"}]),
    ]
    body = mentor.post(at(milestone, "sign-off"), seen=2).json()  # type: ignore[attr-defined]
    assert (body["state"], body["account"]) == ("reached", "Talked to 31 people.")
    assert list(SignOff.objects.order_by("id").values_list("verdict", "by")) == [
        ("returned", scene.mentor.pk),
        ("reached", scene.mentor.pk),
    ]


@pytest.mark.parametrize(
    ("who", "act", "body", "expected"),
    [
        ("member", "submit", {}, (409, "account")),
        ("member", "submit", {"account": "Done.", "links": ["http://example.org"]}, (409, "links")),
        ("member", "submit", {"account": ""}, (422, ["account"])),
        ("member", "submit", {"account": "a" * 4001}, (422, ["account"])),
        ("member", "submit", {"account": "  "}, (409, "account")),
        ("mentor", "return", {"comment": "", "seen": 1}, (409, "comment")),
        ("mentor", "sign-off", {"comment": "c" * 2001, "seen": 1}, (422, ["comment"])),
        ("mentor", "sign-off", {}, (422, ["seen"])),
        ("viewer", "submit", {"account": "Mine."}, (403, None)),
        ("mentor", "submit", {"account": "Mine."}, (403, None)),
        ("owner", "sign-off", {"seen": 1}, (403, None)),
        ("owner", "return", {"comment": "Mine.", "seen": 1}, (403, None)),
        ("auditor", "sign-off", {"seen": 1}, (403, None)),
    ],
)
def test_what_does_not_go_is_a_problem(scene: Scene, who: str, act: str, body: dict[str, Any], expected: tuple[int, Any]) -> None:
    one = factories.milestone(scene.enrolment, state="active" if act == "submit" else "submitted", submitted_at=NOW)
    before = one.state
    assert problem(Program(getattr(scene, who)).post(at(one, act), **body)) == expected
    one.refresh_from_db()
    assert (one.state, Message.objects.count()) == (before, 0)


def test_in_the_wrong_state_it_says_how_it_stands(scene: Scene, milestone: Milestone) -> None:
    answer = Program(scene.mentor).post(at(milestone, "sign-off"), seen=1)
    assert problem(answer) == (409, None)
    assert answer.json()["title"] == "This milestone is “Under way” now. Load the page again."  # type: ignore[attr-defined]


def test_outsiders_find_nothing(scene: Scene, milestone: Milestone) -> None:
    for person in scene.outsiders:
        program = Program(person)
        assert milestone.code not in codes(program)
        for answer in (
            program.get(at(milestone)),
            program.post(at(milestone, "submit"), account="Mine."),
            program.post(at(milestone, "sign-off"), seen=1),
            program.post(at(milestone, "return"), comment="Mine.", seen=1),
            program.get(at(milestone, "submissions")),
            program.get("/milestones/nothing"),
        ):
            assert problem(answer) == (404, None)
    milestone.refresh_from_db()
    assert milestone.state == "active"


def test_tokens_that_only_read_change_nothing(scene: Scene, milestone: Milestone) -> None:
    program = Program(scene.owner, writes=False)
    assert program.get(at(milestone)).status_code == 200
    assert problem(program.post(at(milestone, "submit"), account="Mine.")) == (403, None)
    milestone.refresh_from_db()
    assert milestone.state == "active"


def test_nobody_without_a_token(milestone: Milestone) -> None:
    for path in ("/milestones", at(milestone)):
        assert Client().get(f"/api/v1{path}").status_code == 401
    for act in ("submit", "sign-off", "return"):
        assert Client().post(f"/api/v1{at(milestone, act)}", {}, content_type="application/json").status_code == 401


class TestManaged:
    """Begun, moved and waived; each door with a wrong state and who may not."""

    def test_it_is_begun_once(self, scene: Scene) -> None:
        one = factories.milestone(scene.enrolment)
        founder = Program(scene.owner)
        assert founder.post(at(one, "start")).json()["state"] == "active"  # type: ignore[attr-defined]
        assert founder.post(at(one, "start")).status_code == 409
        assert Program(scene.manager).post(at(one, "start")).status_code == 403

    def test_it_is_moved_with_what_depends_on_it(self, scene: Scene) -> None:
        plan = factories.plan(scene.programme)
        plan.steps.filter(key="m3").update(needs=["m2"])
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        one, last = (scene.enrolment.milestones.get(step__key=key) for key in ("m2", "m3"))
        operations.save(one, account="Not sent.", by=scene.owner)
        manager = Program(scene.manager)
        moved = manager.post(at(one, "move"), due_on="2027-01-04", reason="Later").json()  # type: ignore[attr-defined]
        assert {name: moved[name] for name in ("due_on", "moved_why", "account")} == {
            "due_on": "2027-01-04",
            "moved_why": "Later",
            "account": "",  # a draft is its startup's
        }
        assert factories.fresh(last).due_on == date(2027, 1, 4)
        sooner = manager.post(at(last, "move"), due_on="2026-12-01", reason="Sooner")
        assert problem(sooner) == (409, "due_on")
        assert problem(manager.post(at(last, "move"), due_on="1999-01-01", reason="Sooner"))[0] == 422
        assert Program(scene.owner).post(at(last, "move"), due_on="2027-02-04", reason="Later").status_code == 403

    def test_it_is_waived_with_a_reason(self, scene: Scene, milestone: Milestone) -> None:
        manager = Program(scene.manager)
        assert problem(manager.post(at(milestone, "waive"), reason=""))[0] == 422
        assert problem(manager.post(at(milestone, "waive"), reason=" ")) == (409, "reason")
        assert manager.post(at(milestone, "waive"), reason="Pivoted").json()["state"] == "waived"  # type: ignore[attr-defined]
        assert manager.post(at(milestone, "waive"), reason="Pivoted").status_code == 409
        assert Program(scene.mentor).post(at(milestone, "waive"), reason="Pivoted").status_code == 403
