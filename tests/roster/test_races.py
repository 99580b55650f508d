"""People of a cohort at the same moment, in connections of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from accelerator.kit.refusals import Refusal
from accelerator.notices.models import Message, Reminder
from accelerator.trail.models import Entry
from cohorts.roster import operations
from cohorts.roster.models import AgreementAcceptance, Cohort, Duty, Enrolment, Event, SharedFile, TeamMember
from tests.factories import accounts, cohorts, files, roster, startups
from tests.factories.cohorts import Scene
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def tried(act: Callable[..., Any], *things: Any, **given: Any) -> str:
    try:
        act(*things, **given)
    except Refusal:
        return "refused"
    return "done"


def test_the_last_place_is_given_once(scene: Scene) -> None:
    Cohort.objects.filter(pk=scene.cohort.pk).update(places=3)
    cohort = Cohort.objects.select_related("programme").get(pk=scene.cohort.pk)
    new = [startups.startup(owner=accounts.person()) for _ in range(3)]
    enrol = partial(tried, operations.enrol, cohort, by=scene.manager, reason="Invited")
    assert sorted(at_once(*(partial(enrol, startup=one) for one in new))) == ["done", "refused", "refused"]
    assert Enrolment.objects.active().count() == 3


def test_two_of_a_startup_accept_at_once_and_it_is_accepted_once(scene: Scene) -> None:
    text = roster.agreement(scene.cohort)
    roster.item(scene.cohort, by=scene.manager, kind="agreement", agreement=text)
    version = roster.newest(text)
    accept = partial(operations.accept, version, enrolment=scene.enrolment, sha256=version.sha256)
    made = at_once(*(partial(accept, name=str(one), by=one) for one in (scene.owner, scene.member, scene.owner)))
    assert {one.pk for one in made} == {AgreementAcceptance.objects.get().pk}
    assert Entry.objects.filter(verb="agreement.accepted").count() == 1
    assert Duty.objects.get(enrolment=scene.enrolment).state == "done"


def test_one_says_it_is_done_while_the_other_waives_it(scene: Scene) -> None:
    for number in range(3):
        duty = roster.item(scene.cohort, by=scene.manager, title=f"Line {number}").duties.get(enrolment=scene.enrolment)
        at_once(
            partial(tried, operations.settle, duty, by=scene.owner),
            partial(tried, operations.waive, duty, reason="None", by=scene.manager),
        )
        duty.refresh_from_db()
        assert (duty.state, duty.settled_by) in (("done", scene.owner), ("waived", scene.manager))
        waived = Message.objects.filter(kind="onboarding_waived", subject=f"duty:{duty.pk}").exists()
        assert waived == (duty.state == "waived")


def test_an_event_is_called_off_once(scene: Scene) -> None:
    made = roster.event(scene.cohort, by=scene.manager)
    roster.delivered()
    assert sorted(at_once(*[partial(tried, operations.call_off, made, reason="Rain", by=scene.manager)] * 3)) == [
        "done",
        "refused",
        "refused",
    ]
    assert Message.objects.filter(kind="event_called_off", recipient=scene.owner).count() == 1
    assert Event.objects.get().revision == 1


def test_a_line_asked_while_a_startup_joins_is_asked_of_it_once(scene: Scene) -> None:
    new = startups.startup(owner=accounts.person())
    given = operations.ItemGiven("other", "A photo", due_days=10)
    at_once(
        partial(operations.add_item, scene.cohort, given=given, by=scene.manager),
        partial(operations.enrol, scene.cohort, startup=new, by=scene.manager, reason="Invited"),
    )
    assert Duty.objects.filter(enrolment__startup=new).count() == 1


def test_somebody_is_taken_into_the_team_once(scene: Scene) -> None:
    add = partial(operations.add_to_team, scene.cohort, person=scene.mentor, role="mentor", by=scene.manager)
    at_once(*[add] * 3)
    assert TeamMember.objects.get().person == scene.mentor
    assert Entry.objects.filter(verb="team.joined").count() == 1


def test_reminders_planned_by_several_at_once_are_there_once(scene: Scene) -> None:
    one = cohorts.enrolment(scene.cohort, name="Torn")
    given = [operations.ItemGiven("other", f"Line {number}", due_days=10) for number in range(3)]
    at_once(*(partial(operations.add_item, scene.cohort, given=each, by=scene.manager) for each in given))
    planned = Reminder.objects.filter(subject=f"enrolment:{one.pk}", state="planned")
    assert len({(each.kind, each.local_on) for each in planned}) == planned.count() == 4


def test_graduated_beside_a_departure_it_is_one_of_both(scene: Scene) -> None:
    """With an event ahead, which the departure follows: no message of the one that lost."""
    made = roster.event(scene.cohort, by=scene.manager)
    for number in range(3):
        one = cohorts.enrolment(scene.cohort, name=f"Torn {number}", owner=accounts.person(name=f"Torn {number}"))
        done = at_once(
            partial(tried, operations.depart, cohorts.fresh(one), reason="Sold", by=scene.manager),
            partial(tried, operations.graduate, cohorts.fresh(one), by=scene.manager),
        )
        one.refresh_from_db()
        assert sorted(done) == ["done", "refused"]
        left = Message.objects.filter(kind="event_left", subject=f"event:{made.pk}", recipient__name=f"Torn {number}")
        assert left.exists() == (one.state == "departed")


def test_ticked_by_two_it_is_done_once(scene: Scene) -> None:
    duty = roster.item(scene.cohort, by=scene.manager).duties.get(enrolment=scene.enrolment)
    at_once(*(partial(operations.settle, duty, by=one) for one in (scene.owner, scene.member, scene.manager)))
    assert Entry.objects.filter(verb="onboarding.done").count() == 1


def test_an_event_changed_by_two_counts_both(scene: Scene) -> None:
    made = roster.event(scene.cohort, by=scene.manager)
    given = [roster.given_event(starts_at=made.starts_at, place=f"Room {number}") for number in (8, 9)]
    at_once(*(partial(operations.change_event, made, given=one, by=scene.manager) for one in given))
    found = Event.objects.get()
    assert (found.revision, found.place in ("Room 8", "Room 9")) == (2, True)
    assert Entry.objects.filter(verb="event.changed").count() == 2


def test_a_file_removed_by_two_gives_its_room_back_once(scene: Scene) -> None:
    kept = operations.keep_file(scene.enrolment, upload=files.upload(), by=scene.owner)
    shared = SharedFile.objects.select_related("file", "enrolment__cohort", "enrolment__startup", "cohort").get(pk=kept.pk)
    at_once(*[partial(operations.remove_file, shared, by=scene.owner)] * 3)
    assert Entry.objects.filter(verb="file.removed").count() == 1


def test_criteria_set_by_two_are_those_of_one(scene: Scene) -> None:
    wanted = [{"milestones": 80}, {"checklist": 90}]
    at_once(*(partial(operations.set_criteria, scene.cohort, least=one, by=scene.manager) for one in wanted))
    assert dict(scene.cohort.criteria.values_list("kind", "least")) in wanted


def test_somebody_stands_by_it_while_it_departs(scene: Scene) -> None:
    """Whoever is first: nobody is left with an invitation to a cohort that they have no part in."""
    made, helper = roster.event(scene.cohort, by=scene.manager), accounts.person(name="New Mentor")
    at_once(
        partial(tried, operations.add_supporter, cohorts.fresh(scene.enrolment), person=helper, role="mentor", by=scene.manager),
        partial(tried, operations.depart, cohorts.fresh(scene.enrolment), reason="Sold", by=scene.manager),
    )
    told = Message.objects.filter(subject=f"event:{made.pk}", recipient=helper).order_by("id").values_list("kind", flat=True)
    assert list(told) in ([], ["event_invited", "event_left"])
