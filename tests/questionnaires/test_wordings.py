"""All that people read in a form, phrase by phrase: nothing is left out, and a translation changes nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accelerator.questionnaires import definition as design
from accelerator.questionnaires import wordings
from accelerator.questionnaires.models import Questionnaire, Version
from tests.factories import accounts, programmes
from tests.factories.designs import definitions
from tests.factories.questionnaires import draft_version

HOLDS = {"question": "team", "is": "answered"}
TABLE: dict[str, Any] = {
    "key": "team",
    "type": "table",
    "label": "Team",
    "help": "Everybody.",
    "columns": [
        {"key": "who", "type": "text", "label": "Name"},
        {
            "key": "role",
            "type": "choice",
            "label": "Role",
            "options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}],
        },
        {"key": "share", "type": "number", "label": "Share", "unit": "%"},
    ],
    "rules": [{"holds": HOLDS, "sentence": "Name somebody."}],
    "screens": [{"when": HOLDS, "sentence": "No teams."}],
}
FORM = {"sections": [{"key": "you", "title": "You", "intro": "Who you are.", "questions": [TABLE]}]}
NAMES = [
    ("you", ["title", "intro"]),
    (
        "team",
        [
            "label",
            "help",
            "columns.who:label",
            "columns.role:label",
            "columns.role.options.a:label",
            "columns.role.options.b:label",
            "columns.share:label",
            "columns.share:unit",
            "rules.0:sentence",
            "screens.0:sentence",
        ],
    ),
]


def test_every_phrase_has_a_name() -> None:
    found = [(part.question or part.section, [one.name for one in part.phrases]) for part in wordings.parts(FORM)]
    assert found == NAMES
    assert [part.place for part in wordings.parts(FORM)] == ["1", "1.1"]


def test_one_language_is_said_and_taken_away_again() -> None:
    said = wordings.translated(
        TABLE, "ms", {"label": " Pasukan ", "columns.role.options.b:label": "Beta", "rules.0:sentence": ""}
    )
    assert said["texts"] == {"ms": {"label": "Pasukan"}}
    assert said["columns"][1]["options"][1] == {"value": "b", "label": "B", "texts": {"ms": {"label": "Beta"}}}
    assert said["rules"] == TABLE["rules"]
    assert FORM["sections"][0]["questions"][0] == TABLE
    assert wordings.translated(said, "ms", {"label": "", "columns.role.options.b:label": " "}) == TABLE


@given(definitions(), st.text("abcд港", min_size=1, max_size=20))
def test_a_form_said_whole_in_another_language_lacks_nothing_and_asks_the_same(form: dict[str, Any], text: str) -> None:
    """Its options must stay apart, so each phrase is said with its number."""
    sections = [_said(section, text) for section in form["sections"]]
    new = {"sections": [section | {"questions": [_said(one, text) for one in section["questions"]]} for section in sections]}
    assert design.check(new) == []
    assert all(part.lacks("ms") == 0 for part in wordings.parts(new))
    assert design.read(new, "")[0].title == design.read(form, "")[0].title
    assert design.read(new, "ms")[0].title == f"{text} 0"


def _said(part: dict[str, Any], text: str) -> dict[str, Any]:
    each = {one.name: f"{text} {at}"[: one.most] for at, one in enumerate(wordings.phrases(part))}
    return wordings.translated(part, "ms", each)


@pytest.mark.django_db
class TestPage:
    @pytest.fixture
    def form(self) -> Questionnaire:
        return draft_version(definition=FORM).questionnaire

    @pytest.fixture
    def desk(self, client: Client, form: Questionnaire) -> Client:
        manager = accounts.person()
        version = form.newest()
        programmes.call(programme=programmes.programme(manager=manager), version=version)
        client.force_login(manager)
        return client

    def at(self, form: Questionnaire) -> str:
        return f"/questionnaires/{form.code}/languages/"

    def test_a_language_is_added_by_saying_something_in_it(self, desk: Client, form: Questionnaire) -> None:
        assert "It is not translated yet." in desk.get(self.at(form)).content.decode()
        asked = desk.get(self.at(form), {"add": "ms"})
        assert [(code, done) for code, _name, done in asked.context["spoken"]] == [("ms", 0)]
        assert asked.context["total"] == 12
        given = {"question": "team", "ms:label": "Pasukan", "ms:options.gone:label": "X", "ta:label": "அணி"}
        response = desk.post(self.at(form) + "?add=ms", given)
        assert response.url == self.at(form) + "?add=ms"
        assert form.newest().definition["sections"][0]["questions"][0] == TABLE | {"texts": {"ms": {"label": "Pasukan"}}}
        page = desk.get(self.at(form)).content.decode()
        assert "Bahasa Melayu (Malay) 1 / 12" in page
        assert 'value="Pasukan"' in page
        hand = desk.get(f"/questionnaires/{form.code}/", {"question": "team"})
        assert hand.context["tongues"] == [("ms", "Bahasa Melayu (Malay)", 9)]

    def test_one_section_at_a_time(self, desk: Client, form: Questionnaire) -> None:
        two = FORM["sections"] + [{"key": "more", "title": "More", "questions": []}]
        Version.objects.update(definition={"sections": two})
        for wanted, shown in (("more", ["more"]), ("gone", ["you", "you"]), ("", ["you", "you"])):
            page = desk.get(self.at(form), {"add": "ms", "section": wanted})
            assert [part.section for part, _form in page.context["parts"]] == shown
        assert page.context["sections"] == [("you", "You", 12), ("more", "More", 1)]

    def test_only_what_is_missing(self, desk: Client, form: Questionnaire) -> None:
        desk.post(self.at(form) + "?add=ms", {"section": "you", "ms:title": "Anda", "ms:intro": "Siapa anda."})
        shown = desk.get(self.at(form), {"missing": "1"}).context["parts"]
        assert [part.question for part, _form in shown] == ["team"]

    def test_the_forms_own_language(self, desk: Client, form: Questionnaire) -> None:
        desk.post(self.at(form), {"language": "ms"})
        assert form.newest().definition["language"] == "ms"
        desk.post(self.at(form), {"language": "Klingon"})
        assert form.newest().definition["language"] == "ms"

    def test_a_language_that_has_texts_is_not_made_the_forms_own(self, desk: Client, form: Questionnaire) -> None:
        desk.post(self.at(form) + "?add=ms", {"question": "team", "ms:label": "Pasukan"})
        refused = desk.post(self.at(form), {"language": "ms"})
        assert refused.status_code == 409
        assert (
            "The form has texts in Bahasa Melayu (Malay), which would be read in place of its own wording. Empty them first."
            in refused.content.decode()
        )
        assert "language" not in form.newest().definition
        desk.post(self.at(form), {"question": "team", "ms:label": ""})
        assert desk.post(self.at(form), {"language": "ms"}).status_code == 302
        assert form.newest().definition["language"] == "ms"

    def test_texts_in_the_forms_own_language_are_seen_and_taken_away(self, desk: Client, form: Questionnaire) -> None:
        desk.post(self.at(form) + "?add=ms", {"question": "team", "ms:label": "Pasukan"})
        Version.objects.update(definition=form.newest().definition | {"language": "ms"})
        page = desk.get(self.at(form) + "?add=ms")
        assert [(code, done) for code, _name, done in page.context["spoken"]] == [("ms", 1)]
        assert desk.post(self.at(form), {"language": "ms"}).status_code == 302
        desk.post(self.at(form), {"question": "team", "ms:label": ""})
        assert desk.get(self.at(form)).context["spoken"] == []

    def test_nothing_is_translated_into_the_forms_own_language(self, desk: Client, form: Questionnaire) -> None:
        assert desk.get(self.at(form) + "?add=en").context["spoken"] == []
        desk.post(self.at(form) + "?add=en", {"question": "team", "en:label": "The team"})
        assert form.newest().definition == FORM

    def test_what_is_not_in_the_form(self, desk: Client, form: Questionnaire) -> None:
        assert desk.post(self.at(form), {"question": "gone", "ms:label": "X"}).status_code == 404

    def test_a_published_version_is_read_only(self, desk: Client, form: Questionnaire) -> None:
        desk.post(self.at(form) + "?add=ms", {"question": "team", "ms:label": "Pasukan"})
        Version.objects.update(state="published")
        page = desk.get(self.at(form)).content.decode()
        assert "readonly" in page
        assert desk.post(self.at(form), {"question": "team", "ms:label": "X"}).status_code == 409
