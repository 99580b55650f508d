"""A question whose type changed, and what was removed, is put back as it was by who changed it, while nobody drew on it since."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accelerator.questionnaires import drafting
from accelerator.questionnaires.models import Questionnaire
from tests.factories import programmes
from tests.factories.questionnaires import draft_version, published_version
from tests.questionnaires.test_retyping import OWN

pytestmark = pytest.mark.django_db


@pytest.fixture
def form() -> Questionnaire:
    live = published_version()
    programmes.call(version=live)
    draft_version(questionnaire=live.questionnaire, number=2)
    return live.questionnaire


@pytest.fixture
def desk(client: Client, form: Questionnaire) -> Client:
    client.force_login(programmes.manager(form.versions.get(number=1).calls.get().programme))
    return client


def door(form: Questionnaire, key: str = "stage") -> str:
    return f"/questionnaires/{form.code}/questions/{key}/"


def asked(form: Questionnaire, key: str = "stage") -> dict[str, Any]:
    return drafting.question(form.newest().definition, key)


def retype(desk: Client, form: Questionnaire, kind: str) -> list[tuple[str, str]]:
    """(text, where its Undo leads) of the toasts that follow."""
    page = desk.post(door(form), {"act": "type", "type": kind}, follow=True)
    return [(str(one), one.extra_tags) for one in page.context["messages"]]


def test_what_is_left_out_is_told_and_comes_back(desk: Client, form: Questionnaire) -> None:
    draft, choice = form.newest(), OWN["choice"] | {"sensitive": False}
    draft.definition = drafting.change_question(draft.definition, "stage", choice)
    draft.save(update_fields=["definition"])
    before = form.newest().definition
    said = "The question's type is now: Number. Left out: Options, “Other” in one's own words."
    assert retype(desk, form, "number") == [(said, f"{door(form)}undo/")]
    assert "options" not in asked(form)
    page = desk.post(f"{door(form)}undo/", follow=True)
    assert page.redirect_chain == [(f"/questionnaires/{form.code}/?question=stage#at-stage", 302)]
    assert [str(one) for one in page.context["messages"]] == ["The question is as it was before."]
    assert form.newest().definition == before


def test_nothing_is_left_out_between_types_alike(desk: Client, form: Questionnaire) -> None:
    assert retype(desk, form, "choices") == [("The question's type is now: Choose several.", f"{door(form)}undo/")]


def test_the_type_it_has_already_is_no_change(desk: Client, form: Questionnaire) -> None:
    assert retype(desk, form, "choice") == []
    assert desk.post(f"{door(form)}undo/").status_code == 409


def test_it_is_put_back_once_and_nothing_else_is(desk: Client, form: Questionnaire) -> None:
    retype(desk, form, "number")
    assert desk.post(f"{door(form, 'what')}undo/").status_code == 409
    assert desk.post(f"{door(form)}undo/").status_code == 302
    assert desk.post(f"{door(form)}undo/").status_code == 409


def test_what_was_changed_since_stays(desk: Client, form: Questionnaire) -> None:
    retype(desk, form, "number")
    draft = form.newest()
    draft.definition = drafting.change_question(draft.definition, "stage", {"label": "How many?"})
    draft.save(update_fields=["definition"])
    left = asked(form)
    response = desk.post(f"{door(form)}undo/")
    assert response.status_code == 409
    assert "The question was changed since its type changed. It stays as it is." in response.content.decode()
    assert asked(form) == left


def removed(desk: Client, form: Questionnaire, *door: str) -> tuple[list[tuple[str, str]], str]:
    """The toasts after the removal as `retype` gives them; where its Undo leads."""
    address = "/".join([f"/questionnaires/{form.code}", *door, ""])
    page = desk.post(address, {"act": "remove"}, follow=True)
    return [(str(one), one.extra_tags) for one in page.context["messages"]], f"{address}undo/"


@pytest.mark.parametrize(
    ("part", "key", "says", "back"),
    [
        ("questions", "stage", "Removed: Stage", "?question=stage#at-stage"),
        ("questions", "true", "Removed: Everything here is true", "?question=true#at-true"),
        ("sections", "company", "Removed: Company", "?section=company#in-company"),
        ("sections", "evidence", "Removed: Product and evidence", "?section=evidence#in-evidence"),
    ],
)
def test_what_was_removed_comes_back_where_it_stood(
    desk: Client, form: Questionnaire, part: str, key: str, says: str, back: str
) -> None:
    before = form.newest().definition
    told, undo = removed(desk, form, part, key)
    assert told == [(says, undo)]
    assert key not in str(drafting.section_keys(form.newest().definition) | drafting.question_keys(form.newest().definition))
    assert desk.post(undo).url == f"/questionnaires/{form.code}/{back}"
    assert form.newest().definition == before
    assert desk.post(undo).status_code == 409


def test_who_removes_a_question_stays_in_its_section(desk: Client, form: Questionnaire) -> None:
    address = f"/questionnaires/{form.code}/"
    assert desk.post(f"{address}questions/deck/", {"act": "remove"}).url == f"{address}?section=evidence#in-evidence"
    assert desk.post(f"{address}sections/evidence/", {"act": "remove"}).url == address


def test_a_removed_section_leaves_no_undo_of_its_question(desk: Client, form: Questionnaire) -> None:
    _told, first = removed(desk, form, "questions", "stage")
    _told, second = removed(desk, form, "sections", "company")
    assert desk.post(first).status_code == 409
    assert desk.post(second).status_code == 302
    assert "stage" not in drafting.question_keys(form.newest().definition)


@pytest.mark.parametrize(("part", "key"), [("questions", "stage"), ("sections", "company")])
def test_a_key_given_again_stays_with_who_has_it(desk: Client, form: Questionnaire, part: str, key: str) -> None:
    _told, undo = removed(desk, form, part, key)
    draft = form.newest()
    one = {"key": "stage", "type": "text", "label": "Another"}
    draft.definition = drafting.add_question(draft.definition, section="evidence", question=one)
    draft.save(update_fields=["definition"])
    response = desk.post(undo)
    assert response.status_code == 409
    assert "Its key was given again since. Nothing was put back." in response.content.decode()
    assert form.newest().definition == draft.definition


def test_a_question_whose_section_is_gone_is_not_put_back(desk: Client, form: Questionnaire) -> None:
    _told, undo = removed(desk, form, "questions", "stage")
    draft = form.newest()
    draft.definition = drafting.remove_section(draft.definition, "company")
    draft.save(update_fields=["definition"])
    assert desk.post(undo).status_code == 409
    assert form.newest().definition == draft.definition
