"""A plan takes a step's form away, or asks with another one, while startups answer it: nobody is stuck, and no answer is lost."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.questionnaires.models import Questionnaire, Sheet
from accelerator.questionnaires.operations import Edit
from cohorts.milestones import operations, planning, queries
from cohorts.milestones.models import FormerSheet, HandIn, Milestone, Plan
from tests.cast import browser
from tests.factories import files, questionnaires
from tests.factories import milestones as factories
from tests.factories.cohorts import Scene
from tests.factories.questionnaires import ANSWERS

SIGNED = {"key": "signed", "type": "text", "label": "Who signed?", "required": True, "limit": 200}
OTHER = {"sections": [{"key": "pilot", "title": "Pilot", "questions": [SIGNED]}]}


@pytest.fixture
def plan(scene: Scene) -> Plan:
    made = factories.plan(scene.programme)
    ask(made, scene, questionnaires.published_version().questionnaire)
    return made


@pytest.fixture
def other(plan: Plan) -> Questionnaire:
    return questionnaires.published_version(definition=OTHER).questionnaire


def ask(plan: Plan, scene: Scene, form: Questionnaire | None) -> None:
    """The first step asks with `form` from now on, in the cohort too."""
    plan.steps.filter(key="m1").update(questionnaire=form)
    planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)


def mine(scene: Scene) -> Milestone:
    return factories.fresh(scene.enrolment.milestones.get(step__key="m1"))


def write(scene: Scene, **answers: Any) -> None:
    operations.answer(mine(scene), changes=[Edit(key, value, 0) for key, value in answers.items()], by=scene.owner)


class TestTakenAway:
    def test_it_is_submitted_without_the_answers_which_stay(self, scene: Scene, plan: Plan) -> None:
        write(scene, what="Half of it")
        ask(plan, scene, None)
        assert operations.submit(mine(scene), account="Done.", by=scene.owner).state == "submitted"
        assert (HandIn.objects.get().version, HandIn.objects.get().answers) == (None, {})
        assert Sheet.objects.get().answers == {"what": "Half of it"}

    def test_nothing_is_answered_any_more(self, scene: Scene, plan: Plan) -> None:
        write(scene, what="Half of it")
        ask(plan, scene, None)
        client, door = browser(scene.owner), f"/milestones/{mine(scene).code}/form/"
        assert client.get(door).status_code == 404
        assert door not in client.get(mine(scene).get_absolute_url()).content.decode()

    def test_asked_for_again_they_are_there(self, scene: Scene, plan: Plan) -> None:
        write(scene, **ANSWERS)
        form = plan.steps.get(key="m1").questionnaire
        ask(plan, scene, None)
        ask(plan, scene, form)
        operations.submit(mine(scene), account="Done.", by=scene.owner)
        assert HandIn.objects.get().answers == ANSWERS


class TestExchanged:
    def test_the_other_form_is_asked_and_the_answers_before_are_kept(
        self, scene: Scene, plan: Plan, other: Questionnaire
    ) -> None:
        write(scene, what="Half of it")
        before = mine(scene).sheet
        ask(plan, scene, other)
        with pytest.raises(operations.Incomplete) as refused:
            operations.submit(mine(scene), account="Done.", by=scene.owner)
        assert [fault.path for fault in refused.value.faults] == ["signed"]
        write(scene, signed="The port")
        operations.submit(mine(scene), account="Done.", by=scene.owner)
        assert HandIn.objects.get().answers == {"signed": "The port"}
        kept = FormerSheet.objects.get()
        assert (kept.milestone, kept.sheet, kept.sheet.answers) == (mine(scene), before, {"what": "Half of it"})

    def test_the_page_leads_to_it(self, scene: Scene, plan: Plan, other: Questionnaire) -> None:
        write(scene, what="Half of it")
        ask(plan, scene, other)
        client, door = browser(scene.owner), f"/milestones/{mine(scene).code}/form/"
        assert door in client.get(mine(scene).get_absolute_url()).content.decode()
        page = client.get(door).content.decode()
        assert "Who signed?" in page
        assert "What does your product do?" not in page
        saved = client.post(door, {"signed": "The port", "seen:signed": "0"})
        assert (saved.status_code, mine(scene).sheet and mine(scene).sheet.answers) == (302, {"signed": "The port"})

    def test_back_again_each_has_its_answers(self, scene: Scene, plan: Plan, other: Questionnaire) -> None:
        form = plan.steps.get(key="m1").questionnaire
        write(scene, **ANSWERS)
        ask(plan, scene, other)
        write(scene, signed="The port")
        ask(plan, scene, form)
        assert operations.fill_in(mine(scene), by=scene.owner).answers == ANSWERS  # type: ignore[union-attr]
        assert [one.sheet.answers for one in FormerSheet.objects.all()] == [{"signed": "The port"}]

    def test_files_of_the_form_before_are_still_seen(self, scene: Scene, plan: Plan, other: Questionnaire) -> None:
        operations.attach_answer(mine(scene), key="deck", upload=files.upload(), by=scene.owner)
        (kept,) = queries.files(mine(scene))
        ask(plan, scene, other)
        operations.fill_in(mine(scene), by=scene.owner)
        assert list(queries.files(mine(scene))) == [kept]

    def test_a_form_that_is_not_published_takes_nothing_away(self, scene: Scene, plan: Plan) -> None:
        write(scene, what="Half of it")
        ask(plan, scene, questionnaires.questionnaire())
        assert operations.fill_in(mine(scene), by=scene.owner) is None
        assert (mine(scene).sheet.answers, FormerSheet.objects.count()) == ({"what": "Half of it"}, 0)  # type: ignore[union-attr]

    def test_a_milestone_that_holds_former_answers_is_waived_not_removed(
        self, scene: Scene, plan: Plan, other: Questionnaire
    ) -> None:
        write(scene, what="Half of it")
        ask(plan, scene, other)
        operations.fill_in(mine(scene), by=scene.owner)
        planning.remove_step(plan.steps.get(key="m1"), by=scene.manager)
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        assert mine(scene).state == "waived"
