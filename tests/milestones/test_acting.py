"""Whose turn a milestone is, and how far the form is that shows it was reached."""

from __future__ import annotations

from typing import Any

import pytest

from cohorts.milestones import operations, queries
from cohorts.milestones.models import Milestone
from tests.cast import browser
from tests.factories import accounts, cohorts, files, programmes, questionnaires
from tests.factories import milestones as factories
from tests.factories.cohorts import NOW, Scene

FORM = {
    "sections": [
        {
            "key": "pilot",
            "title": "The pilot",
            "questions": [
                {"key": "partner", "type": "text", "label": "With whom?", "required": True},
                {"key": "letter", "type": "file", "label": "The signed letter", "required": True, "accept": ["pdf"]},
                {"key": "note", "type": "text", "label": "Anything else?"},
                {
                    "key": "why",
                    "type": "text",
                    "label": "Why nobody?",
                    "required": True,
                    "show_if": {"question": "partner", "is": "equals", "value": "nobody"},
                },
            ],
        }
    ]
}


def owned(scene: Scene, owner: str, **fields: Any) -> Milestone:
    made = factories.milestone(scene.enrolment, **fields)
    made.step.owner = owner
    made.step.save()
    return made


def actors(scene: Scene) -> list[Any]:
    return [one.actor for one in queries.of(cohorts.fresh(scene.enrolment))]


class TestActor:
    def test_the_only_one_who_has_the_role(self, scene: Scene) -> None:
        """Two write for the startup, a viewer does not; one mentor stands by it; its programme has one manager."""
        for place, owner in enumerate(("founder", "mentor", "manager"), 1):
            owned(scene, owner, position=place)
        assert actors(scene) == [None, scene.mentor, scene.manager]
        scene.startup.members.filter(person=scene.member).update(ended_at=NOW)
        assert actors(scene) == [scene.owner, scene.mentor, scene.manager]

    def test_nobody_by_name_where_several_share_it(self, scene: Scene) -> None:
        owned(scene, "mentor", position=1)
        owned(scene, "manager", position=2)
        cohorts.supporter(scene.enrolment)
        programmes.manager(scene.programme, accounts.person())
        assert actors(scene) == [None, None]

    def test_a_manager_who_stands_by_the_startup_goes_before_the_others(self, scene: Scene) -> None:
        owned(scene, "manager")
        lead = programmes.manager(scene.programme, accounts.person(name="Farah"))
        cohorts.supporter(scene.enrolment, lead, role="manager")
        assert actors(scene) == [lead]

    def test_where_no_mentor_acts_a_manager_does(self, scene: Scene) -> None:
        owned(scene, "mentor")
        scene.mentor.is_active = False
        scene.mentor.save()
        assert actors(scene) == [scene.manager]

    def test_nobody_acts_for_the_programme_on_a_startup_of_their_own(self, scene: Scene) -> None:
        owned(scene, "manager")
        programmes.manager(scene.programme, scene.member)
        assert actors(scene) == [scene.manager]

    def test_pages_say_the_name_or_the_role(self, scene: Scene) -> None:
        owned(scene, "founder", position=1, title="Ours")
        owned(scene, "mentor", position=2, title="Theirs")
        for path in ("/home/", "/milestones/", scene.enrolment.get_absolute_url()):
            page = browser(scene.owner).get(path).content.decode()
            table = page.split("M1 Ours", 1)[1].split("</table>", 1)[0]
            assert ("The startup" in table, f"<span>{scene.mentor.name}</span>" in table) == (True, True), path


class TestAnswered:
    @pytest.fixture
    def asked(self, scene: Scene) -> Milestone:
        made = factories.milestone(scene.enrolment, state="active")
        made.step.questionnaire = questionnaires.published_version(definition=FORM, name="Pilot").questionnaire
        made.step.save()
        return made

    def answered(self, scene: Scene) -> list[Any]:
        return [one.answered for one in queries.of(cohorts.fresh(scene.enrolment))]

    def write(self, made: Milestone, scene: Scene, **answers: str) -> None:
        sheet = operations.fill_in(factories.fresh(made), by=scene.owner)
        assert sheet is not None
        type(sheet).objects.filter(pk=sheet.pk).update(answers=answers)

    def test_what_is_required_counts_as_it_is_asked_now(self, scene: Scene, asked: Milestone) -> None:
        assert self.answered(scene) == [(0, 2)]
        self.write(asked, scene, note="No.")
        assert self.answered(scene) == [(0, 2)]
        self.write(asked, scene, partner="Basalt")
        assert self.answered(scene) == [(1, 2)]
        self.write(asked, scene, partner="nobody")
        assert self.answered(scene) == [(1, 3)]

    def test_files_are_answers(self, scene: Scene, asked: Milestone) -> None:
        self.write(asked, scene, partner="Basalt")
        sheet = Milestone.objects.get(pk=asked.pk).sheet
        assert sheet is not None
        sheet.attachments.create(key="letter", file=files.file(by=scene.owner, name="letter.pdf"))
        assert self.answered(scene) == [(2, 2)]

    def test_one_answer_or_no_form_is_no_count(self, scene: Scene, asked: Milestone) -> None:
        one = {"sections": [{**FORM["sections"][0], "questions": FORM["sections"][0]["questions"][:1]}]}  # type: ignore[dict-item]
        asked.step.questionnaire = questionnaires.published_version(definition=one, name="Short").questionnaire
        asked.step.save()
        factories.milestone(scene.enrolment, position=2)
        assert self.answered(scene) == [None, None]

    def test_a_form_that_is_not_published_asks_nothing_yet(self, scene: Scene, asked: Milestone) -> None:
        asked.step.questionnaire = questionnaires.draft_version(definition=FORM, name="Draft").questionnaire
        asked.step.save()
        assert self.answered(scene) == [None]

    def test_the_newest_wording_until_somebody_began(self, scene: Scene, asked: Milestone) -> None:
        first = asked.step.questionnaire
        self.write(asked, scene)
        longer = {"sections": [*FORM["sections"], {"key": "more", "title": "More", "questions": [
            {"key": "more", "type": "text", "label": "More?", "required": True}]}]}  # fmt: skip
        questionnaires.published_version(definition=longer, questionnaire=first, number=2)
        assert self.answered(scene) == [(0, 2)]
        asked.sheet = None
        Milestone.objects.filter(pk=asked.pk).update(sheet=None)
        assert self.answered(scene) == [(0, 3)]

    def test_the_home_page_says_it(self, scene: Scene, asked: Milestone) -> None:
        self.write(asked, scene, partner="Basalt")
        assert "1 of 2" in browser(scene.owner).get("/home/").content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_one_query_however_many(scene: Scene, size: int, django_assert_num_queries: Any) -> None:
    form = questionnaires.published_version(definition=FORM, name="Pilot").questionnaire
    for place in range(size):
        made = factories.milestone(scene.enrolment, position=place, state="active")
        made.step.questionnaire = form
        made.step.save()
        if place:
            operations.fill_in(factories.fresh(made), by=scene.owner)
    enrolment = cohorts.fresh(scene.enrolment)
    with django_assert_num_queries(1):
        seen = queries.of(enrolment)
    assert [one.answered for one in seen] == [(0, 2)] * size
