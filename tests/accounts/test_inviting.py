"""Invitations: one link, one use, one address, seven days, any registered scope."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import connection

from accelerator.accounts import operations, queries
from accelerator.accounts.models import Invitation, Membership, Person
from accelerator.kit import clock, codes, limiter
from accelerator.kit.refusals import Forbidden, Refusal, TooMany
from accelerator.notices import letters
from accelerator.notices.models import Message
from accelerator.notices.operations import KINDS
from accelerator.trail.models import Entry
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def invited(email: str = "new@example.org", *, role: str = "auditor", by: Person | None = None) -> Invitation:
    operator = accounts.operator()
    by = by or accounts.operator_person()
    return operations.invite(scope="organisation", scope_id=operator.pk, scope_label=str(operator), role=role, email=email, by=by)


def link() -> str:
    """The path in the newest invitation mail."""
    return Message.objects.filter(kind="invitation").latest("id").url


def of(path: str) -> Invitation:
    return Invitation.objects.get(digest=codes.digest(path.rstrip("/").rpartition("/")[2]))


def test_the_mail_carries_a_link_that_the_database_cannot_make() -> None:
    invitation = invited("New@Example.org")
    message = Message.objects.get(kind="invitation")
    assert (message.address, message.recipient_id) == ("new@example.org", None)
    assert of(message.url) == invitation
    assert KINDS["invitation"].urgent
    assert KINDS["invitation"].secret
    kept = str(Invitation.objects.filter(pk=invitation.pk).values())
    assert message.url.rstrip("/").rpartition("/")[2] not in kept


def test_a_mail_that_was_written_before_invitations_had_notes_is_told_without() -> None:
    invited(by=accounts.operator_person(name="Ada Admin"))
    message = Message.objects.get(kind="invitation")
    assert message.facts.pop("note") == ""
    assert letters.told(message)[1][0] == "Ada Admin invites you to Harbour Board on Slipway. Your role: Auditor."


def test_accepted_it_gives_the_role_and_tells_who_invited() -> None:
    admin = accounts.operator_person()
    invitation = invited(by=admin)
    person = accounts.person("new@example.org")
    assert operations.accept_invitation(invitation, by=person) == "/home/"
    assert Person.objects.get(pk=person.pk).holds("trail.see")
    assert Message.objects.get(kind="invitation_accepted").recipient == admin
    assert [entry.verb for entry in Entry.objects.about(invitation).order_by("id")] == ["person.invited", "invitation.accepted"]


def test_a_link_works_once() -> None:
    invitation = invited()
    operations.accept_invitation(invitation, by=accounts.person("new@example.org"))
    with pytest.raises(Refusal, match="no longer open"):
        operations.accept_invitation(invitation, by=Person.objects.get(email="new@example.org"))
    assert Membership.objects.filter(person__email="new@example.org").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one() -> None:
    invitation = invited()
    person = accounts.person("new@example.org")
    ready, outcomes = Barrier(2), []

    def accept() -> None:
        ready.wait()
        try:
            operations.accept_invitation(invitation, by=person)
            outcomes.append("joined")
        except Refusal:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["joined", "refused"]


@pytest.mark.parametrize("verified", [True, False])
def test_another_address_does_not_get_in(verified: bool) -> None:
    invitation = invited("new@example.org")
    other = accounts.person("other@example.org", verified=verified)
    with pytest.raises(Forbidden, match="another address"):
        operations.accept_invitation(invitation, by=other)
    assert not Membership.objects.filter(person=other).exists()


def test_the_invited_address_must_be_proved() -> None:
    invitation = invited("new@example.org")
    unproved = accounts.person("new@example.org", verified=False)
    with pytest.raises(Forbidden, match="another address"):
        operations.accept_invitation(invitation, by=unproved)


def test_a_second_proved_address_serves() -> None:
    invitation = invited("work@example.org")
    person = accounts.person("home@example.org")
    EmailAddress.objects.create(user=person, email="work@example.org", verified=True)
    operations.accept_invitation(invitation, by=person)
    assert Person.objects.get(pk=person.pk).holds("trail.see")


@pytest.mark.parametrize(("days", "open_"), [(6.99, True), (7.01, False)])
def test_a_link_lives_seven_days(days: float, open_: bool) -> None:
    invitation = invited()
    person = accounts.person("new@example.org")
    with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
        assert Invitation.objects.open().filter(pk=invitation.pk).exists() is open_
        assert invitation.state() == ("invited" if open_ else "expired")
        if open_:
            operations.accept_invitation(invitation, by=person)
        else:
            with pytest.raises(Refusal, match="no longer open"):
                operations.accept_invitation(invitation, by=person)


def test_sent_again_the_old_link_is_dead_and_the_week_begins_anew() -> None:
    admin = accounts.operator_person()
    invitation = invited(by=admin)
    old = link()
    later = clock.now() + timedelta(days=8)
    with time_machine.travel(later, tick=False):
        operations.resend(invitation, by=admin)
        assert Invitation.objects.open().get() == invitation
    assert link() != old
    assert not Invitation.objects.filter(digest=codes.digest(old.rstrip("/").rpartition("/")[2])).exists()


def test_withdrawn_it_opens_nothing() -> None:
    admin = accounts.operator_person()
    invitation = invited(by=admin)
    operations.revoke(invitation, by=admin)
    with pytest.raises(Refusal, match="no longer open"):
        operations.accept_invitation(invitation, by=accounts.person("new@example.org"))
    for act in (operations.revoke, operations.resend):
        with pytest.raises(Refusal, match="settled already"):
            act(invitation, by=admin)


def test_inviting_again_replaces_what_waits() -> None:
    admin = accounts.operator_person()
    first = invited(by=admin)
    second = invited(by=admin)
    assert list(Invitation.objects.waiting()) == [second]
    assert Invitation.objects.get(pk=first.pk).revoked_at is not None


def test_roles_beside_each_other_do_not_replace() -> None:
    admin = accounts.operator_person()
    invited(by=admin, role="auditor")
    invited(by=admin, role="approver")
    assert Invitation.objects.waiting().count() == 2


@pytest.mark.parametrize("role", ["auditor", "programme_manager", "approver", "grants_officer"])
def test_who_does_not_manage_people_invites_nobody(role: str) -> None:
    other = accounts.operator_person(role=role)
    invitation = invited()
    with pytest.raises(Forbidden):
        invited("another@example.org", by=other)
    for act in (operations.revoke, operations.resend):
        with pytest.raises(Forbidden):
            act(invitation, by=other)
    assert Invitation.objects.open().get() == invitation


def test_a_role_the_organisation_lacks_is_not_offered() -> None:
    with pytest.raises(Forbidden):
        invited(role="partner")


def test_a_scope_nobody_registered_is_an_error() -> None:
    with pytest.raises(LookupError, match="moon"):
        operations.invite(
            scope="moon", scope_id=1, scope_label="Moon", role="x", email="a@example.org", by=accounts.operator_person()
        )


@pytest.mark.parametrize(
    "email", ["", "new", "a@b", "a b@example.org", "a@example.org\nbcc: x@example.org", f"a@{'b' * 60}.{'c.' * 95}example.org"]
)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(Refusal, match="not an email address"):
        invited(email)


def test_who_lost_the_right_to_invite_invites_in_vain() -> None:
    admin, other = accounts.operator_person(), accounts.operator_person()
    invitation = invited(by=other)
    operations.end_role(Membership.objects.get(person=other), by=admin)
    with pytest.raises(Refusal):
        operations.accept_invitation(invitation, by=accounts.person("new@example.org"))
    assert Invitation.objects.get(pk=invitation.pk).accepted_at is None


@pytest.mark.usefixtures("standing_clock")
def test_fifty_an_hour() -> None:
    admin = accounts.operator_person()
    invited("first@example.com", by=admin)
    for _ in range(48):
        limiter.spend("invite", str(admin.pk), most=50, seconds=3600)
    invited("fiftieth@example.com", by=admin)
    with pytest.raises(TooMany):
        invited("one-more@example.com", by=admin)


def test_the_answer_is_the_same_for_known_and_unknown_addresses() -> None:
    accounts.person("known@example.org")
    admin = accounts.operator_person()
    known, unknown = invited("known@example.org", by=admin), invited("unknown@example.org", by=admin)
    assert known.state() == unknown.state()
    kinds = set(Message.objects.filter(address__in=["known@example.org", "unknown@example.org"]).values_list("kind", "recipient"))
    assert kinds == {("invitation", None)}


def test_found_only_by_who_may_invite_there() -> None:
    admin = accounts.operator_person()
    invitation = invited(by=admin)
    assert queries.invitation_for(invitation.code, admin) == invitation
    assert queries.invitation_for(invitation.code, accounts.operator_person(role="auditor")) is None
    assert queries.invitation_for("nothing", admin) is None
