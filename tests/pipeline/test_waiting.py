"""The waiting page: what is said at each stage, what the promise comes from, and who is warned before it breaks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accelerator.applications import registered as applications
from accelerator.applications.models import Application
from accelerator.decisions.models import Decision, Release
from accelerator.kit import clock, wording
from accelerator.notices.models import Message
from accelerator.pipeline import waiting, warning
from accelerator.pipeline.promises import Promise
from accelerator.programmes.models import Call
from accelerator.reviews import operations as reviewing
from tests.cast import browser
from tests.factories import decisions, reviews

pytestmark = pytest.mark.django_db
CLOSED = datetime(2026, 10, 1, 15, 59, tzinfo=UTC)
AT = CLOSED + timedelta(days=3)


@pytest.fixture
def call() -> Call:
    return reviews.call(opens_at=CLOSED - timedelta(days=30), closes_at=CLOSED, decisions_on=date(2026, 10, 20))


@pytest.fixture
def application(call: Call) -> Application:
    return reviews.application(call)


def past(call: Call, *, closed: datetime, days: int, told: bool = True) -> None:
    """An earlier round of the programme, of which everybody heard so many days after its close, or nearly everybody."""
    earlier = reviews.call(programme=call.programme, opens_at=closed - timedelta(days=30), closes_at=closed)
    one = reviews.application(earlier)
    release = Release.objects.create(call=earlier, by=one.started_by, at=closed + timedelta(days=days))
    Decision.objects.create(application=one, outcome="decline", decided_by=one.started_by, release=release)
    if not told:
        reviews.application(earlier)


@pytest.fixture
def history(call: Call) -> None:
    past(call, closed=CLOSED - timedelta(days=365), days=25)
    past(call, closed=CLOSED - timedelta(days=180), days=10)


def test_before_two_rounds_the_calls_own_day_is_named(call: Call) -> None:
    past(call, closed=CLOSED - timedelta(days=180), days=10)
    past(call, closed=CLOSED - timedelta(days=365), days=25, told=False)  # not over: it proves nothing
    past(reviews.call(), closed=CLOSED - timedelta(days=365), days=25)  # another programme's
    assert waiting.promised(call) == Promise(date(2026, 10, 20))
    assert (
        waiting.of(call, waiting.progress(call), AT, is_read=True).source
        == "It is the day that the programme has named for this call."
    )


def test_from_two_rounds_on_the_slowest_is_promised(call: Call, history: None) -> None:
    assert waiting.promised(call) == Promise(date(2026, 10, 26), 2, 25)
    assert (
        waiting.of(call, waiting.progress(call), AT, is_read=True).source
        == "In the last 2 rounds everybody heard within 25 days of the close."
    )


def test_each_stage_has_its_sentence(call: Call, application: Application) -> None:
    def told(at: datetime, is_read: bool = False) -> tuple[str, int | None]:
        shown = waiting.of(call, waiting.progress(call), at, is_read=is_read)
        return shown.stage, shown.share

    begins = "Your application is in. Reading begins when the call has closed, on Thu 1 Oct."
    assert told(CLOSED + timedelta(minutes=9)) == (begins, None)
    assert told(AT) == ("The call has closed. Applications are being given to reviewers.", None)
    first, second = (reviews.assignment(application) for _ in range(2))
    assert told(CLOSED + timedelta(minutes=9)) == (begins, None)  # it is another's that is read
    assert told(CLOSED + timedelta(minutes=9), is_read=True) == (
        "Your application is in. Reviewers have begun to read. How far they are is told here after the close, on Thu 1 Oct.",
        None,
    )
    reviews.review(first)
    assert told(AT) == ("Reviewers are reading the applications of this round.", 50)
    other = reviews.application(call)  # which nobody was given
    assert told(AT) == ("Reviewers are reading the applications of this round.", 25)
    reviews.review(second)
    third = reviews.assignment(application)
    reviews.review(third)  # more than it wants
    assert told(AT) == ("Reviewers are reading the applications of this round.", 50)
    decisions.decision(other, outcome="decline")
    assert told(AT) == ("Every application of this round is read. The programme is deciding.", 100)


def test_a_stage_says_how_many_reviews_are_wanted_and_who_is_out_lacks_none(call: Call, application: Application) -> None:
    def share() -> int | None:
        return waiting.of(call, waiting.progress(call), AT, is_read=True).share

    manager, stage = reviews.manager(call), call.review_stages.get()
    reviews.review(reviews.assignment(application))
    other = reviews.application(call)  # which nobody was given
    reviewing.change_stage(stage, by=manager, own_wanted=4)
    assert share() == 12  # 1 of 8
    reviewing.change_stage(stage, by=manager, own_wanted=None, least=5)
    assert share() == 10
    reviewing.rule(stage, applications=[other], outcome="out", note="Too early", by=manager)
    assert share() == 60


@pytest.mark.parametrize(("day", "late"), [(20, False), (21, True)])
def test_a_day_that_passed_is_called_so(call: Call, day: int, late: bool) -> None:
    assert waiting.of(call, waiting.progress(call), datetime(2026, 10, day, 12, 0, tzinfo=UTC), is_read=True).late is late


def test_the_price_of_waiting_does_not_grow(call: Call, history: None, django_assert_num_queries: Any) -> None:
    for _ in range(2):
        reviews.assignment(reviews.application(call))
        with django_assert_num_queries(1):
            waiting.of(call, waiting.progress(call), AT, is_read=True)


def test_members_read_it_until_they_are_told(call: Call, application: Application) -> None:
    founder = browser(application.started_by)
    page = founder.get(application.get_absolute_url(), secure=True).text
    assert "While you wait" in page
    assert "You should have heard by" in page  # the call's day has passed by now
    manager = browser(reviews.manager(call))
    assert "While you wait" not in manager.get(application.get_absolute_url(), secure=True).text
    decisions.decision(application, outcome="decline", released=True)
    assert "While you wait" not in founder.get(application.get_absolute_url(), secure=True).text


def test_before_the_close_the_panel_and_the_steps_tell_one_story_of_this_application() -> None:
    call = reviews.call(closes_at=clock.now() + timedelta(days=6))
    reviews.assignment(reviews.application(call))  # another one is read already
    application = reviews.application(call)
    founder = browser(application.started_by)
    page = founder.get(application.get_absolute_url(), secure=True).text
    assert "When the call has closed" in page
    assert "Your application is in. Reading begins when the call has closed" in page
    assert "Reviewers have begun to read." not in page
    reviews.assignment(application)
    page = founder.get(application.get_absolute_url(), secure=True).text
    assert "When the call has closed" not in page
    assert "Reviewers have begun to read." in page


def test_the_steps_and_the_panel_name_one_day_on_the_page_and_at_home() -> None:
    call = reviews.call(closes_at=clock.now() + timedelta(days=6), decisions_on=clock.today("UTC") + timedelta(days=9))
    for years in (1, 2):
        past(call, closed=call.closes_at - timedelta(days=365 * years), days=21)
    application = reviews.application(call)
    by = wording.day(call.closes_at.astimezone(call.zone).date() + timedelta(days=21))
    assert waiting.promised(call).by != call.decisions_on
    founder = browser(application.started_by)
    page = founder.get(application.get_absolute_url(), secure=True)
    assert page.context["steps"][-1].when == f"By {by}"
    assert [wording.day(panel.context["waiting"].by) for panel in page.context["panels"]] == [by]
    (card,) = applications.home_cards(application.started_by)
    assert card.context["steps"][-1].when == f"By {by}"


def test_without_past_rounds_both_name_the_calls_own_day() -> None:
    call = reviews.call(closes_at=clock.now() + timedelta(days=6), decisions_on=clock.today("UTC") + timedelta(days=9))
    application = reviews.application(call)
    page = browser(application.started_by).get(application.get_absolute_url(), secure=True)
    assert page.context["steps"][-1].when == f"By {wording.day(call.decisions_on)}"
    assert [panel.context["waiting"].by for panel in page.context["panels"]] == [call.decisions_on]


def test_the_price_at_home_does_not_grow_with_calls(django_assert_num_queries: Any) -> None:
    calls = [reviews.call() for _ in range(3)]
    with django_assert_num_queries(1):
        assert set(waiting.lately(calls)) == {call.pk for call in calls}
    with django_assert_num_queries(0):
        waiting.lately(calls)


def warned() -> list[tuple[Any, str, int, int]]:
    found = Message.objects.filter(kind="promise_near").order_by("id")
    return [(one.recipient, one.facts["day"], one.facts["waiting"], one.facts["all"]) for one in found]


def on(day: int) -> datetime:
    return datetime(2026, 10, day, 2, 0, tzinfo=UTC)


def test_managers_are_warned_a_week_and_a_day_before_each_once(call: Call, application: Application) -> None:
    manager = reviews.manager(call)
    reviews.reviewer(call)
    told = decisions.decision(reviews.application(call), outcome="decline", released=True)
    assert told.release is not None
    written = {day: warning.warn(on(day)) for day in (12, 13, 14, 19, 20, 21)}
    assert written == {12: 0, 13: 1, 14: 0, 19: 1, 20: 0, 21: 0}
    assert warned() == [(manager, "Tue 20 Oct", 1, 2)] * 2


def test_they_are_warned_before_the_published_day_though_past_rounds_say_later(
    call: Call, application: Application, history: None
) -> None:
    reviews.manager(call)
    assert waiting.promised(call).by == date(2026, 10, 26)
    written = {day: warning.warn(on(day)) for day in (12, 13, 19, 20, 24, 25)}
    assert written == {12: 0, 13: 1, 19: 1, 20: 0, 24: 0, 25: 1}
    assert [day for _to, day, *_rest in warned()] == ["Tue 20 Oct", "Tue 20 Oct", "Mon 26 Oct"]


def test_nobody_is_warned_of_a_round_that_was_told(call: Call, application: Application) -> None:
    reviews.manager(call)
    with clock.pretending(on(18)):
        decisions.decision(application, outcome="decline", released=True)
    assert (warning.warn(on(19)), warned()) == (0, [])
