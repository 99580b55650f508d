"""Decisions that need a reason: the rules, and what the operations ask for."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from accelerator.decisions import operations, overruling, queries, weighing
from accelerator.decisions.models import Decision
from accelerator.decisions.overruling import Weighed
from accelerator.kit.refusals import Refusal
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import decisions, reviews
from tests.together import at_once

THREE, FOUR = Decimal(3), Decimal(4)


@pytest.mark.parametrize(
    ("outcome", "weighed", "rules"),
    [
        ("accept", Weighed(THREE), []),
        ("accept", Weighed(THREE, best_passed=FOUR), ["lower"]),
        ("accept", Weighed(FOUR, best_passed=FOUR), []),
        ("accept", Weighed(Decimal(), best_passed=THREE), ["lower"]),
        ("accept", Weighed(FOUR, best_passed=THREE, least_taken=THREE), []),
        ("decline", Weighed(FOUR, least_taken=THREE), ["higher"]),
        ("waitlist", Weighed(FOUR, least_taken=THREE), ["higher"]),
        ("waitlist", Weighed(FOUR, least_taken=Decimal()), ["higher"]),
        ("decline", Weighed(THREE, least_taken=THREE), []),
        ("decline", Weighed(THREE, best_passed=FOUR), []),
        ("decline", Weighed(THREE, at_the_line=THREE), ["tie"]),
        ("accept", Weighed(THREE, at_the_line=THREE), ["tie"]),
        ("accept", Weighed(FOUR, at_the_line=THREE), []),
        ("accept", Weighed(FOUR, voted="accept"), []),
        ("accept", Weighed(FOUR, voted="waitlist"), ["panel"]),
        ("accept", Weighed(THREE, FOUR, None, THREE, "decline"), ["lower", "tie", "panel"]),
    ],
)
def test_the_rules(outcome: str, weighed: Weighed, rules: list[str]) -> None:
    assert overruling.rules(outcome, weighed) == rules


@pytest.fixture
def scored(call: Any) -> Any:
    """Makes an application of that name whose one review gives it that mean."""

    def make(name: str, points: int) -> Any:
        application = reviews.application(call, name=name)
        reviews.review(reviews.assignment(application), dict.fromkeys((1, 2, 3), points))
        return application

    return make


def test_accepting_below_one_that_is_not_accepted_needs_a_reason(manager: Any, scored: Any) -> None:
    best, better, low = scored("Best", 5), scored("Better", 4), scored("Low", 2)
    operations.decide(best, outcome="decline", by=manager)
    operations.decide(better, outcome="waitlist", by=manager)
    with pytest.raises(Refusal) as refused:
        operations.decide(low, outcome="accept", by=manager)
    sentence = "2 with a higher mean are not accepted, the highest is Best (5.00). Give the reason."
    assert (str(refused.value), refused.value.field) == (sentence, "reason")
    made = operations.decide(low, outcome="accept", reason=" The only one from the east. ", by=manager)
    assert (made.outcome, made.reason, made.ground) == ("accept", "The only one from the east.", "")
    told = [one.told() for one in Entry.objects.filter(verb="decision.made").newest_first()]
    assert told[0] == f"Mei Lin decided: Accept: {low}. Why: The only one from the east."
    assert told[1] == f"Mei Lin decided: Waitlist: {better}."


def test_so_does_declining_above_one_that_is(manager: Any, scored: Any) -> None:
    best, low = scored("Best", 5), scored("Low", 2)
    operations.decide(low, outcome="accept", by=manager)
    for outcome in ("waitlist", "decline"):
        with pytest.raises(Refusal, match=r"^1 with a lower mean is accepted: Low \(2\.00\)\. Give the reason\.$"):
            operations.decide(best, outcome=outcome, by=manager)
    made = operations.decide(best, outcome="waitlist", ground="Balance of the cohort", by=manager)
    assert (made.reason, made.ground) == ("", "Balance of the cohort")


def test_one_without_a_score_stands_below_all(manager: Any, scored: Any, call: Any) -> None:
    best, unread = scored("Best", 5), reviews.application(call, name="Unread")
    operations.decide(unread, outcome="accept", by=manager)
    with pytest.raises(Refusal, match=r"1 with a lower mean is accepted: Unread \(no score\)"):
        operations.decide(best, outcome="decline", by=manager)


def test_withdrawn_ones_ask_for_nothing(manager: Any, scored: Any) -> None:
    best, low = scored("Best", 5), scored("Low", 2)
    operations.decide(best, outcome="decline", by=manager)
    best.state = "withdrawn"
    best.save()
    assert operations.decide(low, outcome="accept", by=manager).reason == ""


def test_a_tie_at_the_last_place_is_decided_with_a_reason(manager: Any, scored: Any) -> None:
    top, one, other, below = scored("Top", 5), scored("One", 4), scored("Other", 4), scored("Below", 3)
    for application, outcome in ((one, "accept"), (other, "waitlist")):
        with pytest.raises(Refusal, match="It shares the mean at the last place, and not all who do fit"):
            operations.decide(application, outcome=outcome, by=manager)
    assert operations.decide(top, outcome="accept", by=manager).reason == ""
    assert operations.decide(below, outcome="decline", by=manager).reason == ""
    operations.decide(one, outcome="accept", reason="Ready sooner.", by=manager)
    assert Decision.objects.count() == 3


def test_many_at_once_need_one_reason_for_all(manager: Any, scored: Any) -> None:
    best, low, lower = scored("Best", 5), scored("Low", 2), scored("Lower", 1)
    operations.decide(best, outcome="decline", by=manager)
    with pytest.raises(Refusal, match=r"^2 have a lower mean than one that is not accepted\. Give the reason\.$"):
        operations.decide_many([low, lower], outcome="accept", by=manager)
    act = operations.decide_many([low, lower], outcome="accept", reason="Both interviewed well.", by=manager)
    assert set(Decision.objects.filter(act=act).values_list("reason", flat=True)) == {"Both interviewed well."}


def test_undo_brings_the_reason_back(manager: Any, scored: Any) -> None:
    low, fresh = scored("Low", 2), scored("Fresh", 2)
    operations.decide(low, outcome="waitlist", reason="Too early.", ground="The reviews disagree", by=manager)
    act = operations.decide_many([low, fresh], outcome="decline", reason="Full.", by=manager)
    assert Decision.objects.get(application=low).reason == "Full."
    operations.undo(low.call, act=act, by=manager)
    one = Decision.objects.get()
    assert (one.outcome, one.reason, one.ground, one.was_reason) == ("waitlist", "Too early.", "The reviews disagree", "")


def test_the_weighing_of_many_counts_each_rule(call: Any, manager: Any, scored: Any) -> None:
    rows = [scored("One", 5), scored("Two", 4), scored("Three", 4), scored("Four", 1)]
    decisions.decision(rows[0], outcome="waitlist")
    found = weighing.against(call, [one.pk for one in rows[1:]], outcome="accept")
    assert found == {"lower": 3, "tie": 2}
    assert weighing.counted({"lower": 1, "panel": 2}) == [
        "1 has a lower mean than one that is not accepted.",
        "On 2 the panel voted otherwise.",
    ]


def test_the_page_of_a_bulk_act_asks_for_the_reason(manager: Any, scored: Any) -> None:
    best, low = scored("Best", 5), scored("Low", 2)
    operations.decide(best, outcome="decline", by=manager)
    client, at = browser(manager), "/calls/tides/pipeline/act/"
    shown = client.post(at, {"application": low.number, "act": "accept"})
    assert "1 has a lower mean than one that is not accepted." in shown.content.decode()
    sent = {"numbers": low.number, "act": "accept", "confirm": "1", "seen": shown.context["choice"].fingerprint}
    refused = client.post(at, sent)
    assert (refused.status_code, Decision.objects.count()) == (409, 1)
    assert "Give the reason." in refused.content.decode()
    assert client.post(at, sent | {"ground": "Nonsense"}).status_code == 409
    assert client.post(at, sent | {"ground": "Balance of the cohort", "reason": "East."}).status_code == 302
    made = Decision.objects.get(application=low)
    assert (made.ground, made.reason) == ("Balance of the cohort", "East.")


def test_reasons_are_of_the_programmes_list(call: Any, manager: Any) -> None:
    application = reviews.application(call)
    with pytest.raises(Refusal, match="Choose a reason from the list") as refused:
        operations.decide(application, outcome="accept", ground="Because", by=manager)
    assert refused.value.field == "ground"
    operations.arrange(call, grounds=["Because", " Because ", "", "Second"], by=manager)
    assert queries.grounds(call.programme_id) == ["Because", "Second"]
    operations.decide(application, outcome="accept", ground="Because", by=manager)
    operations.arrange(call, grounds=[], by=manager)
    assert queries.grounds(call.programme_id) == []
    assert operations.decide(application, outcome="waitlist", ground="Because", by=manager).outcome == "waitlist"
    with pytest.raises(Refusal):
        operations.decide(application, outcome="waitlist", ground="Second", by=manager)


@pytest.mark.django_db(transaction=True)
def test_of_two_opposite_decisions_at_once_the_second_needs_the_reason() -> None:
    for _ in range(3):
        call = reviews.call()
        people = [reviews.manager(call), reviews.manager(call)]
        best, low = reviews.application(call), reviews.application(call)
        reviews.review(reviews.assignment(best), dict.fromkeys((1, 2, 3), 5))
        reviews.review(reviews.assignment(low), dict.fromkeys((1, 2, 3), 2))

        def tried(application: Any, outcome: str, by: Any) -> str:
            try:
                operations.decide(application, outcome=outcome, by=by)
            except Refusal as refusal:
                return str(refusal)[:1]
            return ""

        told = at_once(partial(tried, best, "decline", people[0]), partial(tried, low, "accept", people[1]))
        assert sorted(told) == ["", "1"]
