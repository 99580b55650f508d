"""Answers that tell a fact of the startup: they come from its record, and go there where their writer agrees."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from accelerator.applications import operations, queries, telling
from accelerator.applications.models import Application
from accelerator.kit import languages
from accelerator.programmes.models import Call
from accelerator.questionnaires.models import Change
from accelerator.questionnaires.operations import Edit
from accelerator.startups.models import Member, Startup
from accelerator.trail.models import Entry
from tests.factories import accounts, programmes, startups
from tests.factories.questionnaires import published_version
from tests.factories.startups import member
from tests.programs import Program

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 8, 32, tzinfo=UTC)
PEOPLE = {"key": "people", "type": "number", "label": "People", "fact": "team_size", "min": "1", "max": "5000", "whole": True}
QUESTIONS: list[dict[str, Any]] = [
    {"key": "site", "type": "url", "label": "Website", "fact": "website"},
    {"key": "land", "type": "country", "label": "Country", "fact": "country"},
    PEOPLE,
    {"key": "other", "type": "text", "label": "Anything else?"},
]
FORM = {"sections": [{"key": "company", "title": "Company", "questions": QUESTIONS}]}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def owner() -> Any:
    startup = startups.startup(name="Sampan Analytics", website="https://sampan.example", country="SG")
    return member(startup, accounts.person(name="Ananya Rao"), role=Member.Role.OWNER)


@pytest.fixture
def draft(owner: Any) -> Application:
    call = programmes.call(
        opens_at=NOW - timedelta(days=20), closes_at=NOW + timedelta(days=1), version=published_version(definition=FORM)
    )
    return operations.start(call=call, startup=Startup.objects.get(), by=owner, at=NOW)


def write(draft: Application, **answers: Any) -> None:
    changes = [Edit(key, value, draft.sheet.seen(key)) for key, value in answers.items()]
    assert operations.write(draft, changes=changes, by=draft.started_by, at=NOW).conflicts == []


def record() -> tuple[str, str, int | None]:
    one = Startup.objects.get()
    return one.website, str(one.country), one.team_size


def test_a_new_draft_knows_what_the_record_says(draft: Application) -> None:
    assert draft.sheet.answers == {"site": "https://sampan.example", "land": "SG"}
    assert sorted(Change.objects.values_list("key", "number", "by")) == [
        ("land", 1, draft.started_by.pk),
        ("site", 1, draft.started_by.pk),
    ]
    assert telling.news(draft) == []


def test_what_the_answers_tell_anew_is_shown_before_it_goes_out(client: Client, draft: Application) -> None:
    write(draft, people="12", land="MY", other="No.")
    assert telling.news(draft) == [("Country", "Singapore", "Malaysia"), ("People in the team", "", "12")]
    client.force_login(draft.started_by)
    page = client.get(f"/applications/{draft.number}/submit/").content.decode()
    assert "Bring the record of Sampan Analytics up to date with these answers" in page


def test_a_form_in_the_readers_language_tells_the_record_nothing_else(owner: Any) -> None:
    Startup.objects.update(sector="Logistics")
    options = [{"value": "log", "label": "Logistics", "texts": {"ms": {"label": "Logistik"}}}, {"value": "ai", "label": "AI"}]
    sector = {"key": "sector", "type": "choice", "label": "Sector", "fact": "sector", "options": options}
    form = {"sections": [{"key": "company", "title": "Company", "questions": [sector]}]}
    call = programmes.call(opens_at=NOW, closes_at=NOW + timedelta(days=1), version=published_version(definition=form))
    with languages.reading("ms"):
        one = operations.start(call=call, startup=Startup.objects.get(), by=owner, at=NOW)
        assert one.sheet.answers == {"sector": "log"}
        assert telling.news(one) == []


@pytest.mark.parametrize(
    ("posted", "after"),
    [({}, ("https://sampan.example", "SG", None)), ({"update_startup": "on"}, ("https://sampan.example", "SG", 12))],
)
def test_the_record_follows_only_where_its_writer_agrees(
    client: Client, draft: Application, posted: dict[str, str], after: tuple[str, str, int | None]
) -> None:
    write(draft, people="12", site="")
    client.force_login(draft.started_by)
    assert client.post(f"/applications/{draft.number}/submit/", posted).status_code == 302
    assert record() == after, "an answer that was emptied clears nothing"
    assert Entry.objects.filter(verb="startup.changed").count() == len(posted)


def test_a_program_agrees_by_saying_so(draft: Application) -> None:
    write(draft, people="12")
    assert Program(draft.started_by).post(f"/applications/{draft.number}/submit?update_startup=true").status_code == 200
    assert record() == ("https://sampan.example", "SG", 12)


def test_a_record_that_refuses_stops_no_submission(draft: Application) -> None:
    write(draft, people="12")
    Startup.objects.filter(pk=draft.startup_id).update(merged_into=startups.startup(name="Sampan"))
    sent = operations.submit(draft, by=draft.started_by, arrived_at=NOW, update_startup=True)
    assert sent.answers["people"] == "12"
    assert Startup.objects.get(pk=draft.startup_id).team_size is None
    draft.startup.refresh_from_db()
    assert telling.news(draft) == []


def test_staff_see_which_answers_are_facts_of_the_startup(client: Client, draft: Application) -> None:
    write(draft, people="12", other="No.")
    operations.submit(draft, by=draft.started_by, arrived_at=NOW)
    client.force_login(draft.started_by)
    mark = "People in the team</span>"
    assert mark not in client.get(draft.get_absolute_url()).content.decode()
    client.force_login(programmes.manager(draft.call.programme))
    assert client.get(draft.get_absolute_url()).content.decode().count(mark) == 1


def test_who_approves_may_agree_too(draft: Application) -> None:
    second = member(draft.startup)
    Call.objects.update(needs_sign_off=True)
    write(draft, people="12")
    for agreed, after in ((False, None), (True, 12)):
        with transaction.atomic():
            fresh = Application.objects.select_related("call", "startup", "sheet__version__questionnaire").get()
            waiting, seen = operations.ask(fresh, by=draft.started_by, at=NOW), queries.fingerprint(fresh)
            operations.approve(waiting, seen=seen, by=second, arrived_at=NOW, update_startup=agreed)
            assert record()[2] == after
            transaction.set_rollback(True)


def test_the_approvers_page_offers_it(client: Client, draft: Application) -> None:
    second = member(draft.startup)
    Call.objects.update(needs_sign_off=True)
    write(draft, people="12")
    waiting = operations.ask(Application.objects.select_related("call", "startup").get(), by=draft.started_by, at=NOW)
    client.force_login(second)
    page = client.get(f"/applications/{draft.number}/submit/").content.decode()
    assert "Bring the record of Sampan Analytics up to date" in page
    seen = queries.fingerprint(Application.objects.select_related("sheet__version__questionnaire").get())
    client.post(f"/sign-offs/{waiting.code}/approve/", {"seen": seen, "update_startup": "on"})
    assert record()[2] == 12
