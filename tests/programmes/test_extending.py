"""More time: moved by managers, with a reason, never backwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.programmes import operations
from accelerator.programmes.models import Call, Extension, Minute
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, programmes
from tests.programmes.conftest import World

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
CLOSES = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
DAY = timedelta(days=1)
DOOR = "/calls/applied-ai/settings/extend/"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def call(world: World) -> Call:
    return programmes.call(
        programme=world.programme,
        name="Applied AI",
        slug="applied-ai",
        opens_at=NOW - 20 * DAY,
        closes_at=CLOSES,
        reviews_due_on=date(2026, 12, 8),
    )


def extend(call: Call, by: Any, **given: Any) -> Extension:
    return operations.extend(call, by=by, **({"closes_at": CLOSES + DAY, "reason": " Asked for. ", "at": NOW} | given))


class TestExtend:
    def test_the_deadline_moves_and_everybody_may_read_why(self, world: World, call: Call) -> None:
        second = programmes.manager(world.programme)
        made = extend(call, world.manager)
        assert (made.closed_at, made.closes_at, made.reason, made.longer()) == (CLOSES, CLOSES + DAY, "Asked for.", DAY)
        assert Call.objects.get(pk=call.pk).closes_at == CLOSES + DAY
        assert Entry.objects.latest("id").told() == (
            "Nurul Hakim extended Applied AI until Tue 1 Dec, 23:59 SGT. Reason: Asked for."
        )
        assert [(one.kind, one.recipient) for one in Message.objects.all()] == [("call_extended", second)]

    @pytest.mark.parametrize("reason", ["Asked  for.", "x" * 300])
    def test_a_reason_is_kept_as_it_was_given(self, world: World, call: Call, reason: str) -> None:
        assert extend(call, world.manager, reason=f" {reason} ").reason == reason

    def test_minutes_that_were_added_are_in_the_new_one(self, world: World, call: Call) -> None:
        Call.objects.filter(pk=call.pk).update(added_minutes=7, minutes_told_at=NOW)
        made = extend(call, world.manager)
        assert made.closed_at == CLOSES + timedelta(minutes=7)
        held = Call.objects.get(pk=call.pk)
        assert (held.closes_at, held.added_minutes, held.minutes_told_at) == (CLOSES + DAY, 0, None)

    def test_a_call_that_closed_is_open_again(self, world: World, call: Call) -> None:
        later = CLOSES + timedelta(hours=3)
        assert call.phase(later) == "closed"
        extend(call, world.manager, at=later)
        assert Call.objects.get(pk=call.pk).phase(later) == "open"

    @pytest.mark.parametrize(
        ("given", "field", "says"),
        [
            ({"closes_at": CLOSES}, "closes_at", "ends later than the call closes now, Mon 30 Nov, 23:59 SGT"),
            ({"at": CLOSES + 2 * DAY}, "closes_at", "This moment has passed"),
            ({"closes_at": datetime(2026, 12, 7, 16, tzinfo=UTC)}, "closes_at", "Reviews are due on Tue 8 Dec"),
            ({"reason": " \n "}, "reason", "Say why"),
            ({"reason": "Asked\nfor."}, "reason", "The reason stands in one line. Take the line breaks out."),
            ({"reason": "x" * 301}, "reason", "A reason has at most 300 characters. This has 301."),
        ],
    )
    def test_what_is_refused(self, world: World, call: Call, given: dict[str, Any], field: str, says: str) -> None:
        with pytest.raises(Refusal, match=says) as refused:
            extend(call, world.manager, **given)
        assert refused.value.field == field
        assert not Extension.objects.exists()

    def test_a_draft_has_dates_to_change(self, world: World) -> None:
        with pytest.raises(Refusal, match="This call is a draft"):
            extend(world.draft, world.manager, closes_at=world.draft.closes_at + DAY)

    def test_only_by_managers_of_the_programme(self, world: World, call: Call) -> None:
        for person in (world.reviewer, world.outsider, world.rival, accounts.operator_person(role="auditor")):
            with pytest.raises(Forbidden):
                extend(call, person)
        assert Call.objects.get(pk=call.pk).closes_at == CLOSES


class TestGuards:
    def test_it_is_later_and_says_why(self, call: Call, world: World) -> None:
        given: dict[str, Any] = {"call": call, "closed_at": CLOSES, "closes_at": CLOSES + DAY, "reason": "x", "by": world.manager}
        for wrong, name in (({"closes_at": CLOSES}, "extension_is_later"), ({"reason": ""}, "extension_says_why")):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                Extension.objects.create(**(given | wrong))

    def test_it_stays_as_written_but_for_who_was_told(self, call: Call, world: World) -> None:
        made = extend(call, world.manager)
        rows = Extension.objects.filter(pk=made.pk)
        for act in (lambda: rows.update(reason="Other"), lambda: rows.update(closes_at=CLOSES + 9 * DAY), rows.delete):
            with (
                pytest.raises(DatabaseError, match=r"Cannot (update|delete) rows from accelerator_extension"),
                transaction.atomic(),
            ):
                act()
        assert rows.update(told_at=NOW) == 1

    def test_no_more_than_an_hour_is_added(self, call: Call) -> None:
        with pytest.raises(IntegrityError, match="call_added_minutes"):
            Call.objects.filter(pk=call.pk).update(added_minutes=61)


class TestAdded:
    def test_they_move_every_reading_of_the_end(self, call: Call) -> None:
        call.added_minutes = 5
        call.save()
        at = CLOSES + timedelta(minutes=4, seconds=59)
        assert (call.phase(at), call.is_open(at), call.takes(at)) == ("open", True, True)
        assert call.is_open(CLOSES + timedelta(minutes=5)) is False
        assert [call.takes(CLOSES + timedelta(minutes=15) - one) for one in (timedelta(microseconds=1), timedelta(0))] == [
            True,
            False,
        ]
        assert list(Call.objects.open_at(at)) == list(Call.objects.unclosed_at(at).public()) == [call]
        assert list(Call.objects.open_at(CLOSES + timedelta(minutes=5))) == []
        assert call in Call.objects.closed_at(CLOSES + timedelta(minutes=5))

    def test_the_public_page_says_so(self, call: Call) -> None:
        Call.objects.filter(pk=call.pk).update(added_minutes=5)
        page = Client().get("/calls/applied-ai/").content.decode()
        assert "5 minutes, because this house was slow or away" in page
        assert "Tue 1 Dec, 00:04" in page


class TestPage:
    def test_two_clicks(self, world: World, call: Call) -> None:
        desk = browser(world.manager)
        assert DOOR in desk.get("/calls/applied-ai/settings/dates/").content.decode()
        page = desk.get(DOOR)
        begun = page.context["form"]
        assert "One day: Tue 1 Dec, 23:59 SGT" in page.content.decode()
        response = desk.post(DOOR, {name: begun[name].value() for name in ("span", "why")})
        assert (response.status_code, response["Location"]) == (302, "/calls/applied-ai/settings/dates/")
        assert Extension.objects.get().closes_at == CLOSES + DAY
        assert "Founders asked for more time." in desk.get("/calls/applied-ai/settings/dates/").content.decode()
        public = Client().get("/calls/applied-ai/").content.decode()
        assert "It was to close on Mon 30 Nov. Founders asked for more time." in public

    def test_from_now_where_it_closed_already(self, world: World, call: Call) -> None:
        with time_machine.travel(CLOSES + timedelta(days=2, seconds=30), tick=False):
            browser(world.manager).post(DOOR, {"span": "1h", "why": "trouble"})
        assert Extension.objects.get().closes_at == CLOSES + timedelta(days=2, hours=1)

    def test_by_the_measured_downtime_but_for_what_was_added(self, world: World, call: Call) -> None:
        Call.objects.filter(pk=call.pk).update(added_minutes=60)
        ends, bad = CLOSES + timedelta(hours=1), {"requests": 20, "failed": 20}
        before = [*range(61, 155), 2 * 24 * 60 + 2]  # minutes before it ends now; the last is too long ago
        Minute.objects.bulk_create(Minute(at=ends - timedelta(minutes=ago), **bad) for ago in before)
        desk = browser(world.manager)
        with time_machine.travel(ends - timedelta(minutes=1), tick=False):
            page = desk.get(DOOR).content.decode()
            assert "Since Sun 29 Nov, 00:58 SGT this house was slow or away for 94 minutes." in page
            assert "The call has 60 min of them already, 34 min not yet." in page
            assert "The measured downtime, 34 min: Tue 1 Dec, 01:33 SGT" in page
            assert desk.post(DOOR, {"span": "down", "why": "trouble"}).status_code == 302
            made = Extension.objects.get()
            assert (made.closed_at, made.longer()) == (ends, timedelta(minutes=34))
            assert "this house was neither slow nor away." in desk.get(DOOR).content.decode()
            operations.give_back(at=clock.now())
            call.refresh_from_db()
            assert (call.closes_at, call.added_minutes) == (ends + timedelta(minutes=34), 0)  # nothing is given twice
            assert desk.post(DOOR, {"span": "down", "why": "trouble"}).status_code == 422

    def test_pressed_twice_it_is_extended_once(self, world: World, call: Call) -> None:
        desk = browser(world.manager)
        seen = {"seen": CLOSES.isoformat(), "span": "1d", "why": "asked"}
        assert f'name="seen" value="{CLOSES.isoformat()}"' in desk.get(DOOR).content.decode()
        assert desk.post(DOOR, seen).status_code == 302
        again = desk.post(DOOR, seen)
        assert (again.status_code, Extension.objects.count()) == (422, 1)
        assert f'name="seen" value="{(CLOSES + DAY).isoformat()}"' in again.content.decode()

    def test_another_moment_and_reason(self, world: World, call: Call) -> None:
        given = {"span": "until", "closes_at": "2026-12-02T18:00", "why": "other", "reason": "Tide tables came late."}
        browser(world.manager).post(DOOR, given)
        made = Extension.objects.get()
        assert (made.closes_at, made.reason) == (datetime(2026, 12, 2, 10, tzinfo=UTC), "Tide tables came late.")

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"span": "until"}, "closes_at"),
            ({"span": "until", "closes_at": "2026-11-30T10:00"}, "closes_at"),
            ({"why": "other"}, "reason"),
            ({"span": "9y"}, "span"),
            ({"closes_at": "2026-12-02T18:00"}, "span"),
            ({"reason": "Tide tables came late."}, "why"),
        ],
    )
    def test_what_lacks_comes_back_at_its_field(self, world: World, call: Call, given: dict[str, str], field: str) -> None:
        response = browser(world.manager).post(DOOR, {"span": "1d", "why": "asked"} | given)
        assert (response.status_code, set(response.context["form"].errors)) == (422, {field})
        assert not Extension.objects.exists()

    @pytest.mark.parametrize(
        ("given", "field"),
        [({"span": "7d"}, "span"), ({"span": "until", "closes_at": "2026-12-09T18:00"}, "closes_at")],
    )
    def test_what_is_due_before_bars_the_span_that_was_chosen(
        self, world: World, call: Call, given: dict[str, str], field: str
    ) -> None:
        Call.objects.filter(pk=call.pk).update(reviews_due_on=date(2026, 12, 5))
        response = browser(world.manager).post(DOOR, {"why": "asked"} | given)
        said = "Reviews are due on Sat 5 Dec, no later than that. Move this day first, under Dates."
        assert (response.status_code, response.context["form"].errors) == (422, {field: [said]})

    @pytest.mark.parametrize(("span", "closes"), [("1h", (1, 59)), ("1d", (23, 59))])
    def test_a_day_ends_at_the_same_time_though_the_clock_is_put_back(
        self, world: World, span: str, closes: tuple[int, int]
    ) -> None:
        """In London at two on the night to 31 October 2027."""
        at = datetime(2027, 10, 30, 22 if span == "1d" else 23, 59, tzinfo=UTC)
        programmes.call(programme=world.programme, slug="back", zone="Europe/London", opens_at=NOW, closes_at=at)
        browser(world.manager).post("/calls/back/settings/extend/", {"span": span, "why": "asked"})
        closed = Extension.objects.get().closes_at.astimezone(ZoneInfo("Europe/London"))
        assert (closed.date(), (closed.hour, closed.minute)) == (date(2027, 10, 31), closes)

    def test_an_hour_that_the_clock_skips(self, world: World) -> None:
        programmes.call(
            programme=world.programme,
            slug="skips",
            zone="Europe/London",
            opens_at=NOW,
            closes_at=datetime(2027, 3, 27, tzinfo=UTC),
        )
        given = {"span": "until", "closes_at": "2027-03-28T01:30", "why": "asked"}
        response = browser(world.manager).post("/calls/skips/settings/extend/", given)
        assert response.context["form"].errors == {"closes_at": ["The clocks of this zone skip this hour on that day."]}


def test_programs_extend_too(world: World, call: Call) -> None:
    desk = browser(world.manager)
    sent = {"closes_at": "2026-12-02T18:00:00+08:00", "reason": "Asked for."}
    response = desk.post("/api/v1/calls/applied-ai/extend", sent, content_type="application/json")
    assert (response.status_code, response.json()["closes_at"]) == (201, "2026-12-02T10:00:00Z")
    naive = desk.post(
        "/api/v1/calls/applied-ai/extend", sent | {"closes_at": "2026-12-03T18:00:00"}, content_type="application/json"
    )
    assert naive.status_code == 422
    assert naive.json()["errors"] == [{"field": "closes_at", "says": "Input should have timezone info"}]
