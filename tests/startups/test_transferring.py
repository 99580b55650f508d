"""An owner hands a startup to another member: offered, accepted or declined, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.startups import operations
from accelerator.startups.models import Member, Startup
from accelerator.startups.transfers import Transfer
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, startups

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Any:
    return accounts.person("owner@example.org", "Ananya Rao")


@pytest.fixture
def startup(owner: Any) -> Startup:
    return startups.startup("Sampan", owner=owner, slug="sampan")


@pytest.fixture
def member(startup: Startup) -> Any:
    return startups.member(startup, accounts.person("member@example.org", "Vikram Shah"))


@pytest.fixture
def offered(startup: Startup, owner: Any, member: Any) -> Transfer:
    return operations.offer(startup, to=member, by=owner)


def roles(startup: Startup) -> dict[str, str]:
    return dict(Member.objects.live().of(startup).values_list("person__name", "role"))


def told(kind: str) -> list[Any]:
    return [one.recipient for one in Message.objects.filter(kind=kind)]


class TestOffering:
    def test_nothing_changes_before_it_is_accepted(self, offered: Transfer, startup: Startup, member: Any) -> None:
        assert roles(startup) == {"Ananya Rao": "owner", "Vikram Shah": "member"}
        assert told("startup_transfer_offered") == [member]
        assert Entry.objects.get(verb="startup.offered").facts["person"] == "Vikram Shah"

    def test_only_owners_offer_it_and_only_to_another_member(self, startup: Startup, owner: Any, member: Any) -> None:
        with pytest.raises(Forbidden):
            operations.offer(startup, to=owner, by=member)
        for to in (owner, accounts.person()):
            with pytest.raises(Refusal, match="another member") as refused:
                operations.offer(startup, to=to, by=owner)
            assert refused.value.field == "to"
        with pytest.raises(Refusal, match="owns Sampan already"):
            operations.offer(startup, to=startups.member(startup, role="owner"), by=owner)

    def test_one_at_a_time(self, offered: Transfer, startup: Startup, owner: Any, member: Any) -> None:
        with pytest.raises(Refusal, match="Take that back first"):
            operations.offer(startup, to=startups.member(startup), by=owner)
        with pytest.raises(IntegrityError), transaction.atomic():
            Transfer.objects.create(startup=startup, offered_by=owner, to=member)

    def test_under_every_row_of_a_merged_startup(self, startup: Startup, owner: Any) -> None:
        duplicate = startups.startup("Sampan Pte", merged_into=startup)
        person = startups.member(duplicate)
        operations.accept(operations.offer(startup, to=person, by=owner), by=person)
        assert Member.objects.get(person=person).role == "owner"


class TestAccepting:
    def test_both_change_in_one_step(self, offered: Transfer, startup: Startup, owner: Any, member: Any) -> None:
        operations.accept(offered, by=member)
        assert roles(startup) == {"Ananya Rao": "member", "Vikram Shah": "owner"}
        assert told("startup_transfer_accepted") == [owner]
        assert Entry.objects.get(verb="startup.handed_over").facts["former"] == "Ananya Rao"
        with pytest.raises(Refusal, match="settled already"):
            operations.decline(offered, by=member)
        with pytest.raises(Forbidden):
            operations.offer(startup, to=member, by=owner)

    def test_by_nobody_else(self, offered: Transfer, owner: Any, startup: Startup) -> None:
        for act in (operations.accept, operations.decline):
            for by in (owner, startups.member(startup), accounts.person()):
                with pytest.raises(Forbidden):
                    act(offered, by=by)

    def test_not_from_who_no_longer_owns_it(self, offered: Transfer, startup: Startup, owner: Any, member: Any) -> None:
        other = startups.member(startup, role="owner")
        operations.change_role(Member.objects.get(person=owner), role="viewer", by=other)
        with pytest.raises(Refusal, match="does not own it any more"):
            operations.accept(offered, by=member)

    def test_not_by_who_left(self, offered: Transfer, startup: Startup, owner: Any, member: Any) -> None:
        operations.end(Member.objects.get(person=member), by=member)
        with pytest.raises(Refusal, match="do not belong"):
            operations.accept(offered, by=member)
        assert roles(startup) == {"Ananya Rao": "owner"}

    def test_the_last_owner_leaves_only_after_it(self, offered: Transfer, owner: Any, member: Any) -> None:
        with pytest.raises(Refusal, match="needs an owner"):
            operations.end(Member.objects.get(person=owner), by=owner)
        operations.accept(offered, by=member)
        operations.end(Member.objects.get(person=owner), by=owner)
        with pytest.raises(Refusal, match="needs an owner"):
            operations.end(Member.objects.get(person=member), by=member)


class TestSettlingOtherwise:
    def test_declined_all_stays_as_it_was(self, offered: Transfer, startup: Startup, owner: Any, member: Any) -> None:
        operations.decline(offered, by=member)
        assert roles(startup) == {"Ananya Rao": "owner", "Vikram Shah": "member"}
        assert told("startup_transfer_declined") == [owner]
        operations.offer(startup, to=member, by=owner)

    def test_taken_back_by_who_offered_it(self, offered: Transfer, owner: Any, member: Any) -> None:
        with pytest.raises(Forbidden):
            operations.take_back(offered, by=member)
        operations.take_back(offered, by=owner)
        assert told("startup_transfer_taken_back") == [member]
        with pytest.raises(Refusal, match="settled already"):
            operations.accept(offered, by=member)

    def test_the_database_lets_nothing_settled_begin_again(self, offered: Transfer, member: Any) -> None:
        operations.decline(offered, by=member)
        with pytest.raises(Exception, match="state"), transaction.atomic():
            Transfer.objects.filter(pk=offered.pk).update(state="accepted")


class TestDoors:
    def test_from_the_team_to_the_answer(self, startup: Startup, owner: Any, member: Any) -> None:
        mine, theirs = browser(owner), browser(member)
        assert "Hand over to Vikram Shah" in mine.get("/startups/sampan/members/", secure=True).text
        mine.post(f"/startups/sampan/members/{member.code}/hand-over/", secure=True)
        made = Transfer.objects.get()
        assert "You offered your ownership to Vikram Shah." in mine.get("/startups/sampan/members/", secure=True).text
        assert made.get_absolute_url() in theirs.get("/home/", secure=True).text
        page = theirs.get(made.get_absolute_url(), secure=True).text
        assert ("Accept the ownership" in page, "Take it back" in page) == (True, False)
        done = theirs.post(f"{made.get_absolute_url()}accept/", secure=True)
        assert (done.status_code, done["Location"]) == (302, "/startups/sampan/members/")
        assert made.get_absolute_url() not in theirs.get("/home/", secure=True).text
        assert "Settled on" in mine.get(made.get_absolute_url(), secure=True).text

    def test_by_a_program(self, startup: Startup, owner: Any, member: Any) -> None:
        sent = browser(owner).post(
            "/api/v1/startups/sampan/transfers", {"to": member.code}, content_type="application/json", secure=True
        )
        code = sent.json()["code"]
        assert (sent.status_code, sent.json()["state"], sent.json()["to"]) == (201, "offered", member.code)
        assert [one["code"] for one in browser(member).get("/api/v1/transfers", secure=True).json()["items"]] == [code]
        assert browser(member).post(f"/api/v1/transfers/{code}/accept", secure=True).status_code == 204
        assert roles(startup)["Vikram Shah"] == "owner"


class TestTeamPage:
    def test_both_find_the_offer_there_and_nobody_else_does(
        self, offered: Transfer, startup: Startup, owner: Any, member: Any
    ) -> None:
        third = startups.member(startup, accounts.person("third@example.org", "Mei Chen"))
        said = "Ananya Rao wants to hand Sampan to you.", "You offered your ownership to Vikram Shah."
        for person, expected in ((owner, [False, True]), (member, [True, False]), (third, [False, False])):
            page = browser(person).get(f"/startups/{startup.slug}/members/").content.decode()
            assert [one in page for one in said] == expected
            assert (f'href="{offered.get_absolute_url()}"' in page) == any(expected)
