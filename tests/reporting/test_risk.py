"""Facts in, reasons out: tables of every kind, and what holds whatever the facts and rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.reporting import risk, sentences
from cohorts.reporting.risk import KINDS, RISK, WATCH, Facts, Reason, Rule

counts = st.one_of(st.none(), st.integers(0, 400))
facts = st.builds(Facts, **dict.fromkeys(Facts._fields, counts))
rule = st.builds(Rule, st.sampled_from(KINDS), st.integers(0, risk.MOST), st.booleans(), st.sampled_from(risk.SEVERITIES))
layers = st.lists(rule, max_size=8)


@pytest.mark.parametrize(
    ("kind", "threshold", "holds", "does_not"),
    [
        (risk.LATE, 3, [3, 4, 90], [None, 0, 1, 2]),
        (risk.MANY_LATE, 2, [2, 3], [None, 1]),
        (risk.MISSED, 2, [2, 8], [None, 0, 1]),
        (risk.RETURNED, 5, [5, 6], [None, 0, 4]),
        (risk.ASK, 7, [7, 30], [None, 0, 6]),
        (risk.NO_SESSION, 28, [28, 29], [None, 0, 27]),
        (risk.NOT_BEGUN, 3, [0, 1, 3], [None, 4, 30]),
        (risk.NOT_BEGUN, 0, [0], [None, 1]),
        (risk.CREDITS, 30, [-2, 0, 30], [None, 31]),
    ],
)
def test_when_each_kind_holds(kind: str, threshold: int, holds: list[int], does_not: list[int | None]) -> None:
    for count in holds:
        assert risk.reasons(Facts(**{kind: count}), [Rule(kind, threshold)]) == [Reason(kind, RISK, count)]
    for none in does_not:
        assert risk.reasons(Facts(**{kind: none}), [Rule(kind, threshold)]) == []


def test_without_any_row_the_defaults_are_in_force_in_the_order_of_kinds() -> None:
    assert risk.in_force() == [risk.DEFAULTS[kind] for kind in KINDS]
    assert set(risk.DEFAULTS) == set(KINDS) == set(Facts._fields)


def test_a_cohort_goes_before_its_programme_and_that_before_the_defaults() -> None:
    programme = [Rule(risk.LATE, 9), Rule(risk.MISSED, 4)]
    cohort = [Rule(risk.LATE, 3, is_on=False)]
    found = {one.kind: one for one in risk.in_force(programme, cohort)}
    assert (found[risk.LATE], found[risk.MISSED], found[risk.ASK]) == (cohort[0], programme[1], risk.DEFAULTS[risk.ASK])


def test_that_several_are_late_says_that_one_is() -> None:
    found = risk.reasons(Facts(late=4, many_late=2), [Rule(risk.LATE, 1), Rule(risk.MANY_LATE, 2, severity=WATCH)])
    assert found == [Reason(risk.MANY_LATE, RISK, 2)]


def test_the_severe_first_then_in_the_order_of_kinds() -> None:
    everything = Facts(**dict.fromkeys(Facts._fields, 10))
    rules = [Rule(kind, 10, severity=WATCH if kind in (risk.MISSED, risk.ASK) else RISK) for kind in KINDS]
    said = [(one.severity, one.kind) for one in risk.reasons(everything, rules)]
    assert said == [
        (RISK, risk.MANY_LATE), (RISK, risk.RETURNED), (RISK, risk.NOT_BEGUN), (RISK, risk.NO_SESSION), (RISK, risk.CREDITS),
        (WATCH, risk.MISSED), (WATCH, risk.ASK),
    ]  # fmt: skip


class TestStanding:
    rules = (Rule(risk.LATE, 1), Rule(risk.ASK, 7, severity=WATCH))
    facts = Facts(late=2, ask=9)
    raised = (Reason(risk.BY_HAND, WATCH, words="Pilot partner withdrew"),)

    @pytest.mark.parametrize(
        ("muted", "heard", "quiet"),
        [
            ([], [risk.LATE, risk.BY_HAND, risk.ASK], []),
            ([risk.LATE], [risk.BY_HAND, risk.ASK], [risk.LATE]),
            ([""], [risk.BY_HAND], [risk.LATE, risk.ASK]),
            ([risk.BY_HAND], [risk.LATE, risk.ASK], [risk.BY_HAND]),
            (["", risk.BY_HAND], [], [risk.LATE, risk.BY_HAND, risk.ASK]),
            ([risk.MISSED], [risk.LATE, risk.BY_HAND, risk.ASK], []),
        ],
    )
    def test_what_is_muted_is_kept_apart(self, muted: list[str], heard: list[str], quiet: list[str]) -> None:
        found = risk.standing(self.facts, self.rules, raised=self.raised, muted=muted)
        assert ([one.kind for one in found.heard], [one.kind for one in found.quiet]) == (heard, quiet)

    def test_its_severity_and_weight_are_of_what_is_heard(self) -> None:
        loud = risk.standing(self.facts, self.rules, raised=self.raised)
        low = risk.standing(self.facts, self.rules, raised=self.raised, muted=[risk.LATE])
        none = risk.standing(self.facts, self.rules, muted=[""])
        assert [(one.severity, one.weight) for one in (loud, low, none)] == [(RISK, (1, 2)), (WATCH, (0, 2)), ("", (0, 0))]


@given(facts, layers, layers)
def test_reasons_come_from_rules_that_are_on_each_kind_once(known: Facts, programme: list[Rule], cohort: list[Rule]) -> None:
    rules = {one.kind: one for one in risk.in_force(programme, cohort)}
    found = risk.reasons(known, list(rules.values()))
    assert len({one.kind for one in found}) == len(found)
    for one in found:
        assert rules[one.kind].is_on
        assert one.number == getattr(known, one.kind)
        assert sentences.told(one)
    severities = [risk.SEVERITIES.index(one.severity) for one in found]
    assert severities == sorted(severities)


@given(facts, layers, st.sampled_from(KINDS))
def test_a_stricter_rule_flags_nobody_less(known: Facts, rules: list[Rule], kind: str) -> None:
    before = risk.in_force(rules)
    step = 1 if risk.least(kind) == 0 else -1  # days ahead are stricter the more they are
    after = [one._replace(threshold=max(0, one.threshold + step)) if one.kind == kind else one for one in before]
    told = {one.kind for one in risk.reasons(known, after)}
    lost = {one.kind for one in risk.reasons(known, before)} - told
    assert lost == (set() if risk.MANY_LATE not in told else lost & {risk.LATE})


@given(facts, layers)
def test_a_rule_that_is_off_is_as_if_it_knew_nothing(known: Facts, rules: list[Rule]) -> None:
    force = risk.in_force(rules)
    blind = known._replace(**{one.kind: None for one in force if not one.is_on})
    assert risk.reasons(known, force) == risk.reasons(blind, force)


@given(facts, layers, st.sets(st.sampled_from(["", risk.BY_HAND, *KINDS])))
def test_muting_loses_nothing(known: Facts, rules: list[Rule], muted: set[str]) -> None:
    raised = [Reason(risk.BY_HAND, RISK, words="Look")]
    loud = risk.standing(known, risk.in_force(rules), raised=raised)
    found = risk.standing(known, risk.in_force(rules), raised=raised, muted=muted)
    assert sorted(found.heard + found.quiet) == sorted(loud.heard)
    assert not {one.kind for one in found.heard} & muted


@pytest.mark.parametrize(
    ("reason", "name", "said"),
    [
        (Reason(risk.LATE, RISK, 1), "M3 Pilot", "M3 Pilot is 1 day late"),
        (Reason(risk.LATE, RISK, 4), "M3 Pilot", "M3 Pilot is 4 days late"),
        (Reason(risk.LATE, RISK, 4), "", "A milestone is 4 days late"),
        (Reason(risk.MANY_LATE, RISK, 2), "", "2 milestones are late"),
        (Reason(risk.NOT_BEGUN, WATCH, 0), "M4 Deck", "M4 Deck is due today and not begun"),
        (Reason(risk.NOT_BEGUN, WATCH, 1), "M4 Deck", "M4 Deck is due in 1 day and not begun"),
        (Reason(risk.NOT_BEGUN, WATCH, 3), "", "A milestone due in 3 days is not begun"),
        (Reason(risk.RETURNED, WATCH, 6), "M2 Data", "M2 Data was returned 6 days ago and not answered"),
        (Reason(risk.RETURNED, WATCH, 6), "", "Returned evidence is unanswered for 6 days"),
        (Reason(risk.MISSED, RISK, 2), "", "2 check-ins missed in a row"),
        (Reason(risk.NO_SESSION, WATCH, 30), "", "No mentor session for 30 days"),
        (Reason(risk.CREDITS, WATCH, 12), "", "Credits end in 12 days"),
        (Reason(risk.ASK, WATCH, 8), "", "An ask is unanswered for 8 days"),
        (Reason(risk.BY_HAND, RISK, words="Pilot partner withdrew"), "M1", "Pilot partner withdrew"),
    ],
)
def test_the_sentence_why(reason: Reason, name: str, said: str) -> None:
    assert sentences.told(reason, name) == said
