"""Demo people share one printed password: they come into an empty house on a machine of one's own, and nowhere else."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError

from accelerator.accounts.models import Person
from cohorts.management.demo import people
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def test_without_demo_nobody_comes(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="set DEMO=1 on a machine of your own first"):
        call_command("demo_world")
    assert not Person.objects.exists()


def test_a_house_with_people_stays_as_it_is(settings: Any) -> None:
    settings.DEMO = True
    only = accounts.person()
    with pytest.raises(CommandError, match="There are people in this database already"):
        call_command("demo_world")
    call_command("demo_world", once=True)
    assert list(Person.objects.all()) == [only]


def test_on_a_public_address_no_command_runs_at_all(settings: Any) -> None:
    settings.DEMO, settings.SITE_HOST, settings.ALLOWED_HOSTS = True, "apply.example.org", ["apply.example.org"]
    with pytest.raises(SystemCheckError, match=r"slipway\.E001"):
        call_command("demo_world", skip_checks=False)
    assert not Person.objects.exists()


def test_who_may_be_signed_in_as_is_printed_with_the_password() -> None:
    out = io.StringIO()
    call_command("demo_world", people=True, stdout=out)
    lines = out.getvalue().splitlines()
    assert people.PASSWORD in lines[0]
    assert [line.split()[0] for line in lines[1:]] == [people.address(role.local) for role in people.CAST]
