"""Mentors and founders at the same moment, in connections of their own."""

from __future__ import annotations

import uuid
from functools import partial

import pytest

from accelerator.kit.refusals import Refusal
from accelerator.notices.models import Message
from accelerator.trail.models import Entry
from cohorts.mentoring import operations
from cohorts.mentoring.models import Action, Mentor, Session
from cohorts.mentoring.operations import ActionGiven
from cohorts.roster import operations as roster
from cohorts.roster.models import Supporter
from tests.factories import cohorts
from tests.factories import mentoring as factories
from tests.factories.cohorts import NOW, Scene
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_phone_that_sends_again_and_again_logs_one_session(scene: Scene) -> None:
    send = partial(
        operations.log,
        scene.enrolment,
        held_at=NOW,
        minutes=45,
        shared_notes="Offer a price a crane.",
        actions=[ActionGiven("Send the price sheet")],
        device_key=uuid.uuid4(),
        by=scene.mentor,
    )
    made = at_once(*[send] * 6)
    assert {one.pk for one in made} == {Session.objects.get().pk}
    assert (Mentor.objects.count(), Action.objects.count(), Message.objects.count()) == (1, 1, len(scene.insiders))


def test_the_first_sessions_of_a_new_mentor_make_one_profile(scene: Scene) -> None:
    at_once(
        *(
            partial(operations.log, scene.enrolment, held_at=NOW, minutes=n, by=scene.mentor, topics=["Pricing"])
            for n in (10, 20, 30, 40)
        )
    )
    assert (Mentor.objects.count(), Session.objects.count()) == (1, 4)


def test_two_tick_the_same_action_and_one_did_it(scene: Scene) -> None:
    one = factories.action(factories.session(scene.enrolment, scene.mentor))
    at_once(*(partial(operations.settle, one, by=person) for person in (scene.owner, scene.member, scene.mentor) * 2))
    one.refresh_from_db()
    assert one.done_by in (scene.owner, scene.member, scene.mentor)
    assert Entry.objects.get(verb="action.done").actor_id == one.done_by.pk


def test_logged_while_support_is_ended_it_is_in_time_or_refused(scene: Scene) -> None:
    held = Supporter.objects.live().select_related("enrolment__cohort", "enrolment__startup", "person").get()

    def log() -> bool:
        try:
            return bool(
                operations.log(cohorts.fresh(scene.enrolment), held_at=NOW, minutes=45, by=scene.mentor, topics=["Pricing"])
            )
        except Refusal:
            return False

    logged, _ended = at_once(log, partial(roster.end_supporter, held, by=scene.manager))
    assert Session.objects.count() == int(logged)
