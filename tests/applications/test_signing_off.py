"""A second member approves what one wrote; only the approval submits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from accelerator.applications import operations, queries, registered
from accelerator.applications.models import Application, SignOff, Submission
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.programmes.models import Call
from accelerator.questionnaires import drafting
from accelerator.questionnaires import operations as sheets
from accelerator.startups.models import Member, Startup
from tests.applications.test_views import at, says
from tests.factories import accounts, files, startups
from tests.factories.questionnaires import published_version
from tests.factories.startups import member
from tests.security import pseudo

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
LAST = datetime(2026, 11, 30, 16, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def call(call: Call) -> Call:
    call.needs_sign_off = True
    call.save()
    return call


@pytest.fixture
def cofounder(startup: Startup) -> Any:
    return member(startup, accounts.person(name="Vikram Shah"))


@pytest.fixture
def asked(draft: Application, owner: Any, cofounder: Any) -> SignOff:
    return operations.ask(draft, by=owner, at=NOW)


def fresh(one: Application) -> Application:
    return Application.objects.select_related("call", "startup", "sheet__version__questionnaire").get(pk=one.pk)


def approve(waiting: SignOff, by: Any, *, arrived_at: datetime = NOW) -> Submission:
    return operations.approve(waiting, seen=queries.fingerprint(fresh(waiting.application)), by=by, arrived_at=arrived_at)


def test_nobody_submits_alone(draft: Application, owner: Any) -> None:
    with pytest.raises(Refusal, match="A second member of the startup approves what is sent to Applied AI"):
        operations.submit(draft, by=owner, arrived_at=NOW)
    assert Submission.objects.count() == 0


def test_the_other_writers_are_asked_and_the_approval_submits(
    draft: Application, asked: SignOff, owner: Any, cofounder: Any, viewer: Any
) -> None:
    wanted = Message.objects.filter(kind="application_approval_asked")
    assert [(one.recipient_id, one.url) for one in wanted] == [(cofounder.pk, f"/applications/{draft.number}/submit/")]
    sent = approve(asked, cofounder, arrived_at=NOW + timedelta(hours=1))
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by, asked.submission, asked.answered_at) == ("approved", cofounder, sent, sent.arrived_at)
    assert (sent.by, sent.arrived_at, Application.objects.get().state) == (cofounder, NOW + timedelta(hours=1), "submitted")
    receipts = Message.objects.filter(kind__in=["application_receipt", "application_submitted"])
    assert {one.recipient_id: one.kind for one in receipts} == {
        cofounder.pk: "application_receipt",
        owner.pk: "application_submitted",
        viewer.pk: "application_submitted",
    }


def test_who_belongs_under_a_record_that_was_merged_approves(draft: Application, owner: Any) -> None:
    """Two records were one startup: the second founder has an account under the other."""
    second = accounts.person(name="Vikram Shah")
    other = startups.startup("Sampan Labs", owner=second)
    Startup.objects.filter(pk=other.pk).update(merged_into=draft.startup)
    waiting = operations.ask(fresh(draft), by=owner, at=NOW)
    assert Message.objects.get(kind="application_approval_asked").recipient == second
    assert approve(waiting, second).by == second


@pytest.mark.parametrize(("late", "counts"), [(-1, True), (0, False)])
def test_the_moment_of_the_approval_decides_the_deadline(asked: SignOff, cofounder: Any, late: int, counts: bool) -> None:
    arrived_at = LAST + timedelta(microseconds=late)
    if counts:
        assert approve(asked, cofounder, arrived_at=arrived_at).arrived_at == arrived_at
    else:
        with pytest.raises(Refusal, match="call closed"):
            approve(asked, cofounder, arrived_at=arrived_at)
        assert SignOff.objects.get().state == "asked"


def test_whoever_asked_does_not_approve(asked: SignOff, owner: Any) -> None:
    with pytest.raises(Forbidden, match="Somebody else than you"):
        approve(asked, owner)
    asked.state, asked.answered_by, asked.answered_at, asked.comment = "returned", owner, NOW, "Mine."
    with pytest.raises(IntegrityError), transaction.atomic():
        asked.save()


def test_viewers_and_strangers_neither_ask_nor_approve(draft: Application, asked: SignOff, viewer: Any) -> None:
    for person in (viewer, accounts.person()):
        with pytest.raises(Forbidden):
            operations.ask(draft, by=person, at=NOW)
        with pytest.raises(Forbidden):
            approve(asked, person)
        with pytest.raises(Forbidden):
            operations.send_back(asked, comment="No.", by=person, at=NOW)


def test_what_changed_since_it_was_read_is_not_approved_unseen(
    draft: Application, asked: SignOff, owner: Any, cofounder: Any
) -> None:
    seen = queries.fingerprint(fresh(draft))
    says(draft, owner, "what", "Quite another thing.")
    with pytest.raises(Refusal, match="The answers changed since you opened this page"):
        operations.approve(asked, seen=seen, by=cofounder, arrived_at=NOW)
    assert (Submission.objects.count(), SignOff.objects.get().state) == (0, "asked")


def test_returned_with_a_comment_nothing_is_sent_and_one_may_ask_again(
    draft: Application, asked: SignOff, owner: Any, cofounder: Any
) -> None:
    with pytest.raises(Refusal, match="Say what should change: Ananya Rao reads it"):
        operations.send_back(asked, comment=" ", by=cofounder, at=NOW)
    operations.send_back(asked, comment=" Name the pilot. ", by=cofounder, at=NOW)
    told = Message.objects.get(kind="application_approval_returned")
    assert (told.recipient, told.facts["comment"]) == (owner, "Name the pilot.")
    with pytest.raises(Refusal, match="answered already"):
        approve(asked, cofounder)
    again = operations.ask(draft, by=owner, at=NOW)
    assert again != asked
    assert Submission.objects.count() == 0


def test_what_was_submitted_is_not_approved_once_more(draft: Application, asked: SignOff, owner: Any, cofounder: Any) -> None:
    sent = approve(asked, cofounder)
    with pytest.raises(Refusal, match="These answers were submitted already"):
        operations.ask(fresh(draft), by=owner, at=NOW)
    says(draft, owner, "what", "Quite another thing.")
    waiting = operations.ask(fresh(draft), by=owner, at=NOW)
    says(draft, owner, "what", sent.answers["what"])
    with pytest.raises(Refusal, match=r"These answers were submitted already\. There is nothing to approve\."):
        approve(waiting, cofounder)
    assert (Submission.objects.count(), SignOff.objects.get(pk=waiting.pk).state) == (1, "asked")


def test_taken_back_by_who_asked_and_told_to_who_was_asked(
    draft: Application, asked: SignOff, owner: Any, cofounder: Any
) -> None:
    with pytest.raises(Forbidden, match=r"Only Ananya Rao, who asked, takes it back\. Return it instead\."):
        operations.take_back_request(asked, by=cofounder, at=NOW)
    operations.take_back_request(asked, by=owner, at=NOW)
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by, asked.answered_at, asked.submission) == ("taken_back", None, NOW, None)
    told = Message.objects.get(kind="application_approval_dropped")
    assert (told.recipient, told.url) == (cofounder, f"/applications/{draft.number}/")
    for act in (partial(approve, asked, cofounder), partial(operations.take_back_request, asked, by=owner, at=NOW)):
        with pytest.raises(Refusal, match=r"Ananya Rao took this request back\. There is nothing to answer\."):
            act()
    assert operations.ask(draft, by=owner, at=NOW) != asked
    assert Submission.objects.count() == 0


def test_a_request_taken_back_has_no_answer(asked: SignOff, cofounder: Any) -> None:
    asked.state, asked.answered_by, asked.answered_at = "taken_back", cofounder, NOW
    with pytest.raises(IntegrityError), transaction.atomic():
        asked.save()


def test_the_standing_says_that_it_waits_until_nobody_can_send_it(draft: Application, asked: SignOff, owner: Any) -> None:
    assert queries.standings([fresh(draft)], owner)[draft.pk].state == "in_approval"
    with time_machine.travel(LAST, tick=False):
        assert queries.standings([fresh(draft)], owner)[draft.pk].state == "draft"
    operations.take_back_request(asked, by=owner, at=NOW)
    assert queries.standings([fresh(draft)], owner)[draft.pk].state == "draft"


def test_asking_twice_is_asking_once(draft: Application, asked: SignOff, owner: Any, cofounder: Any) -> None:
    assert operations.ask(draft, by=owner, at=NOW) == asked
    assert operations.ask(draft, by=cofounder, at=NOW) == asked


def test_one_asks_for_what_could_be_submitted(draft: Application, owner: Any, call: Call, startup: Startup) -> None:
    with pytest.raises(Refusal, match="Nobody else of Sampan Analytics may approve it"):
        operations.ask(draft, by=owner, at=NOW)
    member(startup, role=Member.Role.OWNER)
    with pytest.raises(Refusal, match="call closed"):
        operations.ask(draft, by=owner, at=LAST)
    says(draft, owner, "true", None)
    with pytest.raises(operations.Incomplete):
        operations.ask(draft, by=owner, at=NOW)
    call.needs_sign_off = False
    call.save()
    with pytest.raises(Refusal, match="wants no approval"):
        operations.ask(fresh(draft), by=owner, at=NOW)


@pytest.mark.usefixtures("cofounder")
def test_what_was_withdrawn_is_not_asked_about(draft: Application, owner: Any) -> None:
    operations.withdraw(draft, by=owner, at=NOW)
    with pytest.raises(Refusal, match=r"This application was withdrawn\. Start a new one while the call is open"):
        operations.ask(fresh(draft), by=owner, at=NOW)


@pytest.mark.usefixtures("cofounder")
def test_who_waits_for_a_late_file_may_ask_as_they_may_submit(draft: Application, owner: Any) -> None:
    """An upload that began in time was here only after the last moment: ten minutes are left for asking and approving."""
    here = draft.last_moment() + timedelta(minutes=1)
    with time_machine.travel(here, tick=False):
        operations.attach(draft, key="deck", upload=files.upload(), by=owner, at=LAST - timedelta(seconds=1))
        with pytest.raises(Refusal, match="call closed"):
            operations.ask(fresh(draft), by=owner, at=here + timedelta(minutes=10))
        assert operations.ask(fresh(draft), by=owner, at=here).state == SignOff.State.ASKED


class TestPages:
    def test_asked_read_and_approved(self, client: Client, draft: Application, owner: Any, cofounder: Any) -> None:
        client.force_login(owner)
        assert "Ask for approval" in client.get(at(draft, "submit")).content.decode()
        assert client.post(at(draft, "sign-off")).url == at(draft, "submit")
        page = client.get(at(draft, "submit")).content.decode()
        assert "Waiting for approval" in page
        assert 'until one of these approves: <b class="font-semibold">Vikram Shah</b>.' in page
        assert "Waiting for approval</span>" in client.get("/applications/").content.decode()
        client.force_login(cofounder)
        page = client.get(at(draft, "submit"))
        assert "Ananya Rao asks you to approve" in page.content.decode()
        waiting = SignOff.objects.get()
        response = client.post(f"/sign-offs/{waiting.code}/approve/", {"seen": page.context["seen"]})
        assert response.url == Submission.objects.get().get_absolute_url()
        receipt = client.get(response.url).content.decode()
        assert "<dt>Approval asked by</dt><dd>Ananya Rao</dd>" in receipt
        assert "<dt>Approved by</dt><dd>Vikram Shah</dd>" in receipt

    def test_who_is_alone_is_led_to_invite_somebody(
        self, client: Client, draft: Application, owner: Any, viewer: Any, startup: Startup
    ) -> None:
        client.force_login(owner)
        page = client.get(at(draft, "submit")).content.decode()
        assert "Nobody else of Sampan Analytics may approve it. Invite an owner or a member." in page
        assert f'href="/startups/{startup.slug}/members/?back={at(draft, "submit")}"' in page
        assert at(draft, "sign-off") not in page
        member(startup)
        page = client.get(at(draft, "submit")).content.decode()
        assert ("Nobody else of" in page, f'action="{at(draft, "sign-off")}"' in page) == (False, True)

    def test_a_receipt_without_approval_names_none(self, client: Client, draft: Application, owner: Any) -> None:
        Call.objects.update(needs_sign_off=False)
        client.force_login(owner)
        page = client.get(operations.submit(fresh(draft), by=owner, arrived_at=NOW).get_absolute_url()).content.decode()
        assert "Submitted by" in page
        assert "Approv" not in page

    def test_taken_back_from_the_page_and_by_programs(
        self, client: Client, draft: Application, asked: SignOff, owner: Any
    ) -> None:
        client.force_login(owner)
        assert client.post(f"/sign-offs/{asked.code}/take-back/").url == at(draft, "submit")
        assert SignOff.objects.get().state == "taken_back"
        assert ">Ask for approval</button>" in client.get(at(draft, "submit")).content.decode()
        again = operations.ask(draft, by=owner, at=NOW)
        assert client.post(f"/api/v1/sign-offs/{again.code}/take-back").status_code == 204
        assert SignOff.objects.filter(state="taken_back").count() == 2

    def test_what_should_change_is_marked_as_any_field(self, client: Client, asked: SignOff, cofounder: Any) -> None:
        client.force_login(cofounder)
        page = client.get(at(asked.application, "submit")).content.decode()
        assert 'for="id_comment">What should change <small' in page

    def test_the_applications_page_says_whom_it_waits_for(
        self, client: Client, draft: Application, asked: SignOff, owner: Any, cofounder: Any
    ) -> None:
        for person, said, verb in (
            (owner, "You asked for approval. Nothing is submitted until one of these approves:", "See what waits"),
            (cofounder, "Ananya Rao asked for approval. Nothing is submitted until one of these approves:", "Read and approve"),
        ):
            client.force_login(person)
            page = client.get(f"/applications/{draft.number}/").content.decode()
            assert f'{said} <b class="font-medium">Vikram Shah</b>.' in page
            assert "Waiting for approval</span>" in page
            assert f'<a class="btn btn-primary" href="/applications/{draft.number}/submit/">{verb}</a>' in page
        operations.send_back(asked, comment=" Name the pilot. ", by=cofounder, at=NOW)
        assert ">Review and submit</a>" in client.get(f"/applications/{draft.number}/").content.decode()

    def test_returned_and_told(self, client: Client, draft: Application, asked: SignOff, owner: Any, cofounder: Any) -> None:
        client.force_login(cofounder)
        client.post(f"/sign-offs/{asked.code}/return/", {"comment": "Name the pilot."})
        client.force_login(owner)
        page = client.get(at(draft, "submit")).content.decode()
        for text in ("Vikram Shah returned it", "Name the pilot.", "Ask for approval again"):
            assert text in page
        page = client.get(f"/applications/{draft.number}/").content.decode()
        assert ("Vikram Shah returned it" in page, "Name the pilot." in page) == (True, True)
        (action,) = registered.next_actions(owner)
        assert (action.verb, action.url) == ("Read why", at(draft, "submit"))
        assert action.detail.endswith("returned without approval")

    def test_who_returned_it_is_not_the_first_to_ask_again(
        self, client: Client, draft: Application, asked: SignOff, cofounder: Any
    ) -> None:
        operations.send_back(asked, comment=" Name the pilot. ", by=cofounder, at=NOW)
        client.force_login(cofounder)
        page = client.get(at(draft, "submit")).content.decode()
        assert "You returned it to Ananya Rao" in page
        assert '<button class="btn btn-lg">Ask for approval again</button>' in page
        assert f'<a class="btn btn-primary btn-lg" href="{queries.continue_url(draft)}">Go on editing</a>' in page

    def test_no_comment_is_cut_short(self, client: Client, draft: Application, asked: SignOff, cofounder: Any) -> None:
        """Browsers send two characters where a line ends."""
        client.force_login(cofounder)
        comment = "\n".join(["x" * 99] * 20)
        answer = client.post(f"/sign-offs/{asked.code}/return/", {"comment": f"{comment}\nxx"})
        assert (answer.status_code, SignOff.objects.get().state) == (422, "asked")
        client.post(f"/sign-offs/{asked.code}/return/", {"comment": comment.replace("\n", "\r\n")})
        assert SignOff.objects.get().comment == comment

    def test_asking_with_something_missing_leads_to_what_is(
        self, client: Client, draft: Application, owner: Any, cofounder: Any
    ) -> None:
        says(draft, owner, "true", None)
        client.force_login(owner)
        assert client.post(at(draft, "sign-off")).url == at(draft, "submit")
        assert SignOff.objects.count() == 0

    def test_others_find_nothing(self, client: Client, asked: SignOff, manager: Any) -> None:
        for person in (manager, accounts.person()):
            client.force_login(person)
            for act in (
                partial(client.post, f"/sign-offs/{asked.code}/approve/"),
                partial(client.post, f"/sign-offs/{asked.code}/return/"),
            ):
                assert act().status_code == 404

    def test_home_asks_the_others_to_approve_and_not_who_asked(self, asked: SignOff, owner: Any, cofounder: Any) -> None:
        told = {person: [action.title for action in registered.next_actions(person)] for person in (owner, cofounder)}
        assert told == {
            owner: ["Your application to Applied AI waits for approval"],
            cofounder: ["Approve your startup's application to Applied AI"],
        }


def changed_form(draft: Application, *, by: Any, **more: Any) -> None:
    """The form of `draft` goes over to a version whose first question is changed by `more`."""
    old = fresh(draft).sheet.version
    definition = drafting.change_question(old.definition, "what", more)
    new = published_version(questionnaire=old.questionnaire, number=old.number + 1, definition=definition)
    sheets.renew(fresh(draft).sheet, version=new, by=by, at=NOW)


def test_what_can_no_longer_be_sent_as_it_is_comes_back_when_its_form_changes(
    draft: Application, asked: SignOff, owner: Any, cofounder: Any
) -> None:
    staff = accounts.person(name="Nurul Hakim")
    changed_form(draft, by=staff, limit=400)
    asked.refresh_from_db()
    assert asked.state == "asked"
    changed_form(draft, by=staff, limit=1)
    asked.refresh_from_db()
    why = "The form changed, and some answers need you now. Mend them, then ask for approval again."
    assert (asked.state, asked.answered_by, asked.answered_at, asked.comment) == ("returned", staff, NOW, why)
    told = Message.objects.get(kind="application_approval_returned")
    assert (told.recipient, told.facts["comment"]) == (owner, why)
    assert queries.standings([fresh(draft)], owner)[draft.pk].state == "draft"


def test_why_it_comes_back_is_told_in_the_language_of_who_asked(draft: Application, asked: SignOff, owner: Any) -> None:
    with pseudo.spoken():
        type(owner).objects.filter(pk=owner.pk).update(language=pseudo.CODE)
        changed_form(draft, by=accounts.person(), limit=1)
    asked.refresh_from_db()
    why = "The form changed, and some answers need you now. Mend them, then ask for approval again."
    assert asked.comment == pseudo.marked(why)


def test_pages_say_why_it_cannot_be_approved_now(client: Client, draft: Application, asked: SignOff, cofounder: Any) -> None:
    says(draft, cofounder, "what", "")
    client.force_login(cofounder)
    page = client.get(f"/applications/{draft.number}/").content.decode()
    assert "Ananya Rao asked for approval on Fri 20 Nov, 14:02 SGT. It can be given once these are answered." in page
    page = client.get(f"/applications/{draft.number}/submit/").content.decode()
    assert "Ananya Rao asked for approval on Fri 20 Nov, 14:02 SGT. It can be given then." in page
    with time_machine.travel(LAST, tick=False):
        page = client.get(f"/applications/{draft.number}/").content.decode()
    assert "Nobody approved your draft in time, so it was not submitted. It is kept." in page
