"""Doors to what stood at a question before: read by who writes, taken back as any other save."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accelerator.applications import operations
from accelerator.applications.models import Application
from accelerator.questionnaires.models import Sheet
from accelerator.questionnaires.operations import Edit
from accelerator.startups.models import Member, Startup
from tests.cast import browser
from tests.factories import accounts, programmes
from tests.factories.startups import member

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
FIRST, SECOND = "Predicts dwell time.", "Cranes wait for ships."


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def other(startup: Startup) -> Any:
    return member(startup, accounts.person(name="Vikram Shetty"))


@pytest.fixture
def written(draft: Application, owner: Any, other: Any) -> Application:
    """The product is told in three texts by two people, the last of them empty."""
    draft.sheet.answers, draft.sheet.marks = {}, {}
    draft.sheet.save()
    for place, (by, text) in enumerate([(owner, FIRST), (other, SECOND), (owner, "")]):
        edit = Edit("what", text, place)
        operations.write(draft, changes=[edit], by=by, at=NOW + timedelta(minutes=place))
    return draft


def door(one: Application, key: str = "what") -> str:
    return f"/applications/{one.number}/answers/{key}/"


def take(client: Client, one: Application, wanted: str, *, seen: int, what: str = "") -> Any:
    posted = {"seen:what": seen, "what": what, "seen:stage": 0, "stage": "idea", "back:": wanted}
    return client.post(f"/applications/{one.number}/edit/company/", posted)


def test_each_is_told_with_who_and_when(desk: Client, written: Application) -> None:
    page = desk.get(door(written)).content.decode()
    for said in (FIRST, SECOND, "Ananya Rao", "Vikram Shetty", "Fri 20 Nov, 14:03", 'value="what:1"', 'value="what:2"'):
        assert said in page
    part = desk.get(door(written), headers={"HX-Request": "true", "HX-Request-Type": "partial"}).content.decode()
    assert (SECOND in part, "<h1" in part, "<form" in part) == (True, False, False)


def test_the_form_leads_there_and_asks_nothing_for_it(desk: Client, written: Application) -> None:
    form = f"/applications/{written.number}/edit/company/"
    desk.get(form)
    with CaptureQueriesContext(connection) as asked:
        page = desk.get(form).content.decode()
    assert page.count("Earlier answers") == 2  # the summary and, without a script, the way to the page
    assert f'hx-get="{door(written)}"' in page
    assert [one["sql"] for one in asked if '"accelerator_change"."number"' in one["sql"] and "LENGTH" in one["sql"]] == []


def test_a_click_takes_it_back_beside_all_that_was_typed(desk: Client, written: Application, owner: Any) -> None:
    answer = take(desk, written, "what:2", seen=3)
    assert answer["Location"] == f"/applications/{written.number}/edit/company/#id_what"
    kept = Sheet.objects.get(pk=written.sheet_id)
    assert (kept.answers, kept.seen("what")) == ({"what": SECOND, "stage": "idea"}, 4)
    newest = kept.changes.get(key="what", number=4)
    assert (newest.value, newest.by) == (SECOND, owner)


def test_what_somebody_wrote_meanwhile_is_not_gone_over(desk: Client, written: Application, other: Any) -> None:
    operations.write(written, changes=[Edit("what", "By Vikram.", 3)], by=other, at=NOW)
    answer = take(desk, written, "what:1", seen=3)
    page = answer.content.decode()
    assert (answer.status_code, FIRST in page, "By Vikram." in page) == (409, True, True)
    assert Sheet.objects.get(pk=written.sheet_id).answers["what"] == "By Vikram."


def test_who_only_reads_and_who_is_elsewhere(client: Client, written: Application, viewer: Any, manager: Any, call: Any) -> None:
    expected = {viewer: 403, manager: 404, programmes.reviewer(call.programme): 404, accounts.person(): 404}
    for person, status in expected.items():
        client.force_login(person)
        assert client.get(door(written)).status_code == status
        assert client.get(f"/api/v1/applications/{written.number}/answers/what").status_code == status


@pytest.mark.parametrize("key", ["deck", "gone"])
def test_files_and_what_is_not_asked_have_none(desk: Client, written: Application, key: str) -> None:
    assert desk.get(door(written, key)).status_code == 404


def test_staff_who_enter_it_read_them(call: Any, manager: Any) -> None:
    new = operations.NewStartup("Noted Quay")
    one = operations.enter(call=call, startup=new, email="noted@example.org", by=manager, at=NOW)
    for place, text in enumerate((FIRST, "")):
        operations.write(one, changes=[Edit("what", text, place)], by=manager, at=NOW)
    assert FIRST in browser(manager).get(door(one), secure=True).text


def test_programs_read_them(written: Application, owner: Any, other: Any) -> None:
    door = f"/api/v1/applications/{written.number}/answers/what"
    assert browser(owner).get(door, secure=True).json() == {
        "items": [
            {"version": 2, "value": SECOND, "by": "Vikram Shetty", "at": "2026-11-20T06:03:00Z", "takes": True},
            {"version": 1, "value": FIRST, "by": "Ananya Rao", "at": "2026-11-20T06:02:00Z", "takes": True},
        ],
        "next": None,
    }
    assert browser(member(written.startup, role=Member.Role.VIEWER)).get(door, secure=True).status_code == 403
