"""Sign-in by a provider: an address proves nothing here that was not proven to us, so nothing of anybody's is linked to it."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accelerator.accounts.models import Person
from accelerator.notices.models import Message
from tests.factories import accounts

pytestmark = pytest.mark.django_db
ADDRESS = "ananya@sampan.example"


@pytest.fixture(autouse=True)
def _google(settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"google": {"APPS": [{"client_id": "portal", "secret": "kept"}]}}


def comes_back(*, verified: bool, email: str = ADDRESS) -> tuple[HttpRequest, HttpResponse]:
    """Somebody returns from the provider, which says who they are to it and what it knows of the address."""
    request = RequestFactory().get("/accounts/google/login/callback/")
    request.user, request.session = AnonymousUser(), SessionStore()
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]  # as the middleware sets it
    with context.request_context(request):
        provider = get_adapter().get_provider(request, "google")
        said = {"sub": "1079", "email": email, "email_verified": verified, "given_name": "Ananya", "family_name": "Rao"}
        return request, complete_social_login(request, provider.sociallogin_from_response(request, said))


@pytest.mark.parametrize("verified", [False, True])
def test_an_address_of_somebody_here_signs_nobody_in_and_links_nothing(verified: bool) -> None:
    there = accounts.person(ADDRESS, "Ananya Rao", password=accounts.PASSWORD)
    request, _answer = comes_back(verified=verified)
    assert not request.user.is_authenticated
    assert "_auth_user_id" not in request.session
    assert not SocialAccount.objects.exists()
    assert list(Person.objects.filter(email=ADDRESS)) == [there]
    assert list(EmailAddress.objects.filter(email=ADDRESS).values_list("user", "verified")) == [(there.pk, True)]


def test_a_new_person_whose_address_nobody_verified_proves_it_to_us_first() -> None:
    request, answer = comes_back(verified=False)
    assert not request.user.is_authenticated
    assert "_auth_user_id" not in request.session
    assert answer.status_code == 302
    made = EmailAddress.objects.filter(email=ADDRESS)
    assert not made.filter(verified=True).exists()
    assert not Person.objects.filter(email=ADDRESS, emailaddress__verified=True).exists()


def test_another_ones_verified_address_is_not_taken_by_a_second_account() -> None:
    accounts.person(ADDRESS, "Ananya Rao")
    comes_back(verified=True, email=ADDRESS.upper())
    assert Person.objects.filter(email__iexact=ADDRESS).count() == 1


def test_a_new_person_whose_provider_verified_the_address_comes_in() -> None:
    """The positive control: the same way leads in where nothing stands against it."""
    request, answer = comes_back(verified=True)
    assert answer.status_code == 302
    person = Person.objects.get(email=ADDRESS)
    assert (person.name, request.session["_auth_user_id"]) == ("Ananya Rao", str(person.pk))
    assert SocialAccount.objects.get().user == person
    assert not Message.objects.filter(kind__startswith="programme").exists()
