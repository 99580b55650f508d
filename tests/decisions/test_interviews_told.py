"""What becomes of interviews to come when decisions are released and told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accelerator.decisions import operations, queries, rehearsal
from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.notices.models import Delivery, Message
from accelerator.programmes.models import ReviewStage
from accelerator.reviews import interviews as read
from accelerator.reviews import operations as reviewing
from accelerator.reviews import stages
from accelerator.reviews.models import Assignment, Interview, Panel, Slot
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, decisions, interviews, reviews
from tests.programs import problem, program

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


def why(one: Any) -> str:
    return (
        f"The decision about {one.number} is released: it waits in no review stage any more. "
        "Leave it out, or take the release back first, while nobody is told."
    )


def said(act: Any) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as refusal:
        act()
    return str(refusal.value), refusal.value.field


def released(call: Any, one: Any, by: Any) -> Any:
    window(call, 30)
    decisions.decision(one, outcome="decline")
    return operations.release(call, by=by, partial=True)


def test_whose_decision_is_released_waits_in_no_stage_until_it_is_taken_back(
    call: Any, stage: ReviewStage, slots: list[Slot], manager: Any
) -> None:
    one = interviews.sent_on(stage)
    first = ReviewStage.objects.get(call=call, position=1)
    early = reviews.application(call)
    for decided in (one, early):
        decisions.decision(decided, outcome="decline")
    assert (list(read.wanting(stage)), list(stages.reached(first))) == ([one], [early])
    window(call, 30)
    made = operations.release(call, by=manager)
    assert (list(read.wanting(stage)), list(stages.reached(first)), list(stages.reached(stage))) == ([], [], [])
    until = clock.now() + timedelta(days=2)
    assert said(lambda: reviewing.place(one, slot=slots[0], by=manager)) == (why(one), "application")
    assert said(lambda: reviewing.fill(stage, by=manager)) == (why(one), None)
    assert said(lambda: reviewing.offer(stage, until=until, by=manager)) == (why(one), None)
    ruled = {"applications": [early], "outcome": "on", "by": manager}
    assert said(lambda: reviewing.rule(first, **ruled)) == (why(early), "applications")
    operations.recall(made, by=manager)
    assert list(read.wanting(stage)) == [one]
    reviewing.rule(first, **ruled)
    assert reviewing.place(one, slot=slots[0], by=manager).state == "planned"


def test_the_others_are_filled_offered_and_invited_without_them(
    call: Any, stage: ReviewStage, slots: list[Slot], manager: Any
) -> None:
    planned = interviews.interview(stage, slots[0], by=manager, told=False)
    chooses, other = interviews.sent_on(stage), interviews.sent_on(stage)
    until = clock.now() + timedelta(days=2)
    reviewing.offer(stage, until=until, by=manager)
    decisions.decision(chooses, outcome="decline")
    released(call, planned.application, manager)
    assert said(lambda: reviewing.invite(stage, by=manager)) == (why(planned.application), None)
    before = Message.objects.filter(kind="interview_offered").count()
    assert reviewing.offer(stage, until=until + timedelta(days=1), by=manager) == 1
    assert Message.objects.filter(kind="interview_offered").count() == before + 1
    assert Interview.objects.get(application=chooses).choose_until == until
    board = browser(manager).get(f"/calls/tides/interviews/{stage.code}/").context
    assert ([shown for shown, _offered in board["waiting"]], board["to_place"]) == ([other], 0)
    Interview.objects.filter(application=other).update(choose_until=clock.now())
    reviewing.fill(stage, by=manager)
    assert reviewing.invite(stage, by=manager) == 1
    planned.refresh_from_db()
    assert (planned.invited_at, Interview.objects.get(application=other).state) == (None, "planned")


def test_pages_and_programs_read_why(call: Any, stage: ReviewStage, slots: list[Slot], manager: Any) -> None:
    one, early = interviews.sent_on(stage), reviews.application(call)
    decisions.decision(early, outcome="decline")
    released(call, one, manager)
    first = ReviewStage.objects.get(call=call, position=1)
    page = browser(manager).post(slots[0].get_absolute_url(), {"application": one.number}, follow=True)
    assert why(one) in page.content.decode()
    ruling = {"outcome": "on", "applications": [early.number], "note": ""}
    shown = browser(manager).post(f"/calls/tides/reviews/stages/{first.code}/", ruling)
    assert (shown.status_code, why(early) in shown.content.decode()) == (422, True)
    window = program(manager)
    answers: list[Any] = [
        window.post(path, given, content_type="application/json")
        for path, given in (
            (f"/api/v1/interview-slots/{slots[0].code}/interview", {"application": one.number}),
            (f"/api/v1/calls/tides/review-stages/{first.code}/rulings", {"applications": [early.number], "outcome": "on"}),
        )
    ]
    assert [problem(answer) for answer in answers] == [(409, "application"), (409, "applications")]
    assert [told in answer.content.decode() for told, answer in zip((why(one), why(early)), answers, strict=True)] == [True, True]
