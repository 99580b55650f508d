"""Blind stages: what their reviewers read, and the copy that staff word."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.applications.models import Application
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import blind, operations, workbench
from accelerator.reviews.models import Assignment, Redaction
from accelerator.reviews.redacting import MARK
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, reviews, startups

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    return reviews.call()


@pytest.fixture
def application(call: Call) -> Application:
    owner = accounts.person(name="Rose Tan")
    made = reviews.application(call, name="Tidewise", owner=owner, website="https://www.tidewise.example")
    reviews.submission(made, what="Rose Tan says Tidewise (tidewise.example) reads tides. Write to rose@tidewise.example.")
    return made


def hides(what: str) -> None:
    ReviewStage.objects.update(hides=what)


def read(application: Application) -> str:
    assignment = reviews.assignment(application)
    found = Assignment.objects.select_related("stage", "application__call", "application__startup").get(pk=assignment.pk)
    return str(workbench.reading(found, workbench.submission(found)).html())


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("nothing", "Rose Tan says Tidewise (tidewise.example) reads tides. Write to rose@tidewise.example."),
        ("people", f"{MARK} says Tidewise (tidewise.example) reads tides. Write to {MARK}."),
        ("company", f"{MARK} says {MARK} ({MARK}) reads tides. Write to {MARK}."),
    ],
)
def test_what_reviewers_read(application: Application, rule: str, said: str) -> None:
    hides(rule)
    assert said in read(application)


def test_files_and_links_are_left_out(application: Application) -> None:
    sent = application.submissions.latest("id")
    kept = blind.by_rule(application, sent.version, sent.answers, "people")
    types = {key: one.type for key, one in sent.version.questions().items()}
    assert {types[key] for key in kept}.isdisjoint({"file", "url", "email", "phone"})
    assert {types[key] for key in sent.answers} & {"file", "url", "email", "phone"} or set(kept) == set(sent.answers)


def test_staff_word_a_text_anew_and_the_rule_comes_back(application: Application, call: Call) -> None:
    hides("company")
    sent, manager = application.submissions.select_related("version").latest("id"), reviews.manager(call)
    operations.redact(sent, texts={"what": "They read tides."}, by=manager)
    assert "They read tides." in read(application)
    operations.redact(sent, texts={"what": None}, by=manager)
    assert f"{MARK} says {MARK}" in read(application)
    assert sent.answers["what"].startswith("Rose Tan says")
    assert Entry.objects.filter(verb="review.redacted").count() == 2


def test_only_texts_and_only_managers(application: Application, call: Call) -> None:
    sent = application.submissions.select_related("version").latest("id")
    with pytest.raises(Refusal) as refusal:
        operations.redact(sent, texts={"nowhere": "x"}, by=reviews.manager(call))
    assert refusal.value.field == "nowhere"
    with pytest.raises(Forbidden):
        operations.redact(sent, texts={"what": "x"}, by=reviews.reviewer(call))
    assert not Redaction.objects.exists()


@pytest.mark.parametrize("why", ["conflict", "startup", "duplicate"])
def test_no_manager_words_the_copy_of_what_they_must_not_judge(application: Application, call: Call, why: str) -> None:
    manager, sent = reviews.manager(call), application.submissions.select_related("version").latest("id")
    if why == "conflict":
        reviews.conflict(application, manager)
    else:
        startups.member(application.startup if why == "startup" else startups.startup(merged_into=application.startup), manager)
    with pytest.raises(Forbidden, match="without a conflict of interest"):
        operations.redact(sent, texts={"what": "The best of all."}, by=manager)
    client: Any = browser(manager)
    at = f"/api/v1/applications/{application.number}/blind-copy"
    assert client.get(f"/calls/{call.slug}/reviews/{application.number}/blind-copy/").status_code == 404
    assert client.get(at).status_code == 404
    assert client.patch(at, {"texts": {"what": "x"}}, content_type="application/json").status_code == 404
    assert not Redaction.objects.exists()


def test_a_blind_application_is_called_by_its_number(application: Application) -> None:
    assignment = reviews.assignment(application)
    assert (assignment.blind, assignment.title) == (False, "Tidewise")
    hides("company")
    assignment = Assignment.objects.select_related("stage", "application__startup").get(pk=assignment.pk)
    assert (assignment.blind, assignment.title) == (True, application.number)


def test_the_page_of_the_copy(application: Application, call: Call) -> None:
    hides("company")
    client: Any = browser(reviews.manager(call))
    at = f"/calls/{call.slug}/reviews/{application.number}/blind-copy/"
    page = client.get(at).content.decode()
    assert ("Rose Tan says Tidewise" in page, f"{MARK} says {MARK}" in page) == (True, True)
    texts = dict.fromkeys(blind.editable(application.submissions.select_related("version").latest("id")), "Nothing here.")
    assert client.post(at, texts | {"what": "They read tides."}).status_code == 302
    assert Redaction.objects.get().answers["what"] == "They read tides."
