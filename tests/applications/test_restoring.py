"""Staff put what was withdrawn back into the round: for a reason, in everybody's sight."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accelerator.applications import operations
from accelerator.applications.models import Application, Submission
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import letters
from accelerator.notices.models import Message, Reminder
from accelerator.pipeline import queries
from accelerator.trail.models import Entry
from tests.applications.test_views import says
from tests.factories import accounts, decisions, programmes

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
LATER = NOW + timedelta(hours=5)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def gone(draft: Application, sent: Submission, owner: Any) -> Application:
    operations.withdraw(draft, by=owner, at=NOW)
    return draft


def restore(one: Application, by: Any, reason: str = "It was the wrong button.") -> None:
    operations.restore(one, reason=reason, by=by, at=LATER)


def test_what_was_submitted_last_counts_again(gone: Application, sent: Submission, manager: Any) -> None:
    restore(gone, manager)
    kept = Application.objects.get()
    assert (kept.state, kept.submitted_at, kept.withdrawn_at, kept.last_submission()) == ("submitted", NOW, None, sent)
    assert [one.stage for one in queries.rows(kept.call)] == ["submitted"]


def test_its_members_hear_why_and_the_trail_keeps_it(gone: Application, owner: Any, viewer: Any, manager: Any) -> None:
    restore(gone, manager)
    told = Message.objects.filter(kind="application_restored")
    assert set(told.values_list("recipient", flat=True)) == {owner.pk, viewer.pk}
    assert letters.told(told[0])[:2] == (
        "Your application to Applied AI stands again",
        [
            "Nurul Hakim restored application SF5-0001 of Sampan Analytics, which was withdrawn:",
            "It was the wrong button.",
            "What you submitted last counts.",
        ],
    )
    assert (
        Entry.objects.get(verb="application.restored").told()
        == "Nurul Hakim restored Sampan Analytics (SF5-0001) to Applied AI: It was the wrong button."
    )


def test_its_founders_write_on_and_are_reminded_of_changes(gone: Application, owner: Any, manager: Any) -> None:
    with pytest.raises(Refusal, match="was withdrawn"):
        operations.write(gone, changes=[], by=owner, at=LATER)
    restore(gone, manager)
    says(gone, owner, "what", "Changed.")
    assert Reminder.objects.filter(state="planned", kind__startswith="changes_").count() == 4


def test_of_two_only_one_stands(gone: Application, startup: Any, call: Any, owner: Any, manager: Any) -> None:
    again = operations.start(call=call, startup=startup, by=owner, at=NOW)
    with pytest.raises(Refusal, match=f"The startup applies with {again.number} by now"):
        restore(gone, manager)
    operations.withdraw(again, by=owner, at=NOW)
    restore(gone, manager)
    assert Application.objects.get(pk=gone.pk).state == "submitted"


def test_what_stands_and_what_was_never_sent_is_refused(draft: Application, owner: Any, manager: Any) -> None:
    for act in (lambda: None, lambda: operations.withdraw(draft, by=owner, at=NOW)):
        act()
        with pytest.raises(Refusal, match="submitted and withdrawn"):
            restore(draft, manager)


def test_it_wants_a_reason(gone: Application, manager: Any) -> None:
    with pytest.raises(Refusal, match="Say why") as refusal:
        restore(gone, manager, " \n")
    assert refusal.value.field == "reason"


def test_nobody_else_may(gone: Application, owner: Any, call: Any) -> None:
    house = [accounts.operator_person(role=role) for role in ("auditor", "admin")]
    for person in (owner, programmes.reviewer(call.programme), programmes.manager(programmes.programme()), *house):
        with pytest.raises(Forbidden, match="Only managers of the programme"):
            restore(gone, person)


def test_an_offer_that_fell_with_it_stays_turned_down(draft: Application, sent: Submission, owner: Any, manager: Any) -> None:
    offer = decisions.offer(draft)
    operations.withdraw(draft, by=owner, at=NOW)
    restore(draft, manager)
    offer.refresh_from_db()
    assert offer.state == "declined"


def test_a_manager_restores_on_the_page(client: Client, gone: Application, owner: Any, manager: Any) -> None:
    door = f"/applications/{gone.number}/restore/"
    client.force_login(owner)
    assert door not in client.get(gone.get_absolute_url()).content.decode()
    client.force_login(manager)
    assert f'href="{door}"' in client.get(gone.get_absolute_url()).content.decode()
    assert client.post(door, {"reason": ""}).status_code == 422
    assert client.post(door, {"reason": "It was the wrong button."}).url == gone.get_absolute_url()
    assert door not in client.get(gone.get_absolute_url()).content.decode()
    again = client.post(door, {"reason": "Once more."})
    assert (again.status_code, "submitted and withdrawn" in again.content.decode()) == (422, True)


def test_programs_restore_as_the_page_does(client: Client, gone: Application, manager: Any) -> None:
    client.force_login(manager)
    door = f"/api/v1/applications/{gone.number}/restore"
    answer = client.post(door, {"reason": "It was the wrong button."}, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (200, "submitted")
