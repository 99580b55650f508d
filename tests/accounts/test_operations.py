"""Roles, standing, tokens, documents and settings as domain operations."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, ProgrammingError, connection
from django.test import Client

from accelerator.accounts import operations, queries
from accelerator.accounts.models import Acceptance, ApiToken, Invitation, Membership, OperatorSettings, Organisation, Person
from accelerator.kit import clock, codes
from accelerator.kit.refusals import Forbidden, Refusal, TooMany
from accelerator.notices.models import Message
from accelerator.trail.models import Entry
from tests.accounts.test_pictures import JPEG, PNG
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def _told(kind: str) -> list[tuple[str, str]]:
    """(reader's address, subject) of every message of a kind."""
    found = Message.objects.filter(kind=kind).select_related("recipient")
    return [(message.recipient.email if message.recipient else message.address, message.subject) for message in found]


class TestPeople:
    def test_an_added_person_can_sign_in_at_once(self, client: Client) -> None:
        made = operations.add_person("New@Example.org", name="Linh Tran", password=accounts.PASSWORD, zone="Asia/Kolkata")
        assert made.email == "new@example.org"
        assert EmailAddress.objects.get(user=made).verified is True
        assert set(Acceptance.objects.filter(person=made).values_list("document", "version")) == {
            ("terms", "1"),
            ("privacy", "1"),
        }
        assert client.login(email=made.email, password=accounts.PASSWORD)

    def test_an_address_is_added_once(self) -> None:
        operations.add_person("a@example.org", name="A")
        with pytest.raises(IntegrityError):
            operations.add_person("a@example.org", name="B")

    def test_accepting_twice_is_accepting_once(self) -> None:
        person = accounts.person()
        operations.accept_documents(person)
        assert Acceptance.objects.filter(person=person).count() == 2

    def test_a_new_version_is_owed_until_accepted(self) -> None:
        person = accounts.person()
        OperatorSettings.objects.create(pk=1, terms_version="2")
        assert Person.objects.with_standing().get(pk=person.pk).owes_acceptance is True
        operations.accept_documents(person)
        assert Person.objects.with_standing().get(pk=person.pk).owes_acceptance is False

    def test_acceptances_stay_as_written(self) -> None:
        person = accounts.person()
        with pytest.raises(ProgrammingError, match="permission denied"):
            Acceptance.objects.filter(person=person).update(version="9")

    def test_a_profile_change_is_on_the_trail(self) -> None:
        person = accounts.person()
        operations.change_profile(person, name="Bui Thi Hoa", zone=ZoneInfo("Asia/Tokyo"), language="en-gb")
        again = Person.objects.get(pk=person.pk)
        assert (again.name, str(again.zone)) == ("Bui Thi Hoa", "Asia/Tokyo")
        assert Entry.objects.about(person).get().verb == "person.changed"


class TestRoles:
    def test_a_given_role_holds_from_the_next_look(self) -> None:
        admin, person = accounts.operator_person(), accounts.person()
        operations.give_role(person, role="auditor", organisation=accounts.operator(), by=admin)
        assert Person.objects.get(pk=person.pk).holds("trail.see")
        assert _told("role_given") == [(person.email, f"membership:{Membership.objects.get(person=person).pk}")]
        entry = Entry.objects.about(person).get()
        assert entry.told() == f"{admin} gave {person} the role Auditor at Harbour Board."

    def test_given_twice_is_held_once(self) -> None:
        admin, person = accounts.operator_person(), accounts.person()
        first = operations.give_role(person, role="auditor", organisation=accounts.operator(), by=admin)
        assert operations.give_role(person, role="auditor", organisation=accounts.operator(), by=admin) == first
        assert Entry.objects.filter(verb="role.given").count() == 1

    @pytest.mark.parametrize("role", ["auditor", "grants_officer", "approver", "programme_manager"])
    def test_only_admins_give_roles(self, role: str) -> None:
        other, person = accounts.operator_person(role=role), accounts.person()
        with pytest.raises(Forbidden):
            operations.give_role(person, role="auditor", organisation=accounts.operator(), by=other)
        assert not Membership.objects.filter(person=person).exists()

    @pytest.mark.parametrize("role", ["admin", "auditor"])
    def test_partners_have_no_operator_roles(self, role: str) -> None:
        with pytest.raises(Refusal, match="no such role"):
            operations.give_role(accounts.person(), role=role, organisation=accounts.partner(), by=accounts.operator_person())

    def test_an_ended_role_ends_at_once(self) -> None:
        admin, person = accounts.operator_person(), accounts.operator_person(role="auditor")
        operations.end_role(Membership.objects.get(person=person), by=admin)
        assert Person.objects.get(pk=person.pk).holds("trail.see") is False
        assert [address for address, _ in _told("role_ended")] == [person.email]

    def test_nobody_comes_back_by_an_invitation_that_is_still_open(self) -> None:
        admin, person = accounts.operator_person(), accounts.operator_person(role="auditor")
        there = accounts.operator()
        higher = operations.invite(
            scope="organisation", scope_id=there.pk, scope_label=there.name, role="admin", email=person.email, by=admin
        )
        operations.end_role(Membership.objects.get(person=person), by=admin)
        with pytest.raises(Refusal, match="no longer open"):
            operations.accept_invitation(higher, by=person)

    def test_ending_twice_is_ending_once(self) -> None:
        admin, person = accounts.operator_person(), accounts.operator_person(role="auditor")
        membership = Membership.objects.get(person=person)
        operations.end_role(membership, by=admin)
        ended_at = Membership.objects.get(pk=membership.pk).ended_at
        operations.end_role(membership, by=admin)
        assert Membership.objects.get(pk=membership.pk).ended_at == ended_at

    def test_a_role_can_be_given_again_after_it_ended(self) -> None:
        admin, person = accounts.operator_person(), accounts.operator_person(role="auditor")
        operations.end_role(Membership.objects.get(person=person), by=admin)
        operations.give_role(person, role="auditor", organisation=accounts.operator(), by=admin)
        assert Membership.objects.filter(person=person).count() == 2

    def test_only_admins_end_roles(self) -> None:
        membership = Membership.objects.get(person=accounts.operator_person(role="auditor"))
        with pytest.raises(Forbidden):
            operations.end_role(membership, by=accounts.operator_person(role="approver"))

    def test_the_last_admin_keeps_the_role(self) -> None:
        admin = accounts.operator_person()
        with pytest.raises(Refusal, match="last operator admin"):
            operations.end_role(Membership.objects.get(person=admin), by=admin)

    def test_a_suspended_admin_does_not_count(self) -> None:
        admin, other = accounts.operator_person(), accounts.operator_person()
        operations.suspend(other, by=admin, reason="On leave")
        with pytest.raises(Refusal, match="last operator admin"):
            operations.end_role(Membership.objects.get(person=admin), by=admin)

    def test_one_of_two_admins_may_go(self) -> None:
        admin, other = accounts.operator_person(), accounts.operator_person()
        operations.end_role(Membership.objects.get(person=other), by=admin)
        assert list(queries.admins()) == [admin]

    def test_the_support_desk_follows_the_admin_role(self) -> None:
        admin, person = accounts.operator_person(), accounts.person()
        held = operations.give_role(person, role="admin", organisation=accounts.operator(), by=admin)
        assert Person.objects.get(pk=person.pk).is_staff is True
        operations.end_role(held, by=admin)
        assert Person.objects.get(pk=person.pk).is_staff is False

    def test_other_roles_do_not_open_the_desk(self) -> None:
        admin, person = accounts.operator_person(), accounts.person()
        operations.give_role(person, role="auditor", organisation=accounts.operator(), by=admin)
        assert Person.objects.get(pk=person.pk).is_staff is False

    def test_partners_are_added_once(self) -> None:
        admin = accounts.operator_person()
        added = operations.add_partner("Basalt Compute", by=admin)
        assert (added.slug, added.kind) == ("basalt-compute", Organisation.Kind.PARTNER)
        with pytest.raises(Refusal, match="of this name"):
            operations.add_partner("Basalt Compute", by=admin)
        with pytest.raises(Forbidden):
            operations.add_partner("Another", by=accounts.operator_person(role="auditor"))


@pytest.mark.django_db(transaction=True)
def test_two_admins_cannot_end_each_other() -> None:
    """Both look at once, each sees the other still there; the lock lets one through."""
    one, two = accounts.operator_person(), accounts.operator_person()
    ready, refused = Barrier(2), []

    def end(whose: Person, by: Person) -> None:
        ready.wait()
        try:
            operations.end_role(Membership.objects.get(person=whose), by=by)
        except Refusal as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=end, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert queries.admins().count() == 1


class TestStanding:
    def test_suspended_people_are_out_everywhere_at_once(self, client: Client) -> None:
        admin, person = accounts.operator_person(), accounts.person()
        client.force_login(person)
        assert client.get("/account/", secure=True).status_code == 200
        operations.suspend(person, by=admin, reason="Shared the password")
        assert client.get("/account/", secure=True)["Location"].startswith("/accounts/login/")
        again = Person.objects.get(pk=person.pk)
        assert (again.is_active, again.suspended_reason) == (False, "Shared the password")
        assert [address for address, _ in _told("account_suspended")] == [person.email]

    def test_a_session_that_nobody_tracked_ends_as_well(self, client: Client) -> None:
        """The row is changed behind the operation's back, as another process would."""
        person = accounts.person()
        client.force_login(person)
        Person.objects.filter(pk=person.pk).update(is_active=False)
        assert client.get("/account/", secure=True).status_code == 302
        Person.objects.filter(pk=person.pk).update(is_active=True)
        assert client.get("/account/", secure=True).status_code == 302

    def test_the_reason_is_not_in_the_mail(self) -> None:
        admin, person = accounts.operator_person(), accounts.person()
        operations.suspend(person, by=admin, reason="A private matter")
        assert "A private matter" not in str(Message.objects.get(kind="account_suspended").facts)

    def test_nobody_suspends_themselves(self) -> None:
        admin = accounts.operator_person()
        accounts.operator_person()
        with pytest.raises(Forbidden, match="yourself"):
            operations.suspend(admin, by=admin, reason="x")

    def test_the_last_admin_is_not_suspended(self) -> None:
        admin, other = accounts.operator_person(), accounts.operator_person()
        operations.end_role(Membership.objects.get(person=admin), by=admin)
        with pytest.raises(Refusal):
            operations.suspend(other, by=Person.objects.get(pk=admin.pk), reason="x")
        assert Person.objects.get(pk=other.pk).is_active

    def test_only_admins_suspend(self) -> None:
        person = accounts.person()
        for by in (accounts.person(), accounts.operator_person(role="auditor"), accounts.partner_person()):
            with pytest.raises(Forbidden):
                operations.suspend(person, by=by, reason="x")
        assert Person.objects.get(pk=person.pk).is_active

    def test_suspended_twice_is_refused(self) -> None:
        with pytest.raises(Refusal, match="suspended already"):
            operations.suspend(accounts.suspended_person(), by=accounts.operator_person(), reason="x")

    def test_reinstated_people_are_back(self) -> None:
        admin, person = accounts.operator_person(), accounts.suspended_person()
        operations.reinstate(person, by=admin)
        again = Person.objects.get(pk=person.pk)
        assert (again.is_active, again.suspended_at, again.suspended_reason) == (True, None, "")
        with pytest.raises(Refusal, match="not suspended"):
            operations.reinstate(again, by=admin)

    def test_only_admins_reinstate(self) -> None:
        with pytest.raises(Forbidden):
            operations.reinstate(accounts.suspended_person(), by=accounts.operator_person(role="auditor"))


def made(person: Person, name: str, *, days: int = 1, scopes: tuple[str, ...] = ("startups:read",)) -> tuple[ApiToken, str]:
    return operations.make_token(person, name=name, scopes=scopes, lasts=timedelta(days=days), by=person)


class TestTokens:
    def test_only_the_digest_is_kept(self) -> None:
        person = accounts.person()
        token, secret = made(person, "Backup", days=30)
        assert token.digest == codes.digest(secret)
        assert secret not in str(ApiToken.objects.filter(pk=token.pk).values())
        assert timedelta(days=29, hours=23) < token.expires_at - clock.now() <= timedelta(days=30)

    @pytest.mark.usefixtures("standing_clock")
    def test_ten_an_hour(self) -> None:
        person = accounts.person()
        for number in range(10):
            made(person, str(number))
        with pytest.raises(TooMany):
            made(person, "eleventh")
        made(accounts.person(), "somebody else's")

    def test_revoked_once(self) -> None:
        person = accounts.person()
        token, _secret = made(person, "Backup")
        operations.revoke_token(token, by=person)
        revoked_at = ApiToken.objects.get(pk=token.pk).revoked_at
        operations.revoke_token(token, by=person)
        assert ApiToken.objects.get(pk=token.pk).revoked_at == revoked_at
        assert not ApiToken.objects.usable().exists()

    @pytest.mark.parametrize("scopes", [(), ("startups:read", "boats:read"), ("startups",)])
    def test_scopes_are_those_there_are(self, scopes: tuple[str, ...]) -> None:
        with pytest.raises(Refusal, match="Choose scopes that there are: account:read, ") as refused:
            made(accounts.person(), "Backup", scopes=scopes)
        assert refused.value.field == "scopes"
        assert not ApiToken.objects.exists()

    def test_its_person_hears_of_one_they_did_not_make(self) -> None:
        person = accounts.person()
        made(person, "Backup")
        assert not Message.objects.exists()
        operations.make_token(person, name="Backup", scopes=["credits:read"], lasts=timedelta(days=1), by=None)
        message = Message.objects.get(recipient=person)
        assert (message.kind, message.facts["name"], message.facts["scopes"]) == ("token_made", "Backup", "credits:read")


class TestSettings:
    def test_the_first_settings_make_the_row(self) -> None:
        operations.change_settings(OperatorSettings(name="Harbour Board"), by=None)
        assert queries.settings().name == "Harbour Board"
        assert OperatorSettings.objects.get().pk == 1

    def test_only_admins_change_them(self) -> None:
        with pytest.raises(Forbidden):
            operations.change_settings(OperatorSettings(name="x"), by=accounts.operator_person(role="auditor"))

    @pytest.mark.parametrize("which", ["terms", "privacy"])
    def test_a_changed_text_needs_its_own_version(self, which: str) -> None:
        admin = accounts.operator_person()
        OperatorSettings.objects.create(pk=1)
        changed = queries.settings()
        setattr(changed, which, "Other words.")
        with pytest.raises(Refusal) as refused:
            operations.change_settings(changed, by=admin)
        assert refused.value.field == f"{which}_version"
        setattr(changed, f"{which}_version", "2")
        operations.change_settings(changed, by=admin)
        assert getattr(queries.settings(), which) == "Other words."

    def test_the_operator_takes_the_name(self) -> None:
        operator = accounts.operator()
        operations.change_settings(OperatorSettings(name="Straits Accelerator"), by=accounts.operator_person())
        assert Organisation.objects.get(pk=operator.pk).name == "Straits Accelerator"

    def test_a_logo_is_named_by_its_content(self) -> None:
        operations.change_settings(queries.settings(), by=None, logo=PNG)
        first = queries.settings().logo
        assert first.startswith("operator/")
        assert first.endswith(".png")
        operations.change_settings(queries.settings(), by=None, logo=JPEG)
        assert queries.settings().logo.endswith(".jpeg")
        operations.change_settings(queries.settings(), by=None, logo=PNG)
        assert queries.settings().logo == first
        operations.change_settings(queries.settings(), by=None, no_logo=True)
        assert queries.settings().logo == ""


class TestSetUp:
    def test_the_link_makes_the_first_admin(self) -> None:
        path = operations.set_up("Harbour Board", admin="mei@example.org")
        assert queries.settings().name == "Harbour Board"
        assert Message.objects.count() == 0
        invitation = operator_invitation(path)
        person = accounts.person("mei@example.org")
        operations.accept_invitation(invitation, by=person)
        assert Person.objects.get(pk=person.pk).holds("people.manage")

    def test_again_gives_a_new_link_and_ends_the_old(self) -> None:
        first = operations.set_up("Harbour Board", admin="mei@example.org")
        second = operations.set_up("Harbour Board", admin="mei@example.org")
        assert first != second
        with pytest.raises(Refusal, match="no longer open"):
            operations.accept_invitation(operator_invitation(first), by=accounts.person("mei@example.org"))
        assert Organisation.objects.filter(kind="operator").count() == 1

    def test_refused_once_there_is_an_admin(self) -> None:
        accounts.operator_person()
        with pytest.raises(Refusal, match="has an operator admin already"):
            operations.set_up("Another", admin="x@example.org")
        assert queries.settings().name == "Slipway"


def operator_invitation(path: str) -> Invitation:
    return Invitation.objects.get(digest=codes.digest(path.rstrip("/").rpartition("/")[2]))
