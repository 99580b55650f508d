"""Managers at the same moment, in connections of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from accelerator.kit.refusals import Refusal
from accelerator.notices.models import Message
from accelerator.trail.models import Entry
from cohorts.milestones.models import Milestone
from cohorts.roster import operations
from cohorts.roster.models import Enrolment, Supporter
from tests.factories import accounts, cohorts, milestones, startups
from tests.factories.cohorts import Scene
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def answer(act: Callable[..., Any], *things: Any, **given: Any) -> str:
    try:
        return str(getattr(act(*things, **given), "state", "done"))
    except Refusal:
        return "refused"


def test_enrolled_by_many_at_once_it_is_in_once(scene: Scene) -> None:
    startup = startups.startup(owner=accounts.person())
    milestones.plan(scene.programme).cohorts.add(scene.cohort)
    enrol = partial(operations.enrol, scene.cohort, startup=startup, by=scene.manager, reason="Invited")
    made = at_once(*[enrol] * 5)
    assert len({one.pk for one in made}) == 1
    assert Message.objects.filter(kind="enrolled").count() == 1
    assert Entry.objects.filter(verb="startup.enrolled").count() == 1
    assert Milestone.objects.filter(enrolment=made[0]).count() == 3


def test_many_startups_enrolled_at_once_are_all_in(scene: Scene) -> None:
    new = [startups.startup() for _ in range(5)]
    at_once(*(partial(operations.enrol, scene.cohort, startup=one, by=scene.manager, reason="Invited") for one in new))
    assert Enrolment.objects.filter(cohort=scene.cohort, startup__in=new).count() == 5


def test_one_departs_it_while_the_other_graduates_it(scene: Scene) -> None:
    for number in range(4):
        one = cohorts.enrolment(scene.cohort, name=f"Torn {number}")
        done = at_once(
            partial(answer, operations.depart, cohorts.fresh(one), reason="Took a contract", by=scene.manager),
            partial(answer, operations.graduate, cohorts.fresh(one), by=scene.manager),
        )
        one.refresh_from_db()
        assert sorted(done) == sorted(["refused", one.state])
        kinds = set(Message.objects.filter(subject=f"enrolment:{one.pk}").values_list("kind", flat=True))
        assert kinds == {one.state}


def test_the_same_supporter_added_by_two_stands_once(scene: Scene) -> None:
    helper = accounts.person()
    add = partial(operations.add_supporter, cohorts.fresh(scene.enrolment), person=helper, role="mentor", by=scene.manager)
    made = at_once(*[add] * 5)
    assert {one.pk for one in made} == {Supporter.objects.get(person=helper).pk}
    assert Message.objects.filter(kind="supporter_added", recipient=helper).count() == 1


def test_support_ended_by_two_is_ended_once(scene: Scene) -> None:
    held = Supporter.objects.select_related("enrolment__cohort", "enrolment__startup", "person").get(person=scene.mentor)
    at_once(*[partial(operations.end_supporter, held, by=scene.manager)] * 4)
    assert Entry.objects.filter(verb="supporter.ended").count() == 1
    assert Message.objects.filter(kind="supporter_ended").count() == 1
