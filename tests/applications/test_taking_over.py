"""What belongs to nobody: staff withdraw it, or have a founder take it over who proves the address."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from accelerator.accounts import operations as accounts_operations
from accelerator.accounts.models import Invitation
from accelerator.applications import operations
from accelerator.applications.models import Application, Submission
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.programmes.models import Call
from accelerator.startups.models import Member
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, programmes, startups
from tests.programs import Program, problem

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def founder() -> Any:
    return accounts.person("quay@example.org", "Mei Tan")


@pytest.fixture
def came(call: Call, manager: Any) -> Application:
    (made,) = operations.bring_in(call, brought=[operations.Brought({"name": "Far Quay"}, {})], by=manager, at=NOW)
    return fresh(made)


def fresh(one: Application) -> Application:
    return Application.objects.select_related("call__programme", "startup").get(pk=one.pk)


def accepted(by: Any) -> str:
    return accounts_operations.accept_invitation(Invitation.objects.get(), by=by)


class TestWithdrawing:
    def test_staff_withdraw_what_nobody_belongs_to(self, came: Application, manager: Any) -> None:
        desk = browser(manager)
        assert f"/applications/{came.number}/withdraw/" in desk.get(came.get_absolute_url()).content.decode()
        assert desk.post(f"/applications/{came.number}/withdraw/")["Location"] == came.get_absolute_url()
        assert fresh(came).state == "withdrawn"
        assert Entry.objects.get(verb="application.withdrawn").told() == (
            "Nurul Hakim withdrew Far Quay (SF5-0001) from Applied AI."
        )
        page = desk.get(came.get_absolute_url()).content.decode()
        assert ("/withdraw/" in page, "/invite/" in page) == (False, False)

    def test_not_once_somebody_belongs_to_it(self, came: Application, manager: Any) -> None:
        startups.member(came.startup)
        desk = browser(manager)
        assert "/withdraw/" not in desk.get(came.get_absolute_url()).content.decode()
        assert desk.post(f"/applications/{came.number}/withdraw/").status_code == 403
        with pytest.raises(Forbidden):
            operations.withdraw(came, by=manager, at=NOW)
        with pytest.raises(Forbidden, match="only where nobody belongs"):
            operations.invite_founder(came, email="quay@example.org", by=manager)

    @pytest.mark.parametrize("who", ["reviewer", "stranger", "other manager"])
    def test_only_managers_of_the_call(self, came: Application, who: str) -> None:
        by = accounts.person()
        if who == "reviewer":
            programmes.reviewer(came.call.programme, by)
        elif who == "other manager":
            programmes.programme(manager=by)
        with pytest.raises(Forbidden):
            operations.withdraw(came, by=by, at=NOW)
        with pytest.raises(Forbidden):
            operations.invite_founder(came, email="quay@example.org", by=by)


class TestTakingOver:
    def test_from_the_page_to_the_founder(self, came: Application, manager: Any, founder: Any) -> None:
        desk, door = browser(manager), f"/applications/{came.number}/invite/"
        page = desk.get(came.get_absolute_url()).content.decode()
        assert "Nobody belongs to this startup yet." in page
        assert f'href="{door}"' in page
        assert desk.post(door, {"email": "nobody"}).status_code == 422
        assert desk.post(door, {"email": "Quay@Example.org"})["Location"] == came.get_absolute_url()
        invitation = Invitation.objects.get()
        assert (invitation.scope, invitation.scope_id, invitation.role) == ("application", came.pk, "owner")
        assert Message.objects.get(address="quay@example.org").facts["scope"] == "Far Quay, application to Applied AI"
        assert "quay@example.org" in desk.get(came.get_absolute_url()).content.decode()
        assert not Member.objects.exists()

        assert accepted(founder) == came.get_absolute_url()
        member = Member.objects.get()
        assert (member.person, member.startup, member.role) == (founder, came.startup, "owner")
        assert Entry.objects.get(verb="application.taken_over").told() == (
            "Mei Tan took over Far Quay (SF5-0001), which Nurul Hakim had brought in from another system."
        )
        assert Submission.objects.filter(application=came).count() == 1
        assert browser(founder).get(came.get_absolute_url()).status_code == 200
        page = desk.get(came.get_absolute_url()).content.decode()
        assert ("Nobody belongs" in page, "/withdraw/" in page) == (False, False)

    def test_only_who_proves_the_address(self, came: Application, manager: Any) -> None:
        operations.invite_founder(came, email="quay@example.org", by=manager)
        with pytest.raises(Forbidden, match="another address"):
            accepted(accounts.person("other@example.org"))
        assert not Member.objects.exists()

    def test_of_two_invited_the_first_owns_it(self, came: Application, manager: Any, founder: Any) -> None:
        for email in ("quay@example.org", "other@example.org"):
            operations.invite_founder(came, email=email, by=manager)
        first, second = Invitation.objects.order_by("id")
        accounts_operations.accept_invitation(first, by=founder)
        with pytest.raises(Refusal, match="taken over already"):
            accounts_operations.accept_invitation(second, by=accounts.person("other@example.org"))

    def test_nothing_that_was_withdrawn(self, came: Application, manager: Any, founder: Any) -> None:
        operations.invite_founder(came, email="quay@example.org", by=manager)
        operations.withdraw(came, by=manager, at=NOW)
        with pytest.raises(Refusal, match="was withdrawn"):
            accepted(founder)
        with pytest.raises(Refusal, match="nothing to take over"):
            operations.invite_founder(came, email="quay@example.org", by=manager)

    def test_programs_invite_too(self, came: Application, manager: Any) -> None:
        door = f"/applications/{came.number}/founder"
        answer: Any = Program(manager).post(door, email="quay@example.org")
        told = answer.json()
        assert (answer.status_code, told["number"], told["email"]) == (201, came.number, "quay@example.org")
        assert Invitation.objects.get().email == "quay@example.org"
        assert problem(Program(manager).post(door, email="nobody")) == (422, "email")
