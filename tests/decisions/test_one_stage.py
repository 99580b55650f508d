"""Scores are means of one review stage; whom a stage let go no further is in no set; a stage says how many reviews it needs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from accelerator.decisions import operations, queries, rehearsal, scored, waiting
from accelerator.decisions.models import Decision, Scenario
from accelerator.decisions.shown import shown
from accelerator.kit.answers import Unfit
from accelerator.programmes.models import ReviewStage
from accelerator.reviews import operations as reviewing
from accelerator.reviews import ranks, stages
from tests.cast import browser
from tests.factories import decisions, reviews
from tests.programs import problem, program

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(call: Any, manager: Any) -> tuple[ReviewStage, ReviewStage]:
    reviewing.add_stage(call, by=manager, kind="final")
    first, last = stages.of_call(call)
    return first, last


def again(application: Any, score: int) -> None:
    """Read once more where it is now."""
    reviews.review(reviews.assignment(application), dict.fromkeys(reviews.WEIGHTS, score))


def rule(stage: ReviewStage, *applications: Any, outcome: str = "on", by: Any) -> None:
    reviewing.rule(stage, applications=applications, outcome=outcome, note="Too early", by=by)


def means(call: Any, stage: ReviewStage | None = None) -> list[tuple[str, Any, int, int]]:
    found = ranks.standings(call, stage).select_related("startup")
    return [(one.startup.name, one.mean, one.scored, one.given) for one in found]


def plan(call: Any, by: Any, **wished: Any) -> Scenario:
    return operations.plan(call, by=by, **({"name": "First", "places": 2} | wished))


def names(scenario: Scenario) -> list[str]:
    scenario.refresh_from_db()
    return [row.startup.name for row in shown(scenario).rows]


class TestTheScores:
    def test_of_the_last_ranked_stage_and_never_of_two(self, call: Any, manager: Any, two: tuple[Any, Any]) -> None:
        ada = decisions.scored(call, name="Ada", score=5)
        decisions.scored(call, name="Bo", score=4)
        again(ada, 3)
        assert means(call) == [("Bo", 4, 1, 1), ("Ada", 4, 2, 2)]
        rule(two[0], ada, by=manager)
        reviewing.rank(two[0].pk)
        reviews.assignment(ada)  # given out in the last stage: the first is still the one that is ranked
        assert means(call) == [("Bo", 4, 1, 1), ("Ada", 4, 2, 2)]
        assert ranks.standings(call).get(pk=ada.pk).spread == Decimal("1.414213562")
        again(ada, 1)
        reviewing.rank(two[1].pk)
        assert means(call) == [("Ada", 1, 1, 2), ("Bo", None, 0, 0)]
        assert means(call, two[0]) == [("Bo", 4, 1, 1), ("Ada", 4, 2, 2)]

    def test_the_waiting_list_goes_by_them(self, call: Any, manager: Any, two: tuple[Any, Any]) -> None:
        ada, bo = decisions.scored(call, name="Ada", score=5), decisions.scored(call, name="Bo", score=4)
        rule(two[0], ada, bo, by=manager)
        again(ada, 2)
        again(bo, 3)
        for stage in two:
            reviewing.rank(stage.pk)
        for one in (ada, bo):
            decisions.decision(one, outcome="waitlist")
        assert [(row.application.startup.name, row.mean) for row in waiting.listed(call)] == [("Bo", 3), ("Ada", 2)]

    def test_a_scenario_takes_those_of_the_stage_it_names(self, call: Any, manager: Any, two: tuple[Any, Any]) -> None:
        ada, bo = decisions.scored(call, name="Ada", score=5), decisions.scored(call, name="Bo", score=4)
        rule(two[0], ada, bo, by=manager)
        again(bo, 3)
        reviewing.rank(two[1].pk)
        made = plan(call, manager, places=1)
        assert (names(made), made.score, made.result["unscored"]) == (["Bo"], 3, 1)
        operations.change(made, by=manager, scores_by=two[0].code)
        assert (names(made), made.score, shown(made).moved) == (["Ada"], 5, 0)
        assert scored.sources(call) == {
            "raw": "Means of the last stage with scores",
            two[0].code: "Means of the stage Review",
            two[1].code: "Means of the stage Final round",
        }
        with pytest.raises(Unfit):
            operations.change(made, by=manager, scores_by="elsewhere")

    def test_one_stage_asks_for_no_choice(self, call: Any, manager: Any) -> None:
        assert scored.sources(call) == {"raw": "Means of the reviews"}
        client = browser(manager)
        assert "scores_by" not in client.get("/calls/tides/scenarios/new/").content.decode()
        reviewing.add_stage(call, by=manager, kind="final")
        assert "Means of the stage Final round" in client.get("/calls/tides/scenarios/new/").content.decode()


class TestWhoIsOut:
    def test_is_in_no_set_and_counted(self, call: Any, manager: Any, two: tuple[Any, Any]) -> None:
        ada, bo, cy, di = (
            decisions.scored(call, name=name, score=score) for name, score in zip("ABCD", (5, 4, 3, 2), strict=True)
        )
        rule(two[0], ada, bo, cy, outcome="out", by=manager)
        decisions.decision(bo, outcome="waitlist")  # decided otherwise since
        decisions.decision(cy, outcome="decline")
        made = plan(call, manager, places=3)
        assert (names(made), made.result["candidates"], made.result["out"]) == (["B", "D"], 2, 2)
        assert [one.startup.name for one in shown(made).others] == []
        page = browser(manager).get(made.get_absolute_url()).content.decode()
        assert "2 applications went no further than a review stage and are not chosen." in page
        told = program(manager).get(f"/api/v1/scenarios/{made.code}").json()
        assert (told["ruled_out"], [one["application"] for one in told["chosen"]]) == (2, [bo.number, di.number])
        sent = {"name": "Second", "places": 1, "kept_in": [ada.number]}
        answer = program(manager).post("/api/v1/calls/tides/scenarios", sent, content_type="application/json")
        assert problem(answer) == (422, "kept_in")

    def test_is_not_accepted_with_a_set_of_before(self, call: Any, manager: Any, two: tuple[Any, Any]) -> None:
        ada, bo = decisions.scored(call, name="Ada", score=5), decisions.scored(call, name="Bo", score=4)
        made = plan(call, manager)
        rule(two[0], ada, outcome="out", by=manager)
        operations.use(made, by=manager)
        assert [one.application for one in Decision.objects.all()] == [bo]


class TestHowManyReviews:
    def test_the_stage_says_how_many_it_needs_and_wants(self, call: Any, manager: Any, two: tuple[Any, Any]) -> None:
        reviewing.change_stage(two[0], by=manager, least=2, own_wanted=3)
        for name, count in (("One", 1), ("Two", 2), ("Three", 3), ("Out", 0)):
            made = reviews.application(call, name=name)
            for _each in range(count):
                again(made, 3)
            if not count:
                rule(two[0], made, outcome="out", by=manager)
            decisions.decision(made, outcome="decline", by=reviews.manager(call))
        found = [(one.title, one.detail) for one in rehearsal.checks(call, queries.tally(call)) if "reviews than" in one.title]
        assert found == [
            ("1 is decided with fewer reviews than the 2 without which nothing should be.", "One"),
            ("1 is decided with fewer reviews than 3.", "Two"),
        ]

    def test_the_decision_shows_its_stages_numbers(self, call: Any, manager: Any, two: tuple[Any, Any]) -> None:
        reviewing.change_stage(two[0], by=manager, least=2, own_wanted=4)
        one = decisions.scored(call, score=3)
        page = " ".join(browser(manager).get(f"/calls/tides/decisions/{one.number}/").content.decode().split())
        assert '<dd>1/4 <span class="tag">too few</span></dd>' in page
        again(one, 3)
        page = " ".join(browser(manager).get(f"/calls/tides/decisions/{one.number}/").content.decode().split())
        assert "<dd>2/4</dd>" in page
