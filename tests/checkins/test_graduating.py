"""Check-ins answered, as something that a startup shows to graduate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accelerator.kit.refusals import Refusal
from cohorts.checkins.graduating import ANSWERED
from cohorts.roster import criteria, operations
from cohorts.roster.models import Criterion, Enrolment
from cohorts.roster.points import Standing
from tests.cast import browser
from tests.factories import checkins, cohorts
from tests.factories.cohorts import NOW, Scene
from tests.posting import form
from tests.programs import Program


def answered(scene: Scene, **least: int) -> list[tuple[str, int, int, bool]]:
    operations.set_criteria(scene.cohort, least=least or {"check_ins": 70}, by=scene.manager)
    return [(one.name, one.have, one.of, one.met) for one in criteria.checked(scene.enrolment)]


def rounds(scene: Scene, *states: str, enrolment: Enrolment | None = None, **fields: Any) -> None:
    """One a week, the latest first; the first is due this Wednesday, which has passed."""
    rhythm = checkins.rhythm(scene.cohort)
    for ago, state in enumerate(states):
        checkins.check_in(rhythm, enrolment or scene.enrolment, ago=ago, state=state, **fields)


@pytest.mark.parametrize(
    ("states", "stands"),
    [
        (["sent", "sent", "open"], (2, 3)),  # one missed
        (["sent", "excused", "sent"], (2, 2)),  # spared counts for nothing
        (["excused"], None),
        ([], None),
        (["open", "open"], (0, 2)),
    ],
)
def test_of_the_rounds_it_was_asked_in(scene: Scene, states: list[str], stands: tuple[int, int] | None) -> None:
    rounds(scene, *states)
    expected = {scene.enrolment.pk: Standing(*stands)} if stands else {}
    assert ANSWERED.standings([scene.enrolment]) == expected


def test_late_it_is_answered_all_the_same(scene: Scene) -> None:
    rounds(scene, "sent", sent_at=NOW)
    assert ANSWERED.standings([scene.enrolment]) == {scene.enrolment.pk: Standing(1, 1)}


def test_open_and_not_yet_due_counts_for_nothing_until_it_is_answered(scene: Scene) -> None:
    rhythm = checkins.rhythm(scene.cohort)
    checkins.check_in(rhythm, scene.enrolment, due_at=NOW + timedelta(hours=1))
    assert ANSWERED.standings([scene.enrolment]) == {}
    checkins.check_in(rhythm, scene.enrolment, ago=1, state="sent", due_at=NOW + timedelta(hours=1), sent_at=NOW)
    assert ANSWERED.standings([scene.enrolment]) == {scene.enrolment.pk: Standing(1, 1)}


def test_due_this_moment_is_missed(scene: Scene) -> None:
    checkins.check_in(checkins.rhythm(scene.cohort), scene.enrolment, due_at=NOW)
    assert ANSWERED.standings([scene.enrolment]) == {scene.enrolment.pk: Standing(0, 1)}


def test_planned_is_not_asked(scene: Scene) -> None:
    rhythm = checkins.rhythm(scene.cohort)
    checkins.check_in(rhythm, scene.enrolment, state="planned", opens_at=NOW + timedelta(days=1), due_at=NOW + timedelta(days=4))
    assert ANSWERED.standings([scene.enrolment]) == {}


@pytest.mark.parametrize("size", [1, 3])
def test_each_startup_by_itself_in_one_query(scene: Scene, size: int, django_assert_num_queries: Any) -> None:
    rhythm = checkins.rhythm(scene.cohort)
    many = [cohorts.enrolment(scene.cohort) for _ in range(size)]
    for place, one in enumerate(many):
        for ago in range(3):
            checkins.check_in(rhythm, one, ago=ago, state="sent" if ago <= place else "open")
    with django_assert_num_queries(1):
        found = ANSWERED.standings(many)
    assert found == {one.pk: Standing(min(place + 1, 3), 3) for place, one in enumerate(many)}


@pytest.mark.parametrize(("least", "met"), [(66, True), (67, False), (100, False), (1, True)])
def test_a_settable_least_share(scene: Scene, least: int, met: bool) -> None:
    rounds(scene, "sent", "sent", "open")
    assert answered(scene, check_ins=least) == [("check_ins", 2, 3, met)]


def test_unmet_it_takes_a_reason_that_names_it(scene: Scene) -> None:
    rounds(scene, "open", "sent")
    assert answered(scene) == [("check_ins", 1, 2, False)]
    with pytest.raises(Refusal, match="Not met: Check-ins answered") as refusal:
        operations.graduate(scene.enrolment, by=scene.manager)
    assert refusal.value.field == "reason"
    operations.graduate(scene.enrolment, reason="Was at sea.", by=scene.manager)
    kept = Enrolment.objects.get(pk=scene.enrolment.pk).graduation
    assert kept.criteria == [{"kind": "check_ins", "least": 70, "have": 1, "of": 2, "met": False}]


def test_set_on_the_graduation_page_and_shown_with_its_facts(scene: Scene) -> None:
    rounds(scene, "open", "sent", "sent")
    client = browser(scene.manager)
    page = client.get("/cohorts/cohort-5/graduation/").content.decode()
    assert "Check-ins answered" in page
    client.post("/cohorts/cohort-5/graduation/", form(page, "check_ins") | {"check_ins": "60"})
    assert [(one.kind, one.least) for one in Criterion.objects.all()] == [("check_ins", 60)]
    shown = client.get(f"/enrolments/{scene.enrolment.code}/graduate/").content.decode()
    assert ("At least 60%" in shown, "2 of 3, that is 66%" in shown) == (True, True)


def test_through_the_api(scene: Scene) -> None:
    rounds(scene, "sent")
    program = Program(scene.manager)
    sent = program.client.put("/api/v1/cohorts/cohort-5/criteria", {"least": {"check_ins": 90}}, "application/json")
    assert sent.status_code == 204
    told = program.get(f"/enrolments/{scene.enrolment.code}/criteria").json()  # type: ignore[attr-defined]
    assert told == [{"kind": "check_ins", "label": "Check-ins answered", "least": 90, "have": 1, "of": 1, "met": True}]
