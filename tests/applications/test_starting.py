"""Starting: after the checks of the call, and tests by who runs it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction

from accelerator.accounts.models import Person
from accelerator.applications import operations, registered, registered_calls
from accelerator.applications.models import Application, Screening
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Reminder
from accelerator.pipeline import queries as pipeline
from accelerator.programmes import eligibility
from accelerator.programmes.models import Call
from accelerator.questionnaires.models import Sheet
from accelerator.reviews import queries as reviews
from accelerator.startups.models import Startup
from tests.cast import browser
from tests.factories import accounts, files, programmes, startups
from tests.factories.applications import answers_to, application
from tests.factories.questionnaires import draft_version
from tests.programs import problem, program

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
CHECK = eligibility.Check("c1", "Is it at work on AI?", "yes_no", "This call is for AI.", accepts=("yes",))
KEPT = eligibility.store([CHECK])


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def call() -> Call:
    return programmes.call(
        name="Applied AI", slug="applied-ai", prefix="SF5", closes_at=NOW + timedelta(days=10), eligibility=KEPT
    )


@pytest.fixture
def founder() -> Any:
    return accounts.person(name="Ananya Rao")


@pytest.fixture
def startup(founder: Any) -> Startup:
    return startups.startup("Sampan", owner=founder)


class TestScreened:
    def test_what_was_asked_and_answered_is_kept(self, call: Call, startup: Startup, founder: Any) -> None:
        given = {"c1": "yes", "more": "than asked"}
        made = operations.start(call=call, startup=startup, by=founder, at=NOW, screened=given)
        kept = Screening.objects.get()
        assert (kept.application, kept.asked, kept.answers, kept.eligible) == (made, KEPT, {"c1": "yes"}, True)
        assert kept.version == eligibility.version(KEPT)
        page = browser(founder).get(made.get_absolute_url()).content.decode()
        assert "Is it at work on AI?" in page

    def test_what_is_begun_is_found_again_without_answering_anew(self, call: Call, startup: Startup, founder: Any) -> None:
        door, member, viewer = f"/calls/{call.slug}/apply/", accounts.person(), accounts.person()
        startups.member(startup, member)
        startups.member(startup, viewer, role="viewer")
        made = operations.start(call=call, startup=startup, by=founder, at=NOW, screened={"c1": "yes"})
        page = browser(member).get(door)
        assert (page.status_code, page.context["begun"]) == (200, [made])
        assert f'href="{made.get_absolute_url()}"' in page.content.decode()
        assert 'href="/calls/applied-ai/eligibility/">Apply for another startup' in page.content.decode()
        assert "Start the application" not in page.content.decode()
        for stranger in (viewer, accounts.person()):
            assert browser(stranger).get(door)["Location"] == "/calls/applied-ai/eligibility/"
        operations.withdraw(made, by=founder, at=NOW)
        assert browser(member).get(door)["Location"] == "/calls/applied-ai/eligibility/"

    @pytest.mark.parametrize(
        ("given", "says"), [(None, "Answer the questions about who may apply first."), ({"c1": "no"}, "This call is for AI.")]
    )
    def test_nothing_starts_without(self, call: Call, founder: Any, given: Any, says: str) -> None:
        facts = operations.NewStartup("Fresh", country="SG")
        with pytest.raises(Refusal, match=says):
            operations.start(call=call, startup=facts, by=founder, at=NOW, screened=given)
        assert not Startup.objects.exists()

    def test_only_what_was_not_met_is_told(self, call: Call, startup: Startup, founder: Any) -> None:
        more = eligibility.Check("c2", "Is it yours?", "yes_no", "It has to be yours.", accepts=("yes",))
        call.eligibility = eligibility.store([CHECK, more])
        call.save()
        with pytest.raises(Refusal) as refused:
            operations.start(call=call, startup=startup, by=founder, at=NOW, screened={"c1": "yes", "c2": "no"})
        assert (refused.value.sentence, refused.value.field) == ("It has to be yours.", "eligibility")

    def test_the_door_asks_first_and_remembers(self, call: Call, startup: Startup, founder: Any) -> None:
        visitor = browser(founder)
        door = "/calls/applied-ai/apply/"
        assert visitor.get(door)["Location"] == "/calls/applied-ai/eligibility/"
        assert visitor.post(door, {"startup": startup.slug}).status_code == 409
        visitor.post("/calls/applied-ai/eligibility/", {"c1": "yes"})
        assert "Start the application" in visitor.get(door).content.decode()
        assert visitor.post(door, {"startup": startup.slug}).status_code == 302
        assert Screening.objects.get().answers == {"c1": "yes"}

    def test_programs_answer_along(self, call: Call, startup: Startup, founder: Any) -> None:
        desk = browser(founder)
        sent = {"call": "applied-ai", "startup": startup.slug}
        assert desk.post("/api/v1/applications", sent, content_type="application/json").status_code == 409
        made = desk.post("/api/v1/applications", sent | {"eligibility": {"c1": "yes"}}, content_type="application/json")
        assert made.status_code == 201

    def test_what_was_begun_opens_without_being_asked_again(self, call: Call, startup: Startup, founder: Any) -> None:
        made = operations.start(call=call, startup=startup, by=founder, at=NOW, screened={"c1": "yes"})
        assert operations.start(call=call, startup=startup, by=founder, at=NOW) == made


class TestTest:
    @pytest.fixture
    def manager(self, call: Call) -> Any:
        return programmes.manager(call.programme, accounts.person(name="Nurul Hakim"))

    def submitted(self, call: Call, by: Any) -> Application:
        made = operations.start_test(call=call, by=by, at=NOW)
        Sheet.objects.filter(pk=made.sheet_id).update(answers=answers_to(call))
        made = Application.objects.select_related("call", "startup", "sheet").get(pk=made.pk)
        operations.submit(made, by=by, arrived_at=NOW)
        return made

    def test_through_the_settings(self, call: Call, manager: Any) -> None:
        desk = browser(manager)
        assert "/calls/applied-ai/try/" in desk.get("/calls/applied-ai/settings/").content.decode()
        response = desk.post("/calls/applied-ai/try/")
        made = Application.objects.get()
        assert response["Location"] == f"/applications/{made.number}/edit/company/"
        assert (made.number, made.is_test, made.startup.name) == ("SF5-T0001", True, "Test of Nurul Hakim")
        assert "This is a test" in desk.get(response["Location"]).content.decode()

    def test_a_form_that_is_not_published_leads_to_its_tab(self, call: Call, manager: Any) -> None:
        draft = programmes.call(programme=call.programme, published=False, version=None)
        page = browser(manager).get(f"/calls/{draft.slug}/try/").content.decode()
        assert "Start a test" not in page
        assert f'href="/calls/{draft.slug}/settings/form/">To the form' in page

    def test_one_at_a_time_and_one_startup_for_all(self, call: Call, manager: Any) -> None:
        first = operations.start_test(call=call, by=manager, at=NOW)
        assert operations.start_test(call=call, by=manager, at=NOW) == first
        other = programmes.call(programme=call.programme)
        assert operations.start_test(call=other, by=manager, at=NOW).startup == first.startup

    def test_programs_try_it_out_too(self, call: Call, manager: Any, founder: Any) -> None:
        asked = [program(manager).post("/api/v1/calls/applied-ai/test") for _ in range(2)]
        assert [(one.status_code, one.json()["number"], one.json()["is_test"]) for one in asked] == [(201, "SF5-T0001", True)] * 2
        assert problem(program(founder).post("/api/v1/calls/applied-ai/test")) == (404, None)
        assert Application.objects.count() == 1

    def test_numbers_of_a_series_of_its_own_take_none_of_the_calls(self, call: Call, manager: Any) -> None:
        first = operations.start_test(call=call, by=manager, at=NOW)
        operations.withdraw(first, by=manager, at=NOW)
        others = [operations.start_test(call=call, by=by, at=NOW) for by in (manager, programmes.manager(call.programme))]
        real = application(call=call, startup=startups.startup("Real"))
        numbers = [one.number for one in (first, *others, real)]
        assert numbers == ["SF5-T0001", "SF5-T0002", "SF5-T0003", "SF5-0001"]

    def test_before_a_call_is_published_and_long_after(self, call: Call, manager: Any) -> None:
        draft = programmes.call(programme=call.programme, published=False)
        made = operations.start_test(call=draft, by=manager, at=NOW)
        assert [made.takes(NOW - timedelta(days=99)), made.takes(NOW + timedelta(days=99))] == [True, True]
        Call.objects.filter(pk=draft.pk).update(version=draft_version())
        operations.withdraw(made, by=manager, at=NOW)
        with pytest.raises(Refusal, match="Publish the form first"):
            operations.start_test(call=draft, by=manager, at=NOW)

    def test_only_by_managers(self, call: Call, founder: Any) -> None:
        for person in (founder, programmes.reviewer(call.programme)):
            with pytest.raises(Forbidden):
                operations.start_test(call=call, by=person, at=NOW)

    def test_it_stands_in_no_list_or_figure(self, call: Call, manager: Any) -> None:
        test, real = self.submitted(call, manager), application(call=call, startup=startups.startup("Real"))
        assert list(Application.objects.standing()) == [real]
        assert [row.pk for row in pipeline.rows(call)] == [real.pk]
        assert (pipeline.funnel(call).started, pipeline.funnel(call).drafts) == (1, 0)
        assert list(reviews.lacking(call.review_stages.get(), 1)) == [real]
        assert [one.value for one in registered.figures()] == ["1"]
        other = programmes.manager(call.programme)
        assert Startup.objects.visible_to(other).filter(pk=test.startup_id).count() == 0

    def test_its_page_promises_nothing(self, call: Call, manager: Any) -> None:
        test = self.submitted(call, manager)
        page = browser(manager).get(test.get_absolute_url()).content.decode()
        told = ("This is a test.", "What you sent", "Where it stands", "While you wait", ">Deadline<")
        assert [one in page for one in told] == [True, True, False, False, False]

    def test_nobody_but_its_maker_sees_it(self, call: Call, manager: Any) -> None:
        test, real = self.submitted(call, manager), application(call=call, startup=startups.startup("Real"))
        other, auditor = programmes.manager(call.programme), accounts.operator_person(role="auditor")
        for person, seen in ((manager, {real: False, test: True}), (other, {real: False}), (auditor, {real: False})):
            desk = browser(person)
            listed = desk.get("/api/v1/applications").json()["items"]
            assert {one["number"]: one["is_test"] for one in listed} == {one.number: mark for one, mark in seen.items()}
            found = desk.get(f"/search/?q={call.prefix}").content.decode()
            for one in (test, real):
                assert (one.get_absolute_url() in found) == (one in seen)
                assert desk.get(one.get_absolute_url()).status_code == (200 if one in seen else 404)
                assert desk.get(f"/api/v1/applications/{one.number}").status_code == (200 if one in seen else 404)

    def test_a_changeover_counts_no_test(self, call: Call, manager: Any) -> None:
        form = call.version.questionnaire
        operations.start_test(call=call, by=manager, at=NOW)
        assert list(registered.form_drafts(form)) == []
        real = application(call=call, startup=startups.startup("Real"), submitted=False)
        assert list(registered.form_drafts(form)) == [{"sheet": real.sheet_id}]

    def test_its_startup_stands_in_no_menu_and_no_list(self, call: Call, manager: Any) -> None:
        desk, startup = browser(manager), operations.start_test(call=call, by=manager, at=NOW).startup
        home = desk.get("/home/").content.decode()
        assert [f'href="{door}"' in home for door in ("/applications/", startup.get_absolute_url())] == [False, False]
        assert startup.name not in desk.get("/startups/").content.decode()
        assert startup.name not in desk.get(f"/calls/{call.slug}/apply/").content.decode()
        assert "Go on with your test" in desk.get(f"/calls/{call.slug}/try/").content.decode()
        assert startup.name in desk.get("/applications/").content.decode()

    def test_who_tries_a_call_out_is_no_founder_by_that(self, call: Call, manager: Any) -> None:
        one = operations.start_test(call=call, by=manager, at=NOW)
        assert not Person.objects.with_standing().get(pk=manager.pk).may_stand_in("startup")
        page = browser(manager).get(one.get_absolute_url())
        assert (page.context["belongs"], page.context["may_write"]) == (True, True)

    def test_drafts_of_tests_are_not_written_to(self, call: Call, manager: Any) -> None:
        test = operations.start_test(call=call, by=manager, at=NOW)
        operations.attach(test, key="deck", upload=files.upload(), by=manager, at=NOW)
        assert (registered_calls.call_drafts(call), Reminder.objects.count()) == (0, 0)

    def test_nobodys_home_asks_for_tests_or_tells_of_them(self, call: Call, manager: Any) -> None:
        test = operations.start_test(call=call, by=manager, at=NOW)
        assert registered.next_actions(manager) == []
        operations.withdraw(test, by=manager, at=NOW)
        self.submitted(call, manager)
        assert registered.home_cards(manager) == []

    def test_the_mark_stays(self, call: Call, manager: Any) -> None:
        operations.start_test(call=call, by=manager, at=NOW)
        with pytest.raises(DatabaseError, match="Cannot update rows"), transaction.atomic():
            Application.objects.update(is_test=False)
