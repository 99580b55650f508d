"""The contacts of a list are invited where somebody says so: each proves the address before anything is theirs."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.accounts.models import Invitation
from accelerator.applications import operations as applications
from accelerator.applications.models import Application
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.pipeline import operations, tasks
from accelerator.pipeline.models import Import
from accelerator.programmes.models import Call
from accelerator.startups.models import Member
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, reviews
from tests.pipeline.test_importing import judged
from tests.pipeline.test_taking_back import brought
from tests.pipeline.test_views import text

FILE = b"name,Email\nTide,Tide@Example.org\nCrane,crane@example.org\nQuay,\nMole,mole@example.org\n"


@pytest.fixture
def taken(call: Call, manager: Any) -> Import:
    return brought(call, manager, FILE)


def of(name: str) -> Application:
    return Application.objects.select_related("call__programme", "startup").get(startup__name=name)


def test_a_contact_that_is_no_address_bars_the_file() -> None:
    found = judged(b"name,Email\nTide,nobody\nCrane,crane@example.org\n", {"name": "name", "Email": "contact"})
    assert found.faults == [(2, "Email", "“nobody”: Write an e-mail address such as name@example.org.")]
    assert [(one.contact, "contact" in one.startup) for one in found.brought] == [("", False), ("crane@example.org", False)]


@pytest.mark.django_db
class TestInviting:
    def test_nobody_is_written_to_by_itself(self, taken: Import) -> None:
        assert taken.mapping == {"name": "name", "Email": "contact"}
        assert taken.contacts == {
            str(of("Tide").pk): "Tide@Example.org",
            str(of("Crane").pk): "crane@example.org",
            str(of("Mole").pk): "mole@example.org",
        }
        tasks.invite(taken.pk)
        assert not Invitation.objects.exists()

    def test_each_that_can_take_over_once_somebody_says_so(self, taken: Import, manager: Any) -> None:
        Member.objects.create(startup=of("Crane").startup, person=accounts.person(), role="owner")
        applications.invite_founder(of("Mole"), email="other@example.org", by=manager)
        assert operations.invite_contacts(taken, by=manager) == 1
        tasks.invite(taken.pk)
        asked = Invitation.objects.exclude(email="other@example.org").get()
        assert (asked.email, asked.scope_id, asked.invited_by) == ("tide@example.org", of("Tide").pk, manager)
        taken.refresh_from_db()
        assert taken.contacts == {}
        assert Entry.objects.get(verb="application.contacts_invited").told() == (
            "Nurul Hakim had the contacts of list.csv invited to take over their applications to Spring: 1."
        )
        with pytest.raises(Refusal, match="invited already"):
            operations.invite_contacts(taken, by=manager)

    def test_more_than_one_may_invite_by_hand_in_an_hour(self, call: Call, manager: Any) -> None:
        content = b"name,Email\n" + b"".join(b"Startup %d,a%d@example.org\n" % (one, one) for one in range(60))
        taken = brought(call, manager, content)
        operations.invite_contacts(taken, by=manager)
        assert operations.invite_next(taken.pk)
        assert Invitation.objects.count() == 50
        assert not operations.invite_next(taken.pk)
        assert Invitation.objects.count() == 60
        assert len(set(Invitation.objects.values_list("email", flat=True))) == 60

    def test_only_by_who_brought_it_in(self, call: Call, taken: Import) -> None:
        with pytest.raises(Forbidden):
            operations.invite_contacts(taken, by=reviews.manager(call))

    def test_what_was_taken_back_is_not_written_to(self, taken: Import, manager: Any) -> None:
        operations.tag([of("Crane")], name="Ports", by=manager)
        operations.take_back(taken, by=manager)
        taken.refresh_from_db()
        assert taken.contacts == {str(of("Crane").pk): "crane@example.org"}

    def test_the_page_says_who_before(self, taken: Import, manager: Any) -> None:
        client, door = browser(manager), taken.get_absolute_url()
        assert "Invite the contacts" in text(client.get(door))
        page = text(client.get(door + "invite/"))
        assert ("3 contacts are written to" in page, "mole@example.org" in page) == (True, True)
        assert "3 invitations are on their way." in text(client.post(door + "invite/", follow=True))
        assert "There is nobody to invite" in text(client.get(door + "invite/"))
        assert "Invite the contacts" not in text(client.get(door))
