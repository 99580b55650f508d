"""What milestones answer at the points of the shell, the home page and a startup's pages, to each role."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from accelerator.accounts.models import Person
from accelerator.accounts.points import MenuEntry, NextAction
from accelerator.startups import queries as startup_queries
from accelerator.startups.models import Member
from cohorts.milestones import operations, planning, registered
from cohorts.milestones.models import Milestone
from cohorts.milestones.planning import closing
from cohorts.roster.models import Enrolment
from tests.factories import accounts, cohorts, startups
from tests.factories import milestones as factories
from tests.factories.cohorts import NOW, Scene


def menu(person: Any) -> list[tuple[str, str, int | None]]:
    return [(str(entry.label), entry.url, entry.count) for entry in registered.menu(person, RequestFactory().get("/"))]


def made(scene: Scene, state: str = "planned", **fields: Any) -> Milestone:
    fields |= {"submitted_at": fields.get("submitted_at", NOW)} if state == "submitted" else {}
    return factories.milestone(scene.enrolment, state=state, **fields)


class TestMenu:
    def test_founders_see_how_many_lie_ahead(self, scene: Scene, rf: RequestFactory) -> None:
        assert menu(scene.owner) == [("Milestones", "/milestones/", None)]
        for state in Milestone.State.values:
            made(scene, state)
        for person in scene.insiders:
            (entry,) = registered.menu(person, rf.get("/"))
            assert entry == MenuEntry("Milestones", "/milestones/", "flag", count=4, place=25, dock=True)

    def test_supporters_see_what_waits_and_nothing_else(self, scene: Scene) -> None:
        made(scene, "active")
        assert menu(scene.mentor) == []
        made(scene, "submitted")
        assert menu(scene.mentor) == [("To sign off", "/milestones/", 1)]
        (entry,) = registered.menu(scene.mentor, RequestFactory().get("/"))
        assert entry.dock  # mentors come on a phone

    def test_managers_see_plans_too(self, scene: Scene) -> None:
        assert menu(scene.manager) == [("Milestone plans", "/plans/", None)]
        made(scene, "submitted")
        assert menu(scene.manager) == [("To sign off", "/milestones/", 1), ("Milestone plans", "/plans/", None)]
        assert menu(scene.elsewhere) == []  # runs a programme without a cohort

    def test_others_see_nothing(self, scene: Scene) -> None:
        made(scene, "submitted")
        for person in (scene.former, scene.stranger, scene.auditor, accounts.partner_person()):
            assert menu(person) == []

    @pytest.mark.parametrize("state", ["departed", "graduated"])
    def test_once_out_of_the_cohort_it_is_gone(self, scene: Scene, state: str) -> None:
        made(scene, "submitted")
        Enrolment.objects.filter(pk=scene.enrolment.pk).update(state=state)
        assert [menu(person) for person in (scene.owner, scene.mentor)] == [[], []]


class TestNextActions:
    def test_founders_have_the_next_three_that_are_theirs_to_do(self, scene: Scene) -> None:
        states = ("submitted", "reached", "waived", "planned", "active", "returned", "planned")
        for days, state in enumerate(states):
            made(scene, state, due_on=date(2026, 11, 25) + timedelta(days=days))
        found = registered.next_actions(scene.owner)
        assert [(action.verb, action.due_at) for action in found] == [
            ("Open", datetime(2026, 11, 28, 15, 59, tzinfo=UTC)),
            ("Submit", datetime(2026, 11, 29, 15, 59, tzinfo=UTC)),
            ("Submit", datetime(2026, 11, 30, 15, 59, tzinfo=UTC)),
        ]
        assert (found[0].title, found[0].detail, found[0].icon) == (
            "M1 Customer interviews",
            "Notes of twenty conversations",
            "flag",
        )

    def test_viewers_have_none_even_where_they_write_for_another_startup(self, scene: Scene) -> None:
        for _ in range(3):
            made(scene)
        assert registered.next_actions(scene.viewer) == []
        other = cohorts.enrolment(scene.cohort)
        startups.member(other.startup, scene.viewer, role=Member.Role.MEMBER)
        one = factories.milestone(other, due_on=date(2027, 1, 10))
        assert [action.url for action in registered.next_actions(scene.viewer)] == [one.get_absolute_url()]

    def test_supporters_and_managers_have_what_waits_the_longest_first(self, scene: Scene) -> None:
        later = made(scene, "submitted", submitted_at=NOW)
        first = made(scene, "submitted", submitted_at=NOW - timedelta(days=3))
        made(scene, "active")
        title = "Sign off M1 Customer interviews of Quaykeeper"
        for person in (scene.mentor, scene.manager):
            assert registered.next_actions(person) == [
                NextAction(title, one.get_absolute_url(), "Look at it", "Cohort 5", None, "circle-check")
                for one in (first, later)
            ]

    def test_five_at_most(self, scene: Scene) -> None:
        for _ in range(7):
            made(scene, "submitted")
        assert len(registered.next_actions(scene.mentor)) == 5

    def test_nobody_is_asked_who_could_not_sign_off(self, scene: Scene) -> None:
        """Auditors and grants officers see every milestone; signing off is not theirs."""
        made(scene, "submitted")
        for person in (*scene.insiders, *scene.outsiders, scene.auditor, accounts.operator_person(role="grants_officer")):
            assert registered.next_actions(person) == []
        startups.member(scene.startup, scene.mentor)  # who joined the startup no longer checks it
        assert registered.next_actions(scene.mentor) == []

    @pytest.mark.parametrize("size", [1, 3])
    def test_one_query(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size):
            made(scene)
        owner = Person.objects.with_standing().get(pk=scene.owner.pk)  # as the page has them
        with django_assert_num_queries(1):
            assert len(registered.next_actions(owner)) == size


class TestHomeCards:
    def test_a_founder_sees_what_lies_ahead_and_how_much_is_done(self, scene: Scene) -> None:
        for state in ("reached", "waived", "active", "planned", "planned", "planned", "planned"):
            made(scene, state)
        (card,) = registered.home_cards(scene.viewer)
        assert [card.context[name] for name in ("enrolment", "done", "of")] == [scene.enrolment, 2, 7]
        assert len(card.context["seen"]) == 4
        page = render_to_string(card.template, card.context)
        assert ("2 of 7 done" in page, "Under way" in page) == (True, True)

    def test_nobody_else_and_no_empty_card(self, scene: Scene) -> None:
        assert registered.home_cards(scene.owner) == []
        made(scene)
        for person in (*scene.outsiders, scene.mentor, scene.manager, scene.auditor):
            assert registered.home_cards(person) == []
        Enrolment.objects.filter(pk=scene.enrolment.pk).update(state="departed")
        assert registered.home_cards(scene.owner) == []


class TestPanel:
    def test_on_the_page_of_the_startup_in_its_cohort(self, scene: Scene) -> None:
        assert registered.enrolment_panels(scene.enrolment, scene.owner) == []
        made(scene, "reached")
        made(scene, due_on=date(2026, 11, 18))
        (panel,) = registered.enrolment_panels(scene.enrolment, scene.mentor)
        page = render_to_string(panel.template, {"panel": panel.context})
        assert ("1 of 2 done" in page, "2 days late" in page, "Reached" in page) == (True, True, True)


class TestTimeline:
    def test_founders_read_every_act_on_a_milestone(self, scene: Scene, today: Any) -> None:
        first, second, third = made(scene), made(scene), made(scene)
        third.step.owner = "mentor"
        third.step.save()
        operations.submit(third, account="Introduced them.", by=scene.mentor)
        operations.start(first, by=scene.owner)
        operations.submit(first, account="Done.", by=scene.owner)
        operations.give_back(first, comment="Not yet.", by=scene.mentor)
        today.shift(60)
        operations.submit(first, account="Done now.", by=scene.owner)
        operations.sign_off(first, by=scene.mentor)
        planning.move(second, due_on=date(2026, 12, 15), reason="Later", by=scene.manager)
        later = {"due_on": date(2027, 3, 1), "reason": "A strike", "by": scene.owner}
        operations.decline_extension(operations.ask_extension(second, **later), answer="No.", by=scene.manager)
        operations.grant_extension(operations.ask_extension(second, **later), by=scene.manager)
        operations.waive(second, reason="Did it before", by=scene.manager)
        fourth = made(scene)
        operations.ask_extension(fourth, **later)
        closing.close_requests([fourth.pk], plan=fourth.step.plan, by=scene.manager)
        verbs = [entry.verb for entry in startup_queries.timeline(scene.startup, scene.owner)]
        more = ("extension_granted", "extension_asked", "extension_declined", "extension_asked")
        done = (
            "extension_closed",
            "extension_asked",
            "waived",
            *more,
            "moved",
            "reached",
            "submitted",
            "returned",
            "submitted",
            "started",
            "done",
        )
        assert verbs == [f"milestone.{verb}" for verb in done]
        others = {"enrolment.replanned", "plan.applied", "milestone.extension_taken_back"}
        assert set(verbs) == set(registered.timeline()) - others
