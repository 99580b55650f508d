"""Rules that managers set, flags they raise and quieten: operations, their guards, and what the board makes of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.trail.models import Entry
from cohorts.milestones.models import SignOff
from cohorts.reporting import board as boards
from cohorts.reporting import operations, risk
from cohorts.reporting.models import RiskFlag, RiskMute, RiskRule
from cohorts.reporting.risk import WATCH, Rule
from cohorts.roster import operations as roster
from tests.factories import accounts, checkins, cohorts, credits, milestones, programmes
from tests.factories.cohorts import NOW, Scene

SOON = date(2026, 11, 27)


def why(scene: Scene, person: Any = None) -> list[tuple[str, str]]:
    rows = boards.board(scene.cohort, person or scene.manager).rows
    return next(one.why for one in rows if one.line.pk == scene.enrolment.pk)


def quiet(scene: Scene) -> list[tuple[str, str]]:
    rows = boards.board(scene.cohort, scene.manager).rows
    return next(one.quiet for one in rows if one.line.pk == scene.enrolment.pk)


class TestRules:
    def test_a_row_is_kept_for_what_differs_and_goes_when_it_no_longer_does(self, scene: Scene) -> None:
        after = operations.rule(scene.cohort, [Rule(risk.LATE, 9), Rule(risk.ASK, 7, severity=WATCH)], by=scene.manager)
        assert [(one.kind, one.threshold, one.cohort) for one in RiskRule.objects.all()] == [("late", 9, scene.cohort)]
        assert after == operations.in_force(scene.cohort)
        assert after[0] == Rule(risk.LATE, 9)
        operations.rule(scene.cohort, [risk.DEFAULTS[risk.LATE]], by=scene.manager)
        assert not RiskRule.objects.exists()

    def test_the_programmes_rules_hold_where_the_cohort_says_nothing(self, scene: Scene) -> None:
        operations.rule(scene.programme, [Rule(risk.LATE, 4), Rule(risk.MISSED, 5)], by=scene.manager)
        operations.rule(scene.cohort, [Rule(risk.LATE, 1)], by=scene.manager)
        found = {one.kind: one.threshold for one in operations.in_force(scene.cohort)}
        assert (found[risk.LATE], found[risk.MISSED]) == (1, 5)

    def test_the_trail_says_what_changed_and_nothing_of_what_did_not(self, scene: Scene) -> None:
        operations.rule(scene.cohort, [Rule(risk.LATE, 9), Rule(risk.MISSED, 2, is_on=False)], by=scene.manager)
        operations.rule(scene.cohort, [Rule(risk.LATE, 9)], by=scene.manager)
        entry = Entry.objects.get(verb="risk.ruled")
        assert entry.told() == "Nurul Hakim changed when startups of Cohort 5 are flagged: late 9 risk; missed off."

    @pytest.mark.parametrize(
        ("rule", "field"),
        [
            (Rule(risk.LATE, 0), risk.LATE),
            (Rule(risk.MISSED, 366), risk.MISSED),
            (Rule("weather", 3), "weather"),
            (Rule(risk.LATE, 3, severity="dire"), risk.LATE),
            (Rule(risk.CREDITS, -1), risk.CREDITS),
        ],
    )
    def test_what_means_nothing_is_refused_by_its_kind(self, scene: Scene, rule: Rule, field: str) -> None:
        with pytest.raises(Refusal) as refused:
            operations.rule(scene.cohort, [Rule(risk.ASK, 3), rule], by=scene.manager)
        assert refused.value.field == field
        assert not RiskRule.objects.exists()

    def test_only_managers_of_the_programme(self, scene: Scene) -> None:
        for person in (*scene.insiders, *scene.outsiders, scene.mentor, scene.auditor):
            for scope in (scene.cohort, scene.programme):
                with pytest.raises(Forbidden):
                    operations.rule(scope, [Rule(risk.LATE, 9)], by=person)
        assert not RiskRule.objects.exists()

    def test_the_board_follows_them(self, scene: Scene) -> None:
        milestones.milestone(scene.enrolment, state="active", due_on=date(2026, 11, 15))
        assert why(scene) == [("risk", "M1 Customer interviews is 5 days late")]
        operations.rule(scene.cohort, [Rule(risk.LATE, 5, severity=WATCH)], by=scene.manager)
        assert why(scene) == [("watch", "M1 Customer interviews is 5 days late")]
        operations.rule(scene.cohort, [Rule(risk.LATE, 6)], by=scene.manager)
        assert why(scene) == []

    def test_the_database_refuses_a_rule_of_nothing_and_of_both(self, scene: Scene) -> None:
        said = {"kind": "late", "threshold": 1, "severity": "risk"}
        for owners in ({}, {"programme": scene.programme, "cohort": scene.cohort}):
            with pytest.raises(IntegrityError), transaction.atomic():
                RiskRule.objects.create(**said, **owners)


class TestFacts:
    def test_returned_evidence_counts_from_its_last_return(self, scene: Scene) -> None:
        one = milestones.milestone(scene.enrolment, state="returned", due_on=date(2026, 12, 20))
        for days in (20, 6):
            at = NOW - timedelta(days=days)
            SignOff.objects.create(milestone=one, verdict="returned", by=scene.mentor, at=at)
        assert why(scene) == [("watch", "M1 Customer interviews was returned 6 days ago and not answered")]

    @pytest.mark.parametrize(
        ("states", "missed", "shown"),
        [
            (["sent", "open", "open"], ["2 check-ins missed in a row"], (1, 2)),
            (["open", "open", "sent"], [], (1, 2)),
            (["sent", "sent", "open"], [], (2, 1)),
            (["open", "open", "open"], ["3 check-ins missed in a row"], (0, 3)),
        ],
    )
    def test_check_ins_missed_in_a_row(self, scene: Scene, states: list[str], missed: list[str], shown: tuple[int, int]) -> None:
        """Of those that fell due; the last of them two days ago."""
        rhythm = checkins.rhythm(scene.cohort)
        for ago, state in zip((2, 1, 0), states, strict=True):
            checkins.check_in(rhythm, scene.enrolment, ago=ago, state=state)
        assert [said for _severity, said in why(scene)] == missed
        row = next(one for one in boards.board(scene.cohort, scene.manager).rows if one.line.pk == scene.enrolment.pk)
        assert row.line.weeks is not None
        assert (row.line.weeks.sent, row.line.weeks.missed) == shown

    def test_an_ask_that_nobody_took(self, scene: Scene) -> None:
        sent = checkins.check_in(checkins.rhythm(scene.cohort), scene.enrolment, state="sent")
        for days, state in ((9, "open"), (3, "open"), (30, "closed")):
            ask = checkins.ask(sent, state=state, **({"settled_at": NOW} if state == "closed" else {}))
            type(ask).objects.filter(pk=ask.pk).update(created_at=NOW - timedelta(days=days))
        assert why(scene) == [("watch", "An ask is unanswered for 9 days")]

    def test_nobody_met_it_since_it_joined(self, scene: Scene) -> None:
        type(scene.enrolment).objects.filter(pk=scene.enrolment.pk).update(enrolled_at=NOW - timedelta(days=200))
        assert why(scene) == [("watch", "No mentor session for 80 days")]  # from the cohort's first day on

    def test_credits_that_lapse_for_who_may_see_them(self, scene: Scene) -> None:
        officer, approver = credits.officer(), credits.approver()
        pool = credits.pool(by=officer, expires_on=date(2026, 12, 10))
        credits.awarded(pool=pool, enrolment=scene.enrolment, by=officer, approver=approver)
        assert why(scene) == [("watch", "Credits end in 20 days")]
        row = next(one for one in boards.board(scene.cohort, scene.manager).rows if one.line.pk == scene.enrolment.pk)
        assert [(one.currency, int(one.amount), one.ends_on) for one in row.line.left] == [("SGD", 1000, date(2026, 12, 10))]
        assert why(scene, accounts.operator_person(role="admin")) == []


class TestFlags:
    def test_raised_by_hand_until_its_day(self, scene: Scene, today: Any) -> None:
        operations.flag(scene.enrolment, reason="Pilot partner withdrew", until_on=SOON, by=scene.manager)
        assert why(scene) == [("risk", "Pilot partner withdrew")]
        today.move_to(NOW + timedelta(days=7, hours=9))  # 23:02 in Singapore on its last day
        assert why(scene) == [("risk", "Pilot partner withdrew")]
        today.move_to(NOW + timedelta(days=7, hours=10))
        assert why(scene) == []

    def test_only_who_oversees_the_programme_reads_it(self, scene: Scene) -> None:
        operations.flag(scene.enrolment, reason="Pilot partner withdrew", until_on=SOON, by=scene.manager)
        assert why(scene, scene.auditor) == [("risk", "Pilot partner withdrew")]
        assert why(scene, credits.officer()) == []

    def test_who_stands_by_it_as_a_manager_hears_of_it(self, scene: Scene) -> None:
        lead = programmes.manager(scene.programme, accounts.person(name="Farah"))
        for person in (lead, scene.manager):
            cohorts.supporter(scene.enrolment, person, role="manager")
        operations.flag(scene.enrolment, reason="Silent", until_on=SOON, by=scene.manager)
        assert [(one.recipient, one.kind) for one in Message.objects.all()] == [(lead, "startup_flagged")]

    def test_taken_back_once(self, scene: Scene) -> None:
        flag = operations.flag(scene.enrolment, reason="Silent", until_on=SOON, by=scene.manager)
        for _ in range(2):
            operations.unflag(flag, by=scene.manager)
        assert (why(scene), flag.ended_by, flag.ended_at) == ([], scene.manager, NOW)
        assert [one.verb for one in Entry.objects.filter(verb__startswith="risk.").order_by("id")] == [
            "risk.flagged",
            "risk.unflagged",
        ]

    @pytest.mark.parametrize("day", [date(2026, 11, 19), date(2027, 11, 22)])
    def test_a_day_that_is_over_or_far_away_is_refused(self, scene: Scene, day: date) -> None:
        for act in (operations.flag, operations.mute):
            with pytest.raises(Refusal) as refused:
                act(scene.enrolment, reason="Silent", until_on=day, by=scene.manager)
            assert refused.value.field == "until_on"
        assert not RiskFlag.objects.exists()

    def test_nobody_but_its_managers(self, scene: Scene) -> None:
        flag = operations.flag(scene.enrolment, reason="Silent", until_on=SOON, by=scene.manager)
        mute = operations.mute(scene.enrolment, reason="Known", until_on=SOON, by=scene.manager)
        for person in (*scene.insiders, *scene.outsiders, scene.mentor, scene.auditor):
            with pytest.raises(Forbidden):
                operations.flag(scene.enrolment, reason="Silent", until_on=SOON, by=person)
            with pytest.raises(Forbidden):
                operations.mute(scene.enrolment, reason="Known", until_on=SOON, by=person)
            with pytest.raises(Forbidden):
                operations.unflag(flag, by=person)
            with pytest.raises(Forbidden):
                operations.unmute(mute, by=person)


class TestMutes:
    @pytest.fixture(autouse=True)
    def late(self, scene: Scene) -> None:
        milestones.milestone(scene.enrolment, state="active", due_on=date(2026, 11, 15))

    def test_quiet_until_its_day_and_said_by_whom(self, scene: Scene, today: Any) -> None:
        operations.mute(scene.enrolment, kind=risk.LATE, reason="Moved by hand", until_on=SOON, by=scene.manager)
        assert why(scene) == []
        assert quiet(scene) == [("M1 Customer interviews is 5 days late", "Muted by Nurul Hakim until Fri 27 Nov")]
        board = boards.board(scene.cohort, scene.manager)
        assert (board.counts["at_risk"], board.counts["muted"]) == (0, 1)
        today.move_to(NOW + timedelta(days=8))
        assert [severity for severity, _said in why(scene)] == ["risk"]

    def test_of_another_kind_it_changes_nothing(self, scene: Scene) -> None:
        operations.mute(scene.enrolment, kind=risk.ASK, reason="Known", until_on=SOON, by=scene.manager)
        assert len(why(scene)) == 1

    def test_all_that_rules_raise_but_no_flag_by_hand(self, scene: Scene) -> None:
        operations.flag(scene.enrolment, reason="Silent", until_on=SOON, by=scene.manager)
        operations.mute(scene.enrolment, reason="Known", until_on=SOON, by=scene.manager)
        assert why(scene) == [("risk", "Silent")]

    def test_a_second_replaces_the_first(self, scene: Scene) -> None:
        first = operations.mute(scene.enrolment, reason="Known", until_on=SOON, by=scene.manager)
        second = operations.mute(scene.enrolment, reason="Longer", until_on=SOON + timedelta(days=7), by=scene.manager)
        assert list(RiskMute.objects.filter(ended_at=None)) == [second]
        first.refresh_from_db()
        assert first.ended_by == scene.manager

    def test_heard_again(self, scene: Scene) -> None:
        mute = operations.mute(scene.enrolment, reason="Known", until_on=SOON, by=scene.manager)
        for _ in range(2):
            operations.unmute(mute, by=scene.manager)
        assert len(why(scene)) == 1
        assert Entry.objects.filter(verb="risk.unmuted").count() == 1

    def test_a_kind_that_is_none_is_refused(self, scene: Scene) -> None:
        with pytest.raises(Refusal) as refused:
            operations.mute(scene.enrolment, kind="weather", reason="Known", until_on=SOON, by=scene.manager)
        assert refused.value.field == "kind"


class TestOnce:
    def test_the_same_flag_twice_is_one(self, scene: Scene) -> None:
        first = operations.flag(scene.enrolment, reason="Quiet.", until_on=SOON, by=scene.manager)
        assert operations.flag(scene.enrolment, reason="Quiet.", until_on=SOON, by=scene.manager) == first
        assert operations.flag(scene.enrolment, reason="Louder.", until_on=SOON, by=scene.manager) != first
        operations.unflag(first, by=scene.manager)
        assert operations.flag(scene.enrolment, reason="Quiet.", until_on=SOON, by=scene.manager) != first
        assert (RiskFlag.objects.count(), Entry.objects.filter(verb="risk.flagged").count()) == (3, 3)

    def test_who_left_is_not_flagged(self, scene: Scene) -> None:
        roster.depart(scene.enrolment, reason="Moved away.", by=scene.manager)
        with pytest.raises(Refusal, match="Quaykeeper is no longer in the cohort"):
            operations.flag(scene.enrolment, reason="Quiet.", until_on=SOON, by=scene.manager)
        assert not RiskFlag.objects.exists()
