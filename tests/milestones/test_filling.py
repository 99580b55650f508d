"""The form of a milestone at its doors: kept at each pause, by several people, and once it is submitted not at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accelerator.files.models import File
from accelerator.questionnaires.models import Attachment, Change, Questionnaire, Sheet
from accelerator.questionnaires.operations import Edit
from cohorts.milestones import operations
from cohorts.milestones.models import HandIn, Milestone, Step
from tests.cast import browser
from tests.factories import files, questionnaires
from tests.factories import milestones as factories
from tests.factories.cohorts import Scene
from tests.factories.milestones import fresh
from tests.factories.questionnaires import ANSWERS

SHOWN_WHEN = {
    "sections": [
        {
            "key": "pilot",
            "title": "Pilot",
            "intro": "As it is today.",
            "questions": [
                {"key": "signed", "type": "yes_no", "label": "Is it signed?"},
                {
                    "key": "when",
                    "type": "text",
                    "label": "Since when?",
                    "show_if": {"question": "signed", "is": "equals", "value": True},
                },
                {"key": "papers", "type": "file", "label": "The papers", "accept": ["pdf"], "max": 2, "max_mb": 1},
            ],
        }
    ]
}


def asking(scene: Scene, form: Questionnaire, **fields: Any) -> Milestone:
    one = factories.milestone(scene.enrolment, state="active", **fields)
    Step.objects.filter(pk=one.step_id).update(questionnaire=form)
    return one


@pytest.fixture
def milestone(scene: Scene) -> Milestone:
    return asking(scene, questionnaires.published_version().questionnaire)


@pytest.fixture
def pilot(scene: Scene) -> Milestone:
    return asking(scene, questionnaires.published_version(definition=SHOWN_WHEN).questionnaire)


def door(one: Milestone, name: str = "form") -> str:
    return f"{one.get_absolute_url()}{name}/"


def typed(client: Client, one: Milestone, *changes: tuple[str, Any, int], **page: str) -> Any:
    """What the script sends: (name, value, version seen) each."""
    body = {"changes": [{"name": name, "value": value, "version": seen} for name, value, seen in changes], **page}
    return client.patch(door(one, "sheet"), json.dumps(body), "application/json", headers={"Accept": "application/json"})


def kept(one: Milestone) -> dict[str, Any]:
    return dict(Sheet.objects.get(milestone=one).answers)


class TestPauses:
    def test_each_is_kept_and_numbered(self, scene: Scene, milestone: Milestone) -> None:
        client = browser(scene.owner)
        first = typed(client, milestone, ("what", "Cranes", 0))
        assert (first.status_code, first.json()["versions"], first.json()["conflicts"]) == (200, {"what": 1}, [])
        second = typed(client, milestone, ("what", "Cranes and ships.", 1), ("proof", "A letter.", 0))
        assert second.json()["versions"] == {"what": 2, "proof": 1}
        assert kept(milestone) == {"what": "Cranes and ships.", "proof": "A letter."}
        assert fresh(milestone).state == "active"

    def test_the_same_again_changes_nothing(self, scene: Scene, milestone: Milestone) -> None:
        """The answer to a save was lost in a dead spot: the script sends it once more, from what it saw."""
        client = browser(scene.owner)
        answers = [typed(client, milestone, ("what", "Cranes.", 0)) for _ in range(3)]
        assert [(one.status_code, one.json()["versions"]) for one in answers] == [(200, {"what": 1})] * 3
        assert Change.objects.count() == 1

    def test_two_tabs_and_two_people_lose_nothing(self, scene: Scene, milestone: Milestone) -> None:
        typed(browser(scene.owner), milestone, ("what", "Cranes.", 0))
        answer = typed(browser(scene.member), milestone, ("what", "Ships.", 0), ("proof", "A letter.", 0))
        assert answer.status_code == 409
        (clash,) = answer.json()["conflicts"]
        assert (clash["name"], clash["yours"], clash["theirs"], clash["version"]) == ("what", "Ships.", "Cranes.", 1)
        assert clash["by"] == scene.owner.name
        assert kept(milestone) == {"what": "Cranes.", "proof": "A letter."}

    def test_what_comes_once_a_colleague_has_submitted_is_shown(self, scene: Scene, milestone: Milestone) -> None:
        browser(scene.member).get(f"/milestones/{milestone.code}/form/")
        Milestone.objects.filter(pk=milestone.pk).update(state="submitted")
        answer = browser(scene.member).post(f"/milestones/{milestone.code}/form/", {"what": "Cranes & ships.", "seen:what": "0"})
        page = answer.content.decode()
        assert (answer.status_code, "Load the page again." in page, "Cranes &amp; ships." in page) == (409, True, True)
        assert kept(milestone) == {}

    def test_what_cannot_be_kept_is_named_and_the_rest_is_kept(self, scene: Scene, milestone: Milestone) -> None:
        answer = typed(browser(scene.owner), milestone, ("true", "perhaps", 0), ("what", "Cranes.", 0), ("nothing", "x", 0))
        assert (answer.status_code, answer.json()["versions"]) == (422, {"what": 1})
        assert [one["name"] for one in answer.json()["refused"]] == ["true", "nothing"]
        assert all(one["says"] for one in answer.json()["refused"])

    @pytest.mark.parametrize("body", ["", "[]", '{"changes": 1}', '{"changes": [{"name": 1, "value": 1, "version": 0}]}'])
    def test_what_is_no_list_of_changes_is_told_so(self, scene: Scene, milestone: Milestone, body: str) -> None:
        answer = browser(scene.owner).patch(
            door(milestone, "sheet"), body, "application/json", headers={"Accept": "application/json"}
        )
        assert (answer.status_code, answer.json()["field"]) == (422, "changes")

    def test_who_is_signed_out_keeps_the_text_and_is_asked_to_sign_in(self, scene: Scene, milestone: Milestone) -> None:
        assert typed(browser(None), milestone, ("what", "Cranes.", 0)).status_code == 401

    def test_who_only_reads_writes_nothing(self, scene: Scene, milestone: Milestone) -> None:
        for person in (scene.viewer, scene.mentor, scene.manager, scene.auditor):
            assert typed(browser(person), milestone, ("what", "Mine.", 0)).status_code == 403, person
        for person in scene.outsiders:
            assert typed(browser(person), milestone, ("what", "Mine.", 0)).status_code == 404, person
        assert Change.objects.count() == 0

    @pytest.mark.parametrize("state", ["submitted", "reached", "waived"])
    def test_after_it_was_submitted_the_script_is_told_and_the_page_shows_what_is_on_the_device(
        self, scene: Scene, milestone: Milestone, state: str
    ) -> None:
        client = browser(scene.owner)
        typed(client, milestone, ("what", "Cranes.", 0))
        for passed in ("submitted", state):
            Milestone.objects.filter(pk=milestone.pk).exclude(state=passed).update(state=passed)
        answer = typed(client, milestone, ("what", "Cranes and more.", 1))
        assert (answer.status_code, "versions" in answer.json()) == (409, False)
        assert "Load the page again." in answer.json()["detail"]
        assert kept(milestone) == {"what": "Cranes."}
        sheet, page = Sheet.objects.get(), client.get(milestone.get_absolute_url()).content.decode()
        assert f'data-uses="unsent" data-draft="{sheet.code}"' in page
        assert 'data-uses="unsent"' not in browser(scene.mentor).get(milestone.get_absolute_url()).content.decode()

    def test_while_it_is_open_nothing_is_said_of_the_device(self, scene: Scene, milestone: Milestone) -> None:
        client = browser(scene.owner)
        typed(client, milestone, ("what", "Cranes.", 0))
        assert 'data-uses="unsent"' not in client.get(milestone.get_absolute_url()).content.decode()

    def test_a_milestone_without_a_form_keeps_none(self, scene: Scene) -> None:
        one = factories.milestone(scene.enrolment, state="active")
        answer = typed(browser(scene.owner), one, ("what", "Cranes.", 0))
        assert (answer.status_code, answer.json()["detail"]) == (409, "This milestone asks no form.")


class TestPage:
    def test_the_form_is_a_draft_as_that_of_applications_is(self, scene: Scene, milestone: Milestone) -> None:
        page = browser(scene.owner).get(door(milestone)).content.decode()
        sheet = Sheet.objects.get(milestone=milestone)
        for words in (
            f'data-url="{door(milestone, "sheet")}"',
            f'data-draft="{sheet.code}"',
            f'data-page="{milestone.get_absolute_url()}"',
            'data-question="what" data-version="0"',
            'name="form:" value="1"',
            "data-autosave",
        ):
            assert words in page, words

    def test_questions_come_and_go_with_the_answers(self, scene: Scene, pilot: Milestone) -> None:
        client = browser(scene.owner)
        page = client.get(door(pilot)).content.decode()
        assert 'data-uses="draft asking"' in page
        assert 'data-question="when" data-version="0" hidden' in page
        assert "As it is today." in page
        client.post(door(pilot), {"signed": "yes", "seen:signed": "0", "when": "", "seen:when": "0", "live:": ""})
        assert kept(pilot) == {"signed": True}
        assert 'data-question="when" data-version="0" >' in client.get(door(pilot)).content.decode()

    def test_without_scripts_it_is_kept_and_the_button_says_where_to(self, scene: Scene, milestone: Milestone) -> None:
        client, said = browser(scene.owner), {"what": "Ships.", "seen:what": "0", "proof": "", "seen:proof": "0"}
        assert client.post(door(milestone), said | {"to:": "stay"})["Location"] == door(milestone)
        assert client.post(door(milestone), {"to:": "back"})["Location"] == milestone.get_absolute_url()
        assert (kept(milestone), Change.objects.count()) == ({"what": "Ships."}, 1)

    def test_a_field_that_nobody_touched_is_no_change(self, scene: Scene, milestone: Milestone) -> None:
        """A page that came before somebody else wrote sends every field: only what its writer changed is theirs."""
        typed(browser(scene.member), milestone, ("proof", "A letter.", 0))
        answer = browser(scene.owner).post(
            door(milestone), {"what": "Ships.", "seen:what": "0", "proof": "", "seen:proof": "0", "to:": "stay"}
        )
        assert answer.status_code == 302
        assert kept(milestone) == {"what": "Ships.", "proof": "A letter."}

    def test_what_cannot_be_kept_stays_on_the_page(self, scene: Scene, milestone: Milestone) -> None:
        answer = browser(scene.owner).post(
            door(milestone), {"what": "Ships\0", "seen:what": "0", "proof": "A letter.", "seen:proof": "0"}
        )
        shown = answer.content.decode()
        assert (answer.status_code, "Not all of it is saved." in shown, "invisible character" in shown, ">\nShips" in shown) == (
            422,
            True,
            True,
            True,
        )
        assert kept(milestone) == {"proof": "A letter."}

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        asked = [{"key": f"q{number}", "type": "text", "label": f"Question {number}"} for number in range(size)] + [
            {"key": "deck", "type": "file", "label": "Deck", "accept": ["pdf"], "max": 3}
        ]
        form = {"sections": [{"key": "a", "title": "A", "questions": asked}]}
        one = asking(scene, questionnaires.published_version(definition=form).questionnaire)
        client = browser(scene.owner)
        client.post(door(one), {"deck": [files.upload(f"{number}.pdf") for number in range(size)]})
        with django_assert_num_queries(10):
            client.get(door(one))


class TestFiles:
    def test_one_goes_up_with_the_rest_and_is_taken_off_again(self, scene: Scene, pilot: Milestone) -> None:
        client = browser(scene.owner)
        client.post(door(pilot), {"papers": files.upload("papers.pdf"), "to:": "stay"})
        file = File.objects.get()
        assert "papers.pdf" in client.get(door(pilot)).content.decode()
        client.post(door(pilot), {"remove:": file.code})
        assert (Attachment.objects.count(), File.objects.count()) == (0, 1)
        assert "papers.pdf" not in client.get(door(pilot)).content.decode()

    def test_taken_off_after_it_came_back_it_stays_for_the_version_that_had_it(self, scene: Scene, pilot: Milestone) -> None:
        client = browser(scene.owner)
        client.post(door(pilot), {"papers": files.upload("papers.pdf"), "signed": "no", "seen:signed": "0"})
        file = File.objects.get()
        operations.submit(fresh(pilot), account="Signed.", by=scene.owner)
        operations.give_back(fresh(pilot), comment="Which port?", by=scene.mentor)
        client.post(door(pilot), {"remove:": file.code})
        operations.submit(fresh(pilot), account="Signed at Jurong.", by=scene.owner)
        assert [len(one.answers.get("papers") or []) for one in HandIn.objects.order_by("number")] == [1, 0]
        address = f"{pilot.get_absolute_url()}files/{file.code}/"
        assert [browser(one).get(address).status_code for one in (scene.mentor, scene.rival)] == [200, 404]

    def test_what_somebody_typed_opens_no_file(self, scene: Scene, milestone: Milestone) -> None:
        """A code of somebody else's file in a text, that is submitted, names no file of the milestone."""
        foreign = files.file(by=scene.rival)
        operations.answer(
            fresh(milestone),
            changes=[Edit(key, value, 0) for key, value in (ANSWERS | {"proof": foreign.code}).items()],
            by=scene.owner,
        )
        operations.submit(fresh(milestone), account="Done.", by=scene.owner)
        assert browser(scene.owner).get(f"{milestone.get_absolute_url()}files/{foreign.code}/").status_code == 404

    @pytest.mark.parametrize(
        ("upload", "says"),
        [(("film.mp4", files.MP4), "PDF"), (("empty.pdf", b""), "is empty")],
    )
    def test_one_that_is_not_taken_says_why_and_the_text_is_kept(
        self, scene: Scene, pilot: Milestone, upload: tuple[str, bytes], says: str
    ) -> None:
        answer = browser(scene.owner).post(door(pilot), {"signed": "yes", "seen:signed": "0", "papers": files.upload(*upload)})
        assert (answer.status_code, says in answer.content.decode(), kept(pilot)) == (422, True, {"signed": True})
        assert File.objects.count() == 0

    def test_somebody_elses_cannot_be_taken_off_through_it(self, scene: Scene, pilot: Milestone, milestone: Milestone) -> None:
        client = browser(scene.owner)
        client.post(door(pilot), {"papers": files.upload("papers.pdf")})
        assert client.post(door(milestone), {"remove:": File.objects.get().code}).status_code == 404
        assert Attachment.objects.count() == 1
