"""What the database refuses about milestones by itself."""

from __future__ import annotations

from itertools import product

import pytest

from cohorts.milestones.models import Milestone, SignOff
from tests.factories import cohorts
from tests.factories import milestones as factories
from tests.factories.cohorts import NOW, Scene
from tests.guards import history, moves, refused

STATES = Milestone.State.values
ALLOWED = {
    ("planned", "active"),
    ("planned", "submitted"),
    ("planned", "waived"),
    ("active", "submitted"),
    ("active", "waived"),
    ("submitted", "reached"),
    ("submitted", "returned"),
    ("submitted", "waived"),
    ("returned", "submitted"),
    ("returned", "waived"),
}
MOVES = [(start, end) for start, end in product(STATES, STATES) if start != end]


@pytest.mark.parametrize(("start", "end"), MOVES)
def test_states_move_only_as_declared(scene: Scene, start: str, end: str) -> None:
    one = factories.milestone(scene.enrolment, state=start)
    moves(one, to=end, allowed=(start, end) in ALLOWED)


def test_no_state_that_nobody_knows(scene: Scene) -> None:
    one = factories.milestone(scene.enrolment)
    refused("UPDATE cohorts_milestone SET state = 'late' WHERE id = %s", one.pk, because=r"Invalid transition|milestone_state")
    refused(
        "INSERT INTO cohorts_milestone (created_at, code, enrolment_id, step_id, position, title, due_on, state, account)"
        " SELECT created_at, 'other', %s, step_id, position, title, due_on, 'late', '' FROM cohorts_milestone WHERE id = %s",
        cohorts.enrolment(scene.cohort).pk,
        one.pk,
        because="milestone_state",
    )


def test_a_step_is_one_milestone_of_a_startup(scene: Scene) -> None:
    one = factories.milestone(scene.enrolment)
    refused(
        "INSERT INTO cohorts_milestone (created_at, code, enrolment_id, step_id, position, title, due_on, state, account)"
        " SELECT created_at, 'other', enrolment_id, step_id, position, title, due_on, 'planned', '' FROM cohorts_milestone"
        " WHERE id = %s",
        one.pk,
        because="milestone_once",
    )


def test_a_place_in_a_plan_is_held_once(scene: Scene) -> None:
    first, second, _third = factories.plan(scene.programme).steps.order_by("position")
    refused("UPDATE cohorts_step SET position = %s WHERE id = %s", first.position, second.pk, because="step_position")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE cohorts_signoff SET comment = 'x'", "DELETE FROM cohorts_signoff", "TRUNCATE cohorts_signoff"],
)
def test_a_verdict_stays_as_written(scene: Scene, statement: str) -> None:
    one = factories.milestone(scene.enrolment, state="submitted")
    SignOff.objects.create(milestone=one, verdict="returned", comment="Not yet.", by=scene.mentor)
    refused(statement, because="permission denied|append_only|Cannot")
    assert SignOff.objects.get().comment == "Not yet."


def test_a_verdict_is_one_of_two(scene: Scene) -> None:
    refused(
        "INSERT INTO cohorts_signoff (created_at, milestone_id, verdict, comment, by_id, at) VALUES (%s, %s, 'fine', '', %s, %s)",
        NOW,
        factories.milestone(scene.enrolment).pk,
        scene.mentor.pk,
        NOW,
        because="sign_off_verdict",
    )


def test_what_a_milestone_was_is_kept(scene: Scene) -> None:
    one = factories.milestone(scene.enrolment)
    Milestone.objects.filter(pk=one.pk).update(state="submitted", account="Talked to 23 people.")
    first, second = history("cohorts_milestoneevent", one.pk)
    assert ('"state":"planned"' in first, '"state":"submitted"' in second) == (True, True)
    assert "Talked to 23 people." in second
