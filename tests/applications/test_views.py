"""Doors to applications: starting, the list, the page for founders and managers, submitting, receipts, withdrawing, printing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accelerator.applications import operations
from accelerator.applications.models import Application, Submission
from accelerator.files.models import File
from accelerator.programmes.models import Call
from accelerator.questionnaires.models import Sheet
from accelerator.questionnaires.operations import Edit
from accelerator.startups.models import Startup
from tests.cast import browser
from tests.factories import accounts, files, programmes, startups
from tests.factories.applications import application
from tests.factories.questionnaires import ANSWERS, published_version
from tests.factories.startups import member

pytestmark = pytest.mark.django_db
FILES = {
    "sections": [
        {
            "key": "company",
            "title": "Company",
            "questions": [{"key": "what", "type": "text", "label": "What?", "required": True}],
        },
        {"key": "deck", "title": "Deck", "questions": [{"key": "deck", "type": "file", "label": "Deck", "required": True}]},
        {"key": "team", "title": "Team", "questions": [{"key": "who", "type": "text", "label": "Who?", "required": True}]},
    ]
}
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
CLOSES = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
LAST = CLOSES + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def at(one: Application, *parts: str) -> str:
    return "/".join([f"/applications/{one.number}", *parts, ""])


def says(one: Application, by: Any, key: str, value: Any) -> None:
    operations.write(one, changes=[Edit(key, value, Sheet.objects.get(pk=one.sheet_id).seen(key))], by=by, at=NOW)


class TestApply:
    DOOR = "/calls/applied-ai/apply/"

    def test_who_has_no_account_makes_one_and_comes_back(self, client: Client, call: Call) -> None:
        for act in (client.get, client.post):
            assert act(self.DOOR).url == f"/accounts/signup/?next={self.DOOR}"

    def test_for_a_startup_one_writes_for(self, desk: Client, call: Call, startup: Startup) -> None:
        page = desk.get(self.DOOR).content.decode()
        assert "Sampan Analytics" in page
        response = desk.post(self.DOOR, {"startup": startup.slug})
        assert (response.status_code, response.url) == (302, "/applications/SF5-0001/edit/company/")
        assert Application.objects.get().startup == startup

    def test_a_second_click_leads_to_the_same(self, desk: Client, draft: Application, startup: Startup) -> None:
        assert desk.post(self.DOOR, {"startup": startup.slug}).url == at(draft, "edit", "company")
        assert Application.objects.count() == 1

    def test_once_it_is_sent_to_its_page(self, desk: Client, draft: Application, sent: Submission, startup: Startup) -> None:
        assert desk.post(self.DOOR, {"startup": startup.slug}).url == at(draft)

    def test_with_a_startup_made_on_the_way(self, client: Client, call: Call) -> None:
        client.force_login(accounts.person())
        facts = {
            "startup": "new",
            "name": "Quay Keeper",
            "website": "quay.example.org",
            "one_liner": "Berths on time.",
            "country": "SG",
        }
        assert client.post(self.DOOR, facts).status_code == 302
        made = Application.objects.select_related("startup").get().startup
        assert (made.name, made.website, made.country.code) == ("Quay Keeper", "https://quay.example.org", "SG")

    def test_a_new_startup_needs_a_name_and_a_country(self, desk: Client, call: Call) -> None:
        response = desk.post(self.DOOR, {"startup": "new", "name": " "})
        assert response.status_code == 422
        assert response.context["form"].errors == {
            "name": ["Say what the startup is called."],
            "country": ["Choose the country the startup is in."],
        }

    def test_only_for_startups_one_writes_for(self, client: Client, call: Call, startup: Startup, viewer: Any) -> None:
        gone = member(startup, ended=True)
        for person in (viewer, gone, accounts.person()):
            client.force_login(person)
            assert client.post(self.DOOR, {"startup": startup.slug}).status_code == 422
        assert Application.objects.count() == 0

    def test_a_call_that_is_not_open_says_so(self, desk: Client, call: Call, startup: Startup) -> None:
        with time_machine.travel(CLOSES, tick=False):
            page = desk.get(self.DOOR).content.decode()
            assert desk.post(self.DOOR, {"startup": startup.slug}).status_code == 409
        assert ["This call is closed" in page, "Apply to" in page, ">closed Mon 30 Nov, 23:59<" in page] == [True, False, True]
        assert "to Mon 30 Nov, 23:59 SGT. It takes no new applications." in page
        with time_machine.travel(call.opens_at - timedelta(days=1), tick=False):
            page = desk.get(self.DOOR).content.decode()
        assert ["takes no new applications now." in page, "This call is closed" in page, "closed Mon" in page] == [
            True,
            False,
            False,
        ]
        assert Application.objects.count() == 0

    def test_a_call_nobody_published_is_none(self, desk: Client) -> None:
        programmes.call(published=False, slug="secret")
        assert desk.get("/calls/secret/apply/").status_code == 404


class TestList:
    def test_ones_own_and_no_others(self, desk: Client, draft: Application, call: Call) -> None:
        application(call=call)
        page = desk.get("/applications/")
        assert [line.application for line in page.context["lines"]] == [draft]
        assert "4 of 4 required answers" in page.content.decode()
        assert at(draft, "edit", "company") in page.content.decode()

    @pytest.mark.parametrize(
        ("attached", "done", "goes_on"), [("nothing", 1, "deck"), ("clean", 2, "team"), ("found", 1, "deck")]
    )
    def test_files_count_as_in_the_form(self, desk: Client, owner: Any, attached: str, done: int, goes_on: str) -> None:
        """On the list, at home and on the call's page; a file that the scanner refused is no answer."""
        startup = startups.startup(owner=owner)
        draft = application(
            call=programmes.call(version=published_version(definition=FILES)),
            startup=startup,
            submitted=False,
            answers={"what": "A."},
        )
        if attached != "nothing":
            operations.attach(draft, key="deck", upload=files.upload(), by=owner, at=NOW)
            File.objects.update(scan="pending")
            File.objects.update(scan=attached, scanned_at=NOW)
        form = desk.get(at(draft, "edit", "deck")).context["progress"]
        assert (form.done, form.of) == (done, 3)
        (line,) = desk.get("/applications/").context["lines"]
        assert (line.progress.done, line.progress.of, line.continue_url) == (done, 3, at(draft, "edit", goes_on))
        (action,) = (one for one in desk.get("/home/").context["actions"] if one.verb == "Continue")
        assert (action.detail, action.url) == (f"{startup} · {done} of 3 required answers", at(draft, "edit", goes_on))
        assert f"{done} of 3 required answers" in desk.get(draft.call.get_absolute_url()).content.decode()
        assert f'href="{at(draft, "edit", goes_on)}"' in desk.get(at(draft)).content.decode()

    def test_after_the_end_there_is_nothing_to_continue(self, desk: Client, draft: Application) -> None:
        with time_machine.travel(LAST, tick=False):
            page = desk.get("/applications/")
        (line,) = page.context["lines"]
        assert (line.progress, line.continue_url) == (None, "")
        assert "closed Mon 30 Nov, 23:59" in page.content.decode()

    def test_empty(self, client: Client) -> None:
        client.force_login(accounts.person())
        assert "No applications yet" in client.get("/applications/").content.decode()

    def test_managers_do_not_find_the_pipeline_here(self, client: Client, manager: Any, sent: Submission) -> None:
        client.force_login(manager)
        assert client.get("/applications/").context["lines"] == []

    def test_queries_do_not_grow(self, desk: Client, owner: Any, startup: Startup) -> None:
        desk.get("/applications/")
        counts = []
        for _ in range(3):
            application(startup=startup, by=owner, submitted=bool(counts))
            with CaptureQueriesContext(connection) as asked:
                desk.get("/applications/")
            counts.append(len(asked))
        assert len(set(counts[1:])) == 1
        assert counts[-1] == 5


class TestPage:
    def test_a_draft_says_what_is_missing_and_leads_there(self, desk: Client, draft: Application, owner: Any) -> None:
        says(draft, owner, "proof", "")
        page = desk.get(at(draft)).content.decode()
        assert f'href="{at(draft, "edit", "evidence")}#id_proof"' in page
        assert "Answer this to submit." in page
        assert "Continue writing" in page

    def test_a_whole_draft_leads_to_submitting(self, desk: Client, draft: Application) -> None:
        assert f'href="{at(draft, "submit")}"' in desk.get(at(draft)).content.decode()

    def test_once_sent_where_it_stands(self, desk: Client, draft: Application, sent: Submission) -> None:
        response = desk.get(at(draft))
        assert [(step.state, step.title, step.when) for step in response.context["steps"]] == [
            ("done", "Submitted", "Fri 20 Nov, 14:02 SGT"),
            ("next", "In review", "From Mon 30 Nov"),
            ("next", "Decision", "By Tue 15 Dec"),
        ]
        page = response.content.decode()
        for text in (sent.receipt, "Predicts dwell time.", "Change answers", "You hear either way"):
            assert text in page

    def test_changes_that_were_not_sent_again_are_told_while_they_can_be(
        self, desk: Client, draft: Application, sent: Submission, owner: Any
    ) -> None:
        told = "Answers were changed since you submitted."
        assert told not in desk.get(at(draft)).content.decode()
        later = NOW + timedelta(minutes=5)
        operations.write(draft, changes=[Edit("what", "Another thing.", Sheet.objects.get().seen("what"))], by=owner, at=later)
        with time_machine.travel(later, tick=False):
            page = desk.get(at(draft)).content.decode()
        assert (told in page, f'href="{at(draft, "submit")}">Review and submit again' in page) == (True, True)
        assert "What counts is what was submitted on Fri 20 Nov, 14:02 SGT." in page
        with time_machine.travel(LAST, tick=False):
            assert told not in desk.get(at(draft)).content.decode()

    def test_after_the_end_it_is_in_review(self, desk: Client, draft: Application, sent: Submission) -> None:
        with time_machine.travel(LAST, tick=False):
            response = desk.get(at(draft))
        assert (response.context["steps"][1].state, response.context["steps"][1].note) == ("now", "Reviewers finish by Tue 8 Dec")
        assert "Change answers" not in response.content.decode()

    def test_a_draft_after_the_end_is_kept(self, desk: Client, draft: Application) -> None:
        with time_machine.travel(LAST, tick=False):
            page = desk.get(at(draft)).content.decode()
        assert "This call closed on Mon 30 Nov, 23:59 SGT." in page
        assert f'href="{at(draft, "print")}?draft"' in page
        assert ("What you wrote" in page, draft.sheet.answers["what"] in page) == (True, True)
        assert "Continue writing" not in page

    def test_managers_read_what_was_sent_not_what_is_being_written(
        self, client: Client, draft: Application, sent: Submission, owner: Any, manager: Any
    ) -> None:
        says(draft, owner, "what", "Written later.")
        client.force_login(manager)
        page = client.get(at(draft)).content.decode()
        assert "Predicts dwell time." in page
        assert "Written later." not in page
        for text in ("Change answers", "Withdraw this application", "Continue writing"):
            assert text not in page
        assert f"{draft.call.name} · {draft.number} · submitted" in page
        for act in ("application_reopen", "application_ask_more"):
            assert f'class="btn" href="{reverse(act, args=[draft.number])}"' in page
        assert "Questions of the programme" not in page

    def test_viewers_read(self, client: Client, draft: Application, sent: Submission, viewer: Any) -> None:
        client.force_login(viewer)
        page = client.get(at(draft)).content.decode()
        assert "Predicts dwell time." in page
        assert "Withdraw this application" not in page

    def test_drafts_are_the_founders_own(self, client: Client, draft: Application, manager: Any, owner: Any) -> None:
        auditor, admin = accounts.operator_person(role="auditor"), accounts.operator_person(role="admin")
        for person in (manager, auditor, admin, accounts.person()):
            client.force_login(person)
            assert client.get(at(draft)).status_code == 404
        operations.withdraw(draft, by=owner, at=NOW)
        client.force_login(manager)
        assert client.get(at(draft)).status_code == 404

    def test_other_programmes_and_founders_find_nothing(
        self, client: Client, draft: Application, sent: Submission, call: Call
    ) -> None:
        rival = application(call=call).started_by
        for person in (programmes.manager(programmes.programme()), programmes.reviewer(call.programme), rival):
            client.force_login(person)
            assert client.get(at(draft)).status_code == 404

    def test_answers_are_text_never_markup(self, desk: Client, draft: Application, owner: Any) -> None:
        says(draft, owner, "what", "<script>alert(1)</script> <b>bold</b>\n  two  spaces")
        operations.submit(draft, by=owner, arrived_at=NOW)
        page = desk.get(at(draft)).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;bold&lt;/b&gt;\n  two  spaces" in page

    def test_queries_do_not_grow_with_submissions(self, desk: Client, draft: Application, sent: Submission, owner: Any) -> None:
        desk.get(at(draft))
        counts = []
        for text in ("Two.", "Three.", "Four."):
            with CaptureQueriesContext(connection) as asked:
                desk.get(at(draft))
            counts.append(len(asked))
            says(draft, owner, "what", text)
            operations.submit(draft, by=owner, arrived_at=NOW)
        assert len(set(counts)) == 1
        assert counts[0] == 6


class TestSubmit:
    def test_everything_once_more_then_a_receipt(self, desk: Client, draft: Application) -> None:
        page = desk.get(at(draft, "submit")).content.decode()
        assert "Submit the application" in page
        assert "Predicts dwell time." in page
        response = desk.post(at(draft, "submit"))
        made = Submission.objects.get()
        assert (response.status_code, response.url) == (302, f"/receipts/{made.receipt}/")
        assert made.arrived_at == NOW

    def test_what_is_missing_with_the_way_there(self, desk: Client, draft: Application, owner: Any) -> None:
        says(draft, owner, "true", None)
        page = desk.get(at(draft, "submit"))
        assert f'href="{at(draft, "edit", "evidence")}#id_true"' in page.content.decode()
        assert "Submit the application" not in page.content.decode()
        response = desk.post(at(draft, "submit"))
        assert response.status_code == 422
        assert "Confirm this to submit." in response.content.decode()
        assert Submission.objects.count() == 0

    def test_submitting_again(self, desk: Client, draft: Application, sent: Submission, owner: Any) -> None:
        assert "This is what you submitted." in desk.get(at(draft, "submit")).content.decode()
        says(draft, owner, "what", "Better.")
        page = desk.get(at(draft, "submit"))
        assert "Submit again" in page.content.decode()
        assert [(section.title, [one.label for one in section.answers]) for section in page.context["unsent"]] == [
            ("Company", ["What does your product do?"])
        ]
        assert "<ins>Better</ins>" in page.content.decode()
        desk.post(at(draft, "submit"))
        assert draft.submissions.count() == 2

    def test_clicks_without_end_lead_to_the_same_receipt(self, desk: Client, draft: Application) -> None:
        assert len({desk.post(at(draft, "submit")).url for _ in range(30)}) == 1
        assert Submission.objects.count() == 1

    @pytest.mark.parametrize(("moment", "status"), [(LAST - timedelta(microseconds=1), 302), (LAST, 409)])
    def test_the_arrival_of_the_request_decides(self, desk: Client, draft: Application, moment: datetime, status: int) -> None:
        with time_machine.travel(moment, tick=False):
            assert desk.post(at(draft, "submit")).status_code == status
        assert Submission.objects.count() == (status == 302)

    def test_within_the_grace_the_page_says_how_long_that_is(self, desk: Client, draft: Application) -> None:
        with time_machine.travel(LAST - timedelta(minutes=9), tick=False):
            page = desk.get(at(draft, "submit")).content.decode()
        assert "What arrives before Tue 1 Dec, 00:09 SGT still counts and is marked as late." in page

    def test_after_the_end_the_page_leads_back(self, desk: Client, draft: Application) -> None:
        with time_machine.travel(LAST, tick=False):
            assert desk.get(at(draft, "submit")).url == at(draft)

    def test_viewers_do_not(self, client: Client, draft: Application, viewer: Any) -> None:
        client.force_login(viewer)
        for act in (client.get, client.post):
            assert act(at(draft, "submit")).status_code == 403
        assert Submission.objects.count() == 0

    def test_others_find_nothing(self, client: Client, draft: Application, manager: Any) -> None:
        for person in (manager, accounts.person()):
            client.force_login(person)
            for act in (client.get, client.post):
                assert act(at(draft, "submit")).status_code == 404


class TestReceipt:
    def test_it_vouches_for_what_is_kept(self, desk: Client, draft: Application, sent: Submission) -> None:
        page = desk.get(f"/receipts/{sent.receipt}/").content.decode()
        for text in (sent.receipt, sent.sha256, "Fri 20 Nov, 14:02 SGT", "Ananya Rao", "What we keep is exactly what was sent."):
            assert text in page

    def test_it_says_when_a_later_one_counts(self, desk: Client, draft: Application, sent: Submission, owner: Any) -> None:
        says(draft, owner, "what", "Better.")
        later = operations.submit(draft, by=owner, arrived_at=NOW)
        assert f'href="/receipts/{later.receipt}/"' in desk.get(f"/receipts/{sent.receipt}/").content.decode()
        assert "A later submission counts." not in desk.get(f"/receipts/{later.receipt}/").content.decode()

    def test_it_says_when_what_is_kept_differs(self, desk: Client, draft: Application, owner: Any) -> None:
        forged = Submission.objects.create(
            application=draft, number=1, version=draft.sheet.version, answers=ANSWERS, sha256="0" * 64, arrived_at=NOW, by=owner
        )
        assert "What we keep is not what this receipt names." in desk.get(f"/receipts/{forged.receipt}/").content.decode()

    def test_members_and_managers_see_it_nobody_else(
        self, client: Client, sent: Submission, viewer: Any, manager: Any, call: Call
    ) -> None:
        expected = {viewer: 200, manager: 200, programmes.reviewer(call.programme): 404, accounts.person(): 404}
        for person, status in expected.items():
            client.force_login(person)
            assert client.get(f"/receipts/{sent.receipt}/").status_code == status
        assert client.get("/receipts/0000000000/").status_code == 404


class TestWithdraw:
    def test_asked_first_then_done(self, desk: Client, draft: Application, sent: Submission) -> None:
        assert "only the programme can undo this" in desk.get(at(draft, "withdraw")).content.decode()
        assert Application.objects.get().state == "submitted"
        assert desk.post(at(draft, "withdraw")).url == "/applications/"
        assert Application.objects.get().state == "withdrawn"
        page = desk.get(at(draft)).content.decode()
        assert "It is not reviewed." in page
        assert "Withdraw this application" not in page

    def test_what_is_withdrawn_says_what_can_be_done(
        self, desk: Client, draft: Application, sent: Submission, viewer: Any
    ) -> None:
        desk.post(at(draft, "withdraw"))
        again, restored = f'href="/calls/{draft.call.slug}/apply/">Apply again', "ask the programme team to restore it."
        page, seen = (one.get(at(draft)).content.decode() for one in (desk, browser(viewer)))
        assert (again in page, restored in page) == (True, True)
        assert (again in seen, restored in seen) == (False, True)
        with time_machine.travel(LAST, tick=False):
            page = desk.get(at(draft)).content.decode()
        assert (again in page, restored in page) == (False, True)

    def test_a_withdrawn_draft_says_that_nothing_was_sent(self, desk: Client, draft: Application) -> None:
        desk.post(at(draft, "withdraw"))
        page = desk.get(at(draft)).content.decode()
        assert "You withdrew this draft." in page
        assert "Nothing of it was sent." in page
        assert "Apply again" in page
        assert "ask the programme team to restore it" not in page
        assert "Where it stands" not in page

    def test_viewers_and_others_do_not(
        self, client: Client, draft: Application, sent: Submission, viewer: Any, manager: Any
    ) -> None:
        for person, status in {viewer: 403, manager: 403, accounts.person(): 404}.items():
            client.force_login(person)
            for act in (client.get, client.post):
                assert act(at(draft, "withdraw")).status_code == status
        assert Application.objects.get().state == "submitted"


class TestPrinted:
    def test_what_was_sent(self, desk: Client, draft: Application, sent: Submission, owner: Any) -> None:
        says(draft, owner, "what", "Written later.")
        page = desk.get(at(draft, "print")).content.decode()
        assert sent.receipt in page
        assert "Predicts dwell time." in page
        assert "Written later." not in page

    def test_the_draft_as_it_stands_for_its_members(self, desk: Client, draft: Application, sent: Submission, owner: Any) -> None:
        operations.attach(draft, key="deck", upload=files.upload("plan.pdf"), by=owner, at=NOW)
        says(draft, owner, "what", "Written later.")
        page = desk.get(f"{at(draft, 'print')}?draft").content.decode()
        for text in ("Draft, not submitted.", "Written later.", "plan.pdf"):
            assert text in page

    def test_managers_get_what_was_sent_whatever_they_ask(
        self, client: Client, draft: Application, sent: Submission, owner: Any, manager: Any
    ) -> None:
        says(draft, owner, "what", "Written later.")
        client.force_login(manager)
        assert "Written later." not in client.get(f"{at(draft, 'print')}?draft").content.decode()

    def test_a_draft_that_was_never_sent_stays_the_founders(self, client: Client, draft: Application, manager: Any) -> None:
        client.force_login(manager)
        assert client.get(at(draft, "print")).status_code == 404
