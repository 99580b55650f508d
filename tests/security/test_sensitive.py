"""What is sensitive in an application is behind no door of a reviewer, and nothing they ask tells whether it is there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from email.charset import BASE64, QP, Charset
from typing import Any

import pytest
from django.views import defaults
from hypothesis import given, settings
from hypothesis import strategies as st

from accelerator.applications import operations as applications
from accelerator.kit import clock
from accelerator.notices import letters
from accelerator.notices.models import Delivery
from accelerator.questionnaires import queries as reads
from accelerator.questionnaires.definition import questions
from accelerator.questionnaires.models import Version
from config import urls
from tests.factories import designs
from tests.security import matrix, unpacked
from tests.security.house import House, bare, undone
from tests.security.scene import build

LINES = [line for line in matrix.read()[0] if not line.path.startswith(("/accounts/", "/desk/"))]
SECRET, WORD, NONSENSE = "A diver of 61.", "diver", "zzxqv"
FULL = os.environ.get("SLIPWAY_SIZE") == "full"
_BARE = {"X-Bare": "1"}
# What differs between two answers to the same question: guards of forms and of scripts.
_TOKENS = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]*"|"X-CSRFToken": ?"\w+"|\d+ ms')
PANEL = ("reviewer", "other_reviewer", "recused")


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), undone():
        patch.setattr(urls, "handler403", bare(403, defaults.permission_denied), raising=False)
        patch.setattr(urls, "handler404", bare(404, defaults.page_not_found), raising=False)
        yield House(build())


def test_no_door_shows_it(house: House) -> None:
    """Every line of the table, whether it lets reviewers in or not; at small size those that read, as who has it to score."""
    read = []
    for line in LINES if FULL else [line for line in LINES if line.method == "GET"]:
        for name in PANEL if FULL else PANEL[:1]:
            answer = house.knock(name, line.method, line.address(house.things), **line.request(house.things), headers=_BARE)
            if SECRET in answer.body:
                read.append(f"{line} as {name}")
    assert read == []


# Doors that find or narrow by words, and by the very answer.
ASKED = (
    "/search/?q={word}",
    "/startups/?q={word}",
    "/reviews/?q={word}",
    "/calls/{call}/pipeline/?q={word}",
    "/calls/{call}/pipeline/?a.lead=has%3A{word}",
    "/calls/{call}/pipeline/export.csv?a.lead=has%3A{word}",
    "/calls/{call}/ranking/?a.lead=has%3A{word}",
    "/api/v1/startups?search={word}",
    "/api/v1/applications?search={word}",
    "/api/v1/applications?call={call}&a.lead=has%3A{word}",
    "/api/v1/reviews?search={word}",
    "/api/v1/calls/{call}/pipeline?q={word}",
    "/api/v1/calls/{call}/exports?a.lead=has%3A{word}",
)


@pytest.mark.parametrize("name", PANEL)
@pytest.mark.parametrize("address", ASKED)
def test_asking_for_it_is_answered_as_asking_for_nothing_is(address: str, name: str, house: House) -> None:
    """Else one could guess it letter by letter."""
    right, wrong = (
        house.knock(name, "GET", address.format(word=word, call=house.things["call"].slug), headers=_BARE)
        for word in (WORD, NONSENSE)
    )
    assert (right.got, _told(right.body)) == (wrong.got, _told(wrong.body))


def test_who_may_read_it_finds_it(house: House) -> None:
    """Else the tests above would say nothing."""
    number = house.things["application"].number
    for address in (ASKED[0], ASKED[3], ASKED[4]):
        body = house.knock("manager", "GET", address.format(word=WORD, call=house.things["call"].slug)).body
        assert number in body, address
    assert SECRET in house.knock("manager", "GET", f"/applications/{number}/").body


# What staff take away.
PACKED = (
    "/applications/{number}/application.pdf",
    "/applications/{number}/application.zip",
    "/calls/{call}/pipeline/export.xlsx",
)


@pytest.mark.parametrize("address", PACKED)
def test_what_is_packed_is_looked_into(address: str, house: House) -> None:
    """Archives, papers and workbooks: else the tests above would have read their wrappings."""
    things = house.things
    answer = house.knock("manager", "GET", address.format(number=things["application"].number, call=things["call"].slug))
    assert answer.body.count(SECRET) > answer.raw.count(SECRET.encode())


def test_no_mail_to_the_panel_has_it(house: House) -> None:
    panel = [house.people[name] for name in PANEL]
    assert [one.message.kind for one in _deliveries() if SECRET in _mailed(one) and one.message.recipient in panel] == []
    assert {one.message.recipient for one in _deliveries()} >= {house.people["reviewer"], house.people["founder"]}


@pytest.mark.parametrize("encoding", [QP, BASE64])
def test_what_a_manager_wrote_to_founders_is_found_in_their_mail(encoding: int, house: House) -> None:
    """However its parts travel: else the test above would have read their wrappings."""
    travels = Charset("utf-8")
    travels.body_encoding = encoding
    with undone():
        before = {one.pk for one in _deliveries()}
        why = f"{'x' * 70}{SECRET}"  # so that a line of the mail ends within
        given = {"until": house.things["call"].closes_at + matrix.DAY, "by": house.people["manager"], "at": clock.now()}
        applications.reopen(house.things["application"], reason=why, **given)
        made = [one for one in _deliveries() if one.pk not in before]
        assert {one.message.recipient for one in made} >= {house.people["founder"]}
        for one in made:
            letter = letters.mail(one)
            letter.encoding, letter.alternatives = travels, []
            content = letter.message().as_bytes()
            assert (SECRET in unpacked.mail(content), SECRET.encode() in content) == (True, False)


def _deliveries() -> list[Delivery]:
    return list(Delivery.objects.select_related("message__recipient"))


def _mailed(delivery: Delivery) -> str:
    return unpacked.mail(letters.mail(delivery).message().as_bytes())


def _told(body: str) -> str:
    return _TOKENS.sub("", body.replace(WORD, "").replace(NONSENSE, ""))


@given(form=designs.conditional(), kept=st.sets(st.integers(0, 5)), sent=st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_is_answered_in_secret_reviewers_read_the_same(form: Any, kept: set[int], sent: Any) -> None:
    """Not even which questions were asked tells it."""
    for place, one in enumerate(one for section in form["sections"] for one in section["questions"]):
        one["sensitive"] = place in kept
    asked = [one for one in questions(form).values() if one.type != "file"]
    secret = [raw["key"] for section in form["sections"] for raw in section["questions"] if raw["sensitive"]]
    first, second = ({one.key: sent.draw(designs.sent(one)) for one in asked} for _ in range(2))
    second |= {key: value for key, value in first.items() if key not in secret}
    read = [reads.reading(Version(definition=form), answers, sensitive=False) for answers in (first, second)]
    assert read[0] == read[1]


@given(form=designs.definitions(), kept=st.sets(st.integers(0, 5)), sent=st.data())
@settings(max_examples=60, deadline=None)
def test_of_any_form_reviewers_read_what_is_not_sensitive_and_nothing_else(form: Any, kept: set[int], sent: Any) -> None:
    asked = [one for section in form["sections"] for one in section["questions"]]
    for place, one in enumerate(asked):
        one["sensitive"] = place in kept
    answers = {one.key: sent.draw(designs.sent(one)) for one in questions(form).values() if one.type != "file"}
    files = [{"code": "c0de", "name": "cv.pdf", "size": 1, "sha256": "0" * 64}]
    answers |= {one["key"]: files for one in asked if one["type"] == "file"}
    version = Version(definition=form)
    whole = {one.key: one for section in reads.reading(version, answers) for one in section.answers}
    read = {one.key: one for section in reads.reading(version, answers, sensitive=False) for one in section.answers}
    assert read == {key: one for key, one in whole.items() if not questions(form)[key].sensitive}
