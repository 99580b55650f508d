"""Programmes and who works on them: begun, changed, invited, joined, ended."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from accelerator.accounts import operations as accounting
from accelerator.accounts.models import Invitation, Person
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.programmes import operations
from accelerator.programmes.models import Call, Programme, Staff
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, programmes
from tests.programmes.conftest import World
from tests.together import at_once

pytestmark = pytest.mark.django_db


def told(verb: str) -> list[str]:
    return [entry.told() for entry in Entry.objects.filter(verb=verb).order_by("id")]


def roles(person: Any) -> set[str]:
    return set(Staff.objects.live().filter(person=person).values_list("role", flat=True))


class TestCreate:
    def test_who_begins_it_manages_it(self) -> None:
        mei = accounts.operator_person(name="Tan Mei Lin", role="programme_manager")
        made = operations.create(name=" Applied AI ", summary="Twelve weeks", by=mei)
        assert (made.name, made.slug, made.summary, made.zone) == (
            "Applied AI",
            "applied-ai",
            "Twelve weeks",
            ZoneInfo("Asia/Singapore"),
        )
        assert list(Staff.objects.values_list("programme", "person", "role")) == [(made.pk, mei.pk, "manager")]
        assert told("programme.created") == ["Tan Mei Lin began the programme Applied AI."]

    @pytest.mark.parametrize("role", ["auditor", "approver", "grants_officer"])
    def test_not_by_roles_that_do_not_run_programmes(self, role: str) -> None:
        with pytest.raises(Forbidden, match="Ask an operator admin"):
            operations.create(name="Applied AI", by=accounts.operator_person(role=role))
        assert not Programme.objects.exists()

    def test_not_by_founders_partners_and_managers_of_others(self, world: World) -> None:
        for person in (world.outsider, world.manager, accounts.partner_person()):
            with pytest.raises(Forbidden):
                operations.create(name="Another", by=person)

    @pytest.mark.parametrize("name", ["", "  ", "\t", "\u3164"])
    def test_it_needs_a_name(self, name: str) -> None:
        with pytest.raises(Refusal, match="needs a name") as refused:
            operations.create(name=name, by=accounts.operator_person())
        assert refused.value.field == "name"

    def test_the_same_name_again_has_an_address_of_its_own(self) -> None:
        admin = accounts.operator_person()
        slugs = [operations.create(name=name, by=admin).slug for name in ("New", "Applied AI", "Applied  AI!", "渡し舟", "🪸")]
        assert slugs == ["new-2", "applied-ai", "applied-ai-2", "programme", "programme-2"]


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_programmes_of_one_name_are_two(self) -> None:
        admin = accounts.operator_person()
        made = at_once(*[lambda: operations.create(name="Applied AI", by=admin)] * 4)
        assert sorted(one.slug for one in made) == ["applied-ai", "applied-ai-2", "applied-ai-3", "applied-ai-4"]
        assert Entry.objects.filter(verb="programme.created").count() == 4

    def test_two_calls_of_one_name_are_two(self) -> None:
        programme = programmes.programme()
        manager = programmes.manager(programme)
        made = at_once(*[lambda: operations.create_call(programme, name="Cohort 5", by=manager)] * 3)
        assert sorted(one.slug for one in made) == ["cohort-5", "cohort-5-2", "cohort-5-3"]
        assert sorted(one.prefix for one in made) == ["C5", "C52", "C53"]

    def test_two_managers_do_not_end_each_other(self) -> None:
        programme = programmes.programme()
        one, two = programmes.manager(programme), programmes.manager(programme)
        held = {person: Staff.objects.get(person=person) for person in (one, two)}

        def end(whose: Any, by: Any) -> str:
            try:
                operations.end_staff(held[whose], by=by)
            except Refusal as refusal:
                return type(refusal).__name__
            return "ended"

        assert sorted(at_once(lambda: end(two, one), lambda: end(one, two))) == ["Forbidden", "ended"]
        assert Staff.objects.live().count() == 1

    def test_joining_twice_at_once_is_one_role(self) -> None:
        programme = programmes.programme()
        manager, person = programmes.manager(programme), accounts.person()
        joined = at_once(*[lambda: operations.join(programme, person=person, role="reviewer", by=manager)] * 3)
        assert len({one.pk for one in joined}) == 1
        assert Entry.objects.filter(verb="staff.joined").count() == 1

    def test_publishing_at_once_is_once(self) -> None:
        call = programmes.call(published=False, tagline="a", description="b", benefits="c")
        Call.objects.filter(pk=call.pk).update(reviews_due_on="2099-01-01", decisions_on="2099-01-02")
        manager = programmes.manager(call.programme)

        def publish() -> str:
            try:
                operations.publish(call, by=manager, at=call.opens_at)
            except Refusal as refusal:
                return str(refusal)
            return "published"

        assert sorted(at_once(publish, publish)) == ["The call is published already.", "published"]
        assert Message.objects.filter(kind="call_published").count() == 1


class TestChange:
    def test_what_differs_is_written_and_said_once(self, world: World) -> None:
        zone = ZoneInfo("Asia/Tokyo")
        for _again in range(2):
            operations.change(world.programme, by=world.manager, name="AI for Ports", summary="Short", zone=zone)
        held = Programme.objects.get(pk=world.programme.pk)
        assert (held.name, held.summary, held.zone, held.slug) == ("AI for Ports", "Short", zone, world.programme.slug)
        assert told("programme.changed") == ["Nurul Hakim changed AI for Ports."]

    def test_what_is_not_given_stays_as_somebody_else_left_it(self, world: World) -> None:
        seen = Programme.objects.get(pk=world.programme.pk)
        operations.change(world.programme, by=world.manager, name=" AI for Ports ")
        operations.change(seen, by=world.manager, summary="Short")
        held = Programme.objects.get(pk=world.programme.pk)
        assert (held.name, held.summary, held.zone) == ("AI for Ports", "Short", world.programme.zone)

    def test_calls_keep_the_clock_they_have(self, world: World) -> None:
        operations.change(world.programme, by=world.manager, name="A", summary="", zone=ZoneInfo("Asia/Tokyo"))
        assert Call.objects.get(pk=world.draft.pk).zone == ZoneInfo("Asia/Singapore")

    def test_only_by_its_managers(self, world: World) -> None:
        for person in (world.reviewer, world.outsider, world.rival, accounts.operator_person(role="auditor")):
            with pytest.raises(Forbidden, match="Only managers of Applied AI"):
                operations.change(world.programme, by=person, name="Mine", summary="", zone="UTC")
        assert Programme.objects.get(pk=world.programme.pk).name == "Applied AI"


class TestInvite:
    def test_a_link_that_makes_who_proves_the_address_staff(self, world: World) -> None:
        invitation = operations.invite(world.programme, email="ana@example.org", role="reviewer", by=world.manager)
        assert (invitation.scope, invitation.scope_id, invitation.role) == ("programme", world.programme.pk, "reviewer")
        assert list(Message.objects.values_list("kind", "address")) == [("invitation", "ana@example.org")]
        person = accounts.person("ana@example.org", "Ana Reyes")
        assert accounting.accept_invitation(invitation, by=person) == "/home/"
        assert roles(person) == {"reviewer"}
        assert told("staff.joined") == ["Ana Reyes joined Applied AI as Reviewer."]

    def test_who_has_the_role_is_not_invited_to_it_again_but_to_the_other(self, world: World) -> None:
        email = Person.objects.get(pk=world.reviewer.pk).email
        with pytest.raises(Refusal, match="has this role already") as refused:
            operations.invite(world.programme, email=f" {email.upper()} ", role="reviewer", by=world.manager)
        assert refused.value.field == "email"
        operations.invite(world.programme, email=email, role="manager", by=world.manager)
        assert Invitation.objects.count() == 1

    def test_to_no_role_that_does_not_exist(self, world: World) -> None:
        with pytest.raises(Refusal, match=r"no such role[.] Choose one of these: Programme manager, Reviewer") as refused:
            operations.invite(world.programme, email="a@example.org", role="owner", by=world.manager)
        assert refused.value.field == "role"

    def test_only_by_its_managers(self, world: World) -> None:
        for person in (world.reviewer, world.outsider, world.rival, accounts.operator_person()):
            with pytest.raises(Forbidden):
                operations.invite(world.programme, email="a@example.org", role="reviewer", by=person)
        assert not Invitation.objects.exists()

    def test_by_an_operator_admin_while_no_manager_can_sign_in(self, world: World) -> None:
        admin = accounts.operator_person("admin@example.org")
        second = programmes.manager(world.programme)
        desk, door = browser(admin), f"/programmes/{world.programme.slug}/staff/"
        sent = {"email": "ana@example.org", "role": "manager"}
        accounting.suspend(second, by=admin, reason="Left")
        assert (desk.post(door, sent).status_code, "Invite somebody" in desk.get(door).content.decode()) == (403, False)
        accounting.suspend(world.manager, by=admin, reason="Left")
        page = desk.get(door).content.decode()
        assert ("Nobody who manages this programme can sign in." in page, "Invite somebody" in page) == (True, True)
        auditor = accounts.operator_person(role="auditor")
        for person in (world.reviewer, world.rival, auditor):
            assert browser(person).post(door, sent).status_code in (403, 404)
        assert desk.post(door, sent).status_code == 302
        assert "ana@example.org" in desk.get(door).content.decode()
        ana = accounts.person("ana@example.org", "Ana Reyes")
        accounting.accept_invitation(Invitation.objects.get(), by=ana)
        assert roles(ana) == {"manager"}
        assert (desk.post(door, sent).status_code, "Nobody who manages" in desk.get(door).content.decode()) == (403, False)

    def test_who_invited_and_left_invited_in_vain(self, world: World) -> None:
        second = programmes.manager(world.programme)
        invitation = operations.invite(world.programme, email="ana@example.org", role="manager", by=second)
        operations.end_staff(Staff.objects.get(person=second), by=world.manager)
        with pytest.raises(Refusal, match="Ask for a new invitation"):
            accounting.accept_invitation(invitation, by=accounts.person("ana@example.org"))
        assert not Staff.objects.live().filter(person__email="ana@example.org").exists()


class TestJoin:
    def test_both_roles_may_be_held_at_once(self, world: World) -> None:
        operations.join(world.programme, person=world.manager, role="reviewer", by=world.manager)
        assert roles(world.manager) == {"manager", "reviewer"}

    def test_the_role_one_has_is_kept_and_nothing_said(self, world: World) -> None:
        held = Staff.objects.get(person=world.reviewer)
        assert operations.join(world.programme, person=world.reviewer, role="reviewer", by=world.manager) == held
        assert told("staff.joined") == []

    def test_an_ended_role_may_begin_anew(self, world: World) -> None:
        operations.end_staff(Staff.objects.get(person=world.reviewer), by=world.manager)
        operations.join(world.programme, person=world.reviewer, role="reviewer", by=world.manager)
        assert Staff.objects.filter(person=world.reviewer).count() == 2
        assert roles(world.reviewer) == {"reviewer"}


class TestEnd:
    def test_nobody_comes_back_by_an_invitation_that_is_still_open(self, world: World) -> None:
        higher = operations.invite(world.programme, email=world.reviewer.email, role="manager", by=world.manager)
        operations.end_staff(Staff.objects.get(person=world.reviewer), by=world.manager)
        with pytest.raises(Refusal, match="no longer open"):
            accounting.accept_invitation(higher, by=world.reviewer)
        assert roles(world.reviewer) == set()

    def test_a_manager_ends_anybodys_and_they_hear(self, world: World) -> None:
        operations.end_staff(Staff.objects.get(person=world.reviewer), by=world.manager)
        assert roles(world.reviewer) == set()
        message = Message.objects.get(kind="staff_ended")
        assert (message.recipient, message.facts) == (
            world.reviewer,
            {"by": "Nurul Hakim", "role": "Reviewer", "programme": "Applied AI"},
        )
        assert told("staff.ended") == ["Nurul Hakim ended the role Reviewer of Devan Pillai in Applied AI."]

    def test_people_end_their_own_and_hear_nothing(self, world: World) -> None:
        operations.end_staff(Staff.objects.get(person=world.reviewer), by=world.reviewer)
        assert (roles(world.reviewer), Message.objects.count()) == (set(), 0)

    def test_nobody_else_does(self, world: World) -> None:
        held = Staff.objects.get(person=world.manager)
        for person in (world.reviewer, world.outsider, world.rival, accounts.operator_person()):
            with pytest.raises(Forbidden):
                operations.end_staff(held, by=person)

    def test_twice_is_refused(self, world: World) -> None:
        held = Staff.objects.get(person=world.reviewer)
        operations.end_staff(held, by=world.manager)
        with pytest.raises(Refusal, match="does not have the role any more"):
            operations.end_staff(held, by=world.manager)
        assert Message.objects.count() == 1

    def test_the_last_manager_stays(self, world: World) -> None:
        held = Staff.objects.get(person=world.manager)
        for second in (None, accounts.person(is_active=False)):
            if second:
                programmes.manager(world.programme, second)  # suspended, who runs nothing
            with pytest.raises(Refusal, match="Applied AI needs a manager"):
                operations.end_staff(held, by=world.manager)
        programmes.manager(world.programme)
        operations.end_staff(held, by=world.manager)
        assert roles(world.manager) == set()


def test_a_role_is_held_once_at_a_time(world: World) -> None:
    with pytest.raises(IntegrityError, match="staff_once"), transaction.atomic():
        programmes.reviewer(world.programme, world.reviewer)
