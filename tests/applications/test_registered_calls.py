"""What applications answer on the page of a call: where the reader's own stand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from accelerator.applications import operations
from accelerator.applications.models import Application, Submission
from accelerator.applications.registered_calls import own_applications
from accelerator.programmes.models import Call
from tests.applications.conftest import CLOSES, NOW
from tests.factories import accounts, programmes, startups
from tests.factories.applications import application

pytestmark = pytest.mark.django_db
OWN_QUERIES, PAGE_QUERIES = 2, 10


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def told(call: Call, person: Any) -> list[tuple[str, ...]]:
    return [(one.startup, one.state, one.note, one.verb) for one in own_applications(call, person, NOW)]


def test_a_draft_is_continued(call: Call, draft: Application, owner: Any) -> None:
    assert told(call, owner) == [("Sampan Analytics", "draft", "4 of 4 required answers", "Continue writing")]
    assert own_applications(call, owner, NOW)[0].url.startswith(f"/applications/{draft.number}/edit/")


def test_of_what_was_sent_it_is_said_where_it_stands(call: Call, draft: Application, sent: Submission, owner: Any) -> None:
    assert told(call, owner) == [
        ("Sampan Analytics", "submitted", "Submitted Fri 20 Nov, 06:02 UTC", "See where it stands"),
    ]
    assert own_applications(call, owner, NOW)[0].url == draft.get_absolute_url()


def test_a_draft_that_came_too_late_is_only_looked_at(call: Call, draft: Application, owner: Any) -> None:
    (one,) = own_applications(call, owner, CLOSES + timedelta(minutes=10))
    assert (one.verb, one.url) == ("See where it stands", draft.get_absolute_url())


def test_nobody_else_and_nothing_withdrawn_or_tried(call: Call, draft: Application, owner: Any) -> None:
    other = startups.startup("Ketapang Water", owner=(stranger := accounts.person()))
    application(call=programmes.call(), startup=other, submitted=False)
    assert [told(call, person) for person in (stranger, accounts.person(), AnonymousUser())] == [[], [], []]
    operations.withdraw(draft, by=owner, at=NOW)
    assert told(call, owner) == []
    manager = programmes.manager(call.programme)
    operations.start_test(call=call, by=manager, at=NOW)
    assert told(call, manager) == []


def test_the_calls_page_says_it_in_place_of_apply(call: Call, draft: Application, owner: Any, viewer: Any) -> None:
    client, apply = Client(), f'href="/calls/{call.slug}/apply/">'
    assert f"{apply}Apply</a>" in client.get(call.get_absolute_url()).content.decode()
    client.force_login(owner)
    page = client.get(call.get_absolute_url()).content.decode()
    assert "Your application" in page
    assert "Continue writing" in page
    assert f"{apply}Apply</a>" not in page
    assert f"{apply}Apply with another startup</a>" in page


def test_queries_do_not_grow(call: Call, owner: Any, sent: Submission, django_assert_num_queries: Any) -> None:
    own_applications(call, owner, NOW)  # the first one also asks what the person is where
    for name in ("", "Dermaga", "Quaykeeper"):
        if name:
            application(call=call, startup=startups.startup(name, owner=owner), submitted=True, by=owner)
        with django_assert_num_queries(OWN_QUERIES):
            own_applications(call, owner, NOW)


def test_the_page_asks_little_more_for_them(call: Call, owner: Any, sent: Submission, django_assert_num_queries: Any) -> None:
    client = Client()
    client.force_login(owner)
    client.get(call.get_absolute_url())
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(call.get_absolute_url())
