"""Feedback from the reviews in decisions of many at once: each its own, without names, and taken back with the act."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.decisions import feedback, operations, queries
from accelerator.decisions.models import LONGEST_FEEDBACK, Decision
from accelerator.kit.refusals import Refusal
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, decisions, reviews
from tests.programs import problem

pytestmark = pytest.mark.django_db
ACT, ROOT = "/calls/tides/pipeline/act/", "/api/v1"


def read(call: Any, name: str, *texts: str) -> Any:
    """An application with a review for each text, by a reviewer named after it."""
    application = reviews.application(call, name=name)
    for place, text in enumerate(texts):
        reviewer = reviews.reviewer(call, name=f"Reader{place} of {name}")
        reviews.review(reviews.assignment(application, reviewer=reviewer), dict.fromkeys(reviews.WEIGHTS, 3), feedback=text)
    return application


@pytest.fixture
def rows(call: Any, manager: Any) -> list[Any]:
    """One nobody decided, one with feedback of a person's, one that is waitlisted, one of which nobody wrote to its founders."""
    ada = read(call, "Ada", "Talk to ten ports.", "Find a captain.")
    made = [ada, read(call, "Bo", "Unused."), read(call, "Cy", "Price it.")]
    decisions.decision(made[1], outcome="accept", by=manager, feedback="Ours.")
    decisions.decision(made[2], outcome="waitlist", by=manager)
    return [*made, read(call, "Di", "")]


def held() -> dict[str, str]:
    return dict(Decision.objects.values_list("application__startup__name", "feedback"))


def test_each_gets_its_own_and_what_is_written_stays(rows: list[Any], manager: Any) -> None:
    act = operations.decide_many(rows, outcome="decline", reason="Full.", by=manager, brings_feedback=True)
    ada = "\n\n".join(feedback.offered(rows[0]))
    assert set(ada.split("\n\n")) == {"Talk to ten ports.", "Find a captain."}
    assert held() == {"Ada": ada, "Bo": "Ours.", "Cy": "Price it.", "Di": ""}
    assert Entry.objects.get(verb="decision.made_many").told() == (
        "Mei Lin decided on 4 of the applications to Tides: Decline, with what reviewers wrote for founders."
    )
    assert operations.undo(rows[0].call, act=act, by=manager) == 4
    assert held() == {"Bo": "Ours.", "Cy": ""}


def test_without_the_tick_nothing_comes_along(rows: list[Any], manager: Any) -> None:
    act = operations.decide_many(rows, outcome="decline", reason="Full.", by=manager)
    assert held() == {"Ada": "", "Bo": "Ours.", "Cy": "", "Di": ""}
    assert Entry.objects.get(verb="decision.made_many").told() == "Mei Lin decided on 4 of the applications to Tides: Decline."
    operations.undo(rows[0].call, act=act, by=manager)
    assert held() == {"Bo": "Ours.", "Cy": ""}


def test_what_a_person_decided_since_keeps_its_feedback(rows: list[Any], manager: Any) -> None:
    act = operations.decide_many(rows[:1], outcome="decline", reason="Full.", by=manager, brings_feedback=True)
    operations.decide(rows[0], outcome="decline", reason="Full.", feedback="Price it.", by=manager)
    later = operations.decide_many(rows[:1], outcome="waitlist", reason="Room.", by=manager, brings_feedback=True)
    operations.undo(rows[0].call, act=later, by=manager)
    assert (held()["Ada"], act != later) == ("Price it.", True)


def test_a_draft_and_who_handed_back_say_nothing(call: Any, rows: list[Any]) -> None:
    reviews.review(reviews.assignment(rows[3]), dict.fromkeys(reviews.WEIGHTS, 3), submitted=False, feedback="Not yet.")
    assert feedback.gathered([one.pk for one in rows[2:]]) == {rows[2].pk: "Price it."}
    assert feedback.gathered([]) == {}


def test_the_page_offers_it_and_the_rehearsal_shows_each_letter(rows: list[Any], manager: Any) -> None:
    desk = browser(manager)
    sent = {"act": "decline", "application": [one.number for one in rows], "query": ""}
    page = desk.post(ACT, sent)
    assert "Reviewers wrote something for the founders of 2 of them." in page.content.decode()
    seen = queries.choice(rows, outcome="decline", by=manager).fingerprint
    desk.post(ACT, sent | {"confirm": "1", "seen": seen, "reason": "Full.", "brings_feedback": "on"})
    assert held()["Cy"] == "Price it."
    letter = desk.get(f"/calls/tides/release/letters/{rows[2].number}/").content.decode()
    assert "From the panel: Price it." in letter
    assert "Reader0" not in letter
    plain = desk.post(ACT, sent | {"application": rows[3].number, "act": "accept"}).content.decode()
    assert "brings_feedback" not in plain


def test_programs_choose_it_too(rows: list[Any], manager: Any) -> None:
    client = browser(manager)
    body = {"outcome": "decline", "reason": "Full.", "numbers": [one.number for one in rows], "brings_feedback": True}
    made = client.post(f"{ROOT}/calls/tides/moves", body, content_type="application/json")
    assert (made.status_code, made.json()["count"], held()["Cy"]) == (201, 4, "Price it.")
    letters = client.get(f"{ROOT}/calls/tides/rehearsal/letters").json()["items"]
    assert {one["startup"] for one in letters if "From the panel" in one["text"]} == {"Ada", "Bo", "Cy"}
    wrong = client.post(f"{ROOT}/calls/tides/moves", body | {"brings_feedback": "much"}, content_type="application/json")
    assert problem(wrong) == (422, ["brings_feedback"])


def test_who_reads_what_reviewers_wrote(call: Any, rows: list[Any], manager: Any) -> None:
    at = f"{ROOT}/applications/{rows[0].number}/feedback"
    assert browser(manager).get(at).json() == {"texts": feedback.offered(rows[0])}
    people = [accounts.operator_person(role="auditor"), reviews.reviewer(call), reviews.owner_of(rows[0]), None]
    assert [browser(one).get(at).status_code for one in people] == [200, 404, 404, 401]
    reviews.conflict(rows[0], manager)
    assert browser(manager).get(at).status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_it_asks_once_however_many_they_are(call: Any, size: int, django_assert_num_queries: Any) -> None:
    pks = [read(call, f"S{place}", "A.", "B.").pk for place in range(size)]
    with django_assert_num_queries(1):
        assert len(feedback.gathered(pks)) == size


class TestLength:
    """As long as a letter takes, at every door."""

    def test_what_reviewers_wrote_at_length_is_refused_with_whose_it_is(self, call: Any, manager: Any) -> None:
        half = LONGEST_FEEDBACK // 2
        fits, long = read(call, "Fits", "a" * half, "b" * (half - 2)), read(call, "Long", "a" * half, "b" * (half - 1))
        other = read(call, "Also", "c" * (LONGEST_FEEDBACK + 1))
        decisions.decision(long, outcome="waitlist", by=manager)
        with pytest.raises(Refusal) as refused:
            operations.decide_many([fits, long, other], outcome="decline", reason="Full.", by=manager, brings_feedback=True)
        said = "What reviewers wrote is too long for a letter: Also, Long. Decide these by themselves, in fewer words."
        assert (str(refused.value), refused.value.field) == (said, "brings_feedback")
        assert held() == {"Long": ""}
        operations.decide_many([fits], outcome="decline", reason="Full.", by=manager, brings_feedback=True)
        assert len(held()["Fits"]) == LONGEST_FEEDBACK

    def test_one_by_one_it_is_as_long(self, call: Any, manager: Any) -> None:
        application, desk = reviews.application(call), browser(manager)
        door, at = f"/calls/tides/decisions/{application.number}/", f"{ROOT}/applications/{application.number}/decision"
        with pytest.raises(Refusal, match="Write at most 50,000 characters of feedback") as refused:
            operations.decide(application, outcome="decline", feedback="a" * (LONGEST_FEEDBACK + 1), reason="So.", by=manager)
        assert refused.value.field == "feedback"
        for text, page, api in [("a" * (LONGEST_FEEDBACK + 1), 422, 422), ("b" * LONGEST_FEEDBACK, 302, 200)]:
            sent = {"outcome": "decline", "feedback": text, "reason": "So."}
            assert desk.post(door, sent).status_code == page
            assert desk.put(at, sent, content_type="application/json").status_code == api
        assert Decision.objects.get().feedback == "b" * LONGEST_FEEDBACK
