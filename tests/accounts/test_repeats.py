"""A write sent twice with one key is done once, whatever happens between."""

from __future__ import annotations

from datetime import timedelta
from threading import Event
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accelerator.accounts import repeats, tasks
from accelerator.accounts.models import KeptAnswer, Person
from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.startups.models import Startup
from tests.factories import accounts, startups
from tests.programs import problem, program
from tests.together import at_once

KEY = "0d7f-1"


def send(client: Client, name: str, *, key: str = KEY, path: str = "/startups") -> Any:
    headers = {"Idempotency-Key": key}
    return client.post(f"/api/v1{path}", {"name": name}, content_type="application/json", headers=headers)


@pytest.mark.django_db
class TestOnce:
    def test_the_second_answer_is_the_first(self) -> None:
        client = program(accounts.person())
        first, second = send(client, "Tide Table"), send(client, "Tide Table")
        assert (first.status_code, second.status_code) == (201, 201)
        assert (first.content, first["Content-Type"]) == (second.content, second["Content-Type"])
        assert (first.get("Idempotent-Replayed"), second["Idempotent-Replayed"]) == (None, "true")
        assert Startup.objects.count() == 1

    def test_another_key_or_none_is_another_write(self) -> None:
        client = program(accounts.person())
        send(client, "Tide Table")
        send(client, "Tide Table", key="0d7f-2")
        client.post("/api/v1/startups", {"name": "Tide Table"}, content_type="application/json")
        assert (Startup.objects.count(), KeptAnswer.objects.count()) == (3, 2)

    def test_other_content_or_another_address_with_the_key_is_refused(self) -> None:
        client = program(accounts.operator_person())
        send(client, "Tide Table")
        assert problem(send(client, "Tide Tables")) == (422, "Idempotency-Key")
        assert problem(send(client, "Tide Table", path="/programmes")) == (422, "Idempotency-Key")
        assert Startup.objects.count() == 1

    def test_keys_of_one_are_not_anothers(self) -> None:
        for person in (accounts.person(), accounts.person()):
            assert send(program(person), "Tide Table").status_code == 201
        assert Startup.objects.count() == 2

    def test_what_was_refused_may_be_sent_again_with_its_key(self) -> None:
        client = program(accounts.person())
        assert send(client, "").status_code == 422
        assert not KeptAnswer.objects.exists()
        assert send(client, "Tide Table").status_code == 201

    def test_an_answer_without_content_is_kept_too(self) -> None:
        owner = accounts.person()
        startup = startups.startup(owner=owner)
        member = startups.member(startup)
        client, path = program(owner), f"/api/v1/startups/{startup.slug}/members/{member.code}"
        answers = [client.delete(path, headers={"Idempotency-Key": KEY}) for _ in range(2)]
        assert [(one.status_code, one.content) for one in answers] == [(204, b"")] * 2
        assert client.delete(path).status_code == 404

    @pytest.mark.parametrize("key", ["", "a" * 256, "a\tb", "schlüssel"])
    def test_a_key_is_short_and_plain(self, key: str) -> None:
        assert problem(send(program(accounts.person()), "Tide Table", key=key)) == (422, "Idempotency-Key")
        assert not Startup.objects.exists()

    def test_no_key_opens_what_its_token_does_not(self) -> None:
        person = accounts.person()
        send(program(person), "Tide Table")
        assert send(program(person, writes=False), "Tide Table").status_code == 403
        assert send(Client(), "Tide Table").status_code == 401

    def test_reading_needs_none_and_keeps_none(self) -> None:
        client = program(accounts.person())
        assert client.get("/api/v1/startups", headers={"Idempotency-Key": ""}).status_code == 200
        assert not KeptAnswer.objects.exists()

    def test_answers_go_after_a_day(self) -> None:
        client, start = program(accounts.person()), clock.now()
        send(client, "Tide Table")
        for passed, count in ((timedelta(hours=23, minutes=59), 1), (timedelta(hours=24), 0)):
            with time_machine.travel(start + passed + timedelta(seconds=1), tick=False):
                tasks.forget()
            assert KeptAnswer.objects.count() == count
        assert send(client, "Tide Table").status_code == 201
        assert Startup.objects.count() == 2


def asked(key: str, content: str = "{}") -> Any:
    return RequestFactory().post("/api/v1/x", content, content_type="application/json", headers={"Idempotency-Key": key})


@pytest.mark.django_db
class TestFailures:
    @pytest.fixture
    def person(self) -> Person:
        return accounts.person()

    def test_what_crashed_left_nothing_and_is_done_anew(self, person: Person) -> None:
        def crash() -> HttpResponse:
            startups.startup("Half")
            return HttpResponse(status=500)

        assert repeats.once(asked(KEY), person, crash).status_code == 500
        assert not Startup.objects.exists()
        assert repeats.once(asked(KEY), person, lambda: JsonResponse({"done": 1})).status_code == 200

    def test_a_process_that_dies_leaves_nothing(self, person: Person) -> None:
        def die() -> HttpResponse:
            startups.startup("Half")
            raise SystemExit

        with pytest.raises(SystemExit):
            repeats.once(asked(KEY), person, die)
        assert not Startup.objects.exists()
        assert repeats.once(asked(KEY), person, HttpResponse).status_code == 200

    def test_a_statement_that_failed_ends_the_transaction_quietly(self, person: Person) -> None:
        def break_it() -> HttpResponse:
            with connection.cursor() as cursor, pytest.raises(Exception, match="division by zero"):
                cursor.execute("SELECT 1 / 0")
            return HttpResponse(status=422)

        assert repeats.once(asked(KEY), person, break_it).status_code == 422
        assert repeats.once(asked(KEY), person, HttpResponse).status_code == 200

    def test_files_count_by_what_they_hold(self, person: Person) -> None:
        def form(content: str) -> Any:
            upload = {"note": "x", "file": startups_file(content)}
            return RequestFactory().post("/api/v1/x", upload, headers={"Idempotency-Key": KEY})

        assert repeats.once(form("one"), person, HttpResponse).status_code == 200
        assert repeats.once(form("one"), person, HttpResponse)["Idempotent-Replayed"] == "true"
        with pytest.raises(Refusal, match="used for another request"):
            repeats.once(form("two"), person, HttpResponse)

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.sampled_from([200, 201, 409, 422])), max_size=8))
    def test_any_order_of_tries_follows_the_rule(self, person: Person, tries: list[tuple[str, str, int]]) -> None:
        KeptAnswer.objects.all().delete()
        kept: dict[str, tuple[str, int, int]] = {}
        for number, (key, content, status) in enumerate(tries):
            expected = kept.get(key, (content, status, number))
            if expected[0] != content:
                with pytest.raises(repeats.Unfit):
                    repeats.once(asked(key, content), person, HttpResponse)
                continue
            answer = repeats.once(asked(key, content), person, lambda n=number, s=status: JsonResponse({"n": n}, status=s))
            assert (answer.status_code, answer.content) == (expected[1], b'{"n": %d}' % expected[2])  # type: ignore[attr-defined]
            if status < 300:
                kept.setdefault(key, expected)


def startups_file(content: str) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("deck.txt", content.encode())


@pytest.mark.django_db(transaction=True)
def test_a_twin_in_flight_is_told_to_wait_and_its_refusal_is_not_kept() -> None:
    person, working, told = accounts.person(), Event(), Event()

    def slowly() -> HttpResponse:
        working.set()
        assert told.wait(10)
        return JsonResponse({"done": 1}, status=201)

    def first() -> int:
        return repeats.once(asked(KEY), person, slowly).status_code

    def twin() -> int:
        assert working.wait(10)
        try:
            with pytest.raises(Refusal, match="being worked on") as refused:
                repeats.once(asked(KEY), person, HttpResponse)
            return refused.value.status
        finally:
            told.set()

    assert at_once(first, twin) == [201, 409]
    assert repeats.once(asked(KEY), person, HttpResponse).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_are_one() -> None:
    client_of = accounts.person()
    clients = [program(client_of) for _ in range(8)]
    codes = at_once(*(lambda one=one: send(one, "Tide Table").status_code for one in clients))
    assert set(codes) <= {201, 409}
    assert codes.count(201) >= 1
    assert send(clients[0], "Tide Table").status_code == 201
    assert Startup.objects.count() == 1
