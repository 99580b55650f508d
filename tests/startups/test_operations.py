"""A startup's life: made, described, who belongs to it; two records that are one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accelerator.accounts import operations as accounting
from accelerator.accounts.models import Invitation
from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal, TooMany
from accelerator.notices.models import Message
from accelerator.startups import operations, queries
from accelerator.startups.models import Member, Startup
from accelerator.trail.models import Entry
from tests.factories import accounts, programmes, startups
from tests.factories.applications import application
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Any:
    return accounts.person(name="Ananya Rao")


@pytest.fixture
def startup(owner: Any) -> Startup:
    return startups.startup("Sampan Analytics", owner=owner)


def held(person: Any) -> Member:
    return Member.objects.live().get(person=person)


def roles(startup: Startup) -> dict[str, str]:
    return {str(one.person): one.role for one in Member.objects.live().filter(startup=startup).select_related("person")}


def told(verb: str) -> list[str]:
    return [entry.told() for entry in Entry.objects.filter(verb=verb).order_by("id")]


class TestCreate:
    def test_who_adds_it_owns_it(self, owner: Any) -> None:
        made = operations.create(name=" Tide Table ", by=owner, one_liner="Tides by wire", country="SG", tags=["Ports"])
        assert (made.name, made.slug, made.one_liner, made.country.code, made.tags) == (
            "Tide Table",
            "tide-table",
            "Tides by wire",
            "SG",
            ["Ports"],
        )
        assert roles(made) == {"Ananya Rao": "owner"}
        assert told("startup.created") == ["Ananya Rao added Tide Table."]

    @pytest.mark.parametrize("name", ["", "  ", "\n", "\u200b\u2060"])
    def test_it_needs_a_name(self, owner: Any, name: str) -> None:
        with pytest.raises(Refusal, match="needs a name") as refused:
            operations.create(name=name, by=owner)
        assert (refused.value.field, Startup.objects.count()) == ("name", 0)

    def test_a_field_that_a_profile_has_not_is_a_mistake_of_ours(self, owner: Any) -> None:
        for field in ("slug", "source", "merged_into", "former_names"):
            with pytest.raises(TypeError, match=field):
                operations.create(name="A", by=owner, **{field: "x"})

    @pytest.mark.usefixtures("standing_clock")
    def test_twenty_a_day(self, owner: Any) -> None:
        for number in range(20):
            operations.create(name=f"Startup {number}", by=owner)
        with pytest.raises(TooMany):
            operations.create(name="One more", by=owner)
        assert Startup.objects.count() == 20

    def test_the_same_name_again_has_an_address_of_its_own(self, owner: Any) -> None:
        names = ("New", "Tide Table", "tide  table!", "渡し舟", "🪸", "x" * 200)
        slugs = [operations.create(name=name, by=owner).slug for name in names]
        assert slugs == ["new-2", "tide-table", "tide-table-2", "startup", "startup-2", "x" * 60]

    @pytest.mark.django_db(transaction=True)
    def test_four_of_one_name_at_once_are_four(self) -> None:
        people = [accounts.person() for _one in range(4)]
        made = at_once(*[lambda by=by: operations.create(name="Tide Table", by=by) for by in people])
        assert sorted(one.slug for one in made) == ["tide-table", "tide-table-2", "tide-table-3", "tide-table-4"]


class TestChange:
    def test_what_differs_is_written_and_said_once(self, startup: Startup, owner: Any) -> None:
        for _again in range(2):
            operations.change(startup, by=owner, one_liner="Tides", founded_on=date(2025, 3, 1), team_size=4)
        kept = Startup.objects.get()
        assert (kept.one_liner, kept.founded_on, kept.team_size, kept.former_names) == ("Tides", date(2025, 3, 1), 4, [])
        assert told("startup.changed") == ["Ananya Rao changed the profile of Sampan Analytics."]

    def test_former_names_are_kept_and_the_address_stays(self, startup: Startup, owner: Any) -> None:
        for name in ("Sampan", "Sampan AI", "Sampan Analytics", " Sampan "):
            operations.change(startup, by=owner, name=name)
        kept = Startup.objects.get()
        assert (kept.name, kept.slug) == ("Sampan", startup.slug)
        assert kept.former_names == ["Sampan AI", "Sampan Analytics"]

    def test_a_name_is_not_taken_away(self, startup: Startup, owner: Any) -> None:
        with pytest.raises(Refusal, match="needs a name"):
            operations.change(startup, by=owner, name="  ", one_liner="Other")
        assert Startup.objects.get().one_liner == startup.one_liner

    def test_members_write_viewers_and_others_do_not(self, startup: Startup) -> None:
        operations.change(startup, by=startups.member(startup), one_liner="By a member")
        viewer, gone = startups.member(startup, role="viewer"), startups.member(startup, ended=True)
        for person in (viewer, gone, accounts.person(), accounts.operator_person()):
            with pytest.raises(Forbidden, match="Only owners and members"):
                operations.change(startup, by=person, one_liner="Mine")
        assert Startup.objects.get().one_liner == "By a member"

    @pytest.mark.django_db(transaction=True)
    def test_two_fields_changed_at_once_are_both_kept(self) -> None:
        owner = accounts.person()
        startup = startups.startup(owner=owner)
        at_once(
            lambda: operations.change(startup, by=owner, one_liner="Tides"),
            lambda: operations.change(startup, by=owner, sector="Ports"),
        )
        kept = Startup.objects.get()
        assert (kept.one_liner, kept.sector) == ("Tides", "Ports")


class TestInvite:
    def test_a_link_that_makes_who_proves_the_address_a_member(self, startup: Startup, owner: Any) -> None:
        invitation = operations.invite(startup, email="Ben@example.org", role="viewer", by=owner)
        assert (invitation.scope, invitation.scope_id, invitation.role) == ("startup", startup.pk, "viewer")
        ben = accounts.person("ben@example.org", "Ben Lim")
        assert accounting.accept_invitation(invitation, by=ben) == startup.get_absolute_url()
        assert roles(startup) == {"Ananya Rao": "owner", "Ben Lim": "viewer"}
        assert told("member.joined") == ["Ben Lim joined Sampan Analytics as Viewer."]

    def test_who_joins_goes_on_in_what_is_being_written(self, startup: Startup, owner: Any) -> None:
        call = programmes.call(opens_at=clock.now() - timedelta(days=1), closes_at=clock.now() + timedelta(days=1))
        one = application(call=call, startup=startup, submitted=False)
        invitation = operations.invite(startup, email="Ben@example.org", role="member", by=owner)
        url = accounting.accept_invitation(invitation, by=accounts.person("ben@example.org"))
        assert url.startswith(f"/applications/{one.number}/edit/")

    def test_who_belongs_already_is_not_invited(self, startup: Startup, owner: Any) -> None:
        with pytest.raises(Refusal, match="belongs to Sampan Analytics already") as refused:
            operations.invite(startup, email=f" {owner.email.upper()}", role="viewer", by=owner)
        assert (refused.value.field, Invitation.objects.count()) == ("email", 0)

    def test_to_no_role_that_does_not_exist(self, startup: Startup, owner: Any) -> None:
        with pytest.raises(Refusal, match=r"no such role[.] Choose one of these: Owner, Member, Viewer") as refused:
            operations.invite(startup, email="a@example.org", role="manager", by=owner)
        assert refused.value.field == "role"

    def test_only_owners_invite(self, startup: Startup) -> None:
        for person in (startups.member(startup), startups.member(startup, role="viewer"), accounts.person()):
            with pytest.raises(Forbidden, match="Only owners"):
                operations.invite(startup, email="a@example.org", role="viewer", by=person)
        assert not Invitation.objects.exists()

    def test_who_invited_and_left_invited_in_vain(self, startup: Startup, owner: Any) -> None:
        second = startups.member(startup, role="owner")
        invitation = operations.invite(startup, email="ben@example.org", role="owner", by=second)
        operations.end(held(second), by=owner)
        with pytest.raises(Refusal, match="Ask for a new invitation"):
            accounting.accept_invitation(invitation, by=accounts.person("ben@example.org"))


class TestJoin:
    @pytest.mark.parametrize(
        ("has", "invited", "then"),
        [
            ("viewer", "member", "member"),
            ("member", "owner", "owner"),
            ("owner", "viewer", "owner"),
            ("member", "viewer", "member"),
            ("member", "member", "member"),
        ],
    )
    def test_the_stronger_of_both_roles_is_kept(self, startup: Startup, owner: Any, has: str, invited: str, then: str) -> None:
        person = startups.member(startup, role=has)
        operations.join(startup, person=person, role=invited, by=owner)
        assert (held(person).role, Member.objects.filter(person=person).count()) == (then, 1)
        assert len(told("member.joined")) == (has != then)

    def test_who_left_may_come_back(self, startup: Startup, owner: Any) -> None:
        person = startups.member(startup, ended=True)
        operations.join(startup, person=person, role="member", by=owner)
        assert Member.objects.filter(person=person).count() == 2

    @pytest.mark.django_db(transaction=True)
    def test_joining_twice_at_once_is_one_membership(self) -> None:
        owner, person = accounts.person(), accounts.person()
        startup = startups.startup(owner=owner)
        at_once(
            *[lambda role=role: operations.join(startup, person=person, role=role, by=owner) for role in ("viewer", "member")]
        )
        assert held(person).role == "member"


class TestRoles:
    def test_changed_and_they_hear(self, startup: Startup, owner: Any) -> None:
        ben = startups.member(startup, accounts.person(name="Ben Lim"))
        for _again in range(2):
            operations.change_role(held(ben), role="viewer", by=owner)
        assert held(ben).role == "viewer"
        message = Message.objects.get()
        assert (message.kind, message.recipient, message.url) == (
            "startup_member_changed",
            ben,
            f"/startups/{startup.slug}/members/",
        )
        assert message.facts == {"by": "Ananya Rao", "startup": "Sampan Analytics", "role": "Viewer"}
        assert told("member.changed") == ["Ananya Rao made Ben Lim Viewer of Sampan Analytics."]

    def test_only_by_owners(self, startup: Startup, owner: Any) -> None:
        member = startups.member(startup)
        for person in (member, startups.member(startup, role="viewer"), accounts.person()):
            with pytest.raises(Forbidden):
                operations.change_role(held(member), role="owner", by=person)
        assert held(member).role == "member"

    def test_no_role_that_does_not_exist(self, startup: Startup, owner: Any) -> None:
        with pytest.raises(Refusal, match="no such role"):
            operations.change_role(held(startups.member(startup)), role="boss", by=owner)

    def test_the_last_owner_stays_one(self, startup: Startup, owner: Any) -> None:
        startups.member(startup, accounts.person(is_active=False), role="owner")  # suspended: can act for nobody
        with pytest.raises(Refusal, match=r"Sampan Analytics needs an owner\. Make somebody else an owner first\."):
            operations.change_role(held(owner), role="member", by=owner)
        second = startups.member(startup, role="owner")
        operations.change_role(held(owner), role="member", by=owner)
        assert (held(owner).role, held(second).role, Message.objects.count()) == ("member", "owner", 0)

    def test_not_of_who_is_gone(self, startup: Startup, owner: Any) -> None:
        gone = Member.objects.get(person=startups.member(startup, ended=True))
        for act in (lambda: operations.change_role(gone, role="owner", by=owner), lambda: operations.end(gone, by=owner)):
            with pytest.raises(Refusal, match="does not belong to the startup any more"):
                act()


class TestEnd:
    def test_an_owner_ends_anybodys_and_they_hear(self, startup: Startup, owner: Any) -> None:
        ben = startups.member(startup, accounts.person(name="Ben Lim"))
        operations.end(held(ben), by=owner)
        assert roles(startup) == {"Ananya Rao": "owner"}
        assert (Message.objects.get().kind, Message.objects.get().recipient) == ("startup_member_ended", ben)
        assert told("member.left") == ["Ananya Rao removed Ben Lim from Sampan Analytics."]
        assert not Startup.objects.visible_to(ben).exists()

    def test_nobody_comes_back_by_an_invitation_that_is_still_open(self, startup: Startup, owner: Any) -> None:
        ben, mei = accounts.person("ben@example.org"), accounts.person("mei@example.org")
        weaker = operations.invite(startup, email=ben.email, role="viewer", by=owner)
        stronger = operations.invite(startup, email="Ben@Example.org", role="member", by=owner)
        others = operations.invite(startup, email=mei.email, role="member", by=owner)
        accounting.accept_invitation(weaker, by=ben)
        operations.end(held(ben), by=owner)
        with pytest.raises(Refusal, match="no longer open"):
            accounting.accept_invitation(stronger, by=ben)
        assert told("invitation.revoked") == ["Ananya Rao withdrew the invitation of ben@example.org to Sampan Analytics."]
        accounting.accept_invitation(others, by=mei)
        assert roles(startup) == {"Ananya Rao": "owner", str(mei): "member"}

    def test_people_end_their_own_and_hear_nothing(self, startup: Startup) -> None:
        ben = startups.member(startup, accounts.person(name="Ben Lim"), role="viewer")
        operations.end(held(ben), by=ben)
        assert (Message.objects.count(), told("member.left")) == (0, ["Ben Lim left Sampan Analytics."])

    def test_nobody_else_does(self, startup: Startup, owner: Any) -> None:
        member = startups.member(startup)
        for person in (startups.member(startup), accounts.person(), accounts.operator_person()):
            with pytest.raises(Forbidden):
                operations.end(held(member), by=person)
        with pytest.raises(Forbidden):
            operations.end(held(owner), by=member)

    def test_the_last_owner_does_not_leave(self, startup: Startup, owner: Any) -> None:
        startups.member(startup)
        with pytest.raises(Refusal, match="needs an owner"):
            operations.end(held(owner), by=owner)
        second = startups.member(startup, role="owner")
        operations.end(held(owner), by=owner)
        assert held(second).role == "owner"

    @pytest.mark.django_db(transaction=True)
    def test_two_owners_do_not_end_each_other(self) -> None:
        one, two = accounts.person(), accounts.person()
        startup = startups.startup(owner=one)
        startups.member(startup, two, role="owner")
        members = {person: held(person) for person in (one, two)}

        def end(whose: Any, by: Any) -> str:
            try:
                operations.end(members[whose], by=by)
            except Refusal as refusal:
                return type(refusal).__name__
            return "ended"

        assert sorted(at_once(lambda: end(two, one), lambda: end(one, two))) == ["Forbidden", "ended"]
        assert Member.objects.live().count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_two_owners_do_not_leave_at_once(self) -> None:
        one, two = accounts.person(), accounts.person()
        startup = startups.startup(owner=one)
        startups.member(startup, two, role="owner")
        members = {person: held(person) for person in (one, two)}

        def leave(person: Any) -> str:
            try:
                operations.end(members[person], by=person)
            except Refusal as refusal:
                return type(refusal).__name__
            return "left"

        assert sorted(at_once(lambda: leave(one), lambda: leave(two))) == ["Refusal", "left"]


class TestSame:
    def test_one_that_was_never_merged(self, startup: Startup) -> None:
        assert list(queries.same(startup)) == [startup]

    def test_the_one_that_stays_and_its_duplicates_from_any_of_them(self, startup: Startup) -> None:
        root = startups.startup()
        found = {root, startups.startup(merged_into=root), startups.startup(merged_into=root)}
        for one in found:
            assert set(queries.same(one)) == found
        assert startup not in queries.same(root)

    def test_what_happened_to_a_duplicate_is_in_the_history_of_the_one_that_stays(self, owner: Any) -> None:
        stays, duplicate = operations.create(name="Tide Table", by=owner), operations.create(name="Tidetable", by=owner)
        Startup.objects.filter(pk=duplicate.pk).update(merged_into=stays)
        said = [entry.told() for entry in queries.timeline(stays, owner)]
        assert said == ["Ananya Rao added Tidetable.", "Ananya Rao added Tide Table."]
        duplicate.refresh_from_db()
        assert [entry.told() for entry in queries.timeline(duplicate, owner)] == said

    def test_a_duplicate_is_in_no_list(self, owner: Any) -> None:
        stays = startups.startup(owner=owner)
        duplicate = startups.startup(owner=owner, merged_into=stays)
        assert queries.mine(owner) == [queries.Belonging(stays, "owner")]
        assert list(Startup.objects.visible_to(owner).standing()) == [stays]
        assert duplicate in Startup.objects.visible_to(owner)


class TestGuards:
    @pytest.mark.parametrize(
        ("sql", "because"),
        [
            ("UPDATE accelerator_startup SET merged_into_id = id", "startup_not_its_own"),
            ("UPDATE accelerator_startup SET team_size = -1", "team_size"),
            ("UPDATE accelerator_member SET role = 'boss'", "member_role"),
            (
                """INSERT INTO accelerator_member (created_at, startup_id, person_id, role)
                SELECT now(), startup_id, person_id, 'viewer' FROM accelerator_member""",
                "member_once",
            ),
            (
                """INSERT INTO accelerator_startup (created_at, slug, name, former_names, one_liner, description, website,
                country, location, sector, tags, source, source_id)
                SELECT now(), slug, 'x', '{}', '', '', '', '', '', '', '{}', '', ''
                FROM accelerator_startup""",
                "slug",
            ),
        ],
    )
    def test_the_database_refuses_by_itself(self, startup: Startup, sql: str, because: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("slipway_web",)
            with pytest.raises(IntegrityError, match=because), transaction.atomic():
                cursor.execute(sql)

    def test_a_row_of_a_list_is_one_startup(self) -> None:
        startups.startup(source="directory", source_id="1")
        startups.startup(source="other", source_id="1")
        startups.startup(source="", source_id="1")
        startups.startup(source="", source_id="1")
        with pytest.raises(IntegrityError, match="startup_source"), transaction.atomic():
            startups.startup(source="directory", source_id="1")

    def test_every_change_is_in_the_history_but_not_what_lists_said(self, startup: Startup) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accelerator_startup SET name = 'Other', imported = '{\"name\": \"secret\"}'")
            cursor.execute("UPDATE accelerator_member SET ended_at = now()")
            cursor.execute("SELECT name FROM accelerator_startupevent WHERE pgh_obj_id = %s ORDER BY pgh_id", [startup.pk])
            assert [row[0] for row in cursor.fetchall()] == ["Sampan Analytics", "Other"]
            cursor.execute("SELECT count(*) FROM accelerator_memberevent WHERE startup_id = %s", [startup.pk])
            assert cursor.fetchone() == (2,)
            cursor.execute("SELECT row_to_json(e)::text FROM accelerator_startupevent e")
            assert not any("secret" in row[0] for row in cursor.fetchall())
