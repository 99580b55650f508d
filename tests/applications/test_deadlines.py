"""Deadlines of applications: the grace, and who hears of an extension."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pypdfium2 as pdfium
import pytest
import time_machine

from accelerator.applications import deadlines, operations, papers, registered_calls, reminders, tasks
from accelerator.applications.api_receipts import receipt_facts
from accelerator.applications.models import EARLY, Application, Submission
from accelerator.kit.refusals import Refusal
from accelerator.notices.models import Message, Reminder
from accelerator.programmes import operations as calls
from accelerator.programmes import queries
from accelerator.programmes.models import AccessCode, Call, Extension, Minute
from accelerator.questionnaires.models import Sheet
from accelerator.startups.models import Member
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, programmes, startups
from tests.factories.applications import application
from tests.factories.questionnaires import ANSWERS, published_version
from tests.factories.startups import member
from tests.together import overtaken

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
CLOSES = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
DAY, MINUTE, TICK = timedelta(days=1), timedelta(minutes=1), timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def call() -> Call:
    version = published_version()
    return programmes.call(name="Applied AI", prefix="SF5", opens_at=NOW - 20 * DAY, closes_at=CLOSES, version=version)


def draft(call: Call, name: str = "Sampan Analytics", **given: Any) -> Application:
    startup = startups.startup(name=name, owner=accounts.person(name=f"Owner of {name}"))
    return application(call=call, startup=startup, submitted=False, answers=ANSWERS, **given)


def extended(call: Call) -> Extension:
    manager = programmes.manager(call.programme)
    return calls.extend(call, closes_at=CLOSES + DAY, reason="Asked for.", by=manager, at=NOW)


def lost(*moments: datetime) -> None:
    """Minutes in which every request failed."""
    Minute.objects.bulk_create(Minute(at=at, requests=20, failed=20) for at in moments)


class TestGrace:
    @pytest.mark.parametrize(
        ("arrived_at", "mark"),
        [
            (CLOSES - TICK, ""),
            (CLOSES, "1 minute after the deadline, still in time"),
            (CLOSES + MINUTE, "2 minutes after the deadline, still in time"),
            (CLOSES + 10 * MINUTE - TICK, "10 minutes after the deadline, still in time"),
        ],
    )
    def test_it_is_taken_and_marked_wherever_its_arrival_is_told(self, call: Call, arrived_at: datetime, mark: str) -> None:
        one = draft(call)
        sent = operations.submit(one, by=one.started_by, arrived_at=arrived_at)
        assert (sent.closed_at, sent.in_grace(), sent.lateness()) == (CLOSES, bool(mark), mark)
        desk = browser(one.started_by)
        for page in (one.get_absolute_url(), sent.get_absolute_url()):
            assert ("after the deadline, still in time" in desk.get(page).content.decode()) is bool(mark)
            assert mark in desk.get(page).content.decode()
        mail = Message.objects.get(kind="application_receipt")
        assert mail.facts["arrived"].partition(" (")[2] == (f"{mark})" if mark else "")
        for paper in (papers.receipt(sent, operator=""), papers.application(one, sent, operator="", at=arrived_at)):
            text = pdfium.PdfDocument(paper)[0].get_textpage().get_text_bounded()
            assert ("after the deadline, still in time" in text) is bool(mark)
        assert receipt_facts(sent)["in_grace"] is bool(mark)

    def test_its_receipt_says_until_when_one_may_submit_again(self, call: Call) -> None:
        one = draft(call)
        with time_machine.travel(CLOSES + MINUTE, tick=False):
            sent = operations.submit(one, by=one.started_by, arrived_at=CLOSES + MINUTE)
            page = browser(one.started_by).get(sent.get_absolute_url()).content.decode()
        assert Message.objects.get(kind="application_receipt").facts["closes"] == "Tue 1 Dec, 00:09 SGT"
        assert "submit again until Tue 1 Dec, 00:09" in page

    def test_the_mark_stays_when_the_call_is_extended_afterwards(self, call: Call) -> None:
        one = draft(call)
        sent = operations.submit(one, by=one.started_by, arrived_at=CLOSES + MINUTE)
        extended(call)
        assert Submission.objects.get(pk=sent.pk).in_grace()

    def test_inside_it_the_pages_say_until_when(self, call: Call) -> None:
        one = draft(call)
        desk = browser(one.started_by)
        with time_machine.travel(CLOSES + MINUTE, tick=False):
            for door in (one.get_absolute_url(), f"{one.get_absolute_url()}edit/company/"):
                page = desk.get(door).content.decode()
                assert "What arrives before Tue 1 Dec, 00:09" in page
            assert ["Still counts for" in page, "Closes in" in page, "late, counts until Tue 1 Dec, 00:09" in page] == [
                True,
                False,
                True,
            ]
            assert f'<time datetime="{(CLOSES + 10 * MINUTE).isoformat()}" data-left="bare">9 min</time>' in page

    def test_a_deadline_of_its_own_counts_where_it_is_later(self, call: Call) -> None:
        one = draft(call)
        for until, closes in ((None, CLOSES), (CLOSES - DAY, CLOSES), (CLOSES + DAY, CLOSES + DAY)):
            one.until = until
            assert one.closes_at() == closes
            assert [one.takes(closes + 10 * MINUTE - TICK), one.takes(closes + 10 * MINUTE)] == [True, False]

    def test_added_minutes_keep_it_open(self, call: Call) -> None:
        one = draft(call)
        call.added_minutes = one.call.added_minutes = 3
        assert [one.takes(CLOSES + 13 * MINUTE - TICK), one.takes(CLOSES + 13 * MINUTE)] == [True, False]


class TestExtended:
    def test_everybody_who_writes_on_a_draft_hears_once(self, call: Call) -> None:
        one = draft(call)
        second = member(one.startup, accounts.person(name="Second"))
        member(one.startup, role=Member.Role.VIEWER)
        member(one.startup, ended=True)
        member(one.startup, accounts.suspended_person())
        draft(programmes.call(), "Elsewhere")
        application(call=call, startup=startups.startup("Sent"))
        assert registered_calls.call_drafts(call) == 2
        made = extended(call)
        for _again in range(2):
            tasks.tell_extended(made.pk)
        told = Message.objects.filter(kind="application_extended").order_by("recipient__name")
        assert [one.recipient.name for one in told] == ["Owner of Sampan Analytics", second.name]
        assert told[0].facts["closes"] == "Tue 1 Dec, 23:59 SGT"
        assert told[0].url == f"/applications/{one.number}/edit/company/"
        assert Extension.objects.get().told_at == NOW

    def test_reminders_follow_the_deadline(self, call: Call) -> None:
        one = draft(call)
        reminders.plan(one, at=NOW)
        tasks.tell_extended(extended(call).pk)
        planned = Reminder.objects.filter(state="planned").order_by("due_at")
        assert [(each.kind, each.local_on.day) for each in planned] == [
            ("draft_unfinished", 24),
            ("draft_unfinished", 29),
            ("draft_unfinished", 30),
            ("draft_last_hours", 1),
        ]

    def test_in_batches_that_follow_each_other(self, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(deadlines, "AT_ONCE", 2)
        drafts = [draft(call, f"Startup {place}") for place in range(3)]
        made = extended(call)
        after = deadlines.tell_extended(made, after=0, at=NOW)
        assert (after, Message.objects.filter(kind="application_extended").count()) == (drafts[1].pk, 2)
        assert Extension.objects.get().told_at is None
        assert deadlines.tell_extended(made, after=drafts[1].pk, at=NOW) is None
        assert Message.objects.filter(kind="application_extended").count() == 3
        assert deadlines.untold() == []

    def test_a_doorbell_that_nobody_heard(self, call: Call) -> None:
        draft(call)
        made = extended(call)
        assert deadlines.untold() == [made.pk]
        tasks.tell_extensions()
        assert Message.objects.filter(kind="application_extended").count() == 1

    def test_nobody_hears_of_one_that_was_overtaken(self, call: Call) -> None:
        draft(call)
        first = extended(call)
        calls.extend(call, closes_at=CLOSES + 2 * DAY, reason="More.", by=programmes.manager(call.programme), at=NOW)
        tasks.tell_extended(first.pk)
        assert not Message.objects.filter(kind="application_extended").exists()
        assert Extension.objects.get(pk=first.pk).told_at == NOW

    @pytest.mark.django_db(transaction=True)
    def test_nobody_hears_of_one_that_is_overtaken_at_that_moment(self, call: Call) -> None:
        draft(call)
        first, manager = extended(call), programmes.manager(call.programme)
        overtaken(
            partial(deadlines.step, first.pk, after=0, at=NOW),
            by=partial(calls.extend, call, closes_at=CLOSES + 2 * DAY, reason="More.", by=manager, at=NOW),
        )
        assert not Message.objects.filter(kind="application_extended").exists()
        assert Extension.objects.get(pk=first.pk).told_at == NOW
        assert deadlines.untold() == [Extension.objects.exclude(pk=first.pk).get().pk]

    def test_queries_do_not_grow_with_the_batch_but_by_what_is_told(self, call: Call, django_assert_num_queries: Any) -> None:
        made = extended(call)
        with django_assert_num_queries(2):
            deadlines.tell_extended(made, after=0, at=NOW)


class TestMinutesAdded:
    """The house gives minutes back: who has a draft hears once for each deadline."""

    def degrade(self, *before: int) -> None:
        Minute.objects.bulk_create(Minute(at=CLOSES - one * MINUTE, requests=20, failed=20) for one in before)
        with time_machine.travel(CLOSES - MINUTE, tick=False):
            calls.give_back(at=CLOSES)

    def told(self) -> list[tuple[str, Any]]:
        found = Message.objects.filter(kind="application_minutes_added").order_by("id")
        return [(one.recipient.name, one.facts["closes"]) for one in found if one.recipient]

    def test_who_writes_a_draft_is_told_at_the_first(self, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
        rung: list[tuple[Any, ...]] = []
        monkeypatch.setattr("accelerator.kit.doorbell.ring", lambda *what: rung.append(what))
        draft(call)
        application(call=call, startup=startups.startup("Sent"))
        self.degrade(5, 6)
        assert rung[-1:] == [("applications.tell_added", call.pk)]
        with time_machine.travel(CLOSES - MINUTE, tick=False):
            for _again in range(2):
                tasks.tell_added(call.pk)
        assert self.told() == [("Owner of Sampan Analytics", "Tue 1 Dec, 00:01 SGT")]
        assert Call.objects.get(pk=call.pk).minutes_told_at == CLOSES - MINUTE
        rung.clear()
        self.degrade(7)
        assert (rung, Call.objects.get(pk=call.pk).added_minutes) == ([], 3)

    def test_in_batches_that_follow_each_other(self, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(deadlines, "AT_ONCE", 2)
        drafts = [draft(call, f"Startup {place}") for place in range(3)]
        self.degrade(5)
        after = deadlines.step_added(call.pk, after=0, at=CLOSES)
        assert (after, len(self.told()), deadlines.untold_added()) == (drafts[1].pk, 2, [call.pk])
        assert deadlines.step_added(call.pk, after=drafts[1].pk, at=CLOSES) is None
        assert (len(self.told()), deadlines.untold_added()) == (3, [])

    def test_a_doorbell_that_nobody_heard(self, call: Call) -> None:
        draft(call)
        self.degrade(5)
        with time_machine.travel(CLOSES, tick=False):
            tasks.tell_extensions()
        assert len(self.told()) == 1

    def test_nobody_hears_of_it_when_it_is_over(self, call: Call) -> None:
        draft(call)
        self.degrade(5)
        assert deadlines.step_added(call.pk, after=0, at=CLOSES + 11 * MINUTE) is None
        assert (self.told(), deadlines.untold_added()) == ([], [])

    def test_the_next_deadline_is_told_anew(self, call: Call) -> None:
        draft(call)
        self.degrade(5)
        deadlines.step_added(call.pk, after=0, at=CLOSES)
        extended(call)
        assert (Call.objects.get(pk=call.pk).minutes_told_at, deadlines.untold_added()) == (None, [])

    def test_changes_that_wait_to_be_submitted_hear_too(self, call: Call) -> None:
        changed, same = draft(call, "Changed"), draft(call, "Same")
        for one in (changed, same):
            operations.submit(one, by=one.started_by, arrived_at=NOW)
            Sheet.objects.filter(pk=one.sheet_id).update(saved_at=NOW + MINUTE)
        Sheet.objects.filter(pk=changed.sheet_id).update(answers=ANSWERS | {"what": "Another."})
        made = extended(call)
        for _again in range(2):
            tasks.tell_extended(made.pk)
        Call.objects.filter(pk=call.pk).update(added_minutes=3)
        tasks.tell_added(call.pk)
        told = Message.objects.filter(recipient__in=[one.started_by for one in (changed, same)])
        found = told.filter(kind__contains="_extended") | told.filter(kind="application_minutes_added")
        door = f"/applications/{changed.number}/submit/"
        assert [(one.kind, one.recipient, one.url) for one in found.order_by("id")] == [
            ("application_extended_changed", changed.started_by, door),
            ("application_minutes_added", changed.started_by, door),
        ]


class TestAdmitted:
    """What an access code with a deadline of its own does for the applications of who used it."""

    UNTIL = CLOSES + 2 * DAY

    def use(self, call: Call, person: Any) -> None:
        manager = programmes.manager(call.programme)
        code = calls.make_access_code(call, note="Late", max_uses=5, closes_at=self.UNTIL, by=manager, at=NOW)
        calls.use_access_code(code.code, by=person, at=NOW)

    def test_their_draft_is_taken_later_than_others(self, call: Call) -> None:
        one, other = draft(call), draft(call, "Other")
        reminders.plan(one, at=NOW)
        self.use(call, one.started_by)
        held = Application.objects.select_related("call").get(pk=one.pk)
        assert held.until == self.UNTIL
        sent = operations.submit(held, by=one.started_by, arrived_at=self.UNTIL + MINUTE)
        assert (sent.closed_at, sent.in_grace()) == (self.UNTIL, True)
        with pytest.raises(Refusal, match="This call closed on"):
            operations.submit(other, by=other.started_by, arrived_at=CLOSES + 10 * MINUTE)
        assert Entry.objects.filter(verb="application.admitted").get().told() == (
            f"{one} can be written until Wed 2 Dec, 23:59 SGT, by an access code of Owner of Sampan Analytics."
        )

    def test_a_viewer_moves_nothing(self, call: Call) -> None:
        one = draft(call)
        self.use(call, member(one.startup, role=Member.Role.VIEWER))
        assert Application.objects.get(pk=one.pk).until is None

    def test_a_hidden_call_closes_earlier_for_who_has_such_a_code(self, call: Call) -> None:
        Call.objects.filter(pk=call.pk).update(listed=False)
        call.refresh_from_db()
        manager, early = programmes.manager(call.programme), CLOSES - 2 * DAY
        code = calls.make_access_code(call, note="Partners", max_uses=5, closes_at=early, by=manager, at=NOW)
        late = calls.make_access_code(call, note="Late", max_uses=5, closes_at=CLOSES + DAY, by=manager, at=NOW)
        holder, other = accounts.person(), accounts.person()
        for person, used in ((holder, code), (other, late)):
            calls.use_access_code(used.code, by=person, at=NOW)
        one, two = (
            operations.start(call=call, startup=startups.startup(name, owner=person), by=person, at=NOW)
            for name, person in (("Early", holder), ("Late", other))
        )
        assert [(each.until, each.closes_at()) for each in (one, two)] == [(early, early), (CLOSES + DAY, CLOSES + DAY)]
        assert [one.takes(early + 10 * MINUTE - TICK), one.takes(early + 10 * MINUTE)] == [True, False]
        assert set(Application.objects.unclosed_at(early - TICK)) == {one, two}
        assert set(Application.objects.unclosed_at(early)) == {two}
        made = calls.extend(call, closes_at=CLOSES + 3 * DAY, reason="Rain.", by=manager, at=NOW)
        tasks.tell_extended(made.pk)
        held = {each.pk: each for each in Application.objects.select_related("call")}
        assert [held[each.pk].closes_at() for each in (one, two)] == [early, CLOSES + 3 * DAY]
        assert [each.recipient for each in Message.objects.filter(kind="application_extended")] == [other]
        assert [each.until for each in (held[one.pk], held[two.pk])] == [early, None]
        with time_machine.travel(early, tick=False):
            page, door = browser(holder).get(call.get_absolute_url()).content.decode(), f"/calls/{call.slug}/apply/"
            assert ["Your access code let you apply until Sat 28 Nov" in page, f'href="{door}"' in page] == [True, False]
            assert "takes no new applications" in browser(holder).get(door).content.decode()
            assert f'href="{door}"' in browser(other).get(call.get_absolute_url()).content.decode()
            with pytest.raises(Refusal, match="takes no new applications"):
                operations.start(call=call, startup=startups.startup("Second", owner=holder), by=holder, at=early)
            calls.use_access_code(late.code, by=holder, at=early)
        assert Application.objects.select_related("call").get(pk=one.pk).closes_at() == CLOSES + 3 * DAY

    def test_one_may_start_after_the_close(self, call: Call) -> None:
        late = accounts.person()
        startup = startups.startup("Latecomer", owner=late)
        self.use(call, late)
        door = f"/calls/{call.slug}/apply/"
        with time_machine.travel(CLOSES + DAY, tick=False):
            page = browser(late).get(call.get_absolute_url()).content.decode()
            assert "Your access code lets you apply until" in page
            assert [door in page, "How to apply" in page, "This call is closed" in page] == [True, True, False]
            assert "This call is closed" in browser(accounts.person()).get(call.get_absolute_url()).content.decode()
            assert browser(late).post(door, {"startup": startup.slug}).status_code == 302
            made = Application.objects.get(startup=startup)
            assert (made.until, made.takes(CLOSES + DAY)) == (self.UNTIL, True)
            assert browser(accounts.person()).post(door, {"startup": "new", "name": "X", "country": "SG"}).status_code == 409

    def test_minutes_lost_before_it_are_added_to_it_as_to_a_call(self, call: Call) -> None:
        one, other = draft(call), draft(call, "Other")
        self.use(call, one.started_by)
        lost(*(self.UNTIL - before * MINUTE for before in (0, 1, 2, 120, 121)))
        for _again in range(2):
            calls.give_back(at=self.UNTIL)
        held, plain = (Application.objects.select_related("call").get(pk=each.pk) for each in (one, other))
        assert (held.until, held.added_minutes, held.closes_at()) == (self.UNTIL, 3, self.UNTIL + 3 * MINUTE)
        assert (plain.added_minutes, plain.closes_at(), held.call.added_minutes) == (0, CLOSES, 0)
        assert [held.takes(self.UNTIL + 13 * MINUTE - TICK), held.takes(self.UNTIL + 13 * MINUTE)] == [True, False]
        assert [queries.own_deadline(call, each.started_by) for each in (one, other)] == [self.UNTIL + 3 * MINUTE, None]
        assert Entry.objects.filter(verb="application.minutes_added").get().told() == (
            f"{one} can be written 3 min longer: this house was slow or away shortly before."
        )
        (told,) = Message.objects.filter(kind="application_own_minutes_added")
        assert (told.recipient, told.due_at, told.facts["closes"]) == (one.started_by, self.UNTIL, "Thu 3 Dec, 00:02 SGT")

    @pytest.mark.parametrize(("listed", "closes"), [(False, ["Sat 28 Nov, 23:59 SGT"]), (True, [])])
    def test_minutes_added_to_one_before_the_call_closes_are_told_where_it_counts(
        self, call: Call, listed: bool, closes: list[str]
    ) -> None:
        Call.objects.filter(pk=call.pk).update(listed=listed)
        until = CLOSES - 2 * DAY - 3 * MINUTE
        one = draft(call)
        Application.objects.filter(pk=one.pk).update(until=until)
        lost(*(until - before * MINUTE for before in (1, 2, 3)))
        calls.give_back(at=until)
        assert Application.objects.get(pk=one.pk).added_minutes == 3
        told = Message.objects.filter(kind="application_own_minutes_added")
        assert [each.facts["closes"] for each in told] == closes

    def test_its_pages_say_how_many_were_added(self, call: Call) -> None:
        one = draft(call)
        self.use(call, one.started_by)
        lost(self.UNTIL - MINUTE)
        calls.give_back(at=self.UNTIL)
        desk = browser(one.started_by)
        with time_machine.travel(self.UNTIL + timedelta(seconds=30), tick=False):
            for door in (call.get_absolute_url(), one.get_absolute_url(), f"{one.get_absolute_url()}edit/company/"):
                page = desk.get(door).content.decode()
                assert "1 minute was added, because this house was slow or away shortly before the deadline." in page
                assert "Thu 3 Dec, 00:00" in page
            latecomer = startups.startup("Latecomer", owner=one.started_by)
            desk.post(f"/calls/{call.slug}/apply/", {"startup": latecomer.slug})
        made = Application.objects.select_related("call").get(startup=latecomer)
        assert (made.until, made.added_minutes) == (self.UNTIL, 1)

    def test_what_was_lost_before_it_was_named_is_not_given(self, call: Call) -> None:
        one = draft(call)
        operations.submit(one, by=one.started_by, arrived_at=NOW)
        at, until = CLOSES + DAY, CLOSES + DAY + timedelta(hours=1)
        lost(at - 5 * MINUTE, at + 5 * MINUTE)
        with time_machine.travel(at, tick=False):
            operations.reopen(one, reason="Asked.", until=until, by=programmes.manager(call.programme), at=at)
        calls.give_back(at=until)
        held = Application.objects.select_related("call").get(pk=one.pk)
        assert (held.added_minutes, held.closes_at()) == (1, until + MINUTE)
        with time_machine.travel(until + timedelta(seconds=30), tick=False):
            assert (
                "reopened this application until Wed 2 Dec, 01:00"
                in browser(one.started_by).get(one.get_absolute_url()).content.decode()
            )
            operations.reopen(held, reason="More.", until=until + DAY, by=programmes.manager(call.programme), at=until)
        again = Application.objects.select_related("call").get(pk=one.pk)
        assert (again.added_minutes, again.closes_at()) == (0, until + DAY)

    def test_what_somebody_moved_or_added_meanwhile_stands(self, call: Call) -> None:
        one = draft(call)
        self.use(call, one.started_by)
        for meanwhile in ({"until": self.UNTIL + DAY}, {"until": self.UNTIL, "added_minutes": 3}):
            Application.objects.filter(pk=one.pk).update(**meanwhile)
            deadlines._add(one, self.UNTIL, 3)
        assert Application.objects.get(pk=one.pk).added_minutes == 3
        assert not Message.objects.filter(kind="application_own_minutes_added").exists()

    def test_after_the_close_the_pages_lead_to_a_code(self, call: Call) -> None:
        one = draft(call)
        desk = browser(one.started_by)
        with time_machine.travel(CLOSES + DAY, tick=False):
            for door in (one.get_absolute_url(), call.get_absolute_url(), f"/calls/{call.slug}/apply/"):
                assert 'href="/access/"' in desk.get(door).content.decode()

    def test_members_read_the_page_of_a_call_that_is_not_listed(self, call: Call) -> None:
        one = draft(call)
        viewer = member(one.startup, role=Member.Role.VIEWER)
        Call.objects.filter(pk=call.pk).update(listed=False)
        assert browser(viewer).get(call.get_absolute_url()).status_code == 200
        stranger = accounts.person()
        assert browser(stranger).get(call.get_absolute_url()).status_code == 404
        assert browser(stranger).get(f"/calls/{call.slug}/apply/").status_code == 404
        with pytest.raises(Refusal, match="takes no new applications"):
            operations.start(call=call, startup=startups.startup("Uninvited", owner=stranger), by=stranger, at=NOW)


class TestReached:
    """What an extension of the call does to deadlines of applications' own, and of access codes."""

    NEW = CLOSES + timedelta(hours=1)

    @pytest.mark.parametrize("listed", [True, False])
    @pytest.mark.parametrize(
        ("until", "added", "left"),
        [
            (NEW - 10 * MINUTE, 10, (None, 0)),
            (NEW - 10 * MINUTE, 40, (NEW, 30)),
            (NEW, 0, (None, 0)),
            (NEW, 5, (NEW, 5)),
            (NEW + MINUTE, 5, (NEW + MINUTE, 5)),
            (CLOSES - MINUTE, 5, (CLOSES - MINUTE, 5)),
        ],
    )
    def test_nobody_loses_minutes_they_were_told_of(
        self, call: Call, listed: bool, until: datetime, added: int, left: tuple[datetime | None, int]
    ) -> None:
        Call.objects.filter(pk=call.pk).update(listed=listed)
        one, manager = draft(call), programmes.manager(call.programme)
        code = calls.make_access_code(call, note="Late", max_uses=5, closes_at=CLOSES + DAY, by=manager, at=NOW)
        Application.objects.filter(pk=one.pk).update(until=until, added_minutes=added)
        AccessCode.objects.filter(pk=code.pk).update(closes_at=until, added_minutes=added)
        calls.extend(call, closes_at=self.NEW, reason="Rain.", by=manager, at=NOW)
        held = Application.objects.select_related("call").get(pk=one.pk)
        used = AccessCode.objects.select_related("call").get(pk=code.pk)
        assert (held.until, held.added_minutes) == (used.closes_at, used.added_minutes) == left
        told = until + added * MINUTE
        assert held.closes_at() == used.opens_until() == (told if not listed and until < CLOSES else max(told, self.NEW))
        assert Application.objects.filter(EARLY).exists() is (not listed and until < CLOSES)

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("act", ["reopen", "shorten"])
    def test_staff_name_one_beside_it_and_it_counts(self, call: Call, act: str) -> None:
        Call.objects.filter(pk=call.pk).update(listed=False)
        one, manager = draft(call), programmes.manager(call.programme)
        operations.submit(one, by=one.started_by, arrived_at=NOW)
        if act == "shorten":
            operations.reopen(one, reason="Asked.", until=CLOSES + 2 * DAY, by=manager, at=NOW)
        name = partial(getattr(operations, act), one, reason="Asked.", until=CLOSES + MINUTE, by=manager, at=NOW)
        with pytest.raises(Refusal, match="It is open until Tue 1 Dec, 00:59 SGT"):
            overtaken(name, by=partial(calls.extend, call, closes_at=self.NEW, reason="Rain.", by=manager, at=NOW))
        assert not Application.objects.filter(EARLY).exists()

    def test_minutes_that_it_answers_are_not_given_once_more(self, call: Call) -> None:
        one, manager = draft(call), programmes.manager(call.programme)
        code = calls.make_access_code(call, note="Late", max_uses=5, closes_at=CLOSES + DAY, by=manager, at=NOW)
        own, extended_at = self.NEW - 10 * MINUTE, CLOSES - 5 * MINUTE
        Application.objects.filter(pk=one.pk).update(until=own, added_minutes=15)
        AccessCode.objects.filter(pk=code.pk).update(closes_at=own, added_minutes=15)
        with time_machine.travel(extended_at, tick=False):
            calls.extend(call, closes_at=self.NEW, reason="Rain.", by=manager, at=extended_at)
        lost(*(extended_at - before * MINUTE for before in range(1, 31)))
        calls.give_back(at=self.NEW)
        found = [Application.objects.get(pk=one.pk), AccessCode.objects.get(pk=code.pk), Call.objects.get(pk=call.pk)]
        assert [each.added_minutes for each in found] == [5, 5, 0]
        lost(*(self.NEW - before * MINUTE for before in range(1, 8)))
        calls.give_back(at=self.NEW)
        for each in found:
            each.refresh_from_db()
        assert [each.added_minutes for each in found] == [7, 7, 7]

    @pytest.mark.django_db(transaction=True)
    def test_a_code_that_it_reaches_meanwhile_gets_no_minutes_of_its_old_deadline(self, call: Call) -> None:
        manager = programmes.manager(call.programme)
        code = calls.make_access_code(call, note="Late", max_uses=5, closes_at=CLOSES + 30 * MINUTE, by=manager, at=NOW)
        lost(*(CLOSES + after * MINUTE for after in (1, 2, 3)))
        extend = partial(calls.extend, call, closes_at=self.NEW + DAY, reason="Rain.", by=manager, at=NOW)
        overtaken(partial(calls.give_back, at=CLOSES), by=extend)
        assert AccessCode.objects.filter(pk=code.pk).values_list("closes_at", "added_minutes").get() == (None, 0)
