"""The verdict before the form: whatever is asked and answered, it stands, and says why."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accelerator.programmes.eligibility import Check, amount, faults, judge, read, store, version
from accelerator.programmes.forms.screening import wanted

TEXTS = st.text("aB é船−\n", min_size=1, max_size=12).filter(lambda text: text.strip() != "")
NUMBERS = st.integers(-(10**9), 10**9).map(lambda cents: f"{cents / 100:.2f}")
DAYS = st.integers(0, 30_000).map(lambda days: str(date(1990, 1, 1) + timedelta(days=days)))


def check(kind: str = "yes_no", **given_fields: Any) -> Check:
    return Check(**({"key": "one", "asks": "Is it?", "kind": kind, "why": "It must be."} | given_fields))


@st.composite
def checks(draw: Any) -> list[Check]:
    """Sound checks of any kind."""
    made = []
    for place in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(["yes_no", "choice", "country", "number", "date"]))
        fields: dict[str, Any] = {"key": f"c{place}", "asks": draw(TEXTS), "kind": kind, "why": draw(TEXTS)}
        if kind == "yes_no":
            fields["accepts"] = tuple(draw(st.sets(st.sampled_from(["yes", "no"]), min_size=1)))
        elif kind == "choice":
            fields["options"] = tuple(draw(st.lists(TEXTS, min_size=2, max_size=6, unique=True)))
            fields["accepts"] = tuple(draw(st.sets(st.sampled_from(fields["options"]), min_size=1)))
        elif kind == "country":
            fields["accepts"] = tuple(draw(st.sets(st.sampled_from(["SG", "MY", "ID"]), min_size=1)))
        else:
            ends = sorted(draw(st.lists(NUMBERS if kind == "number" else DAYS, min_size=2, max_size=2)), key=_sized(kind))
            left_out = draw(st.sampled_from([(), (0,), (1,)]))
            fields["least"], fields["most"] = ("" if place in left_out else text for place, text in enumerate(ends))
        made.append(Check(**fields))
    return made


def _sized(kind: str) -> Any:
    return lambda text: amount(kind, text)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text("aB1-.e\x00船", max_size=45)
    | NUMBERS
    | DAYS
    | st.sampled_from(["yes", "no", "SG"]),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=3,
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a machine with much else to do
@given(checks(), st.dictionaries(st.sampled_from([f"c{place}" for place in range(7)]), ANYTHING))
def test_whatever_is_answered_there_is_a_verdict(asked: list[Check], answers: dict[str, Any]) -> None:
    assert list(faults(asked)) == []
    found = judge(asked, answers)
    assert [line.check for line in found.lines] == asked
    assert found.eligible is all(line.passed for line in found.lines)
    for line in found.lines:
        assert line.answer or not line.passed
        if line.passed and line.check.kind in ("yes_no", "choice", "country"):
            assert line.answer in line.check.accepts


@given(checks())
def test_what_is_kept_reads_as_it_was(asked: list[Check]) -> None:
    kept = json.loads(json.dumps(store(asked)))
    assert read(kept) == asked
    assert version(kept) == version(store(asked))


@given(checks(), checks())
def test_a_version_is_what_was_asked(one: list[Check], other: list[Check]) -> None:
    assert (version(store(one)) == version(store(other))) is (store(one) == store(other))


@given(st.sampled_from(["number", "date"]), st.data())
def test_bounds_are_included(kind: str, data: Any) -> None:
    texts = NUMBERS if kind == "number" else DAYS
    least, answer, most = data.draw(texts), data.draw(texts), data.draw(texts)
    low, value, high = (amount(kind, text) for text in (least, answer, most))
    passed = judge([check(kind, least=least, most=most)], {"one": answer}).eligible
    assert passed is (low <= value <= high)


class TestJudge:
    @pytest.mark.parametrize(
        ("asked", "answer", "passed"),
        [
            (check(accepts=("yes",)), "yes", True),
            (check(accepts=("yes",)), "no", False),
            (check(accepts=("yes",)), "YES", False),
            (check("choice", options=("A", "B"), accepts=("B",)), "B", True),
            (check("choice", options=("A", "B"), accepts=("B",)), "C", False),
            (check("country", accepts=("SG", "MY")), "MY", True),
            (check("country", accepts=("SG", "MY")), "DE", False),
            (check("number", most="5000000"), "5000000.00", True),
            (check("number", most="5000000"), "5000000.01", False),
            (check("number", least="1"), "NaN", False),
            (check("number", most="5"), "-1", True),
            (check("number", most="5", currency="SGD"), "-1", False),
            (check("number", most="5", currency="SGD"), "0", True),
            (check("number", least="1"), "1e24", False),
            (check("number", most="20000"), "18,400", True),
            (check("number", most="18399"), "18 400.00", False),
            (check("number", least="1"), "1_000", False),
            (check("number", least="1e3"), "999", False),
            (check("number", least="1e3"), "1,000", True),
            (check("number", least="1"), "1e400", False),
            (check("date", least="2021-01-01"), "2021-01-01", True),
            (check("date", least="2021-01-01"), "2020-12-31", False),
            (check("date", least="2021-01-01"), "yesterday", False),
            (check(accepts=("yes",)), "", False),
        ],
    )
    def test_one_check(self, asked: Check, answer: str, passed: bool) -> None:
        found = judge([asked], {"one": answer})
        assert (found.eligible, found.lines[0].passed) == (passed, passed)

    def test_without_checks_everybody_is_let_in(self) -> None:
        assert judge([], {"x": "y"}).eligible

    def test_complete_once_every_answer_can_be_read(self) -> None:
        asked = [check(accepts=("yes",)), check("number", key="two", least="1")]
        assert not judge(asked, {"one": "no"}).complete
        assert judge(asked, {"one": "no", "two": "0"}).complete


class TestFaults:
    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            (check(asks=" ", accepts=("yes",)), "asks"),
            (check(why="", accepts=("yes",)), "why"),
            (check("guess"), "kind"),
            (check(), "accepts"),
            (check(accepts=("maybe",)), "accepts"),
            (check("choice", options=("A",), accepts=("A",)), "options"),
            (check("choice", options=("A", "A"), accepts=("A",)), "options"),
            (check("choice", options=("A", "B"), accepts=("C",)), "accepts"),
            (check("country"), "accepts"),
            (check("country", accepts=("Atlantis",)), "accepts"),
            (check("country", accepts=("SG", "UK")), "accepts"),
            (check("country", accepts=("EU",)), "accepts"),
            (check("country", accepts=("sg",)), "accepts"),
            (check("number", most="1e6"), "least"),
            (check("number", most="1", currency="XYZ"), "currency"),
            (check("number", most="1", currency="sgd"), "currency"),
            (check("number"), "least"),
            (check("number", least="many"), "least"),
            (check("number", least="2", most="1"), "most"),
            (check("date", most="31/12/2026"), "least"),
            (check("number", most="1", currency="dollars"), "currency"),
            (check("date", most="2026-12-31", currency="SGD"), "currency"),
        ],
    )
    def test_what_makes_no_check(self, wrong: Check, field: str) -> None:
        assert (0, field) in list(faults([wrong]))

    def test_keys_differ_and_there_are_not_too_many(self) -> None:
        sound = check(accepts=("yes",))
        assert list(faults([sound, sound])) == [(1, "key")]
        many = [check(key=f"c{place}", accepts=("yes",)) for place in range(13)]
        assert list(faults(many)) == [(12, "asks")]
        assert list(faults(many[:12])) == []


def test_amounts() -> None:
    assert [amount("number", text) for text in ("1.50", "", "x", "inf", "9" * 41)] == [Decimal("1.50"), None, None, None, None]
    assert amount("number", "9" * 24) == Decimal("9" * 24)
    assert [amount("number", text) for text in ("1e24", "-1e999999", "1_000", "1,00", "9" * 25)] == [None] * 5
    assert [amount("date", text) for text in ("2026-02-28", "2026-02-30")] == [date(2026, 2, 28), None]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (check(accepts=("no",)), "No"),
        (check("choice", options=("A", "B", "C"), accepts=("A", "C")), "A · C"),
        (check("country", accepts=("SG", "MY")), "Singapore · Malaysia"),
        (check("number", least="2.5"), "At least 2.5"),
        (check("number", least="0", most="12"), "0 to 12"),
        (check("number", most="5000000", currency="SGD"), "At most SGD 5,000,000"),
        (check("date", least="2021-01-01"), "Fri 1 Jan 2021 or later"),
        (check("date", most="2021-12-31"), "Fri 31 Dec 2021 or earlier"),
    ],
)
def test_which_answers_let_in_is_said(asked: Check, said: str) -> None:
    assert wanted(asked) == said
