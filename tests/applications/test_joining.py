"""Where somebody goes on who just joined a startup."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accelerator.accounts import operations as inviting
from accelerator.applications import joining
from accelerator.kit import clock, wording
from accelerator.notices.models import Message
from accelerator.programmes.models import Call
from accelerator.startups.models import Member
from tests.accounts.test_inviting import link
from tests.factories import accounts, programmes, startups
from tests.factories.applications import application
from tests.factories.questionnaires import published_version
from tests.factories.startups import member

pytestmark = pytest.mark.django_db


def call(closes_in: timedelta = timedelta(days=10)) -> Call:
    now = clock.now()
    return programmes.call(opens_at=now - timedelta(days=20), closes_at=now + closes_in, version=published_version())


def test_in_its_one_open_draft_at_the_first_section_that_is_not_done() -> None:
    startup = startups.startup()
    one = application(call=call(), startup=startup, submitted=False)
    assert joining.landing(startup, member(startup)) == f"/applications/{one.number}/edit/company/"
    assert joining.landing(startup, member(startup, role=Member.Role.VIEWER)) == f"/applications/{one.number}/"
    assert joining.landing(startup, accounts.person()) == ""


def test_at_its_record_where_there_is_none_or_more_or_one_that_is_over() -> None:
    startup = startups.startup()
    founder = member(startup)
    application(call=call(), startup=startup)
    assert joining.landing(startup, founder) == ""
    application(call=call(timedelta(hours=-1)), startup=startup, submitted=False)
    assert joining.landing(startup, founder) == ""
    for _ in range(2):
        application(call=call(), startup=startup, submitted=False)
    assert joining.landing(startup, founder) == ""


def test_who_holds_the_link_reads_for_which_call_and_until_when(client: Client) -> None:
    startup = startups.startup("Sampan Analytics", owner=accounts.person())
    one = application(call=call(), startup=startup, submitted=False)
    of = {"scope": "startup", "scope_id": startup.pk, "scope_label": str(startup), "role": "member"}
    inviting.invite(**of, email="new@example.org", by=startup.members.get().person)
    said = f"Its application to {one.call} is being written. The call closes {wording.moment(one.closes_at(), one.call.zone)}."
    assert said in client.get(link(), secure=True).content.decode()
    assert Message.objects.get(kind="invitation").facts["note"] == f" {said}"
    application(call=call(), startup=startup, submitted=False)
    assert "is being written" not in client.get(link(), secure=True).content.decode()
