"""Interviews: panels, times, who is put into which, what clashes and who hears of it."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from icalendar import Calendar

from accelerator.kit import clock, wording
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import letters, reminding
from accelerator.notices.models import Delivery, Message, Reminder
from accelerator.programmes import operations as programmes
from accelerator.programmes.models import Call, ReviewStage, Staff
from accelerator.reviews import chasing, operations
from accelerator.reviews import interviews as read
from accelerator.reviews.models import Assignment, Interview, Panel, Seat, Slot
from accelerator.trail.models import Entry
from tests.factories import accounts, interviews, reviews
from tests.factories.interviews import at, hours, sent_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> ReviewStage:
    return interviews.stage()


@pytest.fixture
def call(stage: ReviewStage) -> Call:
    return stage.call


@pytest.fixture
def manager(call: Call) -> Any:
    return reviews.manager(call, name="Nurul")


@pytest.fixture
def reader(call: Call) -> Any:
    return reviews.reviewer(call, name="Ravi Menon")


@pytest.fixture
def panel(stage: ReviewStage, reader: Any, manager: Any) -> Panel:
    return interviews.panel(stage, reader, reviews.reviewer(stage.call, name="Tan Wei"), by=manager)


def refused(act: Any) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value


def heard(kind: str) -> list[str]:
    found = Message.objects.filter(kind=f"interview_{kind}").select_related("recipient").order_by("recipient__name")
    return [str(one.recipient) for one in found]


# Panels


def test_a_panel_is_made_changed_and_taken_away(stage: ReviewStage, reader: Any, panel: Panel, manager: Any) -> None:
    third = reviews.reviewer(stage.call, name="Mei")
    operations.change_panel(panel, name=" Deep tech ", people=[reader, third], by=manager)
    panel.refresh_from_db()
    assert panel.name == "Deep tech"
    assert [str(one.person) for one in panel.members.order_by("pk")] == ["Ravi Menon", "Mei"]
    operations.remove_panel(panel, by=manager)
    assert not Panel.objects.exists()
    verbs = Entry.objects.filter(verb__startswith="panel").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["panel.made", "panel.changed", "panel.removed"]


def test_a_panel_needs_two_reviewers_of_the_programme_and_a_name_of_its_own(
    stage: ReviewStage, panel: Panel, reader: Any, manager: Any
) -> None:
    def make(name: str, *people: Any) -> Any:
        return refused(lambda: operations.make_panel(stage, name=name, people=people, by=manager)).field

    assert make("B", reader) == "people"
    assert make("B", reader, accounts.person()) == "people"
    assert make("panel a", reader, manager) == "name"
    assert make("  ", reader, manager) == "name"
    first = ReviewStage.objects.get(call=stage.call, position=1)
    assert "Interview" in str(refused(lambda: operations.make_panel(first, name="B", people=[reader, manager], by=manager)))


def test_only_managers_of_the_programme_plan(stage: ReviewStage, panel: Panel, reader: Any, manager: Any) -> None:
    (slot, *_rest) = interviews.slots(panel, by=manager)
    waits = sent_on(stage)
    for person in (reader, reviews.owner_of(waits), reviews.manager(reviews.call())):
        for act in (
            lambda who: operations.make_panel(stage, name="B", people=[reader, manager], by=who),
            lambda who: operations.lay_out(panel, times=hours(at(15)), room="3", by=who),
            lambda who: operations.place(waits, slot=slot, by=who),
            lambda who: operations.fill(stage, by=who),
            lambda who: operations.remove_slots(stage, slots=[slot], by=who),
            lambda who: operations.change_place(slot, room="4", link="", by=who),
        ):
            with pytest.raises(Forbidden):
                act(person)


def test_a_stage_with_panels_stays_an_interview(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    assert refused(lambda: operations.change_stage(stage, kind="final", by=manager)).field == "kind"
    assert "stays" in str(refused(lambda: operations.remove_stage(stage, by=manager)))


# Times


def test_times_are_laid_out_with_reminders(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    made = operations.lay_out(panel, times=hours(at(10), at(10, 30)), room="  Sea   room ", link="", by=manager)
    assert {one.room for one in made} == {"Sea room"}
    assert Seat.objects.filter(slot__in=made).count() == 4
    due = [(one.kind, one.due_at) for one in Reminder.objects.filter(subject=f"slot:{made[0].pk}").order_by("due_at")]
    ten = at(10).astimezone(UTC)
    assert due == [("interview_tomorrow", ten - timedelta(days=1)), ("interview_soon", ten - timedelta(hours=1))]


def test_what_has_begun_or_has_no_place_or_overlaps_is_no_time(panel: Panel, manager: Any) -> None:
    def lay_out(*starts: Any, **where: Any) -> Any:
        return refused(lambda: operations.lay_out(panel, times=hours(*starts), by=manager, **({"room": "3"} | where))).field

    assert lay_out(clock.now() - timedelta(minutes=1)) == "day"
    assert lay_out(at(10), room="") == "room"
    assert lay_out(at(10), room="", link="javascript:alert(1)") == "link"
    assert lay_out() == "until"
    assert lay_out(at(10), at(10, 15)) == "room"
    assert not Slot.objects.exists()


def test_who_sits_elsewhere_is_named_with_panel_and_hour_and_nothing_is_kept(
    stage: ReviewStage, panel: Panel, reader: Any, manager: Any
) -> None:
    interviews.slots(panel, at(10), by=manager)
    other = interviews.panel(stage, reader, manager, name="Panel B", by=manager)
    refusal = refused(lambda: interviews.slots(other, at(9), at(10, 15), by=manager))
    assert refusal.field == "people"
    assert str(refusal).startswith("Ravi Menon sits in “Panel A” (" + stage.call.name)
    assert "10:00–10:30 SGT" in str(refusal)
    assert Slot.objects.count() == 1
    assert len(interviews.slots(other, at(10, 30), by=manager)) == 1  # one begins as the other ends


def test_a_person_is_in_one_place_across_programmes_whose_calls_are_not_told(panel: Panel, reader: Any, manager: Any) -> None:
    interviews.slots(panel, at(10), by=manager)
    Call.objects.filter(pk=panel.stage.call_id).update(listed=False)
    elsewhere = interviews.stage()
    boss = reviews.manager(elsewhere.call)
    from accelerator.programmes.models import Staff

    Staff.objects.create(programme=elsewhere.call.programme, person=reader, role=Staff.Role.REVIEWER)
    there = interviews.panel(elsewhere, reader, boss, by=boss)
    said = str(refused(lambda: interviews.slots(there, at(10), by=boss)))
    assert "(another programme)" in said
    assert panel.stage.call.name not in said


def test_a_room_is_for_one_at_a_time(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    interviews.slots(panel, at(10), room="Sea room", by=manager)
    other = interviews.panel(stage, name="Panel B", by=manager)
    refusal = refused(lambda: interviews.slots(other, at(10, 20), room="sea ROOM", by=manager))
    assert (refusal.field, str(refusal).startswith("The room Sea room is taken by “Panel A”")) == ("room", True)
    (slot,) = interviews.slots(other, at(10, 20), room="Hill room", by=manager)
    assert refused(lambda: operations.change_place(slot, room="Sea room", link="", by=manager)).field == "room"
    operations.change_place(slot, room="Lake room", link="", by=manager)
    assert Slot.objects.get(pk=slot.pk).room == "Lake room"


def test_who_is_away_sits_nowhere(stage: ReviewStage, panel: Panel, reader: Any, manager: Any) -> None:
    (slot,) = interviews.slots(panel, at(10), by=manager)
    waits = sent_on(stage)
    day = at(10).date()
    operations.announce(reader, from_on=day, until_on=day, by=reader)
    assert str(refused(lambda: operations.place(waits, slot=slot, by=manager))).startswith("Ravi Menon is away from")
    assert operations.fill(stage, by=manager).left == [waits]
    refusal = refused(lambda: interviews.slots(panel, at(15), by=manager))
    assert (refusal.field, str(refusal).startswith("Ravi Menon is away from")) == ("people", True)
    assert len(interviews.slots(panel, at(15, days=8), by=manager)) == 1
    other = interviews.panel(stage, manager, reviews.reviewer(stage.call), name="Panel B", by=manager)
    interviews.slots(other, at(15), by=manager)
    joined = refused(lambda: operations.change_panel(other, name="Panel B", people=[manager, reader], by=manager))
    assert (joined.field, str(joined).startswith("Ravi Menon is away from")) == ("people", True)


def test_who_hands_an_application_back_leaves_its_interview(stage: ReviewStage, panel: Panel, reader: Any, manager: Any) -> None:
    slot = interviews.slots(panel, by=manager)[0]
    made = interviews.interview(stage, slot, by=manager)
    operations.decline(Assignment.objects.get(application=made.application, reviewer=reader), by=reader, reason="no_time")
    assert [str(one.person) for one in slot.seats.select_related("person")] == ["Tan Wei"]


def test_what_a_panel_meets_is_not_handed_on(stage: ReviewStage, panel: Panel, reader: Any, manager: Any) -> None:
    made = interviews.interview(stage, interviews.slots(panel, by=manager)[0], by=manager)
    operations.arrange(stage.call, bids_from=None, bids_until=None, hands_on_after=1, by=manager)
    Assignment.objects.update(due_on=at(10, days=-9).date())
    assert not chasing.overdue(stage.call).exists()
    operations.call_off(made, reason="Ill.", by=manager)
    Assignment.objects.update(state="assigned")
    assert chasing.overdue(stage.call).count() == 2


def test_the_database_itself_keeps_people_rooms_and_startups_apart(
    stage: ReviewStage, panel: Panel, reader: Any, manager: Any
) -> None:
    (slot,) = interviews.slots(panel, at(10), room="Sea room", by=manager)
    other = interviews.panel(stage, name="Panel B", by=manager)
    (free,) = interviews.slots(other, at(10, 15), by=manager)
    planned = interviews.interview(stage, slot, by=manager)

    def kept_out(name: str, act: Any) -> None:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            act()

    kept_out("seat_person_once", lambda: Seat.objects.create(slot=free, person=reader))
    kept_out("slot_room_once", lambda: Slot.objects.filter(pk=free.pk).update(room="SEA room"))
    second = interviews.stage(reviews.call(programme=stage.call.programme))
    fields = {"application": sent_on(second), "startup": planned.startup, "slot": free, "state": "planned", "by": manager}
    kept_out("interview_startup_once", lambda: Interview.objects.create(stage=second, **fields))
    kept_out("interview_once_a_slot", lambda: Interview.objects.create(stage=second, **(fields | {"slot": slot})))
    barred = sent_on(stage)
    reviews.conflict(barred, other.members.order_by("pk")[0].person)
    fields |= {"application": barred, "startup": barred.startup}
    kept_out("conflict of interest", lambda: Interview.objects.create(stage=stage, **fields))
    reviews.conflict(planned.application, manager)
    kept_out("conflict of interest", lambda: Seat.objects.create(slot=slot, person=manager))
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        Slot.objects.filter(pk=slot.pk).update(starts_at=at(9))


def test_free_times_go_and_taken_ones_stay(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    first, second, _third = interviews.slots(panel, by=manager)
    interviews.interview(stage, first, by=manager)
    assert "taken" in str(refused(lambda: operations.remove_slots(stage, slots=[first, second], by=manager)))
    assert operations.remove_slots(stage, slots=[second], by=manager) == 1
    assert Slot.objects.count() == 2
    gone = Reminder.objects.filter(subject=f"slot:{second.pk}")
    assert set(gone.values_list("state", flat=True)) == {"cancelled"}


# Who is put where


def test_by_hand_told_to_nobody_until_they_are_invited(stage: ReviewStage, panel: Panel, reader: Any, manager: Any) -> None:
    slot = interviews.slots(panel, by=manager)[0]
    waits = sent_on(stage, name="Tidewise", owner=accounts.person(name="Olive"))
    made = operations.place(waits, slot=slot, by=manager)
    assert (made.starts_at, made.state) == (slot.starts_at, "planned")
    assert not Message.objects.exists()
    assert not Assignment.objects.exists()
    assert list(Interview.objects.visible_to(reader)) == list(Interview.objects.visible_to(reviews.owner_of(waits))) == []
    assert operations.invite(stage, by=manager) == 1
    assert (heard("invited"), heard("seated")) == (["Olive"], ["Ravi Menon", "Tan Wei"])
    given = Assignment.objects.filter(application=waits, stage=stage, state="assigned")
    assert set(given.values_list("reviewer", flat=True)) == {one.person_id for one in panel.members.all()}
    for person in (reader, reviews.owner_of(waits), manager):
        assert list(Interview.objects.visible_to(person)) == [made]
    assert list(Interview.objects.visible_to(reviews.reviewer(stage.call))) == []
    assert "was invited" in str(refused(lambda: operations.invite(stage, by=manager)))


def test_who_does_not_wait_here_or_a_time_that_is_gone_is_refused(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    first, second, _third = interviews.slots(panel, by=manager)
    made = interviews.interview(stage, first, by=manager)
    stranger = reviews.application(stage.call)
    assert refused(lambda: operations.place(stranger, slot=second, by=manager)).field == "application"
    assert refused(lambda: operations.place(made.application, slot=second, by=manager)).field == "application"
    assert refused(lambda: operations.place(sent_on(stage), slot=first, by=manager)).field == "slot"
    with clock.pretending(second.starts_at + timedelta(minutes=1)):
        assert refused(lambda: operations.place(sent_on(stage), slot=second, by=manager)).field == "slot"


def test_a_conflict_is_named_and_a_startup_elsewhere_too(stage: ReviewStage, panel: Panel, reader: Any, manager: Any) -> None:
    (slot,) = interviews.slots(panel, at(10), by=manager)
    barred = sent_on(stage, name="Tidewise")
    reviews.conflict(barred, reader)
    refusal = refused(lambda: operations.place(barred, slot=slot, by=manager))
    assert str(refusal) == "Ravi Menon has a conflict of interest with Tidewise. Choose a time of another panel."
    second = interviews.stage(reviews.call(programme=stage.call.programme))
    (there,) = interviews.slots(interviews.panel(second, by=manager), at(10, 15), by=manager)
    busy = interviews.interview(second, there, by=manager).application
    own = sent_on(stage)
    type(own).objects.filter(pk=own.pk).update(startup=busy.startup)
    refusal = refused(lambda: operations.place(own, slot=slot, by=manager))
    assert f"has an interview for {second.call} then" in str(refusal)


def test_filled_in_one_act_and_undone(stage: ReviewStage, panel: Panel, reader: Any, manager: Any) -> None:
    interviews.slots(panel, by=manager)
    other = interviews.panel(stage, name="Panel B", by=manager)
    (late,) = interviews.slots(other, at(16), by=manager)
    barred = sent_on(stage)
    reviews.conflict(barred, reader)
    for _each in range(4):
        sent_on(stage)
    filled = operations.fill(stage, seed=7, by=manager)
    assert (filled.count, len(filled.left)) == (4, 1)
    placed = Interview.objects.planned().order_by("starts_at")
    assert [one.application == barred for one in placed] == [False, False, False, True]
    assert placed[3].slot == late
    assert operations.undo_fill(stage.call, act=filled.act, by=manager) == 4
    assert not Interview.objects.exists()
    assert "nothing left" in str(refused(lambda: operations.undo_fill(stage.call, act=filled.act, by=manager)))
    verbs = list(Entry.objects.filter(verb__startswith="interviews").order_by("id").values_list("verb", flat=True))
    assert verbs == ["interviews.filled", "interviews.fill_undone"]


def test_undone_is_only_what_nobody_was_told(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    interviews.slots(panel, by=manager)
    sent_on(stage)
    act = operations.fill(stage, by=manager).act
    operations.invite(stage, by=manager)
    later = sent_on(stage)
    again = operations.fill(stage, by=manager).act
    refused(lambda: operations.undo_fill(stage.call, act=act, by=manager))
    assert operations.undo_fill(stage.call, act=again, by=manager) == 1
    assert list(read.wanting(stage)) == [later]


def test_nobody_to_place_or_nowhere_is_said(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    assert str(refused(lambda: operations.fill(stage, by=manager))) == "Nobody waits for a time."
    sent_on(stage)
    assert "Lay out more times" in str(refused(lambda: operations.fill(stage, by=manager)))


# Told, moved, called off


def entry_of(message: Message) -> tuple[str, Any]:
    """(method, event) of the calendar's file in the mail of `message`."""
    letter = letters.mail(Delivery.objects.select_related("message__recipient").get(message=message))
    (part,) = [one for one in letter.message().walk() if one.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    (event,) = calendar.walk("VEVENT")
    assert part.get_param("method") == str(calendar["method"])
    return str(calendar["method"]), event


def test_the_mail_carries_an_entry_for_the_calendar(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    (slot,) = interviews.slots(panel, at(10), room="Sea room", by=manager)
    made = interviews.interview(stage, slot, by=manager, name="Tidewise")
    method, event = entry_of(Message.objects.get(kind="interview_invited"))
    assert method == "REQUEST"
    assert str(event["uid"]).startswith(f"interview-{made.code}@")
    assert (event["dtstart"].dt, event["dtend"].dt) == (slot.starts_at, slot.ends_at)
    assert (int(event["sequence"]), str(event["location"]), str(event["status"])) == (
        0,
        "Sea room, https://meet.example.org/a",
        "CONFIRMED",
    )
    assert str(event["summary"]) == f"Interview for {stage.call}"
    assert str(event["attendee"]) == f"mailto:{reviews.owner_of(made.application).email}"
    said = Message.objects.filter(kind="interview_seated").first()
    assert said is not None
    assert str(entry_of(said)[1]["summary"]) == f"Interview: Tidewise ({stage.call})"


def sent() -> None:
    """Everything that waits is on its way."""
    for one in Delivery.objects.filter(state="pending"):
        for state in ("sending", "sent"):
            one.state = state
            one.save(update_fields=["state"])


def test_moved_to_another_panel_each_hears_what_it_is_for_them(
    stage: ReviewStage, panel: Panel, reader: Any, manager: Any
) -> None:
    (slot,) = interviews.slots(panel, at(10), room="Sea room", link="", by=manager)
    other = interviews.panel(stage, reader, reviews.reviewer(stage.call, name="Mei"), name="Panel B", by=manager)
    (later,) = interviews.slots(other, at(15), room="Hill room", link="", by=manager)
    made = interviews.interview(stage, slot, by=manager, name="Tidewise", owner=accounts.person(name="Olive"))
    uid = str(entry_of(Message.objects.get(kind="interview_invited"))[1]["uid"])
    sent()
    operations.move(made, slot=later, by=manager)
    assert heard("moved") == ["Olive", "Ravi Menon"]
    assert heard("seated") == ["Mei", "Ravi Menon", "Tan Wei"]
    assert (heard("left"), heard("called_off")) == (["Tan Wei"], [])
    method, event = entry_of(Message.objects.get(kind="interview_moved", recipient__name="Olive"))
    assert (method, str(event["uid"]), int(event["sequence"]), event["dtstart"].dt) == ("REQUEST", uid, 1, later.starts_at)
    left = Message.objects.get(kind="interview_left")
    method, event = entry_of(left)
    assert (method, str(event["uid"]), int(event["sequence"])) == ("CANCEL", uid, 1)
    assert (event["dtstart"].dt, event["dtend"].dt, str(event["location"])) == (slot.starts_at, slot.ends_at, "Sea room")
    assert left.recipient is not None
    when = wording.moment(slot.starts_at, str(left.recipient.zone))
    subject, paragraphs = letters.told(left)[:2]
    assert subject == f"Interview off for you: Tidewise, {when}"
    assert paragraphs[:2] == [
        f"The interview is off for you: Tidewise, {when}. You do not sit on its panel any more.",
        "Where it was: Sea room",
    ]
    states = dict(Assignment.objects.filter(application=made.application).values_list("reviewer__name", "state"))
    assert states == {"Ravi Menon": "assigned", "Mei": "assigned", "Tan Wei": "unassigned"}


def test_moved_before_the_mail_left_it_is_one_invitation(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    slot, later, _third = interviews.slots(panel, by=manager)
    made = interviews.interview(stage, slot, by=manager, owner=accounts.person(name="Olive"))
    operations.move(made, slot=later, by=manager)
    assert (heard("invited"), heard("moved")) == (["Olive"], [])
    assert heard("seated") == ["Ravi Menon", "Tan Wei"]
    assert entry_of(Message.objects.get(kind="interview_invited"))[1]["dtstart"].dt == later.starts_at


def test_called_off_with_a_reason_and_planned_anew(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    slot = interviews.slots(panel, by=manager)[0]
    made = interviews.interview(stage, slot, by=manager, owner=accounts.person(name="Olive"))
    sent()
    assert refused(lambda: operations.call_off(made, reason=" ", by=manager)).field == "reason"
    operations.call_off(made, reason="The panel is ill.", by=manager)
    assert heard("called_off") == ["Olive", "Ravi Menon", "Tan Wei"]
    told = Message.objects.get(kind="interview_called_off", recipient__name="Olive")
    assert "The panel is ill." in letters.told(told)[1]
    method, event = entry_of(told)
    assert (method, str(event["status"]), int(event["sequence"])) == ("CANCEL", "CANCELLED", 1)
    assert set(Assignment.objects.values_list("state", flat=True)) == {"unassigned"}
    again = operations.place(made.application, slot=slot, by=manager)
    assert again.code != made.code
    refused(lambda: operations.call_off(made, reason="Twice", by=manager))


def test_another_room_is_told_and_the_same_is_not(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    (slot,) = interviews.slots(panel, at(10), room="Sea room", link="", by=manager)
    made = interviews.interview(stage, slot, by=manager)
    sent()
    operations.change_place(slot, room="Sea room", link="", by=manager)
    assert not Message.objects.filter(kind="interview_moved").exists()
    operations.change_place(slot, room="Hill room", link="", by=manager)
    assert Message.objects.filter(kind="interview_moved").count() == 3
    message = Message.objects.filter(kind="interview_moved").first()
    assert message is not None
    event = entry_of(message)[1]
    assert (str(event["location"]), int(event["sequence"])) == ("Hill room", 1)
    made.refresh_from_db()
    assert made.revision == 1


def test_who_joins_the_panel_is_invited_and_who_leaves_is_told(
    stage: ReviewStage, panel: Panel, reader: Any, manager: Any
) -> None:
    slot = interviews.slots(panel, by=manager)[0]
    interviews.interview(stage, slot, by=manager)
    sent()
    mei = reviews.reviewer(stage.call, name="Mei")
    operations.change_panel(panel, name="Panel A", people=[reader, mei], by=manager)
    assert heard("seated") == ["Mei", "Ravi Menon", "Tan Wei"]
    assert (heard("left"), heard("moved")) == (["Tan Wei"], [])
    assert {one.person for one in slot.seats.all()} == {reader, mei}


def test_a_conflict_declared_later_takes_them_out_of_the_interview(
    stage: ReviewStage, panel: Panel, reader: Any, manager: Any
) -> None:
    slot = interviews.slots(panel, by=manager)[0]
    made = interviews.interview(stage, slot, by=manager)
    sent()
    own = Assignment.objects.get(application=made.application, reviewer=reader)
    operations.recuse(own, by=reader, reason="A former employer.")
    assert [str(one.person) for one in slot.seats.select_related("person")] == ["Tan Wei"]
    assert heard("left") == ["Ravi Menon"]
    off = Message.objects.get(kind="interview_left")
    method, event = entry_of(off)
    assert (method, int(event["sequence"]), event["dtstart"].dt) == ("CANCEL", 1, slot.starts_at)
    assert "off for you" in letters.told(off)[0]
    assert not Interview.objects.visible_to(reader).exists()
    assert Assignment.objects.get(pk=own.pk).state == "recused"


def test_a_seat_that_is_gone_before_the_morning_is_not_mailed(
    stage: ReviewStage, panel: Panel, reader: Any, manager: Any
) -> None:
    slot, other, _third = interviews.slots(panel, by=manager)
    made = interviews.interview(stage, slot, by=manager)
    operations.declare(made.application, person=reader, by=reader)
    assert (heard("seated"), heard("left")) == (["Tan Wei"], [])
    again = interviews.interview(stage, other, by=manager)
    tan = panel.members.exclude(person=reader).get().person
    mei = reviews.reviewer(stage.call, name="Mei")
    operations.change_panel(panel, name="Panel A", people=[tan, mei], by=manager)
    about = Message.objects.filter(subject=f"interview:{again.pk}")
    assert sorted(str(one.recipient) for one in about.filter(kind="interview_seated")) == ["Mei", "Tan Wei"]
    assert not about.filter(kind="interview_left").exists()


@pytest.mark.parametrize("told", [False, True])
def test_who_takes_a_slip_back_sits_in_it_again(stage: ReviewStage, panel: Panel, reader: Any, manager: Any, told: bool) -> None:
    slot = interviews.slots(panel, by=manager)[0]
    made = interviews.interview(stage, slot, by=manager)
    sent()
    conflict = operations.declare(made.application, person=reader, by=reader)
    if told:
        sent()
    operations.take_back(conflict, by=reader)
    assert {str(one.person) for one in slot.seats.select_related("person")} == {"Ravi Menon", "Tan Wei"}
    own = Message.objects.filter(recipient=reader, kind__startswith="interview").order_by("id")
    numbers = [(one.kind, int(entry_of(one)[1]["sequence"])) for one in own]
    seated, off = ("interview_seated", 0), ("interview_left", 1)
    assert numbers == ([seated, off, ("interview_seated", 2)] if told else [seated])
    assert Assignment.objects.get(application=made.application, reviewer=reader).state == "assigned"


def test_who_sits_elsewhere_by_then_or_is_no_longer_of_the_panel_stays_out(
    stage: ReviewStage, panel: Panel, reader: Any, manager: Any
) -> None:
    slot, other, _third = interviews.slots(panel, by=manager)
    met = [interviews.interview(stage, one, by=manager).application for one in (slot, other)]
    conflicts = [operations.declare(one, person=reader, by=reader) for one in met]
    spare = interviews.panel(stage, reader, manager, name="Panel B", by=manager)
    interviews.slots(spare, at(10), link="https://meet.example.org/b", by=manager)
    for one in conflicts:
        operations.take_back(one, by=reader)
    assert [one.seats.filter(person=reader).exists() for one in (slot, other)] == [False, True]


def test_who_leaves_the_programme_leaves_its_panels_and_their_times(
    stage: ReviewStage, panel: Panel, reader: Any, manager: Any
) -> None:
    elsewhere = interviews.stage()
    their_manager = reviews.manager(elsewhere.call)
    Staff.objects.create(programme=elsewhere.call.programme, person=reader, role=Staff.Role.REVIEWER)
    theirs = interviews.slots(interviews.panel(elsewhere, reader, their_manager, by=their_manager), at(16), by=their_manager)
    first, second, free = interviews.slots(panel, by=manager)
    known, begun = interviews.interview(stage, first, by=manager), interviews.interview(stage, second, by=manager)
    Interview.objects.filter(pk=begun.pk).update(invited_at=None)
    sent()
    with clock.pretending(clock.now()):
        programmes.end_staff(Staff.objects.get(programme=stage.call.programme, person=reader), by=manager)
    assert [one.seats.filter(person=reader).exists() for one in (first, second, free, *theirs)] == [False, False, False, True]
    assert [str(one.person) for one in panel.members.all()] == ["Tan Wei"]
    assert [one.subject for one in Message.objects.filter(kind="interview_left", recipient=reader)] == [f"interview:{known.pk}"]
    assert Assignment.objects.get(application=known.application, reviewer=reader).state == "unassigned"
    assert Entry.objects.get(verb="panel.left").told() == f"Ravi Menon left the panel Panel A of {stage.call} with their role."


def test_who_keeps_a_role_in_the_programme_keeps_their_seats(stage: ReviewStage, panel: Panel, reader: Any, manager: Any) -> None:
    (slot, *_rest) = interviews.slots(panel, by=manager)
    Staff.objects.create(programme=stage.call.programme, person=reader, role=Staff.Role.MANAGER)
    programmes.end_staff(Staff.objects.get(programme=stage.call.programme, person=reader, role="reviewer"), by=manager)
    assert slot.seats.filter(person=reader).exists()


def test_a_conflict_found_by_then_is_neither_invited_nor_reminded(
    stage: ReviewStage, panel: Panel, reader: Any, manager: Any
) -> None:
    first, second, _third = interviews.slots(panel, by=manager)
    known = interviews.interview(stage, second, by=manager)
    one = operations.place(sent_on(stage), slot=first, by=manager)
    for made in (one, known):
        reviews.conflict(made.application, reader, source="member")
    operations.invite(stage, by=manager)
    assert heard("seated") == ["Ravi Menon", "Tan Wei", "Tan Wei"]
    assert not Assignment.objects.filter(application=one.application, reviewer=reader).exists()
    with clock.pretending(second.starts_at - timedelta(minutes=59)):
        while reminding.remind_one():
            pass
    assert "Ravi Menon" not in heard("soon")


def test_reminded_a_day_and_an_hour_before_once_each_and_moved_ones_anew(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    first, second, _third = interviews.slots(panel, by=manager)
    made = interviews.interview(stage, first, by=manager, owner=accounts.person(name="Olive"))
    interviews.interview(stage, second, by=manager, owner=accounts.person(name="Umi"))

    def remind(moment: Any) -> None:
        with clock.pretending(moment):
            while reminding.remind_one():
                pass

    remind(first.starts_at - timedelta(hours=23, minutes=30))
    assert heard("tomorrow") == ["Olive", "Ravi Menon", "Tan Wei"]
    remind(first.starts_at - timedelta(hours=22, minutes=30))
    assert heard("tomorrow") == ["Olive", "Ravi Menon", "Tan Wei", "Umi"]  # the panel hears of its first that day
    remind(first.starts_at - timedelta(minutes=59))
    assert heard("soon") == ["Olive", "Ravi Menon", "Tan Wei"]
    (evening,) = interviews.slots(panel, at(17), by=manager)
    with clock.pretending(first.starts_at - timedelta(minutes=30)):
        operations.move(made, slot=evening, by=manager)
    remind(evening.starts_at - timedelta(minutes=50))
    assert heard("soon").count("Olive") == 2
    assert heard("tomorrow") == ["Olive", "Ravi Menon", "Tan Wei", "Umi"]


def test_a_number_of_interviews_asks_as_much_as_one(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    from django.test.utils import CaptureQueriesContext

    slots = interviews.slots(panel, by=manager)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            read.lines(stage)
            list(read.wanting(stage))
        return len(queries)

    interviews.interview(stage, slots[0], by=manager, told=False)
    one = asked()
    for slot in slots[1:]:
        interviews.interview(stage, slot, by=manager, told=False)
    assert asked() == one
