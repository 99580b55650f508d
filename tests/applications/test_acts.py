"""Acts on an application: what each leaves in the trail, and who hears of it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine

from accelerator.accounts import operations as accounts_operations
from accelerator.accounts.models import Invitation
from accelerator.applications import operations, queries
from accelerator.applications.models import Application, Submission
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.programmes.models import Call
from accelerator.startups.models import Startup
from tests.applications.conftest import NOW
from tests.factories import accounts, files, programmes
from tests.factories.startups import member
from tests.trailed import trailed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_started_given_a_file_and_withdrawn(call: Call, startup: Startup, owner: Any) -> None:
    one = operations.start(call=call, startup=startup, by=owner, at=NOW)
    deck = operations.attach(one, key="deck", upload=files.upload("deck.pdf"), by=owner, at=NOW)
    for act in (partial(operations.detach, attachment=deck), operations.withdraw):
        for _twice in range(2):
            act(one, by=owner, at=NOW)
    assert trailed("application.started", "application.attached", "application.detached", "application.withdrawn") == [
        "Ananya Rao started Sampan Analytics (SF5-0001) for Applied AI. [application call startup]",
        "Ananya Rao attached deck.pdf to Sampan Analytics (SF5-0001). [application startup]",
        "Ananya Rao removed deck.pdf from Sampan Analytics (SF5-0001). [application startup]",
        "Ananya Rao withdrew Sampan Analytics (SF5-0001) from Applied AI. [application call startup]",
    ]


def test_the_other_members_hear_who_withdrew(draft: Application, owner: Any, viewer: Any) -> None:
    operations.withdraw(draft, by=owner, at=NOW)
    said = Message.objects.filter(kind="application_withdrawn")
    assert [(one.recipient_id, one.facts["by"]) for one in said] == [(viewer.pk, "Ananya Rao")]


def test_submitted_and_reopened(sent: Submission, call: Call, owner: Any, manager: Any) -> None:
    operations.submit(sent.application, by=owner, arrived_at=NOW)
    until = call.closes_at + timedelta(days=1)
    operations.reopen(sent.application, reason=" A figure is wrong. ", until=until, by=manager, at=NOW)
    where = "[application call startup]"
    assert trailed("application.submitted", "application.reopened") == [
        f"Ananya Rao submitted Sampan Analytics (SF5-0001) to Applied AI. {where}",
        f"Nurul Hakim reopened Sampan Analytics (SF5-0001) until Tue 1 Dec, 23:59 SGT: A figure is wrong. {where}",
    ]


def test_asked_for_more(sent: Submission, owner: Any, manager: Any) -> None:
    first, second = (
        operations.ask_more(sent.application, asks=asks, due_on=date(2026, 11, 27), by=manager) for asks in ("Who?", "When?")
    )
    operations.answer(first, text="Bo.", by=owner, at=NOW)
    operations.take_back(second, by=manager, at=NOW)
    where = "[application clarification startup]"
    assert trailed("application.asked", "application.answered", "application.clarification_dropped") == [
        f"Nurul Hakim asked Sampan Analytics for more about Sampan Analytics (SF5-0001). {where}",
        f"Nurul Hakim asked Sampan Analytics for more about Sampan Analytics (SF5-0001). {where}",
        f"Ananya Rao answered what was asked about Sampan Analytics (SF5-0001). {where}",
        f"Nurul Hakim took back what was asked about Sampan Analytics (SF5-0001). {where}",
    ]
    said = Message.objects.filter(kind__startswith="application_clarification").order_by("id")
    assert [(one.kind.removeprefix("application_"), one.facts["by"]) for one in said] == [
        ("clarification", "Nurul Hakim"),
        ("clarification", "Nurul Hakim"),
        ("clarification_answered", "Ananya Rao"),
        ("clarification_dropped", "Nurul Hakim"),
    ]


def test_nothing_is_answered_of_what_was_withdrawn(sent: Submission, owner: Any, manager: Any) -> None:
    asked = operations.ask_more(sent.application, asks="Who?", due_on=date(2026, 11, 27), by=manager)
    operations.withdraw(sent.application, by=owner, at=NOW)
    with pytest.raises(Refusal, match="Nothing more is asked about it"):
        operations.answer(asked, text="Bo.", by=owner, at=NOW)


def test_approved_by_a_second_member(draft: Application, call: Call, startup: Startup, owner: Any) -> None:
    call.needs_sign_off = True
    call.save()
    cofounder = member(startup, accounts.person(name="Vikram Shah"))
    draft = Application.objects.select_related("call", "startup", "sheet__version__questionnaire").get(pk=draft.pk)
    operations.send_back(operations.ask(draft, by=owner, at=NOW), comment="Not yet.", by=cofounder, at=NOW)
    waiting = operations.ask(draft, by=owner, at=NOW)
    operations.ask(draft, by=owner, at=NOW)
    operations.take_back_request(waiting, by=owner, at=NOW)
    waiting = operations.ask(draft, by=owner, at=NOW)
    operations.approve(waiting, seen=queries.fingerprint(draft), by=cofounder, arrived_at=NOW)
    verbs = ("application.approval_asked", "application.approval_dropped", "application.returned", "application.approved")
    assert trailed(*verbs) == [
        "Ananya Rao asked for approval of Sampan Analytics (SF5-0001). [application]",
        "Vikram Shah returned Sampan Analytics (SF5-0001) without approval. [application]",
        "Ananya Rao asked for approval of Sampan Analytics (SF5-0001). [application]",
        "Ananya Rao took back the request to approve Sampan Analytics (SF5-0001). [application]",
        "Ananya Rao asked for approval of Sampan Analytics (SF5-0001). [application]",
        "Vikram Shah approved Sampan Analytics (SF5-0001). [application]",
    ]


def test_entered_taken_over_and_tried_out(call: Call, manager: Any) -> None:
    paper = operations.NewStartup("Paper Quay")
    operations.enter(call=call, startup=paper, email="paper@example.org", by=manager, at=NOW)
    accounts_operations.accept_invitation(Invitation.objects.get(), by=accounts.person("paper@example.org", "Mei Tan"))
    for _twice in range(2):
        operations.start_test(call=call, by=manager, at=NOW)
    assert trailed("application.entered", "application.taken_over", "application.tested") == [
        "Nurul Hakim entered Paper Quay (SF5-0001) for Applied AI on a founder's behalf. [application call startup]",
        "Mei Tan took over Paper Quay (SF5-0001), which Nurul Hakim had entered. [application startup]",
        "Nurul Hakim began to try out Applied AI with Test of Nurul Hakim (SF5-T0001). [application call]",
    ]


def test_brought_in_from_another_system(call: Call, manager: Any) -> None:
    brought = [operations.Brought({"name": name}, {}) for name in ("Anchor", "Buoy")]
    operations.bring_in(call, brought=brought, by=manager, at=NOW)
    for by in (programmes.reviewer(call.programme), programmes.manager(programmes.programme()), accounts.person()):
        with pytest.raises(Forbidden):
            operations.bring_in(call, brought=brought, by=by, at=NOW)
    assert Application.objects.count() == 2
    assert trailed("application.imported") == ["Nurul Hakim brought applications to Applied AI in from another system: 2. [call]"]
