"""The page behind an invitation's link, for new people, known people and everybody else."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.http import HttpResponse
from django.test import Client

from accelerator.accounts.models import Invitation, Person
from accelerator.kit import clock, limiter
from accelerator.startups import operations as belonging
from accelerator.startups.models import Member
from tests.accounts.test_inviting import invited, link
from tests.accounts.test_signin import login, signed_in
from tests.factories import accounts, startups

pytestmark = pytest.mark.django_db


def get(client: Client, path: str) -> HttpResponse:
    return client.get(path, secure=True)


def post(client: Client, path: str, **typed: str) -> HttpResponse:
    return client.post(path, typed, secure=True)


def test_a_new_person_signs_up_with_the_address_proved_and_accepts(client: Client) -> None:
    invited("new@example.org")
    path = link()
    assert "Create your account" in get(client, path).content.decode()
    to = post(client, path, new="1")["Location"]
    assert to.startswith("/accounts/signup/?email=new%40example.org&next=")
    page = get(client, to).content.decode()
    assert ('value="new@example.org"' in page, "Your address is confirmed already" in page) == (True, True)
    assert "We send a code" not in page
    typed = {"name": "Linh Tran", "email": "new@example.org", "password1": accounts.PASSWORD, "accepted": "on", "next": path}
    assert post(client, "/accounts/signup/", **typed)["Location"] == path
    person = Person.objects.get(email="new@example.org")
    assert signed_in(client) == person.pk
    assert EmailAddress.objects.get(user=person).verified is True
    assert not Person.objects.get(pk=person.pk).holds("trail.see")
    assert client.head(path, secure=True).status_code == 200
    assert get(client, path)["Location"] == "/home/"
    assert Person.objects.get(pk=person.pk).holds("trail.see")


def test_who_pressed_on_for_one_invitation_accepts_no_other(client: Client) -> None:
    person = accounts.person("known@example.org", password=accounts.PASSWORD)
    invited("known@example.org", role="programme_manager")
    first = link()
    post(client, first)
    invited("known@example.org", role="auditor")
    second = link()
    assert second != first
    login(client, person.email, next=first)
    assert "Accept the invitation" in get(client, second).content.decode()
    assert not Person.objects.get(pk=person.pk).holds("trail.see")


def test_what_no_longer_holds_when_one_comes_back_is_told(client: Client) -> None:
    owner = accounts.person("owner@example.org")
    startup = startups.startup("Sampan Analytics", owner=owner)
    person = accounts.person("known@example.org", password=accounts.PASSWORD)
    belonging.invite(startup, email=person.email, role="member", by=owner)
    path = link()
    post(client, path)
    Member.objects.filter(person=owner).update(role="viewer")
    login(client, person.email, next=path)
    response = get(client, path)
    assert response.status_code == 409
    assert "Who invited you no longer runs this" in response.content.decode()
    assert Invitation.objects.open().count() == 1


def test_another_address_at_sign_up_must_be_proved_and_does_not_fit(client: Client) -> None:
    invited("new@example.org")
    path = link()
    post(client, path, new="1")
    typed = {"name": "Linh Tran", "email": "other@example.org", "password1": accounts.PASSWORD, "accepted": "on", "next": path}
    assert post(client, "/accounts/signup/", **typed)["Location"] == "/accounts/confirm-email/"
    assert signed_in(client) is None
    assert EmailAddress.objects.get(email="other@example.org").verified is False


def test_a_known_person_signs_in_and_accepts(client: Client) -> None:
    person = accounts.person("known@example.org", password=accounts.PASSWORD)
    invited("known@example.org", role="programme_manager")
    path = link()
    assert "Sign in to accept" in get(client, path).content.decode()
    assert post(client, path)["Location"] == f"/accounts/login/?next={path}"
    assert login(client, person.email, next=path)["Location"] == path
    assert post(client, path)["Location"] == "/home/"
    assert Person.objects.get(pk=person.pk).holds("programmes.create")


def test_looking_changes_nothing(client: Client) -> None:
    person = accounts.person("known@example.org")
    invited("known@example.org")
    client.force_login(person)
    for _ in range(3):
        assert get(client, link()).status_code == 200
    assert Invitation.objects.open().count() == 1


def test_signed_in_as_somebody_else_one_is_told_and_nothing_happens(client: Client) -> None:
    invited("known@example.org")
    other = accounts.person("other@example.org")
    client.force_login(other)
    path = link()
    text = get(client, path).content.decode()
    assert "You are signed in as other@example.org" in text
    assert "Accept the invitation" not in text
    assert post(client, path)["Location"] == path
    assert "for another address" in get(client, path).content.decode()
    assert not Person.objects.get(pk=other.pk).holds("trail.see")


@pytest.mark.parametrize("fate", ["wrong", "used", "revoked", "old"])
def test_every_link_that_does_not_work_answers_alike(client: Client, fate: str) -> None:
    invitation = invited("new@example.org")
    path = link() if fate != "wrong" else "/join/bm90aGluZy1hdC1hbGw/"
    now = clock.now()
    field = {"used": "accepted_at", "revoked": "revoked_at", "old": "expires_at"}.get(fate)
    if field:
        Invitation.objects.filter(pk=invitation.pk).update(**{field: now})
    guessed = get(client, "/join/bm90aGluZy1hdC1hbGwtMg/")
    for method in (get, post):
        response = method(client, path)
        assert response.status_code == 404
        assert "example.org" not in response.content.decode()
        assert "Harbour Board" not in response.content.decode()
        assert "ask whoever invited you to send it again" in response.content.decode()
    assert len(get(client, path).content) == pytest.approx(len(guessed.content), abs=60)


@pytest.mark.usefixtures("standing_clock")
def test_guessing_is_slow(client: Client) -> None:
    assert get(client, "/join/guess-1/").status_code == 404
    for _ in range(58):
        limiter.spend("invitation", "127.0.0.1", most=60, seconds=600)
    assert get(client, "/join/guess-60/").status_code == 404
    response = get(client, "/join/guess-61/")
    page = response.content.decode()
    assert (response.status_code, "Too many tries" in page, "Go to the start page" in page) == (429, True, True)
    assert re.search(r"Try again in \d+ minutes?\.", page)


def test_the_page_is_not_kept_by_browsers(client: Client) -> None:
    invited("new@example.org")
    assert "no-store" in get(client, link())["Cache-Control"]


def test_a_suspended_person_cannot_accept(client: Client) -> None:
    suspended = accounts.suspended_person("known@example.org", password=accounts.PASSWORD)
    invited("known@example.org")
    login(client, suspended.email)
    assert signed_in(client) is None
    assert post(client, link())["Location"].startswith("/accounts/login/")
