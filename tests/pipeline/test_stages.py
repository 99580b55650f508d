"""How far an application is, worked out by the database; the funnel and the tabs count by it."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.kit import states
from accelerator.pipeline import filters, panels, queries, stages
from accelerator.programmes.models import Call
from tests.factories import decisions, reviews
from tests.pipeline.conftest import WAYS, read, withdrawn

pytestmark = pytest.mark.django_db


def test_every_stage_has_a_way_there_and_a_word() -> None:
    assert set(WAYS) == set(stages.NAMES)
    for name in stages.NAMES:
        assert str(states.look(name, "application").word)
    assert all(set(within) <= set(stages.NAMES) for _label, within in stages.VIEWS.values())


@pytest.mark.parametrize("name", WAYS)
def test_each_is_where_it_got_to(call: Call, name: str) -> None:
    WAYS[name](call)
    assert list(queries.rows(call).values_list("stage", flat=True)) == [name]


class TestRows:
    def test_drafts_are_their_founders_own_also_withdrawn_ones(self, call: Call) -> None:
        reviews.application(call, submitted=False, sector="Ports")
        withdrawn(reviews.application(call, submitted=False, sector="Ports"))
        assert list(queries.rows(call)) == []
        assert queries.funnel(call).by_stage == {}
        assert queries.sectors(call) == []

    def test_only_of_the_call(self, call: Call) -> None:
        one = reviews.application(call)
        reviews.application(reviews.call())
        assert list(queries.rows(call)) == [one]

    def test_they_say_how_an_application_stands(self, call: Call) -> None:
        one = read(reviews.application(call), 1, {1: 5, 2: 5, 3: 5})
        read(one, 1, {1: 4, 2: 4, 3: 4})
        reviews.assignment(one)
        decisions.decision(one, outcome="waitlist")
        found = queries.rows(call).get()
        assert (found.given, found.scored, float(found.mean), round(float(found.spread), 3)) == (3, 2, 4.5, 0.707)
        assert (found.score, found.outcome, found.stage) == (found.mean, "waitlist", "decided")
        bare = reviews.application(call)
        found = queries.rows(call).get(pk=bare.pk)
        assert (found.given, found.scored, found.mean, found.spread, found.score, found.outcome) == (0, 0, None, None, 0, None)

    def test_sectors_that_occur_each_once(self, call: Call) -> None:
        for sector in ("Ports", "", "Health", "Ports"):
            reviews.application(call, sector=sector)
        assert queries.sectors(call) == ["Health", "Ports"]


class TestFunnel:
    @pytest.fixture
    def whole(self, call: Call) -> Call:
        for way in WAYS.values():
            way(call)
        for _draft in range(2):
            reviews.application(call, submitted=False)
        return call

    def test_each_step_holds_all_that_got_at_least_so_far(self, whole: Call) -> None:
        found = queries.funnel(whole)
        assert {name: found.reached(name) for name in stages.REACHED} == {
            "submitted": 10,
            "in_review": 9,
            "scored": 8,
            "decided": 7,
            "offer_sent": 4,
        }
        assert (found.drafts, found.started, found.total) == (2, 12, 11)
        assert [found.share(name) for name in stages.REACHED] == [83, 75, 67, 58, 33]

    def test_an_empty_call_has_no_shares(self, call: Call) -> None:
        found = queries.funnel(call)
        assert (found.started, [found.share(name) for name in stages.REACHED]) == (0, [0, 0, 0, 0, 0])

    def test_the_strip_says_what_is_left_at_each_step(self, whole: Call) -> None:
        steps = panels.Strip(whole, queries.funnel(whole), filters.from_query("reached=scored", whole)).steps()
        assert [(step.state, step.number, step.note, step.current) for step in steps] == [
            ("started", 12, "2 still in draft", False),
            ("submitted", 10, "83% of started", False),
            ("in_review", 9, "1 without reviewers", False),
            ("scored", 8, "1 still being read", True),
            ("decided", 7, "1 to decide", False),
            ("offer_sent", 4, "2 places", False),
        ]
        assert [step.href for step in steps] == [
            "",
            "?reached=submitted",
            "?reached=in_review",
            "?",
            "?reached=decided",
            "?reached=offer_sent",
        ]

    def test_the_strip_of_a_call_nobody_answered(self, call: Call) -> None:
        steps = panels.Strip(call, queries.funnel(call), filters.from_query("", call)).steps()
        assert {(step.number, step.share) for step in steps} == {(0, 0)}

    def test_tabs_count_their_stages(self, whole: Call) -> None:
        found = panels.tabs(queries.funnel(whole), filters.from_query("view=offers&sector=Ports&stage=accepted", whole))
        assert [(tab.label, tab.number, tab.current, tab.edited) for tab in found] == [
            ("All", 11, False, False),
            ("Needs reviewers", 1, False, False),
            ("In review", 1, False, False),
            ("To decide", 1, False, False),
            ("To release", 1, False, False),
            ("Offers", 4, True, True),
        ]
        assert found[1].href == "?sector=Ports&view=assign"

    @pytest.mark.parametrize(
        ("query", "current"),
        [
            ("", [("All", False)]),
            ("sort=name&columns=score&sector=", [("All", False)]),
            ("sector=Ports", []),
            ("q=tide", []),
            ("v=x", []),
            ("view=decide", [("To decide", False)]),
            ("view=decide&q=tide", [("To decide", True)]),
        ],
    )
    def test_no_tab_claims_what_is_narrowed_further(self, call: Call, query: str, current: list[tuple[str, bool]]) -> None:
        found = panels.tabs(queries.Funnel(0, {}), filters.from_query(query, call))
        assert [(tab.label, tab.edited) for tab in found if tab.current] == current

    def test_one_query_each(self, whole: Call, django_assert_num_queries: Any) -> None:
        for count in (queries.funnel, queries.sectors):
            with django_assert_num_queries(1):
                count(whole)
