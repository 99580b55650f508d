"""A startup's time in its cohort: who reads which of what happened, by kind and by page."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from accelerator.trail import operations as trail
from cohorts.milestones import planning
from cohorts.reporting import timeline
from tests.cast import browser
from tests.factories import accounts, credits, milestones, programmes
from tests.factories.cohorts import Scene

VERBS = (
    "milestone.reached", "check_in.sent", "check_in.consent", "ask.taken", "session.logged", "grant.awarded",
    "startup.enrolled", "onboarding.done", "payment_ids.saved", "risk.flagged", "risk.muted",
)  # fmt: skip
TOLD = {"milestone.reached", "check_in.sent", "check_in.consent", "ask.taken", "session.logged", "startup.enrolled",
        "onboarding.done", "payment_ids.saved"}  # fmt: skip


@pytest.fixture
def told(scene: Scene) -> Scene:
    for verb in VERBS:
        trail.record(verb, "{actor} did it: " + verb, by=scene.manager, on=scene.enrolment, touching=(scene.startup,))
    trail.record("milestone.reached", "Another's", by=None, on=scene.cohort)
    return scene


def read(scene: Scene, person: Any, kind: str = "") -> set[str]:
    by = timeline.reader(scene.enrolment, person)
    return {one.verb for one in timeline.entries(scene.enrolment, by, kind=kind)}


def test_who_runs_the_cohort_reads_all_of_it(told: Scene) -> None:
    assert read(told, told.manager) == set(VERBS)
    assert read(told, told.auditor) == set(VERBS)


def test_the_startups_own_people_read_what_is_theirs_and_no_flags(told: Scene) -> None:
    for person in told.insiders:
        assert read(told, person) == TOLD


def test_a_mentor_reads_neither_papers_nor_consents_nor_credits(told: Scene) -> None:
    assert read(told, told.mentor) == {"milestone.reached", "check_in.sent", "ask.taken", "session.logged", "startup.enrolled"}


def test_who_sees_credits_alone_reads_of_credits_and_of_the_cohort(told: Scene) -> None:
    assert read(told, credits.officer()) == {"startup.enrolled"}


def test_an_admin_sees_no_credits(told: Scene) -> None:
    assert read(told, accounts.operator_person(role="admin")) == set(VERBS) - {"grant.awarded"}


def test_a_manager_of_the_programme_who_founded_it_reads_as_a_founder(told: Scene) -> None:
    programmes.manager(told.programme, told.owner)
    assert read(told, told.owner) == TOLD


def test_nobody_else_reads_anything(told: Scene) -> None:
    for person in told.outsiders:
        assert read(told, person) == set()


def test_of_one_kind(told: Scene) -> None:
    assert read(told, told.manager, "flags") == {"risk.flagged", "risk.muted"}
    assert read(told, told.manager, "checkins") == {"check_in.sent", "check_in.consent", "ask.taken"}
    assert read(told, told.owner, "flags") == set()
    assert read(told, told.mentor, "onboarding") == set()


def test_every_kind_has_its_word_and_every_verb_its_kind() -> None:
    assert set(timeline.words()) == set(timeline.KINDS)
    assert [timeline.kind_of(verb) for verb in ("milestone.moved", "ask.closed", "payment_ids.saved", "other.thing")] == [
        "milestones", "checkins", "onboarding", "cohort",
    ]  # fmt: skip
    nouns = {noun for one in timeline.KINDS.values() for noun in one.nouns}
    assert {verb.partition(".")[0] for verb in timeline.told()} - nouns == set()


def test_a_plan_applied_and_milestones_planned_anew_stand_in_it(scene: Scene) -> None:
    planning.apply_plan(milestones.plan(scene.programme), cohort=scene.cohort, by=scene.manager)
    planning.replan(scene.enrolment, planning.Shift(3), reason="A late start.", by=scene.manager)
    for person in (scene.manager, scene.owner, scene.mentor):
        assert {"plan.applied", "enrolment.replanned"} <= read(scene, person, "milestones")


class TestPage:
    def path(self, scene: Scene) -> str:
        return f"/enrolments/{scene.enrolment.code}/timeline/"

    def shown(self, page: str) -> list[str]:
        return re.findall(r"did it: ([\w.]+)", page)

    def test_it_stands_newest_first_with_a_chart_of_milestones(self, told: Scene) -> None:
        milestones.milestone(told.enrolment, due_on=date(2026, 12, 1))
        page = browser(told.manager).get(self.path(told)).content.decode()
        assert self.shown(page) == list(reversed(VERBS))
        assert 'aria-label="M1 Customer interviews: Not started, Tue 1 Dec"' in page

    def test_htmx_gets_the_list_alone_of_one_kind(self, told: Scene) -> None:
        answer = browser(told.manager).get(self.path(told), {"kind": "flags"}, headers={"HX-Request-Type": "partial"})
        page = answer.content.decode()
        assert (self.shown(page), "<html" in page) == (["risk.muted", "risk.flagged"], False)

    def test_a_kind_that_is_not_theirs_shows_all_that_is(self, told: Scene) -> None:
        page = browser(told.owner).get(self.path(told), {"kind": "flags"}).content.decode()
        assert set(self.shown(page)) == TOLD
        assert "Flags" not in page

    def test_pages_follow_one_another(self, told: Scene) -> None:
        for _ in range(60):
            trail.record("milestone.moved", "{actor} did it: more", by=told.manager, on=told.enrolment)
        client = browser(told.manager)
        first = client.get(self.path(told)).content.decode()
        assert len(self.shown(first)) == 50
        (after,) = re.findall(r'rel="next" href="([^"]+)"', first)
        second = client.get(self.path(told) + after.replace("&amp;", "&")).content.decode()
        assert self.shown(second)[-len(VERBS) :] == list(reversed(VERBS))

    def test_who_may_not_see_the_startup_does_not_find_it(self, told: Scene) -> None:
        for person in told.outsiders:
            assert browser(person).get(self.path(told)).status_code == 404

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_max_num_queries: Any) -> None:
        for _ in range(size):
            trail.record("milestone.moved", "{actor} did it: more", by=scene.manager, on=scene.enrolment)
            milestones.milestone(scene.enrolment)
        client = browser(scene.manager)
        with django_assert_max_num_queries(9):
            client.get(self.path(scene))

    def test_programs_read_the_same(self, told: Scene) -> None:
        answer = browser(told.mentor).get(f"/api/v1/enrolments/{told.enrolment.code}/timeline")
        assert {one["verb"] for one in answer.json()["items"]} == read(told, told.mentor)
        assert {one["kind"] for one in answer.json()["items"]} == {"milestones", "checkins", "sessions", "cohort"}
