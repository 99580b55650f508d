"""Every mail of allauth's is one of ours: urgent, in the outbox, with nothing in it that need not be."""

from __future__ import annotations

from pathlib import Path

import allauth
import pytest
from django.core import mail
from django.test import Client

from accelerator.accounts import mailed
from accelerator.notices.models import Delivery, Message
from tests.accounts.test_factors import reauthenticate
from tests.accounts.test_signin import ASK_CODE, RESET, login, signup
from tests.factories import accounts

# Templates allauth keeps for ways of working that are switched off here.
_UNUSED = {"account/email/password_reset_code"}


def test_each_of_allauths_mails_has_a_kind() -> None:
    root = Path(allauth.__file__).parent / "templates"
    theirs = {
        str(file.relative_to(root)).removesuffix("_subject.txt")
        for file in root.rglob("email/*_subject.txt")
        if file.relative_to(root).parts[0] in ("account", "mfa", "socialaccount")
    }
    assert theirs - _UNUSED == set(mailed.BY_TEMPLATE)


def test_all_are_urgent_and_what_opens_an_account_is_secret() -> None:
    kinds = {*mailed.BY_TEMPLATE.values(), mailed.NO_CODES, mailed.IS_SUSPENDED}
    assert all(kind.urgent for kind in kinds)
    assert {kind.name for kind in kinds if kind.secret} == {"confirm_address", "login_code", "reset_password"}


@pytest.mark.django_db
class TestOutbox:
    def test_nothing_leaves_but_through_the_outbox(self, client: Client) -> None:
        signup(client, "new@example.org")
        Client().post(ASK_CODE, {"email": "nobody@example.org"}, secure=True)
        assert mail.outbox == []
        assert Delivery.objects.count() == 2

    def test_a_message_keeps_its_few_facts(self, client: Client) -> None:
        person = accounts.person()
        client.post(ASK_CODE, {"email": person.email}, secure=True)
        message = Message.objects.get()
        assert set(message.facts) == {"house", "code"}
        assert (message.recipient_id, message.address) == (None, person.email)

    def test_a_link_is_a_path_of_ours(self, client: Client) -> None:
        person = accounts.person()
        client.post(RESET, {"email": person.email}, secure=True, headers={"X-Forwarded-Host": "evil.example"})
        message = Message.objects.get()
        assert message.url.startswith("/accounts/password/reset/key/")
        assert "evil.example" not in str(message.facts)

    def test_an_unknown_address_is_shown_the_way_in(self, client: Client) -> None:
        client.post(RESET, {"email": "nobody@example.org"}, secure=True)
        assert Message.objects.get().url == "/accounts/signup/"

    def test_a_changed_address_is_told_to_the_old_one(self, client: Client) -> None:
        person = accounts.person("old@example.org", password=accounts.PASSWORD)
        login(client, person.email)
        reauthenticate(client)
        client.post("/accounts/email/", {"email": "fresh@example.org", "action_add": ""}, secure=True)
        code = Message.objects.get(kind="confirm_address").facts["code"]
        client.post("/accounts/confirm-email/", {"code": code}, secure=True)
        person.refresh_from_db()
        assert person.email == "fresh@example.org"
        told = Message.objects.get(kind="address_changed")
        assert told.address == "old@example.org"
        assert (told.facts["from_email"], told.facts["to_email"]) == ("old@example.org", "fresh@example.org")

    def test_two_codes_in_a_row_are_two_mails(self, client: Client) -> None:
        person = accounts.person()
        for _ in range(2):
            client.post(ASK_CODE, {"email": person.email}, secure=True)
            client.post("/accounts/logout/", secure=True)
        assert Message.objects.filter(kind="login_code").count() == 2
