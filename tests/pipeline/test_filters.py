"""Filters are read from the address; what makes no sense is shown as such and narrows nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import example, given
from hypothesis import strategies as st

from accelerator.pipeline import filters, queries, stages
from accelerator.programmes.models import Call
from accelerator.questionnaires.models import Version
from tests.factories import questionnaires, reviews
from tests.pipeline.conftest import WAYS, read

FORM = Call(version=Version(definition=questionnaires.DEFINITION))


def at(call: Call = FORM, **query: Any) -> filters.Filters:
    return filters.read(QueryDict(urlencode(query, doseq=True)), call)


def asked(found: filters.Filters) -> dict[tuple[str, str], tuple[str, ...]]:
    return {(test.field.name, test.operator): test.values for test in found.tests}


def chips(found: filters.Filters) -> list[tuple[str, str, str]]:
    return [(chip.field, chip.operator, chip.value) for chip in found.chips if not chip.invalid]


class TestRead:
    def test_nothing_asked(self) -> None:
        found = at()
        assert (found.text, found.view, found.sort, found.tests, found.chips, found.narrowed) == ("", "", "score", [], [], False)

    def test_everything_asked(self) -> None:
        found = at(
            q=" sampan ",
            view="decide",
            reached="scored",
            stage=["scored", "in_review"],
            sector="not:Other",
            country="SG",
            score=["min:3.5", "max:4"],
            submitted="from:2026-11-01",
            outcome="none",
            sort="name",
        )
        assert (found.text, found.view, found.sort, found.narrowed) == ("sampan", "decide", "name", True)
        assert asked(found) == {
            ("stage", "is"): ("scored", "in_review"),
            ("reached", "is"): ("scored",),
            ("outcome", "is"): ("none",),
            ("score", "max"): ("4",),
            ("score", "min"): ("3.5",),
            ("submitted", "from"): ("2026-11-01",),
            ("sector", "not"): ("Other",),
            ("country", "is"): ("SG",),
        }
        assert chips(found) == [
            ("Stage", "is any of", "Scored, In review"),
            ("Reached", "is", "Scored"),
            ("Decision", "is", "Not decided"),
            ("Score", "at most", "4.00"),
            ("Score", "at least", "3.50"),
            ("Submitted", "from", "Sun 1 Nov"),
            ("Sector", "is not", "Other"),
            ("Country", "is", "Singapore"),
        ]

    def test_answers_are_asked_by_the_type_of_their_question(self) -> None:
        found = at(
            **{
                "a.stage": ["idea", "pilot"],
                "a.revenue": "min:18,400",
                "a.what": "has:dwell",
                "a.true": "yes",
                "a.deck": "empty:",
            }
        )
        assert chips(found) == [
            ("Stage", "is any of", "Idea, Pilot with paying users"),
            ("Monthly recurring revenue", "at least", "SGD 18,400"),
            ("What does your product do?", "contains", "dwell"),
            ("Everything here is true", "is", "Yes"),
            ("Deck", "is not answered", ""),
        ]

    def test_a_month_will_do_for_a_day(self) -> None:
        found = at(submitted=["2026-11", "until:2026-12"])
        assert chips(found) == [("Submitted", "from", "November 2026"), ("Submitted", "until", "December 2026")]

    def test_many_values_are_counted_beyond_the_first(self) -> None:
        found = at(stage=["scored", "in_review", "decided", "accepted"])
        assert chips(found) == [("Stage", "is any of", "Scored, +3")]

    def test_of_an_order_the_last_limit_counts(self) -> None:
        assert asked(at(score=["2", "3"])) == {("score", "min"): ("3",)}

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
            ("submitted", "tomorrow", "tomorrow"),
            ("submitted", "2026-02-30", "2026-02-30"),
            ("submitted", "until:9999-12-31", "9999-12-31"),
            ("submitted", "until:9999-12", "9999-12"),
            ("submitted", "2026-W48-1", "2026-W48-1"),
            ("country", "Atlantis", "Atlantis"),
            ("stage", "x" * 99, "x" * 40),
            ("a.stage", "sunk", "sunk"),
            ("a.revenue", "lots", "lots"),
            ("a.true", "perhaps", "perhaps"),
            ("a.nothing", "42", "42"),
        ],
    )
    def test_what_makes_no_sense_is_shown_and_left_out(self, name: str, value: str, shown: str) -> None:
        found = at(**{name: value, "sector": "Ports"})
        assert asked(found) == {("sector", "is"): ("Ports",)}
        (chip,) = [chip for chip in found.chips if chip.invalid]
        assert (chip.value, chip.remove) == (shown, "?sector=Ports")
        alone = at(**{name: value})
        assert (len(alone.chips), alone.narrowed, found.narrowed) == (1, False, True)

    @pytest.mark.parametrize("name", ["view", "sort"])
    def test_an_unknown_tab_or_order_is_the_usual_one(self, name: str) -> None:
        found = at(**{name: "nonsense"})
        assert (found.view, found.sort, found.chips) == ("", "score", [])

    def test_a_form_hands_its_query_on(self) -> None:
        assert filters.from_query("?view=decide&q=tide", FORM).view == "decide"
        assert filters.from_query("view=decide", FORM).view == "decide"

    def test_taking_one_out_leads_to_the_first_page(self) -> None:
        found = at(sector="Ports", stage="scored", mark="abc")
        assert found.query(stage="") == "?sector=Ports"
        assert found.query() == "?sector=Ports&stage=scored"
        assert found.query(view="offers") == "?sector=Ports&stage=scored&view=offers"

    def test_a_chip_takes_out_its_own_operator_alone(self) -> None:
        found = at(score=["min:2", "max:4"], stage=["scored", "decided"], mark="abc")
        assert [chip.remove for chip in found.chips] == [
            "?score=min%3A2&score=max%3A4",
            "?score=min%3A2&stage=scored&stage=decided",
            "?score=max%3A4&stage=scored&stage=decided",
        ]

    def test_adding_one_replaces_what_stood_there_for_its_operator(self) -> None:
        found = at(score="2", sector="Ports")
        score = found.fields.facts["score"]
        assert found.adding(score, "min", ["3"]) == "?sector=Ports&score=3"
        assert found.adding(score, "max", ["3"]) == "?score=2&score=max%3A3&sector=Ports"

    def test_a_value_that_looks_like_an_operator_stays_a_value(self) -> None:
        found = at()
        sector = found.fields.facts["sector"]
        again = filters.from_query(found.adding(sector, "is", ["not: a sector"]), FORM)
        assert asked(again) == {("sector", "is"): ("not: a sector",)}


_NAMES = ["q", "view", "reached", "stage", "sector", "score", "outcome", "sort", "mark", "country", "submitted"]
_ANSWERS = ["a.what", "a.stage", "a.revenue", "a.deck", "a.true", "a.", "a.%", "a.csrf"]


@given(
    st.dictionaries(
        st.sampled_from(_NAMES + _ANSWERS),
        st.text() | st.tuples(st.sampled_from(["is", "not", "min", "has", "given", "from"]), st.text()).map(":".join),
    )
)
@example({"a.revenue": "min:--1"})
def test_any_address_is_answered(query: dict[str, str]) -> None:
    sent = QueryDict(mutable=True)
    sent.update(query)
    found = filters.read(sent, FORM)
    assert "\0" not in found.text
    assert len(found.text) <= 100
    assert all(test.is_sound for test in found.tests)
    assert "mark" not in QueryDict(found.query()[1:])
    again = filters.from_query(found.query(), FORM)
    assert (again.text, again.view, again.sort, asked(again)) == (found.text, found.view, found.sort, asked(found))
    assert [chip for chip in again.chips if chip.invalid] == [chip for chip in found.chips if chip.invalid]


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
            ({"stage": ["scored", "accepted"]}, {"scored", "accepted"}),
            ({"stage": ["not:scored", "not:accepted"]}, set(stages.NAMES) - {"scored", "accepted"}),
            ({"outcome": ["none", "waitlist"]}, {"submitted", "in_review", "scored", "withdrawn", "waitlisted"}),
            (
                {"outcome": "not:none"},
                {"decided", "waitlisted", "declined", "offer_sent", "accepted", "offer_declined", "offer_lapsed"},
            ),
            ({"score": "1"}, {"in_review", "scored", "decided", "withdrawn"}),
            ({"score": "5"}, set()),
        ],
    )
    def test_by_where_it_is(self, call: Call, names: dict[str, str], query: dict[str, Any], left: set[str]) -> None:
        assert {names[one.number] for one in at(call, **query).narrow(queries.rows(call))} == left

    def test_by_name_number_and_sector(self, call: Call) -> None:
        tide = reviews.application(call, name="Tide Table", sector="Ports")
        reviews.application(call, name="Cranesong", sector="Health")
        for query in ({"q": "tide"}, {"q": tide.number.lower()}, {"sector": "Ports"}, {"q": "table", "sector": "Ports"}):
            assert list(at(call, **query).narrow(queries.rows(call))) == [tide]
        for query in ({"q": "%"}, {"q": "a_d"}, {"sector": "ports"}, {"q": "tide", "sector": "Health"}):
            assert list(at(call, **query).narrow(queries.rows(call))) == []

    def test_the_score_counts_exactly(self, call: Call) -> None:
        read(reviews.application(call), 1, {1: 4, 2: 4, 3: 4})
        for score, count in (("4", 1), ("4.000000001", 0), ("3.999999999", 1)):
            assert at(call, score=score).narrow(queries.rows(call)).count() == count

    def test_a_bulk_act_takes_what_was_ticked_or_all_that_is_left(self, call: Call) -> None:
        one, two = reviews.application(call, sector="Ports"), reviews.application(call, sector="Ports")
        three, other = reviews.application(call), reviews.application(reviews.call())
        ports = at(call, sector="Ports")
        assert queries.chosen(call, numbers=[one.number, other.number, "x"], filters=ports, every=False) == [one]
        assert queries.chosen(call, numbers=[three.number], filters=ports, every=False) == [three]
        assert queries.chosen(call, numbers=[three.number], filters=ports, every=True) == [one, two]
        assert queries.chosen(call, numbers=[], filters=at(call), every=False) == []
