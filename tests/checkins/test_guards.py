"""What the database refuses about check-ins by itself."""

from __future__ import annotations

import json
from itertools import product

import pytest

from cohorts.checkins.models import Ask, CheckIn, Rhythm
from tests.factories import checkins as factories
from tests.factories.cohorts import NOW, Scene
from tests.guards import history, moves, refused

ALLOWED = {("planned", "open"), ("planned", "excused"), ("open", "sent"), ("open", "excused")}
MOVES = [(start, end) for start, end in product(CheckIn.State.values, CheckIn.State.values) if start != end]
ASKS = {("open", "taken"), ("open", "closed"), ("taken", "open"), ("taken", "closed")}


@pytest.fixture
def rhythm(scene: Scene) -> Rhythm:
    return factories.rhythm(scene.cohort)


@pytest.mark.parametrize(("start", "end"), [one for one in MOVES if one not in {("planned", "open"), ("open", "sent")}])
def test_states_move_only_as_declared(rhythm: Rhythm, scene: Scene, start: str, end: str) -> None:
    one = factories.check_in(rhythm, scene.enrolment, state=start)
    if end == "excused" and start == "sent":
        refused("UPDATE cohorts_checkin SET state = 'excused' WHERE id = %s", one.pk, because="Invalid transition|sent_by")
        return
    if (start, end) in ALLOWED:
        moves(one, to=end, allowed=True)
    else:
        refused("UPDATE cohorts_checkin SET state = %s WHERE id = %s", end, one.pk, because="Invalid transition|check_in")


def test_one_a_startup_and_period(rhythm: Rhythm, scene: Scene) -> None:
    one = factories.check_in(rhythm, scene.enrolment, state="planned")
    refused(
        "INSERT INTO cohorts_checkin"
        " (created_at, code, rhythm_id, enrolment_id, every, period_on, number, opens_at, due_at, state)"
        " SELECT created_at, 'other', rhythm_id, enrolment_id, every, period_on, 9, opens_at, due_at, 'planned'"
        " FROM cohorts_checkin WHERE id = %s",
        one.pk,
        because="check_in_once_a_period",
    )


def test_sent_by_somebody_at_a_moment_with_a_sheet(rhythm: Rhythm, scene: Scene) -> None:
    one = factories.check_in(rhythm, scene.enrolment)
    refused("UPDATE cohorts_checkin SET state = 'sent' WHERE id = %s", one.pk, because="check_in_sent_by_somebody")
    refused("UPDATE cohorts_checkin SET sent_at = opens_at WHERE id = %s", one.pk, because="check_in_sent_by_somebody")
    refused("UPDATE cohorts_checkin SET sheet_id = NULL WHERE id = %s", one.pk, because="check_in_open_has_sheet")
    refused("UPDATE cohorts_checkin SET due_at = opens_at WHERE id = %s", one.pk, because="check_in_due_after_open")


@pytest.mark.parametrize(
    ("set_to", "because"),
    [
        ("ends_on = starts_on - 1", "rhythm_ends_after_start"),
        ("weekday = 7", "rhythm_weekday"),
        ("day = 0", "rhythm_day"),
        ("day = 32", "rhythm_day"),
        ("opens_days = 1", "rhythm_opens"),
        ("every = 'daily'", "rhythm_every"),
    ],
)
def test_a_rhythm_that_cannot_be(rhythm: Rhythm, set_to: str, because: str) -> None:
    refused(f"UPDATE cohorts_rhythm SET {set_to} WHERE id = %s", rhythm.pk, because=because)  # noqa: S608


@pytest.mark.parametrize(("start", "end"), list(product(Ask.State.values, Ask.State.values)))
def test_an_ask_moves_only_as_declared(rhythm: Rhythm, scene: Scene, start: str, end: str) -> None:
    if start == end:
        return
    sent = factories.check_in(rhythm, scene.enrolment, state="sent")
    one = factories.ask(sent, state=start, taken_by=scene.mentor)
    moves(one, to=end, allowed=(start, end) in ASKS)


def test_an_ask_is_taken_by_somebody_and_each_row_is_one(rhythm: Rhythm, scene: Scene) -> None:
    one = factories.ask(factories.check_in(rhythm, scene.enrolment, state="sent"), scene.mentor)
    refused("UPDATE cohorts_ask SET state = 'taken' WHERE id = %s", one.pk, because="ask_taken_by_somebody")
    refused(
        "INSERT INTO cohorts_referral (created_at, ask_id, person_id, tell_at, reply)"
        " SELECT created_at, ask_id, person_id, tell_at, 'none' FROM cohorts_referral WHERE ask_id = %s",
        one.pk,
        because="referral_once",
    )


def test_history_is_kept_of_what_people_change(rhythm: Rhythm, scene: Scene) -> None:
    one = factories.check_in(rhythm, scene.enrolment)
    one.state, one.sent_at, one.sent_by = CheckIn.State.SENT, NOW, scene.owner
    one.save()
    assert [json.loads(row)["state"] for row in history("cohorts_checkinevent", one.pk)] == ["open", "sent"]
