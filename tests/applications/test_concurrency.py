"""Founders, clicks and deadlines at the same moment, in connections of their own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from accelerator.applications import operations, queries
from accelerator.applications.models import Application, Submission
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.questionnaires import drafting
from accelerator.questionnaires import operations as sheets
from accelerator.questionnaires.models import Attachment, Change
from accelerator.questionnaires.operations import Edit
from accelerator.startups.models import Member, Startup
from accelerator.trail.models import Entry
from tests.factories import accounts, files, programmes, startups
from tests.factories.applications import application
from tests.factories.questionnaires import ANSWERS, published_version
from tests.factories.startups import member
from tests.together import at_once, overtaken

pytestmark = pytest.mark.django_db(transaction=True)
OPENS = datetime(2026, 11, 1, tzinfo=UTC)
CLOSES = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
AT = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)


def fresh(one: Application) -> Application:
    return Application.objects.select_related("call", "startup", "sheet__version").get(pk=one.pk)


def _submit(one: Application, person: Any, arrived_at: datetime = AT) -> str | None:
    try:
        return operations.submit(fresh(one), by=person, arrived_at=arrived_at).receipt
    except Refusal:
        return None


def test_many_startups_start_at_once_and_no_number_is_given_twice() -> None:
    call = programmes.call(opens_at=OPENS, closes_at=CLOSES)
    pairs = [(startup, member(startup=startup)) for startup in (startups.startup() for _ in range(12))]
    made = at_once(*(partial(operations.start, call=call, startup=startup, by=person, at=AT) for startup, person in pairs))
    assert sorted(one.number for one in made) == [f"{call.prefix}-{number:04d}" for number in range(1, 13)]


def test_two_founders_of_one_startup_start_the_same_application() -> None:
    call, startup = programmes.call(opens_at=OPENS, closes_at=CLOSES), startups.startup()
    people = [member(startup=startup), member(startup=startup, role=Member.Role.OWNER)] * 4
    made = at_once(*(partial(operations.start, call=call, startup=startup, by=person, at=AT) for person in people))
    assert {one.pk for one in made} == {Application.objects.get().pk}


def test_a_new_startup_that_is_sent_often_is_made_once() -> None:
    call, founder = programmes.call(opens_at=OPENS, closes_at=CLOSES), accounts.person()
    quay = operations.NewStartup("Paper Quay", country="SG")
    made = at_once(*[partial(operations.start, call=call, startup=quay, by=founder, at=AT)] * 4)
    assert {one.pk for one in made} == {Application.objects.get().pk}
    assert [one.name for one in Startup.objects.all()] == ["Paper Quay"]
    other = operations.start(call=call, startup=quay, by=accounts.person(), at=AT)
    assert other not in made


def test_thirty_clicks_at_once_make_one_submission_one_receipt_one_mail() -> None:
    one = application(call=programmes.call(opens_at=OPENS, closes_at=CLOSES), submitted=False)
    receipts = at_once(*[partial(_submit, one, one.started_by)] * 10) + at_once(*[partial(_submit, one, one.started_by)] * 20)
    assert set(receipts) == {Submission.objects.get().receipt}
    assert Message.objects.count() == 1


def test_writing_while_the_other_submits_never_breaks_a_snapshot() -> None:
    """What a submission holds is one state of the sheet: every receipt still fits what is stored."""
    one = application(call=programmes.call(opens_at=OPENS, closes_at=CLOSES), submitted=False, answers=dict(ANSWERS))
    writer, sender = member(startup=one.startup), one.started_by

    def write() -> None:
        for number in range(15):
            operations.write(
                fresh(one),
                changes=[Edit("what", f"Text {number}", number), Edit("proof", f"Text {number}", number)],
                by=writer,
                at=AT,
            )

    def send() -> None:
        for _ in range(10):
            operations.submit(fresh(one), by=sender, arrived_at=AT)

    at_once(write, send)
    sent = list(Submission.objects.select_related("application", "version__questionnaire").order_by("number"))
    assert [each.number for each in sent] == list(range(1, len(sent) + 1))
    assert all(each.is_whole() for each in sent)
    pairs = {(each.answers["what"], each.answers["proof"]) for each in sent} - {(ANSWERS["what"], ANSWERS["proof"])}
    assert all(what == proof for what, proof in pairs)


def test_submissions_straddling_the_last_moment_each_fall_on_their_own_side() -> None:
    call = programmes.call(opens_at=OPENS, closes_at=CLOSES, grace_minutes=10)
    last = CLOSES + timedelta(minutes=10)
    offsets = [timedelta(microseconds=step) for step in (-3, -2, -1, 0, 1, 2)] * 2
    drafts = [application(call=call, submitted=False) for _ in offsets]
    done = at_once(*(partial(_submit, one, one.started_by, last + offset) for one, offset in zip(drafts, offsets, strict=True)))
    assert [receipt is not None for receipt in done] == [offset < timedelta(0) for offset in offsets]
    assert Submission.objects.count() == 6
    assert Submission.objects.filter(arrived_at__gte=last).count() == 0


def test_nobody_approves_what_they_have_not_read() -> None:
    """The page that is approved showed one text; while it is approved a co-founder saves another."""
    call = programmes.call(opens_at=OPENS, closes_at=CLOSES, needs_sign_off=True)
    one = application(call=call, submitted=False, answers=dict(ANSWERS))
    second = member(startup=one.startup)
    waiting, seen = operations.ask(fresh(one), by=one.started_by, at=AT), queries.fingerprint(fresh(one))
    rewritten = partial(operations.write, fresh(one), changes=[Edit("what", "Unread.", 0)], by=one.started_by, at=AT)
    with pytest.raises(Refusal, match="The answers changed since you opened this page"):
        overtaken(partial(operations.approve, waiting, seen=seen, by=second, arrived_at=AT), by=rewritten)
    assert Submission.objects.count() == 0


def test_who_submits_while_the_form_changes_is_told_of_what_is_asked_now() -> None:
    form = published_version()
    one = application(
        call=programmes.call(opens_at=OPENS, closes_at=CLOSES, version=form), submitted=False, answers=dict(ANSWERS)
    )
    asked = {"key": "why", "type": "text", "label": "Why now?", "required": True}
    longer = drafting.add_question(form.definition, section="company", question=asked)
    version = published_version(questionnaire=form.questionnaire, number=2, definition=longer)
    with pytest.raises(operations.Incomplete) as refused:
        overtaken(
            partial(operations.submit, fresh(one), by=one.started_by, arrived_at=AT),
            by=partial(sheets.renew, one.sheet, version=version, by=one.started_by, at=AT),
        )
    assert [fault.path for fault in refused.value.faults] == ["why"]


def test_staff_do_not_withdraw_what_its_founder_takes_over_at_that_moment() -> None:
    call = programmes.call(opens_at=OPENS, closes_at=CLOSES)
    manager, founder = programmes.manager(call.programme), accounts.person()
    new = operations.NewStartup("Paper Quay", "", "", "SG")
    one = operations.enter(call=call, startup=new, email=founder.email, by=manager, at=AT)
    seen = Application.objects.select_related("call", "startup", "behalf", "sheet__version").get(pk=one.pk)
    with pytest.raises(Forbidden, match="Only owners and members of the startup can withdraw"):
        overtaken(
            partial(operations.withdraw, seen, by=manager, at=AT),
            by=partial(operations.take_over, one, by=founder, at=AT),
        )
    assert Application.objects.get().state == "draft"


def test_two_members_take_off_the_same_file_and_it_is_told_once() -> None:
    one = application(call=programmes.call(opens_at=OPENS, closes_at=CLOSES), submitted=False)
    deck = operations.attach(fresh(one), key="deck", upload=files.upload(), by=one.started_by, at=AT)
    people = [one.started_by, member(startup=one.startup)]
    at_once(*(partial(operations.detach, fresh(one), attachment=deck, by=person, at=AT) for person in people))
    assert not Attachment.objects.exists()
    assert Change.objects.filter(key="deck").count() == 2
    assert Entry.objects.filter(verb="application.detached").count() == 1
