"""The form as founders will see it, before anybody is asked."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client

from accelerator.questionnaires import definition as design
from accelerator.questionnaires import drafting
from accelerator.questionnaires.models import Questionnaire, Version
from tests.factories import accounts, programmes
from tests.factories.questionnaires import DEFINITION, draft_version

pytestmark = pytest.mark.django_db
PILOT = {"question": "stage", "is": "equals", "value": "pilot"}
HUGE = {"key": "much", "type": "scale", "label": "How much?", "low": 0, "high": 10**12}


@pytest.fixture
def form() -> Questionnaire:
    drawn = drafting.change_question(DEFINITION, "revenue", {"show_if": PILOT, "texts": {"ms": {"label": "Hasil bulanan"}}})
    return draft_version(definition=drafting.change_section(drawn, "evidence", {"show_if": PILOT})).questionnaire


@pytest.fixture
def desk(client: Client, form: Questionnaire) -> Client:
    manager = accounts.person()
    programmes.call(programme=programmes.programme(manager=manager), version=form.newest())
    client.force_login(manager)
    return client


def page(desk: Client, form: Questionnaire, **query: str) -> str:
    return desk.get(f"/questionnaires/{form.code}/preview/", query).content.decode()


def test_conditions_answer_and_what_hides_a_section_hides_its_questions(desk: Client, form: Questionnaire) -> None:
    said = re.search(r'<script id="preview-rules" type="application/json">(.*?)</script>', page(desk, form))
    assert said is not None
    shown = {one["key"]: one["show"] for one in json.loads(said[1])["questions"]}
    assert [key for key, show in shown.items() if show] == ["revenue", "proof", "deck", "true"]
    assert shown["proof"] == {**PILOT, "family": "option"}


def test_in_each_language_and_at_both_widths(desk: Client, form: Questionnaire) -> None:
    assert "Hasil bulanan" not in page(desk, form, language="en")
    whole = page(desk, form, language="ms", width="phone")
    assert "Hasil bulanan" in whole
    assert "preview-phone" in whole
    assert "Hasil bulanan" not in page(desk, form, language="tlh")


def test_what_cannot_be_asked_is_said_and_not_drawn(desk: Client, form: Questionnaire) -> None:
    """A step a key, for a scale without an end, would be the end of the page."""
    broken: dict[str, Any] = deepcopy(DEFINITION)
    broken["sections"][0]["questions"].append(HUGE)
    Version.objects.update(definition=broken)
    whole = page(desk, form)
    assert "1 thing is to mend." in whole
    assert "cannot be asked as it is drawn now" in whole
    assert "preview-rules" not in whole
    assert len(design.question(HUGE).steps()) == 11  # type: ignore[attr-defined]  # it is a scale
    assert "cannot be asked" in desk.get(f"/questionnaires/{form.code}/", {"question": "much"}).content.decode()


class TestPane:
    """Beside the question in hand its section, answered so that it is asked."""

    def pane(self, desk: Client, form: Questionnaire, **query: str) -> Any:
        return desk.get(f"/questionnaires/{form.code}/", query)

    def test_what_depends_on_an_answer_beside_it(self, desk: Client, form: Questionnaire) -> None:
        response = self.pane(desk, form, question="revenue")
        pane = response.context["pane"]
        assert [one.key for one, _field in pane.before] == []
        assert {one["key"]: one["show"] for one in pane.rules["questions"]} == {
            "what": None,
            "stage": None,
            "revenue": PILOT | {"family": "option"},
        }
        assert {one.key: field.value() for one, field in pane.rows} == {"what": "", "stage": "pilot", "revenue": ""}
        page = response.content.decode()
        assert 'data-uses="asking" data-asking="pane-rules"' in page
        assert "Answer as" not in page

    def test_what_other_sections_ask_is_answered_above_it(self, desk: Client, form: Questionnaire) -> None:
        for query in ({"question": "proof"}, {"section": "evidence"}):
            response = self.pane(desk, form, **query)
            pane = response.context["pane"]
            assert [(one.key, field.value()) for one, field in pane.before] == [("stage", "pilot")]
            assert [one["key"] for one in pane.rules["questions"]] == ["stage", "proof", "deck", "true"]
            assert pane.rules["known"] == {}
            assert "Answer as" in response.content.decode()

    def test_nothing_depends_on_anything(self, desk: Client, form: Questionnaire) -> None:
        Version.objects.update(definition=DEFINITION)
        response = self.pane(desk, form, question="what")
        assert response.context["pane"].rules is None
        assert "pane-rules" not in response.content.decode()

    def test_while_something_is_to_mend_nothing_answers(self, desk: Client, form: Questionnaire) -> None:
        Version.objects.update(definition=drafting.change_question(form.newest().definition, "what", {"limit": 0}))
        pane = self.pane(desk, form, question="revenue").context["pane"]
        assert (pane.before, pane.rules) == ([], None)
        assert {one.key: field and field.value() for one, field in pane.rows} == {"what": "", "stage": "", "revenue": ""}

    def test_its_fields_are_no_fields_of_the_design(self, desk: Client, form: Questionnaire) -> None:
        page = self.pane(desk, form, question="revenue").content.decode()
        ids = re.findall(r' id="([^"]+)"', page)
        assert [one for one in ids if ids.count(one) > 1] == []
        assert 'id="id_seen_revenue"' in page
