"""Filters are read from the address; what makes no sense is shown as such and narrows nothing."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from accelerator.pipeline import filters, queries, stages
from accelerator.programmes.models import Call
from tests.factories import reviews
from tests.pipeline.conftest import WAYS, read


def at(**query: str) -> filters.Filters:
    return filters.read(QueryDict(urlencode(query)))


class TestRead:
    def test_nothing_asked(self) -> None:
        found = at()
        assert (found.text, found.view, found.reached, found.stage, found.sector) == ("", "", "", "", "")
        assert (found.score, found.outcome, found.sort, found.chips, found.narrowed) == (None, "", "score", [], False)

    def test_everything_asked(self) -> None:
        found = at(
            q=" sampan ",
            view="decide",
            reached="scored",
            stage="scored",
            sector="Ports",
            score="3.5",
            outcome="none",
            sort="name",
        )
        assert (found.text, found.view, found.reached, found.stage) == ("sampan", "decide", "scored", "scored")
        assert (found.sector, found.score, found.outcome, found.sort) == ("Ports", Decimal("3.5"), "none", "name")
        assert [(chip.field, chip.operator, chip.value, chip.invalid) for chip in found.chips] == [
            ("Stage", "is", "Scored", False),
            ("Reached", "", "Scored", False),
            ("Decision", "is", "Not decided", False),
            ("Sector", "is", "Ports", False),
            ("Score", "at least", "3.50", False),
        ]
        assert found.narrowed

    @pytest.mark.parametrize(
        ("name", "value", "shown"),
        [
            ("stage", "nonsense", "nonsense"),
            ("reached", "accepted", "accepted"),
            ("outcome", "maybe", "maybe"),
            ("score", "high", "high"),
            ("score", "0.9", "0.9"),
            ("score", "5.01", "5.01"),
            ("score", "NaN", "NaN"),
            ("score", "Infinity", "Infinity"),
            ("score", "1e999999", "1e999999"),
            ("stage", "x" * 99, "x" * 40),
        ],
    )
    def test_what_makes_no_sense_is_shown_and_left_out(self, name: str, value: str, shown: str) -> None:
        found = at(**{name: value, "sector": "Ports"})
        assert not getattr(found, name)
        (chip,) = [chip for chip in found.chips if chip.invalid]
        assert (chip.value, chip.remove) == (shown, "?sector=Ports")

    @pytest.mark.parametrize("name", ["view", "sort"])
    def test_an_unknown_tab_or_order_is_the_usual_one(self, name: str) -> None:
        found = at(**{name: "nonsense"})
        assert (found.view, found.sort, found.chips) == ("", "score", [])

    @pytest.mark.parametrize("score", ["1", "5", "4.25", "5.000"])
    def test_scores_on_the_scale(self, score: str) -> None:
        assert at(score=score).score == Decimal(score)

    def test_a_form_hands_its_query_on(self) -> None:
        assert filters.from_query("?view=decide&q=tide").view == "decide"
        assert filters.from_query("view=decide").view == "decide"
        assert filters.from_query("") == filters.read(QueryDict(""))

    def test_taking_one_out_leads_to_the_first_page(self) -> None:
        found = at(sector="Ports", stage="scored", mark="abc")
        assert found.query(stage="") == "?sector=Ports"
        assert found.query() == "?sector=Ports&stage=scored"
        assert found.query(view="offers") == "?sector=Ports&stage=scored&view=offers"


@given(
    st.dictionaries(st.sampled_from(["q", "view", "reached", "stage", "sector", "score", "outcome", "sort", "mark"]), st.text())
)
def test_any_address_is_answered(query: dict[str, str]) -> None:
    sent = QueryDict(mutable=True)
    sent.update(query)
    found = filters.read(sent)
    assert "\0" not in found.text + found.sector
    assert len(found.text) <= 100
    assert len(found.sector) <= 80
    assert found.stage in ("", *stages.NAMES)
    assert found.score is None or 1 <= found.score <= 5
    assert "mark" not in QueryDict(found.query()[1:])
    again = filters.from_query(found.query())
    assert (again.text, again.view, again.stage, again.sector, again.score) == (
        found.text,
        found.view,
        found.stage,
        found.sector,
        found.score,
    )


@pytest.mark.django_db
class TestNarrow:
    @pytest.fixture
    def names(self, call: Call) -> dict[str, str]:
        """A call with one application in every stage; {number: stage}."""
        return {way(call).number: name for name, way in WAYS.items()}

    @pytest.mark.parametrize(
        ("query", "left"),
        [
            ({}, set(stages.NAMES)),
            ({"stage": "scored"}, {"scored"}),
            ({"view": "offers"}, {"offer_sent", "accepted", "offer_declined", "offer_lapsed"}),
            ({"view": "offers", "stage": "accepted"}, {"accepted"}),
            ({"view": "decide", "stage": "accepted"}, set()),
            ({"reached": "offer_sent"}, {"offer_sent", "accepted", "offer_declined", "offer_lapsed"}),
            ({"outcome": "none"}, {"submitted", "in_review", "scored", "withdrawn"}),
            ({"outcome": "waitlist"}, {"waitlisted"}),
            ({"stage": "nonsense"}, set(stages.NAMES)),
            ({"score": "nonsense"}, set(stages.NAMES)),
            ({"score": "1"}, {"in_review", "scored", "decided", "withdrawn"}),
            ({"score": "5"}, set()),
        ],
    )
    def test_by_where_it_is(self, call: Call, names: dict[str, str], query: dict[str, str], left: set[str]) -> None:
        assert {names[one.number] for one in at(**query).narrow(queries.rows(call))} == left

    def test_by_name_number_and_sector(self, call: Call) -> None:
        tide = reviews.application(call, name="Tide Table", sector="Ports")
        reviews.application(call, name="Cranesong", sector="Health")
        for query in ({"q": "tide"}, {"q": tide.number.lower()}, {"sector": "Ports"}, {"q": "table", "sector": "Ports"}):
            assert list(at(**query).narrow(queries.rows(call))) == [tide]
        for query in ({"q": "%"}, {"q": "a_d"}, {"sector": "ports"}, {"q": "tide", "sector": "Health"}):
            assert list(at(**query).narrow(queries.rows(call))) == []

    def test_the_score_counts_exactly(self, call: Call) -> None:
        read(reviews.application(call), 1, {1: 4, 2: 4, 3: 4})
        for score, count in (("4", 1), ("4.000000001", 0), ("3.999999999", 1), ("4." + "0" * 200, 1)):
            assert at(score=score).narrow(queries.rows(call)).count() == count

    def test_a_bulk_act_takes_what_was_ticked_or_all_that_is_left(self, call: Call) -> None:
        one, two = reviews.application(call, sector="Ports"), reviews.application(call, sector="Ports")
        three, other = reviews.application(call), reviews.application(reviews.call())
        ports = at(sector="Ports")
        assert queries.chosen(call, numbers=[one.number, other.number, "x"], filters=ports, every=False) == [one]
        assert queries.chosen(call, numbers=[three.number], filters=ports, every=False) == [three]
        assert queries.chosen(call, numbers=[three.number], filters=ports, every=True) == [one, two]
        assert queries.chosen(call, numbers=[], filters=at(), every=False) == []
