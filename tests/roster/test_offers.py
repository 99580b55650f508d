"""Accepted offers lead into the cohort of their call: once, whichever comes first, the offer's answer or the cohort."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

import pytest
import time_machine

from accelerator.decisions.models import Offer
from accelerator.decisions.operations import replying
from accelerator.kit.refusals import Refusal
from accelerator.notices.models import Message
from accelerator.programmes.models import Call
from accelerator.trail.models import Entry
from cohorts.milestones import planning
from cohorts.roster import operations
from cohorts.roster.models import Cohort, Enrolment
from tests.factories import accounts, applications, decisions, milestones, programmes, startups
from tests.factories.cohorts import FIRST_DAY, LAST_DAY, NOW
from tests.together import at_once


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def call(db: None) -> Call:
    programme = programmes.programme("Harbour AI", manager=accounts.person(name="Nurul Hakim"))
    return programmes.call(programme=programme)


def offer(call: Call, name: str = "Sampan") -> tuple[Offer, Any]:
    """An open offer to a startup called `name`, and its owner."""
    owner = accounts.person(name=f"Owner of {name}")
    return decisions.offer(applications.application(call=call, startup=startups.startup(name, owner=owner))), owner


def make(call: Call) -> Cohort:
    manager = call.programme.staff.get(role="manager").person
    return operations.make_cohort(
        call.programme, name="Cohort 5", starts_on=FIRST_DAY, ends_on=LAST_DAY, places=20, call=call, by=manager
    )


def test_an_accepted_offer_enrols_with_its_application_and_milestones(call: Call) -> None:
    cohort = make(call)
    plan = milestones.plan(call.programme)
    planning.apply_plan(plan, cohort=cohort, by=call.programme.staff.get().person)
    made, owner = offer(call)
    replying.reply(made, accepts=True, by=owner)
    enrolment = Enrolment.objects.get()
    assert (enrolment.cohort, enrolment.startup.name, enrolment.application) == (cohort, "Sampan", made.decision.application)
    assert enrolment.enrolled_at == NOW
    assert list(enrolment.milestones.order_by("position").values_list("due_on", flat=True)) == [
        date(2026, 9, 15),
        date(2026, 10, 31),
        date(2026, 12, 15),
    ]
    assert [message.recipient for message in Message.objects.filter(kind="enrolled")] == [owner]
    assert "Sampan joined Cohort 5." in [entry.told() for entry in Entry.objects.about(enrolment)]


def test_the_answer_twice_enrols_once(call: Call) -> None:
    make(call)
    made, owner = offer(call)
    for _ in range(2):
        replying.reply(made, accepts=True, by=owner)
    assert Enrolment.objects.count() == 1
    assert Message.objects.filter(kind="enrolled").count() == 1


def test_a_declined_offer_enrols_nobody(call: Call) -> None:
    make(call)
    made, owner = offer(call)
    replying.reply(made, accepts=False, by=owner)
    assert not Enrolment.objects.exists()


def test_another_calls_offer_leads_elsewhere_or_nowhere(call: Call) -> None:
    make(call)
    made, owner = offer(programmes.call(programme=call.programme))
    replying.reply(made, accepts=True, by=owner)
    assert not Enrolment.objects.exists()


def test_a_cohort_made_later_takes_in_who_accepted_before(call: Call) -> None:
    taken, open_, declined = offer(call, "Taken"), offer(call, "Open"), offer(call, "Declined")
    replying.reply(taken[0], accepts=True, by=taken[1])
    replying.reply(declined[0], accepts=False, by=declined[1])
    assert not Enrolment.objects.exists()
    make(call)
    assert [one.startup.name for one in Enrolment.objects.all()] == ["Taken"]
    replying.reply(open_[0], accepts=True, by=open_[1])
    assert [one.startup.name for one in Enrolment.objects.order_by("id")] == ["Taken", "Open"]


@pytest.mark.django_db(transaction=True)
def test_accepted_at_the_moment_the_cohort_is_made_nobody_is_left_out(call: Call) -> None:
    offers = [offer(call, f"Startup {number}") for number in range(4)]
    at_once(partial(make, call), *(partial(replying.reply, made, accepts=True, by=owner) for made, owner in offers))
    assert sorted(one.startup.name for one in Enrolment.objects.all()) == [f"Startup {number}" for number in range(4)]
    assert Message.objects.filter(kind="enrolled").count() == 4


@pytest.mark.django_db(transaction=True)
def test_two_managers_make_the_calls_cohort_and_the_second_is_told(call: Call) -> None:
    def try_to(call: Call) -> str:
        try:
            return make(call).name
        except Refusal as refusal:
            return str(refusal)

    assert sorted(at_once(*[partial(try_to, call)] * 3)) == [
        "Cohort 5",
        "That call leads into another cohort already.",
        "That call leads into another cohort already.",
    ]
    assert Cohort.objects.count() == 1
