"""Translations whose own wording changed since: marked with what they translate, counted, and confirmed."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.test import Client

from accelerator.questionnaires import definition as design
from accelerator.questionnaires import drafting, operations, versions, wordings, written
from accelerator.questionnaires.models import Questionnaire, Version
from accelerator.questionnaires.wordings import aged
from tests.factories import accounts, programmes
from tests.factories.questionnaires import draft_version, published_version

STAGE: dict[str, Any] = {
    "key": "stage",
    "type": "choice",
    "label": "Stage",
    "texts": {"ms": {"label": "Peringkat"}, "ta": {"label": "நிலை"}},
    "options": [
        {"value": "idea", "label": "Idea", "texts": {"ms": {"label": "Idea awal"}}},
        {"value": "pilot", "label": "Pilot", "texts": {"ms": {"label": "Perintis"}}},
    ],
}
FORM = {"sections": [{"key": "one", "title": "Company", "texts": {"ms": {"title": "Syarikat"}}, "questions": [STAGE]}]}


def form(**changed: Any) -> dict[str, Any]:
    return drafting.change_question(FORM, "stage", changed)


def stage(definition: dict[str, Any]) -> dict[str, Any]:
    return drafting.question(definition, "stage")


class TestAged:
    def test_what_did_not_change_is_left_as_it_is(self) -> None:
        assert aged(FORM, FORM) == FORM
        assert aged(FORM, form(required=True)) == form(required=True)

    def test_what_was_translated_is_kept_until_it_says_so_again(self) -> None:
        first = aged(FORM, form(label="Stage now"))
        assert stage(first)["outdated"] == {"ms": {"label": "Stage"}, "ta": {"label": "Stage"}}
        second = aged(first, drafting.change_question(first, "stage", {"label": "How far are you?"}))
        assert stage(second)["outdated"] == {"ms": {"label": "Stage"}, "ta": {"label": "Stage"}}
        assert aged(second, drafting.change_question(second, "stage", {"label": "Stage"})) == FORM
        assert design.check(second) == []

    def test_a_new_translation_is_of_what_stands_there(self) -> None:
        first = aged(FORM, form(label="Stage now"))
        anew = drafting.change_question(first, "stage", {"texts": {"ms": {"label": "Tahap"}, "ta": {"label": "நிலை"}}})
        assert stage(aged(first, anew))["outdated"] == {"ta": {"label": "Stage"}}
        assert aged(FORM, form(label="Far?", texts={"ms": {"label": "Tahap"}})) == form(
            label="Far?", texts={"ms": {"label": "Tahap"}}
        )

    def test_options_sections_and_what_moved(self) -> None:
        options = drafting.options("Idea\nPilot with users", STAGE["options"])
        new = aged(FORM, drafting.change_section(form(options=options), "one", {"title": "Firm"}))
        assert [one.get("outdated") for one in stage(new)["options"]] == [None, {"ms": {"label": "Pilot"}}]
        assert new["sections"][0]["outdated"] == {"ms": {"title": "Company"}}
        moved = {"sections": [*new["sections"], {"key": "two", "title": "Two", "questions": []}]}
        moved = drafting.place_question(moved, "stage", section="two", after="")
        assert aged(new, moved) == moved

    def test_what_is_put_back_keeps_its_marks(self) -> None:
        first = aged(FORM, form(label="Stage now"))
        gone = drafting.remove_question(first, "stage")
        assert aged(gone, drafting.restore_question(gone, stage(first), section="one", at=0)) == first

    def test_the_form_and_its_file_read_as_before(self) -> None:
        first = aged(FORM, form(label="Stage now"))
        assert design.questions(first, "ms") == {
            "stage": design.question(stage(first), "ms"),
        }
        assert design.questions(first, "ms")["stage"].label == "Peringkat"
        assert written.read(written.write(first)) == first
        (found,) = versions.differences(FORM, first)
        assert [one.name for one in found.details] == ["Question"]


@pytest.mark.parametrize(
    ("outdated", "path"),
    [
        ({"ms": {"label": " "}}, "outdated.ms.label"),
        ({"MS": {"label": "x"}}, "outdated.MS"),
        ({"ms": {"limit": "x"}}, "outdated.ms.limit"),
        ("x", "outdated"),
    ],
)
def test_what_is_no_mark_is_named_where_it_stands(outdated: Any, path: str) -> None:
    assert [fault.path for fault in design.check(form(outdated=outdated))] == [f"sections[0].questions[0].{path}"]


@pytest.mark.django_db
class TestPage:
    @pytest.fixture
    def made(self) -> Questionnaire:
        return draft_version(definition=deepcopy(FORM)).questionnaire

    @pytest.fixture
    def desk(self, client: Client, made: Questionnaire) -> Client:
        manager = accounts.person()
        programmes.call(programme=programmes.programme(manager=manager), version=made.newest())
        operations.redraw(made.newest(), lambda old: drafting.change_question(old, "stage", {"label": "Stage now"}), by=manager)
        client.force_login(manager)
        return client

    def at(self, made: Questionnaire) -> str:
        return f"/questionnaires/{made.code}/languages/"

    def test_it_is_shown_with_what_it_translates_and_counted(self, desk: Client, made: Questionnaire) -> None:
        page = desk.get(self.at(made))
        assert [(code, done) for code, _name, done in page.context["spoken"]] == [("ms", 3), ("ta", 0)]
        text = page.content.decode()
        assert text.count("out of date</small>") == 2
        assert text.count('It translates: <q lang="en">Stage</q>') == 2
        assert 'name="right" value="ms:label"' in text
        shown = desk.get(self.at(made), {"missing": "1"}).context["parts"]
        assert [part.question for part, _form in shown] == ["", "stage"]
        hand = desk.get(f"/questionnaires/{made.code}/", {"question": "stage"})
        assert [(code, count) for code, _name, count in hand.context["tongues"]] == [("ms", 1), ("ta", 3)]
        assert "texts are missing or out of date" in desk.get(f"/questionnaires/{made.code}/check/").content.decode()

    def test_one_says_that_it_is_right_still(self, desk: Client, made: Questionnaire) -> None:
        given = {"question": "stage", "right": "ms:label", "ms:label": "Peringkat", "ta:label": "நிலை"}
        desk.post(self.at(made), given)
        assert stage(made.newest().definition)["outdated"] == {"ta": {"label": "Stage"}}
        desk.post(self.at(made), given | {"right": "ta:label"})
        assert stage(made.newest().definition) == STAGE | {"label": "Stage now"}
        desk.post(self.at(made), given | {"right": "xx:gone"})
        assert stage(made.newest().definition) == STAGE | {"label": "Stage now"}

    def test_one_writes_it_anew(self, desk: Client, made: Questionnaire) -> None:
        desk.post(self.at(made), {"question": "stage", "ms:label": "Tahap", "ta:label": "நிலை"})
        assert stage(made.newest().definition)["outdated"] == {"ta": {"label": "Stage"}}

    def test_a_published_version_shows_it_and_asks_nothing(self, desk: Client, made: Questionnaire) -> None:
        Version.objects.update(state="published")
        page = desk.get(self.at(made)).content.decode()
        assert (page.count("out of date</small>"), page.count("Still right")) == (2, 0)

    def test_a_file_marks_what_it_leaves(self, desk: Client, made: Questionnaire) -> None:
        manager = programmes.manager(made.newest().calls.get().programme, accounts.person())
        replaced = operations.replace(made.newest(), form(label="Far?"), by=manager)
        assert stage(replaced.definition)["outdated"] == {"ms": {"label": "Stage now"}, "ta": {"label": "Stage now"}}


@pytest.mark.django_db
def test_versions_of_before_are_read_as_they_were() -> None:
    version = published_version(definition=FORM)
    assert version.questions()["stage"].outdated is None
    assert all(one.outdated == {} for part in wordings.parts(FORM) for one in part.phrases)
