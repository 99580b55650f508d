"""Forms through the API: the same people may, and every fault is told with its path."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accelerator.kit import clock
from accelerator.questionnaires import drafting, operations
from accelerator.questionnaires.models import Questionnaire
from tests.factories import accounts, applications, programmes
from tests.factories.questionnaires import DEFINITION, published_version
from tests.programs import problem, program

pytestmark = pytest.mark.django_db
SHORTER = drafting.remove_question(DEFINITION, "proof")


@pytest.fixture
def manager() -> Any:
    return accounts.person(name="Nurul Hakim")


@pytest.fixture
def form(manager: Any) -> Questionnaire:
    live = published_version()
    programmes.call(programme=programmes.programme(manager=manager), version=live)
    return live.questionnaire


@pytest.fixture
def api(manager: Any) -> Client:
    return program(manager, scopes=["questionnaires:read", "questionnaires:write"])


def put(api: Client, form: Questionnaire, definition: Any) -> Any:
    return api.put(f"/api/v1/questionnaires/{form.code}/draft", {"definition": definition}, content_type="application/json")


def test_forms_and_their_versions(api: Client, form: Questionnaire) -> None:
    version = {
        "number": 1,
        "state": "published",
        "published_at": api.get(f"/api/v1/questionnaires/{form.code}").json()["versions"][0]["published_at"],
    }
    one = {"code": form.code, "name": "Application form", "versions": [version]}
    assert api.get("/api/v1/questionnaires").json() == {"items": [one], "next": None}
    assert api.get(f"/api/v1/questionnaires/{form.code}").json() == one
    assert api.get(f"/api/v1/questionnaires/{form.code}/versions/1").json() == version | {
        "definition": DEFINITION,
        "faults": [],
        "seen": operations.mark(form.newest()),
    }
    assert api.get(f"/api/v1/questionnaires/{form.code}/versions/2").status_code == 404


def test_a_draft_is_begun_drawn_anew_and_published(api: Client, form: Questionnaire) -> None:
    for definition in (DEFINITION, SHORTER):
        response = put(api, form, definition)
        assert (response.status_code, response.json()["number"], response.json()["definition"]) == (200, 2, definition)
    assert form.newest().definition == SHORTER
    response = api.post(f"/api/v1/questionnaires/{form.code}/publish")
    assert (response.status_code, response.json()["state"]) == (200, "published")
    assert problem(api.post(f"/api/v1/questionnaires/{form.code}/publish"))[0] == 409


def test_what_somebody_drew_on_since_is_neither_drawn_anew_nor_published(api: Client, form: Questionnaire) -> None:
    door, old = f"/api/v1/questionnaires/{form.code}", put(api, form, DEFINITION).json()["seen"]
    now = put(api, form, SHORTER).json()["seen"]
    assert api.get(f"{door}/versions/2").json()["seen"] == now != old
    stale = api.put(f"{door}/draft", {"definition": DEFINITION, "seen": old}, content_type="application/json")
    assert (problem(stale)[0], form.newest().definition) == (409, SHORTER)
    assert problem(api.post(f"{door}/publish?seen={old}"))[0] == 409
    assert form.newest().state == "draft"
    assert api.post(f"{door}/publish?seen={now}").json()["state"] == "published"


def test_a_draft_that_is_refused_is_not_begun(api: Client, form: Questionnaire) -> None:
    door, given = f"/api/v1/questionnaires/{form.code}/draft", {"definition": DEFINITION, "seen": "another"}
    assert problem(api.put(door, given, content_type="application/json"))[0] == 409
    assert form.newest().state == "published"


def test_every_fault_is_told_and_nothing_begun(api: Client, form: Questionnaire) -> None:
    question = {"key": "What", "type": "text", "label": "", "limitt": 5}
    response = put(api, form, {"sections": [{"key": "a", "title": "A", "questions": [question, {"type": "essay"}]}]})
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [
        "definition.sections[0].questions[0].limitt",
        "definition.sections[0].questions[1].type",
    ]
    assert form.versions.count() == 1


@pytest.mark.parametrize("definition", [None, [], "form", 5])
def test_what_is_no_object(api: Client, form: Questionnaire, definition: Any) -> None:
    assert put(api, form, definition).json()["errors"][0]["field"] == "definition"


def test_others_find_nothing(form: Questionnaire) -> None:
    stranger = program(programmes.manager(programmes.programme()))
    assert stranger.get("/api/v1/questionnaires").json() == {"items": [], "next": None}
    for path in (form.code, f"{form.code}/versions/1"):
        assert stranger.get(f"/api/v1/questionnaires/{path}").status_code == 404
    assert put(stranger, form, SHORTER).status_code == 404
    assert stranger.post(f"/api/v1/questionnaires/{form.code}/publish").status_code == 404


def test_a_list_asks_as_much_for_three_as_for_one(api: Client, form: Questionnaire, manager: Any) -> None:
    api.get("/api/v1/questionnaires")  # the first use of a token is noted
    counts = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as asked:
            assert api.get("/api/v1/questionnaires").status_code == 200
        counts.append(len(asked))
        programmes.call(programme=programmes.programme(manager=manager), version=published_version())
    assert counts == [4] * 3


def test_a_draft_says_what_is_to_mend(api: Client, form: Questionnaire, manager: Any) -> None:
    draft = operations.redraft(form, by=manager)
    operations.redraw(draft, lambda old: drafting.change_question(old, "proof", {"limit": 0}), by=manager)
    assert api.get(f"/api/v1/questionnaires/{form.code}/versions/2").json()["faults"] == [
        {"path": "sections[1].questions[0].limit", "sentence": "A limit is between 1 and 500 characters."}
    ]
    assert problem(api.post(f"/api/v1/questionnaires/{form.code}/publish")) == (422, "sections[1].questions[0].limit")


def test_what_versions_differ_in(api: Client, form: Questionnaire) -> None:
    put(api, form, drafting.change_question(SHORTER, "what", {"limit": 900}))
    address = f"/api/v1/questionnaires/{form.code}/versions/2/differences"
    assert api.get(address, {"against": 1}).json() == [
        {
            "key": "what",
            "label": "What does your product do?",
            "section": "Company",
            "kinds": ["rules"],
            "details": [{"name": "Limit", "old": "600", "new": "900"}],
        },
        {
            "key": "proof",
            "label": "What evidence shows that it works?",
            "section": "Product and evidence",
            "kinds": ["removed"],
            "details": [],
        },
    ]
    assert api.get(address, {"against": 3}).status_code == 404
    assert api.get(address).status_code == 422


def test_drafts_go_over(api: Client, form: Questionnaire) -> None:
    call = form.versions.get().calls.get()
    applications.application(call=call, submitted=False, answers={"what": "x" * 40})
    put(api, form, drafting.change_question(DEFINITION, "what", {"limit": 30}))
    api.post(f"/api/v1/questionnaires/{form.code}/publish")
    told = {
        "version": 2,
        "drafts": 1,
        "fit": 0,
        "misfits": [
            {
                "question": "What does your product do?",
                "why": "10 characters over the limit.",
                "answers": 1,
            }
        ],
        "running": False,
    }
    address = f"/api/v1/questionnaires/{form.code}/changeover"
    assert api.get(address).json() == told
    begun = api.post(address)
    assert (begun.status_code, begun.json()) == (200, told | {"running": True})
    operations.step(form.versions.get(number=2).changeovers.get().pk, at=clock.now())
    assert api.get(address).json() == told | {"drafts": 0, "misfits": []}


@pytest.mark.parametrize("lost", ["a\0b", "\ud800"])
def test_a_character_that_nothing_holds_is_named_by_its_place(api: Client, form: Questionnaire, lost: str) -> None:
    looks = {"question": "what", "is": "equals", "value": lost}
    response = put(api, form, drafting.change_question(DEFINITION, "proof", {"show_if": looks}))
    assert problem(response) == (422, "definition.sections.1.questions.0.show_if.value")
    assert form.versions.count() == 1


def test_a_draft_is_discarded_where_something_is_published(api: Client, form: Questionnaire) -> None:
    put(api, form, SHORTER)
    assert api.delete(f"/api/v1/questionnaires/{form.code}/draft").status_code == 204
    assert list(form.versions.values_list("number", "state")) == [(1, "published")]
    assert problem(api.delete(f"/api/v1/questionnaires/{form.code}/draft"))[0] == 409
