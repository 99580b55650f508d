"""What applications answer at the points of the shell, the home page, search and forms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import RequestFactory

from accelerator.accounts.points import Hit, MenuEntry
from accelerator.applications import registered
from accelerator.applications.models import Application, Reopening
from accelerator.programmes.models import Call
from accelerator.questionnaires.definition import Progress
from accelerator.questionnaires.models import Sheet
from accelerator.startups.models import Member, Startup
from accelerator.startups.points import RecordTab
from tests.factories import accounts, programmes, startups
from tests.factories.applications import application
from tests.factories.questionnaires import ANSWERS, published_version
from tests.factories.startups import member

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
CLOSES = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def founder() -> Any:
    return accounts.person()


def call(**more: Any) -> Call:
    return programmes.call(**({"opens_at": NOW - timedelta(days=20), "closes_at": CLOSES, "version": published_version()} | more))


class TestMenu:
    def test_for_members_with_the_number_of_drafts(self, founder: Any, rf: RequestFactory) -> None:
        assert registered.menu(founder, rf.get("/")) == []
        one, two = startups.startup(owner=founder), startups.startup(owner=founder)
        (entry,) = registered.menu(founder, rf.get("/"))
        also = ("/receipts/", "/clarifications/")
        assert entry == MenuEntry("Applications", "/applications/", "file-text", count=None, place=10, dock=True, also=also)
        application(startup=one, submitted=False)
        application(startup=one)
        application(startup=two, submitted=False)
        assert registered.menu(founder, rf.get("/"))[0].count == 2

    def test_one_query(self, founder: Any, rf: RequestFactory, django_assert_num_queries: Any) -> None:
        for _ in range(3):
            application(startup=startups.startup(owner=founder), submitted=False)
            with django_assert_num_queries(1):
                registered.menu(founder, rf.get("/"))


class TestNextActions:
    def test_drafts_that_can_still_be_sent(self, founder: Any) -> None:
        startup = startups.startup("Sampan Analytics", owner=founder)
        one = application(call=call(name="Applied AI"), startup=startup, submitted=False, answers={"what": "Yes."})
        application(call=call(closes_at=NOW - timedelta(minutes=10)), startup=startup, submitted=False)
        application(call=call(), startup=startup)
        (action,) = registered.next_actions(founder)
        assert (action.title, action.verb, action.due_at) == (
            "Finish and submit your application to Applied AI",
            "Continue",
            CLOSES,
        )
        assert (action.detail, action.url) == (
            "Sampan Analytics · 1 of 4 required answers",
            f"/applications/{one.number}/edit/company/",
        )
        assert Progress(1, 1, "done").told() == "1 of 1 required answer"

    def test_in_the_grace_a_draft_can_still_be_sent(self, founder: Any) -> None:
        application(call=call(closes_at=NOW - timedelta(minutes=9)), startup=startups.startup(owner=founder), submitted=False)
        (action,) = registered.next_actions(founder)
        assert (action.verb, action.due_at) == ("Continue", NOW - timedelta(minutes=9))

    def test_viewers_have_nothing_to_do(self) -> None:
        startup = startups.startup()
        application(call=call(), startup=startup, submitted=False)
        assert registered.next_actions(member(startup, role=Member.Role.VIEWER)) == []

    def test_what_was_changed_since_it_was_sent(self, founder: Any, django_assert_num_queries: Any) -> None:
        startup = startups.startup("Sampan Analytics", owner=founder)
        one = application(call=call(name="Applied AI"), startup=startup, arrived_at=NOW - timedelta(days=1), answers=ANSWERS)
        assert registered.next_actions(founder) == []
        Sheet.objects.filter(pk=one.sheet_id).update(saved_at=NOW)  # typed, and typed back
        assert registered.next_actions(founder) == []
        Sheet.objects.filter(pk=one.sheet_id).update(answers=ANSWERS | {"what": "Another thing."})
        (action,) = registered.next_actions(founder)
        assert (action.title, action.detail, action.url, action.due_at) == (
            "Submit your changed application to Applied AI again",
            "Sampan Analytics · your changes count once you submit again",
            f"/applications/{one.number}/submit/",
            CLOSES,
        )

    def test_what_was_reopened_until_it_is_sent_again(self, founder: Any) -> None:
        startup = startups.startup("Sampan Analytics", owner=founder)
        one = application(call=call(name="Applied AI"), startup=startup, arrived_at=NOW - timedelta(days=1), answers=ANSWERS)
        until = CLOSES + timedelta(days=2)
        Application.objects.filter(pk=one.pk).update(until=until)
        Reopening.objects.create(application=one, until=until, reason="Page 3 is blank.", by=accounts.person())
        (action,) = registered.next_actions(founder)
        assert (action.title, action.url, action.due_at) == (
            "Your application to Applied AI is open for changes again",
            f"/applications/{one.number}/",
            until,
        )
        Sheet.objects.filter(pk=one.sheet_id).update(saved_at=NOW, answers=ANSWERS | {"what": "Another thing."})
        (action,) = registered.next_actions(founder)
        assert action.title == "Submit your changed application to Applied AI again"
        Application.objects.filter(pk=one.pk).update(submitted_at=NOW + timedelta(seconds=1))
        assert registered.next_actions(founder) == []

    def test_one_query(self, founder: Any, django_assert_num_queries: Any) -> None:
        for number in range(1, 4):
            application(call=call(), startup=startups.startup(owner=founder), submitted=False)
            with django_assert_num_queries(1):
                assert len(registered.next_actions(founder)) == number


class TestHomeCards:
    def test_where_each_sent_one_stands(self, founder: Any) -> None:
        one = application(call=call(name="Applied AI"), startup=startups.startup(owner=founder), answers=ANSWERS, arrived_at=NOW)
        application(call=call(), startup=startups.startup(owner=founder), submitted=False)
        (card,) = registered.home_cards(founder)
        shown = render_to_string(card.template, card.context)
        for text in ("Applied AI", one.number, "Submitted", "Fri 20 Nov, 06:02 UTC", "In review", "Decision"):
            assert text in shown

    def test_none_for_managers(self, founder: Any) -> None:
        one = application(call=call())
        assert registered.home_cards(programmes.manager(one.call.programme)) == []

    def test_queries_do_not_grow(self, founder: Any, django_assert_max_num_queries: Any) -> None:
        for _ in range(3):
            application(call=call(), startup=startups.startup(owner=founder))
            with django_assert_max_num_queries(5):
                registered.home_cards(founder)


class TestSearch:
    def test_by_number_startup_call_and_receipt(self, founder: Any) -> None:
        startup = startups.startup("Sampan Analytics", owner=founder)
        one = application(call=call(name="Applied AI", prefix="SF5"), startup=startup)
        application(call=call())
        hit = Hit("Sampan Analytics", f"/applications/{one.number}/", "Applications", f"{one.number} · Applied AI", "file-text")
        for text in ("sampan", "SF5-0", "applied", one.submissions.get().receipt, f" {one.submissions.get().receipt.upper()} "):
            assert registered.search(founder, text) == [hit]
        assert registered.search(founder, "nothing like it") == []

    def test_only_what_one_sees(self) -> None:
        one = application(call=call(name="Applied AI"))
        assert registered.search(accounts.person(), "applied") == []
        assert len(registered.search(programmes.manager(one.call.programme), "applied")) == 1


class TestStartups:
    def test_managers_see_the_startups_that_applied(self) -> None:
        one = call()
        sent, begun = application(call=one), application(call=one, submitted=False)
        manager = programmes.manager(one.programme)
        assert list(registered.startups_seen(manager)) == [{"startup": sent.startup_id}]
        assert list(registered.startups_seen(begun.started_by)) == []
        assert list(Startup.objects.visible_to(manager)) == [sent.startup]

    def test_the_record_leads_to_the_newest_application_one_sees(self) -> None:
        startup = startups.startup()
        old, new = application(call=call(), startup=startup), application(call=call(), startup=startup)
        draft = application(call=call(), startup=startup, submitted=False)
        seen = {old.started_by: (draft, 3), programmes.manager(new.call.programme): (new, 1)}
        for person, (one, count) in seen.items():
            assert registered.record_tabs(startup, person) == [RecordTab("Applications", one.get_absolute_url(), count, 10)]
        assert registered.record_tabs(startup, accounts.person()) == []

    def test_its_timeline_tells_what_the_startup_did(self) -> None:
        assert set(registered.timeline()) == {
            *("application.started", "application.submitted", "application.reopened", "application.withdrawn"),
            *("application.restored", "application.reopening_shortened", "application.reopening_ended"),
            *("application.asked", "application.answered", "application.entered", "application.taken_over"),
        }


class TestForms:
    def test_managers_run_the_forms_of_their_calls(self) -> None:
        one = call()
        manager = programmes.manager(one.programme)
        assert one.version is not None
        assert list(registered.forms_run(manager).values_list("version__questionnaire", flat=True)) == [
            one.version.questionnaire_id
        ]
        assert list(registered.forms_run(accounts.person())) == []

    def test_what_asks_with_a_form_and_how_many_drafts_began(self) -> None:
        version = published_version()
        one = call(version=version, name="Applied AI")
        call(version=version, name="Public Good")
        application(call=one, submitted=False)
        application(call=one)
        assert [(use.label, use.drafts) for use in registered.form_uses(version.questionnaire)] == [
            ("Public Good", 0),
            ("Applied AI", 1),
        ]
