"""What stands on a voter's ballot, and what is kept back from who has yet to review."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accelerator.decisions import operations, voting
from accelerator.kit import clock
from accelerator.programmes.models import ReviewStage
from tests.cast import browser
from tests.factories import decisions, reviews

pytestmark = pytest.mark.django_db
LIST = "/calls/tides/votes/"


@pytest.fixture
def voter(call: Any, manager: Any) -> Any:
    """One of two on the panel; the vote is open."""
    people = [reviews.reviewer(call, name=name) for name in ("Ada", "Ben")]
    operations.arrange(call, quorum=2, voters=people, by=manager)
    operations.open_voting(call, by=manager)
    return people[0]


def text(person: Any, at: str) -> str:
    return " ".join(browser(person).get(at).content.decode().split())


@pytest.mark.parametrize(
    ("shows", "closed", "told"),
    [("own", False, False), ("never", False, False), ("always", False, True), ("own", True, True)],
)
def test_who_owes_a_review_reads_no_score_of_others_before(call: Any, voter: Any, shows: str, closed: bool, told: bool) -> None:
    lower, higher = decisions.scored(call, name="Lower", score=2), decisions.scored(call, name="Higher", score=4)
    reviews.review(reviews.assignment(higher), comment="A strong team.")
    owed = reviews.assignment(higher, reviewer=voter)
    yesterday = clock.now().date() - timedelta(days=1)
    ReviewStage.objects.filter(call=call).update(shows=shows, ends=closed, own_due_on=yesterday if closed else None)
    at = f"{LIST}{higher.number}/"
    assert list(voting.ballot(voter, call)) == ([higher, lower] if told else [lower, higher])
    assert ("A strong team." in text(voter, at), "After your review" in text(voter, LIST)) == (told, not told)
    assert ("You have yet to submit your own review" in text(voter, at)) is not told
    ReviewStage.objects.filter(call=call).update(ends=False, own_due_on=None)
    reviews.review(owed)
    assert list(voting.ballot(voter, call)) == [higher, lower]
    assert "A strong team." in text(voter, at)


def test_the_list_names_the_call_and_leads_to_the_next(call: Any, manager: Any, voter: Any) -> None:
    first, second = (decisions.scored(call, name=name, score=score) for name, score in (("First", 5), ("Second", 4)))
    operations.vote(first, outcome="accept", by=voter)
    page = text(voter, LIST)
    assert "<span>Tides</span>" in page
    assert f'href="{LIST}{second.number}/">Vote on the next' in page
    assert "1 application waits for your vote." in page
    assert "Vote on the next" not in text(manager, LIST)
