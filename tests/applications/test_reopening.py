"""Staff let a startup change what it sent: for a reason, until a moment, in everybody's sight."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client

from accelerator.applications import operations
from accelerator.applications.models import Application, Reopening, Submission
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import letters
from accelerator.notices.models import Message
from accelerator.programmes.models import AccessCode, AccessUse
from accelerator.trail.models import Entry
from tests.applications.test_views import says
from tests.factories import accounts, decisions, programmes

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
LATER = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
UNTIL = datetime(2026, 12, 4, 10, 0, tzinfo=UTC)
SOONER = UNTIL - timedelta(days=1)


def reopen(one: Application, by: Any, **given: Any) -> Reopening:
    return operations.reopen(one, **({"reason": "A page of the deck was blank.", "until": UNTIL, "by": by, "at": LATER} | given))


def test_answers_count_again_until_then_and_not_after(draft: Application, sent: Submission, owner: Any, manager: Any) -> None:
    with pytest.raises(Refusal, match="call closed"):
        operations.write(draft, changes=[], by=owner, at=LATER)
    reopen(draft, manager)
    again = Application.objects.select_related("call", "startup", "sheet__version").get()
    says_at = UNTIL + timedelta(minutes=10)
    operations.write(again, changes=[], by=owner, at=says_at - timedelta(microseconds=1))
    with pytest.raises(Refusal, match="call closed"):
        operations.write(again, changes=[], by=owner, at=says_at)
    with time_machine.travel(LATER, tick=False):
        says(again, owner, "what", "With all pages.")
        second = operations.submit(again, by=owner, arrived_at=LATER)
    assert (second.number, second.answers["what"], draft.last_submission()) == (2, "With all pages.", second)


def test_what_was_sent_stands_until_they_send_again(draft: Application, sent: Submission, manager: Any) -> None:
    reopen(draft, manager)
    kept = Application.objects.get()
    assert (kept.state, kept.submitted_at, kept.last_submission()) == ("submitted", NOW, sent)


def test_the_startup_hears_and_the_trail_keeps_why(
    draft: Application, sent: Submission, owner: Any, viewer: Any, manager: Any
) -> None:
    reopen(draft, manager)
    told = Message.objects.filter(kind="application_reopened")
    assert set(told.values_list("recipient", flat=True)) == {owner.pk, viewer.pk}
    assert told[0].facts["reason"] == "A page of the deck was blank."
    assert (
        Entry.objects.get(verb="application.reopened").told()
        == "Nurul Hakim reopened Sampan Analytics (SF5-0001) until Fri 4 Dec, 18:00 SGT: A page of the deck was blank."
    )


@pytest.mark.parametrize(
    ("given", "says", "field"),
    [
        ({"until": datetime(2026, 11, 30, 15, 59, tzinfo=UTC)}, "It is open until Mon 30 Nov, 23:59 SGT as it is", "until"),
        ({"until": LATER}, "This moment has passed", "until"),
        ({"reason": "  "}, "Say why", "reason"),
    ],
)
def test_what_makes_no_sense_is_refused(
    draft: Application, sent: Submission, manager: Any, given: dict[str, Any], says: str, field: str
) -> None:
    with pytest.raises(Refusal, match=says) as refusal:
        reopen(draft, manager, **given)
    assert refusal.value.field == field
    assert Reopening.objects.count() == 0


def test_a_draft_a_withdrawn_and_a_decided_one_stay_as_they_are(draft: Application, owner: Any, manager: Any) -> None:
    with pytest.raises(Refusal, match="Only an application that was submitted"):
        reopen(draft, manager)
    operations.submit(draft, by=owner, arrived_at=NOW)
    decisions.offer(draft)
    with pytest.raises(Refusal, match="decision was made"):
        reopen(draft, manager)


def test_a_withdrawn_one_stays_withdrawn(draft: Application, sent: Submission, owner: Any, manager: Any) -> None:
    operations.withdraw(draft, by=owner, at=NOW)
    with pytest.raises(Refusal, match="Only an application that was submitted"):
        reopen(draft, manager)


def test_nobody_else_may(draft: Application, sent: Submission, owner: Any, call: Any) -> None:
    house = [accounts.operator_person(role=role) for role in ("auditor", "admin")]
    for person in (owner, programmes.reviewer(call.programme), programmes.manager(programmes.programme()), *house):
        with pytest.raises(Forbidden, match="Only managers of the programme"):
            reopen(draft, person)


def test_a_reopening_stays_on_record(draft: Application, sent: Submission, manager: Any) -> None:
    made = reopen(draft, manager)
    with pytest.raises(DatabaseError), transaction.atomic():
        Reopening.objects.update(reason="")
    with pytest.raises(DatabaseError), transaction.atomic():
        made.delete()


class TestShortening:
    @pytest.fixture(autouse=True)
    def _reopened(self, draft: Application, sent: Submission, manager: Any) -> None:
        reopen(draft, manager)

    def shorten(self, one: Application, by: Any, **given: Any) -> None:
        operations.shorten(one, **({"reason": "The jury meets.", "until": SOONER, "by": by, "at": LATER} | given))

    def test_answers_count_until_then_and_not_after(self, draft: Application, owner: Any, manager: Any) -> None:
        self.shorten(draft, manager)
        again = Application.objects.select_related("call", "startup", "sheet__version").get()
        assert again.closes_at() == SOONER
        operations.write(again, changes=[], by=owner, at=SOONER + timedelta(minutes=9))
        with pytest.raises(Refusal, match="call closed"):
            operations.write(again, changes=[], by=owner, at=SOONER + timedelta(minutes=10))

    def test_ended_it_closes_at_once_and_what_was_sent_stands(
        self, draft: Application, sent: Submission, owner: Any, manager: Any
    ) -> None:
        self.shorten(draft, manager, until=None)
        again = Application.objects.select_related("call", "startup", "sheet__version").get()
        assert (again.until, again.state, again.last_submission()) == (None, "submitted", sent)
        with pytest.raises(Refusal, match="call closed"):
            operations.write(again, changes=[], by=owner, at=LATER)
        with pytest.raises(Refusal, match="Only an application that is reopened"):
            self.shorten(draft, manager, until=None)

    def test_what_an_access_code_gave_is_not_taken(self, draft: Application, call: Any, owner: Any, manager: Any) -> None:
        given = LATER + timedelta(hours=3)
        code = AccessCode.objects.create(call=call, note="Late teams", by=manager, max_uses=5, closes_at=given)
        AccessUse.objects.create(access_code=code, person=owner)
        with pytest.raises(Refusal, match="It is open until Wed 2 Dec, 13:00 SGT in any case") as refusal:
            self.shorten(draft, manager, until=given)
        assert refusal.value.field == "until"
        self.shorten(draft, manager, until=None)
        assert Application.objects.get().until == given
        assert Message.objects.filter(kind="application_reopening_shortened")[0].facts["until"] == "Wed 2 Dec, 13:00 SGT"

    @pytest.mark.parametrize(
        ("until", "kind", "subject", "told"),
        [
            (
                SOONER,
                "shortened",
                "You can change your application to Applied AI only until Thu 3 Dec, 18:00 SGT",
                "Nurul Hakim shortened the reopening of Sampan Analytics (SF5-0001) to Thu 3 Dec, 18:00 SGT: The jury meets.",
            ),
            (
                None,
                "ended",
                "Your application to Applied AI is closed for changes",
                "Nurul Hakim ended the reopening of Sampan Analytics (SF5-0001): The jury meets.",
            ),
        ],
    )
    def test_the_startup_hears_and_the_trail_keeps_why(
        self, draft: Application, owner: Any, viewer: Any, manager: Any, until: Any, kind: str, subject: str, told: str
    ) -> None:
        self.shorten(draft, manager, until=until)
        heard = Message.objects.filter(kind=f"application_reopening_{kind}")
        assert set(heard.values_list("recipient", flat=True)) == {owner.pk, viewer.pk}
        assert (letters.told(heard[0])[0], heard[0].facts["reason"]) == (subject, "The jury meets.")
        assert Entry.objects.get(verb=f"application.reopening_{kind}").told() == told

    @pytest.mark.parametrize(
        ("given", "says", "field"),
        [
            ({"until": UNTIL}, "It is open until Fri 4 Dec, 18:00 SGT as it is", "until"),
            ({"until": LATER}, "This moment has passed", "until"),
            ({"reason": "  "}, "Say why", "reason"),
            ({"at": UNTIL, "until": None}, "Only an application that is reopened", None),
        ],
    )
    def test_what_makes_no_sense_is_refused(
        self, draft: Application, manager: Any, given: dict[str, Any], says: str, field: str | None
    ) -> None:
        with pytest.raises(Refusal, match=says) as refusal:
            self.shorten(draft, manager, **given)
        assert refusal.value.field == field
        assert Application.objects.get().until == UNTIL

    def test_nobody_else_may(self, draft: Application, owner: Any, call: Any) -> None:
        for person in (owner, programmes.reviewer(call.programme), accounts.operator_person(role="admin")):
            with pytest.raises(Forbidden, match="Only managers of the programme"):
                self.shorten(draft, person)

    def test_a_manager_closes_it_on_the_page(self, client: Client, draft: Application, owner: Any, manager: Any) -> None:
        door, why = f"/applications/{draft.number}/shorten/", {"reason": "The jury meets."}
        client.force_login(manager)
        with time_machine.travel(LATER, tick=False):
            assert f'href="{door}"' in client.get(draft.get_absolute_url()).content.decode()
            nothing = client.post(door, why)
            assert nothing.status_code == 422
            assert nothing.context["form"].errors == {"until": ["Say until when, or end it now."]}
            assert client.post(door, why | {"until": "2026-12-03T18:00"}).url == draft.get_absolute_url()
            page = client.get(draft.get_absolute_url()).content.decode()
            assert "Nurul Hakim reopened this application until Thu 3 Dec, 18:00 SGT." in page
            assert client.post(door, why | {"until": "nonsense", "end": "1"}).url == draft.get_absolute_url()
            assert door not in client.get(draft.get_absolute_url()).content.decode()
        assert Application.objects.get().until is None

    def test_programs_close_it_as_the_page_does(self, client: Client, draft: Application, manager: Any) -> None:
        client.force_login(manager)
        door, why = f"/api/v1/applications/{draft.number}/shorten", {"reason": "The jury meets."}
        with time_machine.travel(LATER, tick=False):
            sooner = client.post(door, why | {"until": SOONER.isoformat()}, content_type="application/json")
            assert (sooner.status_code, sooner.json()["closes_at"]) == (200, "2026-12-03T10:00:00Z")
            ended = client.post(door, why, content_type="application/json")
            assert (ended.status_code, ended.json()["closes_at"]) == (200, "2026-11-30T15:59:00Z")


def test_before_the_call_closes_it_goes_back_to_the_calls_own_deadline(
    draft: Application, sent: Submission, manager: Any
) -> None:
    reopen(draft, manager, at=NOW)
    operations.shorten(draft, reason="No need.", until=None, by=manager, at=NOW)
    assert Application.objects.get().until is None
    assert Message.objects.filter(kind="application_reopening_shortened")[0].facts["until"] == "Mon 30 Nov, 23:59 SGT"
    with pytest.raises(Refusal, match="Only an application that is reopened"):
        operations.shorten(draft, reason="No need.", until=None, by=manager, at=NOW)


def test_ended_a_hidden_call_closes_by_the_code_again(
    draft: Application, sent: Submission, call: Any, owner: Any, manager: Any
) -> None:
    early = NOW + timedelta(days=2)
    code = AccessCode.objects.create(call=call, note="Few", by=manager, max_uses=5, closes_at=early)
    AccessUse.objects.create(access_code=code, person=owner)
    type(call).objects.update(listed=False)
    Application.objects.update(until=early)
    again = Application.objects.get()
    reopen(again, manager, until=early + timedelta(days=2), at=NOW)
    operations.shorten(again, reason="No need.", until=None, by=manager, at=NOW)
    assert Application.objects.get().closes_at() == early


class TestPage:
    @pytest.fixture(autouse=True)
    def _later(self) -> Any:
        with time_machine.travel(LATER, tick=False):
            yield

    def door(self, one: Application) -> str:
        return f"/applications/{one.number}/reopen/"

    def test_a_manager_reopens_on_the_calls_clock(
        self, client: Client, draft: Application, sent: Submission, manager: Any
    ) -> None:
        client.force_login(manager)
        assert f'href="{self.door(draft)}"' in client.get(draft.get_absolute_url()).content.decode()
        posted = {"until": "2026-12-04T18:00", "reason": "A page of the deck was blank."}
        assert client.post(self.door(draft), posted).url == draft.get_absolute_url()
        assert Application.objects.get().until == UNTIL
        page = client.get(draft.get_absolute_url()).content.decode()
        assert "Nurul Hakim reopened this application until Fri 4 Dec, 18:00 SGT." in page

    def test_what_is_open_is_given_more_time_and_not_reopened(
        self, client: Client, draft: Application, sent: Submission, manager: Any
    ) -> None:
        client.force_login(manager)
        for moment, said, unsaid in (
            (NOW, ("Give more time", "Leave it as it is"), "Reopen"),
            (LATER, ("Reopen", "Leave it closed"), "more time"),
        ):
            with time_machine.travel(moment, tick=False):
                pages = [client.get(door).content.decode() for door in (draft.get_absolute_url(), self.door(draft))]
            assert [said[0] in page for page in pages] == [True, True]
            assert said[1] in pages[1]
            assert [unsaid in page for page in pages] == [False, False]

    def test_what_is_wrong_is_told_beside_its_field(
        self, client: Client, draft: Application, sent: Submission, manager: Any
    ) -> None:
        client.force_login(manager)
        response = client.post(self.door(draft), {"until": "2026-12-01T18:00", "reason": "Why not."})
        assert response.status_code == 422
        assert response.context["form"].errors == {"until": ["This moment has passed. Name a later one."]}

    def test_founders_read_why_and_may_write(
        self, client: Client, draft: Application, sent: Submission, owner: Any, manager: Any
    ) -> None:
        reopen(draft, manager)
        client.force_login(owner)
        page = client.get(draft.get_absolute_url()).content.decode()
        for text in ("A page of the deck was blank.", "Change answers"):
            assert text in page
        assert client.get(self.door(draft)).status_code == 403

    def test_once_withdrawn_nothing_is_open(
        self, client: Client, draft: Application, sent: Submission, owner: Any, manager: Any
    ) -> None:
        reopen(draft, manager)
        operations.withdraw(draft, by=owner, at=LATER)
        client.force_login(owner)
        page = client.get(draft.get_absolute_url()).content.decode()
        assert ("A page of the deck was blank." in page, "Change answers" in page) == (False, False)


def test_a_moment_no_clock_shows_is_refused(draft: Application, sent: Submission, manager: Any) -> None:
    client = Client()
    client.force_login(manager)
    with time_machine.travel(LATER, tick=False):
        far: dict[str, dict[str, str]] = {
            "reopen": {"until": "9999-12-31T15:59:00Z", "reason": "More."},
            "clarifications": {"due_on": "9999-12-31", "asks": "What?"},
        }
        for door, given in far.items():
            field = next(iter(given))
            answer = client.post(f"/api/v1/applications/{draft.number}/{door}", given, content_type="application/json")
            said = [{"field": field, "says": "Value error, Check the year: it is between 2000 and 2099."}]
            assert (answer.status_code, answer.json()["errors"]) == (422, said)
        page = client.post(f"/applications/{draft.number}/ask-more/", {"asks": "What?", "due_on": "9999-12-31"})
        assert (page.status_code, page.context["form"].errors["due_on"]) == (
            422,
            ["Check the year: it is between 2000 and 2099."],
        )
