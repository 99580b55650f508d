"""A draft's reminders: three days in the morning and the last hours, and nobody hears of what was sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accelerator.applications import deadlines, operations
from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.notices import reminding
from accelerator.notices.models import Message, Reminder
from accelerator.programmes import operations as calls
from accelerator.programmes.models import Call
from accelerator.questionnaires.operations import Edit
from accelerator.startups.models import Member
from tests.factories import accounts, programmes, startups
from tests.factories.questionnaires import ANSWERS, published_version

pytestmark = pytest.mark.django_db
OPENS = datetime(2026, 11, 1, tzinfo=UTC)
CLOSES = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)  # one minute to midnight in Singapore


@pytest.fixture
def call() -> Call:
    return programmes.call(name="Applied AI", prefix="SF5", opens_at=OPENS, closes_at=CLOSES, version=published_version())


@pytest.fixture
def owner() -> Any:
    return startups.member(startups.startup("Sampan Analytics"), accounts.person("ananya@example.org"), role=Member.Role.OWNER)


def begin(call: Call, owner: Any, at: datetime = OPENS) -> Application:
    startup = owner.startup_memberships.get().startup
    return operations.start(call=call, startup=startup, by=owner, at=at)


def plans(state: str = "planned") -> list[tuple[str, str]]:
    rows = Reminder.objects.filter(source="draft", state=state).order_by("due_at")
    return [(row.kind, f"{row.due_at:%d %H:%M}") for row in rows]


ALL = [
    ("draft_unfinished", "23 01:00"),
    ("draft_unfinished", "28 01:00"),
    ("draft_unfinished", "29 01:00"),
    ("draft_last_hours", "30 12:59"),
]


@pytest.mark.parametrize(("day", "left"), [(1, ALL), (23, ALL[1:]), (29, ALL[3:])])
def test_a_draft_is_reminded_of_from_when_it_is_started(call: Call, owner: Any, day: int, left: list[tuple[str, str]]) -> None:
    begin(call, owner, datetime(2026, 11, day, 2, 0, tzinfo=UTC))
    assert plans() == left


def test_in_the_last_hours_nothing_more_is_planned(call: Call, owner: Any) -> None:
    begin(call, owner, datetime(2026, 11, 30, 13, 0, tzinfo=UTC))
    assert plans() == []


@pytest.mark.parametrize("ending", ["submitted", "withdrawn"])
def test_what_was_sent_or_taken_back_is_not_reminded_of(call: Call, owner: Any, ending: str) -> None:
    draft = begin(call, owner)
    if ending == "submitted":
        draft.sheet.answers = ANSWERS
        draft.sheet.save()
        operations.submit(draft, by=owner, arrived_at=OPENS)
    else:
        operations.withdraw(draft, by=owner, at=OPENS)
    assert (plans(), plans("cancelled")) == ([], ALL)
    assert set(Reminder.objects.values_list("reason", flat=True)) == {ending}


def test_owners_and_members_hear_how_much_is_missing(
    call: Call, owner: Any, time_machine: time_machine.TimeMachineFixture
) -> None:
    draft = begin(call, owner)
    cofounder = startups.member(draft.startup, accounts.person("thanh@example.org", zone="Asia/Kolkata"))
    startups.member(draft.startup, accounts.person("viewer@example.org"), role=Member.Role.VIEWER)
    time_machine.move_to(datetime(2026, 11, 30, 12, 59, tzinfo=UTC), tick=False)
    Reminder.objects.filter(kind="draft_unfinished").delete()
    assert reminding.remind_one()
    heard = list(Message.objects.filter(kind="draft_last_hours").order_by("id"))
    assert [one.recipient for one in heard] == [owner, cofounder]
    assert [one.facts["closes"] for one in heard] == ["Mon 30 Nov, 23:59 SGT", "Mon 30 Nov, 21:29 IST"]
    assert heard[0].facts["left"] == "3 h 0 min"
    assert heard[0].facts["missing"] == 4
    assert heard[0].url.startswith(f"/applications/{draft.number}/edit/")


CHANGED = [
    ("changes_unsent", "23 01:00"),
    ("changes_unsent", "28 01:00"),
    ("changes_unsent", "29 01:00"),
    ("changes_last_hours", "30 12:59"),
]


class TestChanges:
    """What was changed after it was submitted counts only once it is submitted again."""

    @pytest.fixture
    def sent(self, call: Call, owner: Any) -> Application:
        draft = begin(call, owner)
        draft.sheet.answers = dict(ANSWERS)
        draft.sheet.save()
        operations.submit(draft, by=owner, arrived_at=OPENS)
        return self.again()

    def again(self) -> Application:
        return Application.objects.select_related("call", "startup", "sheet__version").get()

    def write(self, text: str, owner: Any, day: int) -> None:
        one = self.again()
        edit = Edit("what", text, one.sheet.seen("what"))
        operations.write(one, changes=[edit], by=owner, at=datetime(2026, 11, day, 2, 0, tzinfo=UTC))

    def changed(self, state: str = "planned") -> list[tuple[str, str]]:
        rows = Reminder.objects.filter(source="changed", state=state).order_by("due_at")
        return [(row.kind, f"{row.due_at:%d %H:%M}") for row in rows]

    def test_the_first_change_plans_them(self, sent: Application, owner: Any) -> None:
        self.write(ANSWERS["what"], owner, 2)
        assert self.changed() == []
        for text in ("More.", "Still more."):
            self.write(text, owner, 2)
            assert self.changed() == CHANGED

    def test_submitting_again_and_withdrawing_end_them_and_the_next_change_begins_anew(
        self, sent: Application, owner: Any
    ) -> None:
        self.write("More.", owner, 2)
        operations.submit(self.again(), by=owner, arrived_at=datetime(2026, 11, 24, tzinfo=UTC))
        assert (self.changed(), self.changed("cancelled")) == ([], CHANGED)
        self.write("Still more.", owner, 25)
        assert self.changed() == CHANGED[1:]
        operations.withdraw(self.again(), by=owner, at=datetime(2026, 11, 26, tzinfo=UTC))
        assert self.changed() == []

    def test_writers_hear_when_it_was_submitted_and_by_when_it_must_be_again(
        self, sent: Application, owner: Any, time_machine: time_machine.TimeMachineFixture
    ) -> None:
        startups.member(sent.startup, accounts.person("viewer@example.org"), role=Member.Role.VIEWER)
        self.write("More.", owner, 28)
        time_machine.move_to(datetime(2026, 11, 29, 1, 0, tzinfo=UTC), tick=False)
        assert reminding.remind_one()
        (heard,) = Message.objects.filter(kind="changes_unsent")
        assert (heard.recipient, heard.url) == (owner, f"/applications/{sent.number}/submit/")
        told = {name: heard.facts[name] for name in ("sent", "closes", "left")}
        assert told == {"sent": "Sun 1 Nov, 08:00 SGT", "closes": "Mon 30 Nov, 23:59 SGT", "left": "38 h 59 min"}

    def test_who_took_the_change_back_hears_nothing(
        self, sent: Application, owner: Any, time_machine: time_machine.TimeMachineFixture
    ) -> None:
        self.write("More.", owner, 2)
        self.write(ANSWERS["what"], owner, 3)
        time_machine.move_to(datetime(2026, 11, 23, 1, 0, tzinfo=UTC), tick=False)
        assert reminding.remind_one()
        assert self.changed("skipped") == CHANGED[:1]
        assert Reminder.objects.get(state="skipped").reason == "nothing to submit again"

    def test_they_follow_the_deadline(self, sent: Application, call: Call, owner: Any) -> None:
        self.write("More.", owner, 2)
        manager = programmes.manager(call.programme)
        later, at = CLOSES + timedelta(days=1), datetime(2026, 11, 3, tzinfo=UTC)
        extended = calls.extend(call, closes_at=later, reason="A storm.", by=manager, at=at)
        deadlines.step(extended.pk, after=0, at=at)
        assert [due for _kind, due in self.changed()] == ["24 01:00", "29 01:00", "30 01:00", "01 12:59"]
        operations.reopen(self.again(), reason="Flooded.", until=later + timedelta(days=1), by=manager, at=at)
        assert [due for _kind, due in self.changed()] == ["25 01:00", "30 01:00", "01 01:00", "02 12:59"]


def test_after_the_end_nobody_hears(call: Call, owner: Any, time_machine: time_machine.TimeMachineFixture) -> None:
    begin(call, owner)
    Call.objects.filter(pk=call.pk).update(closes_at=datetime(2026, 11, 22, tzinfo=UTC))
    time_machine.move_to(datetime(2026, 11, 23, 1, 0, tzinfo=UTC), tick=False)
    assert reminding.remind_one()
    assert (plans("skipped"), Message.objects.filter(kind__startswith="draft").exists()) == (ALL[:1], False)
    assert clock.now() == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
