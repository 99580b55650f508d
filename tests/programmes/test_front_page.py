"""The front page beside its calls: what founders get, what has been counted, and the way into the call that closes next."""

from __future__ import annotations

import pytest
from django.test import Client

from cohorts.mentoring.models import Mentor
from tests.factories import accounts, credits, programmes

pytestmark = pytest.mark.django_db


def front() -> str:
    return Client().get("/", secure=True).content.decode()


def test_a_house_that_just_began_promises_only_what_always_holds() -> None:
    text = front()
    for words in ("A fair reading", "Nothing you write is lost"):
        assert words in text
    for words in ("Cloud credits from", "A plan with dates", "mentors</h3>", "So far"):
        assert words not in text


def test_what_founders_get_is_counted() -> None:
    for name, field in (("Grace Teo", "Pricing"), ("Hafiz Zulkifli", "Hardware"), ("Priya Raghunathan", "Pricing")):
        Mentor.objects.create(person=accounts.person(name=name), expertise=[field])
    credits.pool(by=credits.officer())
    text = front()
    assert "3 mentors</h3>" in text
    assert text.index('<li class="tag">Pricing</li>') < text.index('<li class="tag">Hardware</li>')
    assert "Grace Teo" not in text
    assert "Cloud credits from 1 provider</h3>" in text


def test_the_call_that_closes_next_is_applied_to_at_once() -> None:
    call = programmes.call()
    assert f'href="/calls/{call.slug}/apply/" class="btn btn-primary' in front()
