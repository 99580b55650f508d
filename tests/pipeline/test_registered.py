"""The selection of the call in view, in the menu of who runs it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from accelerator.accounts.points import MenuEntry
from accelerator.pipeline import registered
from accelerator.programmes.models import Call
from tests.factories import accounts, programmes, reviews

pytestmark = pytest.mark.django_db


def test_managers_of_a_published_call(call: Call, manager: Any, rf: RequestFactory) -> None:
    beside = tuple(f"/calls/spring/{page}/" for page in ("release", "waiting-list", "votes", "deciding", "pack"))
    assert registered.menu(manager, rf.get("/home/")) == [
        MenuEntry("Pipeline", "/calls/spring/pipeline/", "list-filter", group="Spring", place=40, dock=True),
        MenuEntry("Reviews", "/calls/spring/reviews/", "scale", group="Spring", place=41, also=("/calls/spring/conflicts/",)),
        MenuEntry("Interviews", "/calls/spring/interviews/", "messages-square", group="Spring", place=41),
        MenuEntry("Ranking", "/calls/spring/ranking/", "list-ordered", group="Spring", place=42),
        MenuEntry("Scenarios", "/calls/spring/scenarios/", "git-compare", group="Spring", place=42),
        MenuEntry("Decisions", "/calls/spring/decisions/", "send", group="Spring", place=43, dock=True, also=beside),
    ]


def test_every_entry_leads_somewhere(call: Call, manager: Any, client: Any, rf: RequestFactory) -> None:
    client.force_login(manager)
    assert {client.get(entry.url).status_code for entry in registered.menu(manager, rf.get("/"))} == {200}


def test_nothing_for_a_draft(rf: RequestFactory) -> None:
    draft = programmes.call(published=False)
    assert registered.menu(programmes.manager(draft.programme), rf.get("/")) == []


def test_nothing_for_anybody_else(call: Call, rf: RequestFactory) -> None:
    founder = reviews.application(call).started_by
    for person in (reviews.reviewer(call), founder, accounts.person(), accounts.operator_person(), accounts.partner_person()):
        assert registered.menu(person, rf.get("/calls/spring/pipeline/")) == []
