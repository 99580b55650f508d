"""Signing in, up and back in: through the doors people use, told apart by nothing an outsider can see."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accelerator.accounts import operations
from accelerator.accounts.models import Acceptance, ApiToken, OperatorSettings, Person
from accelerator.notices.models import Message
from accelerator.trail.models import Entry
from tests.factories import accounts

pytestmark = pytest.mark.django_db

LOGIN, SIGNUP = "/accounts/login/", "/accounts/signup/"
ASK_CODE, RESET = "/accounts/login/code/", "/accounts/password/reset/"


def login(client: Client, email: str, password: str = accounts.PASSWORD, **more: str) -> HttpResponse:
    return client.post(LOGIN, {"login": email, "password": password, **more}, secure=True)


def signup(client: Client, email: str, /, **changed: str) -> HttpResponse:
    typed = {"name": "Linh Tran", "email": email, "password1": accounts.PASSWORD, "accepted": "on", "zone": "Asia/Kolkata"}
    return client.post(SIGNUP, typed | changed, secure=True)


def signed_in(client: Client) -> int | None:
    key = client.session.get(SESSION_KEY)
    return int(key) if key else None


def seen(response: HttpResponse, *emails: str) -> tuple[int, str, str]:
    """What an outsider sees of an answer: status, where it leads, the body without tokens of its own and what was typed."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    for email in emails:
        body = body.replace(email, "EMAIL")
    return response.status_code, response.headers.get("Location", ""), body


def code_in_mail(email: str) -> str:
    return str(Message.objects.filter(address=email).latest("id").facts["code"])


class TestPassword:
    def test_the_right_one_signs_in(self, client: Client) -> None:
        person = accounts.person(password=accounts.PASSWORD)
        response = login(client, person.email)
        assert (response.status_code, response["Location"]) == (302, "/home/")
        assert signed_in(client) == person.pk

    def test_the_address_is_taken_in_any_case(self, client: Client) -> None:
        person = accounts.person("thanh@example.org", password=accounts.PASSWORD)
        login(client, "Thanh@Example.ORG")
        assert signed_in(client) == person.pk

    def test_wrong_unknown_and_suspended_answer_alike(self) -> None:
        accounts.person("known@example.org", password=accounts.PASSWORD)
        accounts.suspended_person("suspended@example.org", password=accounts.PASSWORD)
        wrong = login(Client(), "known@example.org", "not the password at all")
        unknown = login(Client(), "unknown@example.org")
        suspended = login(Client(), "suspended@example.org")
        assert "do not fit together" in wrong.content.decode()
        assert seen(wrong, "known@example.org") == seen(unknown, "unknown@example.org")
        assert seen(wrong, "known@example.org") == seen(suspended, "suspended@example.org")

    def test_of_any_address_the_database_is_asked_as_much(self) -> None:
        """A second query for some would tell by its time who has an account."""
        accounts.person("known@example.org", password=accounts.PASSWORD)
        accounts.person("unproven@example.org", password=accounts.PASSWORD)
        EmailAddress.objects.filter(email="unproven@example.org").update(verified=False)
        accounts.suspended_person("suspended@example.org", password=accounts.PASSWORD)
        asked = []
        for name in ("known", "unproven", "suspended", "unknown"):
            with CaptureQueriesContext(connection) as found:
                login(Client(), f"{name}@example.org", "not the password at all")
            asked.append([re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in found])
        assert asked == [asked[0]] * 4

    def test_failures_of_suspended_people_count_like_any(self, client: Client) -> None:
        """Else the sixth try, still answered, would tell the right password of a suspended person."""
        suspended = accounts.suspended_person(password=accounts.PASSWORD)
        known = accounts.person(password=accounts.PASSWORD)
        for _ in range(5):
            login(client, suspended.email)
            login(Client(REMOTE_ADDR="10.1.1.1"), known.email, "wrong wrong wrong")
        late = login(client, suspended.email)
        late_known = login(Client(REMOTE_ADDR="10.1.1.1"), known.email, "wrong wrong wrong")
        assert "Too many failed login attempts" in late.content.decode()
        assert seen(late, suspended.email) == seen(late_known, known.email)

    def test_the_session_has_a_new_key_after_signing_in(self, client: Client) -> None:
        person = accounts.person(password=accounts.PASSWORD)
        client.get(LOGIN, secure=True)
        session = client.session
        session["x"] = 1
        session.save()
        before = session.session_key
        login(client, person.email)
        assert client.session.session_key != before
        assert signed_in(client) == person.pk

    def test_an_unproved_address_must_be_proved_first(self, client: Client) -> None:
        person = accounts.person(password=accounts.PASSWORD, verified=False)
        response = login(client, person.email)
        assert response["Location"] == "/accounts/confirm-email/"
        assert signed_in(client) is None

    def test_signing_out_ends_the_session(self, client: Client) -> None:
        client.force_login(accounts.person())
        client.post("/accounts/logout/", secure=True)
        assert signed_in(client) is None

    def test_a_changed_password_ends_every_session(self, client: Client) -> None:
        person = accounts.person(password=accounts.PASSWORD)
        other = Client()
        login(client, person.email)
        login(other, person.email)
        new = "a-quite-different-phrase"
        typed = {"oldpassword": accounts.PASSWORD, "password1": new, "password2": new}
        assert client.post("/accounts/password/change/", typed, secure=True).status_code == 302
        assert other.get("/account/", secure=True).status_code == 302
        assert client.get("/account/", secure=True).status_code == 302
        assert Message.objects.filter(kind="password_changed", address=person.email).count() == 1

    def test_a_changed_password_ends_every_token(self, client: Client) -> None:
        person = accounts.person(password=accounts.PASSWORD)
        given = {"scopes": ["account:read"], "lasts": timedelta(days=30)}
        _token, secret = operations.make_token(person, name="Laptop", **given, by=person)
        operations.make_token(stranger := accounts.person(), name="Laptop", **given, by=stranger)
        login(client, person.email)
        new = "a-quite-different-phrase"
        typed = {"oldpassword": accounts.PASSWORD, "password1": new, "password2": new}
        client.post("/accounts/password/change/", typed, secure=True)
        asked = Client().get("/api/v1/me", secure=True, headers={"Authorization": f"Bearer {secret}"})
        assert asked.status_code == 401
        assert [one.revoked_at is None for one in ApiToken.objects.order_by("id")] == [False, True]


class TestCode:
    def ask(self, client: Client, email: str) -> HttpResponse:
        return client.post(ASK_CODE, {"email": email}, secure=True)

    def enter(self, client: Client, code: str) -> HttpResponse:
        return client.post("/accounts/login/code/confirm/", {"code": code}, secure=True)

    def test_a_mailed_code_signs_in_once(self, client: Client) -> None:
        person = accounts.person()
        assert self.ask(client, person.email)["Location"] == "/accounts/login/code/confirm/"
        code = code_in_mail(person.email)
        self.enter(client, code)
        assert signed_in(client) == person.pk
        again = Client()
        self.ask(again, person.email)
        self.enter(again, code)
        assert signed_in(again) is None

    def test_three_wrong_codes_end_it(self, client: Client) -> None:
        person = accounts.person()
        self.ask(client, person.email)
        for _ in range(3):
            self.enter(client, "000-000")
        self.enter(client, code_in_mail(person.email))
        assert signed_in(client) is None

    def test_operators_partners_unknown_and_suspended_answer_alike(self) -> None:
        emails = ["operator@example.org", "suspended@example.org", "unknown@example.org", "known@example.org"]
        accounts.operator_person(emails[0])
        accounts.suspended_person(emails[1])
        accounts.person(emails[3])
        answers, pages = [], []
        for email in emails:
            client = Client()
            answers.append(seen(self.ask(client, email), email))
            pages.append(seen(client.get("/accounts/login/code/confirm/", secure=True), email))
        assert answers == [answers[3]] * 4
        assert pages == [pages[3]] * 4

    def test_only_the_mailbox_learns_the_difference(self) -> None:
        accounts.operator_person("operator@example.org")
        accounts.suspended_person("suspended@example.org")
        accounts.person("known@example.org")
        for email in ("operator@example.org", "suspended@example.org", "unknown@example.org", "known@example.org"):
            self.ask(Client(), email)
        kinds = dict(Message.objects.values_list("address", "kind"))
        assert kinds == {
            "operator@example.org": "no_codes",
            "suspended@example.org": "is_suspended",
            "unknown@example.org": "no_account",
            "known@example.org": "login_code",
        }

    def test_no_code_opens_an_operators_account(self, client: Client) -> None:
        operator = accounts.operator_person(role="auditor", factor=False)
        self.ask(client, operator.email)
        assert "code" not in Message.objects.get(address=operator.email).facts
        for code in ("", "000-000"):
            self.enter(client, code)
        assert signed_in(client) is None

    def test_who_becomes_operator_while_the_code_travels_stays_out(self, client: Client) -> None:
        person = accounts.person()
        self.ask(client, person.email)
        accounts.Membership.objects.create(person=person, organisation=accounts.operator(), role="auditor")
        response = self.enter(client, code_in_mail(person.email))
        assert response["Location"] == LOGIN
        assert signed_in(client) is None

    def test_partners_may_use_codes(self, client: Client) -> None:
        partner = accounts.partner_person()
        self.ask(client, partner.email)
        self.enter(client, code_in_mail(partner.email))
        assert signed_in(client) == partner.pk


class TestSignup:
    def test_a_new_person_proves_the_address_and_is_in(self, client: Client) -> None:
        OperatorSettings.objects.create(pk=1, terms_version="3", privacy_version="2026-11")
        assert signup(client, "New@Example.org")["Location"] == "/accounts/confirm-email/"
        person = Person.objects.get(email="new@example.org")
        assert (person.name, str(person.zone), person.language) == ("Linh Tran", "Asia/Kolkata", "en-gb")
        assert set(Acceptance.objects.filter(person=person).values_list("document", "version")) == {
            ("terms", "3"),
            ("privacy", "2026-11"),
        }
        assert Entry.objects.about(person).get().verb == "person.joined"
        assert signed_in(client) is None
        response = client.post("/accounts/confirm-email/", {"code": code_in_mail("new@example.org")}, secure=True)
        assert response["Location"] == "/home/"
        assert signed_in(client) == person.pk
        assert EmailAddress.objects.get(user=person).verified is True

    def test_a_taken_address_answers_alike(self) -> None:
        accounts.person("taken@example.org")
        new, taken = Client(), Client()
        assert seen(signup(new, "fresh@example.org")) == seen(signup(taken, "taken@example.org"))
        pages = [
            seen(client.get("/accounts/confirm-email/", secure=True), email)
            for client, email in ((new, "fresh@example.org"), (taken, "taken@example.org"))
        ]
        assert pages[0] == pages[1]
        assert Message.objects.get(address="taken@example.org").kind == "address_in_use"
        assert Person.objects.filter(email="taken@example.org").count() == 1

    @pytest.mark.parametrize("missing", ["name", "accepted", "email", "password1"])
    def test_nothing_may_be_missing(self, client: Client, missing: str) -> None:
        response = signup(client, "new@example.org", **{missing: ""})
        assert response.status_code == 200
        assert not Person.objects.exists()

    @pytest.mark.parametrize("password", ["short", "aaaaaaaaaaa", "password1234", "linhtran@example.org"])
    def test_weak_passwords_are_refused(self, client: Client, password: str) -> None:
        signup(client, "linhtran@example.org", password1=password)
        assert not Person.objects.exists()

    @pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "Asia/Singapore\x00"])
    def test_a_bad_guess_at_the_zone_becomes_the_houses(self, client: Client, zone: str) -> None:
        OperatorSettings.objects.create(pk=1, zone="Asia/Jakarta")
        signup(client, "new@example.org", zone=zone)
        assert [str(person.zone) for person in Person.objects.all()] in ([], ["Asia/Jakarta"])
        if "\x00" not in zone:
            assert Person.objects.count() == 1

    def test_spaces_in_a_name_are_evened_out(self, client: Client) -> None:
        signup(client, "new@example.org", name="  Nguyễn   Thị  Hoa ")
        assert Person.objects.get().name == "Nguyễn Thị Hoa"

    def test_nobody_signs_up_into_power(self, client: Client) -> None:
        signup(client, "new@example.org", is_staff="1", is_superuser="1", role="admin", is_active="0")
        person = Person.objects.get()
        assert (person.is_staff, person.is_superuser, person.is_active) == (False, False, True)


class TestReset:
    def test_the_mailed_link_sets_a_new_password(self, client: Client) -> None:
        person = accounts.person(password=accounts.PASSWORD)
        client.post(RESET, {"email": person.email}, secure=True)
        url = Message.objects.get(kind="reset_password").url
        assert url.startswith("/accounts/password/reset/key/")
        page = client.get(url, secure=True, follow=True)
        new = "an-entirely-new-phrase"
        client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new}, secure=True)
        assert signed_in(client) is None
        login(client, person.email, new)
        assert signed_in(client) == person.pk

    def test_it_ends_every_token_too(self, client: Client) -> None:
        person = accounts.person(password=accounts.PASSWORD)
        operations.make_token(person, name="Laptop", scopes=["account:read"], lasts=timedelta(days=30), by=person)
        client.post(RESET, {"email": person.email}, secure=True)
        page = client.get(Message.objects.get(kind="reset_password").url, secure=True, follow=True)
        typed = dict.fromkeys(("password1", "password2"), "an-entirely-new-phrase")
        client.post(page.redirect_chain[-1][0], typed, secure=True)
        assert not ApiToken.objects.usable().exists()

    def test_a_reset_does_not_pass_the_second_factor(self, client: Client) -> None:
        operator = accounts.operator_person(password=accounts.PASSWORD)
        client.post(RESET, {"email": operator.email}, secure=True)
        page = client.get(Message.objects.get(kind="reset_password").url, secure=True, follow=True)
        new = "an-entirely-new-phrase"
        client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new}, secure=True)
        response = login(client, operator.email, new)
        assert response["Location"] == "/accounts/2fa/authenticate/"
        assert signed_in(client) is None

    def test_known_unknown_and_suspended_answer_alike(self) -> None:
        accounts.person("known@example.org", password=accounts.PASSWORD)
        accounts.suspended_person("suspended@example.org", password=accounts.PASSWORD)
        answers = {
            seen(Client().post(RESET, {"email": email}, secure=True), email)
            for email in ("known@example.org", "unknown@example.org", "suspended@example.org")
        }
        assert len(answers) == 1
        kinds = dict(Message.objects.values_list("address", "kind"))
        assert kinds["suspended@example.org"] == "is_suspended"
        assert kinds["unknown@example.org"] == "no_account"
