"""What becomes of interviews to come when decisions are released and told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accelerator.decisions import operations, queries, rehearsal
from accelerator.kit import clock
from accelerator.notices.models import Delivery, Message
from accelerator.programmes.models import ReviewStage
from accelerator.reviews import interviews as read
from accelerator.reviews import operations as reviewing
from accelerator.reviews.models import Assignment, Interview, Panel, Slot
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, decisions, interviews, reviews

pytestmark = pytest.mark.django_db
TITLE = "1 startup has an interview to come. It is called off when the startup is told."


@pytest.fixture
def stage(call: Any) -> ReviewStage:
    return interviews.stage(call)


@pytest.fixture
def panel(stage: ReviewStage, call: Any, manager: Any) -> Panel:
    return interviews.panel(stage, reviews.reviewer(call, name="Ravi Menon"), reviews.reviewer(call, name="Tan Wei"), by=manager)


@pytest.fixture
def slots(panel: Panel, manager: Any) -> list[Slot]:
    return interviews.slots(panel, by=manager)


def sent() -> None:
    """Everything that waits is on its way."""
    for one in Delivery.objects.filter(state="pending"):
        for state in ("sending", "sent"):
            one.state = state
            one.save(update_fields=["state"])


def off() -> list[str]:
    found = Message.objects.filter(kind="interview_called_off").select_related("recipient")
    return sorted(str(one.recipient) for one in found)


def window(call: Any, minutes: int) -> None:
    type(call.programme).objects.filter(pk=call.programme_id).update(recall_minutes=minutes)


def met_titles(call: Any, reader: Any = None) -> list[tuple[str, str, str]]:
    found = rehearsal.checks(call, queries.tally(call), reader=reader)
    return [(one.level, one.detail, one.url) for one in found if one.title == TITLE]


@pytest.mark.parametrize("outcome", ["accept", "waitlist", "decline"])
def test_whose_decision_is_told_is_not_interviewed_any_more(
    call: Any, stage: ReviewStage, slots: list[Slot], manager: Any, outcome: str
) -> None:
    window(call, 30)
    made = interviews.interview(stage, slots[0], by=manager, name="Quay", owner=accounts.person(name="Olive"))
    other = interviews.interview(stage, slots[1], by=manager, name="Pier")
    sent()
    decisions.decision(made.application, outcome=outcome)
    operations.release(call, by=manager, partial=True)
    made.refresh_from_db()
    assert (made.state, off()) == ("planned", [])
    with clock.pretending(clock.now() + timedelta(minutes=31)):
        assert operations.tell_due() == 1
    made.refresh_from_db()
    other.refresh_from_db()
    assert (made.state, made.slot, made.reason) == ("called_off", None, "The decision about the application is known now.")
    assert other.state == "planned"
    assert off() == ["Olive", "Ravi Menon", "Tan Wei"]
    assert list(read.free(stage, at=clock.now())) == [slots[0], slots[2]]
    states = Assignment.objects.filter(application=made.application).values_list("state", flat=True)
    assert list(states) == ["unassigned", "unassigned"]
    entry = Entry.objects.get(verb="interview.called_off")
    assert entry.told().startswith(f"Mei Lin called off {made.application}, ")


def test_what_nobody_knew_of_or_is_offered_goes_without_a_word_and_what_is_over_stays(
    call: Any, stage: ReviewStage, slots: list[Slot], manager: Any
) -> None:
    window(call, 0)
    over = interviews.interview(stage, slots[0], by=manager)
    untold = interviews.interview(stage, slots[1], by=manager, told=False)
    chosen = interviews.sent_on(stage)
    reviewing.offer(stage, until=clock.now() + timedelta(days=2), by=manager)
    sent()
    for one in (over.application, untold.application, chosen):
        decisions.decision(one, outcome="decline")
    with clock.pretending(slots[0].ends_at + timedelta(minutes=1)):
        operations.release(call, by=manager)
    states = dict(Interview.objects.values_list("application", "state"))
    assert states == {over.application_id: "planned", untold.application_id: "called_off", chosen.pk: "called_off"}
    assert off() == []


def test_the_rehearsal_names_whose_interview_falls_but_not_to_who_stands_in_conflict(
    call: Any, stage: ReviewStage, slots: list[Slot], manager: Any, api: Client
) -> None:
    made = interviews.interview(stage, slots[0], by=manager, name="Quay")
    interviews.interview(stage, slots[1], by=manager, name="Pier")
    assert met_titles(call) == []
    decisions.decision(made.application, outcome="decline")
    decisions.decision(reviews.application(call, name="Met nowhere"), outcome="decline")
    assert met_titles(call) == [("warn", "Quay", f"/calls/tides/interviews/{stage.code}/")]
    assert TITLE in api.get("/calls/tides/release/").content.decode()
    boss = reviews.manager(call)
    reviews.conflict(made.application, boss)
    assert met_titles(call, reader=boss) == []
    assert TITLE not in browser(boss).get("/calls/tides/release/").content.decode()
    operations.release(call, by=manager, partial=True)
    assert met_titles(call) == []
