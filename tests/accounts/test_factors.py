"""Second factors and passkeys, and the holes that allauth closed in autumn 2026: they stay closed here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import LazySettings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from accelerator.accounts.models import Person
from accelerator.kit import clock
from accelerator.notices.models import Message
from tests.accounts.test_signin import login, signed_in
from tests.factories import accounts
from tests.passkeys import Passkey

pytestmark = pytest.mark.django_db

SECOND = "/accounts/2fa/authenticate/"
PASSKEY = "/accounts/2fa/webauthn/login/"


def code_of(person: Person, *, at: float = 0) -> str:
    """The one-time password of a person's app, now or `at` seconds later."""
    secret = totp.decrypt(Authenticator.objects.get(user=person, type="totp").data["secret"])
    counter = int((clock.now().timestamp() + at) // 30)
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def enter(client: Client, code: str) -> HttpResponse:
    return client.post(SECOND, {"code": code}, secure=True)


def use_passkey(client: Client, key: Passkey, **said: Any) -> HttpResponse:
    options = client.get(PASSKEY, secure=True, headers={"Accept": "application/json"}).json()["request_options"]
    answer = key.sign(options["publicKey"]["challenge"], **said)
    return client.post(PASSKEY, {"credential": json.dumps(answer)}, secure=True)


def reauthenticate(client: Client, password: str = accounts.PASSWORD) -> None:
    response = client.post("/accounts/reauthenticate/", {"password": password, "next": "/home/"}, secure=True)
    assert response.status_code == 302


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def _standing(self) -> Iterator[None]:
        """The clock stands: else a code may be of the step before when it is typed."""
        with time_machine.travel(clock.now(), tick=False):
            yield

    def test_password_then_code_signs_in_with_a_new_session(self, client: Client) -> None:
        person = accounts.operator_person(password=accounts.PASSWORD)
        assert login(client, person.email)["Location"] == SECOND
        assert signed_in(client) is None
        waiting = client.session.session_key
        assert enter(client, code_of(person))["Location"] == "/home/"
        assert signed_in(client) == person.pk
        assert client.session.session_key != waiting

    def test_a_wrong_code_does_not(self, client: Client) -> None:
        person = accounts.operator_person(password=accounts.PASSWORD)
        login(client, person.email)
        wrong = "000000" if code_of(person) != "000000" else "111111"
        enter(client, wrong)
        assert signed_in(client) is None

    def test_the_next_address_survives_the_second_step(self, client: Client) -> None:
        person = accounts.operator_person(password=accounts.PASSWORD)
        login(client, person.email, next="/people/?q=x")
        assert enter(client, code_of(person))["Location"] == "/people/?q=x"

    @pytest.mark.parametrize("again", ["{0}", "{1} {2}", "{1}-{2}", " {0} ", "{3}"])
    def test_a_code_works_once_in_any_spelling(self, again: str) -> None:
        person = accounts.operator_person(password=accounts.PASSWORD)
        code = code_of(person)
        wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
        first, second = Client(), Client()
        login(first, person.email)
        enter(first, code)
        assert signed_in(first) == person.pk
        login(second, person.email)
        enter(second, again.format(code, code[:3], code[3:], wide))
        assert signed_in(second) is None

    @pytest.mark.parametrize("leaving", ["cancelled", "forgotten"])
    def test_an_aborted_sign_in_lends_nothing_to_the_next_person(self, client: Client, leaving: str) -> None:
        """65.21.0: somebody's aborted sign-in let the next one in this browser pass without a second factor."""
        one = accounts.operator_person(password=accounts.PASSWORD)
        two = accounts.operator_person(password=accounts.PASSWORD)
        Authenticator.objects.filter(user=two).update(data={"secret": totp.encrypt("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")})
        login(client, one.email)
        if leaving == "cancelled":
            client.post("/accounts/logout/", secure=True)
        with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False):
            assert login(client, two.email)["Location"] == SECOND
            enter(client, code_of(one))
            assert signed_in(client) is None
            enter(client, code_of(two))
            assert signed_in(client) == two.pk

    def test_while_one_is_half_way_in_nobody_else_gets_their_place(self, client: Client) -> None:
        one = accounts.operator_person(password=accounts.PASSWORD)
        two = accounts.person(password=accounts.PASSWORD)
        login(client, one.email)
        assert login(client, two.email)["Location"] == SECOND
        assert signed_in(client) is None

    @pytest.mark.parametrize("leaving", ["cancelled", "forgotten"])
    def test_a_session_keeps_the_records_of_its_own_person_only(self, client: Client, leaving: str) -> None:
        """65.20.0: the log of how somebody signed in was mixed with that of who tried before."""
        one = accounts.operator_person(password=accounts.PASSWORD)
        two = accounts.person(password=accounts.PASSWORD)
        login(client, one.email)
        if leaving == "cancelled":
            client.post("/accounts/logout/", secure=True)
        with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False):
            login(client, two.email)
            assert signed_in(client) == two.pk
            records = client.session[AUTHENTICATION_METHODS_SESSION_KEY]
        assert [(record["method"], record.get("email")) for record in records] == [("password", two.email)]

    def test_the_secret_is_not_stored_as_it_is(self, client: Client) -> None:
        person = accounts.operator_person()
        stored = Authenticator.objects.get(user=person, type="totp").data["secret"]
        assert accounts.TOTP_SECRET not in stored
        assert totp.decrypt(stored) == accounts.TOTP_SECRET

    def test_factors_need_a_recent_proof(self, client: Client) -> None:
        person = accounts.person(password=accounts.PASSWORD)
        client.force_login(person)
        for page in ("/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/", "/account/tokens/"):
            assert client.get(page, secure=True)["Location"].startswith("/accounts/reauthenticate/"), page
        reauthenticate(client)
        assert client.get("/account/tokens/", secure=True).status_code == 200
        with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False):
            assert client.get("/account/tokens/", secure=True).status_code == 302


@pytest.mark.usefixtures("standing_clock")
@pytest.mark.django_db(transaction=True)
def test_a_new_factor_ends_the_other_sessions(client: Client) -> None:
    person = accounts.person(password=accounts.PASSWORD)
    other = Client()
    for browser in (client, other):
        login(browser, person.email)
        assert browser.get("/account/", secure=True).status_code == 200
    reauthenticate(client)
    client.get("/accounts/2fa/totp/activate/", secure=True)
    secret = client.session[totp.SECRET_SESSION_KEY]
    code = totp.format_hotp_value(totp.hotp_value(secret, int(clock.now().timestamp() // 30)))
    assert client.post("/accounts/2fa/totp/activate/", {"code": code}, secure=True).status_code == 302
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    assert other.get("/account/", secure=True).status_code == 302
    assert client.get("/account/", secure=True).status_code == 200
    assert Message.objects.filter(kind="app_added", address=person.email).count() == 1


class TestPasskeys:
    def test_a_passkey_alone_signs_an_operator_in(self, client: Client) -> None:
        person = accounts.operator_person(factor=False)
        key = Passkey(person)
        key.register()
        assert use_passkey(client, key)["Location"] == "/home/"
        assert signed_in(client) == person.pk
        assert client.get("/people/", secure=True).status_code == 200

    def test_one_that_verified_nobody_is_refused(self, client: Client) -> None:
        """65.21.1: a key that was only touched opened the account."""
        person = accounts.operator_person(factor=False)
        key = Passkey(person)
        key.register()
        options = client.get(PASSKEY, secure=True, headers={"Accept": "application/json"}).json()
        assert options["request_options"]["publicKey"]["userVerification"] == "required"
        assert use_passkey(client, key, verified=False)["Location"] == "/accounts/login/"
        assert signed_in(client) is None

    def test_somebody_elses_key_is_refused(self, client: Client) -> None:
        person = accounts.person()
        Passkey(person).register()
        assert use_passkey(client, Passkey(person))["Location"] == "/accounts/login/"
        assert signed_in(client) is None

    def test_a_challenge_is_answered_once(self, client: Client) -> None:
        key = Passkey(accounts.person())
        key.register()
        options = client.get(PASSKEY, secure=True, headers={"Accept": "application/json"}).json()["request_options"]
        answer = {"credential": json.dumps(key.sign(options["publicKey"]["challenge"]))}
        assert client.post(PASSKEY, answer, secure=True)["Location"] == "/home/"
        client.post("/accounts/logout/", secure=True)
        assert client.post(PASSKEY, answer, secure=True)["Location"] == "/accounts/login/"

    def test_suspended_people_are_refused_without_a_reason(self, client: Client) -> None:
        key = Passkey(accounts.suspended_person())
        key.register()
        response = use_passkey(client, key)
        assert response["Location"] == "/accounts/login/"
        assert "suspend" not in client.get("/accounts/login/", secure=True).content.decode().lower()
        assert signed_in(client) is None

    @pytest.mark.usefixtures("standing_clock")
    def test_bad_keys_lock_nobody_out(self, client: Client) -> None:
        """65.20.1: failed passkey answers in somebody's name used up that person's own tries."""
        person = accounts.operator_person(password=accounts.PASSWORD)
        Passkey(person).register()
        for number in range(8):
            use_passkey(Client(REMOTE_ADDR=f"10.9.0.{number}"), Passkey(person))
        login(client, person.email)
        enter(client, code_of(person))
        assert signed_in(client) == person.pk


class TestLimits:
    def test_two_windows_of_one_limit_do_not_share(self, settings: LazySettings) -> None:
        """65.21.1: both counted in one cache entry, so the short window emptied the long one."""
        settings.ACCOUNT_RATE_LIMITS = {"login": "2/30s/ip,3/h/ip"}
        client, start = Client(), clock.now()
        typed = {"login": "a@example.org", "password": "wrong wrong wrong"}
        statuses = []
        for seconds in (0, 1, 2, 40, 80):
            with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
                statuses.append(client.post("/accounts/login/", typed, secure=True).status_code)
        assert statuses == [200, 200, 429, 200, 429]

    @pytest.mark.parametrize("proxies", [0, 1])
    def test_made_up_addresses_gain_no_tries(self, settings: LazySettings, proxies: int) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
        person = accounts.person(password=accounts.PASSWORD)
        real = ", 203.0.113.7" if proxies else ""
        answers = [
            Client(headers={"X-Forwarded-For": f"10.0.{number}.1{real}"})
            .post("/accounts/login/", {"login": f"{number}@example.org", "password": "wrong wrong wrong"}, secure=True)
            .content.decode()
            for number in range(12)
        ]
        assert sum("do not fit together" in answer for answer in answers) == 10
        assert sum("Too many failed" in answer for answer in answers) == 2
        assert person.is_active

    def test_behind_a_proxy_each_real_address_has_its_own(self, settings: LazySettings) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        answers = [
            Client(headers={"X-Forwarded-For": f"203.0.113.{number}"})
            .post("/accounts/login/", {"login": f"{number}@example.org", "password": "wrong wrong wrong"}, secure=True)
            .content.decode()
            for number in range(12)
        ]
        assert all("do not fit together" in answer for answer in answers)

    def test_five_failures_close_an_account_for_guessers_only(self, client: Client) -> None:
        """While the password is being guessed, the owner still gets in by passkey, and by a new password."""
        person = accounts.person(password=accounts.PASSWORD)
        key = Passkey(person)
        key.register()
        for number in range(6):
            login(Client(REMOTE_ADDR=f"10.8.0.{number}"), person.email, "wrong wrong wrong")
        assert "Too many failed" in login(client, person.email).content.decode()
        use_passkey(client, key)
        assert signed_in(client) == person.pk
        other = Client()
        other.post("/accounts/password/reset/", {"email": person.email}, secure=True)
        page = other.get(Message.objects.get(kind="reset_password").url, secure=True, follow=True)
        new = "an-entirely-new-phrase"
        other.post(page.redirect_chain[-1][0], {"password1": new, "password2": new}, secure=True)
        assert login(other, person.email, new).status_code == 302

    def test_codes_are_asked_for_three_times_a_minute(self) -> None:
        person = accounts.person()
        for number in range(3):
            asked = Client(REMOTE_ADDR=f"10.7.0.{number}").post("/accounts/login/code/", {"email": person.email}, secure=True)
            assert asked.status_code == 302
        late = Client(REMOTE_ADDR="10.7.0.9").post("/accounts/login/code/", {"email": person.email}, secure=True)
        assert late.status_code == 200
        assert Message.objects.filter(address=person.email).count() == 3

    def test_a_redirect_stays_here_though_every_host_is_allowed(self, client: Client, settings: LazySettings) -> None:
        """65.19.5: with ALLOWED_HOSTS = ["*"] `next` could lead anywhere."""
        settings.ALLOWED_HOSTS = ["*"]
        person = accounts.person(password=accounts.PASSWORD)
        assert login(client, person.email, next="https://evil.example/")["Location"] == "/home/"
        cache.clear()
        client.logout()
        assert login(client, person.email, next="/account/")["Location"] == "/account/"
