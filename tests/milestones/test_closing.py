"""A plan that no longer asks for a milestone ends what was asked about it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accelerator.kit import together
from accelerator.kit.refusals import Refusal
from accelerator.notices.models import Delivery, Message
from accelerator.trail.models import Entry
from cohorts.milestones import operations, planning, registered
from cohorts.milestones.models import ExtensionRequest, Milestone, Plan
from tests.factories import cohorts
from tests.factories import milestones as factories
from tests.factories.cohorts import Scene


@pytest.fixture
def plan(scene: Scene) -> Plan:
    made = factories.plan(scene.programme, days=(99, 109))
    planning.apply_plan(made, cohort=scene.cohort, by=scene.manager)
    return made


def ask(scene: Scene, key: str, *, by: Any = None) -> ExtensionRequest:
    one = scene.enrolment.milestones.select_related("enrolment__cohort", "enrolment__startup", "step").get(step__key=key)
    return operations.ask_extension(one, due_on=date(2027, 1, 15), reason="A strike.", by=by or scene.owner)


def without(plan: Plan, key: str, scene: Scene) -> None:
    planning.remove_step(plan.steps.get(key=key), by=scene.manager)
    planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)


def test_the_request_ends_the_trail_says_so_and_who_asked_hears(scene: Scene, plan: Plan) -> None:
    asked = ask(scene, "m2", by=scene.member)
    without(plan, "m2", scene)
    asked.refresh_from_db()
    assert (asked.milestone.state, asked.state, asked.answered_by, asked.answered_at) == (
        "waived",
        "closed",
        scene.manager,
        cohorts.NOW,
    )
    sentence = "Nurul Hakim closed the request of Quaykeeper for more time for M2 Pilot signed: Six months no longer asks for it."
    for thing in (asked.milestone, scene.enrolment, scene.startup):
        assert [one.told() for one in Entry.objects.about(thing).filter(verb="milestone.extension_closed")] == [sentence]
    heard = Message.objects.get(kind="extension_closed")
    assert (heard.recipient, heard.url, heard.facts["by"]) == (scene.member, asked.milestone.get_absolute_url(), "Nurul Hakim")
    assert Delivery.objects.filter(message=heard).count() == 1
    with pytest.raises(Refusal, match="This request is answered"):
        operations.grant_extension(
            ExtensionRequest.objects.select_related("milestone__enrolment__cohort").get(pk=asked.pk), by=scene.manager
        )


def test_requests_of_what_stays_wait_on(scene: Scene, plan: Plan) -> None:
    kept, gone = ask(scene, "m1"), ask(scene, "m2")
    without(plan, "m2", scene)
    assert dict(ExtensionRequest.objects.values_list("pk", "state")) == {kept.pk: "asked", gone.pk: "closed"}
    titles = [one.title for one in together.run(registered.next_actions.steps(scene.manager))]
    assert titles == ["Quaykeeper asks for more time for M1 Customer interviews"]


def test_what_was_answered_before_stays_answered(scene: Scene, plan: Plan) -> None:
    asked = ask(scene, "m2")
    operations.decline_extension(
        ExtensionRequest.objects.select_related("milestone__enrolment__cohort", "milestone__enrolment__startup").get(pk=asked.pk),
        answer="No.",
        by=scene.manager,
    )
    without(plan, "m2", scene)
    asked.refresh_from_db()
    assert (asked.state, Message.objects.filter(kind="extension_closed").count()) == ("declined", 0)


@pytest.mark.parametrize("size", [1, 3])
def test_the_queries_are_as_many_for_any_number(scene: Scene, plan: Plan, size: int, django_assert_num_queries: Any) -> None:
    for _ in range(size - 1):
        cohorts.enrolment(scene.cohort)
    planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
    for one in Milestone.objects.filter(step__key="m2").exclude(enrolment__startup__name="Sandbar"):
        ExtensionRequest.objects.create(
            milestone=one, due_on=date(2027, 1, 15), was_due_on=one.due_on, reason="A strike.", asked_by=scene.owner
        )
    planning.remove_step(plan.steps.get(key="m2"), by=scene.manager)
    with django_assert_num_queries(57):
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
    assert ExtensionRequest.objects.filter(state="closed").count() == size
