"""The stages of a call: dates switch what may be done, by themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accelerator.decisions import operations as decisions
from accelerator.kit.refusals import Refusal
from accelerator.programmes import operations
from accelerator.programmes.models import Call
from accelerator.programmes.stages import APPLYING, DECIDING, SCORING, stages
from accelerator.reviews import operations as reviews
from tests.factories import accounts, programmes, startups
from tests.factories.applications import application
from tests.factories.reviews import assignment
from tests.programmes.conftest import World

NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
ZONES = ("Asia/Singapore", "America/New_York", "Europe/London", "Pacific/Apia", "UTC")
DAYS = st.integers(0, 900).map(lambda days: date(2026, 1, 1) + timedelta(days=days))


@given(DAYS, DAYS, DAYS, st.sampled_from(ZONES))
def test_a_day_is_whole_by_the_calls_own_clock(scoring: date, due: date, deciding: date, name: str) -> None:
    zone = ZoneInfo(name)
    made = stages(opens_at=NOW, last_moment=NOW + DAY, zone=zone, scoring_from=scoring, scores_until=due, deciding_from=deciding)
    for moment, day in ((made[SCORING].begins, scoring), (made[DECIDING].begins, deciding)):
        assert moment.astimezone(zone).date() == day
        assert (moment.astimezone(UTC) - TICK).astimezone(zone).date() < day
    ends = made[SCORING].ends
    assert ends is not None
    assert (ends.astimezone(UTC) - TICK).astimezone(zone).date() == due


class TestPure:
    def test_without_days_all_but_applying_goes_on_from_the_opening(self) -> None:
        made = stages(opens_at=NOW, last_moment=NOW + DAY, zone=ZoneInfo("UTC"))
        assert [made[APPLYING].is_open(at) for at in (NOW - TICK, NOW, NOW + DAY - TICK, NOW + DAY)] == [False, True, True, False]
        for name in (SCORING, DECIDING):
            assert [made[name].is_open(at) for at in (NOW - TICK, NOW, NOW + 999 * DAY)] == [False, True, True]


@pytest.mark.django_db
class TestSwitched:
    @pytest.fixture(autouse=True)
    def _today(self) -> Any:
        with time_machine.travel(NOW, tick=False) as self.clock:
            yield

    def call(self, **fields: Any) -> Call:
        given: dict[str, Any] = {"opens_at": NOW - 30 * DAY, "closes_at": NOW - DAY, "reviews_due_on": date(2026, 11, 27)}
        return programmes.call(**(given | {"decisions_on": date(2026, 12, 4)} | fields))

    def test_scoring_begins_on_its_day(self) -> None:
        given_to = assignment(application=application(call=self.call(scoring_from=date(2026, 11, 21))))
        with pytest.raises(Refusal, match="Scoring begins on Sat 21 Nov"):
            reviews.score(given_to, by=given_to.reviewer, changes={"comment": "Good."})
        self.clock.move_to(datetime(2026, 11, 20, 16, tzinfo=UTC))
        reviews.score(given_to, by=given_to.reviewer, changes={"comment": "Good."})

    def test_scores_are_closed_after_their_day_where_the_call_says_so(self) -> None:
        kept, closed = (assignment(application=application(call=self.call(scoring_ends=ends))) for ends in (False, True))
        self.clock.move_to(datetime(2026, 11, 27, 16, tzinfo=UTC))
        reviews.score(kept, by=kept.reviewer, changes={"comment": "Late."})
        for act in (
            lambda: reviews.score(closed, by=closed.reviewer, changes={}),
            lambda: reviews.submit(closed, by=closed.reviewer),
        ):
            with pytest.raises(Refusal, match="Scores were due on Fri 27 Nov and are closed"):
                act()

    def test_deciding_begins_on_its_day(self) -> None:
        call = self.call(deciding_from=date(2026, 11, 28))
        manager = programmes.manager(call.programme)
        one = application(call=call, startup=startups.startup(owner=accounts.person()))
        for act in (
            lambda: decisions.decide(one, outcome="accept", by=manager),
            lambda: decisions.decide_many([one], outcome="accept", by=manager),
        ):
            with pytest.raises(Refusal, match="Deciding begins on Sat 28 Nov"):
                act()
        self.clock.move_to(datetime(2026, 11, 27, 16, tzinfo=UTC))
        decisions.decide(one, outcome="accept", by=manager)

    @pytest.mark.parametrize(
        ("fields", "field", "name"),
        [
            ({"scoring_from": date(2026, 11, 28)}, "scoring_from", "call_scoring_begins_before_it_is_due"),
            ({"deciding_from": date(2026, 12, 5)}, "deciding_from", "call_deciding_begins_before_founders_hear"),
        ],
    )
    def test_days_in_their_order(self, world: World, fields: dict[str, Any], field: str, name: str) -> None:
        call = self.call(programme=world.programme)
        with pytest.raises(Refusal) as refused:
            operations.change_call(call, by=world.manager, **fields)
        assert refused.value.field == field
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Call.objects.filter(pk=call.pk).update(**fields)

    @pytest.mark.parametrize(
        ("at", "states"),
        [
            (NOW - 31 * DAY, ["next", "next", "next"]),
            (NOW - 20 * DAY, ["now", "next", "next"]),
            (NOW, ["done", "now", "next"]),
            (NOW + 8 * DAY, ["done", "done", "now"]),
            (NOW + 30 * DAY, ["done", "done", "done"]),
        ],
    )
    def test_the_public_page_tells_where_it_stands(self, at: datetime, states: list[str]) -> None:
        call = self.call()
        self.clock.move_to(at)
        response = Client().get(call.get_absolute_url())
        assert [state for state, *_rest in response.context["steps"]] == states
